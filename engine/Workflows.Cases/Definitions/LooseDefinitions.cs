using System.Collections.Concurrent;
using Workflows.Cases.Commands;
using Workflows.Cases.Expressions;
using Workflows.Cases.Packages;
using Workflows.Cases.Ports;
using Workflows.Engine.Data;
using Workflows.Engine.Definitions;
using Workflows.Engine.Expressions;
using Workflows.Engine.Plans;

namespace Workflows.Cases.Definitions;

/// <summary>The published loose definitions as plans. A plan is compiled once and its closure kept before the first case can be on it.</summary>
public sealed class LooseDefinitions(IDefinitionStore store, IPackageStore plans, PlanFactory factory)
{
    /// <summary>The programme of all cases of loose definitions.</summary>
    public const string Program = "elsa";

    private static readonly IExpressionLanguage[] Languages = [.. BasicLanguages.All, new FeelLanguage(FieldTypes.None)];
    private readonly PlanCompiler _compiler = new(factory.Catalog, Languages);
    private readonly ConcurrentDictionary<string, Plan> _plans = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, (long Stamp, IReadOnlyList<Plan> Published)> _published = new(StringComparer.Ordinal);

    /// <summary>A case of a loose definition; null for cases of programmes and for erased ones.</summary>
    internal static async ValueTask<CaseRow?> Find(ICaseReader reader, Caller caller, string id, CancellationToken ct) =>
        await reader.FindCase(caller.Tenant, id, ct).ConfigureAwait(false) is { Program: Program, Lifecycle: not CaseRow.Disposed } row ? row : null;

    /// <summary>Plans of the definitions published now.</summary>
    public async ValueTask<IReadOnlyList<Plan>> Published(string tenant, CancellationToken ct)
    {
        var stamp = await store.Stamp(tenant, ct).ConfigureAwait(false);
        if (_published.TryGetValue(tenant, out var known) && known.Stamp == stamp) return known.Published;
        var found = new List<Plan>();
        foreach (var row in await store.Published(tenant, ct).ConfigureAwait(false))
            if (row.IsPublished && row.PlanId is { } planId && await Get(planId, ct).ConfigureAwait(false) is { } plan) found.Add(plan);
        _published[tenant] = (stamp, found);
        return found;
    }

    public async ValueTask<Plan?> Current(string tenant, string definitionId, CancellationToken ct) =>
        (await Published(tenant, ct).ConfigureAwait(false)).FirstOrDefault(p => p.Root.DefinitionId == definitionId);

    /// <summary>A plan kept before; null when it is none of a loose definition.</summary>
    public async ValueTask<Plan?> Get(string planId, CancellationToken ct)
    {
        if (_plans.TryGetValue(planId, out var known)) return known;
        if (await plans.FindPlan(planId, ct).ConfigureAwait(false) is not { } stored || !stored.Closure.Has("definition")) return null;
        return _plans.GetOrAdd(planId, _compiler.Compile(planId, stored.Closure["definition"], stored.Closure["others"].Items, null, null, out _));
    }

    /// <summary>Compiles a definition with those it uses, and keeps the closure unless there is an error.</summary>
    public async ValueTask<(Plan Plan, IReadOnlyList<PlanProblem> Problems)> Make(string tenant, Datum definition, CancellationToken ct)
    {
        var closure = Closure(definition, await store.Published(tenant, ct).ConfigureAwait(false));
        var planId = PlanIdentity.Of(definition, closure, factory.Catalog);
        var plan = _compiler.Compile(planId, definition, closure, null, null, out var problems);
        if (problems.All(p => p.Severity != "error"))
            await plans.KeepPlan(new StoredPlan(planId, Program, plan.Root.DefinitionId, Datum.Object(("definition", definition), ("others", Datum.List(closure)))), ct).ConfigureAwait(false);
        return (plan, problems);
    }

    /// <summary>The definitions a definition names, over any number of steps; all published ones when it names one by an expression.</summary>
    private static List<Datum> Closure(Datum definition, IReadOnlyList<DefinitionRow> published)
    {
        var own = new ElsaFile(definition).DefinitionId;
        var candidates = published.Where(r => r.DefinitionId != own).ToList();
        var found = new SortedDictionary<string, Datum>(StringComparer.Ordinal);
        var open = new Queue<Datum>([definition]);
        while (open.TryDequeue(out var next))
        {
            var text = next.ToJson();
            var named = NamesByExpression(next);
            foreach (var row in candidates)
            {
                var key = $"{row.DefinitionId}@{row.Version}";
                if (found.ContainsKey(key)) continue;
                var exact = row.Content["id"].AsText() is { Length: > 0 } id && text.Contains($"\"{id}\"", StringComparison.Ordinal);
                var current = row.IsPublished && (named || text.Contains($"\"{row.DefinitionId}\"", StringComparison.Ordinal) || text.Contains($"\"{PlanCompiler.TypeName(row.Name)}\"", StringComparison.Ordinal));
                if (!exact && !current) continue;
                found[key] = row.Content;
                open.Enqueue(row.Content);
            }
        }
        return [.. found.Values];
    }

    /// <summary>Whether some activity chooses the workflow it starts by an expression.</summary>
    private static bool NamesByExpression(Datum value) => value.Kind switch
    {
        DatumKind.List => value.Items.Any(NamesByExpression),
        DatumKind.Object => value.Members.Any(m => m.Key.Equals("workflowDefinitionId", StringComparison.OrdinalIgnoreCase)
            && m.Value["expression"]["type"].AsText() is { } type && type != "Literal") || value.Members.Any(m => NamesByExpression(m.Value)),
        _ => false,
    };
}
