using Workflows.Cases.Ports;
using Workflows.Engine.Data;
using Workflows.Engine.Turns;
using Workflows.Storage.Tests.Kit;
using static Workflows.Storage.Tests.Kit.TestStore;

namespace Workflows.Storage.Tests;

public abstract class RegisterTests(Database database) : StoreTests(database)
{
    [Fact]
    public async Task The_same_person_may_have_another_record_once_the_first_is_no_longer_active()
    {
        await using var store = Open();
        var first = await Change(store, "add", Datum.Object(("person", "p1"), ("status", "有効")));
        var second = await Change(store, "add", Datum.Object(("person", "p1"), ("status", "有効")));
        Assert.Equal(Reply.Conflict, second.Outcome);
        Assert.Equal(first.Value["id"].AsText(), second.Value["existing"]["id"].AsText());
        Assert.Equal(["person"], second.Value["fields"].Items.Select(f => f.AsText()));

        await Change(store, "change", Datum.Object(("status", "解約")), id: first.Value["id"].AsText());
        Assert.Equal(Reply.Done, (await Change(store, "add", Datum.Object(("person", "p1"), ("status", "有効")))).Outcome);
        Assert.Equal(Reply.Conflict, (await Change(store, "change", Datum.Object(("status", "有効")), id: first.Value["id"].AsText())).Outcome);
        Assert.Equal("解約", Assert.Single(await Find(store, Datum.Object(("code", first.Value["id"]))))["fields"]["status"].AsText());
    }

    [Fact]
    public async Task A_changed_revision_is_a_conflict_and_every_state_is_kept()
    {
        await using var store = Open();
        var added = await Change(store, "add", Datum.Object(("code", "A"), ("person", "p1")));
        Assert.Equal("A", added.Value["id"].AsText());
        Assert.Equal(Reply.Done, (await Change(store, "change", Datum.Object(("person", "p2")), id: "A", revision: 1)).Outcome);
        var late = await Change(store, "change", Datum.Object(("person", "p3")), id: "A", revision: 1);
        Assert.Equal("revision", late.Value["constraint"].AsText());
        Assert.Equal(2, await store.Count("RegisterHistory"));
        Assert.Equal(Reply.NotFound, (await Change(store, "change", Datum.EmptyObject, id: "nobody")).Outcome);
    }

    [Fact]
    public async Task Upsert_finds_its_record_by_the_registers_key()
    {
        await using var store = Open();
        await Change(store, "upsert", Datum.Object(("code", "A"), ("amount", 1)));
        var again = await Change(store, "upsert", Datum.Object(("code", "A"), ("amount", 2)));
        Assert.Equal(2, again.Value["revision"].AsLong());
        Assert.Equal(Reply.Done, (await Change(store, "upsert", Datum.Object(("code", "A"), ("amount", 2)))).Outcome);
        Assert.Equal(2, Assert.Single(await Find(store, Datum.EmptyObject))["revision"].AsLong());
    }

    [Fact]
    public async Task An_ended_record_is_found_only_when_asked_for_and_frees_its_key()
    {
        await using var store = Open();
        await Change(store, "add", Datum.Object(("code", "A"), ("person", "p1"), ("status", "有効")));
        await Change(store, "end", Datum.Object(("status", "終了")), id: "A");
        Assert.Empty(await Find(store, Datum.Object(("code", "A"))));
        Assert.True(Assert.Single(await Find(store, Datum.Object(("code", "A"), ("_ended", true))))["ended"].AsBoolean());
        Assert.Equal(Reply.Done, (await Change(store, "add", Datum.Object(("code", "A"), ("person", "p1"), ("status", "有効")))).Outcome);
        Assert.Equal(2, (await Find(store, Datum.Object(("code", "A"), ("_ended", Datum.List(true, false))))).Count);
    }

    [Fact]
    public async Task Values_are_matched_by_kind_and_number_not_by_their_digits()
    {
        await using var store = Open();
        await Change(store, "add", Datum.Object(("code", "A"), ("amount", Datum.Number("1.50"))));
        await Change(store, "add", Datum.Object(("code", "B"), ("amount", "1.5")));
        Assert.Equal("A", Assert.Single(await Find(store, Datum.Object(("amount", 1.5m))))["id"].AsText());
        Assert.Equal("B", Assert.Single(await Find(store, Datum.Object(("amount", "1.5"))))["id"].AsText());
        Assert.Equal(2, (await Find(store, Datum.Object(("code", Datum.List("A", "B", "C"))))).Count);
        Assert.Equal(2, (await Find(store, Datum.Object(("person", Datum.Null)))).Count);
    }

    [Fact]
    public async Task A_later_question_sees_what_an_earlier_one_of_the_step_wrote()
    {
        await using var store = Open();
        var started = await store.Start(Ops(
            Op("change", ("register", "R"), ("operation", "add"), ("values", Datum.Object(("code", "A"), ("amount", 100)))),
            Op("change", ("register", "R"), ("operation", "add"), ("values", Datum.Object(("code", "B"), ("amount", 50)))),
            Op("aggregate", ("register", "R"), ("where", Datum.EmptyObject), ("function", "sum"), ("field", "amount")),
            Op("aggregate", ("register", "R"), ("where", Datum.Object(("code", "A"))), ("function", "count")),
            Op("aggregate", ("register", "R"), ("where", Datum.Object(("code", "Z"))), ("function", "exists"))));
        var replies = (await store.Fields(started.CaseId!))["replies"];
        Assert.Equal(150, replies[2]["value"].AsLong());
        Assert.Equal(1, replies[3]["value"].AsLong());
        Assert.False(replies[4]["value"].AsBoolean(true));
    }

    [Fact]
    public async Task A_register_nobody_declared_refuses_the_step_with_its_name()
    {
        await using var store = Open();
        var outcome = await store.Start(Ops(Op("find", ("register", "R-NONE"), ("where", Datum.EmptyObject))));
        Assert.Equal("REGISTER_UNKNOWN", outcome.Refusal!.Code);
        Assert.Contains("R-NONE", outcome.Refusal.Message, StringComparison.Ordinal);
        Assert.Equal(0, await store.Count("Cases"));
    }

    [Fact]
    public async Task A_number_series_goes_on_from_where_it_is_set()
    {
        await using var store = Open();
        await store.Get<INumberStore>().Set(Tenant, "p", "KN", null, 7, default);
        var started = await store.Start(Ops(Op("number", ("series", "KN")), Op("number", ("series", "KN"))));
        Assert.Equal([7L, 8L], (await store.Fields(started.CaseId!))["replies"].Items.Select(r => r["value"].AsLong()!.Value));
    }

    private static async Task<Reply> Change(TestStore store, string operation, Datum values, string? id = null, long? revision = null) =>
        await store.Get<IRegisterStore>().Change(Tenant, "p", new ChangeRecord("R", operation, id, values, revision), "u1", store.Now, default);

    private static async Task<IReadOnlyList<Datum>> Find(TestStore store, Datum where) => await store.Get<IRegisterStore>().Find(Tenant, "p", "R", where, 100, default);
}
