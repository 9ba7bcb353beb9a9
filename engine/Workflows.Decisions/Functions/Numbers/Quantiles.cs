namespace Workflows.Decisions.Functions.Numbers;

/// <summary>分位: quantiles for KPIs.</summary>
public static class Quantiles
{
    /// <summary>
    /// The q-quantile (0 ≤ q ≤ 1) with linear interpolation between neighbours at rank (n − 1) q, so that q = 0.5 is the median; null of an empty list.
    /// </summary>
    public static decimal? Of(IReadOnlyList<decimal> values, decimal q)
    {
        if (q is < 0 or > 1)
        {
            throw new FunctionException($"分位（{q}）は0〜1にしてください。", $"The quantile {q} must be between 0 and 1.");
        }

        if (values.Count == 0)
        {
            return null;
        }

        var sorted = values.Order().ToArray();
        var rank = q * (sorted.Length - 1);
        var low = (int)decimal.Floor(rank);
        var part = rank - low;
        return part == 0 ? sorted[low] : sorted[low] + (part * (sorted[low + 1] - sorted[low]));
    }
}
