using Workflows.Engine.Data;

namespace Workflows.Connectors.Simulation;

/// <summary>Something the far side sends by itself: a signed event, or a person's browser going back to a page of ours.</summary>
/// <param name="Id">Event id; the same on every try.</param>
/// <param name="Event">Name of a pushed event, or null for a browser's request.</param>
/// <param name="Url">Address of a browser's request.</param>
public sealed record Outgoing(string Id, string? Event, Datum Payload, string? Url)
{
    public static Outgoing Push(string id, string name, Datum payload) => new(id, name, payload, null);
    public static Outgoing Browse(string id, string url) => new(id, null, Datum.Null, url);

    public Datum ToDatum() => Datum.Object(("id", Id), ("event", Event), ("payload", Payload), ("url", Url));
    public static Outgoing From(Datum d) => new(d["id"].AsText()!, d["event"].AsText(), d["payload"], d["url"].AsText());
}
