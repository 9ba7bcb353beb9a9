using System.Globalization;
using Workflows.Cases.Ports;
using Workflows.Storage.Reading;

namespace Workflows.Storage.Sql;

/// <summary>
/// Lists of cases: by keyset, counted to 1 000, nothing filtered after the database. Two ways to a page, chosen by how many cases
/// match: few are found first and then put in order; among many the order's own index is walked until the page is full.
/// </summary>
internal sealed class SqlCaseLists(SqlCases cases, TimeProvider time)
{
    public const int MostRows = 500;
    private const int MostCounted = 1_000;
    /// <summary>Up to so many finding and ordering all is no slower than walking an order of a million.</summary>
    public const int Few = 8_000;

    /// <param name="faulted">Only those with an open incident.</param>
    public Page<CaseRow> List(SqlDb db, string tenant, CaseFilter filter, bool faulted, PageRequest page)
    {
        var order = Order.Of(page.Sort);
        var scoped = filter.Scope is { } scope && CaseScopeText.IsWide(db, tenant, filter.Program, scope, time.GetUtcNow(), Few);
        var plain = Where(db, tenant, filter, faulted, scoped, order, walks: false);
        // A wide scope that nothing else cuts holds more than are counted.
        var narrow = IsNarrow(filter, faulted);
        var count = scoped && !narrow ? MostCounted : Count(db, $"FROM Cases c WHERE {plain.Conditions}", plain.Values, MostCounted);
        var walks = count == MostCounted && !(order.IsField && filter.Program is null)
            && (order.IsKey || (filter.Scope is null || scoped) && !narrow || Count(db, $"FROM Cases c WHERE {plain.Conditions}", plain.Values, Few) == Few);
        var take = Math.Clamp(page.Take, 1, MostRows);
        var found = new List<(CaseRow Row, Cursor At)>();
        var from = Cursor.Read(page.Cursor);
        var query = new Query(db, walks ? Where(db, tenant, filter, faulted, scoped, order, walks) : plain, order, tenant, filter.Program, from, take + 1);
        if (order.IsKey) Read(db, query.ByKey(), found);
        else if (!walks) Read(db, query.FoundFirst(), found);
        else
        {
            if (from?.Value is not null || from is null) Read(db, query.Walked(), found);
            // Those without a value come last.
            if (order.MayLack && found.Count <= take) Read(db, query.Lacking(take + 1 - found.Count), found);
        }
        var cut = Cut(found, take, count, f => f.At);
        return new Page<CaseRow>([.. cut.Items.Select(f => f.Row)], cut.Next, cut.Count);
    }

    public static int Count(SqlDb db, string fromWhere, IReadOnlyList<object?> values, int most = MostCounted)
    {
        using var row = db.Once(string.Create(CultureInfo.InvariantCulture, $"SELECT COUNT(*) FROM (SELECT 1 AS N {fromWhere} LIMIT {most}) AS counted"), values.ToArray());
        return row.Step() ? row.Int(0) : 0;
    }

    public static Page<T> Cut<T>(List<T> found, int take, int count, Func<T, Cursor> cursor) => found.Count > take
        ? new Page<T>(found.GetRange(0, take), cursor(found[take - 1]).Write(), count)
        : new Page<T>(found, null, count);

    /// <summary>Whether something besides its scope cuts the list, and may leave few of many.</summary>
    private static bool IsNarrow(CaseFilter f, bool faulted) => faulted || f.Workflow is not null || f.Status is not null || f.Applicant is not null || f.Text is { Length: > 0 } || f.Open is not null;

    /// <param name="walks">The order's index is to be walked: what would tempt the database to another index is hidden from it.</param>
    private SqlText Where(SqlDb db, string tenant, CaseFilter filter, bool faulted, bool scopeIsWide, Order order, bool walks)
    {
        string Column(string name, bool served) => walks && !served ? $"COALESCE({name}, '')" : name;
        var where = new SqlText().And($"{Column("c.Tenant", filter.Program is not null || faulted)} = ?", tenant)
            .AndIf(filter.Program is not null, "c.Program = ?", filter.Program)
            .AndIf(faulted, "c.Faulted = 1")
            .AndIf(filter.Workflow is not null, $"{Column("c.Workflow", order.IsKey)} = ?", filter.Workflow)
            .AndIf(filter.Status is not null, $"{Column("c.Status", order.IsKey || order.Value == "c.Status")} = ?", filter.Status)
            .AndIf(filter.Applicant is not null, "c.Applicant = ?", filter.Applicant)
            .AndIf(filter.Open is true, "c.Lifecycle <> 'ended' AND c.Lifecycle <> 'disposed'")
            .AndIf(filter.Open is false, "c.Lifecycle IN ('ended', 'disposed')");
        if (filter.Text is { Length: > 0 } text) where.AndText(text, SqlEffects.SearchForm(text), filter.TextIn, db.Dialect.Contains);
        return where.AndScope(tenant, filter.Program, filter.Scope, time.GetUtcNow(), scopeIsWide);
    }

    private void Read(SqlDb db, (string Sql, List<object?> Values) query, List<(CaseRow, Cursor)> found)
    {
        using var rows = db.Once(query.Sql, query.Values.ToArray());
        while (rows.Step()) found.Add((cases.ReadListed(db, rows), new Cursor(rows.Value(SqlCases.ListedCount), rows.Long(0))));
    }

    /// <param name="Value">What is ordered by: a column, or the sort key of a searchable field.</param>
    /// <param name="MayLack">A case may have none.</param>
    /// <param name="Field">The searchable field.</param>
    private sealed record Order(string Value, bool MayLack, string? Field, bool Descending)
    {
        public bool IsKey => Value == "c.Id";
        public bool IsField => Field is not null;
        public string Direction => Descending ? "DESC" : "ASC";

        /// <summary>Without a sort the newest case comes first; keys grow with time.</summary>
        public static Order Of(string? sort)
        {
            var descending = sort is null || sort.StartsWith('-');
            return sort?.TrimStart('-') switch
            {
                null or "createdAt" => new("c.Id", false, null, descending),
                "updatedAt" => new("c.UpdatedAt", false, null, descending),
                "number" => new("c.Number", true, null, descending),
                "status" => new("c.Status", false, null, descending),
                var field => new("s.SortKey", true, field, descending),
            };
        }
    }

    /// <summary>The texts of one page's queries.</summary>
    private sealed record Query(SqlDb Db, SqlText Where, Order Order, string Tenant, string? Program, Cursor? From, int Take)
    {
        public (string, List<object?>) ByKey()
        {
            var (after, values) = AfterKey();
            return (string.Create(CultureInfo.InvariantCulture, $"SELECT {SqlCases.Listed}, c.Id FROM Cases c WHERE {Where.Conditions}{after} ORDER BY c.Id {Order.Direction} LIMIT {Take}"), values);
        }

        public (string, List<object?>) FoundFirst()
        {
            List<object?> values = Order.IsField ? [Order.Field, .. Where.Values] : [.. Where.Values];
            var join = Order.IsField ? " LEFT JOIN CaseSort s ON s.CaseId = c.Id AND s.FieldId = ?" : "";
            var after = From switch
            {
                null => "",
                { Value: null } => $" AND {Order.Value} IS NULL AND c.Id {Beyond} ?",
                _ => $" AND ({Db.Dialect.After(Order.Value, "c.Id", Order.Descending, From.Value, From.Key, values)}{(Order.MayLack ? $" OR {Order.Value} IS NULL" : "")})",
            };
            if (From is { Value: null }) values.Add(From.Key);
            return (string.Create(CultureInfo.InvariantCulture,
                $"SELECT {SqlCases.Listed}, {Order.Value} FROM Cases c{join} WHERE {Where.Conditions}{after} ORDER BY CASE WHEN {Order.Value} IS NULL THEN 1 ELSE 0 END, {Order.Value} {Order.Direction}, c.Id {Order.Direction} LIMIT {Take}"), values);
        }

        /// <summary>Along the index of the order; the join's direction is written down for databases that would turn it round.</summary>
        public (string, List<object?>) Walked()
        {
            List<object?> values = Order.IsField ? [Tenant, Program, Order.Field, .. Where.Values] : [.. Where.Values];
            var (source, key) = Order.IsField ? ("CaseSort s CROSS JOIN Cases c", "s.CaseId") : ("Cases c", "c.Id");
            var of = Order.IsField ? "s.Tenant = ? AND s.Program = ? AND s.FieldId = ? AND c.Id = s.CaseId AND " : Order.MayLack ? $"{Order.Value} IS NOT NULL AND " : "";
            var after = From is null ? "" : $" AND {Db.Dialect.After(Order.Value, key, Order.Descending, From.Value, From.Key, values)}";
            return (string.Create(CultureInfo.InvariantCulture,
                $"SELECT {SqlCases.Listed}, {Order.Value} FROM {source} WHERE {of}{Where.Conditions}{after} ORDER BY {Order.Value} {Order.Direction}, {key} {Order.Direction} LIMIT {Take}"), values);
        }

        public (string, List<object?>) Lacking(int take)
        {
            var (after, values) = From is { Value: null } ? AfterKey() : ("", [.. Where.Values]);
            var lacks = Order.IsField ? "NOT EXISTS (SELECT 1 FROM CaseSort s WHERE s.CaseId = c.Id AND s.FieldId = ?)" : $"{Order.Value} IS NULL";
            if (Order.IsField) values.Add(Order.Field);
            return (string.Create(CultureInfo.InvariantCulture, $"SELECT {SqlCases.Listed}, NULL FROM Cases c WHERE {Where.Conditions}{after} AND {lacks} ORDER BY c.Id {Order.Direction} LIMIT {take}"), values);
        }

        private char Beyond => Order.Descending ? '<' : '>';

        private (string, List<object?>) AfterKey() => From is null ? ("", [.. Where.Values]) : ($" AND c.Id {Beyond} ?", [.. Where.Values, From.Key]);
    }
}
