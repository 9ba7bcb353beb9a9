using Workflows.Cases.Activities.Desk;
using Workflows.Cases.Activities.Triggers;
using Workflows.Cases.Packages;
using Workflows.Cases.Ports;
using Workflows.Engine.Activities;
using Workflows.Engine.Data;
using Workflows.Engine.State;
using Workflows.Engine.Turns;

namespace Workflows.Cases.Activities.Tasks;

/// <summary>
/// A person's task of an activity: its bookmark, its row in the inbox, who may work on it. The row is kept in the frame
/// (<c>task</c>) and written whole on every change.
/// </summary>
internal static class TaskDesk
{
    /// <summary>The role of the person the case belongs to.</summary>
    public const string Applicant = "applicant";

    /// <summary>Members of the row: roles and people who may do it besides the holders of its role.</summary>
    public const string Also = "also", AlsoPeople = "alsoPeople";

    private const string RowKey = "task";
    private const string Rows = "rows";
    private const string Current = "current";

    /// <summary>The row of the activity's task; in the policy that of the ad-hoc task addressed.</summary>
    public static Datum Row(ActivityContext context) => context.FrameId == 0 ? context.Head[AdHoc.Head][context.Stimulus.Key ?? ""]
        : context.Own(Rows) is { IsNull: false } rows ? rows[context.Own(Current).AsText() ?? ""] : context.Own(RowKey);

    /// <summary>The activity has several tasks at once: each is <see cref="Select"/>ed before it is worked on.</summary>
    public static void Many(ActivityContext context) => context.SetOwn(Rows, Datum.EmptyObject);

    public static void Select(ActivityContext context, string id) => context.SetOwn(Current, id);

    public static void WithdrawAll(ActivityContext context)
    {
        foreach (var (id, _) in context.Own(Rows).Members.ToArray())
        {
            Select(context, id);
            Withdraw(context);
        }
    }

    /// <summary>Puts the task before people. <paramref name="row"/> holds what differs: task, title, role, form, due …</summary>
    /// <returns>The row's id.</returns>
    public static string Open(ActivityContext context, Datum row)
    {
        var bookmark = context.SetBookmark(StimulusKinds.Task, row["task"].AsText()!, null, CaseContext.Keep);
        if (!context.Own(Rows).IsNull) Select(context, bookmark.Id);
        var full = row
            .With("activityId", context.Node.Id).With("scopePath", context.ScopePath).With("status", row["assignee"].IsNull ? "open" : "claimed").With("assignee", row["assignee"])
            .With("createdAt", Datum.Of(context.Step.Now)).With("id", bookmark.Id);
        if (!full.Has("office")) full = full.With("office", Datum.Null);
        Put(context, full);
        Timeline.Add(context, "taskOpened", $"「{row["title"].AsText()}」が始まりました。", isPublic: false, Datum.Object(("task", row["task"]), ("title", row["title"]), ("role", row["role"])));
        return bookmark.Id;
    }

    public static void Update(ActivityContext context, Datum row) => Put(context, row);

    /// <summary>Every operation but completing; false for that one.</summary>
    /// <exception cref="Exception">A refusal: not a candidate, somebody else has it, an unknown operation.</exception>
    public static bool Operate(ActivityContext context, Stimulus stimulus, IReadOnlyList<string> notSameAs)
    {
        MustBeCandidate(context, stimulus);
        var row = Row(context);
        var assignee = row["assignee"].AsText();
        switch (stimulus.Name)
        {
            case "claim":
                MustBeFree(context, assignee, stimulus.Actor);
                FourEyes.Check(context, notSameAs, stimulus.Actor);
                Put(context, row.With("assignee", stimulus.Actor).With("status", "claimed"));
                break;
            case "unclaim":
                MustBeFree(context, assignee, stimulus.Actor);
                Put(context, row.With("assignee", Datum.Null).With("status", "open"));
                break;
            case "assign":
                if (stimulus.Data["assignee"].AsText() is not { Length: > 0 } to)
                    throw context.Refuse(new Refusal(RefusalCodes.Validation, "割り当てる人を指定してください。", "assignee", [new("assignee", "割り当てる人を指定してください。")]));
                FourEyes.Check(context, notSameAs, to);
                Put(context, row.With("assignee", to).With("status", "claimed"));
                break;
            case "acknowledge":
                Put(context, row["acknowledgedAt"].IsNull ? row.With("acknowledgedAt", Datum.Of(context.Step.Now)).With("acknowledgedBy", stimulus.Actor) : row);
                Timeline.Add(context, "acknowledged", $"「{row["title"].AsText()}」を確認しました。", isPublic: false);
                break;
            case "draft":
                MustBeFree(context, assignee, stimulus.Actor);
                Put(context, row.With("draft", stimulus.Data["values"]));
                break;
            case "complete":
                MustBeFree(context, assignee, stimulus.Actor);
                FourEyes.Check(context, notSameAs, stimulus.Actor);
                return false;
            default:
                throw context.Refuse(new Refusal(RefusalCodes.Validation, $"仕事の操作「{stimulus.Name}」はありません。"));
        }
        Heard.Mark(context);
        context.Journal("Task", Datum.Object(("operation", stimulus.Name), ("assignee", Row(context)["assignee"])));
        return true;
    }

    /// <summary>Closes the row: done with an outcome, remembered for the four-eyes rule.</summary>
    /// <param name="open">What was said stands in the timeline.</param>
    public static void Close(ActivityContext context, Stimulus stimulus, string? outcome, string? outcomeLabel, bool open = true)
    {
        Heard.Mark(context);
        var row = Row(context);
        Put(context, row.Without("draft").With("status", "done").With("assignee", stimulus.Actor)
            .With("completedAt", Datum.Of(context.Step.Now)).With("completedBy", stimulus.Actor).With("outcome", outcome));
        FourEyes.Remember(context, row["task"].AsText()!, stimulus.Actor, row["of"].AsLong() > 1 ? row["step"].AsLong() : null);
        var comment = open ? stimulus.Data["comment"].AsText() : null;
        Timeline.Add(context, "taskDone", $"「{row["title"].AsText()}」が{(outcomeLabel is null ? "" : $"結果「{outcomeLabel}」で")}終わりました。", isPublic: false,
            Datum.Object(("task", row["task"]), ("title", row["title"]), ("outcome", outcome), ("comment", comment)));
    }

    /// <summary>Takes the task away when it is still open; for cancellation, interruption and expiry.</summary>
    public static void Withdraw(ActivityContext context, string status = "cancelled")
    {
        var row = Row(context);
        if (row.IsNull || row["status"].AsText() is "done" or "cancelled" or "expired") return;
        Put(context, row.Without("draft").With("status", status).With("completedAt", Datum.Of(context.Step.Now)));
    }

    /// <summary>The case moved to another plan: the task is the same, its place has another name.</summary>
    public static void Moved(ActivityContext context)
    {
        foreach (var (id, _) in context.Own(Rows).Members.ToArray())
        {
            Select(context, id);
            Put(context, Row(context).With("activityId", context.Node.Id).With("scopePath", context.ScopePath));
        }
        var row = Row(context);
        if (!row.IsNull) Put(context, row.With("activityId", context.Node.Id).With("scopePath", context.ScopePath));
    }

    private static void Put(ActivityContext context, Datum row)
    {
        if (context.FrameId == 0) { PutAt(context, row["id"].AsText()!, row); return; }
        if (context.Own(Rows) is { IsNull: false } rows) context.SetOwn(Rows, rows.With(row["id"].AsText()!, row));
        else context.SetOwn(RowKey, row);
        context.Emit(new ProjectionSet(Projections.Tasks, row["id"].AsText()!, row));
    }

    /// <summary>Keeps a row at the case's head: a task of no activity.</summary>
    internal static void PutAt(ActivityContext context, string id, Datum row)
    {
        context.Head = context.Head.With(AdHoc.Head, context.Head[AdHoc.Head].With(id, row));
        context.Emit(new ProjectionSet(Projections.Tasks, id, row));
    }

    /// <summary>The edge says which roles the actor holds; without that nobody is a candidate.</summary>
    private static void MustBeCandidate(ActivityContext context, Stimulus stimulus)
    {
        var row = Row(context);
        var role = row["role"].AsText()!;
        var may = role == Applicant
            ? context.Head["applicant"].AsText() is { } applicant && (stimulus.Actor == applicant || stimulus.OnBehalfOf == applicant)
            : stimulus.Data["actorRoles"].Items.Any(r => Holds(r.AsText()!, role) || row[Also].Items.Any(a => Holds(r.AsText()!, a.AsText()!)))
                || row[AlsoPeople].Items.Any(p => p.AsText() == stimulus.Actor);
        if (!may) throw context.Refuse(new Refusal(RefusalCodes.Forbidden, Text(context, ProductTexts.Forbidden)));
    }

    /// <summary>The role itself; held everywhere it counts for every scope (<c>role@scope</c>).</summary>
    private static bool Holds(string held, string role) => held == role || (role.IndexOf('@', StringComparison.Ordinal) is var at and > 0 && held == role[..at]);

    private static void MustBeFree(ActivityContext context, string? assignee, string actor)
    {
        if (assignee is not null && assignee != actor) throw context.Refuse(new Refusal(RefusalCodes.TaskTaken, Text(context, "taskTaken")));
    }

    internal static string Text(ActivityContext context, string key) => context.Package()?.Text(key) ?? ProductTexts.Get(key);
}
