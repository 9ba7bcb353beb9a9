using Workflows.Engine.Data;
using Workflows.Engine.State;
using Workflows.Engine.Turns;

namespace Workflows.Engine.Activities.Elsa;

/// <summary>Elsa.WriteLine: a line in the journal (event <c>WriteLine</c>).</summary>
internal sealed class WriteLine : PlainActivity
{
    public override ActivityDescriptor Descriptor { get; } = new("Elsa.WriteLine", "記録に書く", "Write line", "「{text}」と記録する", "その他", "edit")
    {
        Inputs = [new("text", "String", "文")],
    };

    protected override void Run(ActivityContext context)
    {
        context.Journal("WriteLine", Datum.Of(context.Input("text").AsText() ?? ""));
        context.Complete();
    }
}

/// <summary>Elsa.SetVariable.</summary>
internal sealed class SetVariable : PlainActivity
{
    public override ActivityDescriptor Descriptor { get; } = new("Elsa.SetVariable", "変数に入れる", "Set variable", "{variable}を{value}にする", "データ", "variable")
    {
        Inputs = [new("variable", "Variable", "変数", InputPicker.Variable, Wrapped: false, Required: true), new("value", "Object", "値", InputPicker.Expression)],
    };

    protected override void Run(ActivityContext context)
    {
        var variable = context.Input("variable");
        var id = variable["id"].AsText() ?? variable["Id"].AsText();
        var name = variable["name"].AsText() ?? variable["Name"].AsText() ?? (variable.Kind == DatumKind.Text ? variable.AsText() : null);
        var type = variable["typeName"].AsText();
        var value = Execution.Coercion.To(type, context.Input("value"));
        if (!(id is not null && context.TrySetVariable(id, value)) && !(name is not null && context.TrySetVariable(name, value)))
            throw context.Fault("VARIABLE_UNKNOWN", $"変数「{name ?? id}」がありません。");
        context.Complete();
    }
}

/// <summary>Elsa.SetName: names the instance.</summary>
internal sealed class SetName : PlainActivity
{
    public override ActivityDescriptor Descriptor { get; } = new("Elsa.SetName", "名前を付ける", "Set name", "この処理を「{value}」と名付ける", "データ", "tag") { Inputs = [new("value", "String", "名前")] };

    protected override void Run(ActivityContext context)
    {
        var name = context.Input("value").AsText();
        context.ChangeInstance(i => i with { Name = name });
        context.Complete();
    }
}

/// <summary>Elsa.Correlate: sets the correlation id.</summary>
internal sealed class Correlate : PlainActivity
{
    public override ActivityDescriptor Descriptor { get; } = new("Elsa.Correlate", "関連付ける", "Correlate", "関連番号を{correlationId}にする", "データ", "link") { Inputs = [new("correlationId", "String", "関連番号")] };

    protected override void Run(ActivityContext context)
    {
        var id = context.Input("correlationId").AsText();
        context.ChangeInstance(i => i with { CorrelationId = id });
        context.Complete();
    }
}

/// <summary>Elsa.SetOutput: an output of the containing workflow.</summary>
internal sealed class SetOutput : PlainActivity
{
    public override ActivityDescriptor Descriptor { get; } = new("Elsa.SetOutput", "結果を出す", "Set output", "{outputName}に{outputValue}を出す", "データ", "output")
    {
        Inputs = [new("outputName", "String", "名前"), new("outputValue", "Object", "値", InputPicker.Expression)],
    };

    protected override void Run(ActivityContext context)
    {
        context.SetWorkflowOutput(context.Input("outputName").AsText() ?? "", context.Input("outputValue"));
        context.Complete();
    }
}

/// <summary>Elsa.Start and Elsa.End: milestones.</summary>
internal sealed class Start : PlainActivity
{
    public override ActivityDescriptor Descriptor { get; } = new("Elsa.Start", "開始", "Start", "始まる", "流れ", "play");
    protected override void Run(ActivityContext context) => context.Complete();
}

/// <summary>Elsa.End ends the flowchart that contains it.</summary>
internal sealed class End : PlainActivity
{
    public override ActivityDescriptor Descriptor { get; } = new("Elsa.End", "終わり", "End", "終わる", "流れ", "stop") { IsTerminal = true, EndsContainer = true };
    protected override void Run(ActivityContext context) => context.Complete();
}

/// <summary>Elsa.Finish ends the whole workflow; what runs beside it is cancelled.</summary>
internal sealed class Finish : PlainActivity
{
    public override ActivityDescriptor Descriptor { get; } = new("Elsa.Finish", "全体を終える", "Finish", "手続き全体を終える", "流れ", "flag") { IsTerminal = true, EndsContainer = true, Outcomes = [] };
    protected override void Run(ActivityContext context) => context.FinishInstance();
}

/// <summary>Elsa.Fault fails on purpose.</summary>
internal sealed class FaultActivity : PlainActivity
{
    public override ActivityDescriptor Descriptor { get; } = new("Elsa.Fault", "異常とする", "Fault", "「{message}」の異常とする", "流れ", "alert")
    {
        Inputs = [new("code", "String", "符号"), new("category", "String", "分類"), new("faultType", "String", "種類"), new("message", "String", "文")],
        Outcomes = [],
        IsTerminal = true,
    };

    protected override void Run(ActivityContext context) => throw context.Fault(
        context.Input("code").AsText() is { Length: > 0 } code ? code : "FAULT", context.Input("message").AsText() ?? "",
        Datum.Object(("category", context.Input("category")), ("faultType", context.Input("faultType"))));
}

/// <summary>Elsa.Event: waits for a named event, or starts the workflow by it.</summary>
internal sealed class Event : Activity
{
    public override ActivityDescriptor Descriptor { get; } = new("Elsa.Event", "出来事を待つ", "Event", "「{eventName}」を待つ", "待つ", "bell")
    {
        Inputs = [new("eventName", "String", "出来事の名前", Required: true)],
        Outputs = [new("result", "Object", "届いた内容")],
        IsTrigger = true,
    };

    public override IEnumerable<Question> Execute(ActivityContext context)
    {
        var name = context.Input("eventName").AsText() ?? "";
        if (context.IsTrigger) Receive(context, context.Stimulus.Data["event"] is { IsNull: false } e ? e : context.Stimulus.Data);
        else context.SetBookmark(StimulusKinds.Event, name, context.Instance.CorrelationId);
        return [];
    }

    public override IEnumerable<Question> Resume(ActivityContext context, Bookmark bookmark, Stimulus stimulus)
    {
        Receive(context, stimulus.Data);
        return [];
    }

    private static void Receive(ActivityContext context, Datum payload)
    {
        context.SetOutput("result", payload);
        context.Complete();
    }
}

/// <summary>Elsa.Delay: a duration from now.</summary>
internal sealed class Delay : Activity
{
    public override ActivityDescriptor Descriptor { get; } = new("Elsa.Delay", "時間を置く", "Delay", "{timeSpan}待つ", "待つ", "clock") { Inputs = [new("timeSpan", "TimeSpan", "時間", Required: true)] };

    public override IEnumerable<Question> Execute(ActivityContext context)
    {
        var text = context.Input("timeSpan").AsText();
        if (Durations.Parse(text) is not { } duration) throw context.Fault("DURATION_INVALID", $"時間「{text}」を読めません。00:05:00 または PT5M のように指定してください。");
        if (duration <= TimeSpan.Zero) context.Complete();
        else context.SetTimer(context.Step.Now + duration, "Delay");
        return [];
    }
}
