using Workflows.Cases.Notices;
using Workflows.Cases.Packages;
using Workflows.Cases.Ports;
using Workflows.Engine.Data;

namespace Workflows.Cases.Links;

/// <summary>What a link is for, and what the mail that brings it says.</summary>
/// <param name="About">What its token is about: the same for the same.</param>
/// <param name="Value">What whoever opens it needs.</param>
/// <param name="Until">The first moment it no longer works.</param>
/// <param name="Word">The mail's own value besides link and end.</param>
internal sealed record LinkLetter(string LinkKind, IReadOnlyList<string> About, Datum Value, DateTimeOffset Until, (string Name, Label? Value) Word);

/// <summary>Keeps a link and writes it to the address the message names.</summary>
/// <param name="mail">The mail that brings it.</param>
public abstract class LinkDesk(string kind, OwnMail mail, AccessLinks links, IPackages packages, INoticeSender? notices) : IOutboxHandler
{
    public string Kind => kind;

    private protected abstract LinkLetter Letter(OutboxMessage message);

    public async ValueTask<CallOutcome> Handle(OutboxMessage message, CancellationToken cancellationToken)
    {
        var (address, tenant) = (message.Body["to"].AsText()!, message.Tenant);
        if (packages.Current.Find(tenant, message.Program) is not ({ } package, _)) return CallOutcome.Fatal("PROGRAM_UNKNOWN", $"手続「{message.Program}」はありません。 There is no such programme.");
        var letter = Letter(message);
        if (message.Now >= letter.Until) return CallOutcome.Done(Datum.Null);
        var token = links.TokenOf(tenant, letter.LinkKind, [.. letter.About, address]);
        await links.Keep(tenant, letter.LinkKind, token, letter.Value.With("program", message.Program), letter.Until, cancellationToken).ConfigureAwait(false);
        var outcome = await mail.Send(notices, tenant, package, message.CaseId, address, message.Key, message.Attempt, message.Now, null, null, cancellationToken,
            letter.Word, ("link", new Label(links.UrlOf(tenant, token))), ("until", OwnMail.Moment(letter.Until))).ConfigureAwait(false);
        return outcome.Kind == CallOutcomeKind.Done ? CallOutcome.Done(Datum.Null) : outcome;
    }
}
