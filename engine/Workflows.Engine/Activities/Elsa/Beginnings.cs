using Workflows.Engine.Data;
using Workflows.Engine.Plans;

namespace Workflows.Engine.Activities.Elsa;

/// <summary>What begins a workflow besides HTTP: times and events, read from activities that may start it and whose inputs are literal.</summary>
public static class Beginnings
{
    /// <summary>The next time a trigger is due after an instant; null when never.</summary>
    public static IEnumerable<(PlanNode Node, Func<DateTimeOffset, DateTimeOffset?> Next)> Times(WorkflowPlan workflow)
    {
        foreach (var node in workflow.NodesById.Values.Where(n => n.CanStartWorkflow))
        {
            switch (node.Activity)
            {
                case Timer when Durations.Parse(LiteralInput.Of(node, "interval")?.AsText()) is { } interval && interval > TimeSpan.Zero:
                    yield return (node, after => after + interval);
                    break;
                case Cron when Cron.Read(LiteralInput.Of(node, "cronExpression")?.AsText()) is { } cron:
                    yield return (node, after => Cron.Next(cron, after));
                    break;
                case StartAt when LiteralInput.Of(node, "dateTime")?.AsInstant() is { } at:
                    yield return (node, after => at > after ? at : null);
                    break;
            }
        }
    }

    /// <summary>Names of the events that begin the workflow, each with the activity it begins at.</summary>
    public static IEnumerable<(string Name, PlanNode Node)> Events(WorkflowPlan workflow)
    {
        foreach (var node in workflow.NodesById.Values)
            if (node is { CanStartWorkflow: true, Activity: Event } && LiteralInput.Of(node, "eventName")?.AsText() is { Length: > 0 } name) yield return (name, node);
    }
}
