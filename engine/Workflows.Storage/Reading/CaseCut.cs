using System.Globalization;
using Workflows.Cases.Ports;
using Workflows.Storage.Sql;

namespace Workflows.Storage.Reading;

/// <param name="Value">What is ordered by: a column, or the sort key of a searchable field.</param>
/// <param name="MayLack">A case may have none.</param>
/// <param name="Field">The searchable field.</param>
internal sealed record CaseOrder(string Value, bool MayLack, string? Field, bool Descending)
{
    public bool IsKey => Value == "c.Id";
    public bool IsField => Field is not null;
    public string Direction => Descending ? "DESC" : "ASC";

    /// <summary>Where a page of this order begins.</summary>
    public Cursor? Place(string? cursor) => this switch
    {
        { IsField: true } => Cursor.Read<byte[]>(cursor, MayLack),
        { Value: "c.Number" or "c.Status" } => Cursor.Read<string>(cursor, MayLack),
        _ => Cursor.Read<long>(cursor, MayLack),
    };

    /// <summary>Without a sort the newest case comes first; keys grow with time.</summary>
    public static CaseOrder Of(string? sort)
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

/// <summary>Which cases a list is of, and how they are best come by. Wide is what holds more than are worth finding first.</summary>
internal sealed class CaseCut
{
    /// <summary>Up to so many cases are asked one by one for the words looked for, before the index of pieces is.</summary>
    private const int Asked = 2_000;

    private readonly string _tenant;
    private readonly bool _faulted, _scopeIsWide, _wordsAreWide;
    private readonly WordSearch? _words;
    private readonly Dialect _dialect;
    private readonly DateTimeOffset _now;

    /// <param name="faulted">Only those with an open incident.</param>
    /// <param name="beyond">The key of the case the page begins behind.</param>
    public CaseCut(SqlDb db, string tenant, CaseFilter filter, bool faulted, CaseOrder order, long? beyond, int few, DateTimeOffset now)
    {
        (_tenant, _faulted, _dialect, _now, Filter, Order) = (tenant, faulted, db.Dialect, now, filter, order);
        _scopeIsWide = filter.Scope is { } scope && CaseScopeText.IsWide(db, tenant, filter.Program, scope, now, few, order.IsKey && !IsNarrow && filter.Text is null ? SqlCaseLists.MostCounted : null);
        _words = WordSearch.Of(db.Dialect, tenant, filter.Text, filter is { Program: { } program, TextIn: { } fields } ? [(program, fields)] : []);
        if (_words is null) return;
        // Among few cases the cases are asked for the words. Otherwise the index gives those that have the words' pieces.
        var rest = Where(walks: false, words: false);
        bool Leaves(int most) => SqlCaseLists.Count(db, $"FROM Cases c WHERE {rest.Conditions}", rest.Values, most) == most;
        var cuts = IsNarrow || (filter.Scope is not null && !_scopeIsWide);
        if (_words.Candidates is null || (cuts && !Leaves(Asked))) return;
        if (!cuts && order is { IsKey: true, Descending: true } && StandsNearlyEverywhere(db, beyond))
        {
            (_wordsAreWide, Known) = (true, SqlCaseLists.MostCounted);
            return;
        }
        (_wordsAreWide, Known) = Look(db, few);
        FollowsPieces = !_wordsAreWide || !cuts || Leaves(few);
    }

    /// <summary>
    /// Whether nearly every case has the words: most of those the page begins with, and of the newest as many as are counted. Then the first rows will do, and the index
    /// of pieces, which tells rare words from each other, has the most to read.
    /// </summary>
    private bool StandsNearlyEverywhere(SqlDb db, long? beyond)
    {
        bool Most(long? from, int of, int most)
        {
            var cases = Where(walks: false, words: false).AndIf(from is not null, "c.Id < ?", from);
            var asked = _words!.And(new SqlText(), _dialect, number: "c.Number");
            var text = string.Create(CultureInfo.InvariantCulture, $"FROM (SELECT c.Id, c.Number FROM Cases c WHERE {cases.Conditions} ORDER BY c.Id DESC LIMIT {of}) AS c WHERE {asked.Conditions}");
            return SqlCaseLists.Count(db, text, [.. cases.Values, .. asked.Values], most) == most;
        }
        return Most(beyond, 60, 54) && Most(null, SqlCaseLists.MostCounted * 10 / 9, SqlCaseLists.MostCounted);
    }

    /// <summary>By one walk through the index of pieces: whether more cases have the words' pieces than are worth finding first, and how many of those found match.</summary>
    private (bool Wide, int? Known) Look(SqlDb db, int few)
    {
        var found = _words!.Candidates!.Value;
        var all = Where(walks: false);
        using var row = db.Once(string.Create(CultureInfo.InvariantCulture, $"""
            WITH found AS (SELECT K FROM ({found.Sql}) AS pieces LIMIT {few})
            SELECT (SELECT COUNT(*) FROM found), (SELECT COUNT(*) FROM (SELECT 1 AS N FROM found AS p CROSS JOIN Cases c WHERE c.Id = p.K AND {all.Conditions} LIMIT {SqlCaseLists.MostCounted}) AS counted)
            """), [.. found.Values, .. all.Values]);
        if (!row.Step()) throw new InvalidOperationException("A count gave no row.");
        var (wide, matching) = (row.Int(0) == few, row.Int(1));
        return (wide, !wide || matching == SqlCaseLists.MostCounted ? matching : null);
    }

    /// <summary>How many cases match, up to <see cref="SqlCaseLists.MostCounted"/>, where it is known already.</summary>
    public int? Known { get; }

    public CaseFilter Filter { get; }
    public CaseOrder Order { get; }
    public string Tenant => _tenant;

    /// <summary>Whether something besides its scope and words cuts the list, and may leave few of many.</summary>
    private bool IsNarrow => _faulted || Filter.Workflow is not null || Filter.Status is not null || Filter.Applicant is not null || Filter.Open is not null;

    /// <summary>A wide scope that nothing else cuts.</summary>
    public bool IsScopeAlone => _scopeIsWide && !IsNarrow && _words is null;

    /// <summary>Nothing that cuts the list leaves few.</summary>
    public bool IsWide => (Filter.Scope is null || _scopeIsWide) && !IsNarrow && (_words is null || (_wordsAreWide && FollowsPieces));

    /// <summary>Cases are come by along the index of word pieces.</summary>
    public bool FollowsPieces { get; }

    /// <summary>Whether they are read along it, too, and not along the order's index.</summary>
    public bool ReadsPieces(bool walks) => FollowsPieces && (!walks || (Order.IsKey && (_dialect.PiecesInOrder || !_wordsAreWide)));

    /// <summary>Whether a page is read along the scope's own indexes.</summary>
    public bool ReadsScope => IsScopeAlone && Order.IsKey;

    /// <summary>The scope's cases beyond a place, as <c>p.K</c>; stands before conditions as <see cref="From"/> does.</summary>
    public (string Sql, IReadOnlyList<object?> Values) FromScope(long? beyond, int take)
    {
        var (sql, values) = CaseScopeText.InOrder(_tenant, Filter.Program, Filter.Scope!, _now, Order.Descending, beyond, take);
        return (Joined(sql), values);
    }

    private static string Joined(string keys, string join = "") => $"({keys}) AS p CROSS JOIN Cases c{join} WHERE c.Id = p.K AND";

    /// <summary>The cases, up to where conditions follow, with the values of the text.</summary>
    /// <param name="pieces">Come by along the index of word pieces, as <c>p.K</c>.</param>
    /// <param name="join">What is joined to the case.</param>
    public (string Sql, IReadOnlyList<object?> Values) From(bool pieces, string join = "") =>
        pieces ? (Joined(_words!.Candidates!.Value.Sql, join), _words.Candidates.Value.Values) : ($"Cases c{join} WHERE", []);

    /// <param name="walks">The order's index is to be walked: what would tempt the database to another index is hidden from it.</param>
    public SqlText Where(bool walks, bool words = true)
    {
        string Column(string name, bool served) => walks && !served ? $"COALESCE({name}, '')" : name;
        var f = Filter;
        var where = new SqlText().And($"{Column("c.Tenant", f.Program is not null || _faulted)} = ?", _tenant)
            .AndIf(f.Program is not null, "c.Program = ?", f.Program)
            .AndIf(_faulted, "c.Faulted = 1")
            .AndIf(f.Workflow is not null, $"{Column("c.Workflow", Order.IsKey)} = ?", f.Workflow)
            .AndIf(f.Status is not null, $"{Column("c.Status", Order.IsKey || Order.Value == "c.Status")} = ?", f.Status)
            .AndIf(f.Applicant is not null, "c.Applicant = ?", f.Applicant)
            .AndIf(f.Open is true, "c.Lifecycle <> 'ended' AND c.Lifecycle <> 'disposed'")
            .AndIf(f.Open is false, "c.Lifecycle IN ('ended', 'disposed')")
            .AndScope(_tenant, f.Program, walks && ReadsScope ? null : f.Scope, _now, _scopeIsWide);
        return words && _words is not null ? _words.And(where, _dialect, number: "c.Number") : where;
    }
}
