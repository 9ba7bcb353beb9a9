using Workflows.Cases.Notices;
using Workflows.Cases.Packages;
using Workflows.Cases.Ports;
using Workflows.Engine.Data;

namespace Workflows.Cases.Links;

/// <summary>Writes to somebody outside who has a task to do: the link in the mail is for that task and nothing else, and works while the task is open.</summary>
public sealed class TaskLinkDesk(AccessLinks links, IPackages packages, INoticeSender? notices = null) : LinkDesk(MessageKind, Mail, links, packages, notices)
{
    public const string MessageKind = "taskLink";
    public static readonly OwnMail Mail = new("task-link", "taskLink");

    private protected override LinkLetter Letter(OutboxMessage message) => new(AccessLinks.Task, [message.Target],
        Datum.Object(("task", message.Target), ("role", message.Body["role"])), message.Body["until"].AsInstant()!.Value, ("task", new Label(message.Body["title"].AsText() ?? "")));
}
