using Workflows.Cases.Activities.Policy;
using Workflows.Cases.Ports;
using Workflows.Engine.Activities;
using Workflows.Engine.Data;
using Workflows.Engine.Turns;

namespace Workflows.Cases.Activities;

/// <summary>Writes a state to its field or to the case's head, with its timeline line and fact, and keeps the case's own status in step.</summary>
internal static class StateWriter
{
    public static void Write(ActivityContext context, string? field, string from, string state)
    {
        context.Journal("State", Datum.Object(("from", from.Length == 0 ? Datum.Null : from), ("to", state)));
        if (field is null)
        {
            SetStatus(context, state);
            return;
        }
        FieldPaths.Write(context, field, state);
        var row = FieldPaths.Row(context, field);
        Fact(context, "state", Datum.Object(("state", state), ("from", from.Length == 0 ? Datum.Null : from), ("line", row?.No is { } no ? no : Datum.Null)));
        if (row is { } line && FieldPaths.Read(context, line.List).Items.Length > 1)
            Timeline.Add(context, "lineState", $"{line.No}件目が「{Label(context, state)}」になりました。", isPublic: true,
                Datum.Object(("from", from), ("to", state), ("line", line.No)));
        if (context.Plan.Policy is ProgramPolicy policy) policy.RefreshStatus(context);
    }

    /// <summary>The case's status, when nothing computes it.</summary>
    public static void SetStatus(ActivityContext context, string state)
    {
        var before = context.Head["status"].AsText();
        if (before == state) return;
        context.Head = context.Head.With("status", state);
        Fact(context, "status", Datum.Object(("state", state), ("from", before)));
        Timeline.Add(context, "state", $"状態が「{Label(context, state)}」になりました。", isPublic: true, Datum.Object(("from", before), ("to", state)));
    }

    private static string Label(ActivityContext context, string state) => context.Package()?.States.Find(state)?.Label.Ja ?? state;

    internal static void Fact(ActivityContext context, string name, Datum data) =>
        context.Emit(new ProjectionSet(Projections.Facts, context.NewId("f"), Datum.Object(
            ("fact", name), ("at", Datum.Of(context.Step.Now)), ("data", data.With("channel", context.Head["channel"]).With("workflow", context.Plan.Root.DefinitionId)))));
}

/// <summary>Lines of the case's timeline.</summary>
internal static class Timeline
{
    public static void Add(ActivityContext context, string kind, string textJa, bool isPublic, Datum? data = null) =>
        context.Emit(new ProjectionSet(Projections.Timeline, context.NewId("l"), Datum.Object(
            ("at", Datum.Of(context.Step.Now)), ("kind", kind), ("actor", context.Stimulus.Actor), ("textJa", textJa), ("public", isPublic), ("data", data ?? Datum.Null))));
}
