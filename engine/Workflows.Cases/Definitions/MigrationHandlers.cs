using Mediator;
using Workflows.Cases.Commands;
using Workflows.Cases.Commands.Handlers;
using Workflows.Cases.Ports;
using Workflows.Cases.Queries;
using Workflows.Engine.Data;
using Workflows.Engine.Migration;
using Workflows.Engine.Plans;
using Workflows.Engine.State;
using Workflows.Engine.Turns;

namespace Workflows.Cases.Definitions;

/// <summary>Moving running cases from plan to plan. Each case is a command of its own, so a batch cut short is simply called again.</summary>
public sealed class MigrationHandlers(IPlanReader reader, IPlanSource plans, CaseDesk desk) :
    IQueryHandler<ListPlans, Result<IReadOnlyList<PlanUse>>>, IQueryHandler<ProposeMigration, Result<Datum>>, IQueryHandler<CheckMigration, Result<IReadOnlyList<MigrationCheck>>>,
    ICommandHandler<ApplyMigration, Result<MigrationResult>>, ICommandHandler<UndoMigration, Result<MigrationResult>>
{
    private const int MostAtOnce = 200;

    public async ValueTask<Result<IReadOnlyList<PlanUse>>> Handle(ListPlans q, CancellationToken ct) =>
        Problem.UnlessDesigner(q.Caller) is { } refused ? refused : new Result<IReadOnlyList<PlanUse>>(await reader.InUse(q.Caller.Tenant, ct), null);

    public async ValueTask<Result<Datum>> Handle(ProposeMigration q, CancellationToken ct)
    {
        if (Problem.UnlessDesigner(q.Caller) is { } refused) return refused;
        var open = await Open(q.From, q.To, null, ct);
        return open.Ok ? Datum.Object(("from", q.From), ("to", q.To), ("map", open.Value!.Map.ToDatum())) : open.Problem!;
    }

    public async ValueTask<Result<IReadOnlyList<MigrationCheck>>> Handle(CheckMigration q, CancellationToken ct)
    {
        if (Problem.UnlessDesigner(q.Caller) is { } refused) return refused;
        var open = await Open(q.From, q.To, q.Map, ct);
        if (!open.Ok) return open.Problem!;
        var found = new List<MigrationCheck>();
        foreach (var id in await reader.CasesOn(q.Caller.Tenant, q.From, q.After, Math.Clamp(q.Take, 1, MostAtOnce), ct))
            if (await Check(q.Caller.Tenant, id, open.Value!, ct) is { } check) found.Add(check);
        return new(found, null);
    }

    public async ValueTask<Result<MigrationResult>> Handle(ApplyMigration c, CancellationToken ct)
    {
        if (Problem.UnlessDesigner(c.Caller) is { } refused) return refused;
        var open = await Open(c.From, c.To, c.Map, ct);
        if (!open.Ok) return open.Problem!;
        var (from, to, map) = open.Value!;
        var take = Math.Clamp(c.Take, 1, MostAtOnce);
        var moved = new List<string>();
        var left = new List<MigrationRefusal>();
        string? after = null;
        var remaining = false;
        // What cannot be moved is passed over, so that the batch still moves as many as it may.
        while (moved.Count < take)
        {
            var ids = c.Cases is not null ? c.Cases : await reader.CasesOn(c.Caller.Tenant, c.From, after, take, ct);
            foreach (var id in ids)
            {
                if (moved.Count >= take) { remaining = true; break; }
                after = id;
                if (await Check(c.Caller.Tenant, id, open.Value!, ct) is not { } check) { left.Add(new(id, "NOT_ON_PLAN", "移す前の版で動いている案件ではありません。 (Not a running case of that plan.)")); continue; }
                if (check.Findings.FirstOrDefault(f => f.Severity == "error") is { } finding) { left.Add(new(id, finding.Code, $"{finding.MessageJa} ({finding.MessageEn})")); continue; }
                var payload = Datum.Object(("from", from.PlanId), ("to", to.PlanId), ("map", map.ToDatum()));
                var outcome = await Tell(c.Caller, id, StimulusKinds.Migrate, payload, ct);
                if (outcome.Kind is CaseOutcomeKind.Applied or CaseOutcomeKind.Repeated && outcome.Refusal is null) moved.Add(id);
                else left.Add(Left(id, outcome));
            }
            if (c.Cases is not null || ids.Count == 0) break;
        }
        return new MigrationResult(moved, left, remaining);
    }

    public async ValueTask<Result<MigrationResult>> Handle(UndoMigration c, CancellationToken ct)
    {
        if (Problem.UnlessDesigner(c.Caller) is { } refused) return refused;
        var moved = new List<string>();
        var left = new List<MigrationRefusal>();
        foreach (var id in c.Cases.Take(MostAtOnce))
        {
            var state = await desk.Reader.ReadState(c.Caller.Tenant, id, ct);
            if (state is null) { left.Add(new(id, "NOT_FOUND", "案件がありません。 (There is no such case.)")); continue; }
            if (state.MovedFrom is not { } back) { left.Add(new(id, "UNDO_TOO_LATE", "移した後に案件が進んだため、元に戻せません。 (Something has happened since.)")); continue; }
            var outcome = await Tell(c.Caller, id, StimulusKinds.UndoMigration, Datum.Object(("to", back)), ct);
            if (outcome.Kind is CaseOutcomeKind.Applied or CaseOutcomeKind.Repeated && outcome.Refusal is null) moved.Add(id);
            else left.Add(Left(id, outcome));
        }
        return new MigrationResult(moved, left, c.Cases.Count > MostAtOnce);
    }

    private ValueTask<CaseOutcome> Tell(Caller caller, string caseId, string kind, Datum payload, CancellationToken ct) =>
        desk.Execute(CaseDesk.To(caller, caseId, desk.Say(caller, Guid.NewGuid().ToString("N"), kind, payload: payload)), ct);

    private static MigrationRefusal Left(string id, CaseOutcome outcome) =>
        new(id, outcome.Refusal?.Code ?? outcome.Kind.ToString(), outcome.Refusal?.Message ?? "いまは移せません。 (Not now.)");

    private async ValueTask<MigrationCheck?> Check(string tenant, string caseId, Opened opened, CancellationToken ct)
    {
        if (await desk.Reader.FindCase(tenant, caseId, ct) is not { } row || row.PlanId != opened.From.PlanId || await desk.Reader.ReadState(tenant, row.Id, ct) is not { } state) return null;
        var report = MoveCheck.Check(opened.From, opened.To, state, opened.Map, await Finished(tenant, row.Id, state, opened.From, ct));
        return new MigrationCheck(row.Id, row.Number, report.Possible, report.Places, report.Findings);
    }

    /// <summary>Activities that have ended in the case so far, by their ids of today: a move renames them, its undo names them back.</summary>
    private async ValueTask<IReadOnlyList<(string Workflow, string ActivityId)>> Finished(string tenant, string caseId, CaseState state, Plan plan, CancellationToken ct)
    {
        var finished = new HashSet<(string, string)>();
        var before = new Stack<HashSet<(string, string)>>();
        var workflows = state.Instances.Select(i => MoveCheck.WorkflowIn(plan, i)).Distinct().ToArray();
        for (long seq = 0; ;)
        {
            var rows = await desk.Reader.ReadHistory(tenant, caseId, seq, MostAtOnce, ct);
            if (rows.Count == 0) break;
            foreach (var row in rows)
            {
                seq = row.Seq;
                if (row.Stimulus.Kind == StimulusKinds.Migrate)
                {
                    before.Push([.. finished]);
                    var map = MoveMap.From(row.Stimulus.Data["map"]);
                    finished = [.. finished.Select(f => map.To(f.Item1, f.Item2) is { } id ? (f.Item1, id) : f)];
                }
                else if (row.Stimulus.Kind == StimulusKinds.UndoMigration && before.TryPop(out var back)) finished = back;
                foreach (var entry in row.Journal.Where(j => j.Event == "Completed"))
                    foreach (var workflow in workflows) finished.Add((workflow.DefinitionId, entry.ActivityId));
            }
        }
        return [.. finished];
    }

    private sealed record Opened(Plan From, Plan To, MoveMap Map);

    private async ValueTask<Result<Opened>> Open(string from, string to, Datum? map, CancellationToken ct)
    {
        if (from == to) return Problem.Invalid([new FieldError("to", "移す先は別の版にしてください。")]);
        if (await Find(from, ct) is not { } old) return Problem.NotFound("移す前の版が見つかりません。", "There is no plan 'from'.");
        if (await Find(to, ct) is not { } next) return Problem.NotFound("移す先の版が見つかりません。", "There is no plan 'to'.");
        if (old.Root.DefinitionId != next.Root.DefinitionId) return Problem.Invalid([new FieldError("to", $"別の流れ（{next.Root.DefinitionId}）には移せません。")]);
        var proposal = MapProposer.Propose(old, next);
        if (map is null || map.IsNull) return new Opened(old, next, proposal);
        if (map.Kind != DatumKind.List) return Problem.Invalid([new FieldError("map", "対応表は {workflow, from, to} の一覧です。")]);
        foreach (var entry in map.Items)
        {
            var (workflow, id, target) = (entry["workflow"].AsText() ?? old.Root.DefinitionId, entry["from"].AsText(), entry["to"].AsText());
            if (id is null || proposal.Find(workflow, id) is not { } known) return Problem.Invalid([new FieldError("map", $"「{id}」は移す前の版の活動ではありません。")]);
            if (target is not null && target != known.To && MapProposer.Distinct(next).All(w => !w.NodesById.ContainsKey(target))) return Problem.Invalid([new FieldError("map", $"「{target}」は移す先の版の活動ではありません。")]);
            if (target != known.To) proposal = proposal.With(workflow, id, target);
        }
        return new Opened(old, next, proposal);
    }

    private async ValueTask<Plan?> Find(string planId, CancellationToken ct)
    {
        try { return await plans.Get(planId, ct); }
        catch (KeyNotFoundException) { return null; }
    }
}
