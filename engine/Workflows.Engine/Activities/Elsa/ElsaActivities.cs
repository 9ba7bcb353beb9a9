namespace Workflows.Engine.Activities.Elsa;

/// <summary>Elsa 3's own activities, by their own type names.</summary>
public static class ElsaActivities
{
    public static IReadOnlyList<Activity> All { get; } =
    [
        new Flowchart(), new Sequence(), new If(), new FlowDecision(), new FlowSwitch(), new FlowFork(), new FlowJoin(),
        new SetVariable(), new SetName(), new Correlate(), new SetOutput(), new WriteLine(),
        new For(), new ForEach(), new ParallelForEach(), new While(), new Break(),
        new Complete(), new OneInside("Elsa.FlowNode", "body", "まとまり", "Container"), new OneInside("Elsa.Workflow", "root", "流れ", "Workflow"), new Parallel(), new Fork(), new Switch(), new RunJavaScript(),
        new RefusedScript("Elsa.RunCSharp", "C# スクリプト"), new RefusedScript("Elsa.RunPython", "Python スクリプト"), new RefusedScript("Elsa.DownloadHttpFile", "ファイルのダウンロード"),
        .. new[] { "SubmitAlterationPlan", "GenerateAlterationJobs", "DispatchAlterationJobs", "CompleteAlterationPlan", "AlterationPlanCompleted" }.Select(name => new RefusedScript($"Elsa.{name}", "Elsa の変更計画", "案件の移行の画面または API を使ってください。", "変更は案件の移行で行うため、")),
        new Start(), new End(), new Finish(), new FaultActivity(), new Event(), new Delay(),
        new Timer(), new Cron(), new StartAt(), new PublishEvent(), new RunTask(), new ReadLine(),
        new ExecuteWorkflow(), new DispatchWorkflow(), new BulkDispatchWorkflows(), new StateMachine(),
        new HttpEndpoint(), new WriteHttpResponse(), new WriteFileHttpResponse(), new SendHttpRequest(), new FlowSendHttpRequest(),
    ];
}
