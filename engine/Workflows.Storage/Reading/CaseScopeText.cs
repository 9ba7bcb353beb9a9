using System.Globalization;
using Workflows.Cases.Ports;
using Workflows.Engine.Data;
using Workflows.Storage.Running;
using Workflows.Storage.Sql;

namespace Workflows.Storage.Reading;

/// <summary>The part of a case list's question that says which cases its reader may know of: found by index, never filtered afterwards.</summary>
internal static class CaseScopeText
{
    /// <summary>Whether the scope holds more cases than are worth finding first.</summary>
    /// <param name="program">The programme the list is of.</param>
    /// <param name="few">So many are; those found twice count twice.</param>
    /// <param name="counted">Where it is read by <see cref="InOrder"/>, so many different ones are enough.</param>
    public static bool IsWide(SqlDb db, string tenant, string? program, CaseScope scope, DateTimeOffset now, int few, int? counted)
    {
        if (scope.Branches.Count == 0) return false;
        var sources = Sources(tenant, program, scope, now);
        bool Has(List<Source> some, int most) => SqlCaseLists.Count(db, $"FROM ({string.Join(" UNION ALL ", some.Select(s => s.Text))}) AS known", ValuesOf(some), most) == most;
        // A case is in each source once: what one source holds are different cases.
        if (counted is { } enough && sources.Any(s => s.IsWide && Has([s], enough))) return true;
        return Has(sources, Math.Min(few, counted * sources.Count ?? few));
    }

    /// <param name="wide">Each case is asked whether it is in the scope, instead of the scope for its cases.</param>
    public static SqlText AndScope(this SqlText where, string tenant, string? program, CaseScope? scope, DateTimeOffset now, bool wide)
    {
        if (scope is null) return where;
        var sources = Sources(tenant, program, scope, now);
        return wide
            ? where.And($"({string.Join(" OR ", sources.Select(s => $"EXISTS ({s.Text} AND {s.Key} = c.Id)"))})", ValuesOf(sources))
            : where.And($"c.Id IN ({string.Join(" UNION ALL ", sources.Select(s => s.Text))})", ValuesOf(sources));
    }

    /// <summary>
    /// The keys <c>K</c> of the scope's cases beyond a place, by the order of keys: of what is wide each source's own index is read until
    /// a page is full, so that a page costs the same whatever the scope's share of all cases.
    /// </summary>
    public static (string Sql, IReadOnlyList<object?> Values) InOrder(string tenant, string? program, CaseScope scope, DateTimeOffset now, bool descending, long? beyond, int take)
    {
        var (values, texts) = (new List<object?>(), new List<string>());
        foreach (var source in Sources(tenant, program, scope, now, apart: true))
        {
            var text = source.Text.Insert("SELECT ".Length + source.Key.Length, " AS K");
            values.AddRange(source.Values);
            if (beyond is not null)
            {
                text += $" AND {source.Key} {(descending ? '<' : '>')} ?";
                values.Add(beyond);
            }
            texts.Add(source.IsWide ? string.Create(CultureInfo.InvariantCulture, $"SELECT K FROM ({text} ORDER BY {source.Key} {(descending ? "DESC" : "ASC")} LIMIT {take}) AS a{texts.Count}") : text);
        }
        return (string.Join(" UNION ", texts), values);
    }

    private static object?[] ValuesOf(List<Source> sources) => [.. sources.SelectMany(s => s.Values)];

    /// <summary>Queries of case keys: a person's own, each branch's, those granted.</summary>
    /// <param name="apart">Each value of a branch for itself, so that its index gives the keys in order.</param>
    private static List<Source> Sources(string tenant, string? program, CaseScope scope, DateTimeOffset now, bool apart = false)
    {
        List<Source> sources = [new("o.Id", "SELECT o.Id FROM Cases o WHERE o.Tenant = ? AND o.Applicant = ?", [tenant, scope.Person], IsWide: false)];
        foreach (var branch in scope.Branches)
            Branch(branch, tenant, program, apart, sources);
        // A grant's key begins with its last moment, so that one out of time is not found.
        sources.Add(new("g.CaseId", $"SELECT g.CaseId FROM Projections g JOIN Cases e ON e.Id = g.CaseId WHERE g.Tenant = ? AND g.Person {Among(scope.Principals.Count)} AND g.Table = '{Projections.Grants}' AND g.Key > ? AND (e.Lifecycle <> 'ended' OR g.Key LIKE '%~a~%')",
            [tenant, .. scope.Principals, now.UtcTicks.ToString("D19", CultureInfo.InvariantCulture)], IsWide: false));
        return sources;
    }

    private static void Branch(CaseBranch branch, string tenant, string? program, bool apart, List<Source> sources)
    {
        if (branch.Where.Count == 0)
        {
            foreach (var workflows in apart ? branch.Workflows.Select(w => new[] { w }) : branch.Workflows.Count > 0 ? [branch.Workflows] : (IEnumerable<IReadOnlyList<string>>)[])
                sources.Add(new("w.Id", $"SELECT w.Id FROM Cases w WHERE w.Tenant = ? AND w.Program = ? AND w.Workflow {Among(workflows.Count)}", [tenant, program, .. workflows], IsWide: true));
            return;
        }
        object?[] first = [.. branch.Where[0].Values.SelectMany(KeysOf)];
        foreach (var keys in apart ? first.Select(k => new[] { k }) : [first]) sources.Add(ByFields(branch, keys, tenant, program));
    }

    /// <param name="first">The sort keys of the first field's values.</param>
    private static Source ByFields(CaseBranch branch, object?[] first, string tenant, string? program)
    {
        var text = "SELECT s0.CaseId FROM CaseSort s0";
        var conditions = new List<string>();
        var values = new List<object?>();
        for (var i = 0; i < branch.Where.Count; i++)
        {
            var (field, wanted) = branch.Where[i];
            if (i > 0) text += string.Create(CultureInfo.InvariantCulture, $" JOIN CaseSort s{i} ON s{i}.CaseId = s0.CaseId");
            object?[] keys = i == 0 ? first : [.. wanted.SelectMany(KeysOf)];
            conditions.Add(string.Create(CultureInfo.InvariantCulture, $"s{i}.Tenant = ? AND s{i}.Program = ? AND s{i}.FieldId = ? AND s{i}.SortKey {Among(keys.Length)} AND s{i}.Text {Among(wanted.Count)}"));
            values.AddRange([tenant, program, field, .. keys, .. wanted]);
        }
        if (branch.Workflows.Count > 0)
        {
            text += " JOIN Cases w ON w.Id = s0.CaseId";
            conditions.Add($"w.Workflow {Among(branch.Workflows.Count)}");
            values.AddRange(branch.Workflows);
        }
        return new("s0.CaseId", $"{text} WHERE {string.Join(" AND ", conditions)}", values, IsWide: true);
    }

    /// <summary>A value's sort key as a text and, where it is one, as a number.</summary>
    private static IEnumerable<object?> KeysOf(string value)
    {
        yield return SortKeys.Of(Datum.Of(value));
        if (decimal.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)) yield return SortKeys.Of(Datum.Of(number));
    }

    private static string Among(int count) => count == 1 ? "= ?" : $"IN ({Dialect.Marks(count)})";

    /// <param name="Key">The column it gives.</param>
    /// <param name="IsWide">It may hold many cases, and an index gives them in the order of their keys.</param>
    private sealed record Source(string Key, string Text, IReadOnlyList<object?> Values, bool IsWide);
}
