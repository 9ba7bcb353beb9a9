using System.Globalization;
using Workflows.Storage.Sql;

namespace Workflows.Storage.PostgreSql;

internal sealed class PostgreSqlDialect : Dialect
{
    public static readonly PostgreSqlDialect Instance = new();

    public override string Now => "CAST(extract(epoch FROM clock_timestamp()) * 1000 AS bigint)";
    public override string EmptyKey => @"'\x00'::bytea";
    public override string Tables => "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename";
    public override string Contains(string column) => $"strpos({column}, ?) > 0";
    /// <summary>Up to so many ways several words are looked up as one list of pieces each: among them the index begins with the rarest, and a word that nearly every case has costs nothing.</summary>
    private const int MostTogether = 64;

    public override (string Sql, IReadOnlyList<object?> Values)? FindPieces(IReadOnlyList<IReadOnlyList<string>> words)
    {
        if (words.Count > 1 && words.Aggregate(1L, (all, ways) => Math.Min(all * ways.Count, MostTogether + 1)) <= MostTogether)
            words = [[.. words.Aggregate((IEnumerable<string>)[""], (all, ways) => all.SelectMany(have => ways.Select(way => have.Length == 0 ? way : $"{have} {way}")))]];
        var (conditions, values) = (new List<string>(), new List<object?>());
        foreach (var ways in words)
        {
            // Those of one piece each are looked up together.
            var single = ways.Where(w => !w.Contains(' ', StringComparison.Ordinal)).ToList();
            var several = ways.Where(w => w.Contains(' ', StringComparison.Ordinal)).ToList();
            conditions.Add($"({string.Join(" OR ", [.. single.Count > 0 ? ["PiecesOf(w.Pieces) && string_to_array(?, ' ')"] : Array.Empty<string>(), .. several.Select(_ => "PiecesOf(w.Pieces) @> string_to_array(?, ' ')")])})");
            values.AddRange([.. single.Count > 0 ? [string.Join(' ', single)] : Array.Empty<string>(), .. several]);
        }
        return ($"SELECT w.CaseId AS K FROM CaseWords w WHERE {string.Join(" AND ", conditions)}", values);
    }

    public override string GuardLock => "SELECT pg_advisory_xact_lock(hashtextextended(?, 0))";
    public override string ForUpdate => " FOR UPDATE";
    public override string SkipLocked(string alias) => $" FOR UPDATE OF {alias} SKIP LOCKED";
    public override string NextCaseKeys => "SELECT nextval('\"CaseKeys\"') FROM generate_series(1, ?)";
    public override string Parameter(int number) => string.Create(CultureInfo.InvariantCulture, $"${number}");
}
