using Workflows.Cases.Activities.Notices;
using Workflows.Cases.Activities.Reading;
using Workflows.Cases.Expressions;
using Workflows.Cases.Packages;
using Workflows.Cases.Surveys;
using Workflows.Engine.Activities;
using Workflows.Engine.Data;
using Workflows.Engine.Turns;

namespace Workflows.Cases.Activities;

/// <param name="To">Whom to ask; null: the applicant.</param>
/// <param name="About">What stands beside the answers.</param>
/// <param name="Unit">One answer a unit and person; null: this run of the activity.</param>
internal sealed record SurveySendSpec(string Survey, Feel? To, IReadOnlyList<NamedFeel> About, TextTemplate? Unit);

/// <summary><c>Case.Survey</c>: asks people to answer a survey. It ends at once: the case may close, the survey stays open for its days.</summary>
internal sealed class CaseSurvey : CaseActivity<SurveySendSpec>
{
    public override ActivityDescriptor Descriptor { get; } = new("Case.Survey", "アンケート", "Survey", "アンケート「{survey}」をお願いする", "知らせる", "survey")
    {
        Inputs =
        [
            CaseInputs.Input("survey", "String", "アンケート", InputPicker.Text, required: true, description: "手続の設定（surveys）にあるアンケート。問いは様式、回答は台帳にあります。"),
            CaseInputs.Input("to", "String", "お願いする人", InputPicker.Expression, description: "利用者の識別子、またはその一覧を返す式。なければ申請者。"),
            CaseInputs.Input("about", "Object", "回答に添える値", InputPicker.Mapping, description: "台帳の項目ごとの式（受付方法、手続の種類など）。無記名では個人の分かる値を書かないでください。"),
            CaseInputs.Input("unit", "String", "一度だけの単位", InputPicker.Text, description: "同じ単位では一人に一度だけお願いします。{式} を差し込めます。なければ案件のこの手順ごと。"),
        ],
        Outcomes = ["Done", "Nobody"],
        Affects = ["OutboxAdd"],
    };

    protected override SurveySendSpec Read(SpecReader reader) => new(reader.Text("survey"), reader.OptionalFeel("to"), reader.Named("about"), reader.OptionalTemplate("unit"));

    public override IEnumerable<Question> Execute(ActivityContext context)
    {
        var spec = Spec(context);
        var survey = context.Package()?.Surveys.Find(spec.Survey) ?? throw context.Fault("SURVEY", $"アンケート「{spec.Survey}」は定義されていません。 (There is no survey '{spec.Survey}'.)");
        var people = (spec.To is null ? NoticeDesk.Applicant(context) : SpecReader.Texts(context.Eval(spec.To))).Distinct(StringComparer.Ordinal).ToList();
        var unit = spec.Unit is null ? $"{context.Step.CaseId}:{context.NewId("s")}" : context.Render(spec.Unit);
        var body = Datum.Object(("unit", unit), ("about", context.EvalAll(spec.About)), ("until", Datum.Of(context.Step.Now + survey.Open)), ("case", context.Head["number"]));
        foreach (var person in people)
        {
            context.Send($"{context.Step.CaseId}:{unit}:{person}", SurveyDesk.MessageKind, survey.Id, body.With("to", person), null, Policies.Notify);
            if (survey.Remind is { } after)
                context.Send($"{context.Step.CaseId}:{unit}:{person}:{SurveyDesk.Remind}", SurveyDesk.MessageKind, survey.Id, body.With("to", person).With("what", SurveyDesk.Remind), null, Policies.Notify.With("notBefore", Datum.Of(context.Step.Now + after)));
        }
        Timeline.Add(context, "survey", $"アンケート「{survey.Label.Ja}」をお願いしました。", isPublic: people.Contains(context.Head["applicant"].AsText() ?? ""), Datum.Object(("survey", survey.Id), ("people", people.Count)));
        context.Complete(people.Count > 0 ? "Done" : "Nobody");
        return [];
    }
}
