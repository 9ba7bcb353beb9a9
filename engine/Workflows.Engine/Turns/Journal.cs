using System.Collections;
using System.Numerics;
using Workflows.Engine.Data;
using Workflows.Engine.Plans;

namespace Workflows.Engine.Turns;

/// <summary>
/// A step's journal while it is made: an entry is three references in chunks that are never copied, and becomes a
/// <see cref="JournalEntry"/> when someone looks.
/// </summary>
internal sealed class Journal : IReadOnlyList<JournalEntry>
{
    private const int First = 16;
    private const int Doublings = 7;
    /// <summary>Entries in the chunks that double: 16 to 2 048.</summary>
    private const int Doubling = First * ((1 << (Doublings + 1)) - 1);
    private const int Largest = First << Doublings;

    private static readonly object Begun = new();
    private readonly List<Entry[]> _chunks = new(8);

    private readonly record struct Entry(PlanNode Node, string ScopePath, object What);

    private sealed record Said(string Event, Datum? Data);

    public int Count { get; private set; }

    public JournalEntry this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count, nameof(index));
            var (chunk, at) = Place(index);
            return Read(_chunks[chunk][at]);
        }
    }

    public void Started(PlanNode node, string scopePath) => Add(new Entry(node, scopePath, Begun));
    public void Completed(PlanNode node, string scopePath, IReadOnlyList<string> outcomes) => Add(new Entry(node, scopePath, outcomes));
    public void Add(string name, PlanNode node, string scopePath, Datum? data) => Add(new Entry(node, scopePath, new Said(name, data)));

    /// <summary>Forgets all entries after the first <paramref name="count"/>.</summary>
    public void Truncate(int count) => Count = count;

    public IEnumerator<JournalEntry> GetEnumerator()
    {
        for (var i = 0; i < Count; i++) yield return this[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private void Add(Entry entry)
    {
        var (chunk, at) = Place(Count);
        if (chunk == _chunks.Count) _chunks.Add(new Entry[chunk < Doublings ? First << chunk : Largest]);
        _chunks[chunk][at] = entry;
        Count++;
    }

    private static (int Chunk, int At) Place(int index)
    {
        if (index >= Doubling) return (Doublings + 1 + ((index - Doubling) / Largest), (index - Doubling) % Largest);
        var chunk = BitOperations.Log2((uint)(index / First) + 1);
        return (chunk, index - (First * ((1 << chunk) - 1)));
    }

    private static JournalEntry Read(in Entry entry) => entry.What switch
    {
        Said said => new(said.Event, entry.Node.Id, entry.ScopePath, entry.Node.Type, said.Data),
        IReadOnlyList<string> outcomes => new("Completed", entry.Node.Id, entry.ScopePath, entry.Node.Type, Datum.List(outcomes.Select(Datum.Of))),
        _ => new("Started", entry.Node.Id, entry.ScopePath, entry.Node.Type, null),
    };
}
