using Workflows.Cases.Ports;
using Workflows.Engine.Data;

namespace Workflows.Server.Hosting;

/// <summary>Runs the operational jobs on this node at their minute of the day (seconds, days and months of their cron are not looked at). Each is harmless to repeat.</summary>
internal sealed class JobTicker(IServiceProvider services, ILogger<JobTicker> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var everyMinute = new PeriodicTimer(TimeSpan.FromMinutes(1));
        while (await everyMinute.WaitForNextTickAsync(stoppingToken))
        {
            var now = Japan.In(services.GetRequiredService<TimeProvider>().GetUtcNow());
            foreach (var job in services.GetServices<IOperationalJob>().Where(j => IsDue(j.Cron, now)))
            {
                try { log.LogInformation("{Job}: {Outcome}", job.Id, await job.Run(stoppingToken)); }
                catch (Exception error) when (error is not OperationCanceledException)
                {
                    log.LogError(error, "The job {Job} failed; it runs again at its next time.", job.Id);
                }
            }
        }
    }

    internal static bool IsDue(string cron, DateTimeOffset now)
    {
        var parts = cron.Split(' ');
        return Fits(parts[1], now.Minute) && Fits(parts[2], now.Hour);
    }

    private static bool Fits(string part, int value) => part == "*" || part == value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
