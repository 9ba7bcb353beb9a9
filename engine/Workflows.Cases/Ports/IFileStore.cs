namespace Workflows.Cases.Ports;

/// <summary>Files people and systems upload: kept once a content and municipality, referenced by their id.</summary>
public interface IFileStore
{
    ValueTask<StoredFile> Put(string tenant, string name, string contentType, ReadOnlyMemory<byte> content, string actor, DateTimeOffset at, CancellationToken ct);
    ValueTask<StoredFile?> Find(string tenant, string id, CancellationToken ct);
    /// <summary>Forgets a file; its bytes too, unless another file has the same.</summary>
    ValueTask Delete(string tenant, string id, CancellationToken ct);
    ValueTask<byte[]?> Read(string tenant, string id, CancellationToken ct);
}

/// <param name="Sha256">Lower-case hex.</param>
/// <param name="Length">Bytes.</param>
public sealed record StoredFile(string Id, string Tenant, string Name, string ContentType, string Sha256, long Length, string UploadedBy, DateTimeOffset UploadedAt);
