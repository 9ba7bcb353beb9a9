using Workflows.Cases.Commands;
using Workflows.Cases.Drafts.Editing;
using Workflows.Cases.Ports;
using Workflows.Engine.Data;

namespace Workflows.Cases.Drafts;

/// <summary>Drafts as their readers see them.</summary>
internal static class DraftViews
{
    public static PackageDraftSummary Summary(PackageDraft d, IReadOnlyList<Presence> people) =>
        new(d.Id, d.Program, d.Title, d.State, d.Revision, d.BaseVersion, new(d.CreatedBy, d.CreatedByName), d.CreatedAt, d.ChangedBy, d.ChangedAt, [.. people.Select(Of)]);

    public static PresenceView Of(Presence p) => new(p.Client, new(p.UserId, p.UserName), p.Color, p.Document is null ? null : new(p.Document, p.Path), p.Since);

    public static CommentView Of(DraftComment c) =>
        new(c.Id, c.Document, c.Path, c.Element, c.Deleted ? "" : c.Text, new(c.By, c.ByName), c.At, c.ChangedAt, c.Resolved, c.ResolvedBy, c.ReplyTo, c.Deleted);

    public static RequestView Of(DraftRequest r) => new(r.Revision, r.Client, r.Id, new(r.UserId, r.UserName), r.At, DraftOperation.ListOf(r.Operations));

    public static ConflictView Of(EditConflict c) =>
        new(c.Index, c.Document, Shown(c.Path), c.Yours ?? Datum.Null, c.Theirs ?? Datum.Null, c.Before ?? Datum.Null, new(c.By.UserId, c.By.UserName), c.By.At, c.By.Revision);

    /// <summary>An address as one can send it: what only tells changes apart is left off.</summary>
    private static string Shown(string address) => address.IndexOf("/~", StringComparison.Ordinal) is var at and >= 0 ? address[..at] : address;
}
