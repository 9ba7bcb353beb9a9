using Mediator;
using Workflows.Cases.Ports;

namespace Workflows.Cases.Commands;

/// <summary>Brings believed events and returns to the cases by the same commands as pages and API. The event's id is the command's id.</summary>
public sealed class CommandInbound(ISender sender) : IInbound
{
    public async ValueTask<InboundResult> Accept(InboundEvent inbound, CancellationToken cancellationToken)
    {
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

    private static Caller CallerOf(string tenant, string program, string connector) =>
        new(connector, connector, tenant, [Caller.ConnectorRole(program, connector)], false, "connector", "hook");

    private static InboundResult ProblemOf(Problem problem) => new(
        problem.Code == "IDEMPOTENCY_CONFLICT" ? InboundResultKind.Conflict : problem.Status >= 500 ? InboundResultKind.Busy : InboundResultKind.Refused,
        $"{problem.Ja} {problem.En}");
}
