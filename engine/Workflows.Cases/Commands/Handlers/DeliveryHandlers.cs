using Mediator;
using Workflows.Cases.Ports;
using Workflows.Cases.Queries;
using Workflows.Engine.Data;

namespace Workflows.Cases.Commands.Handlers;

/// <summary>The log of pushed events, for operators.</summary>
public sealed class DeliveryHandlers(CaseDesk desk, IKeptStore kept, Lazy<IInbound> inbound) : IQueryHandler<ListDeliveries, Result<Page<DeliveryView>>>, ICommandHandler<Redeliver, Result<DeliveryView>>
{
    public async ValueTask<Result<Page<DeliveryView>>> Handle(ListDeliveries q, CancellationToken ct)
    {
        if (Problem.UnlessOperator(q.Caller) is { } refused) return refused;
        var prefix = q.Program is null ? null : q.Connector is null ? $"{q.Program}/" : $"{q.Program}/{q.Connector}/";
        var page = await kept.List(q.Caller.Tenant, KeptSpaces.Hooks, prefix, q.Page, ct);
        return page.With<DeliveryView>([.. page.Items.Select(View)]);
    }

    public async ValueTask<Result<DeliveryView>> Handle(Redeliver c, CancellationToken ct)
    {
        if (Problem.UnlessOperator(c.Caller) is { } refused) return refused;
        var row = await kept.Find(c.Caller.Tenant, KeptSpaces.Hooks, $"{c.Program}/{c.Connector}/{c.Event}", ct);
        if (row is null || row.Value["result"].AsText() == Deliveries.Unbelieved) return Problem.NotFound("この受信記録は見つかりません。", "There is no such delivery.");
        var value = row.Value;
        var told = await inbound.Value.Accept(new InboundEvent(c.Caller.Tenant, c.Program, c.Connector, value["event"].AsText()!, value["id"].AsText()!, value["key"].AsText(), value["payload"], desk.Now, value["digest"].AsText()!), ct);
        if (told.Kind == InboundResultKind.Busy) return new Problem(503, "BUSY", "混み合っています。しばらくしてからもう一度お試しください。", "Busy; try again later.");
        value = value.With("result", told.Kind == InboundResultKind.Repeated ? "accepted" : told.Kind.ToString().ToLowerInvariant()).With("problem", told.Problem);
        await kept.Set(c.Caller.Tenant, KeptSpaces.Hooks, row.Key, value, row.At, row.Until, ct);
        return View(row with { Value = value });
    }

    private static DeliveryView View(Kept row)
    {
        var parts = row.Key.Split('/', 3);
        return new(parts[0], parts[1], row.Value["event"].AsText() ?? "", row.Value["id"].AsText() ?? parts[2], row.Value["key"].AsText(), row.Value["result"].AsText() ?? "", row.Value["problem"].AsText(),
            row.Value["deliveries"].AsLong() ?? 1, row.Value["lastAt"].AsInstant() ?? row.At);
    }
}
