using Workflows.Storage.Sql;

namespace Workflows.Storage.Tests.Kit;

/// <summary>Readers that count the statements they are asked, so that a test says how often something reads instead of how long it takes.</summary>
internal sealed class CountedReads(ISqlReaders inner) : ISqlReaders
{
    public int Statements { get; private set; }

    public T Read<T>(Func<SqlDb, T> work) => inner.Read(db => work(new Counted(db, this)));

    public void Dispose() { }

    private sealed class Counted : SqlDb
    {
        private readonly SqlDb _inner;
        private readonly CountedReads _owner;

        public Counted(SqlDb inner, CountedReads owner) : base(inner) => (_inner, _owner) = (inner, owner);

        public override SqlRows Query(string sql, params ReadOnlySpan<object?> values)
        {
            _owner.Statements++;
            return _inner.Query(sql, values);
        }

        public override SqlRows Once(string sql, params ReadOnlySpan<object?> values)
        {
            _owner.Statements++;
            return _inner.Once(sql, values);
        }

        public override int Run(string sql, params ReadOnlySpan<object?> values) => _inner.Run(sql, values);
        public override long Insert(string sql, params ReadOnlySpan<object?> values) => _inner.Insert(sql, values);
        public override void Dispose() { }
    }
}
