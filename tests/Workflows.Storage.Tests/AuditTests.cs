using Workflows.Cases.Audit;
using Workflows.Cases.Ports;
using Workflows.Engine.Data;
using Workflows.Storage.Tests.Kit;
using static Workflows.Storage.Tests.Kit.TestStore;

namespace Workflows.Storage.Tests;

public abstract class AuditTests(Database database) : StoreTests(database)
{
    [Fact]
    public async Task What_nobody_touched_is_intact_and_a_minute_without_news_makes_no_seal()
    {
        await using var store = Open();
        await Fill(store);
        var report = await Verify(store);
        Assert.Empty(report.Findings);
        Assert.Equal((2, 6, 2, 6), (report.Seals, report.Accesses, report.Cases, report.Steps));
        Assert.Null(await store.Get<IAuditTrail>().Seal(default));
        await store.Get<IAccessLog>().Write(new AccessEntry(Tenant, store.Now, "u9", "閲覧", "c1"), default);
        Assert.Equal(1, (await store.Get<IAuditTrail>().Seal(default))!.Leaves);
        Assert.Empty((await Verify(store)).Findings);
    }

    [Fact]
    public async Task Only_one_municipalitys_entries_are_searched_and_its_chain_proved()
    {
        await using var store = Open();
        await Fill(store);
        var trail = store.Get<IAuditTrail>();
        var page = await trail.Search(Tenant, new AuditFilter(), new PageRequest(2), default);
        Assert.Equal((5, 2), (page.Count, page.Items.Count));
        var rest = await trail.Search(Tenant, new AuditFilter(), new PageRequest(10, page.Next), default);
        Assert.Equal([5, 4, 3, 2, 1], page.Items.Concat(rest.Items).Select(l => l.Seq!.Value));
        Assert.Equal("u2", (await trail.Search(Tenant, new AuditFilter(Denied: true), new PageRequest(), default)).Items.Single().Entry.Actor);
        Assert.Equal(1, (await trail.Verify("14205", default)).Accesses);
    }

    [Fact]
    public async Task A_list_is_cut_to_what_its_reader_may_know_of()
    {
        await using var store = Open();
        await store.Start();
        async Task<int> Count(CaseScope? scope, IReadOnlyList<string>? textIn = null, string? text = null) =>
            (await store.Reader.ListCases(Tenant, new CaseFilter("p", Scope: scope, TextIn: textIn, Text: text), new PageRequest(), default)).Items.Count;
        Assert.Equal(1, await Count(null));
        Assert.Equal(0, await Count(new CaseScope([], ["user:u9"], "u9")));
        Assert.Equal(1, await Count(new CaseScope([new CaseBranch(["do"], [])], ["user:u9"], "u9")));
        Assert.Equal(0, await Count(new CaseScope([new CaseBranch(["do"], [("facility", ["f1", "2"])]), new CaseBranch([], [("a", ["1"]), ("b", ["2"])])], ["user:u9", "role:p/x"], "u9")));
        Assert.Equal(0, await Count(null, ["facility"], "xy"));
        Assert.Equal(0, await Count(null, [], "xy"));
    }

    [Fact]
    public async Task What_may_be_done_a_number_of_times_is_written_no_oftener()
    {
        await using var store = Open();
        var log = store.Get<IAccessLog>();
        var entry = new AccessEntry(Tenant, store.Now, "u1", "許可による閲覧", "c1", Detail: "g-1");
        await log.Write(entry with { Denied = true }, default);
        var done = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => log.WriteWithin(entry, 2, default).AsTask()));
        Assert.Equal(2, done.Count(d => d));
        Assert.True(await log.WriteWithin(entry with { Detail = "g-2" }, 1, default));
    }

    /// <summary>Two cases of three steps each, six log entries, sealed twice.</summary>
    internal static async Task<string> Fill(TestStore store)
    {
        var log = store.Get<IAccessLog>();
        var first = (await store.Start(Ops(Op("number", ("series", "S"))))).CaseId!;
        var second = (await store.Start()).CaseId!;
        await store.Event(first, Ops(Op("set", ("field", "a"), ("value", 1))));
        await store.Event(second, Ops(Op("set", ("field", "a"), ("value", 2))));
        await log.Write(new AccessEntry(Tenant, store.Now, "u1", "ログイン"), default);
        await log.Write(new AccessEntry(Tenant, store.Now, "u1", "閲覧", first), default);
        await log.Write(new AccessEntry(Tenant, store.Now, "u1", "閲覧", first, "accountNo", "確認のため"), default);
        await store.Get<IAuditTrail>().Seal(default);
        store.Clock.Advance(TimeSpan.FromMinutes(1));
        await store.Event(first, Ops(Op("set", ("field", "b"), ("value", 3))));
        await store.Event(second, Ops(Op("set", ("field", "b"), ("value", new string('大', 6_000)))));
        await log.Write(new AccessEntry(Tenant, store.Now, "u2", "閲覧", first, Denied: true), default);
        await log.Write(new AccessEntry("14205", store.Now, "u3", "閲覧", "c1"), default);
        await log.Write(new AccessEntry(Tenant, store.Now, "u1", "ログアウト"), default);
        await store.Get<IAuditTrail>().Seal(default);
        return first;
    }

    internal static async Task<AuditReport> Verify(TestStore store) => await store.Get<IAuditTrail>().Verify(null, default);
}

/// <summary>On SQLite, where every key is known; what proves is the same on every database.</summary>
public class AuditTamperingTests
{
    /// <summary>Each row of each table, changed, moved or taken out, is found and named.</summary>
    [Theory]
    [InlineData("UPDATE AuditLog SET Actor = 'u8' WHERE Id = 2", "AuditLog 2")]
    [InlineData("UPDATE AuditLog SET Reason = 'べつの理由' WHERE Id = 3", "AuditLog 3")]
    [InlineData("UPDATE AuditLog SET Denied = 0 WHERE Id = 4", "AuditLog 4")]
    [InlineData("UPDATE AuditLog SET At = At + 10000000 WHERE Id = 1", "AuditLog 1")]
    [InlineData("DELETE FROM AuditLog WHERE Id = 2", "AuditLog 2")]
    [InlineData("DELETE FROM AuditLog WHERE Id = 6; DELETE FROM AuditLinks WHERE AuditId = 6", "AuditLinks 14204 5")]
    [InlineData("DELETE FROM AuditLog WHERE Id = 2; DELETE FROM AuditLinks WHERE AuditId = 2", "AuditLinks 14204 2")]
    [InlineData("UPDATE AuditLinks SET Hash = randomblob(32) WHERE Tenant = '14204' AND Seq = 5", "AuditLog 6")]
    [InlineData("UPDATE AuditLog SET Id = 100 WHERE Id = 3; UPDATE AuditLog SET Id = 3 WHERE Id = 2; UPDATE AuditLog SET Id = 2 WHERE Id = 100", "AuditLog 2")]
    [InlineData("UPDATE History SET Body = (SELECT h.Body FROM History h WHERE h.CaseId <> History.CaseId AND h.Seq = History.Seq) WHERE CaseId = 1 AND Seq = 2", "History 3")]
    [InlineData("UPDATE History SET Body = randomblob(200) WHERE CaseId = 1 AND Seq = 1", "History 1")]
    [InlineData("UPDATE History SET StateHash = randomblob(32) WHERE CaseId = 1 AND Seq = 3", "History 5")]
    [InlineData("DELETE FROM History WHERE CaseId = 1 AND Seq = 2", "History {1} 2")]
    [InlineData("DELETE FROM History WHERE CaseId = 1 AND Seq = 3; UPDATE Cases SET Version = 2 WHERE Id = 1", "History {1} 3")]
    [InlineData("UPDATE Cases SET Digest = randomblob(32) WHERE Id = 1", "Cases 1")]
    [InlineData("UPDATE Parts SET Bytes = (SELECT Bytes FROM Parts p WHERE p.CaseId = 2) WHERE CaseId = 1", "Parts 1")]
    [InlineData("DELETE FROM Cases WHERE Id = 1; DELETE FROM History WHERE CaseId = 1; DELETE FROM Parts WHERE CaseId = 1", "Cases {1}")]
    [InlineData("UPDATE AuditLeaves SET Digest = randomblob(32) WHERE SealNo = 1 AND No = 0", "AuditSeals 1")]
    [InlineData("DELETE FROM AuditLeaves WHERE SealNo = 2", "AuditSeals 2")]
    [InlineData("UPDATE AuditSeals SET Root = randomblob(32) WHERE No = 2", "AuditSeals 2")]
    [InlineData("DELETE FROM AuditSeals WHERE No = 1; DELETE FROM AuditLeaves WHERE SealNo = 1", "AuditSeals 1")]
    public async Task Tampering_is_found_and_the_row_is_named(string tampering, string row)
    {
        await using var store = new TestStore(configure: o => o.CachedStates = 0);
        var first = await AuditTests.Fill(store);
        await store.Get<Sql.ISqlWriter>().Write(session =>
        {
            foreach (var statement in tampering.Split("; ")) session.Db.Run(statement);
            return 0;
        });
        var findings = (await AuditTests.Verify(store)).Findings;
        Assert.Contains(row.Replace("{1}", first, StringComparison.Ordinal), findings.Select(f => f.Place));
    }

    [Fact]
    public async Task A_row_put_in_afterwards_is_found()
    {
        await using var store = new TestStore();
        await AuditTests.Fill(store);
        await store.Get<IAccessLog>().Write(new AccessEntry(Tenant, store.Now, "u1", "閲覧", "c1"), default);
        await store.Get<IAuditTrail>().Seal(default);
        await store.Get<Sql.ISqlWriter>().Write(session => { session.Db.Run("UPDATE AuditLog SET Id = -5 WHERE Id = 7; "); return 0; });
        await store.Get<Sql.ISqlWriter>().Write(session =>
        {
            session.Db.Run("INSERT INTO AuditLog (Id, Tenant, At, Actor, Action, Denied) VALUES (-9, '14204', 1, 'u5', '閲覧', 0)");
            return 0;
        });
        Assert.Contains("AuditLog -9", (await AuditTests.Verify(store)).Findings.Select(f => f.Place));
    }
}
