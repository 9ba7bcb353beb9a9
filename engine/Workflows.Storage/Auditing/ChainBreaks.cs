namespace Workflows.Storage.Auditing;

/// <param name="Previous">What the row says of the one before.</param>
/// <param name="Digest">Computed from the row; null when the row cannot be opened.</param>
internal sealed record ChainedStep(long Id, long Seq, byte[]? Previous, byte[]? Digest);

/// <summary>Which rows of a chain are missing or altered.</summary>
internal static class ChainBreaks
{
    /// <param name="version">How many rows there must be.</param>
    /// <param name="end">The end of the chain as the case's row has it.</param>
    /// <param name="sealedEnds">Sealed digests by sequence number.</param>
    /// <returns>Sequence number and row; row 0 stands for the case's own row.</returns>
    public static IEnumerable<(long Seq, long Id, bool Missing)> Find(IReadOnlyList<ChainedStep> chain, long version, byte[]? end, IReadOnlyDictionary<long, byte[]> sealedEnds)
    {
        var altered = new SortedDictionary<long, long>();
        var missing = new SortedSet<long>();
        var last = chain.Count > 0 ? chain[^1].Seq : 0;
        var expected = 1L;
        foreach (var step in chain)
        {
            for (; expected < step.Seq; expected++) missing.Add(expected);
            expected = step.Seq + 1;
            if (step.Digest is null) altered[step.Seq] = step.Id;
            else if (sealedEnds.TryGetValue(step.Seq, out var sealedEnd) && !Same(sealedEnd, step.Digest)) altered[step.Seq] = step.Id;
        }
        for (var seq = last + 1; seq <= Math.Max(version, sealedEnds.Keys.DefaultIfEmpty().Max()); seq++) missing.Add(seq);

        // A link joins a row to the next; the last one to the case's row. A broken link accuses the row before it, unless a seal clears that one.
        for (var i = 0; i < chain.Count; i++)
        {
            var (step, next) = (chain[i], i + 1 < chain.Count ? chain[i + 1] : null);
            if (i == 0 && step.Seq == 1 && step.Previous is not null) altered[step.Seq] = step.Id;
            if (step.Digest is null || (next is null ? step.Seq != version || Same(end, step.Digest) : next.Seq != step.Seq + 1 || Same(next.Previous, step.Digest))) continue;
            var cleared = sealedEnds.TryGetValue(step.Seq, out var sealedEnd) && Same(sealedEnd, step.Digest);
            if (altered.ContainsKey(step.Seq)) continue;
            if (cleared) altered[next?.Seq ?? long.MaxValue] = next?.Id ?? 0;
            else altered[step.Seq] = step.Id;
        }
        return [.. missing.Select(seq => (seq, 0L, true)), .. altered.Select(a => (a.Key, a.Value, false))];
    }

    private static bool Same(byte[]? a, byte[]? b) => a is null ? b is null : b is not null && a.AsSpan().SequenceEqual(b);
}
