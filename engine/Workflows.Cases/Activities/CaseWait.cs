using Workflows.Cases.Activities.Reading;
using Workflows.Cases.Activities.Time;
using Workflows.Cases.Activities.Triggers;
using Workflows.Engine.Activities;
using Workflows.Engine.Data;
using Workflows.Engine.State;
using Workflows.Engine.Turns;

namespace Workflows.Cases.Activities;

/// <param name="Id">The outcome; null: Received.</param>
internal sealed record WaitTrigger(string? Id, Trigger On);

internal sealed record WaitSpec(IReadOnlyList<WaitTrigger> On, TimerSpec? Timeout, string? Result, Handlers Handlers);

/// <summary><c>Case.Wait</c>: until the first of several triggers comes, or the time is over. The event is the result.</summary>
internal sealed class CaseWait : CaseActivity<WaitSpec>
{
    private const string TriggerKey = "on";
    private const string TimeoutName = "timeout";

    public override ActivityDescriptor Descriptor { get; } = new("Case.Wait", "待つ", "Wait", "{on} を待つ", "案件の流れ", "wait")
    {
        Inputs =
        [
            CaseInputs.Input("on", "Object[]", "待つもの", InputPicker.List, required: true, description: "出来事・操作・合図・時刻・条件。それぞれの id が結果になります。"),
            CaseInputs.Input("timeout", "Object", "待つ限度", InputPicker.Deadline, description: "after、at、businessDays のどれか。過ぎると TimedOut。"),
            CaseInputs.Result,
            CaseInputs.Handlers,
        ],
        ChildPorts = [Handlers.Port],
        Outcomes = ["Received", "TimedOut"],
        OutcomesFrom = "on",
        AllowsHandlers = true,
        Affects = ["BookmarkSet", "TimerSet"],
    };

    protected override WaitSpec Read(SpecReader reader)
    {
        var on = new List<WaitTrigger>();
        var source = reader.Source["on"];
        var items = source.Kind == DatumKind.Object ? [source] : source.Items;
        for (var i = 0; i < items.Length; i++)
            if (Trigger.Read(items[i], reader, $"on[{i}]") is { } trigger) on.Add(new(items[i]["id"].AsText(), trigger));
        if (items.Length == 0) reader.Missing("on");
        var timeout = reader.Source["timeout"];
        if (timeout["timer"].Kind == DatumKind.Object) timeout = timeout["timer"];
        return new(on, timeout.Kind == DatumKind.Object ? TimerSpec.Read(timeout, reader, "timeout") : null, reader.OptionalText("result"), Handlers.Read(reader));
    }

    public override IEnumerable<Question> Execute(ActivityContext context)
    {
        var spec = Spec(context);
        for (var i = 0; i < spec.On.Count; i++) spec.On[i].On.Arm(context, Datum.Object((TriggerKey, i)));
        if (spec.Timeout?.Due(context) is { } due) context.SetTimer(due, TimeoutName);
        spec.Handlers.Arm(context);
        return [];
    }

    public override IEnumerable<Question> Resume(ActivityContext context, Bookmark bookmark, Stimulus stimulus)
    {
        var spec = Spec(context);
        if (Handlers.Owns(bookmark)) { spec.Handlers.Resume(context, bookmark, stimulus); return []; }
        if (!context.Own("outcomes").IsNull) return [];
        if (bookmark.Data[TriggerKey].AsLong() is { } met && !spec.On[(int)met].On.Accepts(stimulus)) return [];
        Heard.Mark(context);
        if (bookmark.Data[TriggerKey].AsLong() is not { } index) { Handlers.Complete(context, "TimedOut"); return []; }
        if (spec.Result is not null) FieldPaths.Write(context, spec.Result, Trigger.EventOf(context, stimulus));
        Handlers.Complete(context, spec.On[(int)index].Id ?? "Received");
        return [];
    }

    public override bool Holds(ActivityContext context, Bookmark bookmark) =>
        bookmark.Data[TriggerKey].AsLong() is { } index ? Spec(context).On[(int)index].On.Holds(context) : Spec(context).Handlers.Holds(context, bookmark);

    public override IEnumerable<Question> ChildEnded(ActivityContext context, ChildEnd child)
    {
        Handlers.ChildEnded(context, child);
        return [];
    }
}
