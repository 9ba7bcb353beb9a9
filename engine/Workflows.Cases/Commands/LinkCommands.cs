using Mediator;
using Workflows.Cases.Queries;
using Workflows.Engine.Data;

namespace Workflows.Cases.Commands;

/// <summary>A task as somebody outside sees it by a link: its form and what it shows, nothing else of the case. Each opening is logged.</summary>
/// <param name="Values">Judged with what was typed; null: as it begins.</param>
public sealed record OpenTaskLink(string Tenant, string Token, Datum? Values = null) : IQuery<Result<LinkedTask>>;

/// <summary>Does a task by its link; the link ends with it.</summary>
public sealed record CompleteTaskLink(string Tenant, string CommandId, string Token, string? Outcome, Datum Values) : ICommand<Result<Nothing>>;

/// <param name="Client">Who uploads by this link.</param>
/// <param name="Shown">What the task says is to be shown.</param>
public sealed record LinkedTask(string Client, Packages.Label Program, string Title, DateTimeOffset Until, IReadOnlyList<CaseField> Shown, FormSheet? Sheet, IReadOnlyList<TaskDecision> Decisions);
