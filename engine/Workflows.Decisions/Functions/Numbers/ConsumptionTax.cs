namespace Workflows.Decisions.Functions.Numbers;

/// <summary>A line of an invoice: category (S 標準, AA 軽減, E/G/O …), rate in percent, amount without tax (negative = 値引).</summary>
public sealed record TaxLine(string Category, decimal Rate, decimal Amount);

/// <summary>The tax of one category and rate.</summary>
public sealed record TaxGroup(string Category, decimal Rate, decimal Base, decimal Tax);

/// <summary>消費税: per rate and invoice, rounded once (消費税法施行令70条の10, 適格請求書等保存方式).</summary>
public static class ConsumptionTax
{
    /// <summary>The tax groups in the order in which each category and rate first appears.</summary>
    public static IReadOnlyList<TaxGroup> PerRate(IReadOnlyList<TaxLine> lines, RoundingWay way)
    {
        var groups = new List<TaxGroup>();
        foreach (var line in lines)
        {
            var index = groups.FindIndex(g => g.Category == line.Category && g.Rate == line.Rate);
            if (index < 0)
            {
                groups.Add(new TaxGroup(line.Category, line.Rate, line.Amount, 0));
            }
            else
            {
                groups[index] = groups[index] with { Base = groups[index].Base + line.Amount };
            }
        }

        return [.. groups.Select(g => g with { Tax = Rounding.To(g.Base * g.Rate / 100, 1, way) })];
    }

    /// <summary>内税: the tax inside a price that includes it, cut to yen: ⌊amount × rate ÷ (100 + rate)⌋.</summary>
    public static decimal Included(decimal amount, decimal rate) =>
        Rounding.To(amount * rate / (100 + rate), 1, RoundingWay.Truncate);
}
