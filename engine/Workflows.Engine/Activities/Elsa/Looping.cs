using Workflows.Engine.Data;
using Workflows.Engine.Plans;
using Workflows.Engine.Turns;

namespace Workflows.Engine.Activities.Elsa;

/// <summary>What loops share: one body at a time, the value and its position as variables.</summary>
internal abstract class Loop : Activity
{
    protected static PlanNode? Body(ActivityContext context) => context.Node.Child("body");

    protected static void RunBody(ActivityContext context, PlanNode body, int index, Datum value)
    {
        context.SetOutput("currentValue", value);
        context.Schedule(body, index, index + 1, Datum.Object(("CurrentValue", value), ("CurrentIndex", index)));
    }
}

/// <summary>Elsa.For: numbers from start to end.</summary>
internal sealed class For : Loop
{
    public override ActivityDescriptor Descriptor { get; } = new("Elsa.For", "数える", "For", "{start}から{end}まで繰り返す", "繰り返し", "repeat")
    {
        Inputs = [new("start", "Int32", "始め", InputPicker.Number, Default: 0), new("end", "Int32", "終わり", InputPicker.Number, Default: 0), new("step", "Int32", "刻み", InputPicker.Number, Default: 1), new("outerBoundInclusive", "Boolean", "終わりを含む", InputPicker.Checkbox, Default: true)],
        Outputs = [new("currentValue", "Int32", "今の値")],
        ChildPorts = ["body"],
    };

    public override IEnumerable<Question> Execute(ActivityContext context)
    {
        context.Data = Datum.Object(("at", context.Input("start").AsLong() ?? 0));
        Next(context);
        return [];
    }

    public override IEnumerable<Question> ChildEnded(ActivityContext context, ChildEnd child)
    {
        context.Data = Datum.Object(("at", (context.Data["at"].AsLong() ?? 0) + Step(context)), ("n", (context.Data["n"].AsLong() ?? 0) + 1));
        Next(context);
        return [];
    }

    private static long Step(ActivityContext context) => context.Input("step").AsLong() ?? 1;

    private static void Next(ActivityContext context)
    {
        var at = context.Data["at"].AsLong() ?? 0;
        var end = context.Input("end").AsLong() ?? 0;
        var step = Step(context);
        if (step == 0) throw context.Fault("FOR_STEP_ZERO", "刻みに 0 は指定できません。");
        var inclusive = context.Input("outerBoundInclusive").AsBoolean(true);
        var more = step > 0 ? inclusive ? at <= end : at < end : inclusive ? at >= end : at > end;
        if (more && Body(context) is { } body) RunBody(context, body, (int)(context.Data["n"].AsLong() ?? 0), at);
        else context.Complete();
    }
}

/// <summary>Elsa.ForEach: items one after another.</summary>
internal sealed class ForEach : Loop
{
    public override ActivityDescriptor Descriptor { get; } = new("Elsa.ForEach", "一つずつ", "For each", "{items}を一つずつ繰り返す", "繰り返し", "repeat")
    {
        Inputs = [new("items", "Object", "一覧", InputPicker.Expression)],
        Outputs = [new("currentValue", "Object", "今の値")],
        ChildPorts = ["body"],
    };

    public override IEnumerable<Question> Execute(ActivityContext context)
    {
        context.Data = Datum.Object(("items", Items(context)));
        Next(context, 0);
        return [];
    }

    public override IEnumerable<Question> ChildEnded(ActivityContext context, ChildEnd child)
    {
        Next(context, (int)(child.Tag.AsLong() ?? 0) + 1);
        return [];
    }

    internal static Datum Items(ActivityContext context)
    {
        var items = context.Input("items");
        if (items.Kind == DatumKind.Text && items.AsText()!.TrimStart().StartsWith('[')) items = Datum.Parse(items.AsText()!);
        return items.Kind == DatumKind.List ? items : items.IsNull ? Datum.EmptyList : Datum.List(items);
    }

    private static void Next(ActivityContext context, int index)
    {
        var items = context.Data["items"].Items;
        if (index < items.Length && Body(context) is { } body) RunBody(context, body, index, items[index]);
        else context.Complete();
    }
}

/// <summary>Elsa.ParallelForEach: all items at once; ends when each has ended. Keeps a count, never a list, so ten thousand items cost no more each than ten.</summary>
internal sealed class ParallelForEach : Loop
{
    public override ActivityDescriptor Descriptor { get; } = new("Elsa.ParallelForEach", "すべて同時に", "Parallel for each", "{items}のそれぞれを同時に進める", "繰り返し", "fork")
    {
        Inputs = [new("items", "Object", "一覧", InputPicker.Expression)],
        Outputs = [new("currentValue", "Object", "今の値")],
        ChildPorts = ["body"],
    };

    public override IEnumerable<Question> Execute(ActivityContext context)
    {
        var items = ForEach.Items(context).Items;
        if (items.Length == 0 || Body(context) is not { } body) { context.Complete(); return []; }
        for (var i = 0; i < items.Length; i++)
            context.Schedule(body, i, i + 1, Datum.Object(("CurrentValue", items[i]), ("CurrentIndex", i)));
        return [];
    }

    public override IEnumerable<Question> ChildEnded(ActivityContext context, ChildEnd child)
    {
        if (!context.HasChildren) context.Complete();
        return [];
    }
}

/// <summary>Elsa.While.</summary>
internal sealed class While : Loop
{
    public override ActivityDescriptor Descriptor { get; } = new("Elsa.While", "～の間", "While", "{condition}の間繰り返す", "繰り返し", "repeat")
    {
        Inputs = [new("condition", "Boolean", "条件", InputPicker.Condition, Deferred: true)],
        ChildPorts = ["body"],
    };

    public override IEnumerable<Question> Execute(ActivityContext context) { Next(context, 0); return []; }

    public override IEnumerable<Question> ChildEnded(ActivityContext context, ChildEnd child)
    {
        Next(context, (int)(child.Tag.AsLong() ?? 0) + 1);
        return [];
    }

    private static void Next(ActivityContext context, int index)
    {
        if (context.Input("condition").AsBoolean() && Body(context) is { } body) context.Schedule(body, index, index + 1);
        else context.Complete();
    }
}

/// <summary>Elsa.Break: leaves the nearest loop.</summary>
internal sealed class Break : PlainActivity
{
    public override ActivityDescriptor Descriptor { get; } = new("Elsa.Break", "繰り返しを抜ける", "Break", "繰り返しを抜ける", "繰り返し", "exit") { IsTerminal = true, EndsContainer = true, Outcomes = [] };

    protected override void Run(ActivityContext context)
    {
        var inside = context.Node;
        for (var node = context.Node.Parent; node is not null; inside = node, node = node.Parent)
        {
            if (node.Activity is not Loop) continue;
            // A branch of a parallel loop has nothing to break out of: it ends alone.
            context.CompleteAncestor(node.Activity is ParallelForEach ? inside : node);
            return;
        }
        context.Complete();
    }
}
