using Workflows.Cases.Activities.Reading;
using Workflows.Cases.Expressions;
using Workflows.Engine.Activities;
using Workflows.Engine.Data;
using Workflows.Engine.Turns;

namespace Workflows.Cases.Activities;

internal sealed record CloseSpec(TextTemplate Result);

/// <summary><c>Case.Close</c>: ends the case with a result; whatever still runs in this workflow ends with it.</summary>
internal sealed class CaseClose : CaseActivity<CloseSpec>
{
    public override ActivityDescriptor Descriptor { get; } = new("Case.Close", "終結", "Close", "結果「{result}」で案件を終える", "案件の流れ", "close")
    {
        Inputs = [CaseInputs.Input("result", "String", "結果", InputPicker.Text, required: true, description: "文。{式} を差し込めます。")],
        Outcomes = [],
        IsTerminal = true,
        Affects = ["ProjectionSet"],
    };

    protected override CloseSpec Read(SpecReader reader) => new(reader.Template("result"));

    public override IEnumerable<Question> Execute(ActivityContext context)
    {
        var result = context.Render(Spec(context).Result);
        context.Head = context.Head.With("result", result).With("closedAt", Datum.Of(context.Step.Now));
        Timeline.Add(context, "closed", $"「{result}」で終わりました。", isPublic: true, Datum.Object(("result", result)));
        context.Journal("Closed", Datum.Object(("result", result)));
        context.FinishInstance();
        return [];
    }
}
