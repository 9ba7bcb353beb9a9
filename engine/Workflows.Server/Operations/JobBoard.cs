using System.Collections.Concurrent;
using Workflows.Cases.Ports;

namespace Workflows.Server.Operations;

/// <param name="Outcome">The job's own line, or the error.</param>
internal sealed record JobRun(DateTimeOffset At, TimeSpan Took, bool Ok, string Outcome);

/// <param name="Last">On this node; null before the first run.</param>
internal sealed record JobView(string Id, string LabelJa, string LabelEn, string Cron, DateTimeOffset? Next, JobRun? Last);

/// <summary>Runs jobs one at a time each and remembers how the last run on this node ended.</summary>
internal sealed class JobBoard(IEnumerable<IOperationalJob> jobs, TimeProvider clock, ILogger<JobBoard> log)
{
    private readonly Dictionary<string, IOperationalJob> _jobs = jobs.ToDictionary(j => j.Id, StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, JobRun> _last = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _gates = new(StringComparer.Ordinal);

    public IReadOnlyCollection<IOperationalJob> All => _jobs.Values;

    public JobRun? Last(string id) => _last.GetValueOrDefault(id);

    /// <returns>Null when there is no such job.</returns>
    public async Task<JobRun?> Run(string id, CancellationToken ct)
    {
        if (!_jobs.TryGetValue(id, out var job)) return null;
        var gate = _gates.GetOrAdd(id, _ => new SemaphoreSlim(1, 1));
        await gate.WaitAsync(ct);
        try
        {
            var began = clock.GetTimestamp();
            var at = clock.GetUtcNow();
            var (ok, outcome) = (true, "");
            try { outcome = await job.Run(ct); }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                log.LogError(error, "The job {Job} failed; it runs again at its next time.", id);
                (ok, outcome) = (false, error.Message);
            }
            return _last[id] = new JobRun(at, clock.GetElapsedTime(began), ok, outcome);
        }
        finally { gate.Release(); }
    }
}
