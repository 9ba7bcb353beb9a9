using Mediator;
using Workflows.Cases.Queries;

namespace Workflows.Cases.Commands;

/// <summary>Bundles of documents the caller's programmes have to print, the newest first.</summary>
public sealed record ListPrintBundles(Caller Caller) : IQuery<Result<IReadOnlyList<PrintBundle>>>, ICalled;

/// <param name="Count">Documents in it.</param>
/// <param name="Parts">Its files, by the order of issue; one where they fit one file.</param>
public sealed record PrintBundle(string Program, string ProgramTitle, string Name, int Count, DateTimeOffset Newest, IReadOnlyList<PrintPart> Parts);

/// <param name="No">From 1.</param>
/// <param name="PrintedAt">Last time; null: not yet. <paramref name="PrintedCount"/> documents were in it then.</param>
public sealed record PrintPart(int No, int Count, DateTimeOffset? PrintedAt, string? PrintedBy, int PrintedCount);

/// <summary>One PDF of a bundle: a list of what is in it, then the documents as issued. Each is logged as read; void and replaced ones stay out.</summary>
/// <param name="Part">Of a bundle too large for one file: the first, second … file, from 1.</param>
public sealed record PrintTogether(Caller Caller, string CommandId, string Program, string Name, int Part = 1) : ICommand<Result<DocumentFile>>, IChange;
