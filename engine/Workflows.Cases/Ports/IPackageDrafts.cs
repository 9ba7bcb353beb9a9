using Workflows.Cases.Drafts.Documents;
using Workflows.Cases.Drafts.Editing;

namespace Workflows.Cases.Ports;

/// <summary>Drafts of packages: a content now and then, and every request applied since.</summary>
public interface IPackageDrafts
{
    ValueTask Create(PackageDraft draft, CancellationToken ct);
    ValueTask<PackageDraft?> Find(string tenant, string id, CancellationToken ct);
    /// <summary>Without their contents; the last changed first.</summary>
    ValueTask<IReadOnlyList<PackageDraft>> List(string tenant, string? program, CancellationToken ct);
    ValueTask Delete(string tenant, string id, CancellationToken ct);

    /// <summary>Keeps a request as the draft's next revision.</summary>
    /// <param name="snapshot">The content after it, to be kept as the base; null most times.</param>
    /// <returns>False when the draft is at another revision, no longer open, or gone: nothing was kept.</returns>
    ValueTask<bool> Append(string tenant, string id, DraftRequest request, string title, DraftContent? snapshot, CancellationToken ct);

    /// <summary>Requests after a revision, in order.</summary>
    ValueTask<IReadOnlyList<DraftRequest>> Requests(string tenant, string id, long after, CancellationToken ct);
    /// <summary>A request by the window's own id of it.</summary>
    ValueTask<DraftRequest?> FindRequest(string tenant, string id, string client, string requestId, CancellationToken ct);
    /// <summary>Ids of all who ever changed it.</summary>
    ValueTask<IReadOnlyList<string>> Editors(string tenant, string id, CancellationToken ct);

    /// <summary>Null when the draft is gone.</summary>
    ValueTask<string?> StateOf(string tenant, string id, CancellationToken ct);

    /// <returns>False when it was not in the state expected.</returns>
    ValueTask<bool> SetState(string tenant, string id, string expected, string state, CancellationToken ct);

    ValueTask SaveComment(string tenant, string id, DraftComment comment, CancellationToken ct);
    ValueTask<IReadOnlyList<DraftComment>> Comments(string tenant, string id, CancellationToken ct);
}

/// <param name="Content">As of <paramref name="ContentRevision"/>; empty in lists.</param>
/// <param name="State">open, review, published.</param>
public sealed record PackageDraft(
    string Id, string Tenant, string Program, string Title, string State, long Revision, int? BaseVersion, string CreatedBy, string CreatedByName, DateTimeOffset CreatedAt,
    string ChangedBy, DateTimeOffset ChangedAt, DraftContent Content, long ContentRevision)
{
    public const string Open = "open";
    public const string Review = "review";
    public const string Published = "published";
}

/// <param name="Element">Id of the element it is about.</param>
public sealed record DraftComment(
    string Id, string Document, string Path, string? Element, string Text, string By, string ByName, DateTimeOffset At, DateTimeOffset ChangedAt, bool Resolved, string? ResolvedBy, string? ReplyTo, bool Deleted);

/// <summary>Versions of packages a municipality made. Content and number are never changed once there.</summary>
public interface IPackageVersions
{
    /// <summary>Keeps a content under the programme's next number.</summary>
    /// <param name="atLeast">The least number it may get.</param>
    /// <param name="make">Gives the version for its number.</param>
    ValueTask<PackageVersion> Add(string tenant, string program, int atLeast, Func<int, PackageVersion> make, CancellationToken ct);
    ValueTask<PackageVersion?> Find(string tenant, string program, int version, CancellationToken ct);
    /// <summary>Without contents; the newest first.</summary>
    ValueTask<IReadOnlyList<PackageVersion>> List(string tenant, string? program, CancellationToken ct);
    /// <summary>With contents: of all municipalities, or changed since a stamp.</summary>
    ValueTask<IReadOnlyList<PackageVersion>> Published(CancellationToken ct);
    /// <summary>Changes with every change of a version's state.</summary>
    ValueTask<long> Stamp(CancellationToken ct);

    /// <returns>False when it was not in the state expected.</returns>
    ValueTask<bool> Change(string tenant, string program, int version, string expected, Func<PackageVersion, PackageVersion> change, CancellationToken ct);
}

/// <param name="State">review, approved (published from its date on), returned, retired.</param>
/// <param name="EffectiveOn">施行日.</param>
/// <param name="Editors">Ids of all who made a change in it: none of them may approve it.</param>
public sealed record PackageVersion(
    string Tenant, string Program, int Version, string State, DateOnly EffectiveOn, string Digest, DraftContent Content, string DraftId, string Note, IReadOnlyList<string> Editors,
    string SubmittedBy, string SubmittedByName, DateTimeOffset SubmittedAt, string? ApprovedBy = null, string? ApprovedByName = null, DateTimeOffset? ApprovedAt = null, DateTimeOffset? RetiredAt = null)
{
    public const string Review = "review";
    public const string Approved = "approved";
    public const string Returned = "returned";
    public const string Retired = "retired";
}
