using Workflows.Engine.Plans;
using Workflows.Engine.State;
using Workflows.Engine.Turns;

namespace Workflows.Engine.Activities;

/// <summary>
/// What the case layer does around every step, by the same rules as an activity (pure, may ask, may refuse).
/// The context's frame is the case itself: fields and head can be read and written, nothing can be completed.
/// </summary>
public abstract class CasePolicy
{
    /// <summary>Before the stimulus reaches any activity: a start's checks and number, an action's rights and checks, an alteration.</summary>
    /// <returns>Questions as an activity's; <see cref="ActivityContext.Refuse"/> refuses the whole request.</returns>
    public virtual IEnumerable<Question> Before(ActivityContext context) => [];

    /// <summary>Once nothing is runnable any more: the status people see, header, sort rows, facts.</summary>
    /// <param name="heard">Whether the stimulus reached a wait or began something.</param>
    public virtual IEnumerable<Question> After(ActivityContext context, bool heard) => [];

    /// <summary>Values an activity's expressions see by name besides fields and variables (settings …).</summary>
    public virtual bool TryGetName(ActivityContext context, string name, out Data.Datum value) { value = Data.Datum.Null; return false; }
}
