using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Workflows.Cases.Ports;
using Workflows.Connectors.Catalogue;
using Workflows.Connectors.Inbound;
using Workflows.Connectors.Wire;
using Workflows.Engine.Data;

namespace Workflows.Connectors.Tests.Inbound;

public sealed class InboundFrontTests
{
    private readonly World _world = new();
    private readonly MemoryKept _kept = new();

    [Fact]
    public async Task A_known_event_id_is_answered_200_without_effect_and_409_when_its_content_differs()
    {
        var payload = Datum.Object(("payerKey", "P-1"), ("date", "2026-06-01"));
        Assert.Equal(200, await _world.Simulators.Push(World.Tenant, "C-TAX", "deceased", payload, "e-1"));
        Assert.Equal(200, await _world.Simulators.Push(World.Tenant, "C-TAX", "deceased", payload, "e-1"));
        Assert.Equal(409, await _world.Simulators.Push(World.Tenant, "C-TAX", "deceased", payload.With("payerKey", "P-2"), "e-1"));
        Assert.Equal("P-1", Assert.Single(_world.Inbound.Events, e => e.Event == "deceased").Key);
    }

    [Theory]
    [InlineData(EventSignature.Wrong)]
    [InlineData(EventSignature.Missing)]
    public async Task A_wrong_or_missing_signature_is_401_and_nothing_is_kept(EventSignature signature)
    {
        Assert.Equal(401, await _world.Simulators.Push(World.Tenant, "C-TAX", "deceased", Datum.Object(("payerKey", "P-1"), ("date", "2026-06-01")), signature: signature));
        Assert.Empty(_world.Inbound.Events);
    }

    [Fact]
    public async Task An_event_the_connector_does_not_declare_or_with_a_missing_member_is_400()
    {
        Assert.Equal(400, await _world.Simulators.Push(World.Tenant, "C-TAX", "vanished", Datum.Object(("payerKey", "P-1"))));
        Assert.Equal(400, await _world.Simulators.Push(World.Tenant, "C-TAX", "deceased", Datum.Object(("date", "2026-06-01"))));
        Assert.Empty(_world.Inbound.Events);
    }

    [Theory]
    [InlineData(0, 200)]
    [InlineData(-300, 200)]
    [InlineData(-301, 401)]
    [InlineData(301, 401)]
    public async Task The_timestamp_must_be_within_five_minutes(int seconds, int status)
    {
        var at = _world.Clock.GetUtcNow().ToUnixTimeSeconds() + seconds;
        Assert.Equal(status, (await Post(Encoding.UTF8.GetBytes("""{"event":"deceased","payerKey":"P-1","date":"2026-06-01"}"""), at.ToString())).Status);
    }

    [Fact]
    public async Task The_signature_covers_the_raw_bytes_so_one_more_space_breaks_it()
    {
        var signed = Encoding.UTF8.GetBytes("""{"event":"deceased","payerKey":"P-1","date":"2026-06-01"}""");
        var sent = Encoding.UTF8.GetBytes("""{"event":"deceased", "payerKey":"P-1","date":"2026-06-01"}""");
        Assert.Equal(401, (await Post(sent, _world.Clock.GetUtcNow().ToUnixTimeSeconds().ToString(), signed)).Status);
    }

    [Fact]
    public async Task A_connector_nobody_declared_is_404()
    {
        var front = Front();
        var answer = await front.Serve(new("POST", ["hooks", World.Tenant, World.Program, "C-NOWHERE"], new Dictionary<string, string>(), new Dictionary<string, string>(), []), CancellationToken.None);
        Assert.Equal(404, answer.Status);
    }

    private async Task<WireResponse> Post(byte[] body, string timestamp, byte[]? signed = null)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
        {
            ["x-event-id"] = "e-1",
            ["x-timestamp"] = timestamp,
            ["x-signature"] = HookSignature.Sign(ConnectorConfiguration.SimulatorSecret, timestamp, "e-1", signed ?? body),
        };
        return await Front().Serve(new("POST", ["hooks", World.Tenant, World.Program, "C-TAX"], new Dictionary<string, string>(), headers, body), CancellationToken.None);
    }

    private InboundFront Front() => new(
        new ConnectorDirectory(() => World.Packages, new Microsoft.Extensions.Configuration.ConfigurationBuilder().Build()), ConnectorCatalogue.Connectors, _world.Inbound, () => _kept, _world.Clock, NullLogger<InboundFront>.Instance);
}
