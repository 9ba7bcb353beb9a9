using Workflows.Cases.Packages;
using Workflows.Cases.Ports;
using Workflows.Engine.Data;

namespace Workflows.Connectors;

/// <summary>
/// Carries notices beyond the portal: channel <c>mail</c> and <c>sms</c> by the programme's connector of kind <c>message</c>, <c>line</c> by its connector of kind <c>line</c>.
/// The address is what the person's record says (<c>email</c>, <c>phone</c>, <c>lineUserId</c>), or the receiver itself when it is an address.
/// </summary>
public sealed class ConnectorNotices(IConnectorPort port, IPackages packages, IPeople people) : INoticeSender
{
    public async ValueTask<CallOutcome> Send(NoticeMessage message, CancellationToken cancellationToken)
    {
        if (message.Channel == "portal") return CallOutcome.Done(Datum.EmptyObject);
        var (kind, attribute) = message.Channel switch
        {
            "mail" => ("message", "email"),
            "sms" => ("message", "phone"),
            "line" => ("line", "lineUserId"),
            _ => ("", ""),
        };
        if (packages.Current.Find(message.Tenant, message.Program) is not ({ } package, _) || package.Connectors.FirstOrDefault(c => c.Kind == kind) is not { } connector)
            return CallOutcome.Fatal("NO_CARRIER", $"通知の送り方「{message.Channel}」を運ぶコネクタがありません。 No connector carries this channel.");

        var to = message.Body["to"].AsText() ?? "";
        var address = message.Channel == "mail" && to.Contains('@', StringComparison.Ordinal) ? to
            : (await people.Find(message.Tenant, to, cancellationToken).ConfigureAwait(false))?.Attributes[attribute].AsText();
        if (address is not { Length: > 0 }) return CallOutcome.Fatal("NO_ADDRESS", $"送り先の{attribute}が登録されていません。 The receiver has no {attribute}.");

        var (title, body) = (message.Body["title"].AsText() ?? "", message.Body["body"].AsText() ?? "");
        var (operation, request) = kind == "line"
            ? ("push", Datum.Object(("to", address), ("text", $"{title}\n\n{body}"), ("notice", message.Body["notice"])))
            : ("send", Datum.Object(("to", address), ("channel", message.Channel), ("subject", title), ("body", body), ("notice", message.Body["notice"])));
        return await port.Call(new(message.Tenant, message.Program, connector.Id, operation, request, message.Key, message.Attempt, message.Now), cancellationToken).ConfigureAwait(false);
    }
}
