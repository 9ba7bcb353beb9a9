using Workflows.Cases.Activities.Reading;
using Workflows.Cases.Activities.Triggers;
using Workflows.Cases.Packages;
using Workflows.Cases.Ports;
using Workflows.Engine.Activities;
using Workflows.Engine.Data;
using Workflows.Engine.Turns;

namespace Workflows.Cases.Activities.Desk;

/// <summary>
/// What reached the case while nothing waited for it. An early event is kept at the head (<c>inbox</c>) and taken by the wait that comes;
/// a late one meets the policy its event declares. Oldest first; an event's id is the command's id, so the same never comes twice.
/// </summary>
internal static class Mailbox
{
    public const string Head = "inbox";
    private const string Waited = "waited";
    private const string Posts = "posts";
    private const int Most = 1_000;

    /// <summary>A wait for this name (and key) has begun: what comes unheard from now on is late.</summary>
    public static void Expect(ActivityContext context, Trigger trigger, string? key)
    {
        // Only what a declared event's policy needs is kept.
        if (context.Package()?.Events.Find(trigger.Name) is null) return;
        var mark = Mark(trigger.Name, key);
        if (!context.Head[Waited].Has(mark)) context.Head = context.Head.With(Waited, context.Head[Waited].With(mark, true));
    }

    /// <summary>Takes the oldest kept message the trigger accepts; null when there is none.</summary>
    public static Stimulus? Take(ActivityContext context, Trigger trigger, string? key)
    {
        var kept = context.Head[Head].Items;
        for (var i = 0; i < kept.Length; i++)
        {
            var message = Stimulus.From(kept[i]);
            if (message.Kind != trigger.Kind || message.Name != trigger.Name || !trigger.Accepts(message)) continue;
            if (key is not null && message.Key is not null && key != message.Key) continue;
            if (key is not null && message.Key is null && message.Kind != StimulusKinds.Event) continue;
            var rest = kept.RemoveAt(i);
            context.Head = rest.Length == 0 ? context.Head.Without(Head) : context.Head.With(Head, Datum.List(rest));
            return message;
        }
        return null;
    }

    /// <summary>An event or signal nothing heard. True when the case takes note of it all the same.</summary>
    public static bool Receive(ActivityContext context, ProgramPackage package, bool over)
    {
        var stimulus = context.Stimulus;
        var spec = package.Events.Find(stimulus.Name) is { } known && (known.Connector is null || stimulus.Channel != "connector" || known.Connector == stimulus.Actor) ? known : null;
        var late = over || context.Head[Waited].Has(Mark(stimulus.Name!, stimulus.Key)) || context.Head[Waited].Has(Mark(stimulus.Name!, null));
        if (late && spec is not null) return Late(context, package, spec);
        if (over || spec?.Early == EventSpec.Ignore || !IsAwaited(context, stimulus)) return false;
        var kept = context.Head[Head];
        if (kept.Items.Length >= Most) throw context.Refuse(new Refusal("INBOX_FULL", $"この案件には使われていない出来事が{Most:N0}件あります。これ以上は受け取れません。 (The case's inbox is full.)"));
        context.Head = context.Head.With(Head, (kept.IsNull ? Datum.EmptyList : kept).Append(stimulus.ToDatum()));
        Timeline.Add(context, "eventKept", $"「{Name(spec, stimulus)}」が届きました。待つ手順が来るまで預かります。", isPublic: false, Datum.Object(("event", stimulus.Name), ("id", stimulus.Id)));
        return true;
    }

    private static bool Late(ActivityContext context, ProgramPackage package, EventSpec spec)
    {
        var stimulus = context.Stimulus;
        var row = Datum.Object(("event", stimulus.Name), ("at", Datum.Of(stimulus.At)), ("from", stimulus.Actor), ("key", stimulus.Key), ("data", stimulus.Data.Without("actorRoles")), ("use", spec.Late));
        switch (spec.Late)
        {
            case EventSpec.Ignore:
                return false;
            case EventSpec.Refuse:
                throw context.Refuse(new Refusal(RefusalCodes.StateConflict, package.Text(ProductTexts.StateConflict)));
            case EventSpec.Begin:
                context.Send($"{context.Step.CaseId}:late:{stimulus.Id}", OutboxBodies.Begin, spec.Start!, Datum.Object(("start", spec.Start), ("workflow", package.Starts.Find(spec.Start)?.Workflow), ("event", stimulus.Data.Without("actorRoles").With("key", stimulus.Key).With("lateFor", context.Head["number"].IsNull ? Datum.Of(context.Step.CaseId) : context.Head["number"]))), null, Policies.Signal);
                break;
            case EventSpec.Task:
                AdHoc.Open(context, new AdHocTask($"遅れて届いた「{Name(spec, stimulus)}」", spec.Role!, null, null, Text(stimulus), Outlives: true));
                break;
        }
        context.Emit(new ProjectionSet(Projections.Received, context.NewId("e"), row));
        Timeline.Add(context, "eventLate", $"「{Name(spec, stimulus)}」が遅れて届きました（{Words(spec.Late)}）。", isPublic: false, Datum.Object(("event", stimulus.Name), ("id", stimulus.Id)));
        return true;
    }

    /// <summary>Keeps the places under which events find the case (<c>events[].key</c>) in step with its fields.</summary>
    public static void Address(ActivityContext context, ProgramPackage package, bool over)
    {
        foreach (var spec in package.Events)
        {
            if (spec.Key is null) continue;
            // A case that has ended is still found where a late event is to be heard of.
            var key = over && spec.Late == EventSpec.Ignore ? null : context.Eval(spec.Key).AsText();
            var now = context.Head[Posts][spec.Id].AsText();
            if (key == now) continue;
            var id = $"post:{spec.Id}";
            if (now is not null) context.Emit(new BookmarkCleared(id));
            if (key is not null) context.Emit(new BookmarkSet(id, StimulusKinds.Event, spec.Id, key, "", ""));
            context.Head = context.Head.With(Posts, context.Head[Posts].With(spec.Id, key));
        }
    }

    /// <summary>Some <c>Case.Wait</c> of the plan waits for it at some time.</summary>
    private static bool IsAwaited(ActivityContext context, Stimulus stimulus) =>
        context.Plan.Workflows.Values.Any(w => w.NodesById.Values.Any(n => n.Prepared is WaitSpec { Early: true } wait
            && wait.On.Any(t => t.On.Kind == stimulus.Kind && t.On.Name == stimulus.Name && t.On.Accepts(stimulus))));

    private static string Mark(string name, string? key) => key is null ? name : $"{name}\n{key}";

    private static string Name(EventSpec? spec, Stimulus stimulus) => spec?.Label.Ja is { Length: > 0 } label ? label : stimulus.Name!;

    private static string Text(Stimulus stimulus) => $"{stimulus.Actor}から{Time.Reckoning.Show(stimulus.At)}に届いた内容: {stimulus.Data.Without("actorRoles").ToJson()}";

    private static string Words(string late) => late switch { EventSpec.Attach => "案件に添えました", EventSpec.Task => "仕事にしました", _ => "別の案件を始めます" };
}
