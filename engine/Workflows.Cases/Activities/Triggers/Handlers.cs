using Workflows.Cases.Activities.Reading;
using Workflows.Engine.Activities;
using Workflows.Engine.Data;
using Workflows.Cases.Expressions;
using Workflows.Engine.Plans;
using Workflows.Engine.State;
using Workflows.Engine.Turns;

namespace Workflows.Cases.Activities.Triggers;

/// <param name="When">Guard over <c>event</c>; null: always.</param>
/// <param name="Interrupting">Ends what it is attached to; the handler's id is the outcome.</param>
internal sealed record HandlerSpec(string Id, Trigger On, Feel? When, bool Interrupting, PlanNode? Body);

/// <summary>
/// What may happen at any time while an activity lasts (<c>handlers[]</c> of Scope, Task, Correction, Wait, Call). A handler that does not
/// interrupt runs its body alongside, as often as its trigger comes. Several handlers of one trigger: the first whose guard holds.
/// </summary>
internal sealed class Handlers
{
    public const string Port = "handlers[].body";
    private const string TriggerKey = "h";
    private const string RunKey = "handler";
    private const string OutcomeKey = "outcomes";

    private readonly IReadOnlyList<HandlerSpec> _all;

    private Handlers(IReadOnlyList<HandlerSpec> all) => _all = all;

    public static Handlers Read(SpecReader reader)
    {
        var all = new List<HandlerSpec>();
        var index = 0;
        foreach (var item in reader.Source["handlers"].Items)
        {
            var place = $"handlers[{index++}]";
            var id = reader.NestedText(item, "id", place);
            if (Trigger.Read(item["on"], reader, $"{place}.on") is not { } on) continue;
            all.Add(new(id, on, reader.OptionalFeel(item["when"], $"{place}.when"), item["interrupting"].AsBoolean(), reader.Child($"handlers:{id}")));
        }
        return new(all);
    }

    public void Arm(ActivityContext context)
    {
        foreach (var identity in _all.Select(h => h.On).DistinctBy(t => t.Identity))
            identity.Arm(context, Datum.Object((TriggerKey, identity.Identity)));
    }

    public static bool Owns(Bookmark bookmark) => bookmark.Data.Has(TriggerKey);

    public bool Holds(ActivityContext context, Bookmark bookmark)
    {
        if (Met(bookmark).FirstOrDefault() is not { } first) return false;
        if (first.On.Aside(context, bookmark) is { } aside) return aside;
        return first.On.Holds(context) && Choose(context, bookmark, Datum.Null) is not null;
    }

    private IEnumerable<HandlerSpec> Met(Bookmark bookmark) => _all.Where(h => h.On.Identity == bookmark.Data[TriggerKey].AsText());

    private HandlerSpec? Choose(ActivityContext context, Bookmark bookmark, Datum payload)
    {
        var names = Names.Event(payload).Value;
        return Met(bookmark).FirstOrDefault(h => h.When is null || context.Holds(h.When, names));
    }

    /// <summary>A trigger of a handler came.</summary>
    /// <param name="stopped">Called before an interrupting handler takes over: what it is attached to tidies up.</param>
    public void Resume(ActivityContext context, Bookmark bookmark, Stimulus stimulus, Action? stopped = null)
    {
        var payload = Trigger.EventOf(context, stimulus);
        if (Met(bookmark).FirstOrDefault()?.On.Rearmed(context, bookmark) ?? true) return;
        if (Choose(context, bookmark, payload) is not { } handler || !handler.On.Accepts(stimulus)) return;
        Heard.Mark(context);
        var tag = Datum.Object((RunKey, handler.Id), ("interrupting", handler.Interrupting));
        if (!handler.Interrupting)
        {
            if (handler.Body is { } alongside) context.Schedule(alongside, tag, variables: CaseContext.EventVariable(payload));
            handler.On.ArmAgain(context, bookmark.Data);
            return;
        }
        stopped?.Invoke();
        context.CancelChildren();
        context.ClearBookmarks();
        if (handler.Body is { } body) context.Schedule(body, tag, variables: CaseContext.EventVariable(payload));
        else context.Complete(handler.Id);
    }

    /// <summary>Whether the child that ended was a handler's body; ends the activity when that was the last thing it waited for.</summary>
    public static bool ChildEnded(ActivityContext context, ChildEnd child)
    {
        if (child.Tag[RunKey].AsText() is not { } id) return false;
        if (child.Tag["interrupting"].AsBoolean()) context.Complete(id);
        else if (context.Own(OutcomeKey) is { Kind: DatumKind.List } outcomes && !context.ChildFrames.Any())
            context.Complete([.. outcomes.Items.Select(o => o.AsText()!)]);
        return true;
    }

    /// <summary>Ends the activity; bodies of handlers still running are waited for, nothing new is heard.</summary>
    public static void Complete(ActivityContext context, params string[] outcomes)
    {
        if (!context.ChildFrames.Any()) { context.Complete(outcomes); return; }
        context.ClearBookmarks();
        context.SetOwn(OutcomeKey, Datum.List(outcomes.Select(Datum.Of)));
    }
}
