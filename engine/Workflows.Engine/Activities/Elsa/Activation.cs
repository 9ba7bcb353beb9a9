using Workflows.Engine.Plans;
using Workflows.Engine.Turns;

namespace Workflows.Engine.Activities.Elsa;

/// <summary>
/// Elsa's activation strategies as keys competed for: Singleton (one running a definition), Correlation (one running of any
/// definition a correlation id), CorrelatedSingleton (one a definition and correlation id). Atomic by the claim's primary key.
/// </summary>
internal static class Activation
{
    public const string Namespace = "activation";

    public static IReadOnlyList<ClaimKey> Claims(WorkflowPlan workflow, string? correlationId)
    {
        var strategy = workflow.Options["activationStrategyType"].AsText() ?? "";
        var comma = strategy.IndexOf(',', StringComparison.Ordinal);
        var name = comma < 0 ? strategy : strategy[..comma];
        name = name[(name.LastIndexOf('.') + 1)..].Replace("Strategy", "", StringComparison.Ordinal);
        return name switch
        {
            "Singleton" => [new ClaimKey(Namespace, $"definition:{workflow.DefinitionId}")],
            "Correlation" when !string.IsNullOrEmpty(correlationId) => [new ClaimKey(Namespace, $"correlation:{correlationId}")],
            "CorrelatedSingleton" => [new ClaimKey(Namespace, $"definition:{workflow.DefinitionId}:{correlationId}")],
            _ => [],
        };
    }
}
