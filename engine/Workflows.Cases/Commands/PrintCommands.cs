using Mediator;
using Workflows.Cases.Queries;

namespace Workflows.Cases.Commands;

/// <summary>Bundles of documents the caller's programmes have to print, the newest first.</summary>
public sealed record ListPrintBundles(Caller Caller) : IQuery<Result<IReadOnlyList<PrintBundle>>>, ICalled;

/// <param name="Count">Documents in it.</param>
/// <param name="PrintedAt">Last time; null: not yet. <paramref name="PrintedCount"/> documents were in it then.</param>
public sealed record PrintBundle(string Program, string ProgramTitle, string Name, int Count, DateTimeOffset Newest, DateTimeOffset? PrintedAt, string? PrintedBy, int PrintedCount);

/// <summary>One PDF of a bundle: a list of what is in it, then the documents as issued. Each is logged as read; void and replaced ones stay out.</summary>
public sealed record PrintTogether(Caller Caller, string CommandId, string Program, string Name) : ICommand<Result<DocumentFile>>, IChange;
