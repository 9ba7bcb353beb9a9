using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Workflows.Storage.Sql;
using Workflows.Storage.Sqlite;

namespace Workflows.Storage.Tests.Kit;

/// <summary>SQLite's dialect that keeps every text before anything of it was made SQLite's own, so that other databases' forms can be made of it.</summary>
internal sealed partial class TextProbe : Dialect
{
    private static readonly SqliteDialect Sqlite = new();
    public static readonly ConcurrentDictionary<string, bool> Seen = new(StringComparer.Ordinal);

    [ModuleInitializer]
    internal static void Install() => SqliteDialect.Instance = new TextProbe();

    public override string Now => "{{now}}";
    public override string EmptyKey => "{{empty}}";
    public override string LockHint => "{{lockhint}}";
    public override string ForUpdate => "{{forupdate}}";
    public override string SkipLockedHint => "{{skiphint}}";
    public override string SkipLocked(string alias) => $"{{{{skip:{alias}}}}}";
    public override string Contains(string column) => $"{{{{contains:{column}}}}}";
    public override (string Sql, IReadOnlyList<object?> Values)? FindPieces(IReadOnlyList<IReadOnlyList<string>> words) => ("{{pieces}}", Sqlite.FindPieces(words)!.Value.Values);
    public override string? PutPieces => Sqlite.PutPieces;
    public override bool PiecesInOrder => Sqlite.PiecesInOrder;
    public override string Tables => Sqlite.Tables;
    public override string NextCaseKeys => Sqlite.NextCaseKeys;
    public override string Parameter(int number) => Sqlite.Parameter(number);
    public override string UpdateReturning(string table, string set, string where, string column) => $"{{{{returning:{table}|{set}|{where}|{column}}}}}";
    public override string InsertReturningId(string insert) => Sqlite.InsertReturningId(insert);

    public override string After(string sort, string key, bool descending, object? value, long at, List<object?> values)
    {
        values.AddRange([value, at]);
        return $"{{{{after:{sort}|{key}|{descending}}}}}";
    }

    public override string Translate(string sql)
    {
        // What only SQLite is asked is no text of all databases.
        if (!sql.Contains("sqlite_", StringComparison.Ordinal) && !sql.StartsWith("PRAGMA", StringComparison.Ordinal) && Common().IsMatch(sql)) Seen[sql] = true;
        return Sqlite.Translate(Resolve(sql, Sqlite));
    }

    /// <summary>The text with what differs as this database has it.</summary>
    public static string Resolve(string sql, Dialect dialect)
    {
        // From the inside out: a mark may stand in another's words.
        while (Mark().Match(sql) is { Success: true } mark)
        {
            var words = mark.Groups[2].Value.Split('|');
            var own = mark.Groups[1].Value switch
            {
                "now" => dialect.Now,
                "empty" => dialect.EmptyKey,
                "lockhint" => dialect.LockHint,
                "forupdate" => dialect.ForUpdate,
                "skiphint" => dialect.SkipLockedHint,
                "skip" => dialect.SkipLocked(words[0]),
                "contains" => dialect.Contains(words[0]),
                // SQL Server has no such index and is never asked so: any query of one parameter stands for it.
                "pieces" => dialect.FindPieces([["a"]])?.Sql ?? "SELECT w.CaseId AS K FROM CaseWords w WHERE w.Pieces = ?",
                "returning" => dialect.UpdateReturning(words[0], words[1], words[2], words[3]),
                "after" => dialect.After(words[0], words[1], words[2] == "True", null, 0, []),
                var other => throw new InvalidOperationException(other),
            };
            sql = string.Concat(sql.AsSpan(0, mark.Index), own, sql.AsSpan(mark.Index + mark.Length));
        }
        return sql;
    }

    [GeneratedRegex(@"\{\{([a-z]+)(?::((?:(?!\{\{|\}\}).)*))?\}\}", RegexOptions.Singleline)]
    private static partial Regex Mark();

    /// <summary>Queries of the stores; what tables make by themselves is parsed apart.</summary>
    [GeneratedRegex(@"^\s*(SELECT|UPDATE|DELETE|\{\{returning|INSERT INTO (?![A-Za-z]+ \([^)]*\) VALUES \([^)]*\) ON CONFLICT))")]
    private static partial Regex Common();
}
