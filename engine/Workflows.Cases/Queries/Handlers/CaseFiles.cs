using System.Security.Cryptography;
using Mediator;
using Workflows.Cases.Commands;
using Workflows.Cases.Commands.Handlers;
using Workflows.Cases.Forms;
using Workflows.Cases.Ports;
using Workflows.Engine.Data;
using Workflows.Engine.State;

namespace Workflows.Cases.Queries.Handlers;

/// <summary>Files handed in: whoever sees the field whole, on the case or in what was submitted before, may open its files; by a grant alone only those it names.</summary>
public sealed class CaseFiles(CaseDesk desk, IFileStore files, CaseAccess access, FieldSight sights, GrantUse grants, IAccessLog log) : IQueryHandler<GetCaseFile, Result<DocumentFile>>
{
    public async ValueTask<Result<DocumentFile>> Handle(GetCaseFile q, CancellationToken ct)
    {
        var open = await desk.Open(q.Caller, q.Case, ct, look: true);
        if (!open.Ok) return open.Problem!;
        var (row, package, byGrant) = open.Value!;
        // Who only runs the platform sees nothing people wrote.
        if (package is null || (!byGrant && row.Applicant != q.Caller.UserId && !q.Caller.IsCitizen && !q.Caller.RolesIn(row.Program).Any())) return NoFile();
        var state = await desk.Reader.ReadState(q.Caller.Tenant, row.Id, ct) ?? CaseState.Empty;
        var sight = byGrant ? await sights.Of(q.Caller, package, row, state, await access.GrantsOf(q.Caller, row, ct), only: true, ct) : await sights.Of(q.Caller, package, row, state, ct);
        var shown = CaseMapper.Fields(q.Caller, sight, state.Fields).Shown.AsEnumerable();
        foreach (var submission in (await desk.Reader.ReadProjection(q.Caller.Tenant, row.Id, Projections.Submissions, ct)).Select(s => s.Row))
            if (package.Forms.Find(submission["form"].AsText()) is { } form) shown = shown.Concat(CaseMapper.Fields(q.Caller, sight, submission["values"], form.Fields).Shown);
        if (FieldWith(shown, q.File) is not { } field) return await Refused(q, row, ct);
        if (byGrant && !await grants.Open(q.Caller, row, g => g.NamesFiles(field.Key), ct)) return await Refused(q, row, ct);
        return await Read(q.Caller, row.Id, field, q.File, ct);
    }

    /// <summary>A file of one of the fields somebody is shown; not found when it stands in none of them.</summary>
    public async ValueTask<Result<DocumentFile>> Read(Caller caller, string caseId, IEnumerable<CaseField> shown, string file, CancellationToken ct) =>
        FieldWith(shown, file) is { } field ? await Read(caller, caseId, field, file, ct) : NoFile();

    private async ValueTask<Result<DocumentFile>> Read(Caller caller, string caseId, CaseField field, string file, CancellationToken ct)
    {
        if (await files.Find(caller.Tenant, file, ct) is not { } stored || await files.Read(caller.Tenant, file, ct) is not { } bytes) return NoFile();
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes));
        if (sha256 != stored.Sha256) return new Problem(500, "FILE_CHANGED", "保管しているファイルが提出されたものと一致しません。運用担当に知らせてください。", "The stored file differs from what was handed in.");
        await log.Write(new AccessEntry(caller.Tenant, desk.Now, caller.UserId, AccessActions.Read, caseId, Field: field.Key, Detail: $"ファイル {stored.Name}"), ct);
        return new DocumentFile(stored.Name, stored.ContentType, bytes, sha256);
    }

    private static CaseField? FieldWith(IEnumerable<CaseField> fields, string file)
    {
        foreach (var field in fields)
        {
            if (field.Rows is { } rows) { if (FieldWith(rows.SelectMany(r => r), file) is { } inside) return inside; }
            else if (!field.Masked && FormFiles.Ids(field.Value).Contains(file, StringComparer.Ordinal)) return field;
        }
        return null;
    }

    private async ValueTask<Problem> Refused(GetCaseFile q, CaseRow row, CancellationToken ct)
    {
        await log.Write(new AccessEntry(q.Caller.Tenant, desk.Now, q.Caller.UserId, AccessActions.Read, row.Id, Detail: $"ファイル {q.File}", Denied: true), ct);
        return NoFile();
    }

    private static Problem NoFile() => Problem.NotFound("このファイルは見つかりません。", "There is no such file.");
}
