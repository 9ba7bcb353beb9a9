using Workflows.Cases.Activities.Reading;
using Workflows.Cases.Activities.Triggers;
using Workflows.Engine.Activities;
using Workflows.Engine.Data;
using Workflows.Engine.State;
using Workflows.Engine.Turns;

namespace Workflows.Cases.Activities;

/// <summary>
/// <c>Case.States</c>: a state table. The first transition in table order whose trigger came and whose guard holds is taken; a stimulus no
/// transition takes stays unheard. Leaving a state ends what runs in it. A transition without a trigger is tried when the state is entered and has
/// no entry activity, else when that has ended (its outcome is <c>outcome</c> in the guard).
/// </summary>
internal sealed class CaseStates : CaseActivity<StatesSpec>
{
    private const int MaxHops = 1_000;
    private const string TriggerKey = "on";

    public override ActivityDescriptor Descriptor { get; } = new("Case.States", "状態遷移", "States", "「{initial}」から始まる状態の表に従って進める", "案件の流れ", "states")
    {
        Inputs =
        [
            CaseInputs.Input("initial", "String", "はじめの状態", InputPicker.State, required: true),
            CaseInputs.Input("begin", "String", "はじめの状態（式）", InputPicker.Expression, description: "状態の識別子を返す式。なければ、または状態でなければ initial。"),
            CaseInputs.Input("field", "String", "状態を書く項目", InputPicker.Fields, description: "項目の場所（例: line.state）。なければ案件の状態になります。"),
            CaseInputs.Input("states", "Object[]", "状態", InputPicker.List, required: true, description: "id、final（終わりの状態）、entry（その状態にある間に行うこと）。"),
            CaseInputs.Input("transitions", "Object[]", "遷移", InputPicker.List, required: true, description: "上から順に見て、最初に当てはまるものが起こります。from に \"*\" を書くと、終わりでないすべての状態からです。"),
        ],
        ChildPorts = ["states[].entry", "transitions[].body"],
        Outcomes = [],
        OutcomesFrom = "states",
        Asks = ["find", "aggregate"],
        Affects = ["BookmarkSet", "TimerSet", "ProjectionSet"],
    };

    protected override StatesSpec Read(SpecReader reader) => StatesSpec.Read(reader);

    public override IEnumerable<Question> Execute(ActivityContext context)
    {
        var spec = Spec(context);
        context.SetBookmark(StimulusKinds.Alter, "state", null, CaseContext.Keep);
        context.TryGetVariable("event", out var payload);
        return (context.Stimulus.Kind == StimulusKinds.Alter || context.StepNotes.Has("place")) && spec.Placed(context) is { } placed
            ? Enter(context, spec, placed, Trigger.EventOf(context, context.Stimulus), null)
            : Enter(context, spec, spec.First(context), payload, null);
    }

    public override IEnumerable<Question> Resume(ActivityContext context, Bookmark bookmark, Stimulus stimulus)
    {
        var spec = Spec(context);
        var payload = Trigger.EventOf(context, stimulus);
        if (bookmark.Kind == StimulusKinds.Alter)
        {
            if (spec.Placed(context) is not { } placed) yield break;
            Heard.Mark(context);
            Leave(context);
            foreach (var question in Enter(context, spec, placed, payload, null)) yield return question;
            yield break;
        }
        var candidates = Met(context, spec, bookmark);
        if (candidates.Count == 0 || candidates[0].On!.Rearmed(context, bookmark) || !candidates[0].On!.Accepts(stimulus)) yield break;
        var chosen = new Chosen();
        foreach (var question in Choose(context, candidates, Names.Event(payload), chosen)) yield return question;
        if (chosen.Transition is not { } transition) yield break;
        Heard.Mark(context);
        if (transition.To is null) transition.On!.ArmAgain(context, bookmark.Data);
        foreach (var question in Take(context, spec, transition, payload)) yield return question;
    }

    public override bool Holds(ActivityContext context, Bookmark bookmark)
    {
        var candidates = Met(context, Spec(context), bookmark);
        if (candidates.Count == 0) return false;
        if (candidates[0].On!.Aside(context, bookmark) is { } aside) return aside;
        var names = Names.Event(Datum.Null).Value;
        return candidates[0].On!.Holds(context) && candidates.Any(t => t.When is null || context.Holds(t.When, names));
    }

    private static List<TransitionSpec> Met(ActivityContext context, StatesSpec spec, Bookmark bookmark) =>
        [.. spec.From(State(context)).Where(t => t.On is not null && t.On.Identity == bookmark.Data[TriggerKey].AsText())];

    public override IEnumerable<Question> ChildEnded(ActivityContext context, ChildEnd child)
    {
        var spec = Spec(context);
        switch (child.Tag["run"].AsText())
        {
            case "body":
                var transition = spec.Transition(child.Tag["t"].AsText()!);
                return Enter(context, spec, transition.To!, context.Own("event"), transition);
            case "after" when spec.States[State(context)].Entry is { } entry:
                context.Schedule(entry, Datum.Object(("run", "entry")), variables: CaseContext.EventVariable(context.Own("event")));
                return [];
            case "after" or "entry":
                return Settled(context, spec, child.Outcomes.Count > 0 ? child.Outcomes[0] : Datum.Null);
            default:
                return [];
        }
    }

    public override void Moved(ActivityContext context, Moving moving)
    {
        var state = State(context);
        if (state.Length > 0 && !Spec(context).States.ContainsKey(state))
            throw context.Refuse(new Refusal("MIGRATION_BLOCKED", $"「{context.Node.Id}」: 新しい版に状態「{state}」がありません。 (STATE_GONE)", context.Node.Id));
    }

    private static string State(ActivityContext context) => context.Own("state").AsText() ?? "";

    /// <summary>Leaves the state: what runs in it ends, its triggers and clocks are cleared.</summary>
    private static void Leave(ActivityContext context)
    {
        context.CancelChildren();
        context.ClearBookmarks(b => b.Kind != StimulusKinds.Alter);
    }

    private static IEnumerable<Question> Take(ActivityContext context, StatesSpec spec, TransitionSpec transition, Datum payload)
    {
        if (transition.To is not { } to)
        {
            if (transition.Body is { } alongside) context.Schedule(alongside, Datum.Object(("run", "stay"), ("t", transition.Id)), variables: CaseContext.EventVariable(payload));
            return [];
        }
        Leave(context);
        if (transition is not { Body: { } body, After: false }) return Enter(context, spec, to, payload, transition);
        context.SetOwn("event", payload);
        context.Schedule(body, Datum.Object(("run", "body"), ("t", transition.Id)), variables: CaseContext.EventVariable(payload));
        return [];
    }

    /// <summary>Enters a state and every state reached at once from there.</summary>
    private static IEnumerable<Question> Enter(ActivityContext context, StatesSpec spec, string state, Datum payload, TransitionSpec? by)
    {
        for (var hops = 0; ; hops++)
        {
            if (hops > MaxHops) throw context.Fault("STATE_LOOP", $"状態「{state}」で、待つことのない遷移が終わりません。 (Transitions without a trigger never end at '{state}'.)");
            var from = State(context);
            context.Data = context.Data.With("state", state).With("event", payload);
            StateWriter.Write(context, spec.Field, from, state);
            var row = spec.States[state];
            if (by is { After: true, Body: { } after })
            {
                Arm(context, spec, state);
                context.Schedule(after, Datum.Object(("run", "after"), ("t", by.Id)), variables: CaseContext.EventVariable(payload));
                yield break;
            }
            if (row.Entry is { } entry)
            {
                Arm(context, spec, state);
                context.Schedule(entry, Datum.Object(("run", "entry")), variables: CaseContext.EventVariable(payload));
                yield break;
            }
            if (row.Final) { context.Complete(state); yield break; }
            var chosen = new Chosen();
            foreach (var question in Choose(context, spec.From(state).Where(t => t.On is null), Names.Event(payload).Add("outcome", Datum.Null), chosen)) yield return question;
            if (chosen.Transition is not { } next) { Arm(context, spec, state); yield break; }
            if (next is { Body: { } before, After: false })
            {
                context.Schedule(before, Datum.Object(("run", "body"), ("t", next.Id)), variables: CaseContext.EventVariable(payload));
                yield break;
            }
            (state, by) = (next.To!, next);
        }
    }

    /// <summary>The entry activity has ended: the case is over in a final state, else transitions without a trigger are tried.</summary>
    private static IEnumerable<Question> Settled(ActivityContext context, StatesSpec spec, Datum outcome)
    {
        var state = State(context);
        if (spec.States[state].Final) { context.Complete(state); yield break; }
        var payload = context.Own("event");
        var chosen = new Chosen();
        foreach (var question in Choose(context, spec.From(state).Where(t => t.On is null), Names.Event(payload).Add("outcome", outcome), chosen)) yield return question;
        if (chosen.Transition is not { } next) yield break;
        foreach (var question in Take(context, spec, next, payload)) yield return question;
    }

    private static IEnumerable<Question> Choose(ActivityContext context, IEnumerable<TransitionSpec> candidates, Names names, Chosen chosen)
    {
        foreach (var transition in candidates)
        {
            var own = new Names(names.Value);
            foreach (var question in context.Ask(transition.Lookups, own)) yield return question;
            if (transition.When is not null && !context.Holds(transition.When, own.Value)) continue;
            chosen.Transition = transition;
            yield break;
        }
    }

    private static void Arm(ActivityContext context, StatesSpec spec, string state)
    {
        if (spec.States[state].Final) return;
        foreach (var trigger in spec.From(state).Select(t => t.On).OfType<Trigger>().DistinctBy(t => t.Identity))
            trigger.Arm(context, Datum.Object((TriggerKey, trigger.Identity)));
    }

    private sealed class Chosen
    {
        public TransitionSpec? Transition { get; set; }
    }
}
