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
    private readonly DeadlineMark? _mark;
    private const string MovingKey = "moving";

    private Trigger(string kind, string name, string identity, Feel? key, TimerSpec? timer, Feel? condition, string? connector = null, DeadlineMark? mark = null, RegisterWatch? watch = null)
    {
        Kind = kind; Name = name; Identity = identity; _key = key; _timer = timer; _condition = condition; _connector = connector; _mark = mark; Watch = watch;
    }

    /// <summary>The bookmark's kind: event, action, signal, timer, condition.</summary>
    public string Kind { get; }
    public string Name { get; }
    /// <summary>The trigger as written: two triggers of one text are one.</summary>
    public string Identity { get; }
    public bool IsCondition => Kind == ConditionKind;
    /// <summary>It comes from outside and may come before anything waits for it.</summary>
    public bool IsMessage => Kind is StimulusKinds.Event or StimulusKinds.Signal;
    /// <summary>The register it looks at, when it waits for a record.</summary>
    public RegisterWatch? Watch { get; }

    public static Trigger? Read(Datum on, SpecReader reader, string property)
    {
        if (on.Kind != DatumKind.Object) { reader.Missing(property); return null; }
        var identity = on.Without("id").Without("times").ToJson();
        var key = reader.OptionalFeel(on["key"], $"{property}.key");
        foreach (var kind in (ReadOnlySpan<string>)[StimulusKinds.Event, StimulusKinds.Action, StimulusKinds.Signal])
            if (on[kind].AsText() is { Length: > 0 } name) return new(kind, name, identity, kind == StimulusKinds.Action ? null : key, null, null, kind == StimulusKinds.Event ? on["connector"].AsText() : null);
        if (on["timer"].Kind == DatumKind.Object)
            return TimerSpec.Read(on["timer"], reader, $"{property}.timer") is { } timer ? new(StimulusKinds.Timer, "timer", identity, null, timer, null) : null;
        if (reader.OptionalFeel(on["condition"], $"{property}.condition") is { } condition)
            return new(ConditionKind, ConditionKind, identity, null, null, condition);
        if (RegisterWatch.Read(on, reader, property) is { } watch) return new(RegisterWatch.Kind, watch.Register, identity, null, null, null, watch: watch);
        if (on["deadline"].AsText() is { Length: > 0 } deadline)
            return new(ConditionKind, deadline, identity, null, null, null, mark: new(deadline, reader.OptionalTemplate(on["as"], $"{property}.as"), on["warning"].AsText()));
        reader.Invalid(property, "きっかけは event、action、signal、timer、condition、deadline、register のどれか1つで書いてください。", "A trigger is one of event, action, signal, timer, condition, deadline, register.");
        return null;
    }

    /// <summary>Begins to wait. Timers and conditions are met once; the others stay until cleared.</summary>
    /// <param name="data">What the bookmark remembers; the owner finds its trigger by it.</param>
    public void Arm(ActivityContext context, Datum data)
    {
        switch (Kind)
        {
            case StimulusKinds.Timer:
                var due = _timer!.Due(context);
                if (due is { } at) context.SetTimer(at, Name, data);
                // Looked at again after each step: the date may have been corrected.
                if (_timer.Moves) context.SetBookmark(ConditionKind, Name, null, data.With(MovingKey, due is { } then ? Datum.Of(then) : Datum.Null));
                break;
            case ConditionKind:
                context.SetBookmark(ConditionKind, Name, null, data);
                break;
            default:
                var key = KeyOf(context);
                context.SetBookmark(Kind, Name, key, data.Merge(CaseContext.Keep));
                if (IsMessage) Desk.Mailbox.Expect(context, this, key);
                break;
        }
    }

    /// <summary>After a condition was met by something that goes on waiting for it: first it must no longer hold, only then it counts again.</summary>
    public void ArmAgain(ActivityContext context, Datum data)
    {
        if (IsCondition) context.SetBookmark(ConditionKind, Name, null, data.With(FallingKey, true));
    }

    /// <summary>The key messages are matched by: a text, or several values joined by '|'.</summary>
    public string? KeyOf(ActivityContext context)
    {
        if (_key is null) return null;
        var value = context.Eval(_key);
        return value.Kind == DatumKind.List ? string.Join('|', value.Items.Select(i => i.AsText())) : value.AsText();
    }

    /// <summary>Whether the bookmark only waits for the condition to stop holding; then it is armed anew and nothing else happens.</summary>
    public bool Rearmed(ActivityContext context, Bookmark bookmark)
    {
        if (bookmark.Data.Has(MovingKey))
        {
            var data = bookmark.Data.Without(MovingKey);
            context.ClearBookmarks(b => b.Kind == StimulusKinds.Timer && b.Data.Equals(data));
            Arm(context, data);
            return true;
        }
        if (!bookmark.Data[FallingKey].AsBoolean()) return false;
        Arm(context, bookmark.Data.Without(FallingKey));
        return true;
    }

    /// <summary>For a bookmark that only looks on (a condition that must first stop holding, a date that may move): whether it is to be armed anew; null for all others.</summary>
    public bool? Aside(ActivityContext context, Bookmark bookmark) =>
        bookmark.Data.Has(MovingKey) ? _timer!.Due(context) != bookmark.Data[MovingKey].AsInstant()
        : bookmark.Data[FallingKey].AsBoolean() ? !Holds(context) : null;

    /// <summary>Whether an event comes from the connector named; what comes from inside (scenarios, operators) may stand for any.</summary>
    public bool Accepts(Stimulus stimulus) => _connector is null || stimulus.Channel != "connector" || stimulus.Actor == _connector;

    public bool Holds(ActivityContext context) => _mark?.IsPassed(context) ?? (_condition is not null && context.Holds(_condition));

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
