using System.Globalization;
using Workflows.Cases.Ports;
using Workflows.Engine;
using Workflows.Engine.Data;
using Workflows.Storage.Reading;
using Workflows.Storage.Running;
using Workflows.Storage.Sql;
using Workflows.Storage.Tests.Kit;
using static Workflows.Storage.Tests.Kit.TestStore;

namespace Workflows.Storage.Tests;

/// <summary>Words that very many cases have: pages hold each case once in order, whatever way the list is come by, and counts say where they ended.</summary>
public abstract class FrequentWordsTests(Database database) : StoreTests(database)
{
    private const int Many = 2_400;

    /// <summary>The newer half has KF numbers, the older half OLD ones; one of three is of 佐々木, and all have a task.</summary>
    [Fact]
    public async Task Pages_of_a_frequent_word_hold_each_case_once_in_order()
    {
        await using var store = Open();
        await store.Get<ISqlWriter>().WriteWaiting(session => Fill(session, store.Clock.GetUtcNow()), default);
        var all = Enumerable.Range(0, Many).ToList();
        int[] Newest(Func<int, bool> which) => [.. all.Where(which).Reverse()];

        Assert.Equal(Newest(i => i >= Many / 2), await Cases(store, "KF-"));
        Assert.Equal(Newest(i => i >= Many / 2), await Cases(store, "ｋｆ－"));
        Assert.Equal(all.Where(i => i >= Many / 2), await Cases(store, "KF-", "createdAt"));
        Assert.Equal(Newest(i => i < Many / 2), await Cases(store, "OLD-"));
        Assert.Equal(Newest(i => i % 3 == 0), await Cases(store, "佐々木"));
        Assert.Equal(Newest(i => i % 3 == 0 && i >= Many / 2), await Cases(store, "佐々木 KF-"));
        Assert.Equal(Newest(_ => true), await Cases(store, "ｔｉｔｌｅ"));

        Assert.Equal(all.Where(i => i % 3 == 0), await Tasks(store, "佐々木", 200));
        Assert.Equal(all.Where(i => i % 1_000 != 7), await Tasks(store, "内容の確認", 200));
        Assert.Equal(all.Where(i => i % 1_000 == 7), await Tasks(store, "長い題", null));
    }

    private static async Task<List<int>> Cases(TestStore store, string text, string? sort = null)
    {
        var (found, cursor, counts) = (new List<int>(), (string?)null, new HashSet<(int, bool)>());
        do
        {
            var page = await store.Reader.ListCases(Tenant, new CaseFilter("p", Text: text, TextIn: ["name"]), new PageRequest(500, cursor, sort), default);
            counts.Add((page.Count, page.IsLeast));
            found.AddRange(page.Items.Select(c => No(c.Id)));
            cursor = page.Next;
        } while (cursor is not null);
        Assert.Equal((Math.Min(found.Count, 1_000), found.Count >= 1_000), Assert.Single(counts));
        return found;
    }

    private static async Task<List<int>> Tasks(TestStore store, string text, int? least)
    {
        var (found, cursor, counts) = (new List<int>(), (string?)null, new HashSet<(int, bool)>());
        do
        {
            var page = await store.Reader.ListTasks(Tenant, new TaskFilter(["p/a"], Text: text, TextIn: [("p", ["name"])]), new PageRequest(500, cursor), default);
            counts.Add((page.Count, page.IsLeast));
            found.AddRange(page.Items.Select(t => No(t.CaseId)));
            cursor = page.Next;
        } while (cursor is not null);
        Assert.Equal((least ?? found.Count, least is not null), Assert.Single(counts));
        return found;
    }

    private static int No(string id) => int.Parse(id[1..], CultureInfo.InvariantCulture);

    private static bool Fill(SqlSession session, DateTimeOffset now)
    {
        var head = session.Db.Seal(Packing.Pack(Datum.Object(("title", "Title"))));
        session.Db.InsertNew(StepTable.Queues, Tenant, "p", "a", "");
        var queue = session.Db.Number("SELECT Id FROM Queues WHERE Role = ?", "a")!.Value;
        var tasks = new List<(long Key, int No, string Title)>();
        for (var i = 0; i < Many; i++)
        {
            var key = session.NextCaseKey();
            var (number, name, title) = ($"{(i < Many / 2 ? "OLD" : "KF")}-{i:D6}", i % 3 == 0 ? $"佐々木 {i}" : $"林 {i}", i % 1_000 == 7 ? $"{new string('長', 30)}い題で途中までしか並び順に入らない珍しい確認" : "内容の確認");
            session.Rows.Add(StepTable.Cases, key, $"w{i}", Tenant, "p", 1, "P1", number, "s", "active", "person1", null, 0, now, now, 1L, null, SqlCases.Format, head, null);
            session.Rows.Add(StepTable.CaseSort, key, "name", Tenant, "p", SortKeys.Of(Datum.Of(name)), name, WordForms.Of(name));
            var words = new SortedSet<string>(StringComparer.Ordinal);
            WordForms.Add(words, WordForms.Place(Tenant, "p", "name"), WordForms.Of(name));
            SqlEffects.PutWords(session, Tenant, key, $"{WordForms.Of(number)}\n{WordForms.Of("Title")}", words);
            session.Rows.Add(StepTable.Tasks, key, "1.1", Tenant, queue, "check", title, "open", true, null, now, null, now.AddMinutes(i), session.Db.Seal(Packing.Pack(Datum.EmptyObject)));
            tasks.Add((key, i, title));
        }
        session.Rows.Flush();
        foreach (var (key, _, title) in tasks)
            session.Db.InsertNew(StepTable.TaskSort, queue, TaskSorts.Title, SortKeys.Of(Datum.Of(title)), session.Db.Number("SELECT Id FROM Tasks WHERE CaseId = ?", key)!.Value);
        // As the database does by itself in time: without it PostgreSQL takes the tables for empty.
        session.Db.Run("ANALYZE");
        return true;
    }
}
