using System.Globalization;
using Mediator;
using Workflows.Cases.Commands;
using Workflows.Cases.Commands.Handlers;
using Workflows.Cases.Ports;
using Workflows.Cases.Queries;
using Workflows.Engine.Data;
using Workflows.Engine.State;
using Workflows.Engine.Turns;

namespace Workflows.Cases.Definitions;

/// <summary>What an instance of a loose definition did activity by activity, its variables, and its faults run again; rights as in <see cref="DefinitionHandlers"/>.</summary>
public sealed class ExecutionHandlers(CaseDesk desk) :
    IQueryHandler<ListExecutions, Result<InstancePage>>, IQueryHandler<ReportExecutions, Result<Datum>>, IQueryHandler<GetInstanceVariables, Result<InstancePage>>, IQueryHandler<ExportInstance, Result<Datum>>,
    ICommandHandler<RetryInstances, Result<RetryReport>>, ICommandHandler<SetInstanceVariables, Result<InstancePage>>
{
    private const int Steps = 200, MaxTake = 1_000, MaxRetried = 100;

    /// <summary>One time an activity ran.</summary>
    private sealed record Execution(string Id, string ActivityId, string ActivityType, string ScopePath, DateTimeOffset Began)
    {
        public string Status { get; set; } = "Running";
        public DateTimeOffset? Ended { get; set; }
        public Datum Outcomes { get; set; } = Datum.Null;
        public bool IsCompleted => Status is "Completed" or "Canceled";

        public Datum ToDatum(string instance) => Datum.Object(
            ("id", Id), ("workflowInstanceId", instance), ("activityId", ActivityId), ("activityNodeId", ActivityId), ("activityType", ActivityType), ("scopePath", ScopePath), ("startedAt", Datum.Of(Began)),
            ("status", Status), ("isCompleted", IsCompleted), ("completedAt", Ended is { } at ? Datum.Of(at) : Datum.Null), ("outcomes", Outcomes));
    }

    public async ValueTask<Result<InstancePage>> Handle(ListExecutions q, CancellationToken ct)
    {
        if (Problem.UnlessDesigner(q.Caller) is { } refused) return refused;
        if (await Find(q.Caller, q.Id, ct) is not { } row) return Problem.NoCase();
        var found = (await Executions(q.Caller.Tenant, row.Id, ct)).Where(e => (q.ActivityId is null || e.ActivityId == q.ActivityId) && (q.Completed is null || e.IsCompleted == q.Completed)).ToArray();
        return new InstancePage([.. found.Skip(Math.Max(q.Skip, 0)).Take(Math.Clamp(q.Take, 1, MaxTake)).Select(e => e.ToDatum(row.Id))], found.Length);
    }

    public async ValueTask<Result<Datum>> Handle(ReportExecutions q, CancellationToken ct)
    {
        if (Problem.UnlessDesigner(q.Caller) is { } refused) return refused;
        if (await Find(q.Caller, q.Id, ct) is not { } row) return Problem.NoCase();
        var stats = (await Executions(q.Caller.Tenant, row.Id, ct)).Where(e => q.Activities is null || q.Activities.Contains(e.ActivityId, StringComparer.Ordinal)).GroupBy(e => e.ActivityId, StringComparer.Ordinal).Select(g => Datum.Object(
            ("activityId", g.Key), ("activityNodeId", g.Key), ("startedCount", g.Count()), ("completedCount", g.Count(e => e.IsCompleted)), ("uncompletedCount", g.Count(e => !e.IsCompleted)),
            ("isBlocked", g.Any(e => e.Status == "Running")), ("isFaulted", g.Any(e => e.Status == "Faulted")), ("aggregateFaultCount", g.Count(e => e.Status == "Faulted")), ("metadata", Datum.EmptyObject)));
        return Datum.Object(("stats", Datum.List(stats)));
    }

    public async ValueTask<Result<InstancePage>> Handle(GetInstanceVariables q, CancellationToken ct)
    {
        if (Problem.UnlessDesigner(q.Caller) is { } refused) return refused;
        if (await Find(q.Caller, q.Id, ct) is not { } row || await desk.Reader.ReadState(q.Caller.Tenant, row.Id, ct) is not { } state) return Problem.NoCase();
        var items = Variables(state);
        return new InstancePage(items, items.Count);
    }

    public async ValueTask<Result<InstancePage>> Handle(SetInstanceVariables c, CancellationToken ct)
    {
        if (Problem.UnlessDesigner(c.Caller) is { } refused) return refused;
        if (await Find(c.Caller, c.Id, ct) is not { } row) return Problem.NoCase();
        if (c.Variables.Kind != DatumKind.List || c.Variables.Items.Length is 0 or > MaxTake) return Problem.Invalid([new FieldError("variables", $"id と value の組を 1 件から {MaxTake:N0} 件まで並べてください。")]);
        var told = await desk.Tell(c.Caller, CaseDesk.To(c.Caller, row.Id, desk.Say(c.Caller, c.CommandId, StimulusKinds.Alter, payload: Datum.Object(("variables", c.Variables)))), null, ct);
        return told.Problem is { } problem ? problem : await Handle(new GetInstanceVariables(c.Caller, c.Id), ct);
    }

    public async ValueTask<Result<Datum>> Handle(ExportInstance q, CancellationToken ct)
    {
        if (Problem.UnlessDesigner(q.Caller) is { } refused) return refused;
        if (await Find(q.Caller, q.Id, ct) is not { } row || await desk.Reader.ReadState(q.Caller.Tenant, row.Id, ct) is not { } state) return Problem.NoCase();
        return Datum.Object(("workflowState", DefinitionHandlers.InstanceView(row, state)), ("variables", Datum.List(Variables(state))), ("activityExecutionRecords", Datum.List((await Executions(q.Caller.Tenant, row.Id, ct)).Select(e => e.ToDatum(row.Id)))));
    }

    public async ValueTask<Result<RetryReport>> Handle(RetryInstances c, CancellationToken ct)
    {
        if (Problem.UnlessDesigner(c.Caller) is { } refused) return refused;
        if (c.Instances.Count is 0 or > MaxRetried) return Problem.Invalid([new FieldError("workflowInstanceIds", $"1 件から {MaxRetried} 件まで指定してください。")]);
        var (retried, left) = (0, new List<RetryLeft>());
        foreach (var id in c.Instances.Distinct(StringComparer.Ordinal))
        {
            var state = await Find(c.Caller, id, ct) is { } row ? await desk.Reader.ReadState(c.Caller.Tenant, row.Id, ct) : null;
            if (state is null) { left.Add(new RetryLeft(id, "NOT_FOUND", "この案件は見つかりません。")); continue; }
            var incidents = state.Incidents.Where(i => i.Severity == "error" && (c.Activities is null || c.Activities.Contains(i.ActivityId, StringComparer.Ordinal))).ToArray();
            if (incidents.Length == 0) left.Add(new RetryLeft(id, "NOTHING_FAULTED", "やり直す障害がありません。"));
            foreach (var incident in incidents)
            {
                var stimulus = desk.Say(c.Caller, DerivedId.Of(c.CommandId, id, incident.Id), StimulusKinds.Retry) with { ActivityId = incident.ActivityId, ScopePath = incident.ScopePath, Key = incident.Id };
                var told = await desk.Tell(c.Caller, CaseDesk.To(c.Caller, id, stimulus), null, ct);
                if (told.Ok) retried++;
                else left.Add(new RetryLeft(id, told.Problem!.Code, told.Problem.Ja));
            }
        }
        return new RetryReport(retried, left);
    }

    private static List<Datum> Variables(CaseState state) => [.. state.Frames.SelectMany(frame => (frame.Variables ?? Datum.EmptyObject).Members.Select(v => Datum.Object(
        ("id", v.Key), ("name", v.Key), ("value", v.Value), ("activityId", frame.NodeId), ("scopePath", frame.ScopePath))))];

    /// <summary>The journal as runs of activities. An end belongs to the oldest run of that activity at that place.</summary>
    private async ValueTask<List<Execution>> Executions(string tenant, string caseId, CancellationToken ct)
    {
        var all = new List<Execution>();
        var open = new Dictionary<(string, string), Queue<Execution>>();
        var after = 0L;
        while (await desk.Reader.ReadHistory(tenant, caseId, after, Steps, ct) is { Count: > 0 } steps)
        {
            foreach (var step in steps)
                foreach (var entry in step.Journal)
                {
                    var place = (entry.ActivityId, entry.ScopePath);
                    if (entry.Event == "Started")
                    {
                        var began = new Execution($"{caseId}:{(all.Count + 1).ToString(CultureInfo.InvariantCulture)}", entry.ActivityId, entry.ActivityType, entry.ScopePath, step.At);
                        all.Add(began);
                        (open.TryGetValue(place, out var queue) ? queue : open[place] = new Queue<Execution>()).Enqueue(began);
                    }
                    else if (entry.Event is "Completed" or "Canceled" or "Faulted" && open.TryGetValue(place, out var queue) && queue.TryPeek(out var run))
                    {
                        run.Status = entry.Event;
                        if (!run.IsCompleted) continue;
                        queue.Dequeue();
                        run.Ended = step.At;
                        if (entry.Event == "Completed") run.Outcomes = entry.Data ?? Datum.Null;
                    }
                }
            after = steps[^1].Seq;
        }
        return all;
    }

    private ValueTask<CaseRow?> Find(Caller caller, string id, CancellationToken ct) => LooseDefinitions.Find(desk.Reader, caller, id, ct);
}
