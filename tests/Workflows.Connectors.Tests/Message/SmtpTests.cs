using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Configuration;
using Workflows.Cases.Packages;
using Workflows.Cases.Ports;
using Workflows.Connectors.Catalogue;
using Workflows.Engine.Data;

namespace Workflows.Connectors.Tests.Message;

public sealed class SmtpTests
{
    private static async Task<(CallOutcome Outcome, string Wire)> Send(Func<string, string?> answer, string to = "hanako@example.jp", string hosts = "127.0.0.1")
    {
        using var server = new Server(answer);
        var old = World.Packages.Municipalities[0];
        var program = old.Programs[0] with { Connectors = new Dictionary<string, ConnectorSettingSpec> { ["C-REAL"] = new($"smtp://127.0.0.1:{server.Port}", null, Datum.Parse("""{"from": "noreply@city.example.jp", "fromName": "鎌倉市"}""")) } };
        var settings = new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create("Workflows:AllowedHosts:0", (string?)hosts)]).Build();
        using var port = new ConnectorPort(ConnectorCatalogue.Connectors, new ConnectorDirectory(() => new PackageSet(World.Packages.Packages, [old with { Programs = [program] }], []), settings), ConnectorHttp.Network(), null);
        var outcome = await port.Call(new(World.Tenant, World.Program, "C-REAL", "send", Datum.Object(("to", to), ("channel", "mail"), ("subject", "受付のお知らせ"), ("body", "お申込みを受け付けました。")), "key-1", 1, World.At("2026-06-10 10:00")), default);
        return (outcome, server.Wire);
    }

    [Fact]
    public async Task A_mail_leaves_by_SMTP_with_an_id_made_of_its_key()
    {
        var (outcome, wire) = await Send(_ => null);
        Assert.True(outcome.Kind == CallOutcomeKind.Done, outcome.Message);
        foreach (var line in new[] { "MAIL FROM:<noreply@city.example.jp>", "RCPT TO:<hanako@example.jp>", "Auto-Submitted: auto-generated", "QUIT" }) Assert.Contains(line, wire, StringComparison.Ordinal);
        Assert.Contains(Convert.ToBase64String(Encoding.UTF8.GetBytes("お申込みを受け付けました。"))[..20], wire, StringComparison.Ordinal);
        var (_, again) = await Send(_ => null);
        Assert.Equal(IdOf(wire), IdOf(again));
    }

    [Theory]
    [InlineData("RCPT", "550 no such user", CallOutcomeKind.BusinessFault, "undeliverable")]
    [InlineData("RCPT", "450 later", CallOutcomeKind.Retry, "RETRY")]
    [InlineData("DATA", "554 spam", CallOutcomeKind.BusinessFault, "refused")]
    [InlineData("EHLO", "drop", CallOutcomeKind.Retry, "RETRY")]
    public async Task What_the_server_says_is_understood(string command, string says, CallOutcomeKind kind, string code)
    {
        var (outcome, _) = await Send(line => line.StartsWith(command, StringComparison.Ordinal) ? says : null);
        Assert.Equal((kind, code), (outcome.Kind, outcome.Code));
    }

    [Fact]
    public async Task A_host_that_is_not_allowed_is_never_connected_to()
    {
        var (outcome, wire) = await Send(_ => null, hosts: "mail.example.jp");
        Assert.Equal(("HOST_NOT_ALLOWED", ""), (outcome.Code, wire));
    }

    private static string IdOf(string wire) => wire.Split('\n').First(l => l.StartsWith("Message-Id", StringComparison.OrdinalIgnoreCase));

    /// <summary>A server of RFC 5321 for one mail after another; <paramref name="answer"/> may answer a line otherwise.</summary>
    private sealed class Server : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly StringBuilder _wire = new();

        public Server(Func<string, string?> answer)
        {
            _listener.Start();
            _ = Serve(answer);
        }

        public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;
        public string Wire { get { lock (_wire) return _wire.ToString(); } }
        public void Dispose() => _listener.Stop();

        private async Task Serve(Func<string, string?> answer)
        {
            try
            {
                using var client = await _listener.AcceptTcpClientAsync();
                using var stream = client.GetStream();
                using var reader = new StreamReader(stream, Encoding.UTF8);
                async Task Say(string text) => await stream.WriteAsync(Encoding.ASCII.GetBytes(text + "\r\n"));
                await Say("220 test");
                var data = false;
                while (await reader.ReadLineAsync() is { } line)
                {
                    lock (_wire) _wire.AppendLine(line);
                    if (data) { if (line == ".") { data = false; await Say("250 kept"); } continue; }
                    var said = answer(line) ?? (line.StartsWith("DATA", StringComparison.Ordinal) ? "354 go on" : line.StartsWith("QUIT", StringComparison.Ordinal) ? "221 bye" : "250 ok");
                    if (said == "drop") return;
                    data = said.StartsWith("354", StringComparison.Ordinal);
                    await Say(said);
                    if (said.StartsWith("221", StringComparison.Ordinal)) return;
                }
            }
            catch (Exception e) when (e is SocketException or IOException or ObjectDisposedException) { /* The test is over. */ }
        }
    }
}
