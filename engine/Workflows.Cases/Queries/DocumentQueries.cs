using Mediator;
using Workflows.Cases.Commands;
using Workflows.Engine.Data;

namespace Workflows.Cases.Queries;

/// <summary>A document's file, for those who may see it; the read is logged.</summary>
public sealed record GetDocument(Caller Caller, string Case, string Document) : IQuery<Result<DocumentFile>>, ICalled;

/// <summary>All documents of a case the caller may open, in a zip with a list of them (目録.csv); each read is logged.</summary>
public sealed record GetDocuments(Caller Caller, string Case) : IQuery<Result<DocumentFile>>, ICalled;

/// <summary>Whether a document of that verification code was issued and still holds. Asked by anybody; tells nothing about a person.</summary>
public sealed record VerifyDocument(string Tenant, string Code) : IQuery<Result<VerifiedDocument>>;

/// <param name="State">printing, issued, void, replaced.</param>
/// <param name="HasFile">Whether its file is there to be opened.</param>
public sealed record DocumentView(string Id, string Document, string Title, string? Number, DateTimeOffset IssuedAt, string State, string? Reason, string? Verification, bool Masked, long Reissue, string? Batch, string? Sha256, bool HasFile);

public sealed record DocumentFile(string Name, string ContentType, byte[] Bytes, string Sha256)
{
    /// <summary>The refusal when the kept file is not what was issued.</summary>
    public const string ChangedCode = "DOCUMENT_CHANGED";
}

/// <param name="State">issued, void, replaced.</param>
public sealed record VerifiedDocument(string Title, string? Number, DateTimeOffset? IssuedAt, string State, string Sha256);
