namespace Workflows.Cases.Ports;

/// <summary>Words in the log of pushed events (<see cref="KeptSpaces.Hooks"/>). Value: <c>{ event, id, key, payload, digest, result, problem, deliveries, heard }</c>.</summary>
public static class Deliveries
{
    /// <summary>Kept, not yet told.</summary>
    public const string Received = "received";
    /// <summary>An id came again with other content.</summary>
    public const string Conflict = "conflict";
    /// <summary>Counts requests whose signature was wrong.</summary>
    public const string Unbelieved = "unbelieved";
    public const string RefusedKey = "!unbelieved";
}
