using Workflows.Cases.Packages;
using Workflows.Cases.Ports;
using Workflows.Engine.Data;

namespace Workflows.Cases.Links;

/// <summary>Writes to somebody outside who has a task to do: the link in the mail is for that task and nothing else, and works while the task is open.</summary>
public sealed class TaskLinkDesk(AccessLinks links, IPackages packages, INoticeSender? notices = null) : IOutboxHandler
{
    public const string MessageKind = "taskLink";
    /// <summary>What the mail is called where notices have ids.</summary>
    public const string Notice = "task-link";

    public string Kind => MessageKind;

    public async ValueTask<CallOutcome> Handle(OutboxMessage message, CancellationToken cancellationToken)
    {
        var (body, tenant) = (message.Body, message.Tenant);
        if (packages.Current.Find(tenant, message.Program) is not ({ } package, _)) return CallOutcome.Fatal("PROGRAM_UNKNOWN", $"手続「{message.Program}」はありません。 There is no such programme.");
        if (notices is null) return CallOutcome.Fatal("NO_CARRIER", "メールを運ぶコネクタがありません。 No carrier of mail is set up.");
        var (address, until) = (body["to"].AsText()!, body["until"].AsInstant()!.Value);
        if (message.Now >= until) return CallOutcome.Done(Datum.Null);
        var token = links.TokenOf(tenant, AccessLinks.Task, message.Target, address);
        await links.Keep(tenant, AccessLinks.Task, token, Datum.Object(("program", message.Program), ("task", message.Target), ("role", body["role"])), until, cancellationToken).ConfigureAwait(false);
        string Text(string key) => package.Text(key, ("task", body["title"].AsText()), ("title", package.Title.Ja), ("link", links.UrlOf(tenant, token)), ("until", $"{Japan.In(until):yyyy-MM-dd HH:mm}"));
        var outcome = await notices.Send(new NoticeMessage(tenant, message.Program, message.CaseId, "mail", Datum.Object(("to", address), ("notice", Notice), ("title", Text("taskLinkSubject")), ("body", Text("taskLinkBody"))),
            message.Key, message.Attempt, message.Now), cancellationToken).ConfigureAwait(false);
        return outcome.Kind == CallOutcomeKind.Done ? CallOutcome.Done(Datum.Null) : outcome;
    }
}
