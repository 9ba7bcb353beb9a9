namespace Workflows.Cases.Ports;

/// <summary>Puts PDFs one after another into one.</summary>
public interface IPdfJoiner
{
    /// <exception cref="InvalidDataException">One of them is no PDF.</exception>
    byte[] Join(IReadOnlyList<byte[]> documents);
}
