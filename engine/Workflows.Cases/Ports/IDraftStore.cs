using Workflows.Engine.Data;

namespace Workflows.Cases.Ports;

/// <summary>
/// Half-filled forms of people. Values are encrypted at rest; transient fields never arrive here.
/// Drafts past their time are not returned and are swept.
/// </summary>
public interface IDraftStore
{
    /// <returns>The draft, or null when there is none of this owner with the id.</returns>
    ValueTask<Draft?> Find(string tenant, string owner, string id, DateTimeOffset now, CancellationToken ct);
    /// <summary>The owner's drafts, newest first.</summary>
    ValueTask<IReadOnlyList<Draft>> List(string tenant, string owner, DateTimeOffset now, CancellationToken ct);
    ValueTask Save(Draft draft, CancellationToken ct);
    ValueTask Delete(string tenant, string owner, string id, CancellationToken ct);
}

/// <param name="Scope">What it is a draft of: <c>program/start</c>, or <c>task/id</c>.</param>
public sealed record Draft(string Id, string Tenant, string Owner, string Scope, Datum Values, DateTimeOffset SavedAt, DateTimeOffset Until);
