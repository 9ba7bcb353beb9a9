using Workflows.Cases.Commands;
using Workflows.Cases.Links;
using Workflows.Cases.Packages;
using Workflows.Cases.Ports;
using Workflows.Engine.Data;

namespace Workflows.Cases.Surveys;

/// <summary>
/// Carries a case's invitations out: keeps each under its link, lists it for the person, and writes to them. The same message sent again changes
/// nothing. A reminder goes to who has not answered.
/// </summary>
public sealed class SurveyDesk(AccessLinks links, IKeptStore kept, ISealer sealer, IPackages packages, INoticeSender? notices = null) : IOutboxHandler
{
    public const string MessageKind = "survey";
    public const string Remind = "remind";
    /// <summary>What an invitation by mail is called where notices have ids.</summary>
    public const string Notice = "survey";

    public string Kind => MessageKind;

    public async ValueTask<CallOutcome> Handle(OutboxMessage message, CancellationToken cancellationToken)
    {
        var (body, tenant) = (message.Body, message.Tenant);
        if (packages.Current.Find(tenant, message.Program) is not ({ } package, _) || package.Surveys.Find(message.Target) is not { } survey)
            return CallOutcome.Fatal("SURVEY_UNKNOWN", $"アンケート「{message.Target}」は定義されていません。 There is no survey '{message.Target}'.");
        var person = body["to"].AsText()!;
        var token = TokenOf(tenant, message.Program, survey.Id, body["unit"].AsText()!, person);
        var until = body["until"].AsInstant()!.Value;
        var reminder = body["what"].AsText() == Remind;
        if (reminder)
        {
            if (await links.Find(tenant, token, cancellationToken).ConfigureAwait(false) is not { } open || open.Value["answered"].AsBoolean()) return CallOutcome.Done(Datum.Null);
        }
        else if (await links.Find(tenant, token, cancellationToken).ConfigureAwait(false) is null)
        {
            if (message.Now >= until) return CallOutcome.Done(Datum.Null);
            var row = Datum.Object(("program", message.Program), ("survey", survey.Id), ("about", body["about"]), ("answered", false));
            if (!survey.Anonymous) row = row.With("case", body["case"]).With("person", person);
            await links.Keep(tenant, AccessLinks.Survey, token, row, until, cancellationToken).ConfigureAwait(false);
            await kept.Set(tenant, KeptSpaces.SurveysOf, $"{person}/{message.Program}/{survey.Id}/{Mark(token)}", Datum.Object(("unit", body["unit"])), message.Now, until, cancellationToken).ConfigureAwait(false);
        }
        return await Write(message, package, survey, person, token, until, reminder, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The invitation of a person for a unit.</summary>
    public string TokenOf(string tenant, string program, string survey, string unit, string person) => links.TokenOf(tenant, AccessLinks.Survey, program, survey, unit, person);

    /// <summary>The record an invitation's answer is.</summary>
    public string AnswerOf(string token) => Mark(token)[..24];

    private string Mark(string token) => sealer.MarkText("answer", token);

    /// <summary>By mail where the person has an address; the own page shows it anyway.</summary>
    private async ValueTask<CallOutcome> Write(OutboxMessage message, ProgramPackage package, SurveySpec survey, string person, string token, DateTimeOffset until, bool reminder, CancellationToken ct)
    {
        if (notices is null) return CallOutcome.Done(Datum.Null);
        string Text(string key) => package.Text(key, ("survey", survey.Label.Ja), ("title", package.Title.Ja), ("link", links.UrlOf(message.Tenant, token)), ("until", $"{Japan.In(until):yyyy-MM-dd HH:mm}"));
        var content = Datum.Object(("to", person), ("notice", Notice), ("title", (reminder ? "【再度のお願い】" : "") + Text("surveySubject")), ("body", Text("surveyBody")));
        var outcome = await notices.Send(new NoticeMessage(message.Tenant, message.Program, message.CaseId, "mail", content, message.Key, message.Attempt, message.Now), ct).ConfigureAwait(false);
        return outcome.Kind == CallOutcomeKind.Retry ? outcome : CallOutcome.Done(Datum.Object(("mailed", outcome.Kind == CallOutcomeKind.Done)));
    }
}
