using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Workflows.Cases.Ports;
using Workflows.Connectors.Schemas;
using Workflows.Connectors.Wire;
using Workflows.Engine.Data;

namespace Workflows.Connectors.Inbound;

/// <summary>
/// The one front door for pushed events: raw-body signature, time window, schema, then <see cref="IInbound.Accept"/>, which keeps the event before anything happens
/// and knows repeated ids. 200 accepted, repeated or unheard; 400 not understood; 401 not believed; 404 no such connector; 409 same id, other content; 503 not kept, try again.
/// Also brings returns of persons (<see cref="InboundPaths.ReturnTemplate"/>) where no page of the server does.
/// </summary>
public sealed class InboundFront(IConnectorDirectory directory, IEnumerable<IConnector> connectors, IInbound inbound, TimeProvider clock, ILogger<InboundFront> logger) : IWireService
{
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
        if (directory.Find(tenant, program, connector) is not { Secret: { Length: > 0 } secret } configuration || _kinds.GetValueOrDefault(configuration.Kind) is not { } kind)
            return WireResponse.Error(404, "UNKNOWN_CONNECTOR", "このコネクタの受け口はありません。 There is no such connector.");

        var now = clock.GetUtcNow();
        var id = request.Header(HookSignature.EventIdHeader);
        if (HookSignature.Problem(secret, request.Header(HookSignature.TimestampHeader), id, request.Header(HookSignature.SignatureHeader), request.Body, now) is { } unbelieved)
        {
            logger.LogWarning("Event for {Configuration} not believed: {Problem}", configuration, unbelieved);
            return WireResponse.Error(401, "BAD_SIGNATURE", unbelieved);
        }
        if (request.Json() is not { Kind: DatumKind.Object } body || body["event"].AsText() is not { } name)
            return WireResponse.Error(400, "MALFORMED", "本文は項目 event を持つJSONでなければなりません。 The body must be JSON with a member 'event'.");
        if (kind.Events.FirstOrDefault(e => e.Name == name) is not { } declared)
            return WireResponse.Error(400, "UNKNOWN_EVENT", $"出来事「{name}」はありません。使える名前: {string.Join("、", kind.Events.Select(e => e.Name))}。 Unknown event.");
        var payload = body.Without("event");
        if (SchemaCheck.FirstProblem(declared.Payload, payload) is { } wrong)
            return WireResponse.Error(400, "MALFORMED", $"出来事「{name}」の内容が正しくありません: {wrong}");

        var key = declared.KeyField is null ? null : payload[declared.KeyField].AsText();
        var digest = Convert.ToHexStringLower(SHA256.HashData(request.Body));
        var result = await inbound.Accept(new(configuration.Tenant, configuration.Program, configuration.Connector, name, id!, key, payload, now, digest), cancellationToken).ConfigureAwait(false);
        return Answer(result);
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
