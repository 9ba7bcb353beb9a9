using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using Workflows.Cases.Ports;
using Workflows.Connectors.Schemas;
using Workflows.Connectors.Wire;
using Workflows.Engine.Data;

namespace Workflows.Connectors.Inbound;

/// <summary>
/// The one front door for pushed events: size, rate, raw-body signature, time window, schema; then the event is kept, and only then told to the cases.
/// 200 accepted, repeated or unheard; 400 not understood; 401 not believed; 404 no such connector; 409 same id with other content (a person must look), or the same
/// signed request again where the municipality refuses replays; 413 too long; 429 too many; 503 not told yet, try again.
/// Also brings returns of persons (<see cref="InboundPaths.ReturnTemplate"/>) where no page of the server does.
/// </summary>
public sealed class InboundFront(IConnectorDirectory directory, IEnumerable<IConnector> connectors, IInbound inbound, Func<IKeptStore> kept, TimeProvider clock, ILogger<InboundFront> logger) : IWireService
{
    /// <summary>The event every connector has: an id came again with other content. Payload <c>{ id, event, key, first, second }</c>.</summary>
    public const string ConflictEvent = "conflict";

    private readonly HookRate _rate = new(clock);

    private readonly Dictionary<string, IConnector> _kinds = connectors.ToDictionary(c => c.Kind, StringComparer.Ordinal);

    /// <summary>Routes <c>/hooks/{tenant}/{program}/{connector}</c> and <c>/return/{tenant}/{program}/{connector}</c>.</summary>
    public async ValueTask<WireResponse> Serve(WireRequest request, CancellationToken cancellationToken) => (request.Method, request.Path) switch
    {
        ("POST", ["hooks", var tenant, var program, var connector]) => await Hook(tenant, program, connector, request, cancellationToken).ConfigureAwait(false),
        ("GET", ["return", var tenant, var program, var connector]) => await Return(tenant, program, connector, request, cancellationToken).ConfigureAwait(false),
        _ => WireResponse.Error(404, "NOT_FOUND", "この受け口はありません。 There is no such address."),
    };

    public async ValueTask<WireResponse> Hook(string tenant, string program, string connector, WireRequest request, CancellationToken cancellationToken)
    {
        if (directory.Find(tenant, program, connector) is not { Hook.Secrets.Count: > 0 } configuration || _kinds.GetValueOrDefault(configuration.Kind)?.For(configuration) is not { } kind)
            return WireResponse.Error(404, "UNKNOWN_CONNECTOR", "このコネクタの受け口はありません。 There is no such connector.");
        var settings = configuration.Hook;
        var place = $"{configuration.Program}/{configuration.Connector}/";
        if (request.Body.Length > settings.MaxBytes)
            return WireResponse.Error(413, "TOO_LONG", $"本文が {settings.MaxBytes:N0} バイトを超えています。 The body is too long.");
        if (_rate.Take($"{configuration.Tenant}/{place}", settings.PerMinute) is { } wait)
            return WireResponse.Error(429, "TOO_MANY", "要求が多すぎます。しばらくしてからもう一度お送りください。 Too many requests; try again later.") with { Headers = new Dictionary<string, string> { ["Retry-After"] = wait.TotalSeconds.ToString("0", CultureInfo.InvariantCulture) } };

        var now = clock.GetUtcNow();
        var scheme = HookScheme.Read(settings.Scheme, kind.Hook);
        if (scheme.Disbelief(settings.Secrets, request, settings.Window, now) is { } unbelieved)
        {
            logger.LogWarning("Event for {Configuration} not believed: {Problem}", configuration, unbelieved);
            await CountRefused(configuration.Tenant, place, unbelieved, now, cancellationToken).ConfigureAwait(false);
            return WireResponse.Error(401, "BAD_SIGNATURE", unbelieved);
        }
        IReadOnlyList<HookEvent> events;
        try { events = scheme.Events(request); }
        catch (FormatException e) { return WireResponse.Error(400, "MALFORMED", e.Message); }
        // All are understood before any is told.
        foreach (var one in events)
        {
            if (kind.Events.FirstOrDefault(e => e.Name == one.Name) is not { } declared)
            {
                // A far side that brings many kinds of events in one body may bring some we never asked for.
                if (scheme.ListPath is not null) continue;
                return WireResponse.Error(400, "UNKNOWN_EVENT", $"出来事「{one.Name}」はありません。使える名前: {string.Join("、", kind.Events.Select(e => e.Name))}。 Unknown event.");
            }
            if (SchemaCheck.FirstProblem(declared.Payload, one.Payload) is { } wrong)
                return WireResponse.Error(400, "MALFORMED", $"出来事「{one.Name}」の内容が正しくありません: {wrong}");
        }
        var signature = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(request.Header(scheme.SignatureHeader) ?? "")));
        WireResponse? answer = null;
        foreach (var one in events)
        {
            if (kind.Events.FirstOrDefault(e => e.Name == one.Name) is not { } declared) continue;
            var said = await Take(configuration, place, one, declared, signature, now, cancellationToken).ConfigureAwait(false);
            if (answer is null || said.Status > answer.Status) answer = said;
        }
        return answer ?? WireResponse.Json(200, Datum.Object(("result", "accepted")));
    }

    private async ValueTask<WireResponse> Take(ConnectorConfiguration configuration, string place, HookEvent one, EventDescriptor declared, string signature, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var key = declared.KeyField is null ? null : HookScheme.At(one.Payload, declared.KeyField).AsText();
        var value = Datum.Object(("event", one.Name), ("id", one.Id), ("key", key), ("payload", one.Payload), ("digest", one.Digest), ("signature", signature), ("result", Deliveries.Received), ("deliveries", 1));
        var (row, added) = await kept().Add(configuration.Tenant, KeptSpaces.Hooks, place + one.Id, value, now, now + configuration.Hook.Keep, cancellationToken).ConfigureAwait(false);
        if (!added)
        {
            if (row.Value["digest"].AsText() != one.Digest) return await Conflict(configuration, place, row, value, now, cancellationToken).ConfigureAwait(false);
            // Kept but not told: the server stopped in between, or had too much to do.
            if (row.Value["result"].AsText() != Deliveries.Received)
            {
                await Keep(configuration, row, row.Value.With("deliveries", (row.Value["deliveries"].AsLong() ?? 1) + 1), cancellationToken).ConfigureAwait(false);
                return configuration.Hook.RefuseReplay && row.Value["signature"].AsText() == signature
                    ? WireResponse.Error(409, "REPLAYED", "同じ要求を受け付けています。 The very same request was accepted before.")
                    : WireResponse.Json(200, Datum.Object(("result", "repeated")));
            }
        }
        var result = await inbound.Accept(new(configuration.Tenant, configuration.Program, configuration.Connector, one.Name, one.Id, key, one.Payload, now, one.Digest), cancellationToken).ConfigureAwait(false);
        if (result.Kind != InboundResultKind.Busy)
            await Keep(configuration, row, row.Value.With("result", result.Kind.ToString().ToLowerInvariant()).With("problem", result.Problem), cancellationToken).ConfigureAwait(false);
        return Answer(result);
    }

    private async ValueTask<WireResponse> Conflict(ConnectorConfiguration configuration, string place, Kept first, Datum second, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var digest = second["digest"].AsText()!;
        var id = $"{first.Value["id"].AsText()}#{digest[..12]}";
        var key = second["key"].AsText() ?? first.Value["key"].AsText();
        var payload = Datum.Object(("id", first.Value["id"]), ("event", second["event"]), ("key", key), ("first", first.Value["payload"]), ("second", second["payload"]));
        var (row, added) = await kept().Add(configuration.Tenant, KeptSpaces.Hooks, place + id, second.With("event", ConflictEvent).With("id", id).With("payload", payload).With("result", Deliveries.Conflict), now, now + configuration.Hook.Keep, cancellationToken).ConfigureAwait(false);
        if (added || row.Value["heard"].IsNull)
        {
            // A package may listen for it, by a wait or a start, and so give somebody the task; operators see it in any case.
            var told = await inbound.Accept(new(configuration.Tenant, configuration.Program, configuration.Connector, ConflictEvent, id, key, payload, now, digest), cancellationToken).ConfigureAwait(false);
            if (told.Kind != InboundResultKind.Busy) await Keep(configuration, row, row.Value.With("heard", told.Kind == InboundResultKind.Accepted), cancellationToken).ConfigureAwait(false);
        }
        return WireResponse.Error(409, "EVENT_CONFLICT", "同じ番号で違う内容の出来事が届いています。 The same event id came with other content.");
    }

    private ValueTask Keep(ConnectorConfiguration configuration, Kept row, Datum value, CancellationToken cancellationToken) =>
        kept().Set(configuration.Tenant, KeptSpaces.Hooks, row.Key, value, row.At, row.Until, cancellationToken);

    /// <summary>What was not believed leaves its number and the last reason, never its content: anybody can send that.</summary>
    private async ValueTask CountRefused(string tenant, string place, string problem, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var key = place + Deliveries.RefusedKey;
        var known = await kept().Find(tenant, KeptSpaces.Hooks, key, cancellationToken).ConfigureAwait(false);
        var value = Datum.Object(("event", ""), ("id", Deliveries.RefusedKey), ("result", Deliveries.Unbelieved), ("problem", problem), ("deliveries", (known?.Value["deliveries"].AsLong() ?? 0) + 1), ("lastAt", Datum.Of(now)));
        await kept().Set(tenant, KeptSpaces.Hooks, key, value, now, now + TimeSpan.FromDays(30), cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<WireResponse> Return(string tenant, string program, string connector, WireRequest request, CancellationToken cancellationToken)
    {
        var query = request.Query;
        if (query.GetValueOrDefault("applicationId") is not { Length: > 0 } application || query.GetValueOrDefault("code") is not { Length: > 0 } code || query.GetValueOrDefault("state") is not { Length: > 0 } state)
            return WireResponse.Error(400, "MALFORMED", "applicationId、code、state が必要です。 They are required.");
        var result = await inbound.Return(new(tenant, program, connector, application, code, state, clock.GetUtcNow()), cancellationToken).ConfigureAwait(false);
        return Answer(result);
    }

    private static WireResponse Answer(InboundResult result) => result.Kind switch
    {
        InboundResultKind.Conflict => WireResponse.Error(409, "EVENT_CONFLICT", result.Problem ?? "同じ番号で違う内容の出来事が届いています。 The same event id came with other content."),
        InboundResultKind.Refused => WireResponse.Error(400, "REFUSED", result.Problem ?? "受け付けられません。 Refused."),
        InboundResultKind.Busy => WireResponse.Error(503, "BUSY", "混み合っています。しばらくしてからもう一度お送りください。 Busy; try again later."),
        _ => WireResponse.Json(200, Datum.Object(("result", result.Kind.ToString().ToLowerInvariant()))),
    };
}
