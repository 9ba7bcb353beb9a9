using Workflows.Engine.Data;
using Workflows.Engine.Expressions;
using Workflows.Engine.Plans;
using Workflows.Engine.Turns;

namespace Workflows.Engine.Activities.Elsa;

/// <summary>Elsa.If: one of two child activities.</summary>
internal sealed class If : Activity
{
    public override ActivityDescriptor Descriptor { get; } = new("Elsa.If", "もし", "If", "もし{condition}ならば", "分岐", "branch")
    {
        Inputs = [new("condition", "Boolean", "条件", InputPicker.Condition)],
        Outputs = [new("result", "Boolean", "結果")],
        ChildPorts = ["then", "else"],
    };

    public override IEnumerable<Question> Execute(ActivityContext context)
    {
        var holds = context.Input("condition").AsBoolean();
        context.SetOutput("result", holds);
        if (context.Node.Child(holds ? "then" : "else") is { } child) context.Schedule(child);
        else context.Complete();
        return [];
    }

    public override IEnumerable<Question> ChildEnded(ActivityContext context, ChildEnd child) { context.Complete(); return []; }
}

/// <summary>Elsa.FlowDecision: True or False.</summary>
internal sealed class FlowDecision : PlainActivity
{
    public override ActivityDescriptor Descriptor { get; } = new("Elsa.FlowDecision", "判断", "Decision", "{condition}か", "分岐", "decision")
    {
        Inputs = [new("condition", "Boolean", "条件", InputPicker.Condition)],
        Outcomes = ["True", "False"],
    };

    private static readonly string[] Yes = ["True"];
    private static readonly string[] No = ["False"];

    protected override void Run(ActivityContext context) => context.Complete(context.Input("condition").AsBoolean() ? Yes : No);
}

/// <summary>Elsa.FlowSwitch: the labels of the cases that hold (the first, or any), else Default.</summary>
internal sealed class FlowSwitch : PlainActivity
{
    public override ActivityDescriptor Descriptor { get; } = new("Elsa.FlowSwitch", "場合分け", "Switch", "場合に分ける", "分岐", "switch")
    {
        Inputs = [new("cases", "Object", "場合", InputPicker.List, Wrapped: false), new("mode", "String", "選び方", InputPicker.Choice, Default: "MatchFirst") { Options = [new("MatchFirst", "最初に当てはまるもの"), new("MatchAny", "当てはまるものすべて")] }],
        Outcomes = ["Default"],
        OutcomesFrom = "cases",
    };

    public override object? Prepare(PlanNode node, PlanBuilder builder) => SwitchCase.Read(node, builder);

    protected override void Run(ActivityContext context)
    {
        var hits = SwitchCase.Hits(context);
        context.Complete(hits.Count == 0 ? ["Default"] : [.. hits.Select(h => h.Label)]);
    }
}

/// <summary>A case of a switch: its label and condition.</summary>
internal sealed record SwitchCase(string Label, IPreparedExpression Condition, int Index)
{
    public static IReadOnlyList<SwitchCase> Read(PlanNode node, PlanBuilder builder)
    {
        var cases = DefinitionReader.GetAny(node.Source, "cases");
        if (cases.Kind == DatumKind.Object) cases = DefinitionReader.GetAny(DefinitionReader.GetAny(cases, "expression"), "value");
        if (cases.Kind == DatumKind.Text) cases = Datum.Parse(cases.AsText()!);
        var result = new List<SwitchCase>();
        foreach (var item in cases.Items)
        {
            var condition = DefinitionReader.GetAny(item, "condition");
            var language = DefinitionReader.GetAny(condition, "type").AsText() ?? "Literal";
            var label = DefinitionReader.GetAny(item, "label").AsText() ?? "";
            result.Add(new SwitchCase(label, builder.Prepare(language, DefinitionReader.GetAny(condition, "value"), $"{node.Id}.cases[{label}]"), result.Count));
        }
        return result;
    }

    public static IReadOnlyList<SwitchCase> Hits(ActivityContext context)
    {
        var mode = context.Input("mode").AsText();
        var any = mode is "MatchAny" or "1";
        var hits = new List<SwitchCase>();
        foreach (var one in (IReadOnlyList<SwitchCase>)context.Node.Prepared!)
        {
            if (!context.Evaluate(one.Condition).AsBoolean()) continue;
            hits.Add(one);
            if (!any) break;
        }
        return hits;
    }
}

/// <summary>Elsa.FlowFork: all its branches at once.</summary>
internal sealed class FlowFork : PlainActivity
{
    public override ActivityDescriptor Descriptor { get; } = new("Elsa.FlowFork", "同時に進める", "Fork", "同時に進める", "分岐", "fork")
    {
        Inputs = [new("branches", "String[]", "枝", InputPicker.List)],
        Outcomes = [],
        OutcomesFrom = "branches",
    };

    protected override void Run(ActivityContext context)
    {
        var branches = context.Input("branches");
        if (branches.Kind == DatumKind.Text) branches = branches.AsText() is { Length: > 0 } text && text.TrimStart().StartsWith('[') ? Datum.Parse(text) : Datum.List(branches);
        context.Complete(branches.Items.Length == 0 ? ["Done"] : [.. branches.Items.Select(b => b.AsText() ?? "")]);
    }
}

/// <summary>Elsa.FlowJoin: waits for the branches its mode names. The flowchart decides when it runs.</summary>
internal sealed class FlowJoin : PlainActivity
{
    public override ActivityDescriptor Descriptor { get; } = new("Elsa.FlowJoin", "合流する", "Join", "合流する", "分岐", "join")
    {
        Inputs = [new("mode", "String", "待ち方", InputPicker.Choice, Default: "WaitAny") { Options = [new("WaitAny", "どれか1つが来たら進む"), new("WaitAll", "すべてそろってから進む"), new("WaitAllActive", "動いている枝がすべて来たら進む")] }],
    };

    protected override void Run(ActivityContext context) => context.Complete();
}

/// <summary>Elsa.Sequence: one child after another.</summary>
internal sealed class Sequence : Activity, IBreakable
{
    bool IBreakable.EndsSignal => false;

    public override ActivityDescriptor Descriptor { get; } = new("Elsa.Sequence", "順に", "Sequence", "順に行う", "流れ", "list") { ChildPorts = ["activities[]"] };

    public override IEnumerable<Question> Execute(ActivityContext context) { Next(context, 0); return []; }

    public override IEnumerable<Question> ChildEnded(ActivityContext context, ChildEnd child)
    {
        var index = (int)(child.Tag.AsLong() ?? 0);
        if (context.Node.Children[index].Node.Activity.Descriptor.EndsContainer || IBreakable.IsBreaking(context)) context.Complete();
        else Next(context, index + 1);
        return [];
    }

    private static void Next(ActivityContext context, int index)
    {
        if (index < context.Node.Children.Length) context.Schedule(context.Node.Children[index].Node, index);
        else context.Complete();
    }

    public override Datum? MovedTag(PlanNode container, PlanNode child, Datum tag)
    {
        for (var i = 0; i < container.Children.Length; i++) if (ReferenceEquals(container.Children[i].Node, child)) return i;
        return null;
    }
}
