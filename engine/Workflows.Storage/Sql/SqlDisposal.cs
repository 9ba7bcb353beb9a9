using Workflows.Cases.Ports;
using Workflows.Cases.Privacy;
using Workflows.Engine.Data;

namespace Workflows.Storage.Sql;

/// <summary>Erases a case's content in one transaction. Steps keep their digests, so that the chain can still be proved.</summary>
internal sealed class SqlDisposal(ISqlWriter writer, ISqlReaders readers, SqlCases cases) : IRetentionStore
{
    public ValueTask<IReadOnlyList<CaseRow>> Ended(string tenant, string program, DateTimeOffset untouchedSince, string? after, int take, CancellationToken ct) => ValueTask.FromResult(readers.Read<IReadOnlyList<CaseRow>>(db =>
    {
        var from = after is null ? 0 : db.Number("SELECT Id FROM Cases WHERE Tenant = ? AND PublicId = ?", tenant, after) ?? 0;
        var found = new List<CaseRow>();
        using var rows = db.Query($"SELECT {SqlCases.Listed} FROM Cases c WHERE c.Tenant = ? AND c.Program = ? AND c.Id > ? AND c.Lifecycle = 'ended' AND c.UpdatedAt <= ? ORDER BY c.Id LIMIT ?",
            tenant, program, from, untouchedSince, take);
        while (rows.Step()) found.Add(cases.ReadListed(db, rows));
        return found;
    }));

    public async ValueTask<Disposal?> Dispose(string tenant, string caseId, IReadOnlyList<string> fields, IReadOnlyList<string> labels, string title, DateTimeOffset closedAt, string rule, DateTimeOffset at, CancellationToken ct) =>
        await writer.WriteWaiting(session =>
        {
            var db = session.Db;
            (long Key, string? Number, string Program, long Version, byte[]? Digest) of;
            // Locked, so that no step of it runs meanwhile.
            using (var row = db.Query($"SELECT Id, Number, Program, Version, Digest FROM Cases{db.Dialect.LockHint} WHERE Tenant = ? AND PublicId = ? AND Lifecycle = 'ended'{db.Dialect.ForUpdate}", tenant, caseId))
            {
                if (!row.Step()) return null;
                of = (row.Long(0), row.TextOrNull(1), row.Text(2), row.Long(3), row.BytesOrNull(4));
            }
            SqlArchive.BringBack(session, of.Key);
            var content = new CaseContent(session, tenant, of.Key);
            var erased = new SortedDictionary<string, long>(StringComparer.Ordinal) { ["履歴の内容"] = content.EraseSteps() };
            if (fields.Count == 0) content.EraseAll(at, erased); else content.EraseFields(fields, erased);
            session.AfterCommit(() => cases.Forget(of.Key));
            var facts = (int)db.Number("SELECT COUNT(*) FROM Projections WHERE CaseId = ? AND Table = ?", of.Key, Projections.Facts)!.Value;
            var made = new Disposal(caseId, of.Number, of.Program, title, labels, closedAt, rule, at, erased, facts, of.Version, Convert.ToHexStringLower(of.Digest ?? []));
            session.Rows.Add(StepTable.Projections, of.Key, Projections.Disposals, $"{at.UtcTicks:D19}", tenant, null, db.Seal(Packing.Pack(Datum.Object(
                ("text", made.Text()), ("sha256", made.Digest()), ("at", Datum.Of(at)), ("rule", rule), ("fields", Datum.List(fields.Select(f => Datum.Of(f))))))));
            return made;
        }, ct).ConfigureAwait(false);
}
