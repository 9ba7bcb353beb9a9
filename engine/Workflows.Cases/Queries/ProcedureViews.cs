using Workflows.Cases.Packages;

namespace Workflows.Cases.Queries;

/// <summary>A procedure a person can start in a municipality, as the portal lists it.</summary>
/// <param name="Start">The start's id within the programme.</param>
/// <param name="Open">Whether the caller's roles may start it.</param>
public sealed record ProcedureSummary(string Program, string Start, Label Title, Label Summary, IReadOnlyList<string> LifeEvents, IReadOnlyList<string> Keywords, string? Fee, string? Duration, string? Decider, bool Open)
{
    /// <summary>The first day without new applications, where an end is decided.</summary>
    public DateOnly? ClosesOn { get; init; }
    /// <summary>That day has come.</summary>
    public bool Closed { get; init; }
}

/// <param name="Needs">What to have at hand.</param>
/// <param name="By">Labels of the roles that may start it.</param>
/// <param name="Form">The empty form as the caller would see it.</param>
public sealed record ProcedureView(ProcedureSummary Procedure, int Version, IReadOnlyList<string> Needs, IReadOnlyList<string> LegalBasis, IReadOnlyList<Label> By, FormSheet Form);

/// <param name="Label">The municipality's title for its programme, or the programme's own.</param>
public sealed record ProgramSummary(string Program, Label Label, int Version);

/// <summary>What was typed so far. It is the caller's own, encrypted at rest, and deleted at <paramref name="Until"/>.</summary>
public sealed record DraftView(string Id, string Program, string Start, string Title, DateTimeOffset SavedAt, DateTimeOffset Until, Engine.Data.Datum Values)
{
    /// <summary>Transient values that were found wrong and are not in the draft.</summary>
    public IReadOnlyList<Engine.Turns.FieldError> Errors { get; init; } = [];
}
