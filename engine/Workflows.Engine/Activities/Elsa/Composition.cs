using Workflows.Engine.Data;
using Workflows.Engine.Plans;
using Workflows.Engine.Turns;

namespace Workflows.Engine.Activities.Elsa;

/// <summary>
/// A workflow used as an activity: its definition is built into the consumer's plan by exact version. It has inputs and outputs
/// of its own; its outcomes are Done or what Complete gives.
/// </summary>
internal sealed class WorkflowAsActivity : Activity
{
    public static readonly WorkflowAsActivity Instance = new();

    public override ActivityDescriptor Descriptor { get; } = new("Elsa.WorkflowDefinitionActivity", "別の流れ", "Workflow", "「{workflowDefinitionId}」を行う", "流れ", "workflow") { Outcomes = ["Done"] };

    public override IEnumerable<Question> Execute(ActivityContext context)
    {
        var target = (CompositeTarget)context.Node.Prepared!;
        var input = Datum.EmptyObject;
        foreach (var parameter in target.Inputs)
            input = input.With(parameter.Name, context.HasInput(CompositeTarget.Camel(parameter.Name)) ? context.Input(CompositeTarget.Camel(parameter.Name)) : parameter.Default);
        context.Data = Datum.Object(("input", input));
        context.Schedule(context.Node.Children[0].Node);
        return [];
    }

    public override IEnumerable<Question> ChildEnded(ActivityContext context, ChildEnd child) { context.Complete(); return []; }
}

/// <param name="DefinitionId">The definition built in.</param>
internal sealed record CompositeTarget(string DefinitionId, int Version, IReadOnlyList<ParameterSpec> Inputs, IReadOnlyList<ParameterSpec> Outputs)
{
    public static string Camel(string name) => name.Length == 0 ? name : char.ToLowerInvariant(name[0]) + name[1..];
}

/// <summary>Elsa.Complete: ends the workflow that contains it (used as an activity, or the whole) with outcomes.</summary>
internal sealed class Complete : PlainActivity
{
    public override ActivityDescriptor Descriptor { get; } = new("Elsa.Complete", "結果を付けて終える", "Complete", "「{outcomes}」として終える", "流れ", "check")
    {
        Inputs = [new("outcomes", "Object", "結果", InputPicker.Expression)],
        Outcomes = [],
        IsTerminal = true,
        EndsContainer = true,
    };

    protected override void Run(ActivityContext context)
    {
        var given = context.Input("outcomes");
        string[] outcomes = given.Kind == DatumKind.List ? [.. given.Items.Select(o => o.AsText() ?? "")]
            : given.AsText() is { Length: > 0 } text ? text.TrimStart().StartsWith('[') ? [.. Datum.Parse(text).Items.Select(o => o.AsText() ?? "")] : [text]
            : ["Done"];
        var node = context.Node.Parent;
        while (node is { Parent: not null } && node.Activity is not WorkflowAsActivity) node = node.Parent;
        context.CompleteAncestor(node ?? context.Node, outcomes);
    }
}

/// <summary>Elsa.FlowNode (port <c>body</c>) and Elsa.Workflow (port <c>root</c>): one activity inside.</summary>
internal sealed class OneInside(string type, string port, string labelJa, string labelEn) : Activity
{
    public override ActivityDescriptor Descriptor { get; } = new(type, labelJa, labelEn, "まとめて行う", "流れ", "box") { ChildPorts = [port] };

    public override IEnumerable<Question> Execute(ActivityContext context)
    {
        if (context.Node.Child(port) is { } body) context.Schedule(body);
        else context.Complete();
        return [];
    }

    public override IEnumerable<Question> ChildEnded(ActivityContext context, ChildEnd child) { context.Complete(); return []; }
}

/// <summary>Elsa.Parallel: all children at once.</summary>
internal sealed class Parallel : Activity
{
    public override ActivityDescriptor Descriptor { get; } = new("Elsa.Parallel", "すべて同時に", "Parallel", "すべて同時に進める", "流れ", "fork") { ChildPorts = ["activities[]"] };

    public override IEnumerable<Question> Execute(ActivityContext context)
    {
        foreach (var (_, node) in context.Node.Children) context.Schedule(node);
        if (context.Node.Children.Length == 0) context.Complete();
        return [];
    }

    public override IEnumerable<Question> ChildEnded(ActivityContext context, ChildEnd child)
    {
        if (!context.HasChildren) context.Complete();
        return [];
    }
}

/// <summary>Elsa.Fork: branches at once, joined by any or all.</summary>
internal sealed class Fork : Activity, IBreakable
{
    bool IBreakable.EndsSignal => false;

    public override ActivityDescriptor Descriptor { get; } = new("Elsa.Fork", "枝に分かれる", "Fork", "枝に分かれて進める", "流れ", "fork")
    {
        Inputs = [new("joinMode", "String", "待ち方", InputPicker.Choice, Wrapped: false, Default: "WaitAll") { Options = [new("WaitAll", "すべてそろってから進む"), new("WaitAny", "どれか1つが来たら進む")] }],
        ChildPorts = ["branches[]"],
    };

    public override IEnumerable<Question> Execute(ActivityContext context)
    {
        foreach (var (_, node) in context.Node.Children) context.Schedule(node);
        if (context.Node.Children.Length == 0) context.Complete();
        return [];
    }

    public override IEnumerable<Question> ChildEnded(ActivityContext context, ChildEnd child)
    {
        var any = IBreakable.IsBreaking(context) || context.Input("joinMode") is var mode && (mode["expression"]["value"].AsText() ?? mode.AsText()) is "WaitAny" or "0";
        if (any) { context.CancelChildren(); context.Complete(); }
        else if (!context.HasChildren) context.Complete();
        return [];
    }
}

/// <summary>Elsa.Switch: a child activity a case.</summary>
internal sealed class Switch : Activity
{
    public override ActivityDescriptor Descriptor { get; } = new("Elsa.Switch", "場合ごとに", "Switch", "場合ごとに行う", "分岐", "switch")
    {
        Inputs = [new("cases", "Object", "場合", InputPicker.List, Wrapped: false), new("mode", "String", "選び方", InputPicker.Choice, Default: "MatchFirst") { Options = [new("MatchFirst", "最初に当てはまるもの"), new("MatchAny", "当てはまるものすべて")] }],
        Outputs = [new("output", "Object", "結果")],
        ChildPorts = ["cases[].activity", "default"],
    };

    public override object? Prepare(PlanNode node, PlanBuilder builder) => SwitchCase.Read(node, builder);

    public override IEnumerable<Question> Execute(ActivityContext context)
    {
        var hits = SwitchCase.Hits(context);
        var children = hits.Select(h => context.Node.Child($"cases:{h.Index}")).OfType<PlanNode>().ToList();
        if (hits.Count == 0 && context.Node.Child("default") is { } otherwise) children.Add(otherwise);
        foreach (var child in children) context.Schedule(child);
        if (children.Count == 0) context.Complete();
        return [];
    }

    public override IEnumerable<Question> ChildEnded(ActivityContext context, ChildEnd child)
    {
        if (!context.HasChildren) context.Complete();
        return [];
    }
}
