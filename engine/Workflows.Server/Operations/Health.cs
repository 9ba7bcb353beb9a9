using Microsoft.Extensions.Diagnostics.HealthChecks;
using Workflows.Cases.Ports;
using Workflows.Server.Hosting;

namespace Workflows.Server.Operations;

/// <summary>Ready when the case database answers.</summary>
internal sealed class StorageHealth(ICaseReader reader) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        await reader.FindCase("00000", "-", cancellationToken);
        return HealthCheckResult.Healthy();
    }
}

/// <summary>Not ready while it is drained, so that a load balancer turns to the other nodes; degraded while it lags.</summary>
internal sealed class NodeHealth(INodeControl control, IEnginePump pump) : IHealthCheck
{
    private static readonly TimeSpan Late = TimeSpan.FromMinutes(5);

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (control.State is NodeState.Draining or NodeState.Drained) return Task.FromResult(HealthCheckResult.Unhealthy($"The node is {control.State}."));
        var lag = pump.Lag();
        return Task.FromResult(lag.Timers > Late || lag.Outbox > Late
            ? HealthCheckResult.Degraded($"Timers are {lag.Timers.TotalSeconds:0} s late, messages {lag.Outbox.TotalSeconds:0} s.")
            : HealthCheckResult.Healthy());
    }
}

/// <summary>Degraded while the disk under the data folder has little room left.</summary>
internal sealed class DiskHealth(ServerOptions options) : IHealthCheck
{
    private const long Little = 512L * 1024 * 1024;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var free = new DriveInfo(Path.GetFullPath(options.DataFolder)).AvailableFreeSpace;
        return Task.FromResult(free < Little ? HealthCheckResult.Degraded($"{free / (1024 * 1024)} MiB are free under the data folder.") : HealthCheckResult.Healthy());
    }
}
