using Workflows.Cases.Ports;
using Workflows.Cases.Publishing;
using Workflows.Engine.Activities.Elsa;
using Workflows.Engine.Data;
using Workflows.Engine.Plans;

namespace Workflows.Cases.Definitions;

/// <summary>Timed starts of packages and of loose definitions. A loose start's id is <c>definition#activity</c>.</summary>
public sealed class LooseSchedules(Schedules packages, LooseDefinitions loose) : IScheduleSource
{
    public async ValueTask<Firing> Fire(string tenant, string program, string startId, DateTimeOffset due, DateTimeOffset now, CancellationToken ct)
    {
        if (program != LooseDefinitions.Program) return await packages.Fire(tenant, program, startId, due, now, ct).ConfigureAwait(false);
        var (node, next) = await Find(tenant, startId, ct).ConfigureAwait(false);
        return node is null ? Firing.Nothing
            : new([new ScheduledStart(new StartTarget(LooseDefinitions.Program, null, startId[..startId.IndexOf('#', StringComparison.Ordinal)]), Datum.EmptyObject, node.Id)], next?.Invoke(now));
    }

    /// <summary>The starts a plan has, with their first due times.</summary>
    public static IReadOnlyList<(string StartId, DateTimeOffset Due)> Of(Plan plan, DateTimeOffset now) =>
        [.. Beginnings.Times(plan.Root).Select(t => (StartId: $"{plan.Root.DefinitionId}#{t.Node.Id}", Due: t.Next(now))).Where(t => t.Due is not null).Select(t => (t.StartId, t.Due!.Value))];

    private async ValueTask<(PlanNode? Node, Func<DateTimeOffset, DateTimeOffset?>? Next)> Find(string tenant, string startId, CancellationToken ct)
    {
        var cut = startId.IndexOf('#', StringComparison.Ordinal);
        if (cut <= 0 || await loose.Current(tenant, startId[..cut], ct).ConfigureAwait(false) is not { } plan) return (null, null);
        var found = Beginnings.Times(plan.Root).FirstOrDefault(t => t.Node.Id == startId[(cut + 1)..]);
        return (found.Node, found.Next);
    }
}
