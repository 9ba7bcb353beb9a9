using Workflows.Cases.Commands;
using Workflows.Cases.Scenarios.Reading;
using Workflows.Cases.Surveys;
using Workflows.Engine.Data;
using static Workflows.Cases.Scenarios.Steps.StepDefinition;

namespace Workflows.Cases.Scenarios.Steps;

/// <summary>Surveys: who is asked, answering by the link, how many answers there are.</summary>
internal static class SurveySteps
{
    public static IReadOnlyList<StepDefinition> All { get; } =
    [
        Expect("{s}にアンケート{s}が(届いている|届いていない)", "\"山田 花子\" にアンケート \"満足度\" が届いている", Asked),
        Act("{s}がアンケート{s}に(?:次の内容で)?答える", "\"山田 花子\" がアンケート \"満足度\" に次の内容で答える", Answer),
        Expect("アンケート{s}の回答(?:は|が){n}件である", "アンケート \"満足度\" の回答は 3 件である", Count),
    ];

    private static SurveySpec Survey(ScenarioContext context, string name) => context.Program.Surveys.Named("アンケート", name);

    private static async ValueTask<SurveyInvitation?> Invitation(ScenarioContext context, string person, SurveySpec survey)
    {
        var mine = (await context.World.Sender.Send(new MySurveys(await context.Caller(person).ConfigureAwait(false)), context.Ct).ConfigureAwait(false)).Must().Where(s => s.Survey == survey.Id).ToList();
        return mine.FirstOrDefault(s => !s.Answered) ?? mine.FirstOrDefault();
    }

    private static async ValueTask Asked(ScenarioContext context, StepArguments args)
    {
        var there = await Invitation(context, args[1], Survey(context, args[2])).ConfigureAwait(false) is null ? "届いていない" : "届いている";
        await Checks.Equal($"「{args[1]}」へのアンケート「{args[2]}」", args[3], there).ConfigureAwait(false);
    }

    private static async ValueTask Answer(ScenarioContext context, StepArguments args)
    {
        var survey = Survey(context, args[2]);
        var form = context.Program.Forms.Get(survey.Form);
        var token = await Invitation(context, args[1], survey).ConfigureAwait(false) is { } invited ? invited.Token : context.Links.GetValueOrDefault((args[1], survey.Id), "none");
        context.Links[(args[1], survey.Id)] = token;
        var values = await OptionLabels.Resolve(context, form, FieldKeys.FormValues(form, args.Pairs, context.Program)).ConfigureAwait(false);
        await context.Send(new AnswerSurvey(context.Tenant, context.NextCommand(), token, values)).ConfigureAwait(false);
    }

    private static async ValueTask Count(ScenarioContext context, StepArguments args)
    {
        var survey = Survey(context, args[1]);
        var found = await context.World.Registers.Find(context.Tenant, context.Program.Id, survey.Register, Datum.EmptyObject, 10_000, context.Ct).ConfigureAwait(false);
        await Checks.Equal($"アンケート「{args[1]}」の回答", args[2], $"{found.Count}").ConfigureAwait(false);
    }
}
