using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Workflows.Server.Security;

namespace Workflows.Server.Tests;

/// <summary>The virus scanner's client against a far side that speaks clamd's protocol.</summary>
public sealed class Scanning
{
    /// <summary>The test text every scanner takes for a virus, in two halves so that this file is not taken for one.</summary>
    private const string Eicar = @"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-" + "STANDARD-ANTIVIRUS-TEST-FILE!$H+H*";

    [Fact]
    public async Task A_file_without_a_virus_is_clean_whatever_its_length()
    {
        await using var clamd = new Clamd();
        foreach (var length in (int[])[0, 1, 64 * 1024, 64 * 1024 + 1, 300_000])
            Assert.Equal((null, null), Parts(await clamd.Scanner.Scan(new byte[length], default)));
    }

    [Fact]
    public async Task A_virus_is_named()
    {
        await using var clamd = new Clamd();
        Assert.Equal("Eicar-Test-Signature", (await clamd.Scanner.Scan(Encoding.ASCII.GetBytes(new string(' ', 70_000) + Eicar), default)).Found);
    }

    [Theory]
    [InlineData("INSTREAM size limit exceeded. ERROR\0")]
    [InlineData("")]
    [InlineData("what?\0")]
    public async Task What_cannot_be_scanned_is_not_called_clean(string answer)
    {
        await using var clamd = new Clamd(answer);
        var verdict = await clamd.Scanner.Scan("x"u8.ToArray(), default);
        Assert.Null(verdict.Found);
        Assert.NotNull(verdict.Unavailable);
    }

    [Fact]
    public async Task A_scanner_that_is_away_is_told()
    {
        var clamd = new Clamd();
        await clamd.DisposeAsync();
        Assert.NotNull((await clamd.Scanner.Scan("x"u8.ToArray(), default)).Unavailable);
    }

    private static (string?, string?) Parts(Cases.Ports.ScanVerdict verdict) => (verdict.Found, verdict.Unavailable);

    /// <summary>A scanner's far side that knows one virus.</summary>
    private sealed class Clamd : IAsyncDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly Task _serving;
        private readonly string? _answer;

        public Clamd(string? answer = null)
        {
            _answer = answer;
            _listener.Start();
            Scanner = new ClamdScanner(new Uri($"tcp://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}"));
            _serving = Serve();
        }

        public ClamdScanner Scanner { get; }

        private async Task Serve()
        {
            try { while (true) await Answer(await _listener.AcceptSocketAsync()); }
            // The listener was stopped.
            catch (SocketException) { }
            catch (InvalidOperationException) { }
        }

        private async Task Answer(Socket socket)
        {
            await using var stream = new NetworkStream(socket, ownsSocket: true);
            var command = new byte[10];
            await stream.ReadExactlyAsync(command);
            Assert.Equal("zINSTREAM\0", Encoding.ASCII.GetString(command));
            using var content = new MemoryStream();
            var length = new byte[4];
            while (true)
            {
                await stream.ReadExactlyAsync(length);
                var piece = new byte[BinaryPrimitives.ReadInt32BigEndian(length)];
                if (piece.Length == 0) break;
                await stream.ReadExactlyAsync(piece);
                content.Write(piece);
            }
            var found = Encoding.ASCII.GetString(content.ToArray()).Contains(Eicar, StringComparison.Ordinal);
            await stream.WriteAsync(Encoding.ASCII.GetBytes(_answer ?? (found ? "stream: Eicar-Test-Signature FOUND\0" : "stream: OK\0")));
        }

        public async ValueTask DisposeAsync()
        {
            _listener.Stop();
            await _serving;
        }
    }
}
