using Workflows.Cases.Activities.Tasks;
using Workflows.Cases.Activities.Triggers;
using Workflows.Cases.Packages;
using Workflows.Cases.Ports;
using Workflows.Engine.Activities;
using Workflows.Engine.Data;
using Workflows.Engine.Turns;

namespace Workflows.Cases.Activities.Desk;

/// <param name="Role">Who may take it.</param>
/// <param name="Due">ISO instant, or null.</param>
/// <param name="Outlives">It stays when the case ends: 後閲, an event that came too late.</param>
internal sealed record AdHocTask(string Title, string Role, string? Assignee, string? Due, string? Text, bool Outlives = false);

/// <summary>
/// Tasks that no activity drew: somebody asked a colleague for something, or something came that a person must look at. They stand at the
/// case's head (<c>tasks.{id}</c>) until they are done, and do not hold the flow up.
/// </summary>
internal static class AdHoc
{
    public const string Head = "tasks";
    private const string Prefix = "adhoc:";

    public static bool Is(Stimulus stimulus) => stimulus.Kind == StimulusKinds.Task && stimulus.Key?.StartsWith(Prefix, StringComparison.Ordinal) == true;

    public static void Open(ActivityContext context, AdHocTask task)
    {
        var id = Prefix + context.NewId("t");
        var row = Datum.Object(
            ("kind", "adhoc"), ("task", "adhoc"), ("title", task.Title), ("role", task.Role), ("form", Datum.Null), ("text", task.Text), ("due", task.Due), ("decisions", Datum.EmptyList), ("notSameAs", Datum.EmptyList),
            ("activityId", ""), ("scopePath", ""), ("status", task.Assignee is null ? "open" : "claimed"), ("assignee", task.Assignee), ("createdAt", Datum.Of(context.Step.Now)), ("createdBy", context.Stimulus.Actor), ("id", id), ("office", Datum.Null));
        if (task.Outlives) row = row.With("outlives", true);
        TaskDesk.PutAt(context, id, row);
        Timeline.Add(context, "taskOpened", $"「{task.Title}」を頼みました。", isPublic: false, Datum.Object(("task", "adhoc"), ("title", task.Title), ("role", task.Role)));
    }

    /// <summary>Work on one; refused when it is not there any more.</summary>
    public static void Work(ActivityContext context)
    {
        var row = TaskDesk.Row(context);
        if (row.IsNull) throw context.Refuse(new Refusal(RefusalCodes.StateConflict, "この仕事はすでに終わっています。"));
        if (TaskDesk.Operate(context, context.Stimulus, [])) return;
        TaskDesk.Close(context, context.Stimulus, "Done", null);
        context.Head = context.Head.With(Head, context.Head[Head].Without(row["id"].AsText()!));
    }

    /// <summary>Takes one back that is no longer needed; false when it is not there.</summary>
    public static bool Drop(ActivityContext context, string id)
    {
        var row = context.Head[Head][id];
        if (row.IsNull) return false;
        context.Emit(new ProjectionSet(Projections.Tasks, id, row.Without("draft").With("status", "cancelled").With("completedAt", Datum.Of(context.Step.Now))));
        context.Head = context.Head.With(Head, context.Head[Head].Without(id));
        Timeline.Add(context, "taskDropped", $"「{row["title"].AsText()}」を取り下げました。", isPublic: false);
        return true;
    }

    /// <summary>What is still open when the case ends is withdrawn.</summary>
    public static void End(ActivityContext context)
    {
        foreach (var (id, row) in context.Head[Head].Members.ToArray())
        {
            if (row["outlives"].AsBoolean()) continue;
            context.Emit(new ProjectionSet(Projections.Tasks, id, row.Without("draft").With("status", "cancelled").With("completedAt", Datum.Of(context.Step.Now))));
            context.Head = context.Head.With(Head, context.Head[Head].Without(id));
        }
    }
}
