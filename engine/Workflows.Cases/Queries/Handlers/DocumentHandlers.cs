using System.Security.Cryptography;
using Mediator;
using Workflows.Cases.Commands;
using Workflows.Cases.Commands.Handlers;
using Workflows.Cases.Documents;
using Workflows.Cases.Ports;
using Workflows.Cases.Privacy;
using Workflows.Engine.Data;

namespace Workflows.Cases.Queries.Handlers;

/// <summary>Documents of a case: listed with it, opened one by one.</summary>
public sealed class DocumentHandlers(CaseDesk desk, IFileStore files, IKeptStore kept, FieldSight sights, GrantUse grants, IAccessLog log) : IQueryHandler<GetDocument, Result<DocumentFile>>, IQueryHandler<VerifyDocument, Result<VerifiedDocument>>
{
    public async ValueTask<Result<DocumentFile>> Handle(GetDocument q, CancellationToken ct)
    {
        var open = await desk.Open(q.Caller, q.Case, ct, look: true);
        if (!open.Ok) return open.Problem!;
        var (row, package, _) = open.Value!;
        var document = (await desk.Reader.ReadProjection(q.Caller.Tenant, row.Id, Projections.Documents, ct)).FirstOrDefault(d => d.Key == q.Document)?.Row;
        if (document is null || document["file"]["file"].AsText() is not { } id) return NoDocument();
        if (!MaySee(q.Caller, row, document, await sights.Of(q.Caller, desk, row, package, ct)) && !await grants.Open(q.Caller, row, g => g.NamesDocument(document["document"].AsText() ?? ""), ct))
        {
            await log.Write(new AccessEntry(q.Caller.Tenant, desk.Now, q.Caller.UserId, AccessActions.Read, row.Id, Detail: $"文書 {document["document"].AsText()}", Denied: true), ct);
            return Problem.Forbidden();
        }
        var bytes = await files.Read(q.Caller.Tenant, id, ct);
        if (bytes is null) return NoDocument();
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes));
        if (sha256 != document["file"]["sha256"].AsText()) return new Problem(500, DocumentFile.ChangedCode, "保管している文書が発行時のものと一致しません。運用担当に知らせてください。", "The stored document differs from what was issued.");
        await log.Write(new AccessEntry(q.Caller.Tenant, desk.Now, q.Caller.UserId, AccessActions.Read, row.Id, Detail: $"文書 {document["document"].AsText()} {document["number"].AsText()}"), ct);
        return new DocumentFile(document["file"]["name"].AsText()!, document["file"]["type"].AsText()!, bytes, sha256);
    }

    public async ValueTask<Result<VerifiedDocument>> Handle(VerifyDocument q, CancellationToken ct)
    {
        var code = q.Code.Trim().ToUpperInvariant();
        if (await kept.Find(q.Tenant, DocumentWriter.Space, code, ct) is not { } row) return Problem.NotFound("この確認番号の文書は見つかりません。番号を確かめてください。", "No document has this code.");
        return new VerifiedDocument(row.Value["title"].AsText() ?? "", row.Value["number"].AsText(), row.Value["issuedAt"].AsInstant(), row.Value["state"].AsText() ?? "issued", row.Value["sha256"].AsText() ?? "");
    }

    /// <summary>
    /// Whom it is for, and staff of the programme: the roles the document names as its readers, else who may read every field it was made of. Who only
    /// runs the platform sees that it exists.
    /// </summary>
    /// <param name="sight">Null for a case without a package.</param>
    internal static bool MaySee(Caller caller, CaseRow row, Datum document, CaseSight? sight)
    {
        if (document["to"].Items.Any(t => t.AsText() == caller.UserId)) return true;
        if (caller.IsCitizen || row.Applicant == caller.UserId || !caller.RolesIn(row.Program).Any()) return false;
        if (sight is null || sight.Package.Notices.Find(document["document"].AsText()) is not { Document: { } spec }) return true;
        return spec.Readers.Count > 0 ? CaseDesk.HoldsAny(caller, sight.Package, spec.Readers) : NoticeFields.Readable(sight, document["document"].AsText(), document["masked"].AsBoolean());
    }

    internal static IReadOnlyList<DocumentView> Views(Caller caller, CaseRow row, IEnumerable<ProjectionRow> documents, IReadOnlyDictionary<string, Datum> marks, CaseSight? sight, IReadOnlyList<Grant>? grants = null)
    {
        bool Opens(Datum document) => MaySee(caller, row, document, sight) || (grants?.Any(g => g.NamesDocument(document["document"].AsText() ?? "")) ?? false);
        return
        [.. documents.Where(d => !caller.IsCitizen || Opens(d.Row)).Select(d =>
        {
            var mark = marks.GetValueOrDefault(d.Key, Datum.Null);
            return new DocumentView(d.Key, d.Row["document"].AsText() ?? "", d.Row["title"].AsText() ?? "", d.Row["number"].AsText(), d.Row["issuedAt"].AsInstant() ?? default, mark["state"].AsText() ?? d.Row["state"].AsText() ?? "",
                mark["reason"].AsText(), d.Row["verification"].AsText(), d.Row["masked"].AsBoolean(), d.Row["reissue"].AsLong() ?? 0, d.Row["batch"].AsText(), d.Row["file"]["sha256"].AsText(), d.Row["file"]["file"].AsText() is not null && Opens(d.Row));
        })];
    }

    private static Problem NoDocument() => Problem.NotFound("この文書は見つかりません。", "There is no such document.");
}
