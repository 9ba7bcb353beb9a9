namespace Workflows.Cases.Ports;

public enum NodeState
{
    /// <summary>Serves what is due and takes commands.</summary>
    Running,
    /// <summary>Takes commands; timers and messages wait.</summary>
    Paused,
    /// <summary>Takes nothing new (503 with Retry-After); what is under way is finished.</summary>
    Draining,
    /// <summary>Drained: nothing is under way, the process can be stopped.</summary>
    Drained,
}

/// <summary>An operator's hand on this node. Other nodes on the same database go on.</summary>
public interface INodeControl
{
    NodeState State { get; }
    /// <summary>Commands and messages under way.</summary>
    int UnderWay { get; }
    void Pause();
    void Drain();
    void Resume();
}

/// <summary>How far a node is behind.</summary>
/// <param name="Outbox">How long the oldest ready message has waited.</param>
/// <param name="Timers">How long the oldest due timer has waited.</param>
/// <param name="NextDue">When something is due next, or was; null when nothing waits.</param>
public sealed record NodeLag(TimeSpan Outbox, TimeSpan Timers, DateTimeOffset? NextDue);
