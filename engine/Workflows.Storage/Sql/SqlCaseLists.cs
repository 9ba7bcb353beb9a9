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
    public const int MostCounted = 1_000;
    /// <summary>Up to so many finding and ordering all is no slower than walking an order of a million.</summary>
    public const int Few = 8_000;

    /// <param name="faulted">Only those with an open incident.</param>
    public Page<CaseRow> List(SqlDb db, string tenant, CaseFilter filter, bool faulted, PageRequest page)
    {
        var order = CaseOrder.Of(page.Sort);
        var from = order.Place(page.Cursor);
        var cut = new CaseCut(db, tenant, filter, faulted, order, from?.Key, Few, time.GetUtcNow());
        var (count, walks) = Way(db, cut);
        var take = Math.Clamp(page.Take, 1, MostRows);
        var found = new List<(CaseRow Row, Cursor At)>();
        var query = new Query(db, cut.Where(walks), cut, cut.ReadsPieces(walks), from, take + 1);
        if (order.IsKey) Read(db, query.ByKey(), found);
        else if (!walks) Read(db, query.FoundFirst(), found);
        else
        {
            if (from?.Value is not null || from is null) Read(db, query.Walked(), found);
            // Those without a value come last.
            if (order.MayLack && found.Count <= take) Read(db, query.Lacking(take + 1 - found.Count), found);
        }
        var listed = Cut(found, take, count, f => f.At);
        return listed.With<CaseRow>([.. listed.Items.Select(f => f.Row)]);
    }

    /// <summary>How many match, up to 1 000, and whether the order's index is walked.</summary>
    private static (int Count, bool Walks) Way(SqlDb db, CaseCut cut)
    {
        // It holds more than are counted.
        if (cut.IsScopeAlone) return (MostCounted, true);
        var (source, plain) = (cut.From(cut.FollowsPieces), cut.Where(walks: false));
        int CountTo(int most) => Count(db, $"FROM {source.Sql} {plain.Conditions}", [.. source.Values, .. plain.Values], most);
        var count = cut.Known ?? CountTo(MostCounted);
        if (count < MostCounted || (cut.Order.IsField && cut.Filter.Program is null)) return (count, false);
        return (count, cut.Order.IsKey || cut.IsWide || CountTo(Few) == Few);
    }

    public static int Count(SqlDb db, string fromWhere, IReadOnlyList<object?> values, int most = MostCounted)
    {
        using var row = db.Once(string.Create(CultureInfo.InvariantCulture, $"SELECT COUNT(*) FROM (SELECT 1 AS N {fromWhere} LIMIT {most}) AS counted"), values.ToArray());
        return row.Step() ? row.Int(0) : 0;
    }

    /// <param name="most">Up to so many are counted.</param>
    public static Page<T> Cut<T>(List<T> found, int take, int count, Func<T, Cursor> cursor, int most = MostCounted) => found.Count > take
        ? new Page<T>(found.GetRange(0, take), cursor(found[take - 1]).Write(), count, count == most)
        : new Page<T>(found, null, count, count == most);

    private void Read(SqlDb db, (string Sql, List<object?> Values) query, List<(CaseRow, Cursor)> found)
    {
        using var rows = db.Once(query.Sql, query.Values.ToArray());
        while (rows.Step()) found.Add((cases.ReadListed(db, rows), new Cursor(rows.Value(SqlCases.ListedCount), rows.Long(0))));
    }

    /// <summary>The texts of one page's queries.</summary>
    private sealed record Query(SqlDb Db, SqlText Where, CaseCut Cut, bool Pieces, Cursor? From, int Take)
    {
        private CaseOrder Order => Cut.Order;

        public (string, List<object?>) ByKey()
        {
            var key = Pieces || Cut.ReadsScope ? "p.K" : "c.Id";
            var (after, values) = AfterKey(key);
            var source = Cut.ReadsScope ? Cut.FromScope(From?.Key, Take) : Cut.From(Pieces);
            return (string.Create(CultureInfo.InvariantCulture, $"SELECT {SqlCases.Listed}, c.Id FROM {source.Sql} {Where.Conditions}{after} ORDER BY {key} {Order.Direction} LIMIT {Take}"), [.. source.Values, .. values]);
        }

        public (string, List<object?>) FoundFirst()
        {
            var join = Order.IsField ? " LEFT JOIN CaseSort s ON s.CaseId = c.Id AND s.FieldId = ?" : "";
            var source = Cut.From(Pieces, join);
            List<object?> values = [.. source.Values, .. Order.IsField ? [Order.Field] : Array.Empty<object?>(), .. Where.Values];
            var after = From switch
            {
                null => "",
                { Value: null } => $" AND {Order.Value} IS NULL AND c.Id {Beyond} ?",
                _ => $" AND ({Db.Dialect.After(Order.Value, "c.Id", Order.Descending, From.Value, From.Key, values)}{(Order.MayLack ? $" OR {Order.Value} IS NULL" : "")})",
            };
            if (From is { Value: null }) values.Add(From.Key);
            return (string.Create(CultureInfo.InvariantCulture,
                $"SELECT {SqlCases.Listed}, {Order.Value} FROM {source.Sql} {Where.Conditions}{after} ORDER BY CASE WHEN {Order.Value} IS NULL THEN 1 ELSE 0 END, {Order.Value} {Order.Direction}, c.Id {Order.Direction} LIMIT {Take}"), values);
        }

        /// <summary>Along the index of the order; the join's direction is written down for databases that would turn it round.</summary>
        public (string, List<object?>) Walked()
        {
            List<object?> values = Order.IsField ? [Cut.Tenant, Cut.Filter.Program, Order.Field, .. Where.Values] : [.. Where.Values];
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

        private (string, List<object?>) AfterKey(string key = "c.Id") => From is null ? ("", [.. Where.Values]) : ($" AND {key} {Beyond} ?", [.. Where.Values, From.Key]);
    }
}
