using Workflows.Engine.Data;
using Workflows.Engine.Plans;

namespace Workflows.Engine.Activities.Elsa;

/// <summary>The routes at which HTTP requests begin workflows.</summary>
public static class HttpRoutes
{
    /// <summary>Method and path (without leading or trailing slash) of every trigger whose path and methods are literal.</summary>
    public static IEnumerable<(string Method, string Path, PlanNode Node)> Of(WorkflowPlan workflow)
    {
        foreach (var node in workflow.NodesById.Values)
        {
            if (node.Activity is not HttpEndpoint || !node.CanStartWorkflow || LiteralInput.Of(node, "path")?.AsText() is not { Length: > 0 } path) continue;
            var methods = LiteralInput.Of(node, "supportedMethods");
            foreach (var method in methods is { Kind: DatumKind.List } list ? list.Items.Select(m => m.AsText() ?? "GET") : ["GET"])
                yield return (method.ToUpperInvariant(), path.Trim('/'), node);
        }
    }

    /// <summary>Routes that more than one trigger claims: a request could begin either.</summary>
    public static IEnumerable<PlanProblem> Twice(IEnumerable<WorkflowPlan> workflows)
    {
        var seen = new Dictionary<string, (WorkflowPlan Workflow, PlanNode Node)>(StringComparer.OrdinalIgnoreCase);
        foreach (var workflow in workflows)
        {
            foreach (var (method, path, node) in Of(workflow))
            {
                if (seen.TryAdd($"{method} {path}", (workflow, node))) continue;
                var (other, at) = seen[$"{method} {path}"];
                // Another version of the same workflow takes the other's place.
                if (other.DefinitionId == workflow.DefinitionId && !ReferenceEquals(other, workflow)) continue;
                yield return new PlanProblem("error", "HTTP_PATH_TWICE", $"{workflow.DefinitionId}#{node.Id}", $"HTTP の道「{method} {path}」は「{other.DefinitionId}」の「{at.LocalId}」も受けています。", $"The HTTP route '{method} {path}' is also that of '{at.LocalId}' in '{other.DefinitionId}'.", "どちらかの道か方法を変えてください。");
            }
        }
    }
}

/// <summary>Inputs whose value is known before anything runs.</summary>
public static class LiteralInput
{
    /// <summary>JSON null when the input is not given; null when an expression makes it.</summary>
    public static Datum? Of(PlanNode node, string input)
    {
        if (!node.Inputs.TryGetValue(input, out var binding)) return Datum.Null;
        if (binding.Expression is null) return binding.Raw;
        if (binding.ExpressionType is not ("Literal" or "Object" or "Json")) return null;
        var value = binding.Raw.Kind == DatumKind.Object ? DefinitionReader.GetAny(DefinitionReader.GetAny(binding.Raw, "expression"), "value") : binding.Raw;
        if (value.Kind != DatumKind.Text || !value.AsText()!.TrimStart().StartsWith('[')) return value;
        try { return Datum.Parse(value.AsText()!); }
        catch (System.Text.Json.JsonException) { return null; }
    }
}
