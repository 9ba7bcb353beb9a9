using System.Data.Common;
using Workflows.Storage.Running;
using Workflows.Storage.Sql;

namespace Workflows.Storage.Ef;

/// <summary>Writes steps by plain EF: SQL Server's way, and on the others the measure of what their own writers must do.</summary>
internal sealed class EfStepWriter(ISqlWriter writer, StepWriting writing, SqlContexts contexts) : IStepWriter
{
    public Task<StepResult> Write(StepDraft draft)
    {
        var prepared = writing.Prepare(draft);
        var tries = 0;
        return writer.Write(inner =>
        {
            // A turn with questions cannot be settled twice: it begins again from the start.
            if (prepared is null && !draft.Insist && tries++ > 0) return StepResult.Overtaken;
            using var rows = new EfRows(inner, contexts);
            var result = writing.Run(new EfSession(inner, rows, contexts), draft, prepared);
            rows.Flush();
            return result;
        });
    }

    /// <summary>The writer's session with rows written by EF.</summary>
    private sealed class EfSession(SqlSession inner, EfRows rows, SqlContexts contexts) : SqlSession(contexts)
    {
        private readonly FlushingDb _db = new(inner.Db, rows);

        public override SqlDb Db => _db;
        public override IStepRows Rows => rows;
        public override DbConnection Connection => inner.Connection;
        public override DbTransaction? Transaction => inner.Transaction;
        public override long NextCaseKey() => inner.NextCaseKey();
        public override void AfterCommit(Action action) => inner.AfterCommit(action);

        public override void RollbackToMark()
        {
            rows.Drop();
            inner.RollbackToMark();
        }

        protected override void UndoJob() => throw new NotSupportedException("The inner session undoes.");
    }

    /// <summary>Writes what EF still holds before anything is asked.</summary>
    private sealed class FlushingDb : SqlDb
    {
        private readonly SqlDb _inner;
        private readonly EfRows _rows;

        public FlushingDb(SqlDb inner, EfRows rows) : base(inner) => (_inner, _rows) = (inner, rows);

        public override SqlRows Query(string sql, params ReadOnlySpan<object?> values) { _rows.Flush(); return _inner.Query(sql, values); }
        public override SqlRows Once(string sql, params ReadOnlySpan<object?> values) { _rows.Flush(); return _inner.Once(sql, values); }
        public override int Run(string sql, params ReadOnlySpan<object?> values) { _rows.Flush(); return _inner.Run(sql, values); }
        public override long Insert(string sql, params ReadOnlySpan<object?> values) { _rows.Flush(); return _inner.Insert(sql, values); }
        public override void Dispose() { }
    }
}
