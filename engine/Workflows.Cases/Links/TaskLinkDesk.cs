using Workflows.Cases.Notices;
using Workflows.Cases.Packages;
using Workflows.Cases.Ports;
using Workflows.Engine.Data;

namespace Workflows.Cases.Links;

/// <summary>Writes to somebody outside who has a task to do: the link in the mail is for that task and nothing else, and works while the task is open.</summary>
public sealed class TaskLinkDesk(AccessLinks links, IPackages packages, INoticeSender? notices = null) : IOutboxHandler
{
    public const string MessageKind = "taskLink";
    public static readonly OwnMail Mail = new("task-link", "taskLink");

    public string Kind => MessageKind;

    public async ValueTask<CallOutcome> Handle(OutboxMessage message, CancellationToken cancellationToken)
    {
        var (body, tenant) = (message.Body, message.Tenant);
        if (packages.Current.Find(tenant, message.Program) is not ({ } package, _)) return CallOutcome.Fatal("PROGRAM_UNKNOWN", $"手続「{message.Program}」はありません。 There is no such programme.");
        var (address, until) = (body["to"].AsText()!, body["until"].AsInstant()!.Value);
        if (message.Now >= until) return CallOutcome.Done(Datum.Null);
        var token = links.TokenOf(tenant, AccessLinks.Task, message.Target, address);
        await links.Keep(tenant, AccessLinks.Task, token, Datum.Object(("program", message.Program), ("task", message.Target), ("role", body["role"])), until, cancellationToken).ConfigureAwait(false);
        var outcome = await Mail.Send(notices, tenant, package, message.CaseId, address, message.Key, message.Attempt, message.Now, "", cancellationToken,
            ("task", body["title"].AsText()), ("link", links.UrlOf(tenant, token)), ("until", OwnMail.Moment(until))).ConfigureAwait(false);
        return outcome.Kind == CallOutcomeKind.Done ? CallOutcome.Done(Datum.Null) : outcome;
    }
}
