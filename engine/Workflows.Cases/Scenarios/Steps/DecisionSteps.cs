using Workflows.Cases.Kpis;
using Workflows.Cases.Packages;
using Workflows.Cases.Scenarios.Reading;
using Workflows.Engine.Data;
using static Workflows.Cases.Scenarios.Steps.StepDefinition;

namespace Workflows.Cases.Scenarios.Steps;

/// <summary>Decisions by themselves, and KPIs.</summary>
internal static class DecisionSteps
{
    public static IReadOnlyList<StepDefinition> All { get; } =
    [
        Act("決定{s}に次を与えると", "決定 \"D3\" に次を与えると", Decide),
        Expect("(?:その)?結果は次のとおりである", "結果は次のとおりである", Result),
        Expect("(?:その)?結果は(.+)である", "結果は \"auto\" である", SingleResult),
        Expect("指標{s}の(?:(.+?){s}の)?{s}は(.+)である", "指標 \"KPI-30-O1\" の 科目 \"11\" の \"2026\" は \"41.2\" である", KpiOf),
        Expect("指標{s}の([^\"]+?){s}は(.+)である", "指標 \"KPI-22-X1\" の 受付方法 \"paper\" は \"20\" である", KpiBy),
        Expect("指標{s}は{n}(増える|減る)", "指標 \"KPI-22-A2\" は 1 増える", KpiChange),
        Expect("指標{s}は(.+)である", "指標 \"KPI-22-A1\" は \"7\" である", (c, a) => Kpi(c, a[1], null, null, null, a[2])),
    ];

    private static DecisionSpec Decision(ScenarioContext context, string name) => context.Program.Decisions.Named("決定", name, labelled: true);

    private static async ValueTask Decide(ScenarioContext context, StepArguments args)
    {
        var decision = Decision(context, args[1]);
        var inputs = Datum.EmptyObject;
        foreach (var (name, cell) in args.Pairs)
        {
            var input = decision.Inputs.FirstOrDefault(i => i.Name == name) ?? decision.Inputs.FirstOrDefault(i => i.Label.Ja == name);
            var value = Values.Parse(cell);
            if (input?.Type is "string" && value.Kind is DatumKind.Number or DatumKind.Boolean) value = Values.Text(cell);
            if (input?.Type is "boolean" && value.Kind == DatumKind.Text) value = value.AsText() switch { "はい" or "yes" => Datum.True, "いいえ" or "no" => Datum.False, "–" or "-" or "―" => Datum.Null, _ => value };
            inputs = inputs.With(input?.Name ?? name, value);
        }
        context.Decided = await context.World.Decide(context.Tenant, context.Program.Id, decision.Id, inputs, context.Ct).ConfigureAwait(false);
    }

    private static Datum Decided(ScenarioContext context) => context.Decided ?? throw new ScenarioException("まだ決定に何も与えていません。「決定 \"…\" に次を与えると」を先に書いてください。");

    private static ValueTask Result(ScenarioContext context, StepArguments args)
    {
        var decided = Decided(context);
        // A decision of one output gives the value itself.
        Checks.Members("決定の結果", args.Pairs, name => decided.Kind == DatumKind.Object ? FieldKeys.Read(decided, name) : decided, context.Program);
        return default;
    }

    private static ValueTask SingleResult(ScenarioContext context, StepArguments args)
    {
        var decided = Decided(context);
        var value = decided.Kind == DatumKind.Object && decided.Members.Count > 0 ? decided.Members[0].Value : decided;
        return Values.Same(value, args[1]) ? default : throw Checks.Wrong("決定の結果", args[1], Values.Show(decided));
    }

    /// <summary>Against what it was before the last act.</summary>
    private static async ValueTask KpiChange(ScenarioContext context, StepArguments args)
    {
        var now = await Measure(context, args[1]).ConfigureAwait(false);
        var before = context.KpisBefore.GetValueOrDefault(args[1]) ?? Datum.Null;
        var change = (now.AsDecimal() ?? 0) - (before.AsDecimal() ?? 0);
        var expected = args.Number(2) * (args[3] == "増える" ? 1 : -1);
        if (change != expected) throw Checks.Wrong($"指標「{args[1]}」の変化", expected.ToString(System.Globalization.CultureInfo.InvariantCulture), $"{change.ToString(System.Globalization.CultureInfo.InvariantCulture)}（{Values.Show(before)} → {Values.Show(now)}）");
    }

    /// <summary>The KPI a sentence asks the change of; null for others.</summary>
    internal static string? ChangedKpi(string sentence) =>
        System.Text.RegularExpressions.Regex.Match(sentence, """指標\s*"([^"]+)"\s*は\s*[0-9.]+\s*(?:増える|減る)""") is { Success: true } match ? match.Groups[1].Value : null;

    internal static async ValueTask<Datum> Measure(ScenarioContext context, string name)
    {
        var kpi = context.Program.Kpis.Named("指標", name);
        return await context.World.Kpi(context.Tenant, context.Program.Id, kpi.Id, null, Datum.EmptyObject, context.Ct).ConfigureAwait(false);
    }

    /// <summary>Of a month or fiscal year, perhaps of one value of a dimension.</summary>
    private static ValueTask KpiOf(ScenarioContext context, StepArguments args) =>
        Kpi(context, args[1], args[4], args.Has(2) ? args[2] : null, args.Has(3) ? args[3] : null, args[5]);

    private static ValueTask KpiBy(ScenarioContext context, StepArguments args) => Kpi(context, args[1], null, args[2], args[3], args[4]);

    private static async ValueTask Kpi(ScenarioContext context, string name, string? period, string? dimension, string? value, string expected)
    {
        var kpi = context.Program.Kpis.Named("指標", name);
        if (period is not null && KpiPeriod.Parse(period) is null) throw new ScenarioException($"「{period}」は期間ではありません。2026-06（月）か 2026（年度）のように書いてください。");
        var by = Datum.EmptyObject;
        if (dimension is not null)
        {
            var known = kpi.By.FirstOrDefault(d => d.Key == dimension || d.Label.Ja == dimension)
                ?? throw new ScenarioException($"指標「{kpi.Id}」は「{dimension}」では分けられません。分けられるのは {string.Join("、", kpi.By.Select(d => d.Label.Ja))} です。");
            by = by.With(known.Key, value);
        }
        var actual = await context.World.Kpi(context.Tenant, context.Program.Id, kpi.Id, period, by, context.Ct).ConfigureAwait(false);
        if (!Values.Same(actual, expected) && Values.Show(actual) != Values.Text(expected).Replace(kpi.Unit, "", StringComparison.Ordinal).Trim()) throw Checks.Wrong($"指標「{kpi.Id}」", expected, Values.Show(actual));
    }
}
