using QRCoder;
using Scriban.Runtime;
using Workflows.Cases.Activities.Batch;
using Workflows.Cases.Notices;
using Workflows.Cases.Packages;

namespace Workflows.Cases.Documents;

/// <param name="Title">What it is called, in one line.</param>
/// <param name="Body">The whole file's text: an HTML page with its style, or csv, xml …</param>
/// <param name="Text">The words alone, for people who search and for screen readers of lists.</param>
public sealed record WrittenDocument(string Title, string Body, string Text);

/// <summary>Writes a document's text from its template: the same for the same values. Bytes of a PDF are made later, outside the step.</summary>
public static class DocumentRenderer
{
    /// <summary>行政不服審査法82条、行政事件訴訟法46条。</summary>
    private const string Disposition = "この決定に不服があるときは、この決定があったことを知った日の翌日から起算して3か月以内に、{{ municipality.name }}長に対して審査請求をすることができます（決定の日の翌日から起算して1年を経過したときを除きます）。"
        + "この決定の取消しの訴えは、この決定があったことを知った日の翌日から起算して6か月以内に、{{ municipality.name }}を被告として（{{ municipality.name }}長が代表者となります。）提起することができます（決定の日の翌日から起算して1年を経過したときを除きます）。";

    private static readonly NoticeModel Nothing = new(Engine.Data.Datum.EmptyObject, Engine.Data.Datum.EmptyObject, Engine.Data.Datum.EmptyObject, Engine.Data.Datum.EmptyObject, Engine.Data.Datum.EmptyObject);

    /// <param name="marks">Number, watermark and the like, as <c>document</c> in the text.</param>
    /// <exception cref="NoticeException">The text cannot be written.</exception>
    public static WrittenDocument Write(NoticeSpec notice, NoticeModel model, Engine.Data.Datum marks, ProgramPackage package)
    {
        var spec = notice.Document ?? new("pdf", null, "A4", null, null, "utf-8");
        var data = model with { Data = model.Data.With("document", marks) };
        var title = NoticeRenderer.Write(notice.Title.Ja, 1, notice.File, data).Trim();
        if (!spec.IsHtml)
        {
            var file = NoticeRenderer.Write(notice.Body, notice.BodyLine, notice.File, data, more: Functions(html: false)).ReplaceLineEndings("\n");
            return new(title, file, file);
        }
        var body = NoticeRenderer.Write(notice.Body, notice.BodyLine, notice.File, data, html: true, Functions(html: true));
        if (spec.Closing is { } closing)
        {
            var text = closing == "disposition" && !package.Texts.ContainsKey(closing) ? Disposition : package.Texts.TryGetValue(closing, out var own) ? own.Ja : throw new NoticeException(notice.File, 1, $"文言「{closing}」がありません。 (There is no text '{closing}'.)");
            body += $"<section class=\"closing\"><h2>教示</h2><p>{NoticeRenderer.Write(text, 1, notice.File, data, html: true)}</p></section>";
        }
        // A body of plain lines keeps them.
        if (!notice.Body.Contains('<', StringComparison.Ordinal)) body = $"<div class=\"plain\">{body}</div>";
        var watermark = marks["watermark"].AsText() ?? (spec.Watermark is null ? null : NoticeRenderer.Write(spec.Watermark, 1, notice.File, data).Trim());
        return new(title, DocumentPage.Wrap(title, body, spec.Paper, watermark, marks), DocumentPage.Words(body));
    }

    /// <summary>Why the body cannot be read; null when it can.</summary>
    internal static (int Line, string Message)? Problem(NoticeSpec notice)
    {
        try { Write(notice, Nothing, Engine.Data.Datum.EmptyObject, new ProgramPackage { Id = "", Version = 0, Title = "" }); return null; }
        catch (NoticeException e) { return (e.Line, e.Reason); }
    }

    private static ScriptObject Functions(bool html)
    {
        var result = new ScriptObject();
        if (html) result.Import("qr", (object? text) => Qr(text?.ToString() ?? ""));
        // A value of a CSV record. Documents are opened in spreadsheets: a text is never a formula there.
        result.Import("csv", (object? value) => CsvWriter.Quoted(value is string text ? CsvWriter.Guarded(text) : value?.ToString() ?? ""));
        result.Import("xml", (object? value) => System.Security.SecurityElement.Escape(value?.ToString() ?? "") ?? "");
        result.Import("ics", (object? value) => (value?.ToString() ?? "").Replace("\\", "\\\\", StringComparison.Ordinal).Replace(";", "\\;", StringComparison.Ordinal).Replace(",", "\\,", StringComparison.Ordinal).ReplaceLineEndings("\\n"));
        return result;
    }

    /// <summary>A QR code (ISO/IEC 18004, level M) as SVG.</summary>
    private static Markup Qr(string text)
    {
        if (text.Length == 0) return new("");
        using var generator = new QRCodeGenerator();
        using var data = generator.CreateQrCode(text, QRCodeGenerator.ECCLevel.M, forceUtf8: true);
        return new($"<span class=\"qr\" role=\"img\" aria-label=\"QR\">{new SvgQRCode(data).GetGraphic(new System.Drawing.Size(120, 120), sizingMode: SvgQRCode.SizingMode.ViewBoxAttribute)}</span>");
    }
}
