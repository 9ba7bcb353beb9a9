using Workflows.Cases.Audit;
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
        async Task Refused(Func<ValueTask> list) => Assert.Equal(ListRefusedException.BadCursor, (await Assert.ThrowsAsync<ListRefusedException>(async () => await list())).Code);
        foreach (var nonsense in new[] { "§§", "", "12", "W10", "WyJiIiwiMCIsMV0" })
        {
            await Refused(async () => await store.Reader.ListCases(Tenant, new CaseFilter(), new PageRequest(10, nonsense), default));
            await Refused(async () => await store.Reader.ListTasks(Tenant, new TaskFilter([], "u1"), new PageRequest(10, nonsense), default));
            await Refused(async () => await store.Reader.ListNotices(Tenant, "u1", new PageRequest(10, nonsense), default));
            await Refused(async () => await store.Get<IAuditTrail>().Search(Tenant, new AuditFilter(), new PageRequest(10, nonsense), default));
            await Refused(async () => await store.Get<IKeptStore>().List(Tenant, "space", null, new PageRequest(10, nonsense), default));
            await Refused(async () => await store.Get<IMessageDesk>().List(Tenant, null, null, null, new PageRequest(10, nonsense), default));
        }
        // A place in a list of another order is none in this.
        await store.Start(Head(1));
        await store.Start(Head(2));
        var next = (await store.Reader.ListCases(Tenant, new CaseFilter("p"), new PageRequest(1, null, "status"), default)).Next;
        await Refused(async () => await store.Reader.ListCases(Tenant, new CaseFilter("p"), new PageRequest(1, next, "amount"), default));
    }

    [Fact]
    public async Task A_case_is_found_by_any_part_of_its_words_in_whatever_width_and_no_longer_by_what_it_said_before()
    {
        await using var store = Open();
        var first = (await store.Start(Said("KF-0001", ("name", "佐々木 太郎"), ("address", "鎌倉市御成町18-10")))).CaseId!;
        var second = (await store.Start(Said("KF-0012", ("name", "ササキ　ハナコ"), ("address", "逗子市逗子5-2-16")))).CaseId!;
        await store.Start(Said("KF-0123", ("name", "林 佐和"), ("address", "鎌倉市大船")));
        string[] all = ["name", "address"];
        async Task<string> Found(string text, string[]? fields = null, string? sort = null)
        {
            var page = await store.Reader.ListCases(Tenant, new CaseFilter("p", Text: text, TextIn: fields ?? all), new PageRequest(10, null, sort), default);
            Assert.Equal(page.Count, page.Items.Count);
            return string.Join(' ', page.Items.Select(c => c.Number));
        }
        Assert.Equal("KF-0001", await Found("佐々"));
        Assert.Equal("KF-0001", await Found("々木太"));
        Assert.Equal("KF-0123", await Found("林"));
        Assert.Equal("KF-0123 KF-0001", await Found("佐"));
        Assert.Equal("KF-0012", await Found("ｻｻｷ"));
        Assert.Equal("KF-0123 KF-0012", await Found("０１２"));
        Assert.Equal("KF-0123 KF-0012 KF-0001", await Found("kf"));
        Assert.Equal("KF-0123", await Found("23"));
        Assert.Equal("KF-0012", await Found("5-"));
        Assert.Equal("KF-0001", await Found("御成町１８"));
        // Pieces that stand apart are no word; words may stand in different fields.
        Assert.Equal("", await Found("木佐々"));
        Assert.Equal("KF-0001", await Found("鎌倉 木　太郎"));
        Assert.Equal("", await Found("鎌倉 ハナコ"));
        Assert.Equal("KF-0001 KF-0123", await Found("鎌倉", sort: "name"));
        // A reader finds nothing by what stands in a field they may not read.
        Assert.Equal("", await Found("佐々", ["address"]));
        Assert.Equal("KF-0001", await Found("0001", []));
        Assert.Equal("", await Found("御成", []));
        await store.Event(first, Said("KF-0001", ("name", "高橋 太郎"), ("address", null)));
        Assert.Equal("", await Found("佐々木"));
        Assert.Equal("", await Found("御成町"));
        Assert.Equal("KF-0001", await Found("高橋"));
        Assert.Equal(ListRefusedException.BadText, (await Assert.ThrowsAsync<ListRefusedException>(() => Found("k"))).Code);
        Assert.Equal(ListRefusedException.BadText, (await Assert.ThrowsAsync<ListRefusedException>(() => Found("一 二 三 四 五 六 七 八 九"))).Code);

        await store.Event(second, Ops(Op("end")));
        store.Clock.Advance(TimeSpan.FromDays(400));
        await store.Get<IRetentionStore>().Dispose(Tenant, second, [], [], "手続", store.Now.AddDays(-400), "P1Y", store.Now, default);
        Assert.Equal("", await Found("ササキ"));
        Assert.Equal(2, store.Get<Sql.ISqlReaders>().Read(db => db.Number("SELECT COUNT(*) FROM CaseWords")));
    }

    [Fact]
    public async Task A_task_is_found_by_its_title_and_by_the_words_of_its_case_that_the_reader_may_read()
    {
        await using var store = Open();
        Datum Work(string title, string number, string name) => Said(number, ("name", name)).With("ops", Datum.List(Said(number, ("name", name))["ops"].Items.Append(
            Op("project", ("table", "tasks"), ("key", "9.1"), ("row", Datum.Object(("task", "t"), ("title", title), ("role", "a"), ("status", "open")))))));
        await store.Start(Work("口座の照合", "KF-0001", "佐々木 太郎"));
        await store.Start(Work("補正の確認", "KF-0012", "林 照子"));
        async Task<string> Found(string text, bool may = true, string? sort = null)
        {
            var page = await store.Reader.ListTasks(Tenant, new TaskFilter(["p/a"], Text: text, TextIn: may ? [("p", ["name"])] : null), new PageRequest(10, null, sort), default);
            Assert.Equal(page.Count, page.Items.Count);
            return string.Join(' ', page.Items.Select(t => t.CaseNumber).Order(StringComparer.Ordinal));
        }
        Assert.Equal("KF-0001", await Found("照合"));
        Assert.Equal("KF-0001 KF-0012", await Found("照"));
        Assert.Equal("KF-0001", await Found("照", may: false));
        Assert.Equal("KF-0012", await Found("林"));
        Assert.Equal("", await Found("林", may: false));
        Assert.Equal("KF-0012", await Found("0012", may: false, sort: "title"));
        Assert.Equal("", await Found("徳川"));

        // A task of another role that an escalation added to this one.
        await store.Start(Said("KF-0100", ("name", "森 進")).With("ops", Datum.List(Said("KF-0100", ("name", "森 進"))["ops"].Items.Append(
            Op("project", ("table", "tasks"), ("key", "9.1"), ("row", Datum.Object(("task", "t"), ("title", "決裁（ＰＤＦ）"), ("role", "b"), ("status", "open"), ("also", Datum.List("a")))))))));
        Assert.Equal("KF-0100", await Found("決裁", may: false));
        Assert.Equal("KF-0100", await Found("pdf", may: false));
        Assert.Equal("KF-0100", await Found("森"));
        Assert.Equal("KF-0001", await Found("照合"));
    }

    private static Datum Said(string number, params (string Field, string? Value)[] fields) => Ops([
        Op("project", ("table", "header"), ("key", ""), ("row", Datum.Object(("number", number), ("status", "受付"), ("lifecycle", "active")))),
        .. fields.Select(f => Op("project", ("table", "sort"), ("key", f.Field), ("row", f.Value is null ? Datum.Null : Datum.Object(("value", f.Value), ("type", "string")))))]);

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
