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
    public static bool IsWide(SqlDb db, string tenant, string? program, CaseScope scope, DateTimeOffset now, int few)
    {
        if (scope.Branches.Count == 0) return false;
        var (sources, values) = Sources(tenant, program, scope, now);
        return SqlCaseLists.Count(db, $"FROM ({string.Join(" UNION ALL ", sources)}) AS known", values, few) == few;
    }

    /// <param name="wide">Each case is asked whether it is in the scope, instead of the scope for its cases.</param>
    public static SqlText AndScope(this SqlText where, string tenant, string? program, CaseScope? scope, DateTimeOffset now, bool wide)
    {
        if (scope is null) return where;
        var (sources, values) = Sources(tenant, program, scope, now);
        return wide
            ? where.And($"({string.Join(" OR ", sources.Select(s => $"EXISTS ({s} AND {KeyOf(s)} = c.Id)"))})", values.ToArray())
            : where.And($"c.Id IN ({string.Join(" UNION ALL ", sources)})", values.ToArray());
    }

    /// <summary>Queries of case keys: a person's own, each branch's, those granted.</summary>
    private static (List<string> Sources, List<object?> Values) Sources(string tenant, string? program, CaseScope scope, DateTimeOffset now)
    {
        List<string> sources = ["SELECT o.Id FROM Cases o WHERE o.Tenant = ? AND o.Applicant = ?"];
        List<object?> values = [tenant, scope.Person];
        foreach (var branch in scope.Branches) Branch(branch, tenant, program, sources, values);
        // A grant's key begins with its last moment, so that one out of time is not found.
        sources.Add($"SELECT g.CaseId FROM Projections g JOIN Cases e ON e.Id = g.CaseId WHERE g.Tenant = ? AND g.Person IN ({Marks(scope.Principals.Count)}) AND g.Table = '{Projections.Grants}' AND g.Key > ? AND (e.Lifecycle <> 'ended' OR g.Key LIKE '%~a~%')");
        values.AddRange([tenant, .. scope.Principals, now.UtcTicks.ToString("D19", CultureInfo.InvariantCulture)]);
        return (sources, values);
    }

    /// <summary>The column a source gives.</summary>
    private static string KeyOf(string source) => source.Split(' ')[1];

    private static void Branch(CaseBranch branch, string tenant, string? program, List<string> sources, List<object?> values)
    {
        if (branch.Where.Count == 0)
        {
            if (branch.Workflows.Count == 0) return;
            sources.Add($"SELECT w.Id FROM Cases w WHERE w.Tenant = ? AND w.Program = ? AND w.Workflow IN ({Marks(branch.Workflows.Count)})");
            values.AddRange([tenant, program, .. branch.Workflows]);
            return;
        }
        var text = "SELECT s0.CaseId FROM CaseSort s0";
        var conditions = new List<string>();
        var own = new List<object?>();
        for (var i = 0; i < branch.Where.Count; i++)
        {
            var (field, wanted) = branch.Where[i];
            if (i > 0) text += string.Create(CultureInfo.InvariantCulture, $" JOIN CaseSort s{i} ON s{i}.CaseId = s0.CaseId");
            object?[] keys = [.. wanted.SelectMany(KeysOf)];
            conditions.Add(string.Create(CultureInfo.InvariantCulture, $"s{i}.Tenant = ? AND s{i}.Program = ? AND s{i}.FieldId = ? AND s{i}.SortKey IN ({Marks(keys.Length)}) AND s{i}.Text IN ({Marks(wanted.Count)})"));
            own.AddRange([tenant, program, field, .. keys, .. wanted]);
        }
        if (branch.Workflows.Count > 0)
        {
            text += " JOIN Cases w ON w.Id = s0.CaseId";
            conditions.Add($"w.Workflow IN ({Marks(branch.Workflows.Count)})");
            own.AddRange(branch.Workflows);
        }
        sources.Add($"{text} WHERE {string.Join(" AND ", conditions)}");
        values.AddRange(own);
    }

    /// <summary>A value's sort key as a text and, where it is one, as a number.</summary>
    private static IEnumerable<object?> KeysOf(string value)
    {
        yield return SortKeys.Of(Datum.Of(value));
        if (decimal.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)) yield return SortKeys.Of(Datum.Of(number));
    }

    private static string Marks(int count) => string.Join(", ", Enumerable.Repeat("?", count));
}
