using Workflows.Cases.Activities.Reading;
using Workflows.Cases.Activities.Time;
using Workflows.Cases.Expressions;
using Workflows.Engine.Activities;
using Workflows.Engine.Data;
using Workflows.Engine.Turns;

namespace Workflows.Cases.Activities;

/// <param name="As">The clock's name where one deadline runs several times in a case; null: the deadline's id.</param>
internal sealed record DeadlineActivitySpec(string Deadline, string Operation, TextTemplate? As, Feel? From, Feel? To, TextTemplate? By, TextTemplate? Reason, string? Result);

/// <summary><c>Case.Deadline</c>: starts, stops, resumes, extends a legal clock declared in program.json; triggers <c>{ "deadline": … }</c> hear it.</summary>
internal sealed class CaseDeadline : CaseActivity<DeadlineActivitySpec>
{
    private static readonly string[] Operations = ["start", "pause", "resume", "restart", "extend", "meet", "cancel"];

    public override ActivityDescriptor Descriptor { get; } = new("Case.Deadline", "期限", "Deadline", "期限「{deadline}」を{operation}する", "時間", "deadline")
    {
        Inputs =
        [
            CaseInputs.Input("deadline", "String", "期限", InputPicker.Deadline, required: true, description: "program.json の deadlines の識別子。"),
            CaseInputs.Choice("operation", "すること", "start", ("start", "始める"), ("pause", "止める"), ("resume", "再開する"), ("restart", "数え直す"), ("extend", "延長する"), ("meet", "果たしたことにする"), ("cancel", "なくす")),
            CaseInputs.Input("as", "String", "名前", InputPicker.Text, description: "同じ期限が案件の中でいくつも進むときの名前。{式} を差し込めます。"),
            CaseInputs.Input("from", "String", "起点", InputPicker.Expression, description: "日付か日時。なければ期限の定義のとおり。"),
            CaseInputs.Input("to", "String", "延長後の期限", InputPicker.Expression, description: "extend のとき。日付か日時。"),
            CaseInputs.Input("by", "String", "のばす期間", InputPicker.Text, description: "extend のとき。10日、5営業日のように。"),
            CaseInputs.Input("reason", "String", "理由", InputPicker.Text, description: "{式} を差し込めます。"),
            CaseInputs.Result,
        ],
        Outcomes = ["Done", "NotPossible"],
        Affects = ["TimerSet", "ProjectionSet"],
    };

    protected override DeadlineActivitySpec Read(SpecReader reader)
    {
        var operation = reader.OptionalText("operation") ?? "start";
        if (!Operations.Contains(operation))
            reader.Invalid("operation", $"「{operation}」はできません。{string.Join("、", Operations)} から選んでください。", $"The operation is one of {string.Join(", ", Operations)}.");
        if (operation == "extend" && reader.Source["to"].IsNull == reader.Source["by"].IsNull)
            reader.Invalid("to", "延長には to（新しい期限）か by（のばす期間）のどちらか一方を書いてください。", "An extension needs either 'to' or 'by'.");
        return new(reader.Text("deadline"), operation, reader.OptionalTemplate("as"), reader.OptionalFeel("from"), reader.OptionalFeel("to"), reader.OptionalTemplate("by"), reader.OptionalTemplate("reason"), reader.OptionalText("result"));
    }

    public override IEnumerable<Question> Execute(ActivityContext context)
    {
        var spec = Spec(context);
        var deadline = context.Package()?.Deadlines.Find(spec.Deadline)
            ?? throw context.Fault("DEADLINE", $"期限「{spec.Deadline}」は program.json の deadlines にありません。 (There is no deadline '{spec.Deadline}'.)");
        var name = spec.As is null ? deadline.Id : context.Render(spec.As);
        var reason = spec.Reason is null ? "" : context.Render(spec.Reason);
        var from = spec.From is null ? null : context.Eval(spec.From);
        var done = spec.Operation switch
        {
            "start" => from is not { IsNull: true } && Clocks.Start(context, deadline, name, from, spec.Result),
            "restart" => from is not { IsNull: true } && Restart(context, deadline, name, from, spec.Result),
            "pause" => Clocks.Pause(context, deadline, name, reason),
            "resume" => Clocks.Resume(context, deadline, name),
            "extend" => Clocks.Extend(context, deadline, name, spec.To is null ? Datum.Null : context.Eval(spec.To), spec.By is null ? null : context.Render(spec.By), reason),
            "meet" => Clocks.Stop(context, name, "met"),
            _ => Clocks.Stop(context, name, "cancelled"),
        };
        context.Complete(done ? "Done" : "NotPossible");
        return [];
    }

    private static bool Restart(ActivityContext context, Packages.DeadlineSpec deadline, string name, Datum? from, string? result)
    {
        result ??= Clocks.Row(context, name)["result"].AsText();
        Clocks.Stop(context, name, "ended");
        return Clocks.Start(context, deadline, name, from ?? (deadline.Clock.From is null ? Datum.Of(Jst.Base(context)) : null), result);
    }
}
