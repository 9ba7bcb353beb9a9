using System.Text;
using Workflows.Cases.Expressions;
using Workflows.Engine;
using Workflows.Engine.Activities;
using Workflows.Engine.Data;
using Workflows.Engine.Expressions;
using Workflows.Engine.Plans;

namespace Workflows.Cases.Packages;

/// <summary>Makes plans of a package's workflows.</summary>
/// <param name="catalog">Elsa's activities and the case layer's.</param>
/// <param name="policy">What the case layer does around each step of the package's cases.</param>
public sealed class PlanFactory(ActivityCatalog catalog, Func<ProgramPackage, CasePolicy> policy)
{
    public ActivityCatalog Catalog { get; } = catalog;

    /// <summary>Compiles a workflow with the workflows it uses. The package is the plan's artefacts object.</summary>
    /// <param name="problems">All findings; a plan with errors may be looked at but must not be published.</param>
    /// <exception cref="KeyNotFoundException">The package has no such workflow.</exception>
    public Plan Make(ProgramPackage package, string workflow, out IReadOnlyList<PlanProblem> problems)
    {
        if (!package.WorkflowSources.TryGetValue(workflow, out var root))
            throw new KeyNotFoundException($"手続「{package.Id}」にワークフロー「{workflow}」がありません。 (Programme '{package.Id}' has no workflow '{workflow}'.)");
        IExpressionLanguage[] languages = [.. BasicLanguages.All, new FeelLanguage(package.FieldTypes)];
        var others = Closure(package, workflow).Where(id => id != workflow).Select(id => package.WorkflowSources[id]);
        return new PlanCompiler(Catalog, languages).Compile(PlanId(package, workflow), root, others, package, policy(package), out problems);
    }

    /// <summary>
    /// SHA-256 over all that decides what the workflow does: engine epoch, program.json, forms, registers, decisions, notices, file
    /// layouts, the workflow and those it uses. Positions, scenarios, key order and line ends do not count.
    /// </summary>
    public static string PlanId(ProgramPackage package, string workflow)
    {
        var own = Closure(package, workflow).Select(id => package.WorkflowFiles[id]).ToHashSet(StringComparer.Ordinal);
        var text = new StringBuilder($"epoch {Semantics.Epoch}\nroot {workflow}\n");
        foreach (var (path, digest) in package.Digests)
            if (!path.StartsWith("workflows/", StringComparison.Ordinal) || own.Contains(path)) text.Append(path).Append(' ').Append(digest).Append('\n');
        return Canonical.Hash(text.ToString());
    }

    /// <summary>The workflow and, over any number of steps, those whose ids its texts name.</summary>
    private static SortedSet<string> Closure(ProgramPackage package, string workflow)
    {
        var found = new SortedSet<string>(StringComparer.Ordinal) { workflow };
        var waiting = new Queue<string>(found);
        while (waiting.TryDequeue(out var next))
            foreach (var text in Texts(package.WorkflowSources[next]))
                if (package.WorkflowSources.ContainsKey(text) && found.Add(text)) waiting.Enqueue(text);
        return found;
    }

    private static IEnumerable<string> Texts(Datum value) => value.Kind switch
    {
        DatumKind.Text => [value.AsText()!],
        DatumKind.List => value.Items.SelectMany(Texts),
        DatumKind.Object => value.Members.SelectMany(m => Texts(m.Value)),
        _ => [],
    };
}
