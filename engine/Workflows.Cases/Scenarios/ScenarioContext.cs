using Workflows.Cases.Commands;
using Workflows.Cases.Packages;
using Workflows.Cases.Ports;
using Workflows.Cases.Queries;
using Workflows.Cases.Scenarios.Reading;
using Workflows.Engine.Data;

namespace Workflows.Cases.Scenarios;

/// <summary>What a running scenario remembers between its steps: the municipality, programme and case spoken of, its people, what happened last.</summary>
internal sealed class ScenarioContext(IScenarioWorld world, PackageSet packages, CancellationToken cancellationToken)
{
    private readonly Dictionary<(string Tenant, string Name), ScenarioPerson> _people = [];
    private readonly Dictionary<string, string> _caseNames = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string?> _caseOf = new(StringComparer.Ordinal);
    private MunicipalitySpec? _municipality;
    private ProgramPackage? _program;
    private int _commands;

    public IScenarioWorld World => world;
    public PackageSet Packages => packages;
    public CancellationToken Ct => cancellationToken;

    public MunicipalitySpec Municipality
    {
        get => _municipality ?? throw new ScenarioException("自治体がまだ決まっていません。「前提 自治体 \"…\" で手続 \"…\" が公開されている」を先に書いてください。");
        set
        {
            if (_municipality is { } before) _caseOf[before.Code] = CaseId;
            _municipality = value;
            CaseId = _caseOf.GetValueOrDefault(value.Code);
        }
    }

    public ProgramPackage Program
    {
        get => _program ?? throw new ScenarioException("手続がまだ決まっていません。「前提 自治体 \"…\" で手続 \"…\" が公開されている」を先に書いてください。");
        set => _program = value;
    }

    public bool HasProgram => _program is not null && _municipality is not null;

    public string Tenant => Municipality.Code;

    /// <summary>Public id of the case spoken of; null before there is one.</summary>
    public string? CaseId { get; set; }

    /// <summary>Why the last act was refused; null when it was not.</summary>
    public Problem? Problem { get; set; }
    public FormSheet? Sheet { get; set; }
    /// <summary>Drafts of forms not yet submitted, by person and form.</summary>
    public Dictionary<(string Person, string Form), string> Drafts { get; } = [];
    public ScenarioPerson? LastPerson { get; set; }
    public TaskRow? LastTask { get; set; }
    public ProjectionRow? LastNotice { get; set; }
    public RegisterImport? LastImport { get; set; }
    /// <summary>KPIs whose change the scenario asks for, with what they were before the last act.</summary>
    public SortedDictionary<string, Datum> KpisBefore { get; } = new(StringComparer.Ordinal);
    public Datum? Decided { get; set; }
    /// <summary>Links of surveys that people have opened, by person and survey.</summary>
    public Dictionary<(string Person, string Survey), string> Links { get; } = [];
    /// <summary>The page of a link opened last.</summary>
    public IReadOnlyList<string>? Linked { get; set; }
    /// <summary>What a person had shown for a reason, until the next act: their case's fields.</summary>
    public (string Person, string Case, string Reason)? Revealed { get; set; }
    /// <summary>The one-time code asked for last.</summary>
    public CodeSent? Code { get; set; }
    public Func<ValueTask>? LastDelivery { get; set; }
    public int? HttpStatus { get; set; }
    /// <summary>What a page or the API answered last: its words, or its JSON.</summary>
    public DoorAnswer? Answer { get; set; }
    public IReadOnlyList<Problem?> Together { get; set; } = [];
    public int? Found { get; set; }
    public BulkResult? Bulk { get; set; }
    /// <summary>The connector whose last file is spoken of.</summary>
    public string? LastFile { get; set; }

    /// <summary>The key the sentence names (鍵 "K-1" で); the same key is the same command, sent again.</summary>
    public string? CommandKey { get; set; }

    public string NextCommand() => CommandKey is { } key ? $"scenario-key-{key}" : $"scenario-{++_commands}";

    public void Name(string name, string caseId) => _caseNames[name] = caseId;

    public string TheCase => CaseId ?? throw new ScenarioException("案件がまだありません。様式を提出するか「案件 \"…\" について」と書いてください。" + Hint);

    /// <summary>Said behind a failed expectation when the act before it was refused.</summary>
    public string Hint => Problem is { } problem ? $"（直前の操作は「{Words(problem)}」と拒否されています）" : "";

    public static string Words(Problem problem) => string.Join(" / ", problem.Errors.Select(e => $"{e.Field}: {e.Message}").Prepend(problem.Ja).Distinct());

    public MunicipalitySpec FindMunicipality(string name) =>
        packages.TryFindMunicipality(name, out var found) ? found
        : throw new ScenarioException($"自治体「{name}」は定義されていません。あるのは {string.Join("、", packages.Municipalities.Select(m => m.Name))} です。");

    /// <summary>A programme by package id, alias, title, the municipality's own title, or the id of one of its workflows.</summary>
    public ProgramPackage FindProgram(MunicipalitySpec municipality, string name) =>
        packages.Packages.Find(name)
        ?? municipality.Programs.Where(p => p.Title?.Ja == name).Select(p => packages.Packages.Find(p.Id)).FirstOrDefault(p => p is not null)
        ?? packages.Packages.FirstOrDefault(p => p.WorkflowSources.ContainsKey(name) || p.Starts.Find(name) is not null)
        ?? throw new ScenarioException($"手続「{name}」は定義されていません。あるのは {string.Join("、", packages.Packages.Select(p => p.Id))} です。");

    public async ValueTask Declare(ScenarioPerson person)
    {
        _people[(person.Tenant, person.Name)] = person;
        LastPerson = person;
        await World.Declare(person.Tenant, person.ToPerson(), Ct).ConfigureAwait(false);
    }

    /// <summary>The person of a name: as declared, else a resident.</summary>
    public async ValueTask<ScenarioPerson> Person(string name)
    {
        if (_people.TryGetValue((Tenant, name), out var known)) return known;
        // Somebody of another municipality stays one of theirs.
        if (_people.Values.FirstOrDefault(p => p.Name == name) is { } other) return other;
        var resident = new ScenarioPerson(Tenant, name, [], IsCitizen: true, null);
        await Declare(resident).ConfigureAwait(false);
        return resident;
    }

    public async ValueTask<Caller> Caller(string name) => (await Person(name).ConfigureAwait(false)).ToCaller();

    public async ValueTask<CaseRow> Case(string? name = null)
    {
        var id = name is null ? TheCase : _caseNames.GetValueOrDefault(name, name);
        return await World.Reader.FindCase(Tenant, id, Ct).ConfigureAwait(false)
            ?? throw new ScenarioException($"案件「{id}」は{Municipality.Name}にありません。");
    }

    public async ValueTask<Datum> Fields(CaseRow row) =>
        await World.Reader.ReadState(Tenant, row.Id, Ct).ConfigureAwait(false) is { } state ? state.Fields : Datum.EmptyObject;

    /// <summary>All cases of the programme in the municipality, newest first.</summary>
    /// <param name="process">A workflow, or a start by id, alias or label: only its cases.</param>
    public async ValueTask<IReadOnlyList<CaseRow>> Cases(string? process = null)
    {
        var start = process is null || Program.WorkflowSources.ContainsKey(process) ? null : Program.Starts.Find(process);
        var page = await World.Reader.ListCases(Tenant, new CaseFilter(Program.Id, start?.Workflow ?? process), new PageRequest(1_000), Ct).ConfigureAwait(false);
        return [.. page.Items.Where(c => start is null || c.Head["start"].AsText() == start.Id).OrderByDescending(c => c.CreatedAt).ThenByDescending(c => c.Number, StringComparer.Ordinal)];
    }

    public async ValueTask<Result<T>> Send<T>(Mediator.ICommand<Result<T>> command)
    {
        var result = await World.Sender.Send(command, Ct).ConfigureAwait(false);
        Problem = result.Problem;
        HttpStatus = result.Problem?.Status ?? 200;
        return result;
    }

    public async ValueTask<Result<T>> Ask<T>(Mediator.IQuery<Result<T>> query)
    {
        var result = await World.Sender.Send(query, Ct).ConfigureAwait(false);
        Problem = result.Problem;
        HttpStatus = result.Problem?.Status ?? 200;
        return result;
    }

    /// <summary>Moves the clock through every due moment up to the target, so that each is served at its own time.</summary>
    public async ValueTask MoveTo(DateTimeOffset target)
    {
        if (target < World.Now) throw new ScenarioException($"時刻は戻せません（いまは {World.Now:yyyy-MM-dd HH:mm:ss} です）。");
        const int MaxStops = 100_000;
        for (var stops = 0; stops < MaxStops; stops++)
        {
            await World.Pump.DrainAsync(cancellationToken: Ct).ConfigureAwait(false);
            if (await World.Pump.NextDue(Ct).ConfigureAwait(false) is not { } due || due > target) break;
            if (due <= World.Now) throw new ScenarioException($"{due:yyyy-MM-dd HH:mm:ss} に予定された処理が終わりません。");
            World.SetNow(due.ToOffset(Japan.Offset));
        }
        World.SetNow(target);
        await World.Pump.DrainAsync(cancellationToken: Ct).ConfigureAwait(false);
    }
}

/// <summary>A person of a scenario. The quoted name is the id, too.</summary>
/// <param name="Roles">Role ids of the programme, as <c>program/role</c>.</param>
internal sealed record ScenarioPerson(string Tenant, string Name, IReadOnlyList<string> Roles, bool IsCitizen, string? Office)
{
    public Person ToPerson() => new(Name, Name, IsCitizen ? "citizen" : "staff", Office, Roles, Datum.Object(("name", Name)));

    public Caller ToCaller() => new(Name, Name, Tenant, Roles, IsCitizen, IsCitizen ? "web" : "counter", "scenario");
}
