using Workflows.Cases.Activities.Notices;
using Workflows.Cases.Activities.Reading;
using Workflows.Cases.Activities.Time;
using Workflows.Cases.Activities.Triggers;
using Workflows.Cases.Expressions;
using Workflows.Engine.Activities;
using Workflows.Engine.Data;
using Workflows.Engine.State;
using Workflows.Engine.Turns;

namespace Workflows.Cases.Activities.Tasks;

/// <summary>A rung of the ladder: what happens when nobody has done (taken, acknowledged) the task after so long.</summary>
/// <param name="After">A template giving a period from the task's opening, or from the rung's last time where it repeats.</param>
/// <param name="Action"><c>notify</c>, <c>add</c> (also for this role or these people), <c>reassign</c> (now for this role), <c>finish</c> (silence has a result).</param>
/// <param name="To">Role the rung turns to; null for the task's own.</param>
/// <param name="Person">FEEL giving a user instead of a role, or a list of them.</param>
/// <param name="Until"><c>acknowledged</c>, <c>claimed</c> or <c>done</c>: what keeps the rung from happening.</param>
/// <param name="Outcome">Of <c>finish</c>.</param>
internal sealed record Rung(TextTemplate After, string Action, string? To, Feel? Person, string? Channel, string? Notice, string Until, bool Repeat, string? Outcome);

/// <summary>The escalation ladder of a task: <c>{ after, to, channel, action }</c>, each rung on its own timer.</summary>
internal sealed class Escalation
{
    public const string Property = "escalate";
    private const string RungKey = "rung";
    private static readonly string[] Actions = ["notify", "add", "reassign", "finish"];
    private static readonly string[] Ends = ["acknowledged", "claimed", "done"];

    private readonly IReadOnlyList<Rung> _rungs;

    private Escalation(IReadOnlyList<Rung> rungs) => _rungs = rungs;

    public static Escalation Read(SpecReader reader)
    {
        var rungs = new List<Rung>();
        foreach (var item in reader.Source[Property].Items)
        {
            var place = $"{Property}[{rungs.Count}]";
            if (reader.OptionalTemplate(item["after"], $"{place}.after") is not { } after) { reader.Missing($"{place}.after"); continue; }
            if (!after.Holes.Any() && !Time.Span.TryParse(after.Text, out _))
                reader.Invalid($"{place}.after", $"期間「{after.Text}」を読めません。15分、1営業日、3日 のように書いてください。", $"'{after.Text}' is no period.");
            var action = item["action"].AsText() ?? (item["outcome"].IsNull ? "notify" : "finish");
            if (!Actions.Contains(action)) reader.Invalid($"{place}.action", $"「{action}」はできません。{string.Join("、", Actions)} から選んでください。", $"The action is one of {string.Join(", ", Actions)}.");
            if (action is "add" or "reassign" && item["to"].IsNull && item["person"].IsNull) reader.Missing($"{place}.to");
            if (action == "finish" && item["outcome"].IsNull) reader.Missing($"{place}.outcome");
            var until = item["until"].AsText() ?? "done";
            if (!Ends.Contains(until)) reader.Invalid($"{place}.until", $"「until」は {string.Join("、", Ends)} のどれかです。", $"'until' is one of {string.Join(", ", Ends)}.");
            rungs.Add(new(after, action, item["to"].AsText(), reader.OptionalFeel(item["person"], $"{place}.person"), item["channel"].AsText(), item["notice"].AsText(), until, item["repeat"].AsBoolean(), item["outcome"].AsText()));
        }
        return new(rungs);
    }

    public void Arm(ActivityContext context)
    {
        for (var i = 0; i < _rungs.Count; i++) Arm(context, i);
    }

    private void Arm(ActivityContext context, int index)
    {
        var text = context.Render(_rungs[index].After);
        if (text.Length == 0) return;
        if (Reckoning.Of(context, new ClockOf(_rungs[index].After).Spec) is { } due) context.SetTimer(due.Fires, Property, Datum.Object((RungKey, index)));
    }

    public static bool Owns(Bookmark bookmark) => bookmark.Data.Has(RungKey);

    /// <summary>A rung is due.</summary>
    /// <returns>The outcome silence has; null when the task goes on.</returns>
    public string? Climb(ActivityContext context, Bookmark bookmark)
    {
        Heard.Mark(context);
        var index = (int)bookmark.Data[RungKey].AsLong()!.Value;
        var rung = _rungs[index];
        var row = TaskDesk.Row(context);
        if (rung.Until == "acknowledged" && !row["acknowledgedAt"].IsNull || rung.Until == "claimed" && !row["assignee"].IsNull) return null;
        var people = rung.Person is null ? [] : SpecReader.Texts(context.Eval(rung.Person));
        var role = rung.To ?? row["role"].AsText();
        var whom = people.Count > 0 ? string.Join("、", people) : context.Package()?.Roles.Find(role)?.Label.Ja ?? role ?? "";
        row = row.With("escalations", (row["escalations"].IsNull ? Datum.EmptyList : row["escalations"]).Append(Datum.Object(
            ("at", Datum.Of(context.Stimulus.Due ?? context.Step.Now)), ("action", rung.Action), ("to", role), ("people", Datum.List(people.Select(Datum.Of))), ("channel", rung.Channel), ("no", index + 1))));
        Timeline.Add(context, "escalated", $"「{row["title"].AsText()}」が{(rung.Until == "done" ? "終わらない" : rung.Until == "claimed" ? "引き受けられない" : "確認されない")}ため、{Words(rung, whom)}。", isPublic: false,
            Datum.Object(("task", row["task"]), ("no", index + 1), ("channel", rung.Channel)));
        if (rung.Action == "finish") return rung.Outcome;
        row = rung.Action switch
        {
            "reassign" => row.With("role", role).With("assignee", people.Count == 1 ? people[0] : Datum.Null).With("status", people.Count == 1 ? "claimed" : "open"),
            "add" => Added(row, role, people),
            _ => row,
        };
        TaskDesk.Update(context, row);
        if (rung.Notice is { } notice)
            if (people.Count > 0 || !row["assignee"].IsNull)
                NoticeDesk.Send(context, notice, people.Count > 0 ? people : [row["assignee"].AsText()!], Datum.Object(("task", row["title"]), ("no", index + 1)), null);
        if (rung.Repeat) Arm(context, index);
        return null;
    }

    /// <summary>Further candidates: the task is in their lists too, and whoever takes it first has it.</summary>
    private static Datum Added(Datum row, string? role, IReadOnlyList<string> people)
    {
        row = row.With(TaskDesk.Also, (row[TaskDesk.Also].IsNull ? Datum.EmptyList : row[TaskDesk.Also]).Append(role));
        return people.Count == 0 ? row : row.With(TaskDesk.AlsoPeople, Datum.List(row[TaskDesk.AlsoPeople].Items.Select(p => p.AsText()!).Concat(people).Distinct(StringComparer.Ordinal).Select(Datum.Of)));
    }

    private static string Words(Rung rung, string whom) => rung.Action switch
    {
        "finish" => $"結果「{rung.Outcome}」として終えました", "reassign" => $"{whom}に替えました", "add" => $"{whom}にも回しました",
        _ => $"{whom}に{rung.Channel switch { "phone" => "電話で", "mail" => "メールで", _ => "" }}知らせます",
    };

    /// <summary>A period counted from where the step stands: days end at the same time of day.</summary>
    private sealed class ClockOf(TextTemplate period)
    {
        public Packages.ClockSpec Spec { get; } = new(null, period, null, null, false, Decisions.Functions.Dates.DeadlineRoll.None, "exact", false, null);
    }
}
