using Workflows.Cases.Expressions;
using Workflows.Cases.Packages;
using Workflows.Cases.Ports;
using Workflows.Cases.Publishing;
using Workflows.Engine.Data;
using Workflows.Engine.Turns;

namespace Workflows.Cases.Kpis;

/// <summary>
/// A KPI of a period, split or whole: its look-ups, then its formula over them, over <c>facts</c> (the changes of state of the programme's cases in
/// the period; <see cref="Projections.Facts"/>, no personal data), <c>allFacts</c> (of all time), <c>period</c> and <c>by</c>.
/// </summary>
public sealed class KpiCalculator(ProgramPackage package, string tenant, FeelNames names, IRegisterStore registers, ICaseReader reader)
{
    private const int PageSize = 5_000;
    /// <summary>As FEEL sees them, made once for all figures of a page; each with its day in Japan.</summary>
    private (IReadOnlyList<object?> All, IReadOnlyList<DateOnly> Days)? _facts;

    /// <returns>Null for a KPI entered by hand; <see cref="KpiSpec.Empty"/> when there is nothing to compute from.</returns>
    public async ValueTask<Datum> Value(KpiSpec kpi, KpiPeriod? period, Datum by, CancellationToken ct)
    {
        if (kpi.Formula is not { } formula) return Datum.Null;
        var seen = await Names(kpi, period, by, ct).ConfigureAwait(false);
        if (IsTooFew(kpi, seen)) return $"{kpi.Least}未満";
        var value = seen.Evaluate(formula);
        if (value.IsNull) return kpi.Empty;
        return kpi.Round is { } digits && value.Kind == DatumKind.Number && value.AsDecimal() is { } number
            ? Datum.Of(Math.Round(number, digits, MidpointRounding.AwayFromZero)) : value;
    }

    /// <summary>The rows it counts; none where the KPI shows none.</summary>
    public async ValueTask<IReadOnlyList<Datum>> Rows(KpiSpec kpi, KpiPeriod? period, Datum by, CancellationToken ct) =>
        kpi.Rows is { } rows && await Names(kpi, period, by, ct).ConfigureAwait(false) is var seen && !IsTooFew(kpi, seen) ? [.. seen.Evaluate(rows).Items] : [];

    /// <summary>So few that somebody might be recognised; none at all tells of nobody.</summary>
    private static bool IsTooFew(KpiSpec kpi, FeelNames seen) => kpi is { Least: { } least, Rows: { } rows } && seen.Evaluate(rows).Items.Length is var count && count > 0 && count < least;

    /// <summary>The values of a dimension, in order.</summary>
    public async ValueTask<IReadOnlyList<string>> Values(KpiSpec kpi, KpiDimension dimension, KpiPeriod? period, CancellationToken ct) =>
        [.. (await Names(kpi, period, Datum.EmptyObject, ct).ConfigureAwait(false)).Evaluate(dimension.Values).Items.Select(v => v.AsText()).OfType<string>().Distinct().Order(StringComparer.Ordinal)];

    private async ValueTask<FeelNames> Names(KpiSpec kpi, KpiPeriod? period, Datum by, CancellationToken ct)
    {
        var seen = names.With("period", period?.ToDatum() ?? Datum.Null)
            .With("by", Datum.Object(kpi.By.Select(d => KeyValuePair.Create(d.Key, by[d.Key]))));
        var replies = new Dictionary<Question, Reply>(ReferenceEqualityComparer.Instance);
        foreach (var question in Lookups.Run(kpi.Lookups, seen, q => replies[q], (name, value) => seen = seen.With(name, value)))
            replies[question] = await Asked.Answer(registers, tenant, package.Id, question, ct).ConfigureAwait(false);
        if (!Mentions(kpi, "facts") && !Mentions(kpi, "allFacts")) return seen;
        var (all, days) = _facts ??= await Read(ct).ConfigureAwait(false);
        return seen.WithFeel("allFacts", all).WithFeel("facts", period is null ? all : all.Where((_, i) => days[i] >= period.From && days[i] <= period.To).ToList());
    }

    private static bool Mentions(KpiSpec kpi, string name) =>
        new[] { kpi.Formula, kpi.Rows }.Concat(kpi.By.Select(d => d.Values)).Any(f => f?.Text.Contains(name, StringComparison.Ordinal) ?? false);

    /// <summary>The programme's facts in the order they happened.</summary>
    private async ValueTask<(IReadOnlyList<object?>, IReadOnlyList<DateOnly>)> Read(CancellationToken ct)
    {
        var facts = new List<ProjectionRow>();
        string? cursor = null;
        do
        {
            var page = await reader.ListFacts(tenant, package.Id, new PageRequest(PageSize, cursor), ct).ConfigureAwait(false);
            facts.AddRange(page.Items);
            cursor = page.Next;
        }
        while (cursor is not null);
        facts.Sort((a, b) => a.No.CompareTo(b.No));
        return ([.. facts.Select(f => FeelBridge.ToFeel(Datum.Object([KeyValuePair.Create("case", Datum.Of(f.CaseId)), KeyValuePair.Create("fact", f.Row["fact"]), KeyValuePair.Create("at", f.Row["at"]), .. f.Row["data"].Members]), names.Types, "facts"))],
            [.. facts.Select(f => f.Row["at"].AsInstant() is { } at ? DateOnly.FromDateTime(at.ToOffset(Japan.Offset).DateTime) : default)]);
    }
}
