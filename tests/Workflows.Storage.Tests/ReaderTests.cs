using Workflows.Cases.Ports;
using Workflows.Engine.Data;
using Workflows.Storage.Tests.Kit;
using static Workflows.Storage.Tests.Kit.TestStore;

namespace Workflows.Storage.Tests;

public abstract class ReaderTests(Database database) : StoreTests(database)
{
    [Fact]
    public async Task Case_lists_page_by_cursor_without_losing_or_doubling_a_row()
    {
        await using var store = Open();
        var ids = new List<string>();
        for (var i = 0; i < 23; i++) ids.Add((await store.Start(Head(i))).CaseId!);

        Assert.Equal(Enumerable.Reverse(ids), await All(store, new CaseFilter("p"), null));
        Assert.Equal(ids, await All(store, new CaseFilter("p"), "createdAt"));
        Assert.Equal(ids.Select((id, i) => (id, i)).OrderBy(x => (x.i * 5) % 7).ThenBy(x => x.i).Select(x => x.id), await All(store, new CaseFilter("p"), "amount"));
        Assert.Equal(ids.Select((id, i) => (id, i)).OrderByDescending(x => (x.i * 5) % 7).ThenByDescending(x => x.i).Select(x => x.id), await All(store, new CaseFilter("p"), "-amount"));
    }

    [Fact]
    public async Task Case_lists_filter_by_status_applicant_openness_and_text()
    {
        await using var store = Open();
        for (var i = 0; i < 12; i++) await store.Start(Head(i));
        async Task<int> Count(CaseFilter filter) => (await store.Reader.ListCases(Tenant, filter, new PageRequest(), default)).Count;
        Assert.Equal(4, await Count(new CaseFilter(Status: "審査中")));
        Assert.Equal(6, await Count(new CaseFilter(Applicant: "u1")));
        Assert.Equal(12, await Count(new CaseFilter(Open: true)));
        Assert.Equal(0, await Count(new CaseFilter(Open: false)));
        Assert.Equal(1, await Count(new CaseFilter(Text: "KF-07")));
        Assert.Equal(1, await Count(new CaseFilter(Text: "ｋｆ－０７")));
        Assert.Equal(0, await Count(new CaseFilter(Program: "q")));
        Assert.Equal(0, (await store.Reader.ListCases("14205", new CaseFilter(), new PageRequest(), default)).Count);
    }

    [Fact]
    public async Task A_task_given_to_others_too_is_in_their_lists_once_until_it_is_done()
    {
        await using var store = Open();
        var row = Datum.Object(("task", "t"), ("title", "審査"), ("role", "a"), ("status", "open"));
        await store.Start(Ops(Op("project", ("table", "tasks"), ("key", "9.1"), ("row", row.With("title", "ほか")))));
        var id = (await store.Start(Ops(Op("project", ("table", "tasks"), ("key", "9.1"), ("row", row))))).CaseId!;
        async Task<string> Titles(string? view, string? sort, params string[] queues)
        {
            var page = await store.Reader.ListTasks(Tenant, new TaskFilter(queues, View: view), new PageRequest(10, null, sort), default);
            Assert.Equal(page.Items.Count, page.Count);
            return string.Join(' ', page.Items.Select(t => t.Title));
        }
        Assert.Equal("", await Titles(null, null, "p/chief"));

        await store.Event(id, Ops(Op("project", ("table", "tasks"), ("key", "9.1"), ("row", row.With("also", Datum.List("chief")).With("alsoPeople", Datum.List("u7"))))));
        foreach (var sort in new[] { null, "title", "-createdAt", "status" })
        {
            Assert.Equal("審査", await Titles(null, sort, "p/chief"));
            Assert.Equal("審査", await Titles("unassigned", sort, TaskFilter.PersonQueue("p", "u7")));
        }
        Assert.Equal("", await Titles(null, null, TaskFilter.PersonQueue("p", "u8"), "q/chief"));
        // Who holds both roles sees it once.
        Assert.Equal("ほか 審査", await Titles(null, "-createdAt", "p/a", "p/chief") is var both ? string.Join(' ', both.Split(' ').Order(StringComparer.Ordinal)) : "");

        await store.Event(id, Ops(Op("project", ("table", "tasks"), ("key", "9.1"), ("row", row.With("also", Datum.List("chief")).With("status", "done")))));
        Assert.Equal("", await Titles(null, null, "p/chief"));
    }

    [Fact]
    public async Task Task_lists_merge_the_visible_queues_in_order_of_due_date()
    {
        await using var store = Open();
        for (var i = 0; i < 15; i++)
            await store.Start(Ops(Op("project", ("table", "tasks"), ("key", "9.1"), ("row", Datum.Object(
                ("task", "t"), ("title", $"T{i:00}"), ("role", i % 3 == 0 ? "a" : i % 3 == 1 ? "b" : "hidden"), ("office", i % 2 == 0 ? "o1" : null),
                ("status", i == 4 ? "done" : i % 5 == 0 ? "claimed" : "open"), ("assignee", i % 5 == 0 ? "staff1" : null),
                ("due", i == 7 ? Datum.Null : Datum.Of(store.Now.AddHours(((i * 7) % 15) - 3))))))));

        var filter = new TaskFilter(["p/a", "p/b"]);
        var titles = new List<string>();
        string? cursor = null;
        do
        {
            var page = await store.Reader.ListTasks(Tenant, filter, new PageRequest(4, cursor), default);
            Assert.Equal(9, page.Count);
            titles.AddRange(page.Items.Select(t => t.Title));
            cursor = page.Next;
        }
        while (cursor is not null);
        var expected = Enumerable.Range(0, 15).Where(i => i % 3 != 2 && i != 4).OrderBy(i => i == 7 ? 1_000 : (i * 7) % 15).Select(i => $"T{i:00}");
        Assert.Equal(expected, titles);

        async Task<int> Count(TaskFilter f) => (await store.Reader.ListTasks(Tenant, f, new PageRequest(), default)).Items.Count;
        Assert.Equal(3, await Count(new TaskFilter([], Assignee: "staff1", View: "mine")));
        Assert.Equal(7, await Count(filter with { View = "unassigned" }));
        Assert.Equal(1, await Count(filter with { View = "done" }));
        Assert.Equal(Enumerable.Range(0, 15).Count(i => i % 3 != 2 && i is not (4 or 7) && ((i * 7) % 15) - 3 < 0), await Count(filter with { View = "overdue" }));
        Assert.Equal(0, await Count(new TaskFilter([])));
        await Assert.ThrowsAsync<ArgumentException>(() => Count(filter with { View = "other" }));
        var task = (await store.Reader.ListTasks(Tenant, filter, new PageRequest(1), default)).Items[0];
        Assert.Equal(task.Title, (await store.Reader.FindTask(Tenant, task.Id, default))!.Title);
        Assert.Null(await store.Reader.FindTask("14205", task.Id, default));
    }

    [Fact]
    public async Task A_cursor_nobody_gave_is_refused_with_a_sentence()
    {
        await using var store = Open();
        await Assert.ThrowsAsync<ArgumentException>(async () => await store.Reader.ListCases(Tenant, new CaseFilter(), new PageRequest(10, "§§"), default));
    }

    [Fact]
    public async Task Faulted_cases_are_listed_until_the_incident_is_settled()
    {
        await using var store = Open();
        var started = await store.Start(Ops(Op("set", ("field", "a"), ("value", 1))));
        await store.Event(started.CaseId!, Ops(Op("no such operation")));
        Assert.Equal(started.CaseId, Assert.Single((await store.Reader.ListFaulted(Tenant, "p", new PageRequest(), default)).Items).Id);
        Assert.Single(await store.Reader.ReadProjection(Tenant, started.CaseId!, "incidents", default));
    }

    [Fact]
    public async Task History_tells_what_was_said_asked_and_answered()
    {
        await using var store = Open();
        var started = await store.Start(Ops(Op("number", ("series", "S"))));
        var row = Assert.Single(await store.Reader.ReadHistory(Tenant, started.CaseId!, 0, 10, default));
        Assert.Equal(("start", "u1"), (row.Stimulus.Kind, row.Stimulus.Actor));
        Assert.Equal(30, row.Context.Refs["settings"]["reviewDays"].AsLong());
        var (question, reply) = Assert.Single(row.Tape);
        Assert.Equal(("number", 1L), (question["ask"].AsText(), reply.Value.AsLong()!.Value));
        Assert.Contains(row.Journal, j => j.Event == "Started" && j.ActivityId == "do1");
        Assert.Equal((await store.Reader.ReadState(Tenant, started.CaseId!, default))!.Hash, row.StateHash);
    }

    private static Datum Head(int i) => Ops(
        Op("project", ("table", "header"), ("key", ""), ("row", Datum.Object(("number", $"KF-{i:00}"), ("status", i % 3 == 0 ? "審査中" : "受付"), ("lifecycle", "active"), ("applicant", i % 2 == 0 ? "u1" : "u2")))),
        Op("project", ("table", "sort"), ("key", "amount"), ("row", Datum.Object(("value", (i * 5) % 7), ("type", "number")))));

    private static async Task<List<string>> All(TestStore store, CaseFilter filter, string? sort)
    {
        var ids = new List<string>();
        string? cursor = null;
        do
        {
            var page = await store.Reader.ListCases(Tenant, filter, new PageRequest(5, cursor, sort), default);
            ids.AddRange(page.Items.Select(c => c.Id));
            cursor = page.Next;
        }
        while (cursor is not null);
        return ids;
    }
}
