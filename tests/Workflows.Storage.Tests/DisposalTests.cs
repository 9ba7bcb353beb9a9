using Workflows.Cases.Ports;
using Workflows.Engine.Data;
using Workflows.Storage.Tests.Kit;
using static Workflows.Storage.Tests.Kit.TestStore;

namespace Workflows.Storage.Tests;

public abstract class DisposalTests(Database database) : StoreTests(database)
{
    [Fact]
    public async Task A_disposed_case_keeps_digests_and_certificate_and_nothing_people_wrote()
    {
        await using var store = Open();
        var large = new string('廃', 6_000);
        var file = await store.Get<IFileStore>().Put(Tenant, "証.txt", "text/plain", "廃棄ファイル"u8.ToArray(), "u1", store.Now, default);
        var files = Datum.List(Datum.Object(("id", file.Id), ("name", file.Name), ("size", 18)));
        var ended = (await store.Start(Ops(Op("number", ("series", "S")), Op("set", ("field", "secret"), ("value", "廃棄カナリア")), Op("set", ("field", "large"), ("value", large)), Op("set", ("field", "file"), ("value", files))))).CaseId!;
        var running = (await store.Start(Ops(Op("set", ("field", "secret"), ("value", "残るカナリア"))))).CaseId!;
        await store.Event(ended, Ops(Op("end")));
        await store.Get<IAuditTrail>().Seal(default);
        store.Clock.Advance(TimeSpan.FromDays(400));

        var retention = store.Get<IRetentionStore>();
        var due = await retention.Ended(Tenant, "p", store.Now.AddDays(-365), null, 10, default);
        Assert.Equal([ended], due.Select(c => c.Id));
        Assert.Empty(await retention.Ended(Tenant, "p", store.Now.AddDays(-500), null, 10, default));
        Assert.Null(await retention.Dispose(Tenant, running, [], [], "手続", store.Now, "P1Y", store.Now, default));
        var made = (await retention.Dispose(Tenant, ended, [], [], "手続", store.Now.AddDays(-400), "P1Y", store.Now, default))!;
        Assert.Contains("保存期間　1年", made.Text(), StringComparison.Ordinal);
        Assert.Equal(2, made.Steps);

        Assert.False(store.Holds("廃棄カナリア"));
        Assert.False(store.Holds(large[..200]));
        Assert.Null(await store.Get<IFileStore>().Read(Tenant, file.Id, default));
        Assert.True(store.Holds("残るカナリア"));
        Assert.Empty((await store.Reader.ReadState(Tenant, ended, default))!.Fields.Members);
        Assert.Equal("disposed", (await store.Reader.FindCase(Tenant, ended, default))!.Lifecycle);
        Assert.Equal(made.Digest(), (await store.Reader.ReadProjection(Tenant, ended, Projections.Disposals, default)).Single().Row["sha256"].AsText());
        Assert.Null(await retention.Dispose(Tenant, ended, [], [], "手続", store.Now, "P1Y", store.Now, default));

        // What was is still provable, and a change of what is left still shows.
        Assert.Empty((await store.Get<IAuditTrail>().Verify(null, default)).Findings);
        await store.Get<Sql.ISqlWriter>().Write(session => { session.Db.Run("UPDATE History SET StateHash = (SELECT c.Digest FROM Cases c WHERE c.Lifecycle = 'active') WHERE Seq = 1 AND CaseId = (SELECT d.Id FROM Cases d WHERE d.Lifecycle = 'disposed')"); return 0; });
        Assert.Contains((await store.Get<IAuditTrail>().Verify(null, default)).Findings, f => f.Key == ended && f.Place.StartsWith("History ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Facts_for_figures_outlive_the_content_and_no_list_of_open_cases_shows_what_is_gone()
    {
        await using var store = Open();
        var fact = Datum.Object(("fact", "state"), ("at", Datum.Of(store.Now)), ("data", Datum.Object(("state", "受付"), ("channel", "web"))));
        var ended = (await store.Start(Ops(Op("set", ("field", "secret"), ("value", "消える")), Op("project", ("table", Projections.Facts), ("key", "f1"), ("row", fact))))).CaseId!;
        await store.Event(ended, Ops(Op("end")));
        store.Clock.Advance(TimeSpan.FromDays(400));
        var made = (await store.Get<IRetentionStore>().Dispose(Tenant, ended, [], [], "手続", store.Now.AddDays(-400), "P1Y", store.Now, default))!;

        var listed = await store.Reader.ListCases(Tenant, new CaseFilter("p"), new PageRequest(), default);
        Assert.Contains(listed.Items, c => c.Id == ended);
        var kept = Assert.Single(await store.Reader.ReadProjection(Tenant, ended, Projections.Facts, default));
        Assert.Equal("受付", kept.Row["data"]["state"].AsText());
        Assert.Contains("統計の事実 1件", made.Text(), StringComparison.Ordinal);
        Assert.DoesNotContain((await store.Reader.ListCases(Tenant, new CaseFilter("p", Open: true), new PageRequest(), default)).Items, c => c.Id == ended);
    }
}
