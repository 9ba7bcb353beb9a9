using Workflows.Cases.Packages;
using Workflows.Cases.Ports;
using Workflows.Cases.Registers;
using Workflows.Engine.Data;
using Workflows.Engine.Turns;
using Workflows.Storage.Sql;
using Workflows.Storage.Tests.Kit;
using static Workflows.Storage.Tests.Kit.TestStore;

namespace Workflows.Storage.Tests;

/// <summary>What looks at many records or cases reads them together: counted, not timed.</summary>
public abstract class ReadingInSetsTests(Database database) : StoreTests(database)
{
    private static readonly DateOnly Until = new(2026, 6, 1);

    [Fact]
    public async Task The_keys_of_a_file_of_a_thousand_rows_are_looked_up_by_five_statements()
    {
        await using var store = Open();
        await Add(store, 60);
        var reads = new CountedReads(store.Get<ISqlReaders>());
        var registers = Registers(store, reads);

        var known = await registers.Known(Tenant, "p", "R", [.. Enumerable.Range(0, 1_000).Select(i => Datum.Object(("code", Code(i)))), Datum.EmptyObject], default);
        Assert.Equal(Enumerable.Range(0, 60), known.Order());
        Assert.InRange(reads.Statements, 1, 1 + 5);

        await registers.Change(Tenant, "p", new ChangeRecord("R", "end", Code(7), Datum.EmptyObject), "u", store.Now, default);
        Assert.DoesNotContain(7, await registers.Known(Tenant, "p", "R", [.. Enumerable.Range(0, 10).Select(i => Datum.Object(("code", Code(i))))], default));
    }

    [Fact]
    public async Task Records_due_for_erasing_are_found_without_reading_the_others()
    {
        await using var store = Open();
        store.Registers.R = store.Registers.R with { Retention = new RegisterRetention("status", "P5Y", ["person"]) };
        await Add(store, 60);
        var due = await store.Get<IRegisterStore>().ChangeAll(Tenant, "p", "R", "upsert", [.. new[] { 3, 5, 50 }.Select(i => Datum.Object(("values", Datum.Object(("code", Code(i)), ("status", "2020-05-31T10:00:00+09:00")))))], true, "u", store.Now, null, default);
        Assert.All(due, r => Assert.Equal(Reply.Done, r.Outcome));
        var reads = new CountedReads(store.Get<ISqlReaders>());
        var registers = Registers(store, reads);

        Assert.Equal([Code(3), Code(5)], (await registers.Due(Tenant, "p", "R", Until, 0, 2, default)).Select(d => d.Record));
        Assert.InRange(reads.Statements, 1, 2);
        Assert.Empty(await registers.Due(Tenant, "p", "R", new DateOnly(2020, 5, 30), 0, 10, default));

        foreach (var (_, id) in await registers.Due(Tenant, "p", "R", Until, 0, 10, default)) Assert.True(await registers.Erase(Tenant, "p", "R", id, ["person"], "x", store.Now, default));
        Assert.Empty(await registers.Due(Tenant, "p", "R", Until, 0, 10, default));
    }

    [Fact]
    public async Task What_a_record_no_longer_holds_is_erased_of_its_earlier_states_too()
    {
        await using var store = Open();
        store.Registers.R = store.Registers.R with { Retention = new RegisterRetention("status", "P5Y", ["person"]) };
        var registers = store.Get<IRegisterStore>();
        await registers.Change(Tenant, "p", new ChangeRecord("R", "add", null, Datum.Object(("code", "A"), ("person", "かなりあ"), ("status", "2020-01-01"))), "u", store.Now, default);
        await registers.Change(Tenant, "p", new ChangeRecord("R", "change", "A", Datum.Object(("person", Datum.Null))), "u", store.Now, default);

        Assert.True(await registers.Erase(Tenant, "p", "R", Assert.Single(await registers.Due(Tenant, "p", "R", Until, 0, 10, default)).Record, ["person"], "x", store.Now, default));
        Assert.All(await registers.History(Tenant, "p", "R", "A", default), s => Assert.True(s["fields"]["person"].IsNull));
        // Nothing is left: it is not looked at again.
        Assert.Empty(await registers.Due(Tenant, "p", "R", Until, 0, 10, default));
    }

    [Fact]
    public async Task Records_from_before_a_field_was_indexed_are_found_by_it_after_the_next_publish()
    {
        await using var store = Open();
        await Add(store, 3);
        var registers = store.Get<IRegisterStore>();
        await registers.Reindex(Tenant, "p", "R", default);
        store.Registers.R = store.Registers.R with
        {
            Fields = [.. store.Registers.R.Fields, new RegisterFieldSpec("note", "note", "text", true, false, null, [])],
            Constraints = [.. store.Registers.R.Constraints, new ConstraintSpec("note-once", Datum.EmptyObject) { Unique = ["note"] }],
        };
        var where = Datum.Object(("note", "n1"));
        // Nothing made the rows a search by it reads.
        Assert.Empty(await registers.Find(Tenant, "p", "R", where, 10, default));

        await registers.Reindex(Tenant, "p", "R", default);
        Assert.Equal(Code(1), Assert.Single(await registers.Find(Tenant, "p", "R", where, 10, default))["id"].AsText());
        // The new constraint binds what was there, too.
        Assert.Equal(Reply.Conflict, (await registers.Change(Tenant, "p", new ChangeRecord("R", "add", null, Datum.Object(("code", "other"), ("note", "n1"))), "u", store.Now, default)).Outcome);

        var reads = new CountedReads(store.Get<ISqlReaders>());
        await Registers(store, reads).Reindex(Tenant, "p", "R", default);
        Assert.InRange(reads.Statements, 1, 2);
    }

    [Fact]
    public async Task Facts_of_many_cases_are_read_by_one_statement_a_page()
    {
        await using var store = Open();
        for (var i = 0; i < 12; i++)
            await store.Start(Ops(Op("project", ("table", "facts"), ("key", "1"), ("row", Datum.Object(("fact", "state"), ("data", Datum.Object(("n", i)))))), Op("project", ("table", "facts"), ("key", "2"), ("row", Datum.Object(("fact", "status")))), Op("project", ("table", "timeline"), ("key", "1"), ("row", Datum.EmptyObject))));
        var reads = new CountedReads(store.Get<ISqlReaders>());
        var reader = new SqlCaseReader(reads, store.Get<SqlCases>(), store.Get<SqlCaseLists>(), store.Get<SqlTaskLists>());

        var (found, cursor, pages) = (new List<ProjectionRow>(), (string?)null, 0);
        do
        {
            var page = await reader.ListFacts(Tenant, "p", new PageRequest(7, cursor), default);
            found.AddRange(page.Items);
            (cursor, pages) = (page.Next, pages + 1);
        }
        while (cursor is not null);
        Assert.Equal((24, 4, 4), (found.Count, pages, reads.Statements));
        Assert.Equal(Enumerable.Range(0, 12), found.Where(f => f.Key == "1").OrderBy(f => f.No).Select(f => (int)f.Row["data"]["n"].AsLong()!.Value));
        Assert.Equal(found.Count, found.Select(f => f.No).Distinct().Count());
        Assert.Empty((await reader.ListFacts(Tenant, "q", new PageRequest(), default)).Items);
        Assert.Empty((await reader.ListFacts("14208", "p", new PageRequest(), default)).Items);
    }

    private static SqlRegisterStore Registers(TestStore store, CountedReads reads) => new(store.Get<ISqlWriter>(), reads, store.Get<SqlRegisters>(), store.Registers);

    private static string Code(int i) => $"C-{i:0000}";

    private static async Task Add(TestStore store, int count)
    {
        var replies = await store.Get<IRegisterStore>().ChangeAll(Tenant, "p", "R", "add", [.. Enumerable.Range(0, count).Select(i => Datum.Object(("values", Datum.Object(("code", Code(i)), ("person", $"p{i}"), ("status", $"s{i}"), ("note", $"n{i}"))))) ], true, "u", store.Now, null, default);
        Assert.All(replies, r => Assert.Equal(Reply.Done, r.Outcome));
    }
}
