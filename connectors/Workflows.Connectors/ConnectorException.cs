using Workflows.Cases.Ports;
using Workflows.Engine.Data;

namespace Workflows.Connectors;

/// <summary>An attempt that failed, with the outcome it leads to.</summary>
public sealed class ConnectorException : Exception
{
    private ConnectorException(CallOutcome outcome) : base($"{outcome.Code}: {outcome.Message}") => Outcome = outcome;

    public CallOutcome Outcome { get; }

    public static ConnectorException Retry(string message, TimeSpan? after = null) => new(CallOutcome.Retry(message, after));
    public static ConnectorException Fatal(string code, string message) => new(CallOutcome.Fatal(code, message));
    public static ConnectorException Business(string code, string message, Datum? value = null) => new(CallOutcome.Fault(code, message, value));

    /// <summary>Sent, answer lost, and the far side would do it again: an inquiry must tell.</summary>
    public static ConnectorException Unknown(string message) => new(CallOutcome.Unknown(message));
}
