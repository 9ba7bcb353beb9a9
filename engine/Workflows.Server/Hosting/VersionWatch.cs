using Workflows.Cases.Publishing;

namespace Workflows.Server.Hosting;

/// <summary>Every few seconds: versions approved on other nodes, and versions whose day has come.</summary>
internal sealed class VersionWatch(VersionKeeper keeper, ILogger<VersionWatch> log) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                try { await keeper.Refresh(stoppingToken); }
                // One version that cannot be put to work must not keep the others from their day; operators see it.
                catch (Exception e) when (e is not OperationCanceledException) { log.LogError(e, "公開した版を反映できません。 (A version could not be put to work.)"); }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested) { }
    }
}
