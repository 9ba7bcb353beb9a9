using Workflows.Cases.Activities.Reading;
using Workflows.Cases.Activities.Time;
using Workflows.Cases.Expressions;
using Workflows.Engine.Activities;

namespace Workflows.Cases.Activities.Triggers;

/// <summary>A place of a legal clock that a trigger waits for: its breach, or one of its warnings.</summary>
/// <param name="As">The clock's name where it has one of its own.</param>
/// <param name="Warning">A warning's id; null: the breach.</param>
internal sealed record DeadlineMark(string Deadline, TextTemplate? As, string? Warning)
{
    public bool IsPassed(ActivityContext context)
    {
        var row = Clocks.Row(context, As is null ? context.Package()?.Deadlines.Find(Deadline)?.Id ?? Deadline : context.Render(As));
        return Warning is null ? row["overdue"].AsBoolean() : row["warned"].Items.Any(w => w.AsText() == Warning);
    }
}
