using Workflows.Engine.Plans;

namespace Workflows.Cases.Ports;

/// <summary>Plans by id, and which plan a new case of a programme gets in a municipality.</summary>
public interface IPlanSource
{
    /// <summary>The plan a running case stays on.</summary>
    ValueTask<Plan> Get(string planId, CancellationToken ct);
    /// <summary>The published plan for new cases of a workflow; null when the municipality does not run the programme.</summary>
    ValueTask<Plan?> Current(string tenant, string program, string workflow, CancellationToken ct);
}
