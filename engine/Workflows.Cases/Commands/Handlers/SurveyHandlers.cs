using Mediator;
using Workflows.Cases.Links;
using Workflows.Cases.Packages;
using Workflows.Cases.Ports;
using Workflows.Cases.Queries;
using Workflows.Cases.Queries.Handlers;
using Workflows.Cases.Registers;
using Workflows.Cases.Surveys;
using Workflows.Engine.Data;
using Workflows.Engine.Turns;

namespace Workflows.Cases.Commands.Handlers;

/// <summary>Surveys by their links.</summary>
public sealed class SurveyHandlers(CaseDesk desk, AccessLinks links, SurveyDesk surveys, IKeptStore kept, IRegisterStore registers, FormSheets sheets) :
    IQueryHandler<OpenSurvey, Result<SurveyView>>, ICommandHandler<AnswerSurvey, Result<Nothing>>, IQueryHandler<MySurveys, Result<IReadOnlyList<SurveyInvitation>>>
{
    /// <summary>Who changes a register by an answer: nobody in particular.</summary>
    private const string Actor = "survey";

    public async ValueTask<Result<SurveyView>> Handle(OpenSurvey q, CancellationToken ct)
    {
        var found = await Find(q.Tenant, q.Token, ct);
        if (!found.Ok) return found.Problem!;
        var (link, package, survey) = found.Value;
        var answered = link.Value["answered"].AsBoolean();
        var values = q.Values ?? (answered && survey.Editable ? await Given(q.Tenant, package, survey, q.Token, ct) : Datum.EmptyObject);
        var sheet = await Judge(q.Tenant, package, survey, values, live: q.Values is null, ct);
        return new SurveyView(package.Id, survey.Id, survey.Label, sheet, link.Until, survey.Anonymous, answered, survey.Editable, ForAll(link));
    }

    public async ValueTask<Result<Nothing>> Handle(AnswerSurvey c, CancellationToken ct)
    {
        var found = await Find(c.Tenant, c.Token, ct);
        if (!found.Ok) return found.Problem!;
        var (link, package, survey) = found.Value;
        var answered = link.Value["answered"].AsBoolean();
        if (answered && !survey.Editable) return Problem.Conflict(package.Text("surveyAnswered"));
        var sheet = await Judge(c.Tenant, package, survey, c.Values, live: false, ct);
        if (sheet.AllErrors().ToList() is { Count: > 0 } errors) return Problem.Invalid(errors);
        var register = package.Registers.Get(survey.Register);
        if (!answered && survey.Limit is { } limit && await registers.Count(c.Tenant, package.Id, register.Id, ct) >= limit) return Problem.Conflict(package.Text("surveyFull"));

        var id = surveys.AnswerOf(c.Token, ForAll(link) ? c.CommandId : null);
        var record = Known(register, sheet.Values.Merge(link.Value["about"])).With(SurveySpec.AnswerKey, id);
        if (register.Field(SurveySpec.AnsweredOn) is not null) record = record.With(SurveySpec.AnsweredOn, Datum.Of(Japan.In(desk.Now).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)));
        if (!survey.Anonymous) record = Known(register, record.With(SurveySpec.Case, link.Value["case"]).With(SurveySpec.Person, link.Value["person"]));
        var reply = await registers.Change(c.Tenant, package.Id, new ChangeRecord(register.Id, answered ? "change" : "add", answered ? (await AnswerOf(c.Tenant, package, survey, c.Token, ct))["id"].AsText() : null, record, null), Actor, desk.Now, ct);
        // Sent twice at once, the first is the answer.
        if (reply.Outcome != Reply.Done && (answered || reply.Outcome != Reply.Conflict))
        {
            var (ja, en) = ConstraintTexts.Of(register, reply);
            return new Problem(409, "CONFLICT", ja, en);
        }
        if (!ForAll(link)) await links.Keep(c.Tenant, AccessLinks.Survey, c.Token, link.Value.With("answered", true), link.Until, ct);
        return new Nothing();
    }

    public async ValueTask<Result<IReadOnlyList<SurveyInvitation>>> Handle(MySurveys q, CancellationToken ct)
    {
        if (q.Caller.IsNobody) return Problem.NotSignedIn();
        var mine = new List<SurveyInvitation>();
        await foreach (var row in kept.All(q.Caller.Tenant, KeptSpaces.SurveysOf, q.Caller.UserId + "/", ct))
        {
            var parts = row.Key[(q.Caller.UserId.Length + 1)..].Split('/');
            if (!(desk.Now < row.Until)) continue;
            var token = surveys.TokenOf(q.Caller.Tenant, parts[0], parts[1], row.Value["unit"].AsText()!, q.Caller.UserId);
            if ((await Find(q.Caller.Tenant, token, ct)).Value is not (var link, _, { } survey)) continue;
            mine.Add(new(parts[0], survey.Id, survey.Label, token, link.Until, link.Value["answered"].AsBoolean()));
        }
        return mine;
    }

    private async ValueTask<Result<(AccessLink Link, ProgramPackage Package, SurveySpec Survey)>> Find(string tenant, string token, CancellationToken ct) =>
        await links.Find(tenant, token, ct) is { Kind: AccessLinks.Survey } link && desk.Packages.Find(tenant, link.Value["program"].AsText()!) is ({ } package, _) && package.Surveys.Find(link.Value["survey"].AsText()) is { } survey
            ? (link, package, survey) : AccessLinks.Gone();

    /// <summary>Whether anybody answers by the link, and again.</summary>
    private static bool ForAll(AccessLink link) => link.Value["open"].AsBoolean();

    private async ValueTask<FormSheet> Judge(string tenant, ProgramPackage package, SurveySpec survey, Datum values, bool live, CancellationToken ct) =>
        await sheets.Judge(new SheetRequest(Caller.Nobody(tenant), package, package.Forms.Get(survey.Form), values, null) { Live = live }, ct);

    private async ValueTask<Datum> Given(string tenant, ProgramPackage package, SurveySpec survey, string token, CancellationToken ct)
    {
        var form = package.Forms.Get(survey.Form);
        return Datum.Object((await AnswerOf(tenant, package, survey, token, ct))["fields"].Members.Where(m => form.Field(m.Key) is not null));
    }

    /// <summary>The record of an invitation's answer; null without one.</summary>
    private async ValueTask<Datum> AnswerOf(string tenant, ProgramPackage package, SurveySpec survey, string token, CancellationToken ct) =>
        (await registers.Find(tenant, package.Id, package.Registers.Get(survey.Register).Id, Datum.Object((SurveySpec.AnswerKey, surveys.AnswerOf(token))), 1, ct)) is [var record] ? record : Datum.Null;

    private static Datum Known(RegisterSpec register, Datum values) => Datum.Object(values.Members.Where(m => register.Field(m.Key) is not null));
}
