using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using Workflows.Engine.Data;

namespace Workflows.Connectors.Declared;

/// <summary>
/// A folder that two sides see (a share, a mounted SFTP, the exchange folder of a separated network), spoken to as if by HTTP: PUT puts a file there whole or not
/// at all and never over another; GET reads one, or with a slash at the end lists them; DELETE puts one aside into <c>.done</c>. Names beginning with a dot are nobody's.
/// </summary>
public sealed class FolderHandler(string folder) : HttpMessageHandler
{
    private const string Done = ".done";
    private readonly string _root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)) + Path.DirectorySeparatorChar;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var asked = Uri.UnescapeDataString(request.RequestUri!.AbsolutePath);
        var path = Path.GetFullPath(asked);
        // What climbs out of the folder, or names what is hidden in it, is not there.
        if (!(path + Path.DirectorySeparatorChar).StartsWith(_root, StringComparison.Ordinal) || path.Length >= _root.Length && path[_root.Length..].Split(Path.DirectorySeparatorChar).Any(p => p.StartsWith('.')))
            return Say(HttpStatusCode.BadRequest, Datum.Object(("code", "BAD_NAME"), ("message", "この名前のファイルは扱えません。 The name is not allowed.")));
        try
        {
            return request.Method.Method switch
            {
                "PUT" => await Put(path, await request.Content!.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false),
                "GET" when asked.EndsWith('/') => List(path),
                "GET" => File.Exists(path) ? Bytes(await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false)) : Missing(),
                "DELETE" => Away(path),
                _ => new HttpResponseMessage(HttpStatusCode.MethodNotAllowed),
            };
        }
        // The share is away: worth another try.
        catch (IOException e) { throw new HttpRequestException(HttpRequestError.ConnectionError, e.Message, e); }
        catch (UnauthorizedAccessException e) { return Say(HttpStatusCode.Forbidden, Datum.Object(("code", "FORBIDDEN"), ("message", e.Message))); }
    }

    private static async Task<HttpResponseMessage> Put(string path, byte[] content, CancellationToken ct)
    {
        var (directory, name) = (Path.GetDirectoryName(path)!, Path.GetFileName(path));
        Directory.CreateDirectory(directory);
        foreach (var there in (string[])[path, Path.Combine(directory, Done, name)])
            if (File.Exists(there)) return Same(content, await File.ReadAllBytesAsync(there, ct).ConfigureAwait(false))
                ? Say(HttpStatusCode.OK, Told(name, content)) : Say(HttpStatusCode.Conflict, Datum.Object(("code", "EXISTS"), ("message", $"「{name}」という別のファイルがすでにあります。 Another file of this name is there.")));
        var half = Path.Combine(directory, $".{Guid.NewGuid():N}.part");
        await File.WriteAllBytesAsync(half, content, ct).ConfigureAwait(false);
        File.Move(half, path);
        return Say(HttpStatusCode.Created, Told(name, content));
    }

    private static HttpResponseMessage List(string path) => Say(HttpStatusCode.OK, Datum.Object(("files", Datum.List(
        (Directory.Exists(path) ? new DirectoryInfo(path).GetFiles() : []).Where(f => !f.Name.StartsWith('.')).OrderBy(f => f.Name, StringComparer.Ordinal)
            .Select(f => Datum.Object(("name", f.Name), ("size", f.Length), ("at", Datum.Of(new DateTimeOffset(f.LastWriteTimeUtc, TimeSpan.Zero)))))))));

    private static HttpResponseMessage Away(string path)
    {
        var aside = Path.Combine(Path.GetDirectoryName(path)!, Done, Path.GetFileName(path));
        if (!File.Exists(path)) return File.Exists(aside) ? new HttpResponseMessage(HttpStatusCode.NoContent) : Missing();
        Directory.CreateDirectory(Path.GetDirectoryName(aside)!);
        File.Move(path, aside, overwrite: true);
        return new HttpResponseMessage(HttpStatusCode.NoContent);
    }

    private static bool Same(byte[] one, byte[] other) => one.AsSpan().SequenceEqual(other);

    private static Datum Told(string name, byte[] content) => Datum.Object(("name", name), ("size", content.Length), ("sha256", Convert.ToHexStringLower(SHA256.HashData(content))));

    private static HttpResponseMessage Missing() => Say(HttpStatusCode.NotFound, Datum.Object(("code", "notFound"), ("message", "ファイルがありません。 There is no such file.")));

    private static HttpResponseMessage Bytes(byte[] content) => new(HttpStatusCode.OK) { Content = new ByteArrayContent(content) { Headers = { ContentType = new MediaTypeHeaderValue("application/octet-stream") } } };

    private static HttpResponseMessage Say(HttpStatusCode status, Datum body) => new(status) { Content = new StringContent(body.ToJson(), System.Text.Encoding.UTF8, "application/json") };
}
