using Workflows.Cases.Packages;
using Workflows.Cases.Ports;
using Workflows.Engine.Data;
using Workflows.Engine.Turns;

namespace Workflows.Cases.Notices;

/// <summary>
/// The mails the product itself writes (codes, links, invitations): subject and body are the programme's texts <c>{Kind}Subject</c> and <c>{Kind}Body</c>,
/// with <c>{title}</c> and the mail's own values in place. What a programme writes itself is a notice (<see cref="NoticeSpec"/>).
/// </summary>
/// <param name="Notice">What the mail is called where notices have ids.</param>
/// <param name="Kind">How its texts are called.</param>
public sealed record OwnMail(string Notice, string Kind)
{
    private const string Channel = "mail";

    /// <summary>How a moment stands in a mail: in Japan.</summary>
    public static Label Moment(DateTimeOffset at) => new(Queries.Handlers.FieldTexts.Moment(at), Japan.In(at).ToString("d MMM yyyy HH:mm", System.Globalization.CultureInfo.InvariantCulture));

    /// <param name="carrier">Null: no connector carries mail.</param>
    /// <param name="to">An address, or a person's id: then by the address the person has.</param>
    /// <param name="key">The same over all attempts.</param>
    /// <param name="language">ja, en, easy; null: as the person prefers, which the carrier knows.</param>
    /// <param name="lead">The text that stands in front of the subject; null: none.</param>
    /// <returns>As the carrier says; fatal <c>NO_CARRIER</c> without one.</returns>
    public ValueTask<CallOutcome> Send(
        INoticeSender? carrier, string tenant, ProgramPackage package, string caseId, string to, string key, int attempt, DateTimeOffset now, string? language, string? lead, CancellationToken ct, params ReadOnlySpan<(string Name, Label? Value)> values)
    {
        if (carrier is null) return new(CallOutcome.Fatal("NO_CARRIER", "メールを運ぶコネクタがありません。 No carrier of mail is set up."));
        (string, Label?)[] all = [.. values, ("title", package.Title)];
        Datum In(string words) => Datum.Object(("language", words), ("title", (lead is null ? "" : package.Text(lead, words)) + package.Text(Kind + "Subject", words, all)), ("body", package.Text(Kind + "Body", words, all)));
        var own = In(language ?? Label.Japanese);
        var content = Datum.Object(("to", to), ("notice", Notice), ("title", own["title"]), ("body", own["body"]), ("texts", language is null ? Datum.List(Label.OtherLanguages.Select(In)) : Datum.EmptyList));
        return carrier.Send(new NoticeMessage(tenant, package.Id, caseId, Channel, content, key, attempt, now), ct);
    }
}
