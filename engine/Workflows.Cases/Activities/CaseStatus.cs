using Workflows.Cases.Activities.Policy;
using Workflows.Cases.Activities.Reading;
using Workflows.Engine.Activities;
using Workflows.Cases.Expressions;
using Workflows.Engine.Turns;

namespace Workflows.Cases.Activities;

internal sealed record StatusSpec(string? State, Feel? StateFeel);

/// <summary><c>Case.Status</c>: sets the state people see.</summary>
internal sealed class CaseStatus : CaseActivity<StatusSpec>
{
    public override ActivityDescriptor Descriptor { get; } = new("Case.Status", "状態の変更", "Status", "状態を「{state}」にする", "案件の流れ", "status")
    {
        Inputs =
        [
            CaseInputs.Input("state", "String", "状態", InputPicker.State, description: "program.json の状態の識別子。stateFeel とどちらか一方を書きます。"),
            CaseInputs.Input("stateFeel", "String", "状態を決める式", InputPicker.Expression),
        ],
        Affects = ["ProjectionSet"],
    };

    protected override StatusSpec Read(SpecReader reader)
    {
        var spec = new StatusSpec(reader.OptionalText("state"), reader.OptionalFeel("stateFeel"));
        if (spec.State is null == spec.StateFeel is null) reader.Missing("state");
        return spec;
    }

    public override IEnumerable<Question> Execute(ActivityContext context)
    {
        var spec = Spec(context);
        var state = spec.State ?? context.Eval(spec.StateFeel!).AsText()
            ?? throw context.Fault("STATE", "状態を決める式の結果がありません。 (The expression gave no state.)");
        if (context.Package() is { } package && package.States.Count > 0)
            state = package.States.Find(state)?.Id ?? throw context.Fault("STATE", $"状態「{state}」は定義されていません。 (There is no state '{state}'.)");
        StateWriter.SetStatus(context, state);
        context.Complete();
        return [];
    }
}
