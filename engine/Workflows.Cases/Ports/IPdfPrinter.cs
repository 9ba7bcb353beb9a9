namespace Workflows.Cases.Ports;

/// <summary>Prints an HTML page that needs nothing from outside as a PDF whose text can be searched.</summary>
public interface IPdfPrinter
{
    /// <exception cref="InvalidOperationException">It could not be printed; says why and what to do. Worth another try.</exception>
    ValueTask<byte[]> Print(string html, CancellationToken cancellationToken);
}
