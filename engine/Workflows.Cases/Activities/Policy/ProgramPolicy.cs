using Workflows.Cases.Activities.Desk;
using Workflows.Cases.Activities.Reading;
using Workflows.Cases.Activities.Time;
using Workflows.Cases.Activities.Triggers;
using Workflows.Cases.Packages;
using Workflows.Cases.Ports;
using Workflows.Engine.Activities;
using Workflows.Engine.Data;
using Workflows.Engine.Expressions;
using Workflows.Engine.State;
using Workflows.Engine.Turns;

namespace Workflows.Cases.Activities.Policy;

/// <summary>
/// What a package does around every step of its cases: before, the rules of starts, actions and alterations; after, the state people see,
/// the header, sort rows, and the refusal of what nobody took up. Keeps nothing between calls.
/// </summary>
public sealed class ProgramPolicy(ProgramPackage package) : CasePolicy
{
    private readonly StartRules _starts = new(package);
    private readonly ActionRules _actions = new(package);
    private readonly AlterRules _alterations = new(package);
    private readonly DeskRules _desk = new(package);
    private readonly CaseSummary _summary = new(package);

    public ProgramPackage Package => package;

    public override IEnumerable<Question> Before(ActivityContext context)
    {
        CaseSummary.Remember(context);
        if (Held.Meets(context, package)) return [];
        if (Clocks.IsClock(context.Stimulus))
        {
            Clocks.Strike(context);
            Heard.Mark(context);
        }
        if (AdHoc.Is(context.Stimulus))
        {
            AdHoc.Work(context);
            Heard.Mark(context);
        }
        if (context.Stimulus.Kind == StimulusKinds.Desk) _desk.Run(context);
        return context.Stimulus.Kind switch
        {
            StimulusKinds.Start => FormGate.Guarded(context, _starts.Run(context)),
            StimulusKinds.Action => FormGate.Guarded(context, _actions.Run(context)),
            StimulusKinds.Alter => FormGate.Guarded(context, _alterations.Run(context)),
            _ => [],
        };
    }

    public override IEnumerable<Question> After(ActivityContext context, bool heard)
    {
        var over = CaseSummary.IsOver(context);
        var takenUp = TakenUp(context, heard) || (context.Stimulus.Kind is StimulusKinds.Event or StimulusKinds.Signal && Mailbox.Receive(context, package, over));
        context.CountAsHeard(takenUp);
        if (!takenUp) return [];
        RefreshStatus(context);
        if (!context.Head[Clocks.Head].IsNull) Clocks.Settle(context, CaseSummary.FieldsBefore(context), over);
        if (package.Events.Count > 0) Mailbox.Address(context, package, over);
        if (over && !context.Head[AdHoc.Head].IsNull) AdHoc.End(context);
        _summary.Write(context);
        return [];
    }

    /// <summary>Loop values of <c>Case.ForEach</c>: the row as it is now.</summary>
    public override bool TryGetName(ActivityContext context, string name, out Datum value) => FieldPaths.TryReadLoop(context, name, out value);

    /// <summary>Computes the case's state where the package says how; called after every change of a state and at the end of each step.</summary>
    internal void RefreshStatus(ActivityContext context)
    {
        if (package.Status is not { } status) return;
        string? state;
        try { state = context.Eval(status).AsText(); }
        catch (ExpressionException error)
        {
            // A wrong formula must not stop the case; the last known state stays and the finding is shown.
            context.Emit(new ProjectionSet("incidents", "status", Datum.Object(("activityId", ""), ("scopePath", ""), ("activityType", "status"),
                ("code", "STATUS_FAILED"), ("message", error.Message), ("at", Datum.Of(context.Step.Now)), ("open", true), ("severity", "warning"))));
            return;
        }
        if (state is { Length: > 0 }) StateWriter.SetStatus(context, package.States.Find(state)?.Id ?? state);
    }

    /// <summary>Whether something took the stimulus up. An action or task nobody takes up is refused; an event or signal is no error.</summary>
    private bool TakenUp(ActivityContext context, bool heard)
    {
        var stimulus = context.Stimulus;
        if (stimulus.Kind is StimulusKinds.Timer or StimulusKinds.Desk || Held.Is(context)) return heard || Heard.IsMarked(context);
        if (stimulus.Kind is not (StimulusKinds.Action or StimulusKinds.Task or StimulusKinds.Event or StimulusKinds.Signal)) return heard;
        // What failed while taking it up is an incident, and it stays.
        if (Heard.IsMarked(context) || context.Incidents.Any(i => i.At == context.Step.Now && i.Severity == "error")) return true;
        return stimulus.Kind switch
        {
            StimulusKinds.Action => throw context.Refuse(new Refusal(RefusalCodes.StateConflict, package.Text(ProductTexts.StateConflict))),
            StimulusKinds.Task => throw context.Refuse(new Refusal(RefusalCodes.StateConflict, "この仕事はすでに終わっています。")),
            StimulusKinds.Event => heard && HasForeignWaits(context),
            _ => false,
        };
    }

    /// <summary>Elsa's own event activities do not mark what they take up.</summary>
    private static bool HasForeignWaits(ActivityContext context) =>
        context.Plan.Workflows.Values.Any(w => w.NodesById.Values.Any(n => n.Activity.Descriptor.IsTrigger));
}
