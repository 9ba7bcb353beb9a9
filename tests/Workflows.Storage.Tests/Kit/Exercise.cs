using System.Text;
using Workflows.Cases.Ports;
using Workflows.Engine.Data;
using Workflows.Engine.Turns;
using Workflows.Storage.Running;
using static Workflows.Storage.Tests.Kit.TestStore;

namespace Workflows.Storage.Tests.Kit;

/// <summary>Calls everything a store can be asked once, so that every query has been made.</summary>
internal static class Exercise
{
    private static CancellationToken Ct => CancellationToken.None;

    public static async Task All(TestStore store)
    {
        await Cases(store);
        await Lists(store);
        await Others(store);
    }

    private static async Task Cases(TestStore store)
    {
        var big = new string('あ', 9_000);
        var record = Datum.Object(("person", "p1"), ("status", "有効"), ("amount", 5));
        var started = await store.Start(Ops(
            Op("claim", ("key", "k")), Op("claim", ("key", "k")), Op("unclaim", ("key", "k")), Op("number", ("series", "S")), Op("secret"), Op("child", ("workflow", "do"), ("key", "c"), ("input", Datum.EmptyObject)),
            Op("change", ("register", "R"), ("operation", "add"), ("values", record)), Op("change", ("register", "R"), ("operation", "add"), ("values", record)),
            Op("change", ("register", "R"), ("operation", "change"), ("id", "M-000001"), ("values", Datum.Object(("amount", 6)))), Op("change", ("register", "R"), ("operation", "upsert"), ("values", Datum.Object(("code", "M-000001"), ("amount", 7)))),
            Op("find", ("register", "R"), ("where", Datum.Object(("amount", 7)))), Op("find", ("register", "R"), ("where", Datum.Object(("id", "M-000001")))), Op("find", ("register", "R"), ("where", Datum.Object(("status", "有効")))),
            Op("aggregate", ("register", "R"), ("where", Datum.EmptyObject), ("function", "count")), Op("cases", ("workflow", "do"), ("where", Datum.EmptyObject)),
            Op("set", ("field", "big"), ("value", big)), Op("timer", ("seconds", 5)), Op("call", ("key", "k1"), ("request", Datum.Object(("x", big)))), Op("notify", ("key", "n"), ("channel", "portal")),
            Op("project", ("table", "tasks"), ("key", "1.9"), ("row", Task)), Op("project", ("table", "sort"), ("key", "amount"), ("row", Datum.Object(("value", 15200)))), Op("project", ("table", "timeline"), ("key", "t1"), ("row", Datum.Object(("text", "あ")))),
            Op("project", ("table", "header"), ("key", ""), ("row", Datum.Object(("number", "KF-1"), ("status", "審査中"), ("lifecycle", "active"), ("applicant", "u1"))))), key: "start-key");
        await store.Start(key: "start-key");
        var id = started.CaseId!;
        await store.Event(id, Ops(Op("call", ("key", "k1"), ("request", Datum.EmptyObject)), Op("signal", ("id", "s1"), ("to", id), ("payload", Ops())), Op("project", ("table", "tasks"), ("key", "1.9"), ("row", Datum.Null)), Op("claim", ("key", "z"))));
        await store.Event(id, Ops(Op("project", ("table", "tasks"), ("key", "1.9"), ("row", Task))), id: "again");
        await store.Event(id, Ops(), id: "again");
        await store.Event(id, Ops(Op("project", ("table", "sort"), ("key", "amount"), ("row", Datum.Object(("value", 15300))))));
        await store.Event(id, Ops(Op("moved"), Op("withdraw", ("key", "none")), Op("load", ("person", "u1"))));
        store.Connector.Next(CallOutcome.Retry("503"));
        await store.Advance(TimeSpan.FromMinutes(5));
        await store.Get<IOutboxStore>().FreeLeases(Ct);
        await store.Event(id, Ops(Op("no such operation")));
        await store.Event(id, Ops(Op("notify", ("key", "taken back"), ("channel", "portal")), Op("withdraw", ("key", "taken back"))));
        var other = await store.Start(Ops(Op("call", ("key", "k9"), ("request", Datum.EmptyObject))));
        var cancel = new Stimulus("cancel", StimulusKinds.Cancel, store.Now, "u", Payload: Datum.EmptyObject);
        await store.Executor.Execute(new CaseCommand("desk", Tenant, other.CaseId, cancel), Ct);
        var ended = await store.Start(key: "ends");
        await store.Event(ended.CaseId!, Ops(Op("end")));
    }

    private static Datum Task => Datum.Object(("task", "matching"), ("title", "照合"), ("role", "staff"), ("status", "open"), ("due", "2026-06-12"));

    private static async Task Lists(TestStore store)
    {
        var reader = store.Reader;
        var row = (await reader.FindCase(Tenant, "KF-1", Ct))!;
        foreach (var table in new[] { "tasks", "sort", "timeline" }) await reader.ReadProjection(Tenant, row.Id, table, Ct);
        await reader.ReadHistory(Tenant, row.Id, 0, 10, Ct);
        await reader.ReadOutbox(Tenant, row.Id, Ct);
        var key = store.Get<Sql.ISqlReaders>().Read(db => db.Number("SELECT Id FROM Cases WHERE PublicId = ?", row.Id)!.Value);
        store.Get<IOutboxStore>().HasLeft(key, "k1");
        await store.Get<IOutboxStore>().Mark(0, "x", Ct);
        await reader.ListNotices(Tenant, "u1", new PageRequest(), Ct);
        await reader.FindWaiting(Tenant, "p", "event", "do", null, Ct);
        await reader.WaitingNames(Tenant, "p", "event", Ct);
        await reader.ListFaulted(Tenant, "p", new PageRequest(), Ct);
        foreach (var sort in new[] { null, "-createdAt", "updatedAt", "-number", "status", "amount", "-amount" })
        {
            var page = await reader.ListCases(Tenant, new CaseFilter(Program: "p", Workflow: "do", Open: true, Text: "KF", TextIn: ["amount"]), new PageRequest(1, null, sort), Ct);
            page = await reader.ListCases(Tenant, new CaseFilter(Program: "p"), new PageRequest(1, null, sort), Ct);
            await reader.ListCases(Tenant, new CaseFilter(Program: "p"), new PageRequest(1, page.Next, sort), Ct);
        }
        foreach (var view in new[] { "mine", "unassigned", "dueSoon", "overdue", "done" })
            await reader.ListTasks(Tenant, new TaskFilter(["p/staff"], View: view, Text: "照合", Program: "p", CaseId: row.Id, TextIn: [("p", ["amount"])]), new PageRequest(), Ct);
        await reader.ListTasks(Tenant, new TaskFilter([], Assignee: "u", Text: "照合"), new PageRequest(), Ct);
        await reader.ListTasks(Tenant, new TaskFilter(["p/staff"], Text: "照合"), new PageRequest(), Ct);
        for (var i = 0; i < 2; i++) await store.Start(Ops(Op("project", ("table", "tasks"), ("key", "1.9"), ("row", Task))));
        await store.Start(Ops(Op("project", ("table", "tasks"), ("key", "1.9"), ("row", Task.With("role", "other").With("also", Datum.List("staff"))))));
        foreach (var sort in new[] { null, "-createdAt", "title", "status", "number", "amount" })
        {
            var page = await reader.ListTasks(Tenant, new TaskFilter(["p/staff"]), new PageRequest(1, null, sort), Ct);
            await reader.ListTasks(Tenant, new TaskFilter(["p/staff"]), new PageRequest(1, page.Next, sort), Ct);
            await reader.FindTask(Tenant, page.Items[0].Id, Ct);
        }
        await store.Get<IPlanReader>().InUse(Tenant, Ct);
        await store.Get<IPlanReader>().CasesOn(Tenant, row.PlanId, null, 10, Ct);
    }

    private static async Task Others(TestStore store)
    {
        var at = store.Now;
        var schedules = store.Get<IScheduleStore>();
        await schedules.Set(Tenant, "p", "daily", at.AddDays(1), Ct);
        await schedules.List(Tenant, Ct);
        await store.Advance(TimeSpan.FromDays(2));
        await schedules.Set(Tenant, "p", "daily", null, Ct);
        var timers = store.Get<ITimerStore>();
        var gone = new DueTimer(999, Tenant, null, Model.TimerKind.Schedule, null, at, null, null, null, "p", "x", 0, at);
        await timers.Postpone(gone, at, "x", Ct);
        await timers.Reschedule(gone, null, Ct);
        await timers.Reschedule(gone, at, Ct);
        for (var i = 0; i < 2; i++) await store.Get<Sql.ISqlWriter>().WriteWaiting(session => { Sql.SqlTimers.Poke(session.Db, Tenant, "p", "watched#1", at); return true; }, Ct);
        var numbers = store.Get<INumberStore>();
        await numbers.Set(Tenant, "p", "S", null, 100, Ct);
        await store.Get<IRegisterStore>().Change(Tenant, "p", new ChangeRecord("R", "end", "M-000001", Datum.EmptyObject), "u", at, Ct);
        var known = Datum.Object(("_knownAt", Datum.Of(at)));
        await store.Get<IRegisterStore>().Find(Tenant, "p", "R", known, 10, Ct);
        await store.Get<IRegisterStore>().History(Tenant, "p", "R", "M-000001", Ct);
        await store.Get<IRegisterStore>().ChangeAll(Tenant, "p", "R", "upsert", [Datum.Object(("values", Datum.Object(("code", "x"))))], false, "u", at, null, Ct);
        await store.Get<IRegisterStore>().Change(Tenant, "p", new ChangeRecord("R", "add", null, Datum.Object(("code", "erased"), ("person", "p9"))), "u", at, Ct);
        await store.Get<IRegisterStore>().Erase(Tenant, "p", "R", "erased", ["person"], "x", at, Ct);
        await store.Get<IRegisterStore>().Known(Tenant, "p", "R", [Datum.Object(("code", "x"))], Ct);
        await store.Get<IRegisterStore>().Count(Tenant, "p", "R", Ct);
        await store.Get<IRegisterStore>().Tally(Tenant, "p", "R", "status", [Datum.Of("有効")], Ct);
        await store.Get<IRegisterStore>().Due(Tenant, "p", "R", new DateOnly(2026, 1, 1), 0, 10, Ct);
        await store.Get<IRegisterStore>().Reindex(Tenant, "p", "R", Ct);
        await store.Reader.ListFacts(Tenant, "p", new PageRequest(), Ct);
        var vault = store.Get<IVault>();
        var id = await vault.Put(Tenant, "x"u8.ToArray(), at.AddHours(1), Ct);
        for (var i = 0; i < 2; i++) await vault.Keep(Tenant, "own-id", "x"u8.ToArray(), at.AddHours(1), Ct);
        await vault.Get(Tenant, id, Ct);
        await vault.Destroy(Tenant, id, Ct);
        var drafts = store.Get<IDraftStore>();
        var draft = new Draft("d1", Tenant, "u1", "scope", Datum.EmptyObject, at, at.AddDays(1));
        await drafts.Save(draft, Ct);
        await drafts.Save(draft, Ct);
        await drafts.Delete(Tenant, "u1", "d1", Ct);
        await store.Get<IAccessLog>().Write(new AccessEntry(Tenant, at, "u", "read", null, null, null, null), Ct);
        await store.Get<IAccessLog>().WriteWithin(new AccessEntry(Tenant, at, "u", "read", null, null, null, null), 3, Ct);
        var file = await store.Get<IFileStore>().Put(Tenant, "a", "text/plain", Encoding.UTF8.GetBytes("x"), "u", at, Ct);
        await store.Get<IFileStore>().Delete(Tenant, file.Id, Ct);
        var packages = store.Get<IPackageStore>();
        await packages.KeepPlan(new StoredPlan("plan-x", "p", "w", Datum.EmptyObject), Ct);
        await packages.KeepPlan(new StoredPlan("plan-x", "p", "w", Datum.EmptyObject), Ct);
        var kept = store.Get<IKeptStore>();
        await kept.Add(Tenant, "s", "k", Datum.EmptyObject, at, null, Ct);
        await kept.Set(Tenant, "s", "k", Datum.EmptyObject, at, null, Ct);
        await kept.Remove(Tenant, "s", "k", Ct);
        var definitions = store.Get<IDefinitionStore>();
        await definitions.SaveDraft(Tenant, "d", "d", v => Datum.EmptyObject, "u", at, Ct);
        await definitions.Publish(Tenant, "d", 1, "plan-d", "u", at, [("d#a", at.AddDays(1))], Ct);
        await definitions.Retract(Tenant, "d", "u", at, Ct);
        await definitions.Publish(Tenant, "d", 1, "plan-d", "u", at, [("d#a", at.AddDays(1))], Ct);
        await definitions.Delete(Tenant, "d", 1, Ct);
        await store.Get<IInstanceReader>().Find(Tenant, new InstanceFilter(["d", "e"], ["Running"], ["Suspended"], "k", "n", true), 0, 10, Ct);
        await store.Get<IInstanceReader>().Find(Tenant, new InstanceFilter([], [], []), 0, 10, Ct);
        var messages = store.Get<IMessageDesk>();
        await messages.List(Tenant, null, "call", "C-1", new PageRequest(), Ct);
        await messages.Find(Tenant, 999, Ct);
        await messages.Retry(Tenant, 999, at, Ct);
        await messages.Discard(Tenant, 999, Ct);
        await store.Get<IHousekeeping>().Sweep(at.AddDays(60), Ct);
        await store.Get<IOutboxStore>().Renew([999], Ct);
        await store.Get<ICaseLoader>().MarkUnreadable(Tenant, "nobody", Ct);
        var ended = await store.Start();
        await store.Event(ended.CaseId!, Ops(Op("end")));
        store.Clock.Advance(TimeSpan.FromDays(31));
        await store.Archive();
        await store.Get<Sql.ISqlWriter>().WriteWaiting(session => { Sql.SqlArchive.BringBack(session, session.Db.Number("SELECT Id FROM Cases WHERE PublicId = ?", ended.CaseId)!.Value); return true; }, Ct);
        await store.Get<IRetentionStore>().Ended(Tenant, "p", at, null, 10, Ct);
        await store.Get<IRetentionStore>().Ended(Tenant, "p", at, "nobody", 10, Ct);
        var paper = await store.Get<IFileStore>().Put(Tenant, "a.txt", "text/plain", "a"u8.ToArray(), "u1", at, Ct);
        var over = (await store.Start(Ops(Op("set", ("field", "big"), ("value", new string('う', 9_000))), Op("set", ("field", "file"), ("value", Datum.Object(("id", paper.Id), ("size", 1)))),
            Op("project", ("table", Projections.Submissions), ("key", "s"), ("row", Datum.Object(("values", Datum.Object(("a", 1)))))), Op("project", ("table", "tasks"), ("key", "1.9"), ("row", Task)), Op("end")))).CaseId!;
        foreach (var fields in new string[][] { ["a"], [] }) Assert.NotNull(await store.Get<IRetentionStore>().Dispose(Tenant, over, fields, fields, "", at, "P1Y", at.AddSeconds(fields.Length), Ct));
        await store.Get<IStoredText>().Contains("nowhere", Ct);
    }
}
