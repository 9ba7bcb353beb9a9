using Workflows.Cases.Activities.Reading;
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
    private readonly CaseSummary _summary = new(package);

    public ProgramPackage Package => package;

    public override IEnumerable<Question> Before(ActivityContext context)
    {
        CaseSummary.Remember(context);
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
        RefuseUnheard(context, heard);
        RefreshStatus(context);
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

    private void RefuseUnheard(ActivityContext context, bool heard)
    {
        var stimulus = context.Stimulus;
        if (stimulus.Kind is not (StimulusKinds.Action or StimulusKinds.Task or StimulusKinds.Event or StimulusKinds.Signal) || Heard.IsMarked(context)) return;
        // What failed while taking it up is an incident, and it stays.
        if (context.Incidents.Any(i => i.At == context.Step.Now && i.Severity == "error")) return;
        switch (stimulus.Kind)
        {
            case StimulusKinds.Action: throw context.Refuse(new Refusal(RefusalCodes.StateConflict, package.Text(ProductTexts.StateConflict)));
            case StimulusKinds.Task: throw context.Refuse(new Refusal(RefusalCodes.StateConflict, "この仕事はすでに終わっています。"));
            case StimulusKinds.Event when heard && HasForeignWaits(context): return;
            default: throw context.Refuse(new Refusal(RefusalCodes.Unheard, "これを待っている案件はありません。"));
        }
    }

    /// <summary>Elsa's own event activities do not mark what they take up.</summary>
    private static bool HasForeignWaits(ActivityContext context) =>
        context.Plan.Workflows.Values.Any(w => w.NodesById.Values.Any(n => n.Activity.Descriptor.IsTrigger));
}
