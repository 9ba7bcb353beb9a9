using Workflows.Engine.Activities;

namespace Workflows.Cases.Activities.Triggers;

/// <summary>Marks that the step's stimulus was really taken up (its guard held), for the policy that refuses what nobody takes up.</summary>
internal static class Heard
{
    private const string Note = "heard";

    public static void Mark(ActivityContext context) => context.StepNotes = context.StepNotes.With(Note, true);

    public static bool IsMarked(ActivityContext context) => context.StepNotes[Note].AsBoolean();
}
