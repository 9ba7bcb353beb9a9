using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Workflows.Cases.Ports;
using Workflows.Cases.Privacy;
using Workflows.Engine.Data;
using Workflows.Storage.Model;
using Workflows.Storage.Sql;

namespace Workflows.Storage.Auditing;

/// <summary>Erases a case's content in one transaction. Steps keep their digests, so that the chain can still be proved.</summary>
internal sealed class CaseDisposal(ISqlWriter writer, SqlContexts contexts, SqlCases cases, ICaseReader reader, VaultCipher cipher) : IRetentionStore
{
    private static readonly string[] HeadKept = ["number", "program", "programVersion", "workflow", "status", "submittedAt", "closedAt"];

    public async ValueTask<IReadOnlyList<CaseRow>> Ended(string tenant, string program, DateTimeOffset untouchedSince, string? after, int take, CancellationToken ct)
    {
        await using var db = contexts.For(tenant);
        var from = after is null ? 0 : await db.Cases.Where(c => c.Tenant == tenant && c.PublicId == after).Select(c => c.Id).FirstOrDefaultAsync(ct).ConfigureAwait(false);
        var ids = await db.Cases.Where(c => c.Tenant == tenant && c.Program == program && c.Id > from && c.Lifecycle == "ended" && c.UpdatedAt <= untouchedSince).OrderBy(c => c.Id).Take(take).Select(c => c.PublicId).ToListAsync(ct).ConfigureAwait(false);
        var rows = new List<CaseRow>(ids.Count);
        foreach (var id in ids) if (await reader.FindCase(tenant, id, ct).ConfigureAwait(false) is { } row) rows.Add(row);
        return rows;
    }

    public async ValueTask<Disposal?> Dispose(string tenant, string caseId, IReadOnlyList<string> fields, IReadOnlyList<string> labels, string title, DateTimeOffset closedAt, string rule, DateTimeOffset at, CancellationToken ct) =>
        await writer.WriteWaiting(session =>
        {
            var whole = fields.Count == 0;
            if (session.Db.Number("SELECT Id FROM Cases WHERE Tenant = ? AND PublicId = ?", tenant, caseId) is { } key) SqlArchive.BringBack(session, key);
            var disposal = session.Slow<Disposal?>(db =>
            {
                if (db.Cases.AsTracking().FirstOrDefault(c => c.Tenant == tenant && c.PublicId == caseId) is not { Lifecycle: "ended" } row) return null;
                var erased = new SortedDictionary<string, long>(StringComparer.Ordinal) { ["履歴の内容"] = EraseSteps(session, db, row) };
                if (whole) EraseAll(session, db, row, at, erased); else EraseFields(session, db, row, fields, erased);
                db.SaveChanges();
                if (whole) EraseValues(db, row.Id);
                var facts = db.Projections.Count(p => p.CaseId == row.Id && p.Table == Projections.Facts);
                var made = new Disposal(row.PublicId, row.Number, row.Program, title, labels, closedAt, rule, at, erased, facts, row.Version, Convert.ToHexStringLower(row.Digest ?? []));
                db.Projections.Add(new ProjectionEntity
                {
                    Tenant = tenant, CaseId = row.Id, Table = Projections.Disposals, Key = $"{at.UtcTicks:D19}",
                    Row = Seal(Datum.Object(("text", made.Text()), ("sha256", made.Digest()), ("at", Datum.Of(at)), ("rule", rule), ("fields", Datum.List(fields.Select(f => Datum.Of(f)))))),
                });
                return made;
            });
            return disposal;
        }, ct).ConfigureAwait(false);

    /// <summary>Every step's content becomes its SHA-256; the row, its state's hash and its link stay.</summary>
    private long EraseSteps(SqlSession session, WorkflowsContext db, CaseEntity row)
    {
        long count = 0;
        foreach (var step in db.History.AsTracking().Where(h => h.CaseId == row.Id).ToList())
        {
            if (step.Body.Length > 0 && step.Body[0] == Packing.Erased) continue;
            var body = Packing.Unpack(cipher.Open(step.Body), sha => SqlCases.LoadValue(session.Db, row.Tenant, sha));
            step.Body = [Packing.Erased, .. SHA256.HashData(body)];
            count++;
        }
        return count;
    }

    private void EraseAll(SqlSession session, WorkflowsContext db, CaseEntity row, DateTimeOffset at, SortedDictionary<string, long> erased)
    {
        var root = db.Parts.AsTracking().First(p => p.CaseId == row.Id && p.PartNo == 0);
        var state = Datum.Parse(Packing.Unpack(cipher.Open(root.Bytes), sha => SqlCases.LoadValue(session.Db, row.Tenant, sha)));
        var files = FilesIn(state["fields"]).ToHashSet(StringComparer.Ordinal);
        var head = Datum.Object(HeadKept.Select(k => KeyValuePair.Create(k, state["head"][k]))).With("disposedAt", Datum.Of(at)).With("lifecycle", CaseRow.Disposed);
        var bare = state.With("fields", Datum.EmptyObject).With("head", head).With("frames", Datum.EmptyList).With("incidents", Datum.EmptyList).With("pending", Datum.EmptyList).Without("undo")
            .With("instances", Datum.List(state["instances"].Items.Select(i => i.With("correlationId", Datum.Null).With("name", Datum.Null).With("input", Datum.EmptyObject).With("outputs", Datum.EmptyObject).With("activityOutputs", Datum.EmptyObject).With("properties", Datum.EmptyObject))));
        root.Bytes = cipher.Seal(Packing.Pack(bare));
        erased["項目"] = state["fields"].Members.Count;
        db.Parts.Where(p => p.CaseId == row.Id && p.PartNo != 0).ExecuteDelete();
        foreach (var table in db.Projections.Where(p => p.CaseId == row.Id && p.Table != Projections.Facts && p.Table != Projections.Disposals).GroupBy(p => p.Table).Select(g => new { g.Key, Count = g.LongCount() }).ToList())
            erased[NameOf(table.Key)] = table.Count;
        db.Projections.Where(p => p.CaseId == row.Id && p.Table != Projections.Facts && p.Table != Projections.Disposals).ExecuteDelete();
        db.TaskSort.Where(s => db.Tasks.Any(t => t.Id == s.TaskId && t.CaseId == row.Id)).ExecuteDelete();
        erased["仕事"] = db.Tasks.Where(t => t.CaseId == row.Id).ExecuteDelete();
        db.CaseSort.Where(s => s.CaseId == row.Id).ExecuteDelete();
        db.CaseWords.Where(w => w.CaseId == row.Id).ExecuteDelete();
        db.Bookmarks.Where(b => b.CaseId == row.Id).ExecuteDelete();
        db.Timers.Where(t => t.CaseId == row.Id).ExecuteDelete();
        erased["送信内容"] = db.Outbox.Where(o => o.CaseId == row.Id).ExecuteDelete();
        erased["ファイル"] = EraseFiles(db, row.Tenant, files);
        (row.Applicant, row.StartKey, row.Lifecycle, row.Head) = (null, null, CaseRow.Disposed, Seal(head));
        var key = row.Id;
        session.AfterCommit(() => cases.Forget(key));
    }

    /// <summary>Rows that hold one of the fields lose it; texts that may hold it (notices, lines of the timeline) go whole.</summary>
    private void EraseFields(SqlSession session, WorkflowsContext db, CaseEntity row, IReadOnlyList<string> fields, SortedDictionary<string, long> erased)
    {
        foreach (var projection in db.Projections.AsTracking().Where(p => p.CaseId == row.Id && (p.Table == Projections.Submissions || p.Table == Projections.Notices)).ToList())
        {
            var name = NameOf(projection.Table);
            erased[name] = erased.GetValueOrDefault(name) + 1;
            var content = Datum.Parse(Packing.Unpack(cipher.Open(projection.Row), sha => SqlCases.LoadValue(session.Db, row.Tenant, sha)));
            projection.Row = Seal(projection.Table == Projections.Notices ? content.With("body", "（保存期間が過ぎたため廃棄しました。）") : content.With("values", Without(content["values"], fields)).Without("differences"));
        }
        foreach (var task in db.Tasks.AsTracking().Where(t => t.CaseId == row.Id).ToList()) task.Row = Seal(Packing.UnpackDatum(cipher.Open(task.Row)).Without("compare").Without("values"));
        erased["送信内容"] = db.Outbox.Where(o => o.CaseId == row.Id).ExecuteDelete();
        var key = row.Id;
        session.AfterCommit(() => cases.Forget(key));
    }

    /// <summary>Large values no other case refers to. What context refs hold is no content of the case and has no reference row.</summary>
    private static void EraseValues(WorkflowsContext db, long caseKey)
    {
        var held = db.ValueRefs.Where(r => r.CaseId == caseKey).Select(r => r.ValueId).ToList();
        db.ValueRefs.Where(r => r.CaseId == caseKey).ExecuteDelete();
        foreach (var id in held) db.Values.Where(v => v.Id == id && !db.ValueRefs.Any(r => r.ValueId == id)).ExecuteDelete();
    }

    private static long EraseFiles(WorkflowsContext db, string tenant, HashSet<string> ids)
    {
        long count = 0;
        foreach (var id in ids) count += db.Files.Where(f => f.Tenant == tenant && f.PublicId == id).ExecuteDelete();
        if (count > 0) db.FileContents.Where(c => c.Tenant == tenant && !db.Files.Any(f => f.Tenant == tenant && f.Sha256 == c.Sha256)).ExecuteDelete();
        return count;
    }

    private static Datum Without(Datum values, IReadOnlyList<string> fields)
    {
        foreach (var field in fields) values = values.Without(field);
        foreach (var (key, table) in values.Members.Where(m => m.Value.Kind == DatumKind.List).ToList())
            values = values.With(key, Datum.List(table.Items.Select(item => item.Kind == DatumKind.Object ? Without(item, fields) : item)));
        return values;
    }

    private static IEnumerable<string> FilesIn(Datum value) => value.Kind switch
    {
        DatumKind.List => value.Items.SelectMany(FilesIn),
        DatumKind.Object when value.Has("size") && value["id"].AsText() is { } id => [id],
        DatumKind.Object => value.Members.SelectMany(m => FilesIn(m.Value)),
        _ => [],
    };

    private byte[] Seal(Datum datum) => cipher.Seal(Packing.Pack(datum));

    private static string NameOf(string table) => table switch
    {
        Projections.Submissions => "提出された様式", Projections.Notices => "通知", Projections.Timeline => "経過", Projections.Grants => "閲覧の許可", _ => table,
    };
}
