using Workflows.Cases.Activities.Desk;
using Workflows.Cases.Activities.Reading;
using Workflows.Cases.Activities.Time;
using Workflows.Cases.Activities.Triggers;
using Workflows.Cases.Expressions;
using Workflows.Engine.Activities;
using Workflows.Engine.Data;
using Workflows.Engine.State;
using Workflows.Engine.Turns;

namespace Workflows.Cases.Activities;

/// <param name="Id">The outcome; null: Received.</param>
/// <param name="Times">Met when it has come so often.</param>
internal sealed record WaitTrigger(string? Id, Trigger On, int Times);

/// <param name="Need">FEEL giving how many of the triggers must be met; null: one. <paramref name="All"/>: every one.</param>
/// <param name="Early">Takes what came before it began.</param>
internal sealed record WaitSpec(IReadOnlyList<WaitTrigger> On, Feel? Need, bool All, bool Early, TimerSpec? Timeout, string? Result, Handlers Handlers) : IHandled;

/// <summary>
/// <c>Case.Wait</c>: until one, n or all of several triggers have come, or the time is over. What came before it began is in the case's inbox
/// and counts. The event is the result; with more than one needed the result is <c>{ received: { id: event }, missing: [ids] }</c>.
/// </summary>
internal sealed class CaseWait : HandledActivity<WaitSpec>
{
    private const string TriggerKey = "on";
    private const string TimeoutName = "timeout";
    private const string Got = "got";
    private const string Counts = "counts";

    public override ActivityDescriptor Descriptor { get; } = new("Case.Wait", "待つ", "Wait", "{on} を待つ", "案件の流れ", "wait")
    {
        Inputs =
        [
            CaseInputs.Input("on", "Object[]", "待つもの", InputPicker.List, required: true, description: "出来事・操作・合図・時刻・条件・期限・台帳。それぞれの id が結果になります。times を書くと、その回数だけ来たときに当てはまります。"),
            CaseInputs.Input("need", "String", "いくつ要るか", InputPicker.Text, description: "any（どれか1つ）、all（すべて）、または数（式も可）。"),
            CaseInputs.Choice("early", "先に届いたもの", "keep", ("keep", "この手順より先に届いたものも受け取る"), ("ignore", "受け取らない")),
            CaseInputs.Input("timeout", "Object", "待つ限度", InputPicker.Deadline, description: "after、at、businessDays のどれか。過ぎると TimedOut。"),
            CaseInputs.Result,
            CaseInputs.Handlers,
        ],
        ChildPorts = [Handlers.Port],
        Outcomes = ["Received", "TimedOut"],
        OutcomesFrom = "on",
        AllowsHandlers = true,
        Asks = ["find"],
        Affects = ["BookmarkSet", "TimerSet"],
    };

    protected override WaitSpec Read(SpecReader reader)
    {
        var on = new List<WaitTrigger>();
        var source = reader.Source["on"];
        var items = source.Kind == DatumKind.Object ? [source] : source.Items;
        for (var i = 0; i < items.Length; i++)
        {
            if (Trigger.Read(items[i], reader, $"on[{i}]") is not { } trigger) continue;
            var times = items[i]["times"].IsNull ? 1 : items[i]["times"].AsLong() ?? 0;
            if (times is < 1 or > 1_000_000) reader.Invalid($"on[{i}].times", "「times」は1以上の整数で書いてください。", "'times' must be a whole number from 1.");
            on.Add(new(items[i]["id"].AsText(), trigger, (int)Math.Clamp(times, 1, 1_000_000)));
        }
        if (items.Length == 0) reader.Missing("on");
        var timeout = reader.Source["timeout"];
        if (timeout["timer"].Kind == DatumKind.Object) timeout = timeout["timer"];
        var need = reader.Source["need"];
        var many = !need.IsNull && need.AsText() != "any";
        if (many && on.Any(t => t.Id is null)) reader.Invalid("on", "いくつかを待つときは、それぞれに id が要ります。", "Waiting for several needs an id for each.");
        if (need.AsLong() is { } count && (count < 1 || count > on.Count)) reader.Invalid("need", $"「need」は1から{on.Count}までです。", $"'need' is from 1 to {on.Count}.");
        return new(on, many && need.AsText() != "all" ? reader.OptionalFeel(need, "need") : null, need.AsText() == "all", reader.OptionalText("early") != "ignore",
            timeout.Kind == DatumKind.Object ? TimerSpec.Read(timeout, reader, "timeout") : null, reader.OptionalText("result"), Handlers.Read(reader));
    }

    public override IEnumerable<Question> Execute(ActivityContext context)
    {
        var spec = Spec(context);
        for (var i = 0; i < spec.On.Count; i++) spec.On[i].On.Arm(context, Datum.Object((TriggerKey, i)));
        if (spec.Timeout?.Due(context) is { } due) context.SetTimer(due, TimeoutName);
        spec.Handlers.Arm(context);
        return Begin(context, spec);
    }

    /// <summary>What is there already counts first: kept events, then register records.</summary>
    private static IEnumerable<Question> Begin(ActivityContext context, WaitSpec spec)
    {
        for (var i = 0; i < spec.On.Count && !IsOver(context); i++)
        {
            var trigger = spec.On[i].On;
            if (trigger.IsMessage)
            {
                var key = trigger.KeyOf(context);
                while (spec.Early && !IsOver(context) && !context.Own(Got).Has(IdOf(spec, i)) && Mailbox.Take(context, trigger, key) is { } kept)
                    Count(context, spec, i, Trigger.EventOf(context, kept));
            }
            else if (trigger.Watch is { } watch)
            {
                var found = new Found();
                foreach (var question in watch.Look(context, found)) yield return question;
                if (found.Event is { } record) Count(context, spec, i, record);
            }
        }
    }

    public override IEnumerable<Question> Resume(ActivityContext context, Bookmark bookmark, Stimulus stimulus)
    {
        var spec = Spec(context);
        if (Handlers.Owns(bookmark)) { spec.Handlers.Resume(context, bookmark, stimulus); yield break; }
        if (IsOver(context)) yield break;
        if (bookmark.Data[TriggerKey].AsLong() is not { } index)
        {
            Heard.Mark(context);
            Write(context, spec, null);
            Handlers.Complete(context, "TimedOut");
            yield break;
        }
        var trigger = spec.On[(int)index].On;
        if (trigger.Rearmed(context, bookmark) || !trigger.Accepts(stimulus)) yield break;
        var payload = Trigger.EventOf(context, stimulus);
        if (trigger.Watch is { } watch)
        {
            var found = new Found();
            foreach (var question in watch.Look(context, found)) yield return question;
            if (found.Event is null) yield break;
            payload = found.Event;
        }
        Heard.Mark(context);
        if (!Count(context, spec, (int)index, payload)) trigger.ArmAgain(context, bookmark.Data);
    }

    public override bool Holds(ActivityContext context, Bookmark bookmark)
    {
        if (bookmark.Data[TriggerKey].AsLong() is not { } index) return base.Holds(context, bookmark);
        var trigger = Spec(context).On[(int)index].On;
        return trigger.Aside(context, bookmark) ?? trigger.Holds(context);
    }

    private static bool IsOver(ActivityContext context) => context.IsCompleted || !context.Own("outcomes").IsNull;

    private static string IdOf(WaitSpec spec, int index) => spec.On[index].Id ?? index.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <returns>Whether the trigger is met: it is waited for no more.</returns>
    private static bool Count(ActivityContext context, WaitSpec spec, int index, Datum payload)
    {
        var trigger = spec.On[index];
        if (trigger.Times > 1)
        {
            var count = (context.Own(Counts)[IdOf(spec, index)].AsLong() ?? 0) + 1;
            context.SetOwn(Counts, context.Own(Counts).With(IdOf(spec, index), count));
            context.Journal("Counted", Datum.Object(("id", trigger.Id), ("count", count), ("of", trigger.Times)));
            if (count < trigger.Times) return false;
        }
        if (spec is { Need: null, All: false })
        {
            Write(context, spec, payload);
            Handlers.Complete(context, trigger.Id ?? "Received");
            return true;
        }
        context.SetOwn(Got, context.Own(Got).With(trigger.Id!, payload));
        context.ClearBookmarks(b => b.Data[TriggerKey].AsLong() == index);
        var need = spec.All ? spec.On.Count : Math.Clamp(context.Eval(spec.Need!).AsLong() ?? spec.On.Count, 1, spec.On.Count);
        if (context.Own(Got).Members.Count < need) return true;
        Write(context, spec, payload);
        Handlers.Complete(context, "Received");
        return true;
    }

    private static void Write(ActivityContext context, WaitSpec spec, Datum? payload)
    {
        if (spec.Result is not { } path) return;
        if (spec is not { Need: null, All: false })
        {
            var got = context.Own(Got).IsNull ? Datum.EmptyObject : context.Own(Got);
            FieldPaths.Write(context, path, Datum.Object(("received", got), ("missing", Datum.List(spec.On.Where(t => !got.Has(t.Id!)).Select(t => Datum.Of(t.Id))))));
        }
        else if (payload is not null) FieldPaths.Write(context, path, payload);
    }
}
