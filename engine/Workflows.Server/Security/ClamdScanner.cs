using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;
using Workflows.Cases.Ports;

namespace Workflows.Server.Security;

/// <summary>
/// A virus scanner that speaks clamd's INSTREAM: the file in pieces of a length and its bytes, a piece of length 0, then one line of answer
/// (<c>stream: OK</c>, <c>stream: NAME FOUND</c>, else an error). What cannot be scanned is not taken.
/// </summary>
/// <param name="address"><c>tcp://host:3310</c> or <c>unix:/run/clamav/clamd.ctl</c>.</param>
internal sealed class ClamdScanner(Uri address) : IFileScanner
{
    private const int Piece = 64 * 1024, MostAnswer = 4096;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public async ValueTask<ScanVerdict> Scan(ReadOnlyMemory<byte> content, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Patience);
        try { return Read(await Ask(content, limit.Token).ConfigureAwait(false)); }
        catch (Exception e) when (e is SocketException or IOException || (e is OperationCanceledException && !ct.IsCancellationRequested)) { return new(null, e.Message); }
    }

    private async Task<string> Ask(ReadOnlyMemory<byte> content, CancellationToken ct)
    {
        using var socket = address.Scheme == "unix" ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) : new Socket(SocketType.Stream, ProtocolType.Tcp);
        if (address.Scheme == "unix") await socket.ConnectAsync(new UnixDomainSocketEndPoint(address.AbsolutePath), ct).ConfigureAwait(false);
        else await socket.ConnectAsync(address.Host, address.Port > 0 ? address.Port : 3310, ct).ConfigureAwait(false);
        await using var stream = new NetworkStream(socket, ownsSocket: false);
        await stream.WriteAsync("zINSTREAM\0"u8.ToArray(), ct).ConfigureAwait(false);
        var length = new byte[4];
        for (var at = 0; at < content.Length; at += Piece)
        {
            var piece = content.Slice(at, Math.Min(Piece, content.Length - at));
            BinaryPrimitives.WriteInt32BigEndian(length, piece.Length);
            await stream.WriteAsync(length, ct).ConfigureAwait(false);
            await stream.WriteAsync(piece, ct).ConfigureAwait(false);
        }
        BinaryPrimitives.WriteInt32BigEndian(length, 0);
        await stream.WriteAsync(length, ct).ConfigureAwait(false);
        var answer = new byte[MostAnswer];
        var read = 0;
        while (read < answer.Length && !answer.AsSpan(0, read).Contains((byte)0) && await stream.ReadAsync(answer.AsMemory(read), ct).ConfigureAwait(false) is > 0 and var more) read += more;
        return Encoding.UTF8.GetString(answer, 0, read).TrimEnd('\0', '\n', '\r');
    }

    private static ScanVerdict Read(string answer)
    {
        const string Found = " FOUND";
        if (answer == "stream: OK") return ScanVerdict.Clean;
        if (answer.StartsWith("stream: ", StringComparison.Ordinal) && answer.EndsWith(Found, StringComparison.Ordinal)) return new(answer["stream: ".Length..^Found.Length], null);
        return new(null, answer.Length == 0 ? "The scanner closed the connection." : answer);
    }
}
