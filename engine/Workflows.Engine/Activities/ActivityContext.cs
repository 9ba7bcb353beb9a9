using Workflows.Engine.Data;
using Workflows.Engine.Expressions;
using Workflows.Engine.Plans;
using Workflows.Engine.State;
using Workflows.Engine.Turns;

namespace Workflows.Engine.Activities;

/// <summary>
/// An activity's hands while it runs: everything it may read and change. All changes stay in the step's working copy
/// until the step commits.
/// </summary>
public abstract class ActivityContext
{
    // What it reads.
    public abstract Plan Plan { get; }
    public abstract WorkflowPlan Workflow { get; }
    public abstract PlanNode Node { get; }
    public abstract StepContext Step { get; }
    /// <summary>The stimulus this step serves.</summary>
    public abstract Stimulus Stimulus { get; }
    public abstract int FrameId { get; }
    public abstract string ScopePath { get; }
    /// <summary>Whether the stimulus began this instance at this very activity, so that it runs through instead of waiting.</summary>
    public bool IsTrigger => Stimulus.Kind == StimulusKinds.Start && Instance.Properties["trigger"].AsText() == Node.Id;
    /// <summary>The plan's artefacts as the case layer's own type.</summary>
    public T Artefacts<T>() where T : class => (T)(Plan.Artefacts ?? throw new InvalidOperationException("The plan carries no artefacts."));

    // Inputs and expressions.
    /// <summary>The value of a wrapped or plain input; its descriptor's default when absent.</summary>
    public abstract Datum Input(string name);
    public abstract bool HasInput(string name);
    public abstract Datum Evaluate(IPreparedExpression expression, Datum? extra = null);
    /// <summary>The scope expressions see here; <paramref name="extra"/> are further names (look-ups, loop values).</summary>
    public abstract IExpressionScope Scope(Datum? extra = null);
    /// <summary>Sets an output: of the activity, and of the variable or workflow output it is bound to.</summary>
    public abstract void SetOutput(string name, Datum value);
    public abstract void SetWorkflowOutput(string name, Datum value);

    // State.
    /// <summary>The frame's private data.</summary>
    public abstract Datum Data { get; set; }
    /// <summary>The frame's private data in the activity's own immutable form, written as <see cref="Data"/> when the case is stored; null until set since then.</summary>
    public abstract LiveData? Live { get; set; }
    public abstract Datum Fields { get; set; }
    public abstract Datum Head { get; set; }
    /// <summary>What activities and policy tell each other within this step (an object); empty at its start, never stored.</summary>
    public abstract Datum StepNotes { get; set; }
    public abstract InstanceState Instance { get; }
    /// <summary>All workflow instances of the case, ended ones too.</summary>
    public abstract IReadOnlyList<InstanceState> Instances { get; }
    public abstract void ChangeInstance(Func<InstanceState, InstanceState> change);
    public abstract bool TryGetVariable(string nameOrId, out Datum value);
    public abstract bool TrySetVariable(string nameOrId, Datum value);
    /// <summary>Makes a variable in the nearest container around this activity.</summary>
    public abstract void DeclareVariable(string name, Datum value);
    public abstract IReadOnlyList<Incident> Incidents { get; }
    /// <summary>An instance of this case by number.</summary>
    public abstract InstanceState InstanceNo(int no);

    // Questions.
    /// <summary>The reply to a question this call has yielded.</summary>
    public abstract Reply Reply(Question question);

    // Control.
    /// <summary>For the policy's last word on <see cref="Step.Heard"/>: a wait was met but its guard did not hold (false), or the policy itself took the stimulus up (true).</summary>
    public abstract void CountAsHeard(bool heard);
    /// <summary>Ends this activity with its outcomes (Done when none).</summary>
    public abstract void Complete(params string[] outcomes);
    public abstract bool IsCompleted { get; }
    /// <summary>Schedules a child. It runs after this call, newest first unless <paramref name="last"/>.</summary>
    /// <param name="tag">Comes back in <see cref="ChildEnd.Tag"/>.</param>
    /// <param name="iteration">Number in the scope path when the child runs once an item; null otherwise.</param>
    /// <param name="variables">Variables the child's frame declares.</param>
    /// <param name="last">Behind everything already scheduled.</param>
    public abstract int Schedule(PlanNode child, Datum? tag = null, int? iteration = null, Datum? variables = null, bool last = false);
    /// <summary>Cancels children alive whose tag matches; all when null.</summary>
    public abstract void CancelChildren(Func<Frame, bool>? which = null);
    public abstract IEnumerable<Frame> ChildFrames { get; }
    /// <summary>Whether a child frame has been scheduled and has not begun.</summary>
    public abstract bool IsScheduled(int frame);
    /// <summary>Whether any child is alive: a count, not a search.</summary>
    public abstract bool HasChildren { get; }
    /// <summary>Ends the nearest container that can complete early (Elsa's Complete, Break), cancelling what runs in it.</summary>
    public abstract void CompleteAncestor(PlanNode ancestor, params string[] outcomes);
    /// <summary>Tells the containers around this activity that their loop is being left, up to the nearest loop (Elsa's break signal).</summary>
    public abstract void SignalBreak();
    /// <summary>Ends the whole instance: cancels everything, sets the status.</summary>
    public abstract void FinishInstance(string subStatus = InstanceSubStatus.Finished);
    /// <summary>Begins a further instance in this case.</summary>
    /// <param name="wait">This activity is told by <see cref="Activity.ChildEnded"/> with <c>Frame = -number</c> when it ends.</param>
    /// <param name="background">It runs after what is under way.</param>
    /// <param name="claims">Keys held while it runs.</param>
    public abstract int StartInstance(WorkflowPlan workflow, Datum input, string? correlationId, bool wait, bool background, IReadOnlyList<ClaimKey> claims);
    /// <summary>Once an instance begun inline has run to its end or its first wait, <see cref="Activity.ChildEnded"/> is told with <c>Frame = 0</c>.</summary>
    public abstract void ContinueAfterChild();
    /// <summary>Fails this activity: an incident, all it wrote in this call undone.</summary>
    public abstract Exception Fault(string code, string message, Datum? detail = null);
    /// <summary>Refuses the request that caused this step: everything rolls back.</summary>
    public abstract Exception Refuse(Refusal refusal);
    /// <summary>Adds an incident without stopping this activity.</summary>
    public abstract void Warn(string code, string message, Datum? detail = null);

    // Waits and effects.
    public abstract Bookmark SetBookmark(string kind, string name, string? key = null, Datum? data = null);
    public abstract Bookmark SetTimer(DateTimeOffset due, string name, Datum? data = null);
    public abstract void ClearBookmark(string bookmarkId);
    public abstract IReadOnlyList<Bookmark> Bookmarks { get; }
    /// <summary>All timers of the case's activities stand still until <see cref="ThawTimers"/>.</summary>
    public abstract void FreezeTimers();
    /// <summary>They run on, each later by so much.</summary>
    public abstract void ThawTimers(TimeSpan by);
    public abstract void Emit(Effect effect);
    /// <summary>Adds an outbox message that answers to a bookmark of this activity.</summary>
    public abstract void Send(string key, string kind, string target, Datum body, string? replyTo, Datum policy);
    public abstract void Journal(string name, Datum? data = null);
    public abstract void WriteHttp(HttpReply reply);
    /// <summary>An id derived from the step's seed; the same on replay.</summary>
    public abstract string NewId(string prefix);
}
