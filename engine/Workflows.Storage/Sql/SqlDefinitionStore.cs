using Microsoft.EntityFrameworkCore;
using Workflows.Cases.Definitions;
using Workflows.Cases.Ports;
using Workflows.Engine.Data;
using Workflows.Storage.Model;
using Workflows.Storage.Running;

namespace Workflows.Storage.Sql;

/// <summary>Loose definitions. All that changes goes through the writer's queue.</summary>
internal sealed class SqlDefinitionStore(ISqlWriter writer, SqlContexts contexts, EngineWake wake) : IDefinitionStore
{
    public async ValueTask<DefinitionRow> SaveDraft(string tenant, string definitionId, string name, Func<int, Datum> make, string actor, DateTimeOffset at, CancellationToken ct)
    {
        var row = await writer.WriteWaiting(session => session.Slow(db =>
        {
            var newest = Of(db, tenant, definitionId).OrderByDescending(d => d.Version).FirstOrDefault();
            if (newest is { PublishedAt: null })
            {
                (newest.Name, newest.Content, newest.CreatedBy, newest.CreatedAt) = (name, Packing.Pack(make(newest.Version)), actor, at);
                return newest;
            }
            var version = (newest?.Version ?? 0) + 1;
            var added = new DefinitionEntity { Tenant = tenant, DefinitionId = definitionId, Version = version, Name = name, Content = Packing.Pack(make(version)), CreatedBy = actor, CreatedAt = at, ChangedAt = at };
            db.Definitions.Add(added);
            return added;
        }), ct).ConfigureAwait(false);
        return Open(row, row.Version);
    }

    public async ValueTask<DefinitionRow> Publish(string tenant, string definitionId, int version, string planId, string actor, DateTimeOffset at, IReadOnlyList<(string StartId, DateTimeOffset Due)> starts, CancellationToken ct)
    {
        var row = await writer.WriteWaiting(session =>
        {
            var published = session.Slow(db =>
            {
                var all = Of(db, tenant, definitionId).ToList();
                foreach (var other in all.Where(d => d.IsPublished && d.Version != version)) (other.IsPublished, other.ChangedAt) = (false, at);
                var own = all.Single(d => d.Version == version);
                (own.IsPublished, own.PlanId, own.ChangedAt) = (true, planId, at);
                own.PublishedAt ??= at;
                own.PublishedBy ??= actor;
                return own;
            });
            TakeOff(session, tenant, definitionId);
            foreach (var (startId, due) in starts)
                session.Db.Run("INSERT INTO Timers (Tenant, Kind, Due, ReadyAt, Program, StartId, Attempts) VALUES (?, ?, ?, ?, ?, ?, 0)", tenant, TimerKind.Schedule, due, due, LooseDefinitions.Program, startId);
            return published;
        }, ct).ConfigureAwait(false);
        wake.Signal();
        return Open(row, row.Version);
    }

    public async ValueTask<bool> Retract(string tenant, string definitionId, string actor, DateTimeOffset at, CancellationToken ct) => await writer.WriteWaiting(session =>
    {
        TakeOff(session, tenant, definitionId);
        return session.Slow(db =>
        {
            var published = Of(db, tenant, definitionId).Where(d => d.IsPublished).ToList();
            foreach (var row in published) (row.IsPublished, row.ChangedAt) = (false, at);
            return published.Count > 0;
        });
    }, ct).ConfigureAwait(false);

    public async ValueTask<int> Delete(string tenant, string definitionId, int? version, CancellationToken ct) => await writer.WriteWaiting(session =>
    {
        var gone = session.Slow(db =>
        {
            var rows = Of(db, tenant, definitionId).Where(d => version == null || d.Version == version).ToList();
            db.Definitions.RemoveRange(rows);
            return rows;
        });
        if (gone.Any(d => d.IsPublished)) TakeOff(session, tenant, definitionId);
        return gone.Count;
    }, ct).ConfigureAwait(false);

    public async ValueTask<DefinitionRow?> Find(string tenant, string definitionId, int? version, CancellationToken ct)
    {
        await using var db = contexts.For(tenant);
        var newest = await Of(db, tenant, definitionId).MaxAsync(d => (int?)d.Version, ct).ConfigureAwait(false);
        return newest is null || await Of(db, tenant, definitionId).FirstOrDefaultAsync(d => d.Version == (version ?? newest), ct).ConfigureAwait(false) is not { } row ? null : Open(row, newest.Value);
    }

    public async ValueTask<IReadOnlyList<DefinitionRow>> Versions(string tenant, string definitionId, CancellationToken ct)
    {
        await using var db = contexts.For(tenant);
        var rows = await Of(db, tenant, definitionId).OrderByDescending(d => d.Version).ToListAsync(ct).ConfigureAwait(false);
        return [.. rows.Select(r => Open(r, rows[0].Version))];
    }

    public async ValueTask<IReadOnlyList<DefinitionRow>> Published(string tenant, CancellationToken ct)
    {
        await using var db = contexts.For(tenant);
        var rows = await db.Definitions.Where(d => d.Tenant == tenant && d.PublishedAt != null).OrderBy(d => d.DefinitionId).ThenBy(d => d.Version).ToListAsync(ct).ConfigureAwait(false);
        return [.. rows.Select(r => Open(r, -1))];
    }

    public async ValueTask<IReadOnlyList<DefinitionRow>> Newest(string tenant, CancellationToken ct)
    {
        await using var db = contexts.For(tenant);
        var rows = await db.Definitions.Where(d => d.Tenant == tenant && d.Version == db.Definitions.Where(o => o.Tenant == d.Tenant && o.DefinitionId == d.DefinitionId).Max(o => o.Version))
            .OrderBy(d => d.DefinitionId).ToListAsync(ct).ConfigureAwait(false);
        return [.. rows.Select(r => Open(r, r.Version))];
    }

    public async ValueTask<long> Stamp(string tenant, CancellationToken ct)
    {
        await using var db = contexts.For(tenant);
        var published = await db.Definitions.Where(d => d.Tenant == tenant && d.PublishedAt != null).Select(d => new { d.Id, d.IsPublished, d.ChangedAt }).ToListAsync(ct).ConfigureAwait(false);
        return published.Aggregate(17L, (sum, d) => unchecked((sum * 31) + (d.Id * 2) + (d.IsPublished ? 1 : 0) + d.ChangedAt.UtcTicks));
    }

    public async ValueTask<IReadOnlyList<string>> Tenants(CancellationToken ct)
    {
        await using var db = contexts.For(null);
        return await db.Definitions.Where(d => d.IsPublished).Select(d => d.Tenant).Distinct().OrderBy(t => t).ToListAsync(ct).ConfigureAwait(false);
    }

    private static IQueryable<DefinitionEntity> Of(WorkflowsContext db, string tenant, string definitionId) => db.Definitions.Where(d => d.Tenant == tenant && d.DefinitionId == definitionId);

    /// <summary>The definition's timed starts: <c>definition#…</c>.</summary>
    private static void TakeOff(SqlSession session, string tenant, string definitionId) =>
        session.Db.Run("DELETE FROM Timers WHERE Tenant = ? AND Program = ? AND StartId >= ? AND StartId < ?", tenant, LooseDefinitions.Program, $"{definitionId}#", $"{definitionId}$");

    private static DefinitionRow Open(DefinitionEntity row, int newest) => new(
        row.Tenant, row.DefinitionId, row.Version, row.Name, row.Version == newest, row.IsPublished, row.PlanId, Packing.UnpackDatum(row.Content), row.CreatedBy, row.CreatedAt, row.PublishedBy, row.PublishedAt);
}

/// <summary>Which running cases stand on which plan.</summary>
internal sealed class SqlPlanReader(ISqlReaders readers) : IPlanReader
{
    public ValueTask<IReadOnlyList<PlanUse>> InUse(string tenant, CancellationToken ct) => ValueTask.FromResult(readers.Read<IReadOnlyList<PlanUse>>(db =>
    {
        var found = new List<PlanUse>();
        using var rows = db.Query("""
            SELECT p.PlanId, c.Program, c.Workflow, MAX(i.DefinitionVersion), COUNT(DISTINCT c.Id) FROM Cases c JOIN Plans p ON p.Id = c.PlanKey LEFT JOIN Instances i ON i.CaseId = c.Id AND i.No = 1
            WHERE c.Tenant = ? AND c.Lifecycle <> 'ended' GROUP BY p.PlanId, c.Program, c.Workflow ORDER BY c.Program, c.Workflow, MIN(c.Id)
            """, tenant);
        while (rows.Step()) found.Add(new PlanUse(rows.Text(0), rows.Text(1), rows.Text(2), rows.Int(3), rows.Int(4)));
        return found;
    }));

    public ValueTask<IReadOnlyList<string>> CasesOn(string tenant, string planId, string? after, int take, CancellationToken ct) => ValueTask.FromResult(readers.Read<IReadOnlyList<string>>(db =>
    {
        var found = new List<string>();
        using var rows = db.Query("""
            SELECT c.PublicId FROM Cases c JOIN Plans p ON p.Id = c.PlanKey
            WHERE c.Tenant = ?1 AND p.PlanId = ?2 AND c.Lifecycle <> 'ended' AND c.Id > COALESCE((SELECT Id FROM Cases WHERE Tenant = ?1 AND PublicId = ?3), 0) ORDER BY c.Id LIMIT ?4
            """, tenant, planId, after, take);
        while (rows.Step()) found.Add(rows.Text(0));
        return found;
    }));
}
