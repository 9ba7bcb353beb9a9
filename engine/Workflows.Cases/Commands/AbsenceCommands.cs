using Mediator;

namespace Workflows.Cases.Commands;

/// <summary>Days somebody is away.</summary>
/// <param name="From">First and last day, both away.</param>
/// <param name="Substitute">Who gets what is or comes to the person's desk meanwhile; null: it stays there.</param>
public sealed record Absence(DateOnly From, DateOnly To, string? Substitute, string? Reason);

/// <param name="Left">Titles of tasks the substitute could not be given, with the reason.</param>
public sealed record AbsencesView(IReadOnlyList<Absence> Absences, IReadOnlyList<string> Left);

/// <summary>One's own absences.</summary>
public sealed record GetAbsences(Caller Caller) : IQuery<Result<AbsencesView>>, ICalled;

/// <summary>One's own absences in place of those before. One that has begun hands the person's tasks over at once.</summary>
public sealed record SaveAbsences(Caller Caller, string CommandId, IReadOnlyList<Absence> Absences) : ICommand<Result<AbsencesView>>, IChange;
