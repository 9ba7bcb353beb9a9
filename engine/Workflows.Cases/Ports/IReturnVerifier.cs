namespace Workflows.Cases.Ports;

/// <summary>Tells whether a person's return from an outside page was sent out by us for that application and is in time.</summary>
public interface IReturnVerifier
{
    /// <param name="state">The signed value that went out with the person.</param>
    ValueTask<ReturnVerdict> Verify(string tenant, string program, string connector, string application, string state, DateTimeOffset now, CancellationToken ct);
}

public enum ReturnVerdict { Good, Forged, Expired }
