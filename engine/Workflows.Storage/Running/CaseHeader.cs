using Workflows.Engine.Data;
using Workflows.Engine.Plans;
using Workflows.Engine.State;
using Workflows.Engine.Turns;

namespace Workflows.Storage.Running;

/// <summary>The columns of a case's row, read from its state after a step.</summary>
internal sealed record CaseHeader(
    Datum Head, string? Number, int ProgramVersion, string Workflow, string Status, string Lifecycle, string? Applicant, bool Faulted, string? Title)
{
    public const string Ended = "ended";

    public bool IsEnded => Lifecycle == Ended;
    public ListedColumns Listed => new(Number, Status, Applicant, Faulted);

    /// <summary>Every instance has finished.</summary>
    public static bool IsOver(CaseState state) => state.Instances.Count > 0 && state.Instances.All(i => i.Status == InstanceStatus.Finished);

    /// <param name="before">The row's head before the step; null for a new case.</param>
    public static CaseHeader Of(Step step, Datum? before, Plan plan, string workflow, string? applicant)
    {
        var state = step.State;
        Datum? header = null;
        foreach (var effect in step.Effects)
            if (effect is ProjectionSet { Table: Cases.Ports.Projections.Header, Row: { } row }) header = row;
        // Without a new header row what the last one said stays, under what the state says now.
        var head = header is not null ? state.Head.Merge(header) : (before ?? Datum.EmptyObject).Merge(state.Head);
        var over = IsOver(state);
        return new CaseHeader(
            head,
            head["number"].AsText(),
            (int)(head["programVersion"].AsLong() ?? plan.Root.Version),
            head["workflow"].AsText() ?? workflow,
            head["status"].AsText() ?? (state.Instances.Count > 0 ? state.Instances[0].SubStatus : ""),
            over ? Ended : head["lifecycle"].AsText() ?? "active",
            head["applicant"].AsText() ?? applicant,
            // Whoever cancelled a case has dealt with what went wrong in it.
            state.Incidents.Any(i => i.Severity == "error") && !(over && state.Instances.All(i => i.SubStatus == "Cancelled")),
            head["title"].AsText());
    }
}
