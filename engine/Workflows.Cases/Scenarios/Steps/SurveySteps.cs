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
        Act("{s}がアンケート{s}のだれでも答えられるリンクを{s}まで使えるようにする", "\"相談 係\" がアンケート \"街の声\" のだれでも答えられるリンクを \"2026-07-31\" まで使えるようにする", OpenLink),
        Act("{s}がアンケート{s}のだれでも答えられるリンクを止める", "\"相談 係\" がアンケート \"街の声\" のだれでも答えられるリンクを止める", CloseLink),
        Act("だれかがアンケート{s}のだれでも答えられるリンクで(?:次の内容で)?答える", "だれかがアンケート \"街の声\" のだれでも答えられるリンクで次の内容で答える", AnswerByLink),
        Expect("{s}が見るアンケート{s}の結果は次のとおりである", "\"相談 係\" が見るアンケート \"街の声\" の結果は次のとおりである", Results),
        Expect("アンケート{s}の回答(?:は|が){n}件である", "アンケート \"満足度\" の回答は 3 件である", Count),
    ];

    /// <summary>Whose link is for everybody.</summary>
    private const string Everybody = "";

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

    private static async ValueTask OpenLink(ScenarioContext context, StepArguments args)
    {
        var survey = Survey(context, args[2]);
        var until = DateOnly.ParseExact(args[3], "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        var opened = await context.Send(new OpenSurveyLink(await context.Caller(args[1]).ConfigureAwait(false), context.NextCommand(), context.Program.Id, survey.Id, until)).ConfigureAwait(false);
        if (opened.Value is { } link) context.Links[(Everybody, survey.Id)] = link.Url[(link.Url.LastIndexOf('/') + 1)..];
    }

    private static async ValueTask CloseLink(ScenarioContext context, StepArguments args) =>
        await context.Send(new CloseSurveyLink(await context.Caller(args[1]).ConfigureAwait(false), context.NextCommand(), context.Program.Id, Survey(context, args[2]).Id)).ConfigureAwait(false);

    private static async ValueTask AnswerByLink(ScenarioContext context, StepArguments args)
    {
        var survey = Survey(context, args[1]);
        var form = context.Program.Forms.Get(survey.Form);
        var values = await OptionLabels.Resolve(context, form, FieldKeys.FormValues(form, args.Pairs, context.Program)).ConfigureAwait(false);
        await context.Send(new AnswerSurvey(context.Tenant, context.NextCommand(), context.Links.GetValueOrDefault((Everybody, survey.Id), "none"), values)).ConfigureAwait(false);
    }

    /// <summary>Rows 問い, 答え, 件数 (― where it is not told); free texts have no 件数. What the table leaves out is not looked at.</summary>
    private static async ValueTask Results(ScenarioContext context, StepArguments args)
    {
        var survey = Survey(context, args[2]);
        var results = (await context.World.Sender.Send(new GetSurveyResults(await context.Caller(args[1]).ConfigureAwait(false), context.Program.Id, survey.Id), context.Ct).ConfigureAwait(false)).Must();
        foreach (var record in args.Records)
        {
            var row = record.ToDictionary(c => c.Key, c => c.Cell, StringComparer.Ordinal);
            var question = results.Questions.FirstOrDefault(q => q.Label.Ja == row["問い"]);
            var counted = question?.Counts.FirstOrDefault(c => c.Label.Ja == row["答え"]);
            var actual = results.Answers is null ? "示さない" : question is null ? "問いがない" : counted is { Count: var n } ? n?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "―" : question.Texts.Contains(row["答え"]) ? "" : "答えがない";
            await Checks.Equal($"「{row["問い"]}」の「{row["答え"]}」", row["件数"], actual).ConfigureAwait(false);
        }
    }

    private static async ValueTask Count(ScenarioContext context, StepArguments args)
    {
        var survey = Survey(context, args[1]);
        var found = await context.World.Registers.Count(context.Tenant, context.Program.Id, survey.Register, context.Ct).ConfigureAwait(false);
        await Checks.Equal($"アンケート「{args[1]}」の回答", args[2], $"{found}").ConfigureAwait(false);
    }
}
