namespace Workflows.Cases.Ports;

/// <summary>Serves what is due without being asked: timers, scheduled starts, outbox messages.</summary>
public interface IEnginePump
{
    /// <summary>Serves all that is due now, in due order, until nothing is left or <paramref name="turns"/> are done. Needs no background threads.</summary>
    /// <returns>How many were served.</returns>
    ValueTask<int> DrainAsync(int turns = 10_000, CancellationToken cancellationToken = default);
    /// <summary>When the next timer, scheduled start or outbox attempt is due; null when nothing waits. A clock that is moved by hand stops there.</summary>
    ValueTask<DateTimeOffset?> NextDue(CancellationToken cancellationToken);
    /// <summary>How far this node is behind.</summary>
    NodeLag Lag();
}
