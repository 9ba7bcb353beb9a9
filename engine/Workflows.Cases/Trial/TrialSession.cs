using Workflows.Cases.Packages;
using Workflows.Cases.Ports;
using Workflows.Cases.Scenarios;
using Workflows.Engine.Data;

namespace Workflows.Cases.Trial;

/// <param name="Refused">Why the engine said no; the session goes on.</param>
internal sealed record TrialAct(Datum Act, ScenarioStep Step, DateTimeOffset At, Datum? Refused);

/// <summary>One draft's revision being tried. Used under <see cref="Gate"/>.</summary>
internal sealed class TrialSession(string id, string tenant, string draft, long revision, ProgramPackage package, PackageSet set, ITrialWorldFactory factory, IReadOnlyList<ScenarioStep> opening) : IAsyncDisposable
{
    private readonly List<TrialAct> _acts = [];
    private readonly Dictionary<string, SortedSet<string>> _roles = new(StringComparer.Ordinal);
    private IScenarioWorld? _world;
    private ScenarioContext? _context;

    public string Id => id;
    public string Tenant => tenant;
    public string Draft => draft;
    public long Revision => revision;
    public ProgramPackage Package => package;
    public SemaphoreSlim Gate { get; } = new(1, 1);
    public long Touched { get; set; } = TimeProvider.System.GetTimestamp();
    public IReadOnlyList<TrialAct> Acts => _acts;
    public IReadOnlyList<ScenarioStep> Opening => opening;
    public IReadOnlyDictionary<string, SortedSet<string>> Roles => _roles;
    public IScenarioWorld World => _world ?? throw new InvalidOperationException("The trial has not been opened.");
    public ScenarioContext Context => _context ?? throw new InvalidOperationException("The trial has not been opened.");
    /// <summary>Where each case's history stood before the last act, by public id.</summary>
    public Dictionary<string, long> Before { get; } = new(StringComparer.Ordinal);
    public Datum FieldsBefore { get; private set; } = Datum.EmptyObject;

    public async ValueTask Open(CancellationToken ct)
    {
        if (_world is not null) await _world.DisposeAsync().ConfigureAwait(false);
        _world = await factory.Open(ct).ConfigureAwait(false);
        _world.SetNow(Scenarios.Steps.ClockSteps.Beginning(new("", "", "", 0, [], [.. opening])));
        _context = new ScenarioContext(_world, set, CancellationToken.None);
        _acts.Clear();
        _roles.Clear();
        Before.Clear();
        FieldsBefore = Datum.EmptyObject;
        foreach (var step in opening) await ScenarioRunner.Do(_context, step).ConfigureAwait(false);
    }

    /// <summary>Does an act. What the engine refuses is kept with its reason; what cannot be said at all is a <see cref="FormatException"/> and leaves no trace.</summary>
    public async ValueTask Do(Datum act)
    {
        var step = ActSentences.Of(act);
        if (ScenarioRunner.Misunderstood(step) is { } wrong) throw new FormatException(wrong.Message);
        await Employ(act).ConfigureAwait(false);
        await Mark().ConfigureAwait(false);
        Context.Problem = null;
        Datum? refused = null;
        try { await ScenarioRunner.Do(Context, step).ConfigureAwait(false); }
        // What was said does not fit what is there (no such task, a clock turned back): nothing has happened.
        catch (ScenarioException e) { refused = Datum.Object(("ja", e.Message), ("expected", e.Expected), ("actual", e.Actual)); }
        catch (SimulatorException e) { refused = Datum.Object(("ja", e.Message)); }
        if (refused is null && Context.Problem is { } problem)
            refused = Datum.Object(("ja", problem.Ja), ("code", problem.Code), ("errors", Datum.List(problem.Errors.Select(e => Datum.Object(("field", e.Field), ("ja", e.Message))))));
        if (act["kind"].AsText() == "person") Note(act["who"].AsText()!, act["roles"].Items.Select(r => r.AsText()).Append(act["role"].AsText()).OfType<string>());
        _acts.Add(new(act, step, World.Now, refused));
    }

    public async ValueTask Rewind(int count, CancellationToken ct)
    {
        var again = _acts.Take(Math.Clamp(count, 0, _acts.Count)).Select(a => a.Act).ToList();
        await Open(ct).ConfigureAwait(false);
        foreach (var act in again) await Do(act).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        if (_world is not null) await _world.DisposeAsync().ConfigureAwait(false);
        await factory.DisposeAsync().ConfigureAwait(false);
        Gate.Dispose();
    }

    /// <summary>Whoever takes or does a task holds its role from then on, if nothing else was said of them.</summary>
    private async ValueTask Employ(Datum act)
    {
        if (act["kind"].AsText() is not ("claim" or "complete") || act["who"].AsText() is not { } who || act["task"].AsText() is not { } name || Context.CaseId is null || _roles.ContainsKey(who)) return;
        var rows = await World.Reader.ReadProjection(tenant, Context.CaseId, Projections.Tasks, Context.Ct).ConfigureAwait(false);
        var role = rows.Select(r => r.Row).LastOrDefault(r => r["task"].AsText() == name || r["title"].AsText() == name || r["activityId"].AsText() == name)?["role"].AsText();
        if (role is null || package.Roles.Find(role)?.Kind != RoleSpec.Staff) return;
        var person = Datum.Object(("kind", "person"), ("who", who), ("role", role));
        var step = ActSentences.Of(person);
        await ScenarioRunner.Do(Context, step).ConfigureAwait(false);
        Note(who, [role]);
        _acts.Add(new(person, step, World.Now, null));
    }

    private void Note(string who, IEnumerable<string> roles) => _roles[who] = new(roles, StringComparer.Ordinal);

    private async ValueTask Mark()
    {
        Before.Clear();
        foreach (var row in await Context.Cases().ConfigureAwait(false))
            Before[row.Id] = row.Version;
        FieldsBefore = Context.CaseId is null ? Datum.EmptyObject : await Context.Fields(await Context.Case().ConfigureAwait(false)).ConfigureAwait(false);
    }
}
