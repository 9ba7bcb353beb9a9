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

/// <summary>The parts of a case that a grant lets the holder of its link see. Each opening is logged and counts as a use.</summary>
public sealed record OpenGrantLink(string Tenant, string Token) : IQuery<Result<LinkedCase>>;

/// <summary>A document of those the grant names.</summary>
public sealed record OpenLinkedDocument(string Tenant, string Token, string Document) : IQuery<Result<DocumentFile>>;

/// <summary>A file of what the link shows: of the fields a task shows, or of those the grant names.</summary>
public sealed record OpenLinkedFile(string Tenant, string Token, string File) : IQuery<Result<DocumentFile>>;

/// <param name="Purpose">What it was granted for.</param>
/// <param name="Until">The first moment the link no longer works, at the latest.</param>
public sealed record LinkedCase(string? Purpose, DateTimeOffset Until, CaseView View);
