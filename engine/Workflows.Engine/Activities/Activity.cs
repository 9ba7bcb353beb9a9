using Workflows.Engine.Data;
using Workflows.Engine.State;
using Workflows.Engine.Turns;

namespace Workflows.Engine.Activities;

/// <summary>
/// What an activity type does. One object serves all cases and must keep nothing between calls.
/// Each method is an iterator: <c>yield return</c> a question to have it answered inside the step, then read
/// <see cref="ActivityContext.Reply"/>. An exception undoes everything the call wrote and becomes an incident.
/// </summary>
public abstract class Activity
{
    public abstract ActivityDescriptor Descriptor { get; }

    /// <summary>The activity starts. It completes by <see cref="ActivityContext.Complete"/>, waits by setting a bookmark, or schedules children.</summary>
    public abstract IEnumerable<Question> Execute(ActivityContext context);

    /// <summary>A stimulus met one of its bookmarks. The bookmark is already cleared unless it was set with <c>keep</c>.</summary>
    public virtual IEnumerable<Question> Resume(ActivityContext context, Bookmark bookmark, Stimulus stimulus)
    {
        context.Complete();
        return [];
    }

    /// <summary>A child this activity scheduled has ended (completed, or was cancelled when <see cref="ChildEnd.Cancelled"/>).</summary>
    public virtual IEnumerable<Question> ChildEnded(ActivityContext context, ChildEnd child) => [];

    /// <summary>Whether a bookmark of kind <c>condition</c> holds now; asked once nothing is runnable. True resumes it.</summary>
    public virtual bool Holds(ActivityContext context, Bookmark bookmark) => false;

    /// <summary>Prepares what the type reads from its definition once (connections, triggers, conditions); kept in <see cref="Plans.PlanNode.Prepared"/>.</summary>
    public virtual object? Prepare(Plans.PlanNode node, Plans.PlanBuilder builder) => null;

    /// <summary>It is being cancelled; its bookmarks, timers and children are cleared by the engine.</summary>
    public virtual void Cancelled(ActivityContext context) { }

    /// <summary>The case moved to another plan and the frame stands at its new node: names of activities in its data are changed.</summary>
    public virtual void Moved(ActivityContext context, Moving moving) { }

    /// <summary>What this container remembers of a child that has moved; null when the case cannot be moved at this moment.</summary>
    public virtual Datum? MovedTag(Plans.PlanNode container, Plans.PlanNode child, Datum tag) => tag;
}

/// <summary>How names of activities change while a case moves.</summary>
/// <param name="Workflow">Definition id of the workflow the frame belongs to.</param>
public sealed record Moving(Migration.MoveMap Map, string Workflow)
{
    /// <summary>The new local id of a child of <paramref name="container"/> (a node of the new plan) by its old local id; null when it is gone.</summary>
    public string? Child(Plans.PlanNode container, string oldLocal)
    {
        // Taken back: the names are those of this plan already.
        if (Map.Entries.Count == 0) return oldLocal;
        foreach (var entry in Map.Entries)
            if (entry.Workflow == Workflow && entry.FromLocal == oldLocal && entry.To is { } to)
                foreach (var (_, node) in container.Children) if (node.Id == to) return node.LocalId;
        return null;
    }
}

/// <summary>An activity that asks nothing.</summary>
public abstract class PlainActivity : Activity
{
    protected abstract void Run(ActivityContext context);

    public sealed override IEnumerable<Question> Execute(ActivityContext context) { Run(context); return []; }
}

/// <param name="NodeId">The child's activity id.</param>
/// <param name="Tag">What <see cref="ActivityContext.Schedule"/> was given.</param>
/// <param name="Outcomes">The child's outcomes; empty when cancelled.</param>
public readonly record struct ChildEnd(string NodeId, int Frame, Data.Datum Tag, IReadOnlyList<string> Outcomes, bool Cancelled);
