namespace Workflows.Cases.Ports;

/// <summary>Whether people have to show who they are. Always, except in a scenario that does not speak of it.</summary>
public interface IIdentityPolicy
{
    /// <summary>One-time codes count as passed.</summary>
    bool CountAsPassed { get; }
}

public sealed class EveryIdentityStep : IIdentityPolicy
{
    public bool CountAsPassed => false;
}
