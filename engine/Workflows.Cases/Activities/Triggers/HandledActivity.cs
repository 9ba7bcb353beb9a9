using Workflows.Engine.Activities;
using Workflows.Engine.State;
using Workflows.Engine.Turns;

namespace Workflows.Cases.Activities.Triggers;

/// <summary>The properties of an activity that takes <c>handlers</c>.</summary>
internal interface IHandled
{
    Handlers Handlers { get; }
}

/// <summary>An activity that answers what its <c>handlers</c> listen for while it lasts. It arms them and passes on what resumes them.</summary>
internal abstract class HandledActivity<TSpec> : CaseActivity<TSpec> where TSpec : class, IHandled
{
    public override bool Holds(ActivityContext context, Bookmark bookmark) => Spec(context).Handlers.Holds(context, bookmark);

    public override IEnumerable<Question> ChildEnded(ActivityContext context, ChildEnd child)
    {
        Handlers.ChildEnded(context, child);
        return [];
    }
}
