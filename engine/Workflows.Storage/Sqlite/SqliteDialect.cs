using System.Globalization;
using Workflows.Storage.Sql;

namespace Workflows.Storage.Sqlite;

internal sealed class SqliteDialect : Dialect
{
    /// <summary>Set by tests only, to see every text.</summary>
    public static Dialect Instance { get; internal set; } = new SqliteDialect();

    public override string Now => "CAST(unixepoch('subsec') * 1000 AS INTEGER)";
    public override string EmptyKey => "x'00'";
    public override string Tables => "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name";
    public override string Contains(string column) => $"instr({column}, ?) > 0";
    public override bool PiecesInOrder => true;
    public override string PutPieces => $"INSERT OR REPLACE INTO {CompactTables.PieceIndex} (rowid, Pieces) VALUES (?, ?)";
    public override (string Sql, IReadOnlyList<object?> Values)? FindPieces(IReadOnlyList<IReadOnlyList<string>> words) =>
        ($"SELECT rowid AS K FROM {CompactTables.PieceIndex} WHERE {CompactTables.PieceIndex} MATCH ?",
            [string.Join(" AND ", words.Select(of => $"({string.Join(" OR ", of.Select(all => $"({string.Join(" AND ", all.Split(' ').Select(piece => $"\"{piece}\""))})"))})"))]);
    public override string Parameter(int number) => string.Create(CultureInfo.InvariantCulture, $"?{number}");
    /// <summary>The one writer counts by itself from here; see <see cref="SqliteSession.NextCaseKey"/>.</summary>
    public override string NextCaseKeys => "SELECT seq FROM sqlite_sequence WHERE name = 'Cases'";
}
