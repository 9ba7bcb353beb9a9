namespace Workflows.Storage.Sql;

/// <summary>Who changes a register's record.</summary>
/// <param name="Case">Public id of the case whose step it is; null outside a step.</param>
/// <param name="Reason">Why, in the words of who did it; kept sealed with the state it led to.</param>
internal sealed record RegisterActor(string Actor, string? Case, DateTimeOffset At, string? Reason = null);
