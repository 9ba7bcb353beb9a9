using Mediator;
using Workflows.Cases.Notices;
using Workflows.Cases.Ports;
using Workflows.Engine.Data;

namespace Workflows.Cases.Commands;

/// <summary>Brings believed events and returns to the cases by the same commands as pages and API. The event's id is the command's id.</summary>
public sealed class CommandInbound(ISender sender, ICaseReader reader, IPeople people) : IInbound
{
    public async ValueTask<InboundResult> Accept(InboundEvent inbound, CancellationToken cancellationToken)
    {
        // A button of one of our notices comes back: it is the person's own act.
        if (ReplyButton.Decode(inbound.Payload["postback"]["data"].AsText()) is { } button) return await Press(inbound, button, cancellationToken).ConfigureAwait(false);
        var result = await sender.Send(
            new DeliverEvent(CallerOf(inbound.Tenant, inbound.Program, inbound.Connector), inbound.Id, inbound.Program, inbound.Connector, inbound.Event, null, inbound.Key, inbound.Payload),
            cancellationToken).ConfigureAwait(false);
        if (result.Problem is { } problem) return ProblemOf(problem);
        var delivered = result.Value!;
        return new(delivered.Repeated ? InboundResultKind.Repeated : delivered.Reached.Count > 0 ? InboundResultKind.Accepted : InboundResultKind.Unheard);
    }

    public async ValueTask<InboundResult> Return(InboundReturn inbound, CancellationToken cancellationToken)
    {
        var result = await sender.Send(
            new DeliverReturn(CallerOf(inbound.Tenant, inbound.Program, inbound.Connector), inbound.Program, inbound.Connector, inbound.Application, inbound.Code, inbound.State), cancellationToken).ConfigureAwait(false);
        if (result.Problem is { } problem) return ProblemOf(problem);
        return new(result.Value!.Heard ? InboundResultKind.Accepted : InboundResultKind.Unheard);
    }

    private async ValueTask<InboundResult> Press(InboundEvent inbound, ReplyButton button, CancellationToken cancellationToken)
    {
        var person = await people.Find(inbound.Tenant, button.Receiver, cancellationToken).ConfigureAwait(false);
        if (person is null || person.Attributes["lineUserId"].AsText() is not { Length: > 0 } own || own != inbound.Payload["source"]["userId"].AsText())
            return new(InboundResultKind.Refused, "この返信は、通知を送った相手からのものではありません。 The reply is not from whom the notice was sent to.");
        var notices = await reader.ReadProjection(inbound.Tenant, button.Case, Projections.Notices, cancellationToken).ConfigureAwait(false);
        if (notices.FirstOrDefault(n => n.Key == button.Notice && n.Row["to"].AsText() == button.Receiver)?.Row["buttons"][button.No] is not { Kind: DatumKind.Object } pressed)
            return new(InboundResultKind.Refused, "この通知のボタンはありません。 There is no such button.");
        var caller = new Caller(person.Id, person.Name, inbound.Tenant, person.Roles, person.Kind == "citizen", "line", "line");
        var result = await sender.Send(new TakeAction(caller, inbound.Id, button.Case, pressed["action"].AsText()!, pressed["values"].Kind == DatumKind.Object ? pressed["values"] : Datum.EmptyObject), cancellationToken).ConfigureAwait(false);
        return result.Problem is { } problem ? ProblemOf(problem) : new(result.Value!.Repeated ? InboundResultKind.Repeated : InboundResultKind.Accepted);
    }

    private static Caller CallerOf(string tenant, string program, string connector) =>
        new(connector, connector, tenant, [Caller.ConnectorRole(program, connector)], false, "connector", "hook");

    private static InboundResult ProblemOf(Problem problem) => new(
        problem.Code == "IDEMPOTENCY_CONFLICT" ? InboundResultKind.Conflict : problem.Status >= 500 ? InboundResultKind.Busy : InboundResultKind.Refused,
        $"{problem.Ja} {problem.En}");
}
