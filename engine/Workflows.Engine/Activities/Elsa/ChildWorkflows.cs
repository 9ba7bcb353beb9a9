using Workflows.Engine.Data;
using Workflows.Engine.Plans;
using Workflows.Engine.State;
using Workflows.Engine.Turns;

namespace Workflows.Engine.Activities.Elsa;

/// <summary>
/// Workflows started by a workflow. They run as further instances of the same case, so parent and child commit together and no
/// child is lost between them. What waits is told in the same step the child ends in.
/// </summary>
internal abstract class ChildWorkflow : Activity
{
    protected static readonly InputDescriptor[] CommonInputs =
    [
        new("workflowDefinitionId", "String", "流れ", InputPicker.Workflow, Required: true),
        new("correlationId", "String", "関連番号"),
        new("input", "ObjectDictionary", "入力", InputPicker.Mapping),
        new("waitForCompletion", "Boolean", "終わるまで待つ", InputPicker.Checkbox),
    ];

    protected static WorkflowPlan Find(ActivityContext context)
    {
        var id = context.Input("workflowDefinitionId").AsText() ?? "";
        return context.Plan.Workflows.TryGetValue(id, out var found) ? found
            : throw context.Fault("WORKFLOW_UNKNOWN", $"ワークフロー「{id}」がありません。", Datum.Object(("definitionId", id)));
    }

    /// <summary>Competes for the keys of the child's activation strategy, then starts it.</summary>
    protected static IEnumerable<Question> Start(ActivityContext context, WorkflowPlan workflow, Datum input, string? correlationId, bool wait, bool background, Action<int?> started)
    {
        var claims = Activation.Claims(workflow, correlationId);
        foreach (var claim in claims)
        {
            yield return claim;
            if (context.Reply(claim).Outcome == Turns.Reply.Taken) { started(null); yield break; }
        }
        input = (input.Kind == DatumKind.Object ? input : Datum.EmptyObject).With("ParentInstanceId", InstanceId(context, context.Instance.No));
        started(context.StartInstance(workflow, input, correlationId, wait, background, claims));
    }

    /// <summary>An instance's public id: the case's for the first, with its number for the others.</summary>
    protected static string InstanceId(ActivityContext context, int no) => no == 1 ? context.Step.CaseId : $"{context.Step.CaseId}/{no}";

    protected static Datum Result(ActivityContext context, int no)
    {
        var child = context.InstanceNo(no);
        return Datum.Object(("WorkflowInstanceId", InstanceId(context, no)), ("Status", child.Status), ("SubStatus", child.SubStatus), ("Output", child.Outputs));
    }
}

/// <summary>Elsa.ExecuteWorkflow.</summary>
internal sealed class ExecuteWorkflow : ChildWorkflow
{
    public override ActivityDescriptor Descriptor { get; } = new("Elsa.ExecuteWorkflow", "別の流れを行う", "Execute workflow", "「{workflowDefinitionId}」を行う", "流れ", "workflow")
    {
        Inputs = CommonInputs,
        Outputs = [new("result", "Object", "結果")],
        Asks = ["claim"],
    };

    public override IEnumerable<Question> Execute(ActivityContext context)
    {
        int? no = null;
        var wait = context.Input("waitForCompletion").AsBoolean();
        foreach (var question in Start(context, Find(context), context.Input("input"), context.Input("correlationId").AsText(), wait, false, n => no = n)) yield return question;
        context.Data = Datum.Object(("no", no is { } n ? n : Datum.Null));
        if (no is null) { context.SetOutput("result", Datum.Null); context.Complete(); }
        // Either way the child runs first, to its end or its first wait; without waiting this goes on then.
        else if (!wait) context.ContinueAfterChild();
    }

    public override IEnumerable<Question> ChildEnded(ActivityContext context, ChildEnd child)
    {
        context.SetOutput("result", Result(context, (int)context.Data["no"].AsLong()!.Value));
        context.Complete();
        return [];
    }
}

/// <summary>Elsa.DispatchWorkflow: starts another workflow after what is under way; may wait for it.</summary>
internal sealed class DispatchWorkflow : ChildWorkflow
{
    public override ActivityDescriptor Descriptor { get; } = new("Elsa.DispatchWorkflow", "別の流れを始める", "Dispatch workflow", "「{workflowDefinitionId}」を始める", "流れ", "send")
    {
        Inputs = [.. CommonInputs, new("startNewTrace", "Boolean", "追跡を分ける", InputPicker.Checkbox), new("channelName", "String", "経路")],
        Outputs = [new("result", "Object", "結果")],
        Asks = ["claim"],
    };

    public override IEnumerable<Question> Execute(ActivityContext context)
    {
        int? no = null;
        var wait = context.Input("waitForCompletion").AsBoolean();
        foreach (var question in Start(context, Find(context), context.Input("input"), context.Input("correlationId").AsText(), wait, true, n => no = n)) yield return question;
        context.Data = Datum.Object(("no", no is { } n ? n : Datum.Null));
        if (!wait || no is null) context.Complete();
    }

    public override IEnumerable<Question> ChildEnded(ActivityContext context, ChildEnd child)
    {
        context.SetOutput("result", context.InstanceNo((int)context.Data["no"].AsLong()!.Value).Outputs);
        context.Complete();
        return [];
    }
}

/// <summary>Elsa.BulkDispatchWorkflows: one workflow an item. Counts, never lists, what is open.</summary>
internal sealed class BulkDispatchWorkflows : ChildWorkflow
{
    public override ActivityDescriptor Descriptor { get; } = new("Elsa.BulkDispatchWorkflows", "一件ずつ流れを始める", "Bulk dispatch workflows", "{items}ごとに「{workflowDefinitionId}」を始める", "流れ", "send")
    {
        Inputs = [.. CommonInputs.Where(i => i.Name != "waitForCompletion"), new("waitForCompletion", "Boolean", "終わるまで待つ", InputPicker.Checkbox, Default: true), new("items", "Object", "一覧", InputPicker.Expression, Required: true), new("defaultItemInputKey", "String", "項目の入力名", Default: "Item"), new("correlationIdFunction", "String", "関連番号の式", InputPicker.Expression, Deferred: true)],
        Outcomes = ["Completed", "Canceled", "Done"],
        ChildPorts = ["childCompleted", "childFaulted"],
        Asks = ["claim"],
    };

    public override IEnumerable<Question> Execute(ActivityContext context)
    {
        var items = ForEach.Items(context).Items;
        var wait = context.Input("waitForCompletion").AsBoolean(true);
        var workflow = Find(context);
        var key = context.Input("defaultItemInputKey").AsText() ?? "Item";
        var open = 0;
        foreach (var item in items)
        {
            var input = context.Input("input").Kind == DatumKind.Object ? context.Input("input") : Datum.EmptyObject;
            input = item.Kind == DatumKind.Object ? input.Merge(item) : input.With(key, item);
            var correlation = context.Node.Inputs.TryGetValue("correlationIdFunction", out var function) && function.Expression is { } expression
                ? context.Evaluate(expression, Datum.Object(("item", item), (key, item))).AsText() : context.Input("correlationId").AsText();
            foreach (var question in Start(context, workflow, input, correlation, wait, true, n => open += n is null ? 0 : 1)) yield return question;
        }
        context.Data = Datum.Object(("open", open));
        if (!wait || open == 0) context.Complete("Done");
    }

    public override IEnumerable<Question> ChildEnded(ActivityContext context, ChildEnd child)
    {
        if (child.Frame < 0)
        {
            var no = -child.Frame;
            var ended = context.InstanceNo(no);
            context.Data = context.Data.With("open", (context.Data["open"].AsLong() ?? 1) - 1);
            var port = ended.SubStatus switch { InstanceSubStatus.Finished => "childCompleted", InstanceSubStatus.Faulted => "childFaulted", _ => null };
            if (port is not null && context.Node.Child(port) is { } body)
            {
                context.Schedule(body, no, no, Datum.Object(("ChildOutput", ended.Outputs), ("ChildInstanceId", InstanceId(context, no))));
                return [];
            }
        }
        if (context.Data["open"].AsLong() == 0 && !context.HasChildren) context.Complete("Completed", "Done");
        return [];
    }
}
