using Workflows.Cases.Notices;
using Workflows.Cases.Packages;
using Workflows.Cases.Ports;
using Workflows.Engine.Data;

namespace Workflows.Cases.Links;

/// <summary>Writes to somebody outside who may see parts of a case: the link in the mail shows them and nothing else, as long as the grant holds.</summary>
public sealed class GrantLinkDesk(AccessLinks links, IPackages packages, INoticeSender? notices = null) : IOutboxHandler
{
    public const string MessageKind = "grantLink";
    public static readonly OwnMail Mail = new("grant-link", "grantLink");

    /// <summary>A grant without an end lasts as long as its case; its link no longer than this.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(400);

    public string Kind => MessageKind;

    public async ValueTask<CallOutcome> Handle(OutboxMessage message, CancellationToken cancellationToken)
    {
        var (body, tenant) = (message.Body, message.Tenant);
        if (packages.Current.Find(tenant, message.Program) is not ({ } package, _)) return CallOutcome.Fatal("PROGRAM_UNKNOWN", $"手続「{message.Program}」はありません。 There is no such programme.");
        var (address, grant) = (body["to"].AsText()!, body["grant"].AsText()!);
        var until = body["until"].AsInstant() ?? message.Now + Longest;
        if (message.Now >= until) return CallOutcome.Done(Datum.Null);
        var token = links.TokenOf(tenant, AccessLinks.Grant, message.Target, grant, address);
        await links.Keep(tenant, AccessLinks.Grant, token, Datum.Object(("program", message.Program), ("case", message.Target), ("grant", grant), ("purpose", body["purpose"])), until, cancellationToken).ConfigureAwait(false);
        var outcome = await Mail.Send(notices, tenant, package, message.CaseId, address, message.Key, message.Attempt, message.Now, "", cancellationToken,
            ("purpose", body["purpose"].AsText() ?? ""), ("link", links.UrlOf(tenant, token)), ("until", OwnMail.Moment(until))).ConfigureAwait(false);
        return outcome.Kind == CallOutcomeKind.Done ? CallOutcome.Done(Datum.Null) : outcome;
    }
}
