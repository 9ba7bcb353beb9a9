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
public sealed class PrintBundles(CaseDesk desk, IKeptStore kept, IFileStore files, FieldSight sights, IAccessLog log, IPdfPrinter? printer = null, IPdfJoiner? joiner = null) :
    IQueryHandler<ListPrintBundles, Result<IReadOnlyList<PrintBundle>>>, ICommandHandler<PrintTogether, Result<DocumentFile>>
{
    /// <summary>Documents of one file: so many pages are still joined in memory and fit a printer's tray a few times.</summary>
    public const int PartSize = 500;
    /// <summary>How long a bundle is shown after its last document.</summary>
    private static readonly TimeSpan Shown = TimeSpan.FromDays(366);

    /// <summary>Where a document of a bundle is kept; its parts may hold any character.</summary>
    public static string KeyOf(string program, string bundle, string issuedAt, string id) => $"{Prefix(program, bundle)}{issuedAt}/{id}";

    public async ValueTask<Result<IReadOnlyList<PrintBundle>>> Handle(ListPrintBundles q, CancellationToken ct)
    {
        if (Refusal(q.Caller) is { } refused) return refused;
        var found = new List<PrintBundle>();
        foreach (var program in q.Caller.Roles.Select(r => r.Split('/')[0]).Distinct(StringComparer.Ordinal))
        {
            var recent = Rows(q.Caller.Tenant, Uri.EscapeDataString(program) + "/", ct).TakeWhile(r => r.At > desk.Now - Shown);
            await foreach (var bundle in recent.GroupBy(r => Uri.UnescapeDataString(r.Key.Split('/')[1])).WithCancellation(ct))
            {
                var printed = await Printed(q.Caller.Tenant, program, bundle.Key, ct);
                var parts = Enumerable.Range(1, Parts(bundle.Count())).Select(no => PartOf(no, bundle.Count(), printed["parts"][PartKey(no)]));
                found.Add(new(program, desk.Packages.PackageOf(q.Caller.Tenant, program)?.Title.Ja ?? program, bundle.Key, bundle.Count(), bundle.Max(r => r.At), [.. parts]));
            }
        }
        return new(found.OrderByDescending(b => b.Newest).ToList(), null);
    }

    public async ValueTask<Result<DocumentFile>> Handle(PrintTogether c, CancellationToken ct)
    {
        if (Refusal(c.Caller) is { } refused) return refused;
        if (!c.Caller.RolesIn(c.Program).Any()) return Problem.Forbidden();
        if (printer is null || joiner is null) return new Problem(503, "NO_PRINTER", "この環境ではPDFを作れません。運用担当に知らせてください。", "No PDF can be made here.");
        var rows = await Rows(c.Caller.Tenant, Prefix(c.Program, c.Name), ct).OrderBy(r => r.Key, StringComparer.Ordinal).ToListAsync(ct);
        if (rows.Count == 0) return Problem.NotFound("この束はありません。", "There is no such bundle.");
        if (c.Part < 1 || c.Part > Parts(rows.Count)) return Problem.NotFound($"この束は{Parts(rows.Count)}冊です。1から{Parts(rows.Count)}までを選んでください。", $"The bundle has {Parts(rows.Count)} part(s); ask for 1 to {Parts(rows.Count)}.");
        var first = (c.Part - 1) * PartSize;
        var (papers, lines) = (new List<byte[]>(), new List<(Datum Row, string Note)>());
        foreach (var row in rows.Skip(first).Take(PartSize))
        {
            var (bytes, note) = await Paper(c.Caller, row.Value, ct);
            if (bytes is not null) papers.Add(bytes);
            lines.Add((row.Value, note));
        }
        if (papers.Count == 0) return Problem.NotFound("この束に印刷できる文書はありません。", "Nothing of this bundle can be printed.");
        var pdf = joiner.Join([await printer.Print(Cover(c, lines, first, rows.Count), ct), .. papers]);
        var printed = await Printed(c.Caller.Tenant, c.Program, c.Name, ct);
        await kept.Set(c.Caller.Tenant, KeptSpaces.PrintedBundles, Prefix(c.Program, c.Name), printed.With("parts", printed["parts"].With(PartKey(c.Part), Datum.Object(("at", Datum.Of(desk.Now)), ("by", c.Caller.DisplayName), ("count", lines.Count)))), desk.Now, null, ct);
        var name = string.Concat(c.Name.Select(ch => char.IsLetterOrDigit(ch) || ch is '-' or '_' ? ch : '_'));
        return new DocumentFile($"{name}{(rows.Count > PartSize ? $"-{c.Part}of{Parts(rows.Count)}" : "")}.pdf", "application/pdf", pdf, Convert.ToHexStringLower(SHA256.HashData(pdf)));
    }

    private async ValueTask<Datum> Printed(string tenant, string program, string bundle, CancellationToken ct)
    {
        var known = (await kept.Find(tenant, KeptSpaces.PrintedBundles, Prefix(program, bundle), ct))?.Value ?? Datum.EmptyObject;
        return known["parts"].IsNull ? known.With("parts", Datum.EmptyObject) : known;
    }

    private static int Parts(int documents) => (documents + PartSize - 1) / PartSize;
    private static string PartKey(int no) => no.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static PrintPart PartOf(int no, int documents, Datum printed) =>
        new(no, Math.Min(PartSize, documents - ((no - 1) * PartSize)), printed["at"].AsInstant(), printed["by"].AsText(), (int)(printed["count"].AsLong() ?? 0));

    /// <summary>A document's bytes as issued; null with the reason where it is not printed.</summary>
    private async ValueTask<(byte[]? Bytes, string Note)> Paper(Caller caller, Datum row, CancellationToken ct)
    {
        var (id, of) = (row["id"].AsText()!, row["case"].AsText()!);
        var open = await desk.Open(caller, of, ct);
        if (!open.Ok) return (null, "見る権限がありません");
        var paper = (await desk.Reader.ReadProjection(caller.Tenant, of, Projections.Documents, ct)).FirstOrDefault(d => d.Key == id)?.Row ?? Datum.Null;
        if (!DocumentHandlers.MaySee(caller, open.Value!.Row, paper, await sights.Of(caller, desk, open.Value.Row, open.Value.Package, ct))) return (null, "見る権限がありません");
        var mark = (await desk.Reader.ReadProjection(caller.Tenant, of, Projections.DocumentMarks, ct)).FirstOrDefault(m => m.Key == id)?.Row ?? Datum.Null;
        if (mark["state"].AsText() is "void" or "replaced") return (null, mark["state"].AsText() == "void" ? "無効" : "差替え済み");
        if (row["type"].AsText() != "application/pdf") return (null, "PDFではないため別に印刷");
        if (await files.Read(caller.Tenant, row["file"].AsText()!, ct) is not { } bytes) return (null, "廃棄済み");
        if (Convert.ToHexStringLower(SHA256.HashData(bytes)) != row["sha256"].AsText()) return (null, "発行時のものと一致しません");
        await log.Write(new AccessEntry(caller.Tenant, desk.Now, caller.UserId, AccessActions.Read, of, Detail: $"文書 {row["title"].AsText()} {row["number"].AsText()}（まとめて印刷）"), ct);
        return (bytes, "");
    }

    private string Cover(PrintTogether c, IReadOnlyList<(Datum Row, string Note)> lines, int first, int all)
    {
        var part = all > PartSize ? $"　{c.Part}/{Parts(all)}冊（{first + 1}〜{first + lines.Count}件目、全{all}件）" : "";
        var html = new StringBuilder("<!DOCTYPE html><html lang=\"ja\"><head><meta charset=\"utf-8\"><style>body{font-family:'BIZ UDPGothic',sans-serif;font-size:11pt}table{border-collapse:collapse;width:100%}th,td{border:1px solid #333;padding:2mm;text-align:left}h1{font-size:15pt}</style></head><body>");
        html.Append($"<h1>印刷する文書の一覧　{Html(c.Name)}{part}</h1><p>{Html(FieldTexts.Moment(desk.Now))}　{Html(c.Caller.DisplayName)}　{lines.Count(l => l.Note.Length == 0)}件（一覧 {lines.Count}件）</p><table><thead><tr><th>番号</th><th>受付番号</th><th>文書</th><th>文書番号</th><th>備考</th></tr></thead><tbody>");
        for (var i = 0; i < lines.Count; i++) html.Append($"<tr><td>{first + i + 1}</td><td>{Html(lines[i].Row["caseNumber"].AsText())}</td><td>{Html(lines[i].Row["title"].AsText())}</td><td>{Html(lines[i].Row["number"].AsText())}</td><td>{Html(lines[i].Note)}</td></tr>");
        return html.Append("</tbody></table></body></html>").ToString();
    }

    /// <summary>The newest first. A prefix is matched by the database's own rules for letters, so it is looked at again.</summary>
    private IAsyncEnumerable<Kept> Rows(string tenant, string prefix, CancellationToken ct) =>
        kept.All(tenant, KeptSpaces.PrintBundles, prefix, ct).Where(r => r.Key.StartsWith(prefix, StringComparison.Ordinal));

    private static string Prefix(string program, string bundle) => $"{Uri.EscapeDataString(program)}/{Uri.EscapeDataString(bundle)}/";
    private static string Html(string? text) => WebUtility.HtmlEncode(text ?? "");
    private static Problem? Refusal(Caller caller) => caller.IsNobody ? Problem.NotSignedIn() : caller.IsCitizen ? Problem.Forbidden() : null;
}
