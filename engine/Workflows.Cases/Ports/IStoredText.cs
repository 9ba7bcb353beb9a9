namespace Workflows.Cases.Ports;

/// <summary>Looks whether a text was kept anywhere: proves that transient values leave no trace.</summary>
public interface IStoredText
{
    /// <summary>Whether any stored value, unpacked, or the raw files hold the text (UTF-8 or UTF-16). Reads everything: for tests and audits.</summary>
    ValueTask<bool> Contains(string text, CancellationToken ct);
}
