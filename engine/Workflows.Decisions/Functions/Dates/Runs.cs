namespace Workflows.Decisions.Functions.Dates;

/// <summary>連続: how long a condition has held without a break.</summary>
public static class Runs
{
    /// <summary>
    /// The length of the run at the end of the list. Values that are not counted (忌引, 出席停止, no answer) neither add to a run nor break it.
    /// </summary>
    public static int AtEnd<T>(IReadOnlyList<T> values, Func<T, bool> holds, Func<T, bool> skipped)
    {
        var run = 0;
        for (var i = values.Count - 1; i >= 0; i--)
        {
            if (skipped(values[i]))
            {
                continue;
            }

            if (!holds(values[i]))
            {
                break;
            }

            run++;
        }

        return run;
    }
}
