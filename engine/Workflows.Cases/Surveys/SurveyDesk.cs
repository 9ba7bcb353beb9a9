using Workflows.Cases.Commands;
using Workflows.Cases.Links;
using Workflows.Cases.Notices;
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
    private static readonly OwnMail Mail = new("survey", "survey");

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

    /// <summary>The token of the link by which everybody answers.</summary>
    public string OpenTokenOf(string tenant, string program, string survey, string unit) => links.TokenOf(tenant, AccessLinks.Survey, program, survey, "open", unit);

    /// <summary>The record an invitation's answer is.</summary>
    /// <param name="command">The command that brings an answer by a link for everybody; null: the invitation has one answer.</param>
    public string AnswerOf(string token, string? command = null) => Mark(command is null ? token : $"{token}/{command}")[..24];

    private string Mark(string token) => sealer.MarkText("answer", token);

    /// <summary>By mail where the person has an address; the own page shows it anyway.</summary>
    private async ValueTask<CallOutcome> Write(OutboxMessage message, ProgramPackage package, SurveySpec survey, string person, string token, DateTimeOffset until, bool reminder, CancellationToken ct)
    {
        if (notices is null) return CallOutcome.Done(Datum.Null);
        var outcome = await Mail.Send(notices, message.Tenant, package, message.CaseId, person, message.Key, message.Attempt, message.Now, null, reminder ? "surveyAgain" : null, ct,
            ("survey", survey.Label), ("link", new Label(links.UrlOf(message.Tenant, token))), ("until", OwnMail.Moment(until))).ConfigureAwait(false);
        return outcome.Kind == CallOutcomeKind.Retry ? outcome : CallOutcome.Done(Datum.Object(("mailed", outcome.Kind == CallOutcomeKind.Done)));
    }
}
