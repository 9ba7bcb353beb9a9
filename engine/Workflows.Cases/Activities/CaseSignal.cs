using Workflows.Cases.Activities.Reading;
using Workflows.Cases.Expressions;
using Workflows.Cases.Packages;
using Workflows.Cases.Ports;
using Workflows.Engine.Activities;
using Workflows.Engine.Data;
using Workflows.Engine.Turns;

namespace Workflows.Cases.Activities;

/// <param name="Case">FEEL giving a case's number or id, or several; or else all cases of <paramref name="Open"/> matching <paramref name="Where"/>.</param>
internal sealed record SignalSpec(string Signal, Feel? Case, string? Open, IReadOnlyList<NamedFeel> Where, IReadOnlyList<NamedFeel> Payload, TextTemplate? Id);

/// <summary><c>Case.Signal</c>: tells other cases something; delivered after the commit, in order, once.</summary>
internal sealed class CaseSignal : CaseActivity<SignalSpec>
{
    private const int Most = 10_000;

    public override ActivityDescriptor Descriptor { get; } = new("Case.Signal", "合図", "Signal", "ほかの案件に「{signal}」を知らせる", "外とのやりとり", "signal")
    {
        Inputs =
        [
            CaseInputs.Input("signal", "String", "合図の名前", InputPicker.Text, required: true),
            CaseInputs.Input("to", "Object", "宛先", InputPicker.Json, required: true, description: "{ case: 式（番号か識別子） } または { open: ワークフロー, where: { 項目: 式 } }。"),
            CaseInputs.Input("payload", "Object", "渡す値", InputPicker.Mapping, description: "受け手の式では event.名前 で使います。"),
            CaseInputs.Input("signalId", "String", "二重に届けないための鍵", InputPicker.Text, description: "{式} を差し込めます。同じ鍵は同じ受け手に一度だけ届きます。"),
        ],
        Outcomes = ["Done", "Nobody"],
        Asks = ["cases"],
        Affects = ["OutboxAdd"],
    };

    protected override SignalSpec Read(SpecReader reader)
    {
        var to = reader.Source["to"];
        var spec = new SignalSpec(reader.Text("signal"), reader.OptionalFeel(to["case"], "to.case"), to["open"].AsText(), reader.Named(to["where"], "to.where"), reader.Named("payload"), reader.OptionalTemplate("signalId"));
        if (spec.Case is null == spec.Open is null) reader.Invalid("to", "宛先は case か open のどちらか一方で書いてください。", "Name the receivers by either 'case' or 'open'.");
        return spec;
    }

    public override IEnumerable<Question> Execute(ActivityContext context)
    {
        var spec = Spec(context);
        IReadOnlyList<string> receivers;
        if (spec.Case is not null) receivers = SpecReader.Texts(context.Eval(spec.Case));
        else
        {
            var question = new FindCases(spec.Open!, context.EvalAll(spec.Where), Most);
            yield return question;
            receivers = [.. context.Reply(question).Value.Items.Select(c => c["caseId"].AsText()!).Where(id => id != context.Step.CaseId)];
        }
        var payload = context.EvalAll(spec.Payload);
        var id = spec.Id is null ? context.NewId("g") : context.Render(spec.Id);
        foreach (var receiver in receivers)
            context.Send($"{context.Step.CaseId}:{id}:{receiver}", OutboxBodies.Signal, receiver, Datum.Object(
                ("signal", spec.Signal), ("key", Datum.Null), ("payload", payload), ("id", id)), null, Policies.Signal);
        context.Journal("Signal", Datum.Object(("signal", spec.Signal), ("receivers", receivers.Count)));
        context.Complete(receivers.Count > 0 ? "Done" : "Nobody");
    }
}
