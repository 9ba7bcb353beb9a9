using System.Globalization;
using Workflows.Storage.Sql;

namespace Workflows.Storage.SqlServer;

/// <summary>Transact-SQL. Its texts are parsed in the tests; they have not been run on a server.</summary>
internal sealed class SqlServerDialect : Dialect
{
    public static readonly SqlServerDialect Instance = new();

    public override string Now => "DATEDIFF_BIG(MILLISECOND, '1970-01-01', SYSUTCDATETIME())";
    public override string EmptyKey => "0x00";
    public override string Tables => "SELECT TABLE_NAME FROM INFORMATION_SCHEMA.TABLES WHERE TABLE_TYPE = 'BASE TABLE' ORDER BY TABLE_NAME";
    public override string Contains(string column) => $"CHARINDEX(?, {column}) > 0";
    public override string GuardLock => "EXEC sp_getapplock @Resource = ?, @LockMode = 'Exclusive', @LockOwner = 'Transaction', @LockTimeout = 10000";
    public override string LockHint => " WITH (UPDLOCK, ROWLOCK)";
    public override string SkipLockedHint => " WITH (UPDLOCK, ROWLOCK, READPAST)";
    public override string Savepoint(string name) => "SAVE TRANSACTION " + name;
    public override string RollbackTo(string name) => "ROLLBACK TRANSACTION " + name;
    public override string? Release(string name) => null;
    public override string NextCaseKeys => "SELECT NEXT VALUE FOR CaseKeys FROM (SELECT TOP (?) 1 AS N FROM sys.all_objects) AS n";
    public override string Parameter(int number) => string.Create(CultureInfo.InvariantCulture, $"@p{number}");

    public override string After(string sort, string key, bool descending, object? value, long at, List<object?> values)
    {
        values.AddRange([value, value, at]);
        var after = descending ? '<' : '>';
        return $"({sort} {after} ? OR ({sort} = ? AND {key} {after} ?))";
    }

    public override string UpdateReturning(string table, string set, string where, string column) => $"UPDATE {table} SET {set} OUTPUT inserted.{column} WHERE {where}";

    public override string InsertReturningId(string insert) => insert.Replace(") VALUES (", ") OUTPUT inserted.Id VALUES (", StringComparison.Ordinal);

    protected override string MakeInsertNew(StepTable table) =>
        $"INSERT INTO {table.Name} ({Names(table)}) SELECT {string.Join(", ", Numbered(table.Columns.Count))} WHERE NOT EXISTS (SELECT 1 FROM {table.Name} WITH (UPDLOCK, HOLDLOCK) WHERE "
        + string.Join(" AND ", table.Columns.Take(table.Keys).Select((c, i) => string.Create(CultureInfo.InvariantCulture, $"{c.Name} = ?{i + 1}"))) + ")";

    protected override string MakePut(StepTable table)
    {
        var (keys, all) = (table.Columns.Take(table.Keys).Select(c => c.Name).ToList(), table.Columns.Select(c => c.Name).ToList());
        var update = string.Join(", ", Changing(table).Select(c => $"{c.Name} = s.{c.Name}"));
        return $"MERGE INTO {table.Name} WITH (HOLDLOCK) AS t USING (VALUES ({string.Join(", ", Numbered(all.Count))})) AS s ({Names(table)}) ON {string.Join(" AND ", keys.Select(k => $"t.{k} = s.{k}"))}"
            + (update.Length > 0 ? $" WHEN MATCHED THEN UPDATE SET {update}" : "")
            + $" WHEN NOT MATCHED THEN INSERT ({Names(table)}) VALUES ({string.Join(", ", all.Select(c => $"s.{c}"))});";
    }

    protected override string? Cut(bool ordered) => $"{(ordered ? "" : "ORDER BY (SELECT NULL) ")}OFFSET 0 ROWS FETCH NEXT";
    protected override string CutEnd => " ROWS ONLY";

    private static IEnumerable<string> Numbered(int count) => Enumerable.Range(1, count).Select(n => string.Create(CultureInfo.InvariantCulture, $"?{n}"));
}
