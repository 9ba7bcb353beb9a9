using Microsoft.EntityFrameworkCore;
using Workflows.Cases.Drafts.Documents;
using Workflows.Cases.Drafts.Editing;
using Workflows.Cases.Ports;
using Workflows.Engine.Data;
using Workflows.Storage.Model;

namespace Workflows.Storage.Sql;

/// <summary>Drafts of packages. All that changes goes through the writer's queue; the revision is the fence.</summary>
internal sealed class SqlPackageDrafts(ISqlWriter writer, SqlContexts contexts) : IPackageDrafts
{
    public async ValueTask Create(PackageDraft draft, CancellationToken ct) => await writer.WriteWaiting(session => session.Slow(db => db.PackageDrafts.Add(new PackageDraftEntity
    {
        PublicId = draft.Id, Tenant = draft.Tenant, Program = draft.Program, Title = draft.Title, State = draft.State, Revision = draft.Revision, BaseVersion = draft.BaseVersion,
        CreatedBy = draft.CreatedBy, CreatedByName = draft.CreatedByName, CreatedAt = draft.CreatedAt, ChangedBy = draft.ChangedBy, ChangedAt = draft.ChangedAt,
        Content = Packing.Pack(draft.Content.ToDatum()), ContentRevision = draft.ContentRevision,
    }).Entity.Id), ct).ConfigureAwait(false);

    public async ValueTask<PackageDraft?> Find(string tenant, string id, CancellationToken ct)
    {
        await using var db = contexts.For(tenant);
        return await db.PackageDrafts.FirstOrDefaultAsync(d => d.Tenant == tenant && d.PublicId == id, ct).ConfigureAwait(false) is { } row ? Open(row, DraftContent.FromDatum(Packing.UnpackDatum(row.Content))) : null;
    }

    public async ValueTask<IReadOnlyList<PackageDraft>> List(string tenant, string? program, CancellationToken ct)
    {
        await using var db = contexts.For(tenant);
        var rows = await db.PackageDrafts.Where(d => d.Tenant == tenant && (program == null || d.Program == program)).OrderByDescending(d => d.ChangedAt).Take(500)
            .Select(d => new PackageDraftEntity
            {
                Id = d.Id, PublicId = d.PublicId, Tenant = d.Tenant, Program = d.Program, Title = d.Title, State = d.State, Revision = d.Revision, BaseVersion = d.BaseVersion,
                CreatedBy = d.CreatedBy, CreatedByName = d.CreatedByName, CreatedAt = d.CreatedAt, ChangedBy = d.ChangedBy, ChangedAt = d.ChangedAt, Content = Array.Empty<byte>(), ContentRevision = d.ContentRevision,
            }).ToListAsync(ct).ConfigureAwait(false);
        return [.. rows.Select(r => Open(r, DraftContent.Empty))];
    }

    public async ValueTask Delete(string tenant, string id, CancellationToken ct) => await writer.WriteWaiting(session => session.Slow(db =>
    {
        var key = KeyOf(db, tenant, id);
        db.DraftRequests.Where(r => r.DraftId == key).ExecuteDelete();
        db.DraftComments.Where(c => c.DraftId == key).ExecuteDelete();
        return db.PackageDrafts.Where(d => d.Id == key).ExecuteDelete();
    }), ct).ConfigureAwait(false);

    public async ValueTask<bool> Append(string tenant, string id, DraftRequest request, string title, DraftContent? snapshot, CancellationToken ct)
    {
        var body = Packing.Pack(Datum.Object(
            ("operations", DraftOperation.ListOf(request.Operations)), ("inverse", DraftOperation.ListOf(request.Inverse)), ("touches", Datum.List(request.Touches.Select(t => t.ToDatum())))));
        var content = snapshot is null ? null : Packing.Pack(snapshot.ToDatum());
        return await writer.WriteWaiting(session => session.Slow(db =>
        {
            if (db.PackageDrafts.AsTracking().FirstOrDefault(d => d.Tenant == tenant && d.PublicId == id && d.State == PackageDraft.Open && d.Revision == request.Revision - 1) is not { } row) return false;
            (row.Revision, row.Title, row.ChangedBy, row.ChangedAt) = (request.Revision, title, request.UserId, request.At);
            if (content is not null) (row.Content, row.ContentRevision) = (content, request.Revision);
            db.DraftRequests.Add(new DraftRequestEntity { DraftId = row.Id, Revision = request.Revision, Client = request.Client, RequestId = request.Id, UserId = request.UserId, UserName = request.UserName, At = request.At, Body = body });
            return true;
        }), ct).ConfigureAwait(false);
    }

    public async ValueTask<IReadOnlyList<DraftRequest>> Requests(string tenant, string id, long after, CancellationToken ct)
    {
        await using var db = contexts.For(tenant);
        var rows = await db.DraftRequests.Where(r => r.DraftId == db.PackageDrafts.Where(d => d.Tenant == tenant && d.PublicId == id).Select(d => d.Id).FirstOrDefault() && r.Revision > after)
            .OrderBy(r => r.Revision).ToListAsync(ct).ConfigureAwait(false);
        return [.. rows.Select(Open)];
    }

    public async ValueTask<DraftRequest?> FindRequest(string tenant, string id, string client, string requestId, CancellationToken ct)
    {
        await using var db = contexts.For(tenant);
        return await db.DraftRequests.FirstOrDefaultAsync(r => r.DraftId == db.PackageDrafts.Where(d => d.Tenant == tenant && d.PublicId == id).Select(d => d.Id).FirstOrDefault() && r.Client == client && r.RequestId == requestId, ct)
            .ConfigureAwait(false) is { } row ? Open(row) : null;
    }

    public async ValueTask<IReadOnlyList<string>> Editors(string tenant, string id, CancellationToken ct)
    {
        await using var db = contexts.For(tenant);
        return await db.DraftRequests.Where(r => r.DraftId == db.PackageDrafts.Where(d => d.Tenant == tenant && d.PublicId == id).Select(d => d.Id).FirstOrDefault()).Select(r => r.UserId).Distinct().ToListAsync(ct).ConfigureAwait(false);
    }

    public async ValueTask<string?> StateOf(string tenant, string id, CancellationToken ct)
    {
        await using var db = contexts.For(tenant);
        return await db.PackageDrafts.Where(d => d.Tenant == tenant && d.PublicId == id).Select(d => d.State).FirstOrDefaultAsync(ct).ConfigureAwait(false);
    }

    public async ValueTask<bool> SetState(string tenant, string id, string expected, string state, CancellationToken ct) => await writer.WriteWaiting(session => session.Slow(db =>
        db.PackageDrafts.Where(d => d.Tenant == tenant && d.PublicId == id && d.State == expected).ExecuteUpdate(u => u.SetProperty(d => d.State, state)) == 1), ct).ConfigureAwait(false);

    public async ValueTask SaveComment(string tenant, string id, DraftComment comment, CancellationToken ct) => await writer.WriteWaiting(session => session.Slow(db =>
    {
        var key = KeyOf(db, tenant, id);
        var body = Packing.Pack(Datum.Object(
            ("document", comment.Document), ("path", comment.Path), ("element", comment.Element), ("text", comment.Text), ("by", comment.By), ("byName", comment.ByName), ("changedAt", Datum.Of(comment.ChangedAt)),
            ("resolved", comment.Resolved), ("resolvedBy", comment.ResolvedBy), ("replyTo", comment.ReplyTo), ("deleted", comment.Deleted)));
        if (db.DraftComments.AsTracking().FirstOrDefault(c => c.DraftId == key && c.PublicId == comment.Id) is { } row) row.Body = body;
        else db.DraftComments.Add(new DraftCommentEntity { DraftId = key, PublicId = comment.Id, At = comment.At, Body = body });
        return true;
    }), ct).ConfigureAwait(false);

    public async ValueTask<IReadOnlyList<DraftComment>> Comments(string tenant, string id, CancellationToken ct)
    {
        await using var db = contexts.For(tenant);
        var rows = await db.DraftComments.Where(c => c.DraftId == db.PackageDrafts.Where(d => d.Tenant == tenant && d.PublicId == id).Select(d => d.Id).FirstOrDefault()).OrderBy(c => c.At).ThenBy(c => c.PublicId).ToListAsync(ct).ConfigureAwait(false);
        return [.. rows.Select(r => (Row: r, Body: Packing.UnpackDatum(r.Body))).Select(c => new DraftComment(
            c.Row.PublicId, c.Body["document"].AsText() ?? "", c.Body["path"].AsText() ?? "", c.Body["element"].AsText(), c.Body["text"].AsText() ?? "", c.Body["by"].AsText() ?? "", c.Body["byName"].AsText() ?? "",
            c.Row.At, c.Body["changedAt"].AsInstant() ?? c.Row.At, c.Body["resolved"].AsBoolean(), c.Body["resolvedBy"].AsText(), c.Body["replyTo"].AsText(), c.Body["deleted"].AsBoolean()))];
    }

    private static long KeyOf(WorkflowsContext db, string tenant, string id) => db.PackageDrafts.Where(d => d.Tenant == tenant && d.PublicId == id).Select(d => d.Id).Single();

    private static PackageDraft Open(PackageDraftEntity row, DraftContent content) => new(
        row.PublicId, row.Tenant, row.Program, row.Title, row.State, row.Revision, row.BaseVersion, row.CreatedBy, row.CreatedByName, row.CreatedAt, row.ChangedBy, row.ChangedAt, content, row.ContentRevision);

    private static DraftRequest Open(DraftRequestEntity row)
    {
        var body = Packing.UnpackDatum(row.Body);
        return new(row.Revision, row.Client, row.RequestId, row.UserId, row.UserName, row.At, DraftOperation.ReadList(body["operations"]), DraftOperation.ReadList(body["inverse"]), [.. body["touches"].Items.Select(Touch.Read)]);
    }
}

/// <summary>Versions of packages that municipalities made.</summary>
internal sealed class SqlPackageVersions(ISqlWriter writer, SqlContexts contexts) : IPackageVersions
{
    public async ValueTask<PackageVersion> Add(string tenant, string program, int atLeast, Func<int, PackageVersion> make, CancellationToken ct) => await writer.WriteWaiting(session => session.Slow(db =>
    {
        var version = make(Math.Max(atLeast, (db.PackageVersions.Where(v => v.Tenant == tenant && v.Program == program).Max(v => (int?)v.Version) ?? 0) + 1));
        db.PackageVersions.Add(new PackageVersionEntity
        {
            Tenant = tenant, Program = program, Version = version.Version, State = version.State, EffectiveOn = version.EffectiveOn,
            Content = Packing.Pack(version.Content.ToDatum()), Header = Header(version), ChangedAt = version.SubmittedAt,
        });
        return version;
    }), ct).ConfigureAwait(false);

    public async ValueTask<PackageVersion?> Find(string tenant, string program, int version, CancellationToken ct)
    {
        await using var db = contexts.For(tenant);
        return await db.PackageVersions.FirstOrDefaultAsync(v => v.Tenant == tenant && v.Program == program && v.Version == version, ct).ConfigureAwait(false) is { } row ? Open(row, whole: true) : null;
    }

    public async ValueTask<IReadOnlyList<PackageVersion>> List(string tenant, string? program, CancellationToken ct)
    {
        await using var db = contexts.For(tenant);
        var rows = await db.PackageVersions.Where(v => v.Tenant == tenant && (program == null || v.Program == program)).OrderByDescending(v => v.Version)
            .Select(v => new PackageVersionEntity { Id = v.Id, Tenant = v.Tenant, Program = v.Program, Version = v.Version, State = v.State, EffectiveOn = v.EffectiveOn, Content = Array.Empty<byte>(), Header = v.Header, ChangedAt = v.ChangedAt })
            .ToListAsync(ct).ConfigureAwait(false);
        return [.. rows.Select(r => Open(r, whole: false))];
    }

    public async ValueTask<IReadOnlyList<PackageVersion>> Published(CancellationToken ct)
    {
        await using var db = contexts.For(null);
        var rows = await db.PackageVersions.Where(v => v.State == PackageVersion.Approved).OrderBy(v => v.Tenant).ThenBy(v => v.Program).ThenBy(v => v.Version).ToListAsync(ct).ConfigureAwait(false);
        return [.. rows.Select(r => Open(r, whole: true))];
    }

    public async ValueTask<long> Stamp(CancellationToken ct)
    {
        await using var db = contexts.For(null);
        var changed = await db.PackageVersions.Select(v => new { v.Id, v.State, v.ChangedAt }).ToListAsync(ct).ConfigureAwait(false);
        return changed.Aggregate(17L, (sum, v) => unchecked((sum * 31) + (v.Id * 5) + v.State.Length + v.ChangedAt.UtcTicks));
    }

    public async ValueTask<bool> Change(string tenant, string program, int version, string expected, Func<PackageVersion, PackageVersion> change, CancellationToken ct) => await writer.WriteWaiting(session => session.Slow(db =>
    {
        if (db.PackageVersions.AsTracking().FirstOrDefault(v => v.Tenant == tenant && v.Program == program && v.Version == version && v.State == expected) is not { } row) return false;
        var changed = change(Open(row, whole: false));
        (row.State, row.EffectiveOn, row.Header, row.ChangedAt) = (changed.State, changed.EffectiveOn, Header(changed), changed.RetiredAt ?? changed.ApprovedAt ?? row.ChangedAt.AddTicks(1));
        return true;
    }), ct).ConfigureAwait(false);

    private static byte[] Header(PackageVersion v) => Packing.Pack(Datum.Object(
        ("digest", v.Digest), ("draft", v.DraftId), ("note", v.Note), ("editors", Datum.List(v.Editors.Select(Datum.Of))), ("submittedBy", v.SubmittedBy), ("submittedByName", v.SubmittedByName),
        ("submittedAt", Datum.Of(v.SubmittedAt)), ("approvedBy", v.ApprovedBy), ("approvedByName", v.ApprovedByName), ("approvedAt", v.ApprovedAt is { } a ? Datum.Of(a) : null), ("retiredAt", v.RetiredAt is { } r ? Datum.Of(r) : null)));

    private static PackageVersion Open(PackageVersionEntity row, bool whole)
    {
        var h = Packing.UnpackDatum(row.Header);
        return new(row.Tenant, row.Program, row.Version, row.State, row.EffectiveOn, h["digest"].AsText() ?? "", whole ? DraftContent.FromDatum(Packing.UnpackDatum(row.Content)) : DraftContent.Empty,
            h["draft"].AsText() ?? "", h["note"].AsText() ?? "", [.. h["editors"].Items.Select(e => e.AsText()!)], h["submittedBy"].AsText() ?? "", h["submittedByName"].AsText() ?? "", h["submittedAt"].AsInstant() ?? default,
            h["approvedBy"].AsText(), h["approvedByName"].AsText(), h["approvedAt"].AsInstant(), h["retiredAt"].AsInstant());
    }
}
