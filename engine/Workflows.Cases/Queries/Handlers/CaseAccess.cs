using Workflows.Cases.Commands;
using Workflows.Cases.Commands.Handlers;
using Workflows.Cases.Expressions;
using Workflows.Cases.Packages;
using Workflows.Cases.Ports;
using Workflows.Cases.Privacy;
using Workflows.Cases.Publishing;
using Workflows.Engine.Data;
using Workflows.Engine.State;

namespace Workflows.Cases.Queries.Handlers;

/// <summary>How somebody comes to see a case.</summary>
public enum CaseDoor { Closed, Role, Grant }

/// <summary>Who may know of a case, and as whom they look at its fields.</summary>
public sealed class CaseAccess(ICaseReader reader, IRegisterStore registers, IRefsSource refs, IPeople people, IPackages packages, TimeProvider clock)
{
    private static readonly HashSet<string> OpenTask = new(["open", "claimed"], StringComparer.Ordinal);

    /// <summary>Applicants, holders of a role the programme lets in, who has a task of it, operators; then whom a grant lets in.</summary>
    public async ValueTask<CaseDoor> DoorOf(Caller caller, CaseRow row, ProgramPackage? package, CancellationToken ct)
    {
        if (row.Applicant == caller.UserId || caller.IsOperator) return CaseDoor.Role;
        if (!caller.IsCitizen)
        {
            var roles = RolesOf(caller, row.Program);
            if (roles.Count > 0)
            {
                if (package?.Access is not { } access) return CaseDoor.Role;
                var held = access.Readers.Where(r => roles.Contains(r.Role)).ToList();
                if (held.Any(r => r.IsPlain)) return CaseDoor.Role;
                if (held.Count > 0 && await MeetsAny(caller, row, package, held, ct)) return CaseDoor.Role;
            }
            if (await HasTask(caller, row, ct)) return CaseDoor.Role;
        }
        return (await GrantsOf(caller, row, ct)).Count > 0 ? CaseDoor.Grant : CaseDoor.Closed;
    }

    /// <summary>The person in front of one case, with everything readers' conditions may ask.</summary>
    public async ValueTask<Viewer> ViewerOf(Caller caller, ProgramPackage package, CaseRow row, CaseState state, CancellationToken ct)
    {
        var rules = FieldReaders.Of(package);
        var tasks = await reader.ReadProjection(row.Tenant, row.Id, Projections.Tasks, ct);
        var mine = tasks.FirstOrDefault(t => t.Row["assignee"].AsText() == caller.UserId && OpenTask.Contains(t.Row["status"].AsText() ?? ""));
        var names = (await NamesOf(caller, package, ct)).With(state.Fields).With("head", state.Head);
        var consents = new HashSet<LookupSpec>();
        foreach (var consent in rules.Rules.Values.SelectMany(r => r.Conditional).Select(c => c.Consent).OfType<LookupSpec>().Distinct())
            if (await Exists(row.Tenant, package, consent.Register, consent.Where, names, ct)) consents.Add(consent);
        return new Viewer(RolesOf(caller, package.Id), row.Applicant == caller.UserId, mine?.Row["role"].AsText())
        {
            Facts = new CaseFacts(names, state.Fields, Steps(state, tasks), mine is not null, row.Status, row.Workflow, consents),
            // What may be used a number of times is used by looking at the case itself, not by what else is done.
            Grants = [.. (await GrantsOf(caller, row, ct)).Where(g => g.Uses is null)],
            Protected = package.Protection is { } protection && await IsProtected(row.Tenant, package, protection, protection.Where, names, ct),
        };
    }

    /// <summary>The person in front of a list or register: only what holds for every case.</summary>
    public static Viewer ViewerOf(Caller caller, ProgramPackage package) => new(RolesOf(caller, package.Id));

    /// <summary>Whether a register's record is about a person under protection.</summary>
    /// <param name="names">Of <see cref="NamesOf"/>: the same for every record of a list.</param>
    public async ValueTask<bool> IsProtected(Caller caller, ProgramPackage package, string register, Datum record, FeelNames names, CancellationToken ct)
    {
        if (package.Protection is not { } protection) return false;
        if (register == protection.Register) return protection.Flag is null || record[protection.Flag].AsBoolean();
        if (!protection.Records.TryGetValue(register, out var where)) return false;
        return await IsProtected(caller.Tenant, package, protection, where, names.With(record), ct);
    }

    /// <summary>What a list of the programme's cases is cut to; null for everything.</summary>
    public async ValueTask<CaseScope?> ScopeOf(Caller caller, ProgramPackage package, CancellationToken ct)
    {
        if (caller.IsOperator) return null;
        var roles = RolesOf(caller, package.Id);
        var branches = new List<CaseBranch>();
        if (package.Access is { } access)
        {
            var held = access.Readers.Where(r => roles.Contains(r.Role)).ToList();
            if (held.Any(r => r.IsPlain)) return null;
            var names = await NamesOf(caller, package, ct);
            foreach (var rule in held)
            {
                var where = rule.Where.Select(w => (w.Name, (IReadOnlyList<string>)Texts(names.Evaluate(w.Value)))).ToList();
                if (where.All(w => w.Item2.Count > 0)) branches.Add(new CaseBranch(rule.Workflows, where));
            }
        }
        else if (roles.Count > 0) return null;
        return new CaseScope(branches, await PrincipalsOf(caller, ct), caller.UserId);
    }

    /// <summary>Grants that let this person in now.</summary>
    public async ValueTask<IReadOnlyList<Grant>> GrantsOf(Caller caller, CaseRow row, CancellationToken ct)
    {
        var rows = await reader.ReadProjection(row.Tenant, row.Id, Projections.Grants, ct);
        if (rows.Count == 0) return [];
        var now = clock.GetUtcNow();
        var principals = await PrincipalsOf(caller, ct);
        return [.. rows.Select(r => Grant.Read(r.Row)).Where(g => g.HoldsAt(now, row.Lifecycle == "ended") && principals.Contains(g.Principal, StringComparer.Ordinal))];
    }

    /// <summary>Under which names grants reach this person.</summary>
    public async ValueTask<IReadOnlyList<string>> PrincipalsOf(Caller caller, CancellationToken ct)
    {
        var office = caller.IsCitizen ? null : (await people.Find(caller.Tenant, caller.UserId, ct))?.Office;
        return [$"user:{caller.UserId}", .. caller.Roles.Select(r => $"role:{r}"), .. office is null ? Array.Empty<string>() : [$"organisation:{office}"]];
    }

    /// <summary><c>reader</c>, settings and the moment, as conditions see them.</summary>
    public async ValueTask<FeelNames> NamesOf(Caller caller, ProgramPackage package, CancellationToken ct)
    {
        var person = await people.Find(caller.Tenant, caller.UserId, ct);
        var settings = (await refs.Refs(caller.Tenant, package.Id, ct))["settings"];
        return new FeelNames(package.FieldTypes, clock.GetUtcNow(), settings).With("reader", Datum.Object(
            ("id", caller.UserId), ("office", person?.Office), ("offices", Datum.List(Offices(caller.Tenant, person?.Office).Select(o => Datum.Of(o)))),
            ("roles", Datum.List(RolesOf(caller, package.Id).Select(r => Datum.Of(r)))), ("attributes", person?.Attributes ?? Datum.EmptyObject)));
    }

    private async ValueTask<bool> MeetsAny(Caller caller, CaseRow row, ProgramPackage package, List<ReaderSpec> held, CancellationToken ct)
    {
        var state = await reader.ReadState(row.Tenant, row.Id, ct) ?? CaseState.Empty;
        var names = (await NamesOf(caller, package, ct)).With(state.Fields).With("head", state.Head);
        var viewer = new Viewer(RolesOf(caller, package.Id)) { Facts = new CaseFacts(names, state.Fields, new HashSet<string>(), false, row.Status, row.Workflow, new HashSet<LookupSpec>()) };
        return held.Any(r => viewer.Is(package, r));
    }

    private async ValueTask<bool> HasTask(Caller caller, CaseRow row, CancellationToken ct) =>
        (await reader.ReadProjection(row.Tenant, row.Id, Projections.Tasks, ct))
            .Any(t => OpenTask.Contains(t.Row["status"].AsText() ?? "") && (t.Row["assignee"].AsText() == caller.UserId || TaskHandlers.IsAdded(caller, row.Program, t.Row)));

    private async ValueTask<bool> IsProtected(string tenant, ProgramPackage package, ProtectionSpec protection, IReadOnlyList<NamedFeel> where, FeelNames names, CancellationToken ct)
    {
        if (await Find(tenant, package, protection.Register, where, names, ct) is not { } records) return false;
        return records.Any(r => protection.Flag is null || r["fields"][protection.Flag].AsBoolean());
    }

    private async ValueTask<bool> Exists(string tenant, ProgramPackage package, string register, IReadOnlyList<NamedFeel> where, FeelNames names, CancellationToken ct) =>
        await Find(tenant, package, register, where, names, ct) is { Count: > 0 };

    /// <summary>Null when a condition has no value: nothing is meant then.</summary>
    private async ValueTask<IReadOnlyList<Datum>?> Find(string tenant, ProgramPackage package, string register, IReadOnlyList<NamedFeel> where, FeelNames names, CancellationToken ct)
    {
        var wanted = Datum.EmptyObject;
        foreach (var (name, feel) in where)
        {
            var value = names.Evaluate(feel);
            if (value.IsNull) return null;
            wanted = wanted.With(name, value);
        }
        return await registers.Find(tenant, package.Id, package.Registers.Find(register)?.Id ?? register, wanted, 10, ct);
    }

    private static HashSet<string> Steps(CaseState state, IReadOnlyList<ProjectionRow> tasks) =>
        [.. state.Parts.Values.SelectMany(p => p.Frames).Select(f => f.NodeId), .. tasks.Where(t => OpenTask.Contains(t.Row["status"].AsText() ?? "")).Select(t => t.Row["task"].AsText() ?? "")];

    private static HashSet<string> RolesOf(Caller caller, string program) =>
        caller.RolesIn(program).Where(r => !r.StartsWith("connector:", StringComparison.Ordinal)).ToHashSet(StringComparer.Ordinal);

    /// <summary>The office and those beneath it.</summary>
    private List<string> Offices(string tenant, string? office)
    {
        if (office is null) return [];
        List<string> found = [office];
        if (!packages.Current.TryFindMunicipality(tenant, out var municipality)) return found;
        for (var i = 0; i < found.Count; i++) found.AddRange(municipality.Offices.Where(o => o.Parent == found[i] && !found.Contains(o.Id)).Select(o => o.Id));
        return found;
    }

    private static List<string> Texts(Datum value) => [.. (value.Kind == DatumKind.List ? value.Items.AsEnumerable() : [value]).Select(v => v.AsText()).OfType<string>().Where(t => t.Length > 0)];
}
