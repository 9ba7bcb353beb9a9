using Mediator;
using Workflows.Engine.Data;

namespace Workflows.Cases.Commands;

/// <summary>Takes an open task for oneself. Four-eyes rules are checked here and again at completion.</summary>
public sealed record ClaimTask(Caller Caller, string CommandId, string Task) : ICommand<Result<Receipt>>, IChange;

/// <summary>Gives a claimed task back to its queue.</summary>
public sealed record UnclaimTask(Caller Caller, string CommandId, string Task) : ICommand<Result<Receipt>>, IChange;

/// <summary>Gives a task to a colleague holding its role.</summary>
public sealed record AssignTask(Caller Caller, string CommandId, string Task, string Assignee) : ICommand<Result<Receipt>>, IChange;

/// <summary>Keeps a task's half-filled form; nobody but its assignee sees it.</summary>
public sealed record SaveTaskDraft(Caller Caller, string CommandId, string Task, Datum Values) : ICommand<Result<Nothing>>, IChange;

/// <summary>Completes a task. A task nobody has is taken first.</summary>
/// <param name="Outcome">Decision key or label; null for a task without decisions.</param>
/// <param name="Comment">Shown in the timeline to staff.</param>
/// <param name="Checked">Ids of the checklist's items that were checked.</param>
/// <param name="Parts">Of an approval: the parts approved; null approves all.</param>
public sealed record CompleteTask(Caller Caller, string CommandId, string Task, string? Outcome, Datum Values, string? Comment = null, IReadOnlyList<string>? Checked = null, IReadOnlyList<string>? Parts = null) : ICommand<Result<Receipt>>, IChange;

/// <summary>The applicant answers a correction: only the opened fields may be given.</summary>
public sealed record AnswerCorrection(Caller Caller, string CommandId, string Task, Datum Values) : ICommand<Result<Receipt>>, IChange;
