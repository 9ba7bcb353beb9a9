using Workflows.Cases.Activities.Notices;
using Workflows.Cases.Activities.Reading;
using Workflows.Cases.Expressions;
using Workflows.Cases.Packages;
using Workflows.Engine.Activities;
using Workflows.Engine.Turns;

namespace Workflows.Cases.Activities;

internal sealed record NotifySpec(string Notice, Feel? To, IReadOnlyList<NamedFeel> Data, TextTemplate? Once);

/// <summary><c>Case.Notify</c>: a notice to a person, by default the applicant.</summary>
internal sealed class CaseNotify : CaseActivity<NotifySpec>
{
    public override ActivityDescriptor Descriptor { get; } = new("Case.Notify", "通知", "Notify", "「{notice}」を送る", "知らせる", "notify")
    {
        Inputs =
        [
            CaseInputs.Input("notice", "String", "通知", InputPicker.Notice, required: true),
            CaseInputs.Input("to", "String", "宛先", InputPicker.Expression, description: "利用者の識別子、またはその一覧を返す式。なければ申請者。"),
            CaseInputs.Input("data", "Object", "差し込むデータ", InputPicker.Mapping, description: "名前ごとの式。文面では data.名前 で使います。"),
            CaseInputs.Input("once", "String", "一度だけの鍵", InputPicker.Text, description: "同じ鍵では案件の中で一度だけ送ります。{式} を差し込めます。"),
        ],
        Affects = ["ProjectionSet", "OutboxAdd"],
    };

    protected override NotifySpec Read(SpecReader reader) => new(reader.Text("notice"), reader.OptionalFeel("to"), reader.Named("data"), reader.OptionalTemplate("once"));

    public override IEnumerable<Question> Execute(ActivityContext context)
    {
        var spec = Spec(context);
        var receivers = spec.To is null ? NoticeDesk.Applicant(context) : SpecReader.Texts(context.Eval(spec.To));
        NoticeDesk.Send(context, spec.Notice, receivers, context.EvalAll(spec.Data), spec.Once is null ? null : context.Render(spec.Once));
        context.Complete();
        return [];
    }
}
