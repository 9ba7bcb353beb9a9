using System.Text;
using Microsoft.EntityFrameworkCore;
using Workflows.Cases.Ports;
using Workflows.Engine.Data;
using Workflows.Storage.Running;
using Workflows.Storage.Tests.Kit;
using static Workflows.Storage.Tests.Kit.TestStore;

namespace Workflows.Storage.Tests;

public abstract class PlatformTests(Database database) : StoreTests(database)
{
    [Fact]
    public async Task The_migrations_are_the_model()
    {
        await using var store = Open();
        await store.Start();
        await using var context = store.Get<Sql.SqlContexts>().For(null);
        Assert.False(context.Database.HasPendingModelChanges());
        Assert.Empty(await context.Database.GetPendingMigrationsAsync());
        if (Where == Database.Sqlite) Assert.Equal(10, await store.Count("sqlite_master WHERE type = 'table' AND name NOT LIKE 'CaseWordPieces%' AND sql LIKE '%WITHOUT ROWID%'"));
    }

    [Fact]
    public async Task Answers_of_commands_are_kept_thirty_days()
    {
        await using var store = Open();
        await store.Start(id: "a");
        await store.Get<IHousekeeping>().Sweep(store.Now.AddDays(29), default);
        Assert.Equal(CaseOutcomeKind.Repeated, (await store.Start(id: "a")).Kind);
        await store.Get<IHousekeeping>().Sweep(store.Now.AddDays(31), default);
        Assert.Equal(CaseOutcomeKind.Applied, (await store.Start(id: "a")).Kind);
    }

    [Fact]
    public async Task Another_provider_is_refused_with_a_sentence()
    {
        await using var store = Open(o => o.Provider = "Oracle");
        var error = Assert.Throws<StorageUnavailableException>(() => store.Executor);
        Assert.Contains("Oracle", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Drafts_belong_to_their_owner_are_unreadable_in_the_file_and_run_out()
    {
        await using var store = Open();
        var drafts = store.Get<IDraftStore>();
        await drafts.Save(new Draft("d1", Tenant, "u1", "p/apply", Datum.Object(("name", "鎌倉花子")), store.Now, store.Now.AddHours(24)), default);
        Assert.Equal("鎌倉花子", (await drafts.Find(Tenant, "u1", "d1", store.Now, default))!.Values["name"].AsText());
        Assert.Null(await drafts.Find(Tenant, "u2", "d1", store.Now, default));
        Assert.Null(await drafts.Find("14205", "u1", "d1", store.Now, default));
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await drafts.Save(new Draft("d1", Tenant, "u2", "p/apply", Datum.EmptyObject, store.Now, store.Now), default));
        Assert.False(store.Holds("鎌倉花子"));
        Assert.Empty(await drafts.List(Tenant, "u1", store.Now.AddHours(24), default));
        await store.Get<IHousekeeping>().Sweep(store.Now.AddHours(24), default);
        Assert.Equal(0, await store.Count("Drafts"));
    }

    [Fact]
    public async Task The_access_log_reads_newest_first_and_only_the_own_municipality()
    {
        await using var store = Open();
        var log = store.Get<IAccessLog>();
        await log.Write(new AccessEntry(Tenant, store.Now, "u1", "read", "c1"), default);
        await log.Write(new AccessEntry(Tenant, store.Now, "u2", "reveal", "c2", "accountNo", "確認のため"), default);
        await log.Write(new AccessEntry("14205", store.Now, "u3", "read", "c1"), default);
        Assert.Equal(["u2", "u1"], (await log.Read(Tenant, null, 10, default)).Select(e => e.Actor));
        Assert.Equal("u1", Assert.Single(await log.Read(Tenant, "c1", 10, default)).Actor);
    }

    [Fact]
    public async Task The_same_package_is_the_same_version_and_old_ones_stay()
    {
        await using var store = Open();
        var packages = store.Get<IPackageStore>();
        var one = await packages.Publish(Tenant, "p", Datum.Object(("a", 1)), "u1", store.Now, default);
        var same = await packages.Publish(Tenant, "p", Datum.Object(("a", 1)), "u1", store.Now, default);
        var two = await packages.Publish(Tenant, "p", Datum.Object(("a", 2)), "u1", store.Now, default);
        Assert.Equal((1, 1, 2), (one.Version, same.Version, two.Version));
        Assert.Equal(1, (await packages.Find(Tenant, "p", 1, default))!.Content["a"].AsLong());
        Assert.Equal(2, Assert.Single(await packages.List(Tenant, default)).Content["a"].AsLong());
        await packages.KeepPlan(new StoredPlan("plan-do", "p", "do", Datum.Object(("x", 1))), default);
        await packages.KeepPlan(new StoredPlan("plan-do", "p", "do", Datum.Object(("x", 2))), default);
        Assert.Equal(1, (await packages.FindPlan("plan-do", default))!.Closure["x"].AsLong());
    }

    [Fact]
    public async Task A_file_is_kept_once_a_content()
    {
        await using var store = Open();
        var files = store.Get<IFileStore>();
        var content = Encoding.UTF8.GetBytes("申請書");
        var one = await files.Put(Tenant, "a.txt", "text/plain", content, "u1", store.Now, default);
        var two = await files.Put(Tenant, "b.txt", "text/plain", content, "u1", store.Now, default);
        Assert.Equal(one.Sha256, two.Sha256);
        Assert.Equal(1, await store.Count("FileContents"));
        Assert.Equal(content, await files.Read(Tenant, two.Id, default));
        Assert.Null(await files.Read("14205", two.Id, default));
        Assert.Equal("b.txt", (await files.Find(Tenant, two.Id, default))!.Name);
    }

    [Fact]
    public async Task A_file_is_destroyed_with_its_bytes_unless_another_has_them()
    {
        await using var store = Open();
        var files = store.Get<IFileStore>();
        var content = Encoding.UTF8.GetBytes("申請書");
        var one = await files.Put(Tenant, "a.txt", "text/plain", content, "u1", store.Now, default);
        var two = await files.Put(Tenant, "b.txt", "text/plain", content, "u1", store.Now, default);
        await files.Delete("14205", one.Id, default);
        Assert.NotNull(await files.Find(Tenant, one.Id, default));
        await files.Delete(Tenant, one.Id, default);
        Assert.Null(await files.Find(Tenant, one.Id, default));
        Assert.Equal(content, await files.Read(Tenant, two.Id, default));
        await files.Delete(Tenant, two.Id, default);
        Assert.Equal(0, await store.Count("FileContents"));
    }

    [Fact]
    public async Task Uploads_nobody_took_are_swept_and_those_a_case_or_a_draft_names_stay()
    {
        await using var store = Open();
        var uploads = new Cases.Documents.Uploads(store.Get<IFileStore>(), store.Get<IKeptStore>(), new NoFileScanner(), store.Get<TimeProvider>());
        async Task<Datum> Upload(string name) => (await uploads.Take(Tenant, name, "text/plain", Encoding.UTF8.GetBytes(name), "u1", default)).Value is { } file
            ? Datum.List(Datum.Object(("id", file.Id), ("sha256", file.Sha256))) : Datum.Null;
        var (orphan, taken, drafted) = (await Upload("a"), await Upload("b"), await Upload("c"));
        await uploads.Use(Tenant, Datum.Object(("proof", taken)), default);
        await store.Advance(TimeSpan.FromDays(30));
        await uploads.Touch(Tenant, Datum.Object(("rows", Datum.List(Datum.Object(("proof", drafted))))), default);
        await store.Advance(TimeSpan.FromDays(11));
        Assert.Equal(1, await uploads.Sweep(Tenant, default));
        Assert.Equal(0, await uploads.Sweep("14205", default));
        var files = store.Get<IFileStore>();
        Assert.Null(await files.Find(Tenant, orphan[0]["id"].AsText()!, default));
        Assert.NotNull(await files.Find(Tenant, taken[0]["id"].AsText()!, default));
        Assert.NotNull(await files.Find(Tenant, drafted[0]["id"].AsText()!, default));
        await store.Advance(TimeSpan.FromDays(30));
        Assert.Equal(1, await uploads.Sweep(Tenant, default));
    }
}
