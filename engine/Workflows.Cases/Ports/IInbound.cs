using Workflows.Engine.Data;

namespace Workflows.Cases.Ports;

/// <summary>What the outside tells us, once its front door has believed it. The connectors' hook front calls it; the server and the scenario runner implement it.</summary>
public interface IInbound
{
    /// <summary>
    /// Keeps the event durably and brings it to every case that waits for it, or to a start that it begins. Returns after the commit.
    /// An event id already kept has no effect; the same id with another <see cref="InboundEvent.Digest"/> is <see cref="InboundResultKind.Conflict"/>.
    /// </summary>
    ValueTask<InboundResult> Accept(InboundEvent inbound, CancellationToken cancellationToken);

    /// <summary>A person came back from an outside page with a code and the state we signed. Verified with <see cref="IReturnVerifier"/> by the implementer.</summary>
    ValueTask<InboundResult> Return(InboundReturn inbound, CancellationToken cancellationToken);
}

/// <param name="Event">Name as the connector declares it: <c>deceased</c>.</param>
/// <param name="Id">The far side's event id, unique a connector of a municipality.</param>
/// <param name="Key">What waits are matched by (payer key, customer number …), as the connector declares it; null when the event has none.</param>
/// <param name="Digest">SHA-256 (hex) of the raw body.</param>
public sealed record InboundEvent(string Tenant, string Program, string Connector, string Event, string Id, string? Key, Datum Payload, DateTimeOffset ReceivedAt, string Digest);

/// <param name="Application">The application id the outside page was given: the case number.</param>
public sealed record InboundReturn(string Tenant, string Program, string Connector, string Application, string Code, string State, DateTimeOffset ReceivedAt);

public enum InboundResultKind
{
    /// <summary>Kept, and heard by at least one case or start.</summary>
    Accepted,
    /// <summary>Kept before; no effect.</summary>
    Repeated,
    /// <summary>Kept, but nobody waits for it.</summary>
    Unheard,
    /// <summary>The same id came before with other content; nothing changed, a person must look.</summary>
    Conflict,
    /// <summary>Not believed (forged or expired state) or not understood; nothing changed.</summary>
    Refused,
    /// <summary>Not kept: there is too much to do. Worth another try.</summary>
    Busy,
}

/// <param name="Problem">Why, in Japanese and English, for <see cref="InboundResultKind.Refused"/> and <see cref="InboundResultKind.Conflict"/>.</param>
public sealed record InboundResult(InboundResultKind Kind, string? Problem = null);

/// <summary>Addresses the outside is given. The server serves them.</summary>
public static class InboundPaths
{
    /// <summary>Where signed events are posted.</summary>
    public const string HookTemplate = "/hooks/{tenant}/{program}/{connector}";
    /// <summary>Where a person comes back to: <c>?applicationId&amp;code&amp;state</c>.</summary>
    public const string ReturnTemplate = "/return/{tenant}/{program}/{connector}";

    public static string Hook(string tenant, string program, string connector) => $"/hooks/{tenant}/{program}/{Uri.EscapeDataString(connector)}";
    public static string Return(string tenant, string program, string connector) => $"/return/{tenant}/{program}/{Uri.EscapeDataString(connector)}";
}
