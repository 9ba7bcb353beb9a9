using Workflows.Cases.Definitions;
using Workflows.Cases.Ports;
using Workflows.Storage.Reading;

namespace Workflows.Storage.Sql;

/// <summary>Instances by what stands in their rows; a page reads the ids before it and no states.</summary>
internal sealed class SqlInstanceReader(ISqlReaders readers) : IInstanceReader
{
    private const string From = "FROM Cases c JOIN Instances i ON i.CaseId = c.Id AND i.No = 1";

    public ValueTask<(IReadOnlyList<string> Cases, int Total)> Find(string tenant, InstanceFilter filter, int skip, int take, CancellationToken ct) => ValueTask.FromResult(readers.Read(db =>
    {
        var where = new SqlText().And("c.Tenant = ?", tenant).And("c.Program = ?", LooseDefinitions.Program).And("c.Lifecycle <> ?", CaseRow.Disposed);
        OneOf(where, "i.DefinitionId", filter.Definitions);
        OneOf(where, "i.Status", filter.Statuses);
        OneOf(where, "i.SubStatus", filter.SubStatuses);
        where.AndIf(filter.CorrelationId is not null, "i.CorrelationId = ?", filter.CorrelationId).AndIf(filter.Name is not null, "i.Name = ?", filter.Name).AndIf(filter.Faulted is true, "c.Faulted = 1").AndIf(filter.Faulted is false, "c.Faulted = 0");
        var total = (int)(db.Number($"SELECT COUNT(*) {From} WHERE {where.Conditions}", [.. where.Values]) ?? 0);
        var found = new List<string>();
        if (skip >= total) return ((IReadOnlyList<string>)found, total);
        using var rows = db.Query($"SELECT c.Id, c.PublicId {From} WHERE {where.Conditions} ORDER BY c.Id DESC LIMIT ?", [.. where.Values, skip + take]);
        while (rows.Step()) if (skip-- <= 0) found.Add(rows.Text(1));
        return ((IReadOnlyList<string>)found, total);
    }));

    private static void OneOf(SqlText where, string column, IReadOnlyList<string> values)
    {
        if (values.Count > 0) where.And($"{column} IN ({string.Join(", ", values.Select(_ => "?"))})", [.. values]);
    }
}
