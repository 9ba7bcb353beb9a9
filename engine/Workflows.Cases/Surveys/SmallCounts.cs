namespace Workflows.Cases.Surveys;

/// <summary>Which counts are told where small ones could tell who somebody is.</summary>
public static class SmallCounts
{
    /// <summary>
    /// A count of at least one and under <paramref name="least"/> is not told. Where the counts are parts of a sum that is told, so many more stay untold, the smallest first,
    /// that the untold ones are two at least and sum up to <paramref name="least"/> and to more than one each: else subtracting would tell them.
    /// </summary>
    /// <param name="sums">The counts sum up to what is told.</param>
    /// <returns>The counts in their order; null: not told.</returns>
    public static IReadOnlyList<long?> Told(IReadOnlyList<long> counts, int least, bool sums)
    {
        var untold = new HashSet<int>(Enumerable.Range(0, counts.Count).Where(i => counts[i] > 0 && counts[i] < least));
        if (sums && untold.Count > 0)
            foreach (var next in Enumerable.Range(0, counts.Count).Where(i => counts[i] >= least).OrderBy(i => counts[i]))
            {
                if (untold.Count > 1 && untold.Sum(i => counts[i]) >= Math.Max(least, untold.Count + 1)) break;
                untold.Add(next);
            }
        return [.. counts.Select((c, i) => untold.Contains(i) ? (long?)null : c)];
    }
}
