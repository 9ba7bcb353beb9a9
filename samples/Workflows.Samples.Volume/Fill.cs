using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Workflows.Engine.Data;
using Workflows.Storage;
using Workflows.Storage.PostgreSql;
using Workflows.Storage.Reading;
using Workflows.Storage.Running;
using Workflows.Storage.Sql;

namespace Workflows.Samples.Volume;

/// <summary>The rows of a city some years on: nine of ten cases ended, one status in two thousand, names that come again.</summary>
internal sealed class Fill(IServiceProvider services)
{
    public const string Tenant = "14204", Program = "account-transfer", Title = "口座振替の申込み", Rare = "照合待ち", Common = "登録済";
    private const int Together = 5_000, Roles = 8;
    private static readonly string[] Family = ["佐藤", "鈴木", "高橋", "田中", "伊藤", "渡辺", "山本", "中村", "小林", "加藤", "吉田", "山田", "佐々木", "山口", "松本"];
    private static readonly string[] Titles = ["内容の確認", "照合", "補正の確認", "登録の確認", "停止の確認"];
    private static readonly DateTimeOffset Begin = new(2023, 4, 1, 9, 0, 0, TimeSpan.FromHours(9));

    public async Task Run(int cases, int tasks)
    {
        var writer = services.GetRequiredService<ISqlWriter>();
        if (services.GetRequiredService<ISqlReaders>().Read(db => db.Number("SELECT COUNT(*) FROM (SELECT 1 AS N FROM Cases LIMIT 1) AS counted")) > 0) throw new InvalidOperationException("The database holds cases already; fill one made for it.");
        var watch = Stopwatch.StartNew();
        var queues = await writer.WriteWaiting(session => Enumerable.Range(0, Roles).Select(i => Queue(session, $"role{i}")).ToList(), default);
        void Say(string what) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{watch.Elapsed.TotalSeconds,4:0} s  {what}"));
        // Indexes are made once, over everything.
        var indexes = new Indexes(writer);
        await indexes.Drop();
        for (var from = 0; from < cases; from += Together)
        {
            var count = Math.Min(Together, cases - from);
            await writer.WriteWaiting(session => Batch(session, from, count, cases, tasks, queues), default);
            if (from % 100_000 == 0) Say($"{from} cases");
        }
        Say("rows");
        await indexes.Make(of => of.Contains("CaseSort", StringComparison.Ordinal));
        Say("index of sort keys");
        var last = services.GetRequiredService<ISqlReaders>().Read(db => db.Number("SELECT MAX(Id) FROM Tasks"))!.Value;
        for (var from = 0L; from <= last; from += Together) await writer.WriteWaiting(session => SortTasks(session, from, from + Together), default);
        Say("sort keys of tasks");
        await indexes.Make(_ => true);
        Say("indexes");
        await writer.WriteWaiting(session => { session.Db.Run("ANALYZE"); return true; }, default);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{cases} cases with {tasks} open tasks in {watch.Elapsed.TotalSeconds:0} s"));
    }

    private static long Queue(SqlSession session, string role)
    {
        session.Db.InsertNew(StepTable.Queues, Tenant, Program, role, "");
        return session.Db.Number("SELECT Id FROM Queues WHERE Tenant = ? AND Program = ? AND Role = ?", Tenant, Program, role)!.Value;
    }

    private static List<long> NewKeys(SqlDb db, int count)
    {
        var keys = new List<long>(count);
        using var rows = db.Query(db.Dialect.NextCaseKeys, count);
        while (rows.Step()) keys.Add(rows.Long(0));
        return keys;
    }

    private static bool Batch(SqlSession session, int from, int count, int cases, int tasks, List<long> queues)
    {
        if (session is PostgreSqlSession together) together.Take(NewKeys(session.Db, count));
        var head = session.Db.Seal(Packing.Pack(Datum.Object(("title", Title), ("lifecycle", "active"))));
        var keys = new (long Key, int No)[count];
        for (var i = 0; i < count; i++)
        {
            var (no, key) = (from + i, session.NextCaseKey());
            keys[i] = (key, no);
            var (at, open) = (Begin.AddMinutes(no * 1.5), HasTask(no, cases, tasks));
            // Changed some time after they came, so that the two orders differ.
            var changed = at.AddMinutes(no * 7919L % 40_000);
            var status = Drawn(no, 1, 2_000) == 0 ? Rare : open ? (Drawn(no, 2, 3) == 0 ? "照合中" : "受付済") : Drawn(no, 3, 50) == 0 ? "取下げ" : Common;
            session.Rows.Add(StepTable.Cases, key, $"v{no:D9}", Tenant, Program, 1, Drawn(no, 4, 10) == 0 ? "P2" : Drawn(no, 5, 1_000) == 1 ? "P5" : "P1", Number(no), status, open ? "active" : "ended", $"person{Drawn(no, 6, 30_000)}", null, 0, at, changed, 1L, null, SqlCases.Format, head, null);
            var words = new SortedSet<string>(StringComparer.Ordinal);
            Sort(session, key, "bankCode", $"{Drawn(no, 7, 50):D4}", words);
            Sort(session, key, "payerName", NameOf(no), words);
            Sort(session, key, "noticeNo", (3_000_000_000L + (no * 104_729L % 1_000_000_007L)).ToString(CultureInfo.InvariantCulture), words);
            SqlEffects.PutWords(session, Tenant, key, $"{WordForms.Of(Number(no))}\n{WordForms.Of(Title)}", words);
        }
        Tasks(session, [.. keys.Where(k => HasTask(k.No, cases, tasks))], queues);
        return true;
    }

    private static void Tasks(SqlSession session, List<(long Key, int No)> keys, List<long> queues)
    {
        if (keys.Count == 0) return;
        var row = session.Db.Seal(Packing.Pack(Datum.Object(("task", "check"), ("status", "open"))));
        foreach (var (key, no) in keys)
        {
            var created = Begin.AddMinutes(no * 1.5);
            // One in ten is late, some have no due date.
            DateTimeOffset? due = Drawn(no, 8, 17) == 0 ? null : DateTimeOffset.UtcNow.AddDays(Drawn(no, 9, 400) - 40);
            // One in twenty is nobody's yet; half the city's forty clerks share the rest.
            var assignee = Drawn(no, 10, 20) == 7 ? null : $"clerk{Drawn(no, 11, 40)}";
            session.Rows.Add(StepTable.Tasks, key, "1.1", Tenant, queues[QueueOf(no, queues.Count)], "check", Titles[Drawn(no, 12, Titles.Length)], assignee is null ? "open" : "claimed", true, assignee, created, due, due ?? DateTimeOffset.MaxValue, row);
        }
        session.Rows.Flush();
    }

    private static bool SortTasks(SqlSession session, long after, long to)
    {
        session.Db.Run("INSERT INTO TaskSort (QueueId, FieldId, SortKey, TaskId) SELECT t.QueueId, s.FieldId, s.SortKey, t.Id FROM Tasks t JOIN CaseSort s ON s.CaseId = t.CaseId WHERE t.Id > ? AND t.Id <= ?", after, to);
        var made = new List<(long Id, long Queue, string Title, string Status, string Number)>();
        using (var rows = session.Db.Query("SELECT t.Id, t.QueueId, t.Title, t.Status, c.Number FROM Tasks t JOIN Cases c ON c.Id = t.CaseId WHERE t.Id > ? AND t.Id <= ?", after, to))
            while (rows.Step()) made.Add((rows.Long(0), rows.Long(1), rows.Text(2), rows.Text(3), rows.Text(4)));
        foreach (var task in made)
            foreach (var (field, value) in new[] { (TaskSorts.Title, task.Title), (TaskSorts.Status, task.Status), (TaskSorts.Number, task.Number) })
                session.Db.InsertNew(StepTable.TaskSort, task.Queue, field, SortKeys.Of(Datum.Of(value)), task.Id);
        return true;
    }

    /// <summary>Half of all tasks stand in one queue.</summary>
    private static int QueueOf(int no, int queues) => Drawn(no, 13, 2) == 0 ? 0 : Drawn(no, 14, queues);

    /// <summary>The newest cases are open, and some of every age.</summary>
    private static bool HasTask(int no, int cases, int tasks) => (long)no * tasks / cases != (long)(no + 1) * tasks / cases;

    /// <summary>Of <paramref name="of"/> equally likely, the same each time; what is drawn apart tells nothing of each other, as with real people.</summary>
    private static int Drawn(int no, int what, int of)
    {
        var z = ((ulong)(uint)no * 64 + (uint)what) * 0x9E3779B97F4A7C15UL;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return (int)((z ^ (z >> 31)) % (ulong)of);
    }

    private static string Number(int no) => string.Create(CultureInfo.InvariantCulture, $"KF-{no * 7_368_787L % 1_000_000_007L:D10}");

    private static string NameOf(int no) => string.Create(CultureInfo.InvariantCulture, $"{Family[Drawn(no, 15, Family.Length)]} {(char)(0x4E00 + Drawn(no, 16, 2_000))}{(char)(0x4E00 + Drawn(no, 17, 1_500))}");

    private static void Sort(SqlSession session, long key, string field, string value, SortedSet<string> words)
    {
        var form = WordForms.Of(value);
        session.Rows.Add(StepTable.CaseSort, key, field, Tenant, Program, SortKeys.Of(Datum.Of(value)), value, form == value ? null : form);
        WordForms.Add(words, WordForms.Place(Tenant, Program, field), form);
    }
}

/// <summary>The indexes of the tables filled, away while they are filled. Keys stay.</summary>
internal sealed class Indexes(ISqlWriter writer)
{
    private readonly List<(string Name, string Text)> _gone = [];

    public async Task Drop()
    {
        await writer.WriteWaiting(session =>
        {
            var text = session is PostgreSqlSession
                ? "SELECT indexname, indexdef FROM pg_indexes WHERE tablename IN ('Cases', 'CaseSort', 'CaseWords', 'Tasks', 'TaskSort') AND indexname NOT LIKE 'PK%'"
                : "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN ('Cases', 'CaseSort', 'CaseWords', 'Tasks', 'TaskSort')";
            using (var rows = session.Db.Query(text))
                while (rows.Step()) _gone.Add((rows.Text(0), rows.Text(1)));
            foreach (var (name, _) in _gone) session.Db.Run($"DROP INDEX \"{name}\"");
            return true;
        }, default);
    }

    /// <summary>Makes those again whose text is wanted.</summary>
    public async Task Make(Func<string, bool> wanted)
    {
        foreach (var index in _gone.Where(i => wanted(i.Text)).ToList())
        {
            await writer.WriteWaiting(session => session.Db.Run(index.Text), default);
            _gone.Remove(index);
        }
    }
}
