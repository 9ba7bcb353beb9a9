namespace Workflows.Engine.Activities.Elsa;

/// <summary>Elsa 3's own activities, by their own type names.</summary>
public static class ElsaActivities
{
    public static IReadOnlyList<Activity> All { get; } =
    [
        new Flowchart(), new Sequence(), new If(), new FlowDecision(), new FlowSwitch(), new FlowFork(), new FlowJoin(),
        new SetVariable(), new SetName(), new Correlate(), new SetOutput(), new WriteLine(),
        new Start(), new End(), new Finish(), new FaultActivity(), new Event(), new Delay(),
    ];
}
