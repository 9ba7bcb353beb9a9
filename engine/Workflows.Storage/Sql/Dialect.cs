using System.Collections.Concurrent;
using System.Globalization;
using System.Text;

namespace Workflows.Storage.Sql;

/// <summary>
/// What differs between databases. A text is written once: keywords and functions in capitals or small letters, tables and columns
/// in PascalCase (they are quoted for the database), parameters as <c>?</c> or <c>?1</c>, <c>LIMIT</c> for cutting. Everything else
/// that differs is a member here.
/// </summary>
internal abstract class Dialect
{
    private readonly ConcurrentDictionary<string, string> _texts = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(StepTable, string), string> _tables = new();

    /// <summary>Milliseconds since 1970 on the database's clock: leases do not follow a moved clock.</summary>
    public abstract string Now { get; }
    /// <summary>The bytes 00, which sort before every key.</summary>
    public abstract string EmptyKey { get; }
    /// <summary>Lists the tables.</summary>
    public abstract string Tables { get; }
    /// <summary>A condition with one parameter: the column's text holds it.</summary>
    public abstract string Contains(string column);
    /// <summary>
    /// A query of the keys <c>K</c> of cases that have pieces of words, with its parameters; null where there is no index of pieces.
    /// </summary>
    /// <param name="words">For each word the alternatives, each a list of pieces that all must be there, with a space between.</param>
    public virtual (string Sql, IReadOnlyList<object?> Values)? FindPieces(IReadOnlyList<IReadOnlyList<string>> words) => null;
    /// <summary>Puts a case's pieces into the index by two parameters, key and pieces; null where the column itself is indexed.</summary>
    public virtual string? PutPieces => null;
    /// <summary>Whether what <see cref="FindPieces"/> finds comes one by one in the order of keys, either way.</summary>
    public virtual bool PiecesInOrder => false;
    /// <summary>Takes a named lock to the transaction's end, by one parameter; null where there is one writer.</summary>
    public virtual string? GuardLock => null;
    /// <summary>Stands behind a table whose rows are locked for writing.</summary>
    public virtual string LockHint => "";
    /// <summary>Stands at the end of a query whose rows are locked for writing.</summary>
    public virtual string ForUpdate => "";
    /// <summary>As <see cref="LockHint"/>; rows that others hold are left out.</summary>
    public virtual string SkipLockedHint => "";
    /// <summary>As <see cref="ForUpdate"/> for one table; rows that others hold are left out.</summary>
    public virtual string SkipLocked(string alias) => "";
    /// <summary>Marks a place in the transaction that can be gone back to.</summary>
    public virtual string Savepoint(string name) => "SAVEPOINT " + name;
    public virtual string RollbackTo(string name) => "ROLLBACK TO SAVEPOINT " + name;
    /// <summary>Forgets the place; null where that needs nothing.</summary>
    public virtual string? Release(string name) => "RELEASE SAVEPOINT " + name;
    /// <summary>Keys for new cases, as many as the one parameter says.</summary>
    public abstract string NextCaseKeys { get; }

    /// <summary>Comes after a place in the order by <paramref name="sort"/> and <paramref name="key"/>; adds its parameters.</summary>
    public virtual string After(string sort, string key, bool descending, object? value, long at, List<object?> values)
    {
        values.AddRange([value, at]);
        return $"({sort}, {key}) {(descending ? '<' : '>')} (?, ?)";
    }

    public string InsertNew(StepTable table) => _tables.GetOrAdd((table, "new"), t => MakeInsertNew(t.Item1));
    public string Put(StepTable table) => _tables.GetOrAdd((table, "put"), t => MakePut(t.Item1));
    public string Add(StepTable table) => _tables.GetOrAdd((table, "add"), t => $"INSERT INTO {t.Item1.Name} ({Names(t.Item1)}) VALUES ({Marks(t.Item1.Columns.Count)})");
    public string Remove(StepTable table) => _tables.GetOrAdd((table, "remove"), t => $"DELETE FROM {t.Item1.Name} WHERE {string.Join(" AND ", t.Item1.Columns.Take(t.Item1.Keys).Select(c => $"{c.Name} = ?"))}");

    /// <summary>Changes one row and gives a column of it as it is afterwards.</summary>
    public virtual string UpdateReturning(string table, string set, string where, string column) => $"UPDATE {table} SET {set} WHERE {where} RETURNING {column}";

    /// <summary>An insert that gives the key the database made.</summary>
    public virtual string InsertReturningId(string insert) => insert + " RETURNING Id";

    protected virtual string MakeInsertNew(StepTable table) => $"INSERT INTO {table.Name} ({Names(table)}) VALUES ({Marks(table.Columns.Count)}) ON CONFLICT DO NOTHING";

    protected virtual string MakePut(StepTable table) =>
        $"INSERT INTO {table.Name} ({Names(table)}) VALUES ({Marks(table.Columns.Count)}) {OnConflict(table)}";

    public static string OnConflict(StepTable table) =>
        $"ON CONFLICT ({string.Join(", ", table.Columns.Take(table.Keys).Select(c => c.Name))}){(table.Condition is { } condition ? $" WHERE {condition}" : "")} DO UPDATE SET "
        + string.Join(", ", Changing(table).Select(c => $"{c.Name} = excluded.{c.Name}"));

    protected static IEnumerable<StepTable.Column> Changing(StepTable table) => table.Columns.Skip(table.Keys).Where(c => !c.Keeps);
    public static string Names(StepTable table) => string.Join(", ", table.Columns.Select(c => c.Name));
    public static string Marks(int count) => string.Join(", ", Enumerable.Repeat("?", count));

    /// <summary>The text for this database; kept.</summary>
    public string Text(string sql) => _texts.TryGetValue(sql, out var known) ? known : _texts.GetOrAdd(sql, Translate);

    /// <summary>The text for this database.</summary>
    public virtual string Translate(string sql)
    {
        var result = new StringBuilder(sql.Length + 64);
        var (parameters, i) = (0, 0);
        var ordered = new Stack<bool>([false]);
        var cut = false;
        while (i < sql.Length)
        {
            var c = sql[i];
            var end = i + 1;
            if (c is '\'' or '"')
            {
                end = sql.IndexOf(c, i + 1) + 1;
                result.Append(sql, i, end - i);
            }
            else if (c == '?')
            {
                while (end < sql.Length && char.IsAsciiDigit(sql[end])) end++;
                result.Append(Parameter(end > i + 1 ? int.Parse(sql.AsSpan(i + 1, end - i - 1), CultureInfo.InvariantCulture) : ++parameters));
            }
            else if (char.IsAsciiLetter(c) || c == '@')
            {
                while (end < sql.Length && (char.IsAsciiLetterOrDigit(sql[end]) || sql[end] == '_')) end++;
                var word = sql[i..end];
                if (word == "ORDER") { ordered.Pop(); ordered.Push(true); }
                if (word == "LIMIT" && Cut(ordered.Peek()) is { } before) { result.Append(before); cut = true; i = end; continue; }
                result.Append(char.IsAsciiLetterUpper(c) && word.Any(char.IsAsciiLetterLower) ? $"\"{word}\"" : word);
            }
            else
            {
                if (c == '(') ordered.Push(false);
                if (c == ')') ordered.Pop();
                if (char.IsAsciiDigit(c)) while (end < sql.Length && char.IsAsciiDigit(sql[end])) end++;
                result.Append(sql, i, end - i);
            }
            if (cut && !char.IsWhiteSpace(c)) { result.Append(CutEnd); cut = false; }
            i = end;
        }
        return result.ToString();
    }

    /// <summary>The parameter with this number, from 1.</summary>
    public abstract string Parameter(int number);
    /// <summary>Stands in the place of LIMIT; null where LIMIT is understood.</summary>
    protected virtual string? Cut(bool ordered) => null;
    /// <summary>Comes after the number of rows.</summary>
    protected virtual string CutEnd => "";
}
