using Workflows.Engine.Data;

namespace Workflows.Connectors.Simulation;

/// <summary>Counts what took effect at the far side, by operation and idempotency key, and keeps each first answer.</summary>
internal sealed class EffectBook
{
    private readonly Dictionary<(string Operation, string Key), Entry> _entries = [];
    private readonly List<Entry> _order = [];

    public Datum? FirstAnswer(string operation, string key) => _entries.GetValueOrDefault((operation, key))?.Answer;

    public void Applied(Datum effect, DateTimeOffset at)
    {
        var place = (effect["operation"].AsText()!, effect["key"].AsText()!);
        if (!_entries.TryGetValue(place, out var entry))
        {
            entry = new(place.Item1, place.Item2, effect["about"], effect["answer"], at);
            _entries.Add(place, entry);
            _order.Add(entry);
        }
        entry.Received++;
        entry.Count++;
    }

    public void Repeated(Datum repeat)
    {
        if (_entries.TryGetValue((repeat["operation"].AsText()!, repeat["key"].AsText()!), out var entry)) entry.Received++;
    }

    public Datum ToDatum() => Datum.List(_order.Select(e => Datum.Object(
        ("operation", e.Operation), ("key", e.Key), ("about", e.About), ("received", e.Received), ("applied", e.Count), ("at", Datum.Of(e.At)))));

    private sealed record Entry(string Operation, string Key, Datum About, Datum Answer, DateTimeOffset At)
    {
        public int Received { get; set; }
        public int Count { get; set; }
    }
}
