using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Workflows.Cases.Ports;
using Workflows.Cases.Registers;
using Workflows.Engine.Activities;
using Workflows.Engine.Activities.Elsa;
using Workflows.Engine.Data;
using Workflows.Engine.Expressions;
using Workflows.Engine.Plans;
using Workflows.Engine.Turns;

namespace Workflows.Storage.Tests.Kit;

/// <summary>A database of its own with everything over it, a clock moved by hand and a fake outside.</summary>
internal sealed class TestStore : IAsyncDisposable
{
    public const string Tenant = "14204";
    private readonly string _folder;
    private readonly ServiceProvider _services;
    private int _count;

    private static readonly Lazy<string> TemplateFile = new(() =>
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("workflows-template-").FullName, "template.db");
        Migrate(new StorageOptions { Path = file });
        return file;
    });

    private static readonly Lazy<string> TemplateDatabase = new(() =>
    {
        var connection = PostgreSqlCluster.Shared.ConnectionTo("workflows_template");
        Migrate(new StorageOptions { Provider = "PostgreSql", ConnectionString = connection, Path = Path.Combine(Directory.CreateTempSubdirectory("workflows-template-").FullName, "x") });
        Npgsql.NpgsqlConnection.ClearAllPools();
        return "workflows_template";
    });

    private static void Migrate(StorageOptions options)
    {
        using var cipher = new VaultCipher(options);
        StorageDatabase.Open(options, cipher).Dispose();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
    }

    /// <param name="folder">Of another store over the same database.</param>
    public TestStore(Database database = Database.Sqlite, Action<StorageOptions>? configure = null, string? folder = null, FakeTimeProvider? clock = null)
    {
        Database = database;
        _folder = folder ?? Directory.CreateTempSubdirectory("workflows-").FullName;
        var server = database == Database.PostgreSql ? PostgreSqlCluster.Shared.ConnectionTo(DatabaseOf(_folder, folder is null)) : null;
        Clock = clock ?? new FakeTimeProvider(new DateTimeOffset(2026, 6, 10, 9, 0, 0, TimeSpan.FromHours(9)));
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(Clock);
        services.AddSingleton<IPlanSource>(Plans);
        services.AddSingleton<IConnectorPort>(Connector);
        services.AddSingleton<IRefsSource>(new FixedRefs());
        services.AddSingleton<IRegisterSchema>(Registers);
        services.AddSingleton<IScheduleSource>(Schedules);
        services.AddWorkflowsStorage(options =>
        {
            options.Path = File;
            options.RunNode = false;
            if (server is null) options.Template = TemplateFile.Value;
            else (options.Provider, options.ConnectionString) = ("PostgreSql", server);
            configure?.Invoke(options);
        });
        services.AddLogging(l => l.SetMinimumLevel(LogLevel.Warning));
        _services = services.BuildServiceProvider();
    }

    /// <summary>A copy of the migrated template, named after the folder.</summary>
    private static string DatabaseOf(string folder, bool make)
    {
        var name = "t_" + Path.GetFileName(folder).ToLowerInvariant().Replace('-', '_');
        if (make) PostgreSqlCluster.Shared.Run("postgres", $"CREATE DATABASE \"{name}\" TEMPLATE \"{TemplateDatabase.Value}\"");
        return name;
    }

    public Database Database { get; }
    public string File => Path.Combine(_folder, "workflows.db");
    public string Folder => _folder;
    public FakeTimeProvider Clock { get; }
    public TestPlans Plans { get; } = new();
    public FakeConnector Connector { get; } = new();
    public TestRegisters Registers { get; } = new();
    public FakeSchedules Schedules { get; } = new();
    public bool KeepFolder { get; set; }

    public DateTimeOffset Now => Clock.GetUtcNow().ToOffset(TimeSpan.FromHours(9));
    public ICaseExecutor Executor => Get<ICaseExecutor>();
    public ICaseReader Reader => Get<ICaseReader>();
    public T Get<T>() where T : notnull => _services.GetRequiredService<T>();

    public async Task<CaseOutcome> Start(Datum? payload = null, string workflow = "do", string? key = null, string? id = null, string? digest = null, string tenant = Tenant) =>
        await Executor.Execute(new CaseCommand("test", tenant, null, new Stimulus(id ?? NextId(), StimulusKinds.Start, Now, "u1", Payload: payload ?? Datum.EmptyObject),
            new StartTarget("p", null, workflow, key), digest), CancellationToken.None);

    public async Task<CaseOutcome> Event(string caseId, Datum? payload = null, string name = "do", string? id = null, string? digest = null, string tenant = Tenant) =>
        await Executor.Execute(new CaseCommand("test", tenant, caseId, new Stimulus(id ?? NextId(), StimulusKinds.Event, Now, "u1", Name: name, Payload: payload ?? Datum.EmptyObject), Digest: digest), CancellationToken.None);

    public async Task<Datum> Fields(string caseId) => (await Reader.ReadState(Tenant, caseId, CancellationToken.None))!.Fields;

    /// <summary>Moves the clock to each due thing in turn, up to the time given.</summary>
    public async Task Advance(TimeSpan by)
    {
        var until = Clock.GetUtcNow() + by;
        while (await Get<IEnginePump>().NextDue(CancellationToken.None) is { } next && next <= until)
        {
            if (next > Clock.GetUtcNow()) Clock.SetUtcNow(next);
            if (await Executor.DrainAsync() == 0) break;
        }
        Clock.SetUtcNow(until);
        await Executor.DrainAsync();
    }

    /// <summary>Runs the archive's job; its line.</summary>
    public async Task<string> Archive() => await _services.GetServices<IOperationalJob>().Single(j => j.Id == "archive").Run(CancellationToken.None);

    /// <summary>Moves the log into the file, so that its size tells.</summary>
    public async Task Checkpoint()
    {
        await Task.Yield();
        if (Database != Database.Sqlite) return;
        using var db = new Sqlite.SqliteFile(File, readOnly: false, _services.GetRequiredService<VaultCipher>());
        db.Run("PRAGMA wal_checkpoint(TRUNCATE)");
    }

    /// <summary>Whether a text is anywhere in the database, its log, or any packed value.</summary>
    public bool Holds(string text) => Get<IStoredText>().Contains(text, CancellationToken.None).AsTask().Result;

    public Task<int> Count(string fromWhere) => Task.FromResult(Get<Sql.ISqlReaders>().Read(db =>
    {
        using var row = db.Once($"SELECT COUNT(*) FROM {fromWhere}");
        return row.Step() ? row.Int(0) : 0;
    }));

    public static Datum Ops(params Datum[] ops) => Datum.Object(("ops", Datum.List(ops)));
    public static Datum Op(string op, params (string, Datum?)[] members) => Datum.Object([("op", op), .. members]);

    private string NextId() => $"c{Interlocked.Increment(ref _count)}-{Guid.NewGuid():n}";

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        if (KeepFolder) return;
        if (Database == Database.PostgreSql) PostgreSqlCluster.Shared.Run("postgres", $"DROP DATABASE IF EXISTS \"{DatabaseOf(_folder, make: false)}\" WITH (FORCE)");
        Directory.Delete(_folder, recursive: true);
    }
}

/// <summary>Plans by workflow name: <c>do</c> (told by its stimuli) and <c>event</c> (waits for the event go, then ends).</summary>
internal sealed class TestPlans : IPlanSource
{
    private readonly Dictionary<string, Plan> _plans = new(StringComparer.Ordinal);

    public TestPlans()
    {
        Add("many", Datum.Object(("id", "seq"), ("type", "Elsa.Sequence"), ("activities", Datum.List(Enumerable.Range(1, 5).Select(i => Datum.Object(("id", $"many{i}"), ("type", "Test.Many")))))));
        Add("do", Datum.Object(("id", "do1"), ("type", "Test.Do")));
        Add("two", Datum.Object(("id", "fork"), ("type", "Elsa.Parallel"), ("activities", Datum.List(Wait("a"), Wait("b")))));
        Add("event", Datum.Object(("id", "seq"), ("type", "Elsa.Sequence"), ("activities", Datum.List(
            Datum.Object(("id", "wait"), ("type", "Elsa.Event"), ("eventName", Datum.Object(("typeName", "String"), ("expression", Datum.Object(("type", "Literal"), ("value", "go")))))),
            Datum.Object(("id", "line"), ("type", "Elsa.WriteLine"), ("text", Datum.Object(("typeName", "String"), ("expression", Datum.Object(("type", "Literal"), ("value", "gone"))))))))));
    }

    private static Datum Wait(string name) => Datum.Object(("id", $"wait-{name}"), ("type", "Elsa.Event"), ("eventName", Datum.Object(("typeName", "String"), ("expression", Datum.Object(("type", "Literal"), ("value", name))))));

    public void Add(string name, Datum root, CasePolicy? policy = null)
    {
        var compiler = new PlanCompiler(new ActivityCatalog([.. ElsaActivities.All, new DoActivity(), new ManyActivity()]), BasicLanguages.All);
        var definition = Datum.Object(("id", $"{name}-v1"), ("definitionId", name), ("name", name), ("version", 1), ("root", root));
        _plans[name] = compiler.Compile($"plan-{name}", definition, [], null, policy, out var problems);
        if (problems.FirstOrDefault(p => p.Severity == "error") is { } problem) throw new InvalidOperationException(problem.MessageEn);
    }

    public Plan Find(string workflow) => _plans[workflow];
    /// <summary>A plan that cannot be had.</summary>
    public string? Broken { get; set; }

    public ValueTask<Plan> Get(string planId, CancellationToken ct) =>
        planId == Broken ? throw new InvalidOperationException($"{planId} is broken.") : ValueTask.FromResult(_plans.Values.First(p => p.PlanId == planId));

    public ValueTask<Plan?> Current(string tenant, string program, string workflow, CancellationToken ct) => ValueTask.FromResult(_plans.GetValueOrDefault(workflow));
}

/// <summary>Answers as told, in order; keeps every call.</summary>
internal sealed class FakeConnector : IConnectorPort
{
    private readonly Queue<Func<ConnectorCall, CallOutcome>> _answers = new();
    public List<ConnectorCall> Calls { get; } = [];

    public void Next(CallOutcome outcome) => _answers.Enqueue(_ => outcome);
    public void Next(Func<ConnectorCall, CallOutcome> answer) => _answers.Enqueue(answer);

    public ValueTask<CallOutcome> Call(ConnectorCall call, CancellationToken cancellationToken)
    {
        lock (Calls)
        {
            Calls.Add(call);
            return ValueTask.FromResult(_answers.TryDequeue(out var answer) ? answer(call) : CallOutcome.Done(Datum.Object(("ok", true))));
        }
    }
}

internal sealed class FixedRefs : IRefsSource
{
    private readonly Datum _refs = Datum.Object(("settings", Datum.Object(("reviewDays", 30))));
    public ValueTask<Datum> Refs(string tenant, string program, CancellationToken ct) => ValueTask.FromResult(_refs);
}

/// <summary>One register R: key code, at most one 有効 a person, amount indexed, status counted.</summary>
internal sealed class TestRegisters : IRegisterSchema
{
    public RegisterSpec R { get; set; } = new("R", "台帳", [], "record", null, ["code"], "M", [], [],
        [Field("code"), Field("person"), Field("status"), Field("amount", indexed: true)],
        [new ConstraintSpec("one-active", Datum.Object(("status", "有効"))) { Unique = ["person"] }], []) { Counted = ["status"] };

    /// <summary>Further registers by id.</summary>
    public Dictionary<string, RegisterSpec> More { get; } = [];

    public RegisterSpec? Of(string register) => register == "R" ? R : More.GetValueOrDefault(register);

    public RegisterSpec? Find(string tenant, string program, string register) => Of(register);

    private static RegisterFieldSpec Field(string key, bool indexed = false) => new(key, key, "text", indexed, false, null, []);
}

internal sealed class FakeSchedules : IScheduleSource
{
    public TimeSpan Every { get; set; } = TimeSpan.FromDays(1);
    public List<(DateTimeOffset Due, DateTimeOffset Now)> Fired { get; } = [];

    public DateTimeOffset Next(DateTimeOffset after)
    {
        var due = new DateTimeOffset(2026, 6, 1, 8, 0, 0, TimeSpan.FromHours(9));
        while (due <= after) due += Every;
        return due;
    }

    /// <summary>Happens while a firing is looked at.</summary>
    public Func<Task>? Firing { get; set; }

    public async ValueTask<Firing> Fire(string tenant, string program, string startId, DateTimeOffset due, DateTimeOffset now, CancellationToken ct)
    {
        Fired.Add((due, now));
        if (Firing is { } meanwhile) await meanwhile();
        return new Firing([new ScheduledStart(new StartTarget(program, startId, "do", $"{startId}-{due:yyyyMMdd}"), Datum.EmptyObject)], Next(now));
    }
}
