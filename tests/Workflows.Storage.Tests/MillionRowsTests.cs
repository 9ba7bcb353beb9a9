using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Workflows.Cases.Ports;
using Workflows.Engine;
using Workflows.Engine.Data;
using Workflows.Storage.Sql;
using Workflows.Storage.Tests.Kit;

namespace Workflows.Storage.Tests;

/// <summary>Lists over a million cases; only in <c>tests/run.sh long</c>. Figures are printed, never asserted.</summary>
public class MillionRowsTests
{
    [Fact]
    public async Task A_million_cases_are_listed_page_by_page_without_gap_or_repeat()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("WORKFLOWS_TESTS") == "long", "Runs in tests/run.sh long.");
        await using var store = new TestStore();
        var writer = store.Get<ISqlWriter>();
        await writer.Write(session =>
        {
            var head = session.Db.Seal(Packing.Pack(Datum.Object(("number", "M"))));
            session.Db.Run("""
                WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000)
                INSERT INTO Cases (PublicId, Tenant, Program, ProgramVersion, Workflow, Number, Status, Lifecycle, Applicant, Faulted, CreatedAt, UpdatedAt, Version, StateFormat, Head)
                SELECT 'm' || i, ?, 'bulk', 1, 'P1', 'M-' || i, CASE i % 5 WHEN 0 THEN '照合中' ELSE '登録済' END, 'active', 'person' || (i % 1000), 0, ? + i, ? + i, 1, ?, ? FROM n
                """, TestStore.Tenant, store.Clock.GetUtcNow().UtcTicks, store.Clock.GetUtcNow().UtcTicks, Semantics.StateFormat, head);
            return 0;
        });
        var reader = store.Get<ICaseReader>();
        foreach (var filter in new[] { new CaseFilter(Program: "bulk"), new CaseFilter(Program: "bulk", Status: "照合中"), new CaseFilter(Applicant: "person7") })
        {
            var seen = new HashSet<string>(StringComparer.Ordinal);
            var times = new List<double>();
            string? cursor = null;
            for (var page = 0; page < 20; page++)
            {
                var watch = Stopwatch.StartNew();
                var found = await reader.ListCases(TestStore.Tenant, filter, new PageRequest(50, cursor), CancellationToken.None);
                times.Add(watch.Elapsed.TotalMilliseconds);
                Assert.Equal(50, found.Items.Count);
                Assert.Equal(1_000, found.Count);
                Assert.All(found.Items, row => Assert.True(seen.Add(row.Id), $"{row.Id} twice"));
                cursor = found.Next;
                if (cursor is null) break;
            }
            times.Sort();
            TestContext.Current.TestOutputHelper?.WriteLine($"{filter}: p95 {times[(int)(times.Count * 0.95)]:0.0} ms over {seen.Count} rows");
        }
    }
}
