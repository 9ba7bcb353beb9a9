using Mediator;
using Workflows.Cases.Commands;
using Workflows.Cases.Commands.Handlers;
using Workflows.Cases.Ports;
using Workflows.Cases.Queries;
using Workflows.Engine.Data;
using Workflows.Engine.State;
using Workflows.Engine.Turns;

namespace Workflows.Cases.Definitions;

/// <summary>Instances of loose definitions as Elsa lists them; rights as in <see cref="DefinitionHandlers"/>.</summary>
public sealed class InstanceHandlers(IDefinitionStore store, IInstanceReader instances, IRetentionStore retention, IAccessLog log, CaseDesk desk) :
    IQueryHandler<ListInstances, Result<InstancePage>>, IQueryHandler<GetJournal, Result<InstancePage>>, IQueryHandler<GetDefinitionVersion, Result<DefinitionFile>>, ICommandHandler<CancelInstance, Result<Receipt>>, ICommandHandler<DeleteInstance, Result<Nothing>>
{
    private const int MaxPage = 100;
    private const int Steps = 200;

    public async ValueTask<Result<InstancePage>> Handle(ListInstances q, CancellationToken ct)
    {
        if (Problem.UnlessDesigner(q.Caller) is { } refused) return refused;
        var size = Math.Clamp(q.PageSize, 1, MaxPage);
        if (q.Page > int.MaxValue / MaxPage || q.Filter.Definitions.Count > MaxPage) return Problem.Bad("PAGE_INVALID", "ページ番号か定義の数が大きすぎます。", "The page number or the list of definitions is too large.");
        var (cases, total) = await instances.Find(q.Caller.Tenant, q.Filter, Math.Max(q.Page, 0) * size, size, ct);
        var items = new List<Datum>();
        foreach (var id in cases)
            if (await desk.Reader.FindCase(q.Caller.Tenant, id, ct) is { } row && await desk.Reader.ReadState(q.Caller.Tenant, id, ct) is { Instances.Count: > 0 } state) items.Add(Summary(row, state));
        return new InstancePage(items, total);
    }

    private static Datum Summary(CaseRow row, CaseState state)
    {
        var instance = state.Instances[0];
        return Datum.Object(("id", row.Id), ("definitionId", instance.DefinitionId), ("definitionVersionId", $"{instance.DefinitionId}:{instance.Version}"), ("version", instance.Version), ("status", instance.Status), ("subStatus", instance.SubStatus),
            ("correlationId", instance.CorrelationId), ("name", instance.Name), ("incidentCount", state.Incidents.Count), ("createdAt", Datum.Of(row.CreatedAt)), ("updatedAt", Datum.Of(row.UpdatedAt)),
            ("finishedAt", instance.Status == InstanceStatus.Finished ? Datum.Of(row.UpdatedAt) : Datum.Null));
    }

    public async ValueTask<Result<InstancePage>> Handle(GetJournal q, CancellationToken ct)
    {
        if (Problem.UnlessDesigner(q.Caller) is { } refused) return refused;
        if (await Find(q.Caller, q.Id, ct) is not { } row) return Problem.NoCase();
        var take = Math.Clamp(q.Take, 1, 1_000);
        var items = new List<Datum>();
        var (sequence, after) = (0, 0L);
        while (await desk.Reader.ReadHistory(q.Caller.Tenant, row.Id, after, Steps, ct) is { Count: > 0 } steps)
        {
            foreach (var step in steps)
                foreach (var entry in step.Journal)
                    if (sequence++ >= q.Skip && items.Count < take)
                        items.Add(Datum.Object(("id", $"{row.Id}:{sequence}"), ("workflowInstanceId", row.Id), ("activityId", entry.ActivityId), ("activityType", entry.ActivityType), ("scopePath", entry.ScopePath), ("eventName", entry.Event),
                            ("timestamp", Datum.Of(step.At)), ("sequence", sequence), ("payload", entry.Event == "Completed" ? Datum.Object(("outcomes", entry.Data)) : entry.Data)));
            after = steps[^1].Seq;
        }
        return new InstancePage(items, sequence);
    }

    public async ValueTask<Result<DefinitionFile>> Handle(GetDefinitionVersion q, CancellationToken ct)
    {
        if (Problem.UnlessDesigner(q.Caller) is { } refused) return refused;
        if (await DefinitionHandlers.VersionRow(store, q.Caller.Tenant, q.VersionId, ct) is { } row) return DefinitionHandlers.FileOf(row);
        return Problem.NotFound("この版は見つかりません。", "There is no such version.");
    }

    public async ValueTask<Result<Receipt>> Handle(CancelInstance c, CancellationToken ct)
    {
        if (Problem.UnlessDesigner(c.Caller) is { } refused) return refused;
        if (await Find(c.Caller, c.Id, ct) is not { } row) return Problem.NoCase();
        return await desk.Tell(c.Caller, CaseDesk.To(c.Caller, row.Id, desk.Say(c.Caller, c.CommandId, StimulusKinds.Cancel)), null, ct);
    }

    public async ValueTask<Result<Nothing>> Handle(DeleteInstance c, CancellationToken ct)
    {
        if (Problem.UnlessDesigner(c.Caller) is { } refused) return refused;
        if (await Find(c.Caller, c.Id, ct) is not { } row) return Problem.NoCase();
        if (row.Lifecycle != "ended" && await desk.Tell(c.Caller, CaseDesk.To(c.Caller, row.Id, desk.Say(c.Caller, c.CommandId, StimulusKinds.Cancel)), null, ct) is { Problem: { } problem }) return problem;
        if (await retention.Dispose(c.Caller.Tenant, row.Id, [], [], row.Workflow, row.UpdatedAt, "利用者による削除", desk.Now, ct) is null) return Problem.Conflict();
        await log.Write(new AccessEntry(c.Caller.Tenant, desk.Now, c.Caller.UserId, AccessActions.Disposed, row.Id, Detail: "deleted by request"), ct);
        return default(Nothing);
    }

    private ValueTask<CaseRow?> Find(Caller caller, string id, CancellationToken ct) => LooseDefinitions.Find(desk.Reader, caller, id, ct);
}
