using Quartz;
using Workflows.Cases.Ports;
using Workflows.Engine.Data;
using Workflows.Storage;

namespace Workflows.Server.Operations;

/// <summary>
/// Quartz runs the operational jobs: in memory on SQLite (one node), clustered in the database elsewhere, so that a job runs on one
/// node at a time. Nothing that a case waits for stands there: losing every row of Quartz loses nothing.
/// </summary>
internal static class JobScheduling
{
    /// <summary>The scheduler's name and the key of its services.</summary>
    public const string Name = "operations";

    /// <param name="store">How the jobs' schedule is kept; null keeps it in memory.</param>
    public static void AddOperationalJobs(this IServiceCollection services, Action<IPersistentStoreBuilder>? store)
    {
        services.AddSingleton<JobBoard>();
        // A scheduler with a name has a clock of its own: the engine's can be moved in Development, and Quartz would make up every run between.
        services.AddQuartz(Name, q =>
        {
            q.UseTimeProvider(TimeProvider.System);
            if (store is not null) q.UsePersistentStore(s => { store(s); s.ProvisionSchema(); s.UseClustering(c => { c.CheckinInterval = TimeSpan.FromSeconds(2); c.CheckinMisfireThreshold = TimeSpan.FromSeconds(4); }); });
        });
        services.AddQuartzHostedService(o => o.WaitForJobsToComplete = true);
        services.AddHostedService<JobKeeper>();
    }

    /// <summary>Where the schedule is kept for this storage.</summary>
    public static Action<IPersistentStoreBuilder>? StoreFor(StorageOptions storage) => storage.Kind switch
    {
        StorageKind.PostgreSql => s => s.UsePostgres(storage.ConnectionString!),
        StorageKind.SqlServer => s => s.UseSqlServer(storage.ConnectionString!),
        _ => null,
    };

    public static TriggerKey Trigger(string job) => new(job, Name);

    /// <summary>Puts every job on its schedule, and again when its rows are gone.</summary>
    private sealed class JobKeeper([FromKeyedServices(Name)] ISchedulerFactory factory, JobBoard board, ILogger<JobKeeper> log) : BackgroundService
    {
        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            using var beat = new PeriodicTimer(TimeSpan.FromSeconds(10));
            do
            {
                try
                {
                    var scheduler = await factory.GetScheduler(stoppingToken);
                    foreach (var job in board.All)
                        if (!await scheduler.Exists(Trigger(job.Id), stoppingToken)) await Schedule(scheduler, job, stoppingToken);
                }
                catch (Exception error) when (error is not OperationCanceledException)
                {
                    log.LogError(error, "The operational jobs could not be scheduled; it is tried again in ten seconds.");
                }
            } while (await beat.WaitForNextTickAsync(stoppingToken));
        }

        private static async Task Schedule(IScheduler scheduler, IOperationalJob job, CancellationToken ct)
        {
            var detail = JobBuilder.Create<RunJob>().WithIdentity(job.Id, Name).StoreDurably().RequestRecovery().Build();
            var trigger = TriggerBuilder.Create().WithIdentity(Trigger(job.Id)).ForJob(detail)
                .WithCronSchedule(job.Cron, s => s.InTimeZone(Japan.Zone).WithMisfireInstruction(CronTriggerMisfireInstruction.FireAndProceed)).Build();
            await scheduler.ScheduleJob(detail, [trigger], new ScheduleJobOptions { Replace = true }, ct);
        }
    }

    [DisallowConcurrentExecution]
    private sealed class RunJob(JobBoard board) : IJob
    {
        public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken) => await board.Run(context.JobDetail.Key.Name, cancellationToken);
    }
}
