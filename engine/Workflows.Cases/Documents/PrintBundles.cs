using System.Net;
using System.Security.Cryptography;
using System.Text;
using Mediator;
using Workflows.Cases.Commands;
using Workflows.Cases.Commands.Handlers;
using Workflows.Cases.Ports;
using Workflows.Cases.Queries;
using Workflows.Cases.Queries.Handlers;
using Workflows.Engine.Data;

namespace Workflows.Cases.Documents;

/// <summary>Documents that are printed together (<c>Case.Document</c>'s <c>batch</c>), by staff of the programme.</summary>
public sealed class PrintBundles(CaseDesk desk, IKeptStore kept, IFileStore files, IAccessLog log, IPdfPrinter? printer = null, IPdfJoiner? joiner = null) :
    IQueryHandler<ListPrintBundles, Result<IReadOnlyList<PrintBundle>>>, ICommandHandler<PrintTogether, Result<DocumentFile>>
{
    private const int Most = 2_000;

    /// <summary>Where a document of a bundle is kept; its parts may hold any character.</summary>
    public static string KeyOf(string program, string bundle, string issuedAt, string id) => $"{Prefix(program, bundle)}{issuedAt}/{id}";

    public async ValueTask<Result<IReadOnlyList<PrintBundle>>> Handle(ListPrintBundles q, CancellationToken ct)
    {
        if (Refusal(q.Caller) is { } refused) return refused;
        var found = new List<PrintBundle>();
        foreach (var program in q.Caller.Roles.Select(r => r.Split('/')[0]).Distinct(StringComparer.Ordinal))
            foreach (var bundle in (await Rows(q.Caller.Tenant, Uri.EscapeDataString(program) + "/", ct)).GroupBy(r => Uri.UnescapeDataString(r.Key.Split('/')[1])))
            {
                var printed = (await kept.Find(q.Caller.Tenant, KeptSpaces.PrintedBundles, Prefix(program, bundle.Key), ct))?.Value ?? Datum.Null;
                found.Add(new(program, desk.Packages.PackageOf(q.Caller.Tenant, program)?.Title.Ja ?? program, bundle.Key, bundle.Count(), bundle.Max(r => r.At), printed["at"].AsInstant(), printed["by"].AsText(), (int)(printed["count"].AsLong() ?? 0)));
            }
        return new(found.OrderByDescending(b => b.Newest).ToList(), null);
    }

    public async ValueTask<Result<DocumentFile>> Handle(PrintTogether c, CancellationToken ct)
    {
        if (Refusal(c.Caller) is { } refused) return refused;
        if (!c.Caller.RolesIn(c.Program).Any()) return Problem.Forbidden();
        if (printer is null || joiner is null) return new Problem(503, "NO_PRINTER", "この環境ではPDFを作れません。運用担当に知らせてください。", "No PDF can be made here.");
        var rows = (await Rows(c.Caller.Tenant, Prefix(c.Program, c.Name), ct)).OrderBy(r => r.Key, StringComparer.Ordinal).ToList();
        if (rows.Count == 0) return Problem.NotFound("この束はありません。", "There is no such bundle.");
        var (papers, lines) = (new List<byte[]>(), new List<(Datum Row, string Note)>());
        foreach (var row in rows)
        {
            var (bytes, note) = await Paper(c.Caller, row.Value, ct);
            if (bytes is not null) papers.Add(bytes);
            lines.Add((row.Value, note));
        }
        if (papers.Count == 0) return Problem.NotFound("この束に印刷できる文書はありません。", "Nothing of this bundle can be printed.");
        var pdf = joiner.Join([await printer.Print(Cover(c, lines), ct), .. papers]);
        await kept.Set(c.Caller.Tenant, KeptSpaces.PrintedBundles, Prefix(c.Program, c.Name), Datum.Object(("at", Datum.Of(desk.Now)), ("by", c.Caller.DisplayName), ("count", rows.Count)), desk.Now, null, ct);
        return new DocumentFile($"{string.Concat(c.Name.Select(ch => char.IsLetterOrDigit(ch) || ch is '-' or '_' ? ch : '_'))}.pdf", "application/pdf", pdf, Convert.ToHexStringLower(SHA256.HashData(pdf)));
    }

    /// <summary>A document's bytes as issued; null with the reason where it is not printed.</summary>
    private async ValueTask<(byte[]? Bytes, string Note)> Paper(Caller caller, Datum row, CancellationToken ct)
    {
        var (id, of) = (row["id"].AsText()!, row["case"].AsText()!);
        var open = await desk.Open(caller, of, ct);
        if (!open.Ok) return (null, "見る権限がありません");
        var mark = (await desk.Reader.ReadProjection(caller.Tenant, of, Projections.DocumentMarks, ct)).FirstOrDefault(m => m.Key == id)?.Row ?? Datum.Null;
        if (mark["state"].AsText() is "void" or "replaced") return (null, mark["state"].AsText() == "void" ? "無効" : "差替え済み");
        if (row["type"].AsText() != "application/pdf") return (null, "PDFではないため別に印刷");
        if (await files.Read(caller.Tenant, row["file"].AsText()!, ct) is not { } bytes) return (null, "廃棄済み");
        if (Convert.ToHexStringLower(SHA256.HashData(bytes)) != row["sha256"].AsText()) return (null, "発行時のものと一致しません");
        await log.Write(new AccessEntry(caller.Tenant, desk.Now, caller.UserId, AccessActions.Read, of, Detail: $"文書 {row["title"].AsText()} {row["number"].AsText()}（まとめて印刷）"), ct);
        return (bytes, "");
    }

    private string Cover(PrintTogether c, IReadOnlyList<(Datum Row, string Note)> lines)
    {
        var html = new StringBuilder("<!DOCTYPE html><html lang=\"ja\"><head><meta charset=\"utf-8\"><style>body{font-family:'BIZ UDPGothic',sans-serif;font-size:11pt}table{border-collapse:collapse;width:100%}th,td{border:1px solid #333;padding:2mm;text-align:left}h1{font-size:15pt}</style></head><body>");
        html.Append($"<h1>印刷する文書の一覧　{Html(c.Name)}</h1><p>{Html(FieldTexts.Moment(desk.Now))}　{Html(c.Caller.DisplayName)}　{lines.Count(l => l.Note.Length == 0)}件（一覧 {lines.Count}件）</p><table><thead><tr><th>番号</th><th>受付番号</th><th>文書</th><th>文書番号</th><th>備考</th></tr></thead><tbody>");
        for (var i = 0; i < lines.Count; i++) html.Append($"<tr><td>{i + 1}</td><td>{Html(lines[i].Row["caseNumber"].AsText())}</td><td>{Html(lines[i].Row["title"].AsText())}</td><td>{Html(lines[i].Row["number"].AsText())}</td><td>{Html(lines[i].Note)}</td></tr>");
        return html.Append("</tbody></table></body></html>").ToString();
    }

    private async ValueTask<List<Kept>> Rows(string tenant, string prefix, CancellationToken ct)
    {
        var rows = new List<Kept>();
        string? cursor = null;
        do
        {
            var page = await kept.List(tenant, KeptSpaces.PrintBundles, prefix, new PageRequest(200, cursor), ct);
            rows.AddRange(page.Items.Where(r => r.Key.StartsWith(prefix, StringComparison.Ordinal)));
            cursor = page.Next;
        }
        while (cursor is not null && rows.Count < Most);
        return rows;
    }

    private static string Prefix(string program, string bundle) => $"{Uri.EscapeDataString(program)}/{Uri.EscapeDataString(bundle)}/";
    private static string Html(string? text) => WebUtility.HtmlEncode(text ?? "");
    private static Problem? Refusal(Caller caller) => caller.IsNobody ? Problem.NotSignedIn() : caller.IsCitizen ? Problem.Forbidden() : null;
}
