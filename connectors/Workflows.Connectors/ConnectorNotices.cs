using Workflows.Cases.Notices;
using Workflows.Cases.Packages;
using Workflows.Cases.Ports;
using Workflows.Engine.Data;

namespace Workflows.Connectors;

/// <summary>
/// Carries notices beyond the portal: <c>mail</c>, <c>sms</c>, <c>push</c> and <c>post</c> by the programme's connector of kind <c>message</c>, <c>line</c> by its connector of kind <c>line</c>.
/// The address is what the person's record says (<c>email</c>, <c>phone</c>, <c>pushToken</c>, <c>address</c>, <c>lineUserId</c>), or the receiver itself when it is an address.
/// Applicants whose record has no <c>email</c> are written to at the address their own form had them confirm (<c>verify</c>).
/// A message for <c>preferred</c> goes by the first channel of the person's preference that takes it (by all when important); when none does it is undelivered.
/// </summary>
/// <param name="cases">Knows the addresses applicants gave; null: only records of people count.</param>
/// <param name="kept">Knows what people prefer (<see cref="KeptSpaces.Preferences"/>); null: the notice's own order.</param>
public sealed class ConnectorNotices(IConnectorPort port, IPackages packages, IPeople people, IKeptStore? kept = null, ICaseReader? cases = null) : INoticeSender
{
    /// <summary>UTF-16 length a channel takes.</summary>
    private static int Longest(string channel) => channel switch { "sms" => 660, "line" => 5_000, "push" => 1_000, _ => 20_000 };

    public async ValueTask<CallOutcome> Send(NoticeMessage message, CancellationToken cancellationToken)
    {
        var body = message.Body;
        if (message.Channel == "portal") return CallOutcome.Done(Datum.EmptyObject);
        var to = body["to"].AsText() ?? "";
        var person = await people.Find(message.Tenant, to, cancellationToken).ConfigureAwait(false);
        var prefers = kept is null ? null : (await kept.Find(message.Tenant, KeptSpaces.Preferences, to, cancellationToken).ConfigureAwait(false))?.Value;
        var language = (prefers ?? Datum.Null)["language"].AsText() ?? person?.Attributes["language"].AsText();
        if (message.Channel != "preferred") return await By(message, message.Channel, person, language, message.Key, cancellationToken).ConfigureAwait(false);

        var allowed = body["channels"].Items.Select(c => c.AsText()!).ToList();
        var wished = (prefers ?? Datum.Null)["channels"].Items.Select(c => c.AsText()!).Where(allowed.Contains).ToList();
        // What the person did not rank comes after, in the notice's order.
        var order = wished.Concat(allowed.Where(c => !wished.Contains(c))).Where(c => c is not ("portal" or "phone"));
        var (reached, why) = (new List<string>(), new List<string>());
        foreach (var channel in order)
        {
            // Each channel has a key of its own: a second attempt sends nothing again that was taken.
            var outcome = await By(message, channel, person, language, $"{message.Key}:{channel}", cancellationToken).ConfigureAwait(false);
            if (outcome.Kind == CallOutcomeKind.Retry) return outcome;
            if (outcome.Kind == CallOutcomeKind.Done) reached.Add(channel);
            else why.Add($"{channel}: {outcome.Message ?? outcome.Code}");
            if (reached.Count > 0 && !body["important"].AsBoolean()) break;
        }
        if (reached.Count > 0) return CallOutcome.Done(Datum.Object(("channels", Datum.List(reached.Select(Datum.Of))), ("tried", Datum.List(why.Select(Datum.Of)))));
        return allowed is ["portal"] ? CallOutcome.Done(Datum.Object(("channels", Datum.List("portal"))))
            : CallOutcome.Fatal("UNDELIVERED", $"どの経路でも届きませんでした。{string.Join(" ", why)} No channel reached the person.");
    }

    private async ValueTask<CallOutcome> By(NoticeMessage message, string channel, Person? person, string? language, string key, CancellationToken cancellationToken)
    {
        var (kind, attribute) = channel switch
        {
            "mail" => ("message", "email"), "sms" => ("message", "phone"), "push" => ("message", "pushToken"), "post" => ("message", "address"), "line" => ("line", "lineUserId"), _ => ("", ""),
        };
        if (packages.Current.Find(message.Tenant, message.Program) is not ({ } package, _) || package.Connectors.FirstOrDefault(c => c.Kind == kind) is not { } connector)
            return CallOutcome.Fatal("NO_CARRIER", $"通知の送り方「{channel}」を運ぶコネクタがありません。 No connector carries this channel.");
        var to = message.Body["to"].AsText() ?? "";
        var address = channel == "mail" && to.Contains('@', StringComparison.Ordinal) ? to : person?.Attributes[attribute].AsText();
        if (address is not { Length: > 0 } && channel == "mail") address = await Given(message, package, to, cancellationToken).ConfigureAwait(false);
        if (address is not { Length: > 0 }) return CallOutcome.Fatal("NO_ADDRESS", $"送り先の{attribute}が登録されていません。 The receiver has no {attribute}.");
        var text = Text(package, message.Body, language, channel);
        var (operation, request) = kind == "line"
            ? ("push", Datum.Object(("to", address), ("text", $"{text.Title}\n\n{text.Body}"), ("notice", message.Body["notice"]), ("buttons", ReplyButton.Sent(message.CaseId, message.Body) is { Items.Length: > 0 } buttons ? buttons : Datum.Null)))
            : ("send", Datum.Object(("to", address), ("channel", channel), ("subject", text.Title), ("body", text.Body), ("notice", message.Body["notice"])));
        return await port.Call(new(message.Tenant, message.Program, connector.Id, operation, request, key, message.Attempt, message.Now), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The address the case's applicant confirmed in the form; null for anybody else.</summary>
    private async ValueTask<string?> Given(NoticeMessage message, ProgramPackage package, string to, CancellationToken cancellationToken)
    {
        var fields = package.Forms.SelectMany(f => f.Fields).Where(f => f.Verify).Select(f => f.Key).Distinct(StringComparer.Ordinal).ToList();
        if (cases is null || fields.Count == 0 || message.CaseId.Length == 0 || await cases.ReadState(message.Tenant, message.CaseId, cancellationToken).ConfigureAwait(false) is not { } state) return null;
        return state.Head["applicant"].AsText() != to ? null : fields.Select(f => state.Fields[f].AsText()).FirstOrDefault(a => a is { Length: > 0 });
    }

    /// <summary>The variant nearest to language and channel; neutral where the notice says so, and where a channel is too short for it.</summary>
    private static (string Title, string Body) Text(ProgramPackage package, Datum body, string? wanted, string channel)
    {
        var language = wanted ?? Label.Japanese;
        if (body["neutral"].AsBoolean()) return (package.Text("noticeNeutralSubject", language), package.Text("noticeNeutralBody", language) + package.Text("noticeSeeMyPage", language));
        var best = body["texts"].Items
            .Where(t => (t["language"].AsText() is not { } l || l == language) && (t["channel"].AsText() is not { } c || c == channel))
            .OrderByDescending(t => (t["language"].AsText() is null ? 0 : 2) + (t["channel"].AsText() is null ? 0 : 1)).FirstOrDefault() ?? body;
        var (title, text) = (best["title"].AsText() ?? "", best["body"].AsText() ?? "");
        return title.Length + text.Length + 2 <= Longest(channel) ? (title, text) : (title, package.Text("noticeShortBody", language, ("notice", new Label(title))) + package.Text("noticeSeeMyPage", language));
    }
}
