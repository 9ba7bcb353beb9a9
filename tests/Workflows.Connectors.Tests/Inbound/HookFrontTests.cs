using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Workflows.Cases.Packages;
using Workflows.Cases.Ports;
using Workflows.Connectors.Catalogue;
using Workflows.Connectors.Inbound;
using Workflows.Connectors.Wire;
using Workflows.Engine.Data;

namespace Workflows.Connectors.Tests.Inbound;

public sealed class HookFrontTests
{
    private const string Body = """{"event":"deceased","payerKey":"P-1","date":"2026-06-01"}""";
    private readonly World _world = new();
    private readonly MemoryKept _kept = new();
    private readonly InboundFront _front;

    public HookFrontTests() => _front = Front("{}");

    /// <summary>The front of a municipality whose C-TAX takes hooks as the options say.</summary>
    private InboundFront Front(string hook, string connector = "C-TAX", params (string Name, string Value)[] secrets)
    {
        var old = World.Packages.Municipalities[0];
        var program = old.Programs[0] with { Connectors = new Dictionary<string, ConnectorSettingSpec>(old.Programs[0].Connectors) { [connector] = new("sim:", "tax", Datum.Object(("hook", Datum.Parse(hook)))) } };
        var set = new PackageSet(World.Packages.Packages, [old with { Programs = [program] }], []);
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(secrets.Append((Name: "tax", Value: "key-1")).Select(s => KeyValuePair.Create($"Workflows:Secrets:{s.Name}", (string?)s.Value))).Build();
        return new(new ConnectorDirectory(() => set, configuration, clock: _world.Clock), ConnectorCatalogue.Connectors, _world.Inbound, () => _kept, _world.Clock, NullLogger<InboundFront>.Instance);
    }

    private async Task<WireResponse> Post(InboundFront front, string id = "e-1", string body = Body, string secret = "key-1", string? timestamp = null)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        timestamp ??= _world.Clock.GetUtcNow().ToUnixTimeSeconds().ToString();
        return await Send(front, bytes, ("X-Event-Id", id), ("X-Timestamp", timestamp), ("X-Signature", HookSignature.Sign(secret, timestamp, id, bytes)));
    }

    private static async Task<WireResponse> Send(InboundFront front, byte[] body, params (string Name, string Value)[] headers) => await front.Serve(
        new("POST", ["hooks", World.Tenant, World.Program, "C-TAX"], new Dictionary<string, string>(), headers.ToDictionary(h => h.Name, h => h.Value, StringComparer.OrdinalIgnoreCase), body), CancellationToken.None);

    private async Task<Datum> Kept(string id) => (await _kept.Find(World.Tenant, KeptSpaces.Hooks, $"{World.Program}/C-TAX/{id}", default))!.Value;

    [Fact]
    public async Task An_event_is_kept_before_it_is_told_and_its_end_is_in_the_log()
    {
        _world.Inbound.Next = new InboundResult(InboundResultKind.Busy);
        Assert.Equal(503, (await Post(_front)).Status);
        Assert.Equal(Deliveries.Received, (await Kept("e-1"))["result"].AsText());
        _world.Inbound.Next = new InboundResult(InboundResultKind.Unheard);
        Assert.Equal(200, (await Post(_front)).Status);
        Assert.Equal("unheard", (await Kept("e-1"))["result"].AsText());
        Assert.Equal(200, (await Post(_front)).Status);
        Assert.Equal(2, _world.Inbound.Asked);
        Assert.Equal(2, (await Kept("e-1"))["deliveries"].AsLong());
    }

    [Fact]
    public async Task The_same_id_with_other_content_is_409_kept_and_told_once_as_a_conflict()
    {
        await Post(_front);
        Assert.Equal(409, (await Post(_front, body: Body.Replace("P-1", "P-2"))).Status);
        Assert.Equal(409, (await Post(_front, body: Body.Replace("P-1", "P-2"))).Status);
        var conflict = Assert.Single(_world.Inbound.Events, e => e.Event == InboundFront.ConflictEvent);
        Assert.Equal(("e-1", "P-1", "P-2"), (conflict.Payload["id"].AsText(), conflict.Payload["first"]["payerKey"].AsText(), conflict.Payload["second"]["payerKey"].AsText()));
        Assert.Equal(2, (await _kept.List(World.Tenant, KeptSpaces.Hooks, null, new PageRequest(), default)).Items.Count);
    }

    [Fact]
    public async Task A_wrong_signature_is_401_and_leaves_only_its_count()
    {
        Assert.Equal(401, (await Post(_front, secret: "key-2")).Status);
        Assert.Equal(401, (await Post(_front, secret: "key-2")).Status);
        var counted = await Kept(Deliveries.RefusedKey);
        Assert.Equal(2, counted["deliveries"].AsLong());
        Assert.DoesNotContain("P-1", counted.ToJson(), StringComparison.Ordinal);
        Assert.Empty(_world.Inbound.Events);
    }

    [Theory]
    [InlineData("""{"replay": 409}""", 409)]
    [InlineData("""{"replay": 200}""", 200)]
    [InlineData("{}", 200)]
    public async Task The_very_same_signed_request_again_is_answered_as_the_municipality_says(string hook, int status)
    {
        var front = Front(hook);
        Assert.Equal(200, (await Post(front)).Status);
        Assert.Equal(status, (await Post(front)).Status);
        _world.Clock.Advance(TimeSpan.FromSeconds(1));
        // Delivered again by the far side: signed anew.
        Assert.Equal(200, (await Post(front)).Status);
        Assert.Single(_world.Inbound.Events);
    }

    [Fact]
    public async Task While_keys_are_rotated_both_are_believed_until_the_old_one_ends()
    {
        var front = Front("""{"secrets": ["new", {"name": "tax", "until": "2026-06-10T11:00:00+09:00"}]}""", secrets: ("new", "key-2"));
        Assert.Equal(200, (await Post(front, "a", secret: "key-1")).Status);
        Assert.Equal(200, (await Post(front, "b", secret: "key-2")).Status);
        _world.SetTime("2026-06-10 11:00");
        Assert.Equal(401, (await Post(front, "c", secret: "key-1")).Status);
        Assert.Equal(200, (await Post(front, "d", secret: "key-2")).Status);
    }

    [Fact]
    public async Task Too_long_is_413_and_too_many_is_429_with_a_time_to_wait()
    {
        var front = Front("""{"maxBytes": 100, "perMinute": 3}""");
        Assert.Equal(413, (await Post(front, body: Body + new string(' ', 100))).Status);
        for (var i = 0; i < 3; i++) Assert.Equal(200, (await Post(front, $"e-{i}")).Status);
        var refused = await Post(front, "e-4");
        Assert.Equal((429, "10"), (refused.Status, refused.Headers!["Retry-After"]));
        _world.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(200, (await Post(front, "e-4")).Status);
    }

    [Theory]
    [InlineData("""{"window": "PT1M"}""", 61, 401)]
    [InlineData("""{"window": "PT1M"}""", 60, 200)]
    [InlineData("""{"window": "PT10M"}""", 599, 200)]
    public async Task The_window_is_the_municipalitys(string hook, int seconds, int status) =>
        Assert.Equal(status, (await Post(Front(hook), timestamp: (_world.Clock.GetUtcNow().ToUnixTimeSeconds() - seconds).ToString())).Status);

    [Fact]
    public async Task Other_schemes_are_data()
    {
        // Time and signatures in one header, hex of HMAC-SHA512 over time and body, id and payload inside the body.
        var front = Front("""{"scheme": {"algorithm": "sha512", "signatureHeader": "X-Pay-Signature", "timestampHeader": "X-Pay-Signature", "timestampPrefix": "t=", "content": "{timestamp}.{body}", "idHeader": null, "idPath": "id", "eventPath": "type", "payloadPath": "data.object"}}""");
        var body = Encoding.UTF8.GetBytes("""{"id":"evt_1","type":"deceased","data":{"object":{"payerKey":"P-9","date":"2026-06-01"}}}""");
        var time = _world.Clock.GetUtcNow().ToUnixTimeSeconds().ToString();
        var mac = Convert.ToHexStringLower(System.Security.Cryptography.HMACSHA512.HashData("key-1"u8, [.. Encoding.UTF8.GetBytes(time + "."), .. body]));
        Assert.Equal(200, (await Send(front, body, ("X-Pay-Signature", $"t={time},v1=00,v1={mac}"))).Status);
        Assert.Equal(("evt_1", "P-9"), (_world.Inbound.Events.Single().Id, _world.Inbound.Events.Single().Key));
        Assert.Equal(401, (await Send(front, body, ("X-Pay-Signature", $"t={time},v1=00"))).Status);
    }

    [Fact]
    public async Task LINE_brings_several_events_a_body_signed_in_base64_and_unknown_kinds_are_passed_over()
    {
        Assert.Equal(200, await _world.Simulators.Push(World.Tenant, "C-LINE", "postback", Datum.Parse("""{"source":{"userId":"U1"},"postback":{"data":"absent"}}"""), "w-1"));
        Assert.Equal(401, await _world.Simulators.Push(World.Tenant, "C-LINE", "postback", Datum.Parse("""{"source":{"userId":"U1"}}"""), "w-2", signature: EventSignature.Wrong));
        var told = Assert.Single(_world.Inbound.Events);
        Assert.Equal(("postback", "w-1", "U1"), (told.Event, told.Id, told.Key));
        // Recorded from the documentation: secret, body and signature belong together.
        var body = Encoding.UTF8.GetBytes("""{"destination":"U8e742f61d673b39c7fff3cecb7536ef0","events":[]}""");
        var signed = LineSignature("8c570fa6dd201bb328f1c1eac23a96d8", body);
        Assert.Equal("GhRKmvmHys4Pi8DxkF4+EayaH0OqtJtaZxgTD9fMDLs=", signed);
    }

    private static string LineSignature(string secret, byte[] body) =>
        ConnectorCatalogue.Connectors.Single(c => c.Kind == "line").Hook.Sign(secret, null, null, null, new WireRequest("POST", [], new Dictionary<string, string>(), new Dictionary<string, string>(), body));
}
