using Workflows.Engine.Data;

namespace Workflows.Cases.Ports;

/// <summary>What the municipality sets, as every step of a programme sees it (<see cref="Engine.Turns.StepContext.Refs"/>).</summary>
public interface IRefsSource
{
    /// <summary>Immutable versions: <c>settings</c>, <c>calendars</c> … Asked before every step, so implementations keep it in memory and give the same object while nothing changed.</summary>
    ValueTask<Datum> Refs(string tenant, string program, CancellationToken ct);
}
