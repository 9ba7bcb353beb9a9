namespace Workflows.Cases.Ports;

/// <summary>Looks for viruses in what people upload, before it is stored.</summary>
public interface IFileScanner
{
    /// <param name="content">The whole file.</param>
    ValueTask<ScanVerdict> Scan(ReadOnlyMemory<byte> content, CancellationToken ct);
}

/// <param name="Found">The virus's name; null: nothing was found.</param>
/// <param name="Unavailable">Why nothing could be looked for; null: it was.</param>
public sealed record ScanVerdict(string? Found, string? Unavailable)
{
    public static readonly ScanVerdict Clean = new(null, null);
}

/// <summary>An installation without a scanner.</summary>
public sealed class NoFileScanner : IFileScanner
{
    public ValueTask<ScanVerdict> Scan(ReadOnlyMemory<byte> content, CancellationToken ct) => ValueTask.FromResult(ScanVerdict.Clean);
}
