using Workflows.Engine.Data;
using Workflows.Engine.Expressions;
using Workflows.Engine.Plans;
using Workflows.Engine.Turns;

namespace Workflows.Engine.Activities.Elsa;

/// <summary>
/// Elsa.StateMachine: states with entry and exit, transitions with trigger, condition and action. The triggers of a state wait
/// together; the first whose condition holds runs its action, then the state's exit, then enters the next state. A state without a
/// trigger out of it ends the machine.
/// </summary>
internal sealed class StateMachine : Activity
{
    public override ActivityDescriptor Descriptor { get; } = new("Elsa.StateMachine", "状態の表", "State machine", "状態の表のとおりに進む", "流れ", "states")
    {
        Inputs = [new("initialState", "String", "最初の状態", Wrapped: false), new("states", "Object", "状態", InputPicker.List, Wrapped: false), new("transitions", "Object", "遷移", InputPicker.List, Wrapped: false)],
        ChildPorts = ["states[].entry", "states[].exit", "transitions[].trigger", "transitions[].action"],
    };

    private sealed record State(string Name, PlanNode? Entry, PlanNode? Exit);
    private sealed record Transition(int Index, string From, string To, PlanNode? Trigger, IPreparedExpression? Condition, PlanNode? Action);
    private sealed record Table(IReadOnlyList<State> States, IReadOnlyList<Transition> Transitions, string Initial);

    public override object? Prepare(PlanNode node, PlanBuilder builder)
    {
        PlanNode? Child(Datum source) => source.IsNull ? null : node.Children.FirstOrDefault(c => ReferenceEquals(c.Node.Source, source)).Node;
        string Text(Datum from, string key) => DefinitionReader.GetAny(from, key) is { Kind: DatumKind.Object } named ? DefinitionReader.GetAny(named, "name").AsText() ?? "" : DefinitionReader.GetAny(from, key).AsText() ?? "";
        var states = DefinitionReader.GetAny(node.Source, "states").Items.Select(s => new State(Text(s, "name"), Child(DefinitionReader.GetAny(s, "entry")), Child(DefinitionReader.GetAny(s, "exit")))).ToList();
        var transitions = DefinitionReader.GetAny(node.Source, "transitions").Items.Select((t, i) =>
        {
            var condition = DefinitionReader.GetAny(t, "condition");
            var expression = DefinitionReader.GetAny(condition, "expression") is { Kind: DatumKind.Object } wrapped ? wrapped : condition;
            return new Transition(i, Text(t, "from"), Text(t, "to"), Child(DefinitionReader.GetAny(t, "trigger")),
                expression.Kind == DatumKind.Object ? builder.Prepare(DefinitionReader.GetAny(expression, "type").AsText() ?? "Literal", DefinitionReader.GetAny(expression, "value"), $"{node.Id}.transitions[{i}]") : null,
                Child(DefinitionReader.GetAny(t, "action")));
        }).ToList();
        foreach (var t in transitions)
        {
            if (t.Trigger is null) builder.Warning(node.LocalId, "TRANSITION_WITHOUT_TRIGGER", $"「{t.From}」から「{t.To}」への遷移にきっかけがありません。使われません。", $"The transition from '{t.From}' to '{t.To}' has no trigger and is not used.");
            if (states.All(s => s.Name != t.To)) builder.Error(node.LocalId, "STATE_UNKNOWN", $"遷移の行き先「{t.To}」という状態がありません。", $"A transition leads to the unknown state '{t.To}'.");
        }
        return new Table(states, transitions, Text(node.Source, "currentState") is { Length: > 0 } current ? current : Text(node.Source, "initialState") is { Length: > 0 } initial ? initial : states.FirstOrDefault()?.Name ?? "");
    }

    public override IEnumerable<Question> Execute(ActivityContext context) { Enter(context, ((Table)context.Node.Prepared!).Initial); return []; }

    public override IEnumerable<Question> ChildEnded(ActivityContext context, ChildEnd child)
    {
        var table = (Table)context.Node.Prepared!;
        var state = context.Data["state"].AsText() ?? "";
        switch (child.Tag["phase"].AsText())
        {
            case "entry": Wait(context, table, state); break;
            case "trigger":
                var fired = table.Transitions[(int)child.Tag["t"].AsLong()!.Value];
                if (fired.Condition is { } condition && !context.Evaluate(condition).AsBoolean()) { ScheduleTrigger(context, fired); break; }
                context.CancelChildren();
                if (fired.Action is { } action) context.Schedule(action, Datum.Object(("phase", "action"), ("t", fired.Index)));
                else Leave(context, table, state, fired);
                break;
            case "action": Leave(context, table, state, table.Transitions[(int)child.Tag["t"].AsLong()!.Value]); break;
            case "exit": Enter(context, table.Transitions[(int)child.Tag["t"].AsLong()!.Value].To); break;
        }
        return [];
    }

    private static void Enter(ActivityContext context, string name)
    {
        var table = (Table)context.Node.Prepared!;
        if (table.States.All(s => s.Name != name)) { context.Complete(); return; }
        context.Data = Datum.Object(("state", name));
        context.Journal("State", Datum.Of(name));
        if (table.States.FirstOrDefault(s => s.Name == name)?.Entry is { } entry) context.Schedule(entry, Datum.Object(("phase", "entry")));
        else Wait(context, table, name);
    }

    private static void Wait(ActivityContext context, Table table, string state)
    {
        var ways = table.Transitions.Where(t => t.From == state && t.Trigger is not null && table.States.Any(s => s.Name == t.To)).ToArray();
        if (ways.Length == 0) context.Complete();
        foreach (var way in ways) ScheduleTrigger(context, way);
    }

    private static void ScheduleTrigger(ActivityContext context, Transition way)
    {
        if (way.Trigger is not null) context.Schedule(way.Trigger, Datum.Object(("phase", "trigger"), ("t", way.Index)));
    }

    private static void Leave(ActivityContext context, Table table, string state, Transition way)
    {
        if (table.States.FirstOrDefault(s => s.Name == state)?.Exit is { } exit) context.Schedule(exit, Datum.Object(("phase", "exit"), ("t", way.Index)));
        else Enter(context, way.To);
    }

    public override void Moved(ActivityContext context, Moving moving)
    {
        var state = context.Data["state"].AsText() ?? "";
        if (((Table)context.Node.Prepared!).States.All(s => s.Name != state))
            throw context.Refuse(new Refusal("MIGRATION_BLOCKED", $"「{context.Node.LocalId}」: 新しい版に状態「{state}」がありません。 (STATE_GONE)", context.Node.Id));
    }

    /// <summary>While a state is being left nothing tells which transition of the new table goes on.</summary>
    public override Datum? MovedTag(PlanNode container, PlanNode child, Datum tag)
    {
        if (tag["t"].IsNull) return tag;
        var way = ((Table)container.Prepared!).Transitions.FirstOrDefault(t => ReferenceEquals(t.Trigger, child) || ReferenceEquals(t.Action, child));
        return way is null ? null : tag.With("t", way.Index);
    }
}
