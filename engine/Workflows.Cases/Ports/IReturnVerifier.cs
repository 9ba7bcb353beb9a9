namespace Workflows.Cases.Ports;

/// <summary>Whether a <c>state</c> that came back was signed by us for that application and still holds.</summary>
public interface IReturnVerifier
{
    ReturnVerdict Verify(string tenant, string program, string connector, string application, string state, DateTimeOffset now);
}

public enum ReturnVerdict
{
    Good,
    /// <summary>Not signed by us, or for another application.</summary>
    Forged,
    /// <summary>Signed by us, but its 30 minutes are over.</summary>
    Expired,
}
