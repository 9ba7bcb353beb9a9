using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Mediator;
using Workflows.Cases.Activities.Batch;
using Workflows.Cases.Commands;
using Workflows.Cases.Commands.Handlers;
using Workflows.Cases.Packages;
using Workflows.Cases.Ports;
using Workflows.Engine.Data;

namespace Workflows.Cases.Queries.Handlers;

/// <summary>A case's documents in one file: the bytes as issued, and a list that says which is which and whether it still holds.</summary>
public sealed class DocumentsZip(CaseDesk desk, FieldSight sights, ISender sender) : IQueryHandler<GetDocuments, Result<DocumentFile>>
{
    public async ValueTask<Result<DocumentFile>> Handle(GetDocuments q, CancellationToken ct)
    {
        var open = await desk.Open(q.Caller, q.Case, ct);
        if (!open.Ok) return open.Problem!;
        var row = open.Value!.Row;
        var marks = (await desk.Reader.ReadProjection(q.Caller.Tenant, row.Id, Projections.DocumentMarks, ct)).ToDictionary(m => m.Key, m => m.Row, StringComparer.Ordinal);
        var views = DocumentHandlers.Views(q.Caller, row, await desk.Reader.ReadProjection(q.Caller.Tenant, row.Id, Projections.Documents, ct), marks, await sights.Of(q.Caller, desk, row, open.Value.Package, ct)).Where(d => d.HasFile).OrderBy(d => d.IssuedAt).ToList();
        if (views.Count == 0) return Problem.NotFound("まとめる文書がありません。", "There are no documents to put together.");
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            var index = new StringBuilder("番号,文書,文書番号,発行日時,状態,ファイル,SHA-256\r\n");
            foreach (var (view, no) in views.Select((v, i) => (v, i + 1)))
            {
                var found = await sender.Send(new GetDocument(q.Caller, row.Id, view.Id), ct);
                if (found.Value is not { } file) return found.Problem!;
                var name = $"{no:00}-{Safe(file.Name)}";
                // The date of an entry is when the document was issued, so that the same documents make the same file.
                var entry = zip.CreateEntry(name, CompressionLevel.Optimal);
                entry.LastWriteTime = view.IssuedAt.ToOffset(Japan.Offset);
                await using (var content = await entry.OpenAsync(ct)) await content.WriteAsync(file.Bytes, ct);
                string?[] cells = [no.ToString(System.Globalization.CultureInfo.InvariantCulture), view.Title, view.Number, FieldTexts.Moment(view.IssuedAt), State(view), name, file.Sha256];
                index.Append(CsvWriter.Line(cells.Select(c => CsvWriter.Guarded(c ?? "")))).Append("\r\n");
            }
            var list = zip.CreateEntry("目録.csv", CompressionLevel.Optimal);
            list.LastWriteTime = views[^1].IssuedAt.ToOffset(Japan.Offset);
            await using var lines = await list.OpenAsync(ct);
            await lines.WriteAsync(TextEncodings.WithMark(index.ToString()), ct);
        }
        var bytes = stream.ToArray();
        return new DocumentFile($"{Safe(row.Number ?? row.Id)}-文書.zip", "application/zip", bytes, Convert.ToHexStringLower(SHA256.HashData(bytes)));
    }

    private static string State(DocumentView view) => view.State switch { "void" => "無効", "replaced" => "差替え済み", _ => view.Reissue > 0 ? $"再発行 {view.Reissue}" : "有効" };

    /// <summary>No path, nothing a file system refuses.</summary>
    private static string Safe(string name) => string.Concat(name.Select(c => char.IsControl(c) || "\\/:*?\"<>|".Contains(c, StringComparison.Ordinal) ? '_' : c));
}
