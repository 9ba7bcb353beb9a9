namespace Workflows.Cases.Queries;

/// <summary>An event as an outside system pushed it. Its content is not shown: it belongs to the cases.</summary>
/// <param name="Id">The far side's event id.</param>
/// <param name="Result">received (kept, not yet told), accepted, unheard, refused, conflict (same id, other content), unbelieved (counts wrong signatures).</param>
/// <param name="Times">How often it was delivered.</param>
public sealed record DeliveryView(string Program, string Connector, string Event, string Id, string? Key, string Result, string? Problem, long Times, DateTimeOffset At);
