using Workflows.Cases.Activities.Reading;
using Workflows.Cases.Activities.Time;
using Workflows.Engine.Activities;
using Workflows.Engine.Data;
using Workflows.Cases.Expressions;
using Workflows.Engine.State;
using Workflows.Engine.Turns;

namespace Workflows.Cases.Activities.Triggers;

/// <summary>
/// What something waits for: an outside event, a person's action, a signal of another case, a timer, or a condition on the case itself.
/// Read once; the same for handlers, transitions and waits. Equal triggers (by <see cref="Identity"/>) share one bookmark.
/// </summary>
internal sealed class Trigger
{
    private const string ConditionKind = "condition";
    /// <summary>Step note: the values of an action's form, judged by the policy.</summary>
    public const string JudgedNote = "values";
    private const string FallingKey = "falling";

    private readonly Feel? _key;
    private readonly TimerSpec? _timer;
    private readonly Feel? _condition;

    private readonly string? _connector;

    private Trigger(string kind, string name, string identity, Feel? key, TimerSpec? timer, Feel? condition, string? connector = null)
    {
        Kind = kind; Name = name; Identity = identity; _key = key; _timer = timer; _condition = condition; _connector = connector;
    }

    /// <summary>The bookmark's kind: event, action, signal, timer, condition.</summary>
    public string Kind { get; }
    public string Name { get; }
    /// <summary>The trigger as written: two triggers of one text are one.</summary>
    public string Identity { get; }
    public bool IsCondition => _condition is not null;

    public static Trigger? Read(Datum on, SpecReader reader, string property)
    {
        if (on.Kind != DatumKind.Object) { reader.Missing(property); return null; }
        var identity = on.Without("id").ToJson();
        var key = reader.OptionalFeel(on["key"], $"{property}.key");
        foreach (var kind in (ReadOnlySpan<string>)[StimulusKinds.Event, StimulusKinds.Action, StimulusKinds.Signal])
            if (on[kind].AsText() is { Length: > 0 } name) return new(kind, name, identity, kind == StimulusKinds.Action ? null : key, null, null, kind == StimulusKinds.Event ? on["connector"].AsText() : null);
        if (on["timer"].Kind == DatumKind.Object)
            return TimerSpec.Read(on["timer"], reader, $"{property}.timer") is { } timer ? new(StimulusKinds.Timer, "timer", identity, null, timer, null) : null;
        if (reader.OptionalFeel(on["condition"], $"{property}.condition") is { } condition)
            return new(ConditionKind, ConditionKind, identity, null, null, condition);
        reader.Invalid(property, "きっかけは event、action、signal、timer、condition のどれか1つで書いてください。", "A trigger is one of event, action, signal, timer, condition.");
        return null;
    }

    /// <summary>Begins to wait. Timers and conditions are met once; the others stay until cleared.</summary>
    /// <param name="data">What the bookmark remembers; the owner finds its trigger by it.</param>
    public void Arm(ActivityContext context, Datum data)
    {
        switch (Kind)
        {
            case StimulusKinds.Timer:
                if (_timer!.Due(context) is { } due) context.SetTimer(due, Name, data);
                break;
            case ConditionKind:
                context.SetBookmark(ConditionKind, Name, null, data);
                break;
            default:
                var key = _key is null ? null : context.Eval(_key).AsText();
                context.SetBookmark(Kind, Name, key, data.Merge(CaseContext.Keep));
                break;
        }
    }

    /// <summary>After a condition was met by something that goes on waiting for it: first it must no longer hold, only then it counts again.</summary>
    public void ArmAgain(ActivityContext context, Datum data)
    {
        if (IsCondition) context.SetBookmark(ConditionKind, Name, null, data.With(FallingKey, true));
    }

    /// <summary>Whether the bookmark only waits for the condition to stop holding; then it is armed anew and nothing else happens.</summary>
    public bool Rearmed(ActivityContext context, Bookmark bookmark)
    {
        if (!IsFalling(bookmark)) return false;
        Arm(context, bookmark.Data.Without(FallingKey));
        return true;
    }

    public static bool IsFalling(Bookmark bookmark) => bookmark.Data[FallingKey].AsBoolean();

    /// <summary>Whether an event comes from the connector named; what comes from inside (scenarios, operators) may stand for any.</summary>
    public bool Accepts(Stimulus stimulus) => _connector is null || stimulus.Channel != "connector" || stimulus.Actor == _connector;

    public bool Holds(ActivityContext context) => _condition is not null && context.Holds(_condition);

    /// <summary>What expressions see as <c>event</c>: the stimulus's payload, with when and by whom it came.</summary>
    public static Datum EventOf(ActivityContext context, Stimulus stimulus)
    {
        var payload = stimulus.Data.Kind == DatumKind.Object ? stimulus.Data : Datum.Object(("value", stimulus.Data));
        foreach (var (name, value) in (ReadOnlySpan<(string, Datum)>)[("at", Datum.Of(stimulus.Due ?? stimulus.At)), ("by", stimulus.Actor), ("kind", stimulus.Kind), ("name", stimulus.Name)])
            if (!payload.Has(name)) payload = payload.With(name, value);
        // An action's form as judged: normalised, derived.
        if (stimulus.Kind == StimulusKinds.Action && stimulus.Id == context.Stimulus.Id && context.StepNotes.TryGet(JudgedNote, out var judged)) payload = payload.With("values", judged);
        return payload.Without("actorRoles");
    }
}
