using Workflows.Cases.Activities.Reading;
using Workflows.Cases.Expressions;
using Workflows.Cases.Packages;
using Workflows.Engine.Activities;
using Workflows.Engine.Data;
using Workflows.Engine.Turns;

namespace Workflows.Cases.Activities;

internal sealed record ReevaluateSpec(string Decision, Feel Subjects, Feel Subject, Feel Periods, IReadOnlyList<NamedFeel> Input, Feel? Output, Feel Before, IReadOnlyList<LookupSpec> Lookups, string Result);

/// <summary>
/// <c>Case.Reevaluate</c>: decides anew for every subject and period, by the rules valid for that period, and sets the outcome against what was decided
/// before. Rows that differ: <c>{ subject, period, before, after, difference, rules }</c>; a difference is a number where both are numbers. It
/// changes nothing else: what follows (a settlement, a notice, a ledger posting) is the flow's, so a flow that ends here is a dry run.
/// </summary>
internal sealed class CaseReevaluate : CaseActivity<ReevaluateSpec>
{
    private const int MostRows = 20_000;

    public override ActivityDescriptor Descriptor { get; } = new("Case.Reevaluate", "再判定", "Reevaluate", "「{subjects}」を決定表「{decision}」で判定し直す", "決める", "reevaluate")
    {
        Inputs =
        [
            CaseInputs.Input("decision", "String", "決定表", InputPicker.Decision, required: true),
            CaseInputs.Input("subjects", "String", "対象", InputPicker.Expression, required: true, description: "対象の一覧を返す式。1件は subject で見えます。"),
            CaseInputs.Input("subject", "String", "対象の鍵", InputPicker.Expression, required: true, description: "subject から鍵を返す式。"),
            CaseInputs.Input("periods", "String", "期間", InputPicker.Expression, required: true, description: "日付か年月の一覧を返す式。1件は period で見えます。決定表は、この日に効力のある表を使います。"),
            CaseInputs.Input("input", "Object", "入力", InputPicker.Mapping),
            CaseInputs.Input("output", "String", "判定の結果", InputPicker.Expression, description: "出力の名前を使う式。なければ決定表の値そのもの。"),
            CaseInputs.Input("before", "String", "これまでの決定", InputPicker.Expression, required: true, description: "subject と period から、すでに決まっている値（合計）を返す式。"),
            CaseInputs.Lookups,
            CaseInputs.Input("result", "String", "差の一覧を書く項目", InputPicker.Fields, required: true),
        ],
        Outcomes = ["Changed", "None"],
        Asks = ["find", "aggregate"],
    };

    protected override ReevaluateSpec Read(SpecReader reader)
    {
        foreach (var needed in new[] { "decision", "subjects", "subject", "periods", "before", "result" })
            if (!reader.Source.Has(needed)) reader.Missing(needed);
        return new(reader.Text("decision"), reader.Feel("subjects"), reader.Feel("subject"), reader.Feel("periods"), reader.Named("input"), reader.OptionalFeel("output"), reader.Feel("before"), reader.Lookups("lookups"), reader.Text("result"));
    }

    public override IEnumerable<Question> Execute(ActivityContext context)
    {
        var spec = Spec(context);
        var package = context.Package();
        var decision = package?.Decisions.Find(spec.Decision) ?? throw context.Fault("DECISION", $"決定表「{spec.Decision}」は定義されていません。 (There is no decision '{spec.Decision}'.)");
        var known = new Names();
        foreach (var question in context.Ask(spec.Lookups, known)) yield return question;
        var (subjects, periods) = (context.Eval(spec.Subjects, known.Value).Items, context.Eval(spec.Periods, known.Value).Items);
        if ((long)subjects.Length * periods.Length > MostRows) throw context.Fault("REEVALUATE_SIZE", $"一度に判定し直せるのは{MostRows}件までです。対象を分けてください。 (At most {MostRows} rows at once.)");
        var rows = new List<Datum>();
        foreach (var subject in subjects)
        {
            foreach (var period in periods)
            {
                var here = known.Value.Merge(Datum.Object(("subject", subject), ("period", period)));
                var run = new DecisionRun(package!, decision, context.EvalAll(spec.Input, here), context.NamesHere(here)) { Basis = Day(period) };
                foreach (var question in run.Run(context.Reply)) yield return question;
                var after = spec.Output is null ? run.Result.Value : context.Eval(spec.Output, here.Merge(run.Result.Outputs).With("decision", run.Result.Value));
                var before = context.Eval(spec.Before, here);
                if (after.Equals(before) || (after.AsDecimal() is { } a && before.AsDecimal() is { } b && a == b)) continue;
                rows.Add(Datum.Object(("subject", context.Eval(spec.Subject, here)), ("period", period), ("before", before), ("after", after),
                    ("difference", after.AsDecimal() is { } now && (before.IsNull || before.AsDecimal() is not null) ? Datum.Of(now - (before.AsDecimal() ?? 0)) : Datum.Null), ("rules", run.Result.Hits)));
            }
        }
        FieldPaths.Write(context, spec.Result, Datum.List(rows));
        context.Journal("Reevaluated", Datum.Object(("decision", decision.Id), ("looked", subjects.Length * periods.Length), ("changed", rows.Count)));
        context.Complete(rows.Count > 0 ? "Changed" : "None");
    }

    /// <summary>The day a period's rules are asked for: a date, or the first of a month.</summary>
    private static DateOnly? Day(Datum period) =>
        period.AsText() is { } text && (DateOnly.TryParseExact(text.Length == 7 ? text + "-01" : text, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.None, out var day)) ? day : null;
}
