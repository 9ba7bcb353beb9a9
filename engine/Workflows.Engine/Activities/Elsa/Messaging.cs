using Workflows.Engine.Data;
using Workflows.Engine.State;
using Workflows.Engine.Turns;

namespace Workflows.Engine.Activities.Elsa;

/// <summary>Elsa.PublishEvent: sends an event to every workflow that waits for it, after the commit.</summary>
internal sealed class PublishEvent : PlainActivity
{
    public override ActivityDescriptor Descriptor { get; } = new("Elsa.PublishEvent", "出来事を知らせる", "Publish event", "「{eventName}」を知らせる", "待つ", "megaphone")
    {
        Inputs = [new("eventName", "String", "出来事の名前", Required: true), new("correlationId", "String", "関連番号"), new("isLocalEvent", "Boolean", "この流れの中だけ", InputPicker.Checkbox), new("payload", "Object", "内容", InputPicker.Expression)],
        Affects = ["outbox"],
    };

    protected override void Run(ActivityContext context)
    {
        var name = context.Input("eventName").AsText() ?? "";
        var local = context.Input("isLocalEvent").AsBoolean();
        context.Send(context.NewId($"{context.Step.CaseId}:event:"), "event", name,
            Datum.Object(("name", name), ("correlationId", context.Input("correlationId").AsText() ?? ""), ("payload", context.Input("payload")), ("onlyCase", local ? context.Step.CaseId : null)), null, Datum.Null);
        context.Complete();
    }
}

/// <summary>Elsa.RunTask: hands a task to the outside and waits until <c>/tasks/{id}/complete</c> is called.</summary>
public sealed class RunTask : Activity
{
    /// <summary>The event's name; its key is the task's id.</summary>
    public const string EventName = "Elsa.RunTask";

    public override ActivityDescriptor Descriptor { get; } = new("Elsa.RunTask", "外部の仕事", "Run task", "外部の仕事「{taskName}」を頼む", "待つ", "briefcase")
    {
        Inputs = [new("taskName", "String", "仕事の名前", Required: true), new("payload", "Object", "内容", InputPicker.Expression)],
        Outputs = [new("taskId", "String", "仕事の番号"), new("result", "Object", "結果")],
        Affects = ["tasks"],
    };

    public override IEnumerable<Question> Execute(ActivityContext context)
    {
        var id = context.NewId("task-");
        context.SetOutput("taskId", id);
        context.SetBookmark(StimulusKinds.Event, EventName, id);
        context.Emit(new ProjectionSet("runTasks", id, Datum.Object(("task", context.Input("taskName")), ("payload", context.Input("payload")), ("open", true))));
        return [];
    }

    public override IEnumerable<Question> Resume(ActivityContext context, Bookmark bookmark, Stimulus stimulus)
    {
        context.Emit(new ProjectionSet("runTasks", bookmark.Key!, Datum.Object(("task", context.Input("taskName")), ("open", false))));
        context.SetOutput("result", stimulus.Data.Has("result") ? stimulus.Data["result"] : stimulus.Data);
        context.Complete();
        return [];
    }
}

/// <summary>Elsa.ReadLine: waits for a line of text.</summary>
internal sealed class ReadLine : Activity
{
    public override ActivityDescriptor Descriptor { get; } = new("Elsa.ReadLine", "一行を待つ", "Read line", "一行を待つ", "その他", "keyboard") { Outputs = [new("result", "String", "行")] };

    public override IEnumerable<Question> Execute(ActivityContext context) { context.SetBookmark(StimulusKinds.Event, "ReadLine"); return []; }

    public override IEnumerable<Question> Resume(ActivityContext context, Bookmark bookmark, Stimulus stimulus)
    {
        context.SetOutput("result", stimulus.Data.Has("line") ? stimulus.Data["line"] : stimulus.Data);
        context.Complete();
        return [];
    }
}
