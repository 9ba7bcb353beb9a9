using Workflows.Cases.Notices;
using Workflows.Cases.Packages;
using Workflows.Cases.Ports;
using Workflows.Engine.Data;

namespace Workflows.Cases.Links;

/// <summary>Writes to somebody outside who may see parts of a case: the link in the mail shows them and nothing else, as long as the grant holds.</summary>
public sealed class GrantLinkDesk(AccessLinks links, IPackages packages, INoticeSender? notices = null) : LinkDesk(MessageKind, Mail, links, packages, notices)
{
    public const string MessageKind = "grantLink";
    public static readonly OwnMail Mail = new("grant-link", "grantLink");

    /// <summary>A grant without an end lasts as long as its case; its link no longer than this.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(400);

    private protected override LinkLetter Letter(OutboxMessage message)
    {
        var (grant, purpose) = (message.Body["grant"].AsText()!, message.Body["purpose"]);
        return new(AccessLinks.Grant, [message.Target, grant], Datum.Object(("case", message.Target), ("grant", grant), ("purpose", purpose)),
            message.Body["until"].AsInstant() ?? message.Now + Longest, ("purpose", new Label(purpose.AsText() ?? "")));
    }
}
