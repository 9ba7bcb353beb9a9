using Workflows.Cases.Ports;
using Workflows.Engine;
using Workflows.Engine.Data;
using Workflows.Storage.Running;
using Workflows.Storage.Sql;
using Workflows.Storage.Tests.Kit;
using static Workflows.Storage.Tests.Kit.TestStore;

namespace Workflows.Storage.Tests;

/// <summary>A reader of thousands of cases, not of all: what is listed is what each case by itself says.</summary>
public abstract class WideScopeTests(Database database) : StoreTests(database)
{
    private const int Many = 12_000;

    [Fact]
    public async Task Pages_of_a_wide_scope_hold_each_of_its_cases_once_in_order_and_no_other()
    {
        await using var store = Open();
        await store.Get<ISqlWriter>().WriteWaiting(session => Fill(session, store.Clock.GetUtcNow()), default);
        // Office 0 or 1 (by text, one of them a number, too), any of workflow P2, and one's own.
        var scope = new CaseScope([new CaseBranch([], [("office", ["a0", "1"])]), new CaseBranch(["P2", "P3"], [])], ["user:u7"], "person7");
        bool Belongs(int i) => i % 4 is 0 or 1 || (i % 4 == 2 && (i % 7 == 2 || i % 1_000 == 6));
        var all = Enumerable.Range(0, Many).Where(Belongs).Select(i => $"w{i}").ToList();

        Assert.Equal(Enumerable.Reverse(all), await Pages(store, scope, null));
        Assert.Equal(all, await Pages(store, scope, "createdAt"));
        // Cut by more than the scope it is read the other way, and the same.
        Assert.Equal(all.Where(id => int.Parse(id[1..], System.Globalization.CultureInfo.InvariantCulture) % 2 == 0), await Pages(store, scope, "createdAt", "even"));
    }

    private static async Task<List<string>> Pages(TestStore store, CaseScope scope, string? sort, string? status = null)
    {
        var (found, cursor) = (new List<string>(), (string?)null);
        do
        {
            var page = await store.Reader.ListCases(Tenant, new CaseFilter("wide", Status: status, Scope: scope), new PageRequest(500, cursor, sort), default);
            Assert.Equal(1_000, page.Count);
            found.AddRange(page.Items.Select(c => c.Id));
            cursor = page.Next;
        } while (cursor is not null);
        return found;
    }

    private static bool Fill(SqlSession session, DateTimeOffset now)
    {
        var head = session.Db.Seal(Packing.Pack(Datum.Object(("title", "t"))));
        for (var i = 0; i < Many; i++)
        {
            var key = session.NextCaseKey();
            session.Rows.Add(StepTable.Cases, key, $"w{i}", Tenant, i % 4 == 3 ? "other" : "wide", 1, i % 7 == 2 ? "P2" : "P1", $"W-{i}", i % 2 == 0 ? "even" : "odd", "active", i % 1_000 == 6 ? "person7" : "person1", null, 0, now, now, 1L, null, Semantics.StateFormat, head, null);
            var office = i % 4 == 0 ? "a0" : $"{i % 4}";
            session.Rows.Add(StepTable.CaseSort, key, "office", Tenant, i % 4 == 3 ? "other" : "wide", SortKeys.Of(i % 8 == 1 ? Datum.Of(1) : Datum.Of(office)), office, null);
        }
        session.Rows.Flush();
        return true;
    }
}
