using Workflows.Cases.Activities.Reading;
using Workflows.Cases.Expressions;
using Workflows.Cases.Packages;
using Workflows.Engine.Activities;
using Workflows.Engine.Data;
using Workflows.Engine.Turns;

namespace Workflows.Cases.Activities;

internal sealed record DecideSpec(string Decision, IReadOnlyList<NamedFeel> Input, IReadOnlyList<LookupSpec> Lookups, string? Result, Feel? Outcome);

/// <summary>
/// <c>Case.Decide</c>: a decision table. The rules it hit are kept in the timeline for staff. In <c>outcome</c> its outputs stand by name,
/// <c>decision</c> is the whole value.
/// </summary>
internal sealed class CaseDecide : CaseActivity<DecideSpec>
{
    public override ActivityDescriptor Descriptor { get; } = new("Case.Decide", "判定", "Decide", "決定表「{decision}」で判定する", "決める", "decide")
    {
        Inputs =
        [
            CaseInputs.Input("decision", "String", "決定表", InputPicker.Decision, required: true),
            CaseInputs.Input("input", "Object", "入力", InputPicker.Mapping, description: "決定表の入力ごとの式。書かない入力は、同じ名前の項目から取ります。"),
            CaseInputs.Lookups,
            CaseInputs.Result,
            CaseInputs.Input("outcome", "String", "分岐の式", InputPicker.Expression, description: "この式の値の名前の矢印へ進みます。なければ Done。"),
        ],
        OutcomesFrom = "outcome",
        Asks = ["find", "aggregate"],
        Affects = ["ProjectionSet"],
    };

    protected override DecideSpec Read(SpecReader reader) => new(
        reader.Text("decision"), reader.Named("input"), reader.Lookups("lookups"), reader.OptionalText("result"), reader.OptionalFeel("outcome"));

    public override IEnumerable<Question> Execute(ActivityContext context)
    {
        var spec = Spec(context);
        var package = context.Package();
        var decision = package?.Decisions.Find(spec.Decision) ?? throw context.Fault("DECISION", $"決定表「{spec.Decision}」は定義されていません。 (There is no decision '{spec.Decision}'.)");
        var names = new Names();
        foreach (var question in context.Ask(spec.Lookups, names)) yield return question;
        var run = new DecisionRun(package!, decision, context.EvalAll(spec.Input, names.Value), context.NamesHere(names.Value));
        foreach (var question in run.Run(context.Reply)) yield return question;
        var result = run.Result;
        if (spec.Result is not null) FieldPaths.Write(context, spec.Result, result.Value);
        Timeline.Add(context, "decision", $"決定表「{(decision.Label.Ja.Length > 0 ? decision.Label.Ja : decision.Id)}」で判定しました。", isPublic: false,
            Datum.Object(("decision", decision.Id), ("value", result.Value), ("hits", result.Hits)));
        context.Journal("Decided", Datum.Object(("decision", decision.Id), ("hits", result.Hits)));
        var outcome = spec.Outcome is null ? null : context.Eval(spec.Outcome, names.Add("decision", result.Value).AddAll(result.Outputs).Value).AsText();
        context.Complete(outcome is { Length: > 0 } ? outcome : "Done");
    }
}
