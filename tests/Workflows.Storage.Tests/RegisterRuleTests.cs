using Workflows.Cases.Ports;
using Workflows.Cases.Registers;
using Workflows.Engine.Data;
using Workflows.Engine.Turns;
using Workflows.Storage.Tests.Kit;
using static Workflows.Storage.Tests.Kit.TestStore;

namespace Workflows.Storage.Tests;

public abstract class RegisterRuleTests(Database database) : StoreTests(database)
{
    private static readonly RegisterSpec Plain = new("R", "台帳", [], "record", null, ["code"], "M", [], [],
        [Field("code"), Field("room"), Field("status"), Field("from", "date"), Field("to", "date"), Field("seats", "number"), Field("owner")], [], []);

    [Fact]
    public async Task Periods_of_one_room_do_not_overlap_and_touch_without_a_conflict()
    {
        await using var store = With(new ConstraintSpec("free", Datum.Object(("status", "有効"))) { Overlap = new(["room"], new("from", "to"), Cut: false) });
        await Added(store, ("room", "A"), ("status", "有効"), ("from", "2026-04-01"), ("to", "2026-04-30"));
        Assert.Equal("free", (await Add(store, ("room", "A"), ("status", "有効"), ("from", "2026-04-30"), ("to", "2026-05-31"))).Value["constraint"].AsText());
        await Added(store, ("room", "A"), ("status", "有効"), ("from", "2026-05-01"));
        await Added(store, ("room", "B"), ("status", "有効"), ("from", "2026-04-10"));
        await Added(store, ("room", "A"), ("status", "取消"), ("from", "2026-04-10"));
        Assert.Equal(Reply.Conflict, (await Add(store, ("room", "A"), ("status", "有効"), ("from", "2030-01-01"))).Outcome);
        // A record does not stand in its own way.
        Assert.Equal(Reply.Done, (await Change(store, "change", "M-000001", ("to", "2026-04-20"))).Outcome);
        Assert.Equal(Reply.Conflict, (await Change(store, "change", "M-000001", ("to", "2026-05-01"))).Outcome);
    }

    [Fact]
    public async Task A_record_that_follows_ends_the_period_of_the_one_before_and_the_history_says_so()
    {
        await using var store = With(new ConstraintSpec("one", Datum.EmptyObject) { Overlap = new(["owner"], new("from", "to"), Cut: true) });
        await Added(store, ("owner", "p"), ("room", "旧"), ("from", "2026-04-01"));
        await Added(store, ("owner", "p"), ("room", "新"), ("from", "2026-06-01"));
        Assert.Equal("2026-05-31", (await Find(store, ("code", "M-000001"))).Single()["fields"]["to"].AsText());
        Assert.Equal(["add", "cut"], (await store.Get<IRegisterStore>().History(Tenant, "p", "R", "M-000001", default)).Select(h => h["operation"].AsText()));
        // Nothing is cut out of the middle.
        Assert.Equal(Reply.Conflict, (await Add(store, ("owner", "p"), ("from", "2026-05-01"), ("to", "2026-05-02"))).Outcome);
        Assert.Equal("旧", (await Find(store, ("_validOn", "2026-05-31"))).Single()["fields"]["room"].AsText());
        Assert.Equal("新", (await Find(store, ("_validOn", "2026-06-01"), ("owner", "p"))).Single()["fields"]["room"].AsText());
        Assert.Empty(await Find(store, ("_validOn", "2026-03-31")));
    }

    [Fact]
    public async Task A_course_takes_no_more_than_its_seats_however_they_are_counted()
    {
        await using var store = With(new ConstraintSpec("seats", Datum.Object(("status", "有効"))) { Capacity = new(["room"], 5, null, "seats") });
        await Added(store, ("room", "A"), ("status", "有効"), ("seats", 3));
        var second = await Added(store, ("room", "A"), ("status", "有効"), ("seats", 2));
        Assert.Equal("seats", (await Add(store, ("room", "A"), ("status", "有効"), ("seats", 1))).Value["constraint"].AsText());
        await Added(store, ("room", "A"), ("status", "待ち"), ("seats", 9));
        Assert.Equal(Reply.Conflict, (await Change(store, "change", second, ("seats", 3))).Outcome);
        await Change(store, "end", second);
        await Added(store, ("room", "A"), ("status", "有効"), ("seats", 2));
    }

    [Fact]
    public async Task A_status_goes_only_declared_ways()
    {
        var ways = new SortedDictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal) { ["申請"] = ["承認", "却下"], ["承認"] = ["廃止"] };
        await using var store = With(new ConstraintSpec("way", Datum.EmptyObject) { Transition = new("status", ways, ["申請"]) });
        Assert.Equal(Reply.Conflict, (await Add(store, ("status", "承認"))).Outcome);
        var id = await Added(store, ("status", "申請"));
        Assert.Equal(Reply.Conflict, (await Change(store, "change", id, ("status", "廃止"))).Outcome);
        Assert.Equal(Reply.Done, (await Change(store, "change", id, ("status", "承認"))).Outcome);
        Assert.Equal(Reply.Done, (await Change(store, "change", id, ("room", "A"))).Outcome);
        Assert.Equal(Reply.Conflict, (await Change(store, "change", id, ("status", "申請"))).Outcome);
    }

    [Fact]
    public async Task A_record_names_one_that_exists_and_what_is_named_cannot_go()
    {
        await using var store = With(new ConstraintSpec("owner-exists", Datum.EmptyObject) { Reference = new("P", new SortedDictionary<string, string> { ["code"] = "owner" }) });
        var p = Plain with { Id = "P", IdSeries = "P", Constraints = [], Referrers = ["R"], Others = store.Registers.Of };
        store.Registers.More["P"] = p;
        Assert.Equal("owner-exists", (await Add(store, ("owner", "P-000001"))).Value["constraint"].AsText());
        await Added(store);
        await store.Get<IRegisterStore>().Change(Tenant, "p", new ChangeRecord("P", "add", null, Datum.EmptyObject), "u1", store.Now, default);
        var named = await Added(store, ("owner", "P-000001"));
        async Task<Reply> EndP() => await store.Get<IRegisterStore>().Change(Tenant, "p", new ChangeRecord("P", "end", "P-000001", Datum.EmptyObject), "u1", store.Now, default);
        Assert.Equal(Reply.Conflict, (await EndP()).Outcome);
        await Change(store, "end", named);
        Assert.Equal(Reply.Done, (await EndP()).Outcome);
    }

    [Fact]
    public async Task Values_of_a_counted_field_are_counted_as_they_stand_and_anew_when_the_package_counts_another()
    {
        await using var store = With();
        store.Registers.R = store.Registers.R with { Counted = ["status"] };
        var first = await Added(store, ("status", "よい"), ("room", "A"));
        await Added(store, ("status", Datum.List("よい", "安い")), ("room", "B"));
        var gone = await Added(store, ("status", "よい"), ("room", "B"));
        await Change(store, "end", gone);
        var registers = store.Get<IRegisterStore>();
        async Task<IReadOnlyList<long>> Tally(string field, params Datum[] values) => await registers.Tally(Tenant, "p", "R", field, values, default);
        Assert.Equal([2L, 1L, 0L], await Tally("status", "よい", "安い", "なし"));
        await Change(store, "change", first, ("status", "安い"));
        Assert.Equal([1L, 2L], await Tally("status", "よい", "安い"));
        Assert.Equal(2, await registers.Count(Tenant, "p", "R", default));
        await Assert.ThrowsAsync<ArgumentException>(async () => await Tally("room", "A"));

        store.Registers.R = store.Registers.R with { Counted = ["room"] };
        await registers.Reindex(Tenant, "p", "R", default);
        Assert.Equal([1L, 1L], await Tally("room", "A", "B"));
    }

    [Fact]
    public async Task What_was_known_at_a_moment_is_found_as_it_was_known()
    {
        await using var store = With();
        var before = store.Now;
        store.Clock.Advance(TimeSpan.FromHours(1));
        var id = await Added(store, ("room", "A"), ("status", "有効"));
        var first = store.Now;
        store.Clock.Advance(TimeSpan.FromHours(1));
        await Change(store, "change", id, ("room", "B"));
        store.Clock.Advance(TimeSpan.FromHours(1));
        var second = store.Now;
        store.Clock.Advance(TimeSpan.FromHours(1));
        await Change(store, "end", id);
        async Task<string?> Room(DateTimeOffset at) => (await Find(store, ("_knownAt", Datum.Of(at)))).SingleOrDefault()?["fields"]["room"].AsText();
        Assert.Equal(new string?[] { null, "A", "B", null }, new[] { await Room(before), await Room(first), await Room(second), await Room(store.Now) });
        Assert.Empty(await Find(store, ("_knownAt", Datum.Of(first)), ("room", "B")));
        Assert.Equal(1, (await Find(store, ("_knownAt", Datum.Of(first)), ("room", "A"))).Single()["revision"].AsLong());
    }

    [Fact]
    public async Task What_is_erased_of_a_record_is_gone_from_every_state_it_had_and_the_rest_stays()
    {
        await using var store = With();
        var id = await Added(store, ("owner", "消える名前"), ("room", "A"));
        await Change(store, "change", id, ("owner", "消える名前その二"));
        var registers = store.Get<IRegisterStore>();
        Assert.True(await registers.Erase(Tenant, "p", "R", id, ["owner"], "保存期間の満了", store.Now, default));
        Assert.False(await registers.Erase(Tenant, "p", "R", id, ["owner"], "保存期間の満了", store.Now, default));
        var states = await registers.History(Tenant, "p", "R", id, default);
        Assert.Equal(["add", "change", "dispose"], states.Select(s => s["operation"].AsText()));
        Assert.All(states, s => Assert.False(s["fields"].Has("owner")));
        Assert.Equal("A", (await Find(store, ("code", id))).Single()["fields"]["room"].AsText());
    }

    [Fact]
    public async Task A_dry_run_tells_of_every_row_and_keeps_none()
    {
        await using var store = With();
        var rows = new[] { Row("A"), Row("B"), Row("A") };
        var registers = store.Get<IRegisterStore>();
        var tried = await registers.ChangeAll(Tenant, "p", "R", "add", rows, keep: false, "u1", store.Now, "試す", default);
        Assert.Equal([Reply.Done, Reply.Done, Reply.Conflict], tried.Select(r => r.Outcome));
        Assert.Equal(Reply.Conflict, (await registers.ChangeAll(Tenant, "p", "R", "add", rows, keep: true, "u1", store.Now, "取込", default))[2].Outcome);
        Assert.Empty(await Find(store));
        await registers.ChangeAll(Tenant, "p", "R", "add", rows[..2], keep: true, "u1", store.Now, "年次更新", default);
        Assert.Equal(["A", "B"], (await Find(store)).Select(r => r["id"].AsText()));
        var kept = Assert.Single(await registers.History(Tenant, "p", "R", "A", default));
        Assert.Equal("年次更新", kept["reason"].AsText());
        Assert.False(kept["fields"].Has("_reason"));
    }

    [Fact]
    public async Task Many_changes_of_a_step_are_all_made_or_none_and_many_keys_are_told_one_by_one()
    {
        await using var store = With();
        var good = (await store.Start(Ops(Op("changeAll", ("register", "R"), ("operation", "add"), ("rows", Datum.List(Row("A"), Row("B"))))))).CaseId!;
        Assert.Equal(2, (await store.Fields(good))["replies"][0]["value"]["count"].AsLong());
        var bad = (await store.Start(Ops(Op("changeAll", ("register", "R"), ("operation", "add"), ("rows", Datum.List(Row("C"), Row("A")))), Op("find", ("register", "R"), ("where", Datum.EmptyObject))))).CaseId!;
        var replies = (await store.Fields(bad))["replies"];
        Assert.Equal(Reply.Conflict, replies[0]["outcome"].AsText());
        Assert.Equal(1, replies[0]["value"]["index"].AsLong());
        Assert.Equal(["A", "B"], replies[1]["value"].Items.Select(r => r["id"].AsText()));

        var holder = (await store.Start(Ops(Op("claimAll", ("keys", Datum.List("x", "y")))))).CaseId!;
        var other = (await store.Start(Ops(Op("claimAll", ("keys", Datum.List("y", "z")))))).CaseId!;
        var taken = Assert.Single((await store.Fields(other))["replies"][0]["value"]["taken"].Items);
        Assert.Equal(("y", holder), (taken["key"].AsText(), taken["by"].AsText()));
        await store.Event(holder, Ops(Op("unclaimAll", ("keys", Datum.List("x", "y")))));
        var third = (await store.Start(Ops(Op("claimAll", ("keys", Datum.List("x", "y", "z")))))).CaseId!;
        Assert.Equal(["z"], (await store.Fields(third))["replies"][0]["value"]["taken"].Items.Select(t => t["key"].AsText()));
    }

    private static Datum Row(string code) => Datum.Object(("values", Datum.Object(("code", code))));

    private TestStore With(params ConstraintSpec[] rules)
    {
        var store = Open();
        store.Registers.R = Plain with { Constraints = rules, Period = new("from", "to"), Others = store.Registers.Of };
        return store;
    }

    private static async Task<Reply> Add(TestStore store, params (string, Datum?)[] values) => await Change(store, "add", null, values);

    private static async Task<string> Added(TestStore store, params (string, Datum?)[] values)
    {
        var reply = await Add(store, values);
        Assert.Equal(Reply.Done, reply.Outcome);
        return reply.Value["id"].AsText()!;
    }

    private static async Task<Reply> Change(TestStore store, string operation, string? id, params (string, Datum?)[] values) =>
        await store.Get<IRegisterStore>().Change(Tenant, "p", new ChangeRecord("R", operation, id, Datum.Object(values)), "u1", store.Now, default);

    private static async Task<IReadOnlyList<Datum>> Find(TestStore store, params (string, Datum?)[] where) =>
        await store.Get<IRegisterStore>().Find(Tenant, "p", "R", Datum.Object(where), 100, default);

    private static RegisterFieldSpec Field(string key, string type = "text") => new(key, key, type, false, false, null, []);
}
