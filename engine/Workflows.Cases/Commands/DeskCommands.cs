using Mediator;
using Workflows.Engine.Data;

namespace Workflows.Cases.Commands;

/// <summary>Says that one has seen a task; apart from doing it.</summary>
public sealed record AcknowledgeTask(Caller Caller, string CommandId, string Task) : ICommand<Result<Receipt>>, IChange;

/// <summary>A note of staff at a case, or with <paramref name="With"/> a phone memo.</summary>
/// <param name="With">Whom one spoke with.</param>
/// <param name="Mentions">User ids it is meant for.</param>
public sealed record WriteNote(Caller Caller, string CommandId, string Case, string Text, string? With = null, string? Phone = null, IReadOnlyList<string>? Mentions = null) : ICommand<Result<Receipt>>, IChange;

/// <summary>A message between the applicant and the staff of a case, from either side.</summary>
public sealed record SendMessage(Caller Caller, string CommandId, string Case, string Text) : ICommand<Result<Receipt>>, IChange;

/// <summary>Asks a colleague for something at a case, beside its flow.</summary>
/// <param name="Due">YYYY-MM-DD.</param>
public sealed record AddTask(Caller Caller, string CommandId, string Case, string Title, string Role, string? Assignee = null, string? Due = null, string? Text = null) : ICommand<Result<Receipt>>, IChange;

/// <summary>Takes back a task one asked for.</summary>
public sealed record DropTask(Caller Caller, string CommandId, string Task) : ICommand<Result<Receipt>>, IChange;

/// <summary>The same operation on many tasks. Each is its own step: what cannot be done is left out and named.</summary>
/// <param name="Operation">claim, unclaim, assign, complete.</param>
/// <param name="DryRun">Only says what would be done.</param>
public sealed record WorkInBulk(Caller Caller, string CommandId, IReadOnlyList<string> Tasks, string Operation, string? Outcome, string? Comment, string? Assignee, bool DryRun) : ICommand<Result<BulkResult>>, IChange;

/// <param name="Done">How many were, or in a dry run would be, done.</param>
public sealed record BulkResult(int Done, bool DryRun, IReadOnlyList<BulkItem> Items);

/// <param name="Reason">Why it is left out; null when it is done.</param>
public sealed record BulkItem(string Task, string Title, string CaseNumber, string? Reason);
