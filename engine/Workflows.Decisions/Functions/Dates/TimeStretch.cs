namespace Workflows.Decisions.Functions.Dates;

/// <summary>A half-open stretch of local time, from <paramref name="Start"/> up to but not including <paramref name="End"/>.</summary>
public readonly record struct TimeStretch(DateTime Start, DateTime End)
{
    /// <summary>Its length; 0 when it is empty or turned round.</summary>
    public TimeSpan Length => End > Start ? End - Start : TimeSpan.Zero;

    /// <summary>What is left of a stretch without others (区間差), in order and without empty parts.</summary>
    public static IReadOnlyList<TimeStretch> Subtract(TimeStretch whole, IReadOnlyList<TimeStretch> without)
    {
        var rest = new List<TimeStretch>();
        var start = whole.Start;
        foreach (var hole in without.Where(h => h.Length > TimeSpan.Zero).OrderBy(h => h.Start).ThenBy(h => h.End))
        {
            if (hole.Start > start)
            {
                rest.Add(new TimeStretch(start, hole.Start < whole.End ? hole.Start : whole.End));
            }

            start = hole.End > start ? hole.End : start;
            if (start >= whole.End)
            {
                break;
            }
        }

        rest.Add(new TimeStretch(start, whole.End));
        rest.RemoveAll(r => r.Length == TimeSpan.Zero);
        return rest;
    }
}
