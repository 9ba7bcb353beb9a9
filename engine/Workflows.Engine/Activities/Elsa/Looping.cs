using Workflows.Engine.Data;
using Workflows.Engine.Plans;
using Workflows.Engine.Turns;

namespace Workflows.Engine.Activities.Elsa;

/// <summary>
/// A container that hears Elsa's break signal: it goes on no further once the child under way has ended. What else runs in it is
/// left alone.
/// </summary>
internal interface IBreakable
{
    /// <summary>In the frame's data.</summary>
    const string Mark = "break";

    /// <summary>The loop that is left: containers outside do not hear of it.</summary>
    bool EndsSignal { get; }

    static bool IsBreaking(ActivityContext context) => context.Data[Mark].AsBoolean();
}

/// <summary>What loops share: one body at a time, the value and its position as variables.</summary>
internal abstract class Loop : Activity, IBreakable
{
    bool IBreakable.EndsSignal => true;

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

    /// <summary>The bounds are taken when the loop begins.</summary>
    private sealed class Position(long at, long end, long step, bool inclusive, int count) : State.LiveData
    {
        public long At => at;
        public int Count => count;
        public bool More => step > 0 ? inclusive ? at <= end : at < end : inclusive ? at >= end : at > end;
        public Position Next() => new(at + step, end, step, inclusive, count + 1);

        public static Position Of(ActivityContext context) => context.Live as Position ?? Read(context.Data);
        public override Datum ToDatum() => Datum.Object(("at", at), ("end", end), ("step", step), ("inclusive", inclusive), ("n", count));
        private static Position Read(Datum d) => new(d["at"].AsLong() ?? 0, d["end"].AsLong() ?? 0, d["step"].AsLong() ?? 1, d["inclusive"].AsBoolean(true), (int)(d["n"].AsLong() ?? 0));
    }

    public override IEnumerable<Question> Execute(ActivityContext context)
    {
        var step = context.Input("step").AsLong() ?? 1;
        if (step == 0) throw context.Fault("FOR_STEP_ZERO", "刻みに 0 は指定できません。");
        Run(context, new Position(context.Input("start").AsLong() ?? 0, context.Input("end").AsLong() ?? 0, step, context.Input("outerBoundInclusive").AsBoolean(true), 0));
        return [];
    }

    public override IEnumerable<Question> ChildEnded(ActivityContext context, ChildEnd child)
    {
        if (context.Live is null && IBreakable.IsBreaking(context)) context.Complete();
        else Run(context, Position.Of(context).Next());
        return [];
    }

    private static void Run(ActivityContext context, Position position)
    {
        context.Live = position;
        if (position.More && Body(context) is { } body) RunBody(context, body, position.Count, position.At);
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
        if (IBreakable.IsBreaking(context)) context.Complete();
        else Next(context, (int)(child.Tag.AsLong() ?? 0) + 1);
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
internal sealed class ParallelForEach : Activity
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
        if (items.Length == 0 || context.Node.Child("body") is not { } body) { context.Complete(); return []; }
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
        if (IBreakable.IsBreaking(context)) context.Complete();
        else Next(context, (int)(child.Tag.AsLong() ?? 0) + 1);
        return [];
    }

    private static void Next(ActivityContext context, int index)
    {
        if (context.Input("condition").AsBoolean() && Body(context) is { } body) context.Schedule(body, index, index + 1);
        else context.Complete();
    }
}

/// <summary>
/// Elsa.Break: leaves the nearest loop. As in Elsa nothing is cancelled: the sequence or flowchart it stands in ends with it, sequences
/// and forks further out up to the loop run nothing new, and the loop begins no further round.
/// </summary>
internal sealed class Break : PlainActivity
{
    public override ActivityDescriptor Descriptor { get; } = new("Elsa.Break", "繰り返しを抜ける", "Break", "繰り返しを抜ける", "繰り返し", "exit") { IsTerminal = true, EndsContainer = true, Outcomes = [] };

    protected override void Run(ActivityContext context)
    {
        context.SignalBreak();
        context.Complete();
    }
}
