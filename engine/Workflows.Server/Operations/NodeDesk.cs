using System.Reflection;
using Quartz;
using Workflows.Cases.Commands;
using Workflows.Cases.Ports;
using Workflows.Server.Api;

namespace Workflows.Server.Operations;

/// <param name="OutboxLagSeconds">How long the oldest ready message has waited.</param>
/// <param name="TimerLagSeconds">How long the oldest due timer has waited.</param>
public sealed record NodeBody(string Node, string Version, string State, int UnderWay, double OutboxLagSeconds, double TimerLagSeconds, DateTimeOffset? NextDue);

/// <summary>This node, for operators.</summary>
internal sealed class NodeDesk(INodeControl control, IEnginePump pump)
{
    public NodeBody View()
    {
        var lag = pump.Lag();
        return new NodeBody(Name, Version, control.State.ToString(), control.UnderWay,
            Math.Round(lag.Outbox.TotalSeconds, 3), Math.Round(lag.Timers.TotalSeconds, 3), lag.NextDue);
    }

    public IResult Do(string action)
    {
        switch (action)
        {
            case "pause": control.Pause(); break;
            case "drain": control.Drain(); break;
            case "resume": control.Resume(); break;
            default: return Problems.Of(Problem.NotFound($"操作「{action}」はありません。pause、drain、resume のどれかです。", $"There is no action '{action}'; use pause, drain or resume."));
        }
        return Results.Ok(View());
    }

    /// <summary>This process among others on the same database.</summary>
    public static string Name { get; } = $"{Environment.MachineName}/{Environment.ProcessId}";

    /// <summary>Of the product.</summary>
    public static string Version { get; } = typeof(NodeDesk).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "?";
}

/// <summary>The operational jobs with their next times.</summary>
internal sealed class JobDesk(JobBoard board, [FromKeyedServices(JobScheduling.Name)] ISchedulerFactory factory)
{
    public async Task<IReadOnlyList<JobView>> List(CancellationToken ct)
    {
        var scheduler = await factory.GetScheduler(ct);
        var views = new List<JobView>();
        foreach (var job in board.All.OrderBy(j => j.Id, StringComparer.Ordinal))
        {
            var trigger = await scheduler.GetTrigger(JobScheduling.Trigger(job.Id), ct);
            views.Add(new JobView(job.Id, job.LabelJa, job.LabelEn, job.Cron, trigger?.NextFireTimeUtc, board.Last(job.Id)));
        }
        return views;
    }
}
