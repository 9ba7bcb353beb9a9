using Workflows.Cases.Activities.Reading;
using Workflows.Cases.Packages;
using Workflows.Engine.Activities;
using Workflows.Engine.Data;
using Workflows.Engine.Turns;

namespace Workflows.Cases.Activities.Time;

/// <summary>
/// The case's legal clocks. They stand at the case's head (<c>deadlines.{name}</c>), not in a frame: they run on while activities come and
/// go, and strike by timers of their own. A breach stays on the clock for good (<c>breached</c>); <c>overdue</c> is the present state.
/// </summary>
internal static class Clocks
{
    public const string Head = "deadlines";
    private const string TimerPrefix = "clock:";

    public static Datum Row(ActivityContext context, string name) => context.Head[Head][name];

    public static bool IsClock(Stimulus stimulus) => stimulus.Kind == StimulusKinds.Timer && stimulus.Key?.StartsWith(TimerPrefix, StringComparison.Ordinal) == true;

    /// <returns>False when there is nothing to count from: no clock runs.</returns>
    public static bool Start(ActivityContext context, DeadlineSpec spec, string name, Datum? from, string? result)
    {
        if (Reckoning.Of(context, spec.Clock, from) is not { } counted) return false;
        var before = Row(context, name);
        var row = Datum.Object(
            ("deadline", spec.Id), ("label", spec.Label.Ja), ("law", spec.Clock.Law), ("state", "running"), ("startedAt", Datum.Of(context.Step.Now)), ("start", Datum.Of(counted.From)),
            ("overdue", false), ("breached", before["breached"].AsBoolean()), ("breachedAt", before["breachedAt"]), ("warned", Datum.EmptyList),
            ("pauses", before["pauses"].IsNull ? Datum.EmptyList : before["pauses"]), ("extensions", before["extensions"].IsNull ? Datum.EmptyList : before["extensions"]),
            ("result", result), ("given", from ?? Datum.Null), ("recompute", spec.Recompute && context.ScopePath.Length == 0));
        Put(context, name, Run(context, spec, name, row, counted));
        Tell(context, name, before.IsNull ? "started" : "restarted", $"期限「{spec.Label.Ja}」は {Reckoning.Show(counted.Due)} です。");
        return true;
    }

    public static bool Pause(ActivityContext context, DeadlineSpec spec, string name, string reason)
    {
        var row = Row(context, name);
        if (row["state"].AsText() != "running" || row["overdue"].AsBoolean()) return false;
        var counted = Read(context, spec, row);
        var left = Reckoning.Left(context, counted, Jst.Base(context));
        Clear(context, name, row);
        Put(context, name, row.With("state", "paused").With("pausedAt", Datum.Of(Jst.Base(context))).With("pauseReason", reason).With("left", left).With("leftText", Reckoning.Words(counted.Unit, left)));
        Tell(context, name, "paused", $"期限「{spec.Label.Ja}」を止めました（残り{Reckoning.Words(counted.Unit, left)}）。{reason}");
        return true;
    }

    public static bool Resume(ActivityContext context, DeadlineSpec spec, string name)
    {
        var row = Row(context, name);
        if (row["state"].AsText() != "paused") return false;
        var now = Jst.Base(context);
        var counted = Reckoning.From(context, Read(context, spec, row), now, row["left"].AsLong()!.Value);
        var pauses = row["pauses"].Append(Datum.Object(("from", row["pausedAt"]), ("to", Datum.Of(now)), ("reason", row["pauseReason"])));
        row = row.Without("pausedAt").Without("pauseReason").Without("left").Without("leftText").With("state", "running").With("pauses", pauses);
        Put(context, name, Run(context, spec, name, row, counted));
        Tell(context, name, "resumed", $"期限「{spec.Label.Ja}」が再び進みます。期限は {Reckoning.Show(counted.Due)} です。");
        return true;
    }

    /// <returns>False when it may not be extended (any more).</returns>
    /// <param name="to">The new last day or moment; or else <paramref name="by"/> a period more.</param>
    public static bool Extend(ActivityContext context, DeadlineSpec spec, string name, Datum to, string? by, string reason)
    {
        var row = Row(context, name);
        if (row["state"].AsText() != "running" || spec.Extend == "never" || (spec.Extend == "beforeDue" && row["overdue"].AsBoolean())) return false;
        var counted = Read(context, spec, row);
        var way = counted.Way with { From = null, Calendar = new(counted.Calendar), Law = null, Several = [] };
        if (to.IsNull && by is null) throw context.Fault("DEADLINE_EXTEND", "延長には to（新しい期限）か by（のばす期間）が要ります。 (An extension needs 'to' or 'by'.)");
        var later = to.IsNull
            ? Reckoning.Of(context, way with { At = null, Period = new(by!) }, counted.LastDay is { } last ? Datum.Of($"{last:yyyy-MM-dd}") : Datum.Of(counted.Due))
            : Reckoning.Of(context, way with { At = new(to.AsText()!.Length == 10 ? $"date(\"{to.AsText()}\")" : $"date and time(\"{to.AsText()}\")"), Period = null });
        var extended = later! with { From = counted.From, Way = counted.Way, Derivation = [.. counted.Derivation, $"{Reckoning.Show(context.Step.Now)} に延長{(reason.Length > 0 ? $"（{reason}）" : "")}", .. later.Derivation] };
        var extensions = row["extensions"].Append(Datum.Object(("at", Datum.Of(context.Step.Now)), ("by", context.Stimulus.Actor), ("from", row["due"]), ("to", Datum.Of(extended.Due)), ("reason", reason)));
        Clear(context, name, row);
        Put(context, name, Run(context, spec, name, row.With("overdue", false).With("extensions", extensions).With("recompute", false), extended));
        Tell(context, name, "extended", $"期限「{spec.Label.Ja}」を {Reckoning.Show(extended.Due)} に延長しました。{reason}");
        return true;
    }

    /// <summary>The clock has done its work (<c>met</c>) or is taken off (<c>cancelled</c>, <c>ended</c> with the case).</summary>
    public static bool Stop(ActivityContext context, string name, string state)
    {
        var row = Row(context, name);
        if (row["state"].AsText() is not ("running" or "paused")) return false;
        Clear(context, name, row);
        Put(context, name, row.With("state", state).With("stoppedAt", Datum.Of(context.Step.Now)));
        if (state != "ended") Tell(context, name, state, $"期限「{row["label"].AsText()}」は{(state == "met" ? row["breached"].AsBoolean() ? "過ぎてから果たされました" : "守られました" : "なくなりました")}。");
        return true;
    }

    /// <summary>A clock's timer came due: a warning, or the breach.</summary>
    public static void Strike(ActivityContext context)
    {
        var place = context.Stimulus.Key![TimerPrefix.Length..];
        var cut = place.LastIndexOf('|');
        var (name, warning) = (place[..cut], place[(cut + 1)..]);
        var row = Row(context, name);
        if (row["state"].AsText() != "running") return;
        if (warning.Length > 0)
        {
            if (row["warned"].Items.Any(w => w.AsText() == warning)) return;
            Put(context, name, row.With("warned", row["warned"].Append(warning)));
            var label = context.Package()?.Deadlines.Find(row["deadline"].AsText())?.Warnings.FirstOrDefault(w => w.Id == warning)?.Label.Ja ?? warning;
            Tell(context, name, "warned", $"期限「{row["label"].AsText()}」の予告「{label}」（期限 {Reckoning.Show(row["due"].AsInstant()!.Value)}）。", warning);
            return;
        }
        if (row["overdue"].AsBoolean()) return;
        Put(context, name, row.With("overdue", true).With("breached", true).With("breachedAt", row["breachedAt"].IsNull ? Datum.Of(context.Stimulus.Due ?? context.Step.Now) : row["breachedAt"]));
        Tell(context, name, "breached", $"期限「{row["label"].AsText()}」（{Reckoning.Show(row["due"].AsInstant()!.Value)}）を過ぎました。");
    }

    /// <summary>Counts running clocks anew when fields they count from have changed; ends them with the case.</summary>
    public static void Settle(ActivityContext context, Datum fieldsBefore, bool over)
    {
        foreach (var (name, row) in context.Head[Head].Members.ToArray())
        {
            if (row["state"].AsText() is not ("running" or "paused")) continue;
            if (over) { Stop(context, name, "ended"); continue; }
            if (ReferenceEquals(fieldsBefore, context.Fields) || row["state"].AsText() != "running" || !row["recompute"].AsBoolean() || row["pauses"].Items.Length > 0) continue;
            if (context.Package()?.Deadlines.Find(row["deadline"].AsText()) is not { } spec) continue;
            // What it counted from when it started stays its start, unless fields say it.
            var given = !row["given"].IsNull ? row["given"] : spec.Clock.From is null && spec.Clock.Several.Count == 0 ? row["start"] : null;
            if (Reckoning.Of(context, spec.Clock, given) is not { } counted || counted.Fires == row["fires"].AsInstant()) continue;
            Clear(context, name, row);
            Put(context, name, Run(context, spec, name, row.With("overdue", false).With("start", Datum.Of(counted.From)), counted));
            Tell(context, name, "recomputed", $"訂正により期限「{spec.Label.Ja}」は {Reckoning.Show(counted.Due)} になりました。");
        }
    }

    private static Datum Run(ActivityContext context, DeadlineSpec spec, string name, Datum row, Reckoned counted)
    {
        row = row.With("due", Datum.Of(Jst.Of(counted.Due))).With("fires", Datum.Of(Jst.Of(counted.Fires))).With("lastDay", counted.LastDay is { } day ? $"{day:yyyy-MM-dd}" : Datum.Null)
            .With("unit", counted.Unit).With("calendar", counted.Calendar).With("way", spec.Clock.Several.ToList().FindIndex(w => w.Period == counted.Way.Period && w.At == counted.Way.At))
            .With("derivation", Datum.List(counted.Derivation.Select(Datum.Of)));
        Timer(context, name, "", counted.Fires);
        var warnings = new List<Datum>();
        foreach (var warning in spec.Warnings)
        {
            if (Reckoning.Warning(context, counted, warning) is not { } at || row["warned"].Items.Any(w => w.AsText() == warning.Id)) continue;
            warnings.Add(Datum.Object(("id", warning.Id), ("at", Datum.Of(Jst.Of(at)))));
            Timer(context, name, warning.Id, at);
        }
        return row.With("warnings", Datum.List(warnings));
    }

    private static Reckoned Read(ActivityContext context, DeadlineSpec spec, Datum row)
    {
        var way = row["way"].AsLong() is { } at and >= 0 && at < spec.Clock.Several.Count ? spec.Clock.Several[(int)at] : spec.Clock;
        return new(row["due"].AsInstant()!.Value, row["fires"].AsInstant()!.Value,
            row["lastDay"].AsText() is { } day ? DateOnly.ParseExact(day, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture) : null,
            row["unit"].AsText()!, row["calendar"].AsText()!, row["start"].AsInstant() ?? context.Step.Now, way, [.. row["derivation"].Items.Select(d => d.AsText()!)]);
    }

    private static void Timer(ActivityContext context, string name, string warning, DateTimeOffset at) =>
        context.Emit(new TimerSet($"{TimerPrefix}{name}|{warning}", at, "", "", name));

    private static void Clear(ActivityContext context, string name, Datum row)
    {
        context.Emit(new TimerCleared($"{TimerPrefix}{name}|"));
        foreach (var warning in row["warnings"].Items) context.Emit(new TimerCleared($"{TimerPrefix}{name}|{warning["id"].AsText()}"));
    }

    private static void Put(ActivityContext context, string name, Datum row)
    {
        context.Head = context.Head.With(Head, context.Head[Head].With(name, row));
        if (row["result"].AsText() is { Length: > 0 } path)
            FieldPaths.Write(context, path, Datum.Object(
                ("start", $"{Jst.DateOf(row["start"].AsInstant()!.Value):yyyy-MM-dd}"), ("due", row["lastDay"].IsNull ? row["due"] : Datum.Of($"{Jst.DateOf(row["due"].AsInstant()!.Value):yyyy-MM-dd}")),
                ("state", row["state"]), ("overdue", row["overdue"]), ("breached", row["breached"])));
    }

    private static void Tell(ActivityContext context, string name, string what, string text, string? warning = null)
    {
        Timeline.Add(context, "deadline", text, isPublic: false, Datum.Object(("deadline", name), ("what", what), ("warning", warning)));
        StateWriter.Fact(context, "deadline", Datum.Object(("deadline", Row(context, name)["deadline"]), ("name", name), ("what", what), ("warning", warning)));
    }
}
