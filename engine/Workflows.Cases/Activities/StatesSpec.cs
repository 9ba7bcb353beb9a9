using Workflows.Cases.Activities.Reading;
using Workflows.Cases.Activities.Triggers;
using Workflows.Cases.Packages;
using Workflows.Engine.Activities;
using Workflows.Engine.Data;
using Workflows.Cases.Expressions;
using Workflows.Engine.Plans;

namespace Workflows.Cases.Activities;

internal sealed record StateRow(string Id, bool Final, PlanNode? Entry);

/// <param name="From">Null: from every state that is not final.</param>
/// <param name="To">Null: the state stays and goes on.</param>
/// <param name="On">Null: at once.</param>
/// <param name="After">The body runs after entering.</param>
internal sealed record TransitionSpec(string Id, IReadOnlyList<string>? From, string? To, Trigger? On, Feel? When, IReadOnlyList<LookupSpec> Lookups, PlanNode? Body, bool After);

/// <summary>The table of <c>Case.States</c>, checked.</summary>
internal sealed class StatesSpec
{
    private readonly IReadOnlyDictionary<string, IReadOnlyList<TransitionSpec>> _from;
    private readonly IReadOnlyDictionary<string, TransitionSpec> _byId;
    private readonly SortedDictionary<string, string> _steps = new(StringComparer.Ordinal);

    private StatesSpec(string initial, string? field, IReadOnlyDictionary<string, StateRow> states, IReadOnlyList<TransitionSpec> transitions)
    {
        Initial = initial; Field = field; States = states;
        _byId = transitions.DistinctBy(t => t.Id).ToDictionary(t => t.Id, StringComparer.Ordinal);
        _from = states.Values.ToDictionary(s => s.Id,
            s => (IReadOnlyList<TransitionSpec>)(s.Final ? [] : [.. transitions.Where(t => t.From is null || t.From.Contains(s.Id))]), StringComparer.Ordinal);
        foreach (var row in states.Values)
            if (row.Entry is { } entry) Name(entry, row.Id);
    }

    private void Name(PlanNode step, string state)
    {
        foreach (var name in (ReadOnlySpan<string?>)[step.LocalId, step.Name, step.Source["task"].AsText()])
            if (name is { Length: > 0 }) _steps.TryAdd(name, state);
        foreach (var (_, child) in step.Children) Name(child, state);
    }

    public string Initial { get; }
    /// <summary>FEEL giving the state it begins in; null, or a value that is no state: <see cref="Initial"/>.</summary>
    public Feel? Begin { get; init; }

    public string First(ActivityContext context) =>
        Begin is { } begin && context.Eval(begin).AsText() is { } named && States.ContainsKey(named) ? named : Initial;

    public string? Field { get; }
    public IReadOnlyDictionary<string, StateRow> States { get; }

    /// <summary>Transitions that leave a state, in table order.</summary>
    public IReadOnlyList<TransitionSpec> From(string state) => _from.TryGetValue(state, out var found) ? found : [];

    public TransitionSpec Transition(string id) => _byId[id];

    /// <summary>The state an alteration puts this machine in: the one it names, else the one it wrote to the machine's own field. Null: none of this table, or where it already is.</summary>
    public string? Placed(ActivityContext context)
    {
        var now = context.Own("state").AsText();
        // A machine that begins by an alteration begins where its own field already says.
        if (now is null && Field is not null && FieldPaths.Read(context, Field).AsText() is { } begun && States.ContainsKey(begun)) return begun;
        if ((context.StepNotes.Has("place") ? context.StepNotes["place"] : context.Stimulus.Data["state"]).AsText() is { Length: > 0 } named)
        {
            var id = context.Package()?.States.Find(named)?.Id ?? named;
            // A step's id or name stands for the state it belongs to.
            return States.ContainsKey(id) ? id : _steps.GetValueOrDefault(named);
        }
        var written = Field is null ? context.Head["status"].AsText() : FieldPaths.Read(context, Field).AsText();
        return written is not null && written != now && States.ContainsKey(written) ? written : null;
    }

    public static StatesSpec Read(SpecReader reader)
    {
        var states = new SortedDictionary<string, StateRow>(StringComparer.Ordinal);
        var index = 0;
        foreach (var item in reader.Source["states"].Items)
        {
            var id = reader.NestedText(item, "id", $"states[{index++}]");
            if (!states.TryAdd(id, new(id, item["final"].AsBoolean(), reader.Child($"states:{id}"))))
                reader.Invalid("states", $"状態「{id}」が2度書かれています。", $"State '{id}' is written twice.");
        }
        var initial = reader.Text("initial");
        if (!states.ContainsKey(initial))
        {
            reader.Invalid("initial", $"はじめの状態「{initial}」が状態の一覧にありません。", $"The initial state '{initial}' is not among the states.");
            states.TryAdd(initial, new(initial, false, null));
        }
        return new(initial, reader.OptionalText("field"), states, ReadTransitions(reader, states)) { Begin = reader.OptionalFeel("begin") };
    }

    private static List<TransitionSpec> ReadTransitions(SpecReader reader, SortedDictionary<string, StateRow> states)
    {
        var result = new List<TransitionSpec>();
        var ids = new HashSet<string>(StringComparer.Ordinal);
        var index = 0;
        foreach (var item in reader.Source["transitions"].Items)
        {
            var place = $"transitions[{index++}]";
            var id = reader.NestedText(item, "id", place);
            if (!ids.Add(id)) reader.Invalid(place, $"遷移「{id}」が2度書かれています。", $"Transition '{id}' is written twice.");
            var from = item["from"].AsText() == "*" ? null : SpecReader.Texts(item["from"]);
            if (from is { Count: 0 }) reader.Missing($"{place}.from");
            var to = item["to"].AsText();
            foreach (var name in (from ?? []).Append(to).OfType<string>().Where(n => !states.ContainsKey(n)))
            {
                reader.Invalid(place, $"遷移「{id}」の状態「{name}」が状態の一覧にありません。", $"Transition '{id}' names a state '{name}' that is not there.");
                if (name == to) to = null;
            }
            var on = item["on"].IsNull ? null : Trigger.Read(item["on"], reader, $"{place}.on");
            if (on is null && !item["on"].IsNull) continue;
            if (on is null && to is null)
            {
                reader.Invalid(place, $"遷移「{id}」にはきっかけ（on）か行き先（to）が要ります。", $"Transition '{id}' needs a trigger or a target.");
                continue;
            }
            var lookups = reader.Lookups(item["lookups"], $"{place}.lookups");
            if (on is { IsCondition: true } && lookups.Count > 0)
                reader.Invalid(place, $"遷移「{id}」: 条件（condition）のきっかけでは台帳を照会できません。", $"Transition '{id}': a condition cannot look up registers.");
            result.Add(new(id, from, to, on, reader.OptionalFeel(item["when"], $"{place}.when"), lookups, reader.Child($"transitions:{id}"), item["after"].AsBoolean()));
        }
        return result;
    }
}
