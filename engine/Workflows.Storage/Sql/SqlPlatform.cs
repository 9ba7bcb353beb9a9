using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Workflows.Cases.Ports;
using Workflows.Engine.Data;
using Workflows.Storage.Model;
using Workflows.Storage.Running;

namespace Workflows.Storage.Sql;

/// <summary>Who looked at what.</summary>
internal sealed class SqlAccessLog(ISqlWriter writer, SqlContexts contexts) : IAccessLog
{
    public async ValueTask Write(AccessEntry entry, CancellationToken ct) => await writer.WriteWaiting(session => Add(session, entry), ct).ConfigureAwait(false);

    public async ValueTask<bool> WriteWithin(AccessEntry entry, int limit, CancellationToken ct) => await writer.WriteWaiting(session =>
    {
        session.Guard([$"access/{entry.Tenant}/{entry.CaseId}/{entry.Detail}"]);
        return session.Db.Number("SELECT COUNT(*) FROM AuditLog WHERE Tenant = ? AND Case = ? AND Action = ? AND Detail = ? AND Denied = ?", entry.Tenant, entry.CaseId, entry.Action, entry.Detail, false) < limit && Add(session, entry);
    }, ct).ConfigureAwait(false);

    private static bool Add(SqlSession session, AccessEntry entry)
    {
        session.Db.Run("INSERT INTO AuditLog (Tenant, At, Actor, Action, Case, Field, Reason, Detail, Denied) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            entry.Tenant, entry.At, entry.Actor, entry.Action, entry.CaseId, entry.Field, entry.Reason, entry.Detail, entry.Denied);
        return true;
    }

    public async ValueTask<IReadOnlyList<AccessEntry>> Read(string tenant, string? caseId, int take, CancellationToken ct)
    {
        await using var db = contexts.For(tenant);
        return await db.AuditLog.Where(a => a.Tenant == tenant && (caseId == null || a.Case == caseId)).OrderByDescending(a => a.Id).Take(take)
            .Select(a => new AccessEntry(a.Tenant, a.At, a.Actor, a.Action, a.Case, a.Field, a.Reason, a.Detail, a.Denied)).ToListAsync(ct).ConfigureAwait(false);
    }
}

/// <summary>Half-filled forms, encrypted.</summary>
internal sealed class SqlDraftStore(ISqlWriter writer, SqlContexts contexts, VaultCipher cipher) : IDraftStore
{
    public async ValueTask<Draft?> Find(string tenant, string owner, string id, DateTimeOffset now, CancellationToken ct)
    {
        await using var db = contexts.For(tenant);
        return await db.Drafts.FirstOrDefaultAsync(d => d.Tenant == tenant && d.Owner == owner && d.PublicId == id && d.Until > now, ct).ConfigureAwait(false) is { } row ? Open(row) : null;
    }

    public async ValueTask<IReadOnlyList<Draft>> List(string tenant, string owner, DateTimeOffset now, CancellationToken ct)
    {
        await using var db = contexts.For(tenant);
        var rows = await db.Drafts.Where(d => d.Tenant == tenant && d.Owner == owner && d.Until > now).OrderByDescending(d => d.SavedAt).Take(100).ToListAsync(ct).ConfigureAwait(false);
        return [.. rows.Select(Open)];
    }

    public async ValueTask Save(Draft draft, CancellationToken ct)
    {
        var values = cipher.Encrypt(draft.Values.ToUtf8(), Place(draft.Tenant, draft.Id));
        await writer.WriteWaiting(session =>
        {
            if (session.Db.InsertNew(StepTable.Drafts, draft.Id, draft.Tenant, draft.Owner, draft.Scope, values, draft.SavedAt, draft.Until)) return true;
            var changed = session.Db.Run("UPDATE Drafts SET Values = ?, SavedAt = ?, Until = ? WHERE PublicId = ? AND Tenant = ? AND Owner = ?", values, draft.SavedAt, draft.Until, draft.Id, draft.Tenant, draft.Owner);
            return changed == 1 ? true : throw new InvalidOperationException($"The draft {draft.Id} belongs to somebody else.");
        }, ct).ConfigureAwait(false);
    }

    public async ValueTask Delete(string tenant, string owner, string id, CancellationToken ct) => await writer.WriteWaiting(session =>
    {
        session.Db.Run("DELETE FROM Drafts WHERE PublicId = ? AND Tenant = ? AND Owner = ?", id, tenant, owner);
        return true;
    }, ct).ConfigureAwait(false);

    private Draft Open(DraftEntity row) =>
        new(row.PublicId, row.Tenant, row.Owner, row.Scope, Datum.Parse(Encoding.UTF8.GetString(cipher.Decrypt(row.Values, Place(row.Tenant, row.PublicId)))), row.SavedAt, row.Until);

    private static string Place(string tenant, string id) => $"draft/{tenant}/{id}";
}

/// <summary>Uploaded files, once a content and municipality.</summary>
internal sealed class SqlDbStore(ISqlWriter writer, SqlContexts contexts) : IFileStore
{
    public async ValueTask<StoredFile> Put(string tenant, string name, string contentType, ReadOnlyMemory<byte> content, string actor, DateTimeOffset at, CancellationToken ct)
    {
        var sha = SHA256.HashData(content.Span);
        var id = PublicIds.New(at);
        await writer.WriteWaiting(session =>
        {
            session.Db.InsertNew(StepTable.FileContents, tenant, sha, content.ToArray());
            session.Db.Run("INSERT INTO Files (PublicId, Tenant, Name, ContentType, Sha256, Length, UploadedBy, UploadedAt) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                id, tenant, name, contentType, sha, (long)content.Length, actor, at);
            return true;
        }, ct).ConfigureAwait(false);
        return new StoredFile(id, tenant, name, contentType, Convert.ToHexStringLower(sha), content.Length, actor, at);
    }

    public async ValueTask<StoredFile?> Find(string tenant, string id, CancellationToken ct)
    {
        await using var db = contexts.For(tenant);
        return await db.Files.FirstOrDefaultAsync(f => f.Tenant == tenant && f.PublicId == id, ct).ConfigureAwait(false) is { } f
            ? new StoredFile(f.PublicId, f.Tenant, f.Name, f.ContentType, Convert.ToHexStringLower(f.Sha256), f.Length, f.UploadedBy, f.UploadedAt) : null;
    }

    public async ValueTask Delete(string tenant, string id, CancellationToken ct) => await writer.WriteWaiting(session =>
    {
        byte[] sha;
        using (var row = session.Db.Query("SELECT Sha256 FROM Files WHERE PublicId = ? AND Tenant = ?", id, tenant))
        {
            if (!row.Step()) return false;
            sha = row.Bytes(0);
        }
        session.Db.Run("DELETE FROM Files WHERE PublicId = ? AND Tenant = ?", id, tenant);
        session.Db.Run("DELETE FROM FileContents WHERE Tenant = ? AND Sha256 = ? AND NOT EXISTS (SELECT 1 FROM Files WHERE Tenant = ? AND Sha256 = ?)", tenant, sha, tenant, sha);
        return true;
    }, ct).ConfigureAwait(false);

    public async ValueTask<byte[]?> Read(string tenant, string id, CancellationToken ct)
    {
        await using var db = contexts.For(tenant);
        return await db.Files.Where(f => f.Tenant == tenant && f.PublicId == id)
            .Join(db.FileContents, f => new { f.Tenant, f.Sha256 }, c => new { c.Tenant, c.Sha256 }, (f, c) => c.Bytes).FirstOrDefaultAsync(ct).ConfigureAwait(false);
    }
}

/// <summary>Published packages and plans.</summary>
internal sealed class SqlPackageStore(ISqlWriter writer, SqlContexts contexts) : IPackageStore
{
    public async ValueTask<PublishedPackage> Publish(string tenant, string program, Datum content, string actor, DateTimeOffset at, CancellationToken ct)
    {
        var digest = Convert.ToHexStringLower(SHA256.HashData(content.ToUtf8()));
        var packed = Packing.Pack(content);
        var row = await writer.WriteWaiting(session => session.Slow(db =>
        {
            var newest = db.Packages.AsNoTracking().Where(p => p.Tenant == tenant && p.Program == program).OrderByDescending(p => p.Version).FirstOrDefault();
            if (newest?.Digest == digest) return newest;
            var added = new PackageEntity { Tenant = tenant, Program = program, Version = (newest?.Version ?? 0) + 1, Digest = digest, Content = packed, PublishedBy = actor, PublishedAt = at };
            db.Packages.Add(added);
            return added;
        }), ct).ConfigureAwait(false);
        return Open(row);
    }

    public async ValueTask<PublishedPackage?> Find(string tenant, string program, int? version, CancellationToken ct)
    {
        await using var db = contexts.For(tenant);
        return await db.Packages.Where(p => p.Tenant == tenant && p.Program == program && (version == null || p.Version == version)).OrderByDescending(p => p.Version).FirstOrDefaultAsync(ct).ConfigureAwait(false) is { } row
            ? Open(row) : null;
    }

    public async ValueTask<IReadOnlyList<PublishedPackage>> List(string tenant, CancellationToken ct)
    {
        await using var db = contexts.For(tenant);
        var rows = await db.Packages.Where(p => p.Tenant == tenant && p.Version == db.Packages.Where(o => o.Tenant == p.Tenant && o.Program == p.Program).Max(o => o.Version))
            .OrderBy(p => p.Program).ToListAsync(ct).ConfigureAwait(false);
        return [.. rows.Select(Open)];
    }

    public async ValueTask KeepPlan(StoredPlan plan, CancellationToken ct) => await writer.WriteWaiting(session =>
    {
        var closure = Packing.Pack(plan.Closure);
        // The row may be there already, by its key only: of a plan that was run before it was kept.
        if (!session.Db.InsertNew(StepTable.Plans, plan.PlanId, plan.Program, plan.Workflow, closure))
            session.Db.Run("UPDATE Plans SET Program = ?, Workflow = ?, Closure = ? WHERE PlanId = ? AND Closure IS NULL", plan.Program, plan.Workflow, closure, plan.PlanId);
        return true;
    }, ct).ConfigureAwait(false);

    public async ValueTask<StoredPlan?> FindPlan(string planId, CancellationToken ct)
    {
        await using var db = contexts.For(null);
        return await db.Plans.FirstOrDefaultAsync(p => p.PlanId == planId && p.Closure != null, ct).ConfigureAwait(false) is { } row
            ? new StoredPlan(row.PlanId, row.Program!, row.Workflow!, Packing.UnpackDatum(row.Closure!)) : null;
    }

    private static PublishedPackage Open(PackageEntity row) => new(row.Tenant, row.Program, row.Version, row.Digest, Packing.UnpackDatum(row.Content), row.PublishedBy, row.PublishedAt);
}
