using Mediator;
using Workflows.Cases.Commands;

namespace Workflows.Cases.Queries;

/// <summary>A file that was handed in with a case, for those who may see the field it stands in; the read is logged.</summary>
/// <param name="File">The file's id, as it stands in the field.</param>
public sealed record GetCaseFile(Caller Caller, string Case, string File) : IQuery<Result<DocumentFile>>, ICalled;
