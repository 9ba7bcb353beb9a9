namespace Workflows.Cases.Ports;

/// <summary>
/// Work of the installation, not of a case: harmless to repeat, and nothing is lost when a run is missed. Registered as a service;
/// the server schedules every one it finds. What a case waits for is a timer, never a job.
/// </summary>
public interface IOperationalJob
{
    /// <summary>Kebab case, for ever: <c>audit-seal</c>.</summary>
    string Id { get; }
    string LabelJa { get; }
    string LabelEn { get; }
    /// <summary>Cron with seconds in Japan's time: <c>0 10 3 * * ?</c> is 03:10 every night. Missed runs are made up by one.</summary>
    string Cron { get; }
    /// <returns>What was done, in a line for operators.</returns>
    ValueTask<string> Run(CancellationToken ct);
}
