using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Workflows.Cases.Ports;
using Workflows.Engine.Activities;
using Workflows.Engine.Activities.Elsa;
using Workflows.Engine.Data;
using Workflows.Engine.Expressions;
using Workflows.Engine.Plans;
using Workflows.Engine.State;
using Workflows.Engine.Turns;
using Workflows.Storage;
using Workflows.Storage.Sql;

namespace Workflows.Benchmarks.Load;

/// <summary>The product's storage and engine over a database made for the run; nothing of it is a stand-in but the outside.</summary>
internal sealed class LoadStore : IAsyncDisposable
{
    public const string Tenant = "14204";
    private readonly ServiceProvider _services;
    private readonly string _folder;
    private long _no;

    /// <param name="server">Connection string of PostgreSQL; null for a SQLite file in <paramref name="folder"/>.</param>
    public LoadStore(string folder, string? server)
    {
        (_folder, Server) = (folder, server);
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(Clock);
        services.AddSingleton<IPlanSource>(new LoadPlans());
        services.AddSingleton<IConnectorPort>(new Outside());
        services.AddWorkflowsStorage(o =>
        {
            (o.Path, o.RunNode) = (File, false);
            if (server is not null) (o.Provider, o.ConnectionString) = ("PostgreSql", server);
        });
        _services = services.BuildServiceProvider();
    }

    public string? Server { get; }
    public string File => Path.Combine(_folder, "workflows.db");
    public MovedClock Clock { get; } = new();
    public ICaseExecutor Executor => Get<ICaseExecutor>();
    public StorageDatabase Database => Get<StorageDatabase>();
    public T Get<T>() where T : notnull => _services.GetRequiredService<T>();

    public async Task<string> Start(string workflow)
    {
        var outcome = await Executor.Execute(new CaseCommand("load", Tenant, null, new Stimulus(NextId(), StimulusKinds.Start, Clock.GetUtcNow(), "u1", Payload: Datum.EmptyObject), new StartTarget("p", null, workflow)), default);
        return outcome.Kind == CaseOutcomeKind.Applied ? outcome.CaseId! : throw new InvalidOperationException($"A start was {outcome.Kind}.");
    }

    public async Task Resume(string caseId, string name = "go", string? key = null)
    {
        var outcome = await Executor.Execute(new CaseCommand("load", Tenant, caseId, new Stimulus(NextId(), StimulusKinds.Event, Clock.GetUtcNow(), "u1", Name: name, Key: key, Payload: Datum.EmptyObject)), default);
        if (outcome.Kind != CaseOutcomeKind.Applied) throw new InvalidOperationException($"A resume was {outcome.Kind}.");
    }

    /// <summary>The id of the task the case waits for.</summary>
    public string TaskOf(string caseId) => Get<ISqlReaders>().Glance(db =>
    {
        using var row = db.Query("SELECT b.Key FROM Bookmarks b JOIN Cases c ON c.Id = b.CaseId WHERE c.PublicId = ? AND b.Name = ?", caseId, RunTask.EventName);
        return row.Step() ? row.Text(0) : throw new InvalidOperationException("The case waits for no task.");
    });

    public long Bytes()
    {
        if (Server is not null) return Get<ISqlReaders>().Glance(db =>
        {
            db.Run("CHECKPOINT");
            return db.Number("SELECT pg_database_size(current_database())")!.Value;
        });
        return Database.Writer.Write(s => 0).Result + Checkpointed();
    }

    private long Checkpointed()
    {
        using var file = new Storage.Sqlite.SqliteFile(File, readOnly: false, Get<VaultCipher>());
        file.Run("PRAGMA wal_checkpoint(TRUNCATE)");
        return new FileInfo(File).Length;
    }

    /// <summary>Rows of the tables steps write.</summary>
    public long Rows() => Get<ISqlReaders>().Read(db => Tables.Sum(t => db.Number($"SELECT COUNT(*) FROM {t}")!.Value));

    private static readonly string[] Tables = ["Cases", "Parts", "History", "Commands", "Instances", "Bookmarks", "Timers", "Outbox", "Tasks", "Projections"];

    private string NextId() => Interlocked.Increment(ref _no).ToString("x16", CultureInfo.InvariantCulture);

    public async ValueTask DisposeAsync() => await _services.DisposeAsync();
}

/// <summary>The machine's clock, moved ahead by hand.</summary>
internal sealed class MovedClock : TimeProvider
{
    private long _ahead;
    public void Advance(TimeSpan by) => Interlocked.Add(ref _ahead, by.Ticks);
    public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddTicks(Interlocked.Read(ref _ahead));
}

/// <summary>Answers at once.</summary>
internal sealed class Outside : IConnectorPort
{
    public ValueTask<CallOutcome> Call(ConnectorCall call, CancellationToken cancellationToken) => ValueTask.FromResult(CallOutcome.Done(Datum.Object(("receipt", call.IdempotencyKey))));
}

/// <summary><c>wait</c>: waits for the event go, then ends. <c>five</c>: start, task, connector, timer, end.</summary>
internal sealed class LoadPlans : IPlanSource
{
    private readonly Dictionary<string, Plan> _plans = new(StringComparer.Ordinal);

    public LoadPlans()
    {
        Add("wait", Activity("wait", "Elsa.Event", "eventName", "go"), Activity("line", "Elsa.WriteLine", "text", "gone"));
        Add("five", Activity("begin", "Elsa.WriteLine", "text", "begun"), Activity("task", "Elsa.RunTask", "taskName", "check"), Datum.Object(("id", "call"), ("type", "Load.Call")),
            Activity("timer", "Elsa.Delay", "timeSpan", "00:00:01"), Activity("end", "Elsa.WriteLine", "text", "done"));
    }

    public ValueTask<Plan> Get(string planId, CancellationToken ct) => ValueTask.FromResult(_plans.Values.First(p => p.PlanId == planId));
    public ValueTask<Plan?> Current(string tenant, string program, string workflow, CancellationToken ct) => ValueTask.FromResult(_plans.GetValueOrDefault(workflow));

    private static Datum Activity(string id, string type, string input, string value) => Datum.Object(("id", id), ("type", type),
        (input, Datum.Object(("typeName", "String"), ("expression", Datum.Object(("type", "Literal"), ("value", value))))));

    private void Add(string name, params Datum[] activities)
    {
        var compiler = new PlanCompiler(new ActivityCatalog([.. ElsaActivities.All, new CallActivity()]), BasicLanguages.All);
        var root = Datum.Object(("id", "seq"), ("type", "Elsa.Sequence"), ("activities", Datum.List(activities)));
        _plans[name] = compiler.Compile($"plan-{name}", Datum.Object(("id", $"{name}-v1"), ("definitionId", name), ("name", name), ("version", 1), ("root", root)), [], null, null, out var problems);
        if (problems.FirstOrDefault(p => p.Severity == "error") is { } problem) throw new InvalidOperationException(problem.MessageEn);
    }
}

/// <summary>Calls the outside by the outbox and waits for its answer.</summary>
internal sealed class CallActivity : Activity
{
    public override ActivityDescriptor Descriptor { get; } = new("Load.Call", "呼ぶ", "Call", "外へ呼ぶ", "測定", "gear");

    public override IEnumerable<Question> Execute(ActivityContext context)
    {
        var answer = context.SetBookmark(StimulusKinds.Answer, "call");
        context.Send("call", "call", "C-1", Datum.Object(("operation", "op"), ("request", Datum.Object(("x", 1)))), answer.Id, Datum.EmptyObject);
        yield break;
    }

    public override IEnumerable<Question> Resume(ActivityContext context, Bookmark bookmark, Stimulus stimulus)
    {
        context.Complete();
        yield break;
    }
}
