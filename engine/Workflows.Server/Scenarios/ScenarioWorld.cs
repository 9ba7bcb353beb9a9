using System.Text;
using Mediator;
using Microsoft.Data.Sqlite;
using Workflows.Cases.Expressions;
using Workflows.Cases.Kpis;
using Workflows.Cases.Packages;
using Workflows.Cases.Ports;
using Workflows.Cases.Publishing;
using Workflows.Cases.Scenarios;
using Workflows.Connectors;
using Workflows.Connectors.Catalogue;
using Workflows.Engine.Data;
using Workflows.Engine.Turns;
using Workflows.Server.Hosting;

namespace Workflows.Server.Scenarios;

/// <summary>One scenario's world: the server's own parts on a database of its own, a clock that is set, simulators in memory.</summary>
internal sealed class ScenarioWorld : IScenarioWorld
{
    private readonly PackageSet _packages;
    private readonly string _folder;
    private readonly string _vaultKey;
    private readonly SettableClock _clock = new();
    private readonly WorldPeople _people = new();
    private readonly MemoryLog _log = new();
    private readonly Dictionary<(string Tenant, string Program, string Key), Datum> _settings = [];
    private readonly Dictionary<(string Tenant, string Calendar, DateOnly Day), bool> _days = [];
    private readonly Identity _identity = new();
    private readonly SimulatedWorld _outside;
    private ServiceProvider? _services;
    private WorldDoor? _door;

    public ScenarioWorld(PackageSet packages, string folder, string vaultKey)
    {
        (_packages, _folder, _vaultKey) = (packages, folder, vaultKey);
        // The outside outlives a restart of ours.
        _outside = new SimulatedWorlds().Open(_clock, new LateInbound(() => Get<IInbound>()), packages, () => Get<IKeptStore>());
        _services = Start();
    }

    public DateTimeOffset Now => Japan.In(_clock.GetUtcNow());
    public void SetNow(DateTimeOffset now) => _clock.Set(now);

    public ISender Sender => Get<ISender>();
    public ICaseExecutor Executor => Get<ICaseExecutor>();
    public IEnginePump Pump => Get<IEnginePump>();
    public ICaseReader Reader => Get<ICaseReader>();
    public IRegisterStore Registers => Get<IRegisterStore>();
    public INumberStore Numbers => Get<INumberStore>();
    public IAccessLog AccessLog => Get<IAccessLog>();
    public ISimulators Simulators => _outside.Simulators;

    public ValueTask Publish(string tenant, string program, CancellationToken ct) => Get<Publisher>().Publish(tenant, program, _clock.GetUtcNow(), ct);

    public ValueTask Set(string tenant, string program, string key, Datum value, CancellationToken ct)
    {
        _settings[(tenant, program, key)] = value;
        Get<Installation>().Override(tenant, program, key, value);
        return default;
    }

    public ValueTask SetDay(string tenant, string calendar, DateOnly day, bool open, CancellationToken ct)
    {
        _days[(tenant, calendar, day)] = open;
        Get<Installation>().OverrideDay(tenant, calendar, day, open);
        return default;
    }

    public ValueTask Declare(string tenant, Person person, CancellationToken ct)
    {
        _people.Declare(tenant, person);
        return default;
    }

    public async ValueTask<Datum> Decide(string tenant, string program, string decision, Datum inputs, CancellationToken ct)
    {
        var package = _packages.Packages.Get(program);
        var names = await Names(tenant, package, ct);
        var run = new DecisionRun(package, package.Decisions.Get(decision), inputs, names);
        var replies = new Dictionary<Question, Reply>(ReferenceEqualityComparer.Instance);
        foreach (var question in run.Run(q => replies[q])) replies[question] = await Asked.Answer(Registers, tenant, package.Id, question, ct);
        return run.Result.Outputs;
    }

    public async ValueTask<Datum> Kpi(string tenant, string program, string kpi, string? period, Datum by, CancellationToken ct)
    {
        var package = _packages.Packages.Get(program);
        return await new KpiCalculator(package, tenant, await Names(tenant, package, ct), Registers, Reader).Value(package.Kpis.Get(kpi), KpiPeriod.Parse(period), by, ct);
    }

    public async ValueTask RunJob(string job, CancellationToken ct)
    {
        var jobs = Services.GetServices<IOperationalJob>().ToList();
        var found = jobs.FirstOrDefault(j => j.Id == job || j.LabelJa == job) ?? throw new ScenarioException($"定時処理「{job}」はありません。あるのは {string.Join("、", jobs.Select(j => j.LabelJa))} です。");
        await found.Run(ct);
    }

    public async ValueTask<IReadOnlyList<string>> VerifyAudit(CancellationToken ct)
    {
        await Get<IAuditTrail>().Seal(ct);
        return [.. (await Get<IAuditTrail>().Verify(null, ct)).Findings.Select(f => $"{f.Key} {f.Place}")];
    }

    public void AskWhoPeopleAre() => _identity.CountAsPassed = false;

    public async ValueTask Restart(CancellationToken ct)
    {
        await Stop();
        if (_door is null) _services = Start();
        else await Open(ct);
    }

    public async ValueTask<DoorAnswer> Visit(DoorRequest request, CancellationToken ct)
    {
        if (_door is null)
        {
            // The door stands in the same host as the engine, as in the product.
            await Stop();
            _services = null;
            await Open(ct);
        }
        return await _door!.Visit(request, ct);
    }

    public async ValueTask AlterFile(string tenant, string file, CancellationToken ct)
    {
        await using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = Path.Combine(_folder, "workflows.db"), Pooling = false }.ToString());
        await connection.OpenAsync(ct);
        await using var read = connection.CreateCommand();
        read.CommandText = "SELECT c.Sha256, c.Bytes FROM FileContents c JOIN Files f ON f.Tenant = c.Tenant AND f.Sha256 = c.Sha256 WHERE f.Tenant = $tenant AND f.PublicId = $file";
        read.Parameters.AddWithValue("$tenant", tenant);
        read.Parameters.AddWithValue("$file", file);
        await using var row = await read.ExecuteReaderAsync(ct);
        if (!await row.ReadAsync(ct)) throw new ScenarioException($"ファイル「{file}」は保管されていません。");
        var (sha256, bytes) = ((byte[])row[0], (byte[])row[1]);
        await row.DisposeAsync();
        bytes[^1] ^= 1;
        await using var write = connection.CreateCommand();
        write.CommandText = "UPDATE FileContents SET Bytes = $bytes WHERE Tenant = $tenant AND Sha256 = $sha256";
        write.Parameters.AddWithValue("$bytes", bytes);
        write.Parameters.AddWithValue("$tenant", tenant);
        write.Parameters.AddWithValue("$sha256", sha256);
        await write.ExecuteNonQueryAsync(ct);
    }

    public async ValueTask<IReadOnlyList<string>> FindStored(string text, CancellationToken ct)
    {
        var found = new List<string>();
        foreach (var file in Directory.EnumerateFiles(_folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            byte[] bytes;
            await using (var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete))
            {
                bytes = new byte[stream.Length];
                await stream.ReadExactlyAsync(bytes, ct);
            }
            if (bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0 || bytes.AsSpan().IndexOf(Encoding.Unicode.GetBytes(text)) >= 0) found.Add(Path.GetFileName(file));
        }
        if (_log.Lines.FirstOrDefault(l => l.Contains(text, StringComparison.Ordinal)) is { } line) found.Add($"log: {line}");
        // What the database keeps compressed is read through its readers.
        foreach (var municipality in _packages.Municipalities)
            foreach (var row in (await Reader.ListCases(municipality.Code, new CaseFilter(), new PageRequest(1_000), ct)).Items)
                await Search(municipality.Code, row, text, found, ct);
        return found;
    }

    public async ValueTask DisposeAsync()
    {
        await Stop();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task Search(string tenant, CaseRow row, string text, List<string> found, CancellationToken ct)
    {
        void Look(string place, Datum value)
        {
            if (value.ToJson().Contains(text, StringComparison.Ordinal)) found.Add($"{row.Number ?? row.Id} {place}");
        }
        if (await Reader.ReadState(tenant, row.Id, ct) is { } state)
        {
            Look("fields", state.Fields);
            Look("head", state.Head);
        }
        foreach (var step in await Reader.ReadHistory(tenant, row.Id, 0, 10_000, ct))
        {
            Look($"history {step.Seq}", step.Stimulus.ToDatum());
            foreach (var (question, reply) in step.Tape) { Look($"history {step.Seq}", question); Look($"history {step.Seq}", reply.Value); }
            foreach (var entry in step.Journal.Where(j => j.Data is not null)) Look($"journal {step.Seq}", entry.Data!);
        }
        foreach (var message in await Reader.ReadOutbox(tenant, row.Id, ct)) Look("outbox", message.Body);
        foreach (var table in (string[])[Projections.Tasks, Projections.Notices, Projections.Timeline, Projections.Header, Projections.Submissions, Projections.Facts, Projections.Sort])
            foreach (var line in await Reader.ReadProjection(tenant, row.Id, table, ct)) Look(table, line.Row);
    }

    private async ValueTask<FeelNames> Names(string tenant, ProgramPackage package, CancellationToken ct)
    {
        var refs = await Get<IRefsSource>().Refs(tenant, package.Id, ct);
        return new(package.FieldTypes, _clock.GetUtcNow(), refs["settings"], refs["calendars"]);
    }

    private ServiceProvider Start()
    {
        var services = new ServiceCollection();
        AddTo(services);
        var provider = services.BuildServiceProvider();
        Override(provider);
        return provider;
    }

    private async Task Open(CancellationToken ct)
    {
        _door = new WorldDoor(_folder, _vaultKey, AddTo);
        Override(_door.Services);
        await _door.Open(ct);
    }

    private async ValueTask Stop()
    {
        if (_services is not null) await _services.DisposeAsync();
        if (_door is not null) await _door.DisposeAsync();
    }

    private void AddTo(IServiceCollection services)
    {
        services.AddLogging(l => l.AddProvider(_log));
        services.AddSingleton<TimeProvider>(_clock);
        services.AddSingleton<IPeople>(_people);
        services.AddSingleton(_outside.Connectors);
        services.AddSingleton(_outside.Simulators);
        services.AddSingleton(_outside.Returns);
        services.AddSingleton<INoticeSender, ConnectorNotices>();
        services.AddWorkflows(_packages, o => { o.Path = Path.Combine(_folder, "workflows.db"); o.VaultKey = _vaultKey; o.RunNode = false; });
        services.AddSingleton<IIdentityPolicy>(_identity);
    }

    /// <summary>What the scenario set so far.</summary>
    private void Override(IServiceProvider provider)
    {
        foreach (var ((tenant, program, key), value) in _settings) provider.GetRequiredService<Installation>().Override(tenant, program, key, value);
        foreach (var ((tenant, calendar, day), open) in _days) provider.GetRequiredService<Installation>().OverrideDay(tenant, calendar, day, open);
    }

    private IServiceProvider Services => _door?.Services ?? _services!;

    private T Get<T>() where T : notnull => Services.GetRequiredService<T>();

    /// <summary>One-time codes count as typed until the scenario speaks of them.</summary>
    private sealed class Identity : IIdentityPolicy
    {
        public bool CountAsPassed { get; set; } = true;
    }

    /// <summary>The simulators come before the container that hears them.</summary>
    private sealed class LateInbound(Func<IInbound> inbound) : IInbound
    {
        public ValueTask<InboundResult> Accept(InboundEvent told, CancellationToken cancellationToken) => inbound().Accept(told, cancellationToken);
        public ValueTask<InboundResult> Return(InboundReturn told, CancellationToken cancellationToken) => inbound().Return(told, cancellationToken);
    }
}
