using System.Diagnostics;
using Workflows.Cases.Documents;
using Workflows.Cases.Notices;
using Workflows.Cases.Packages;
using Workflows.Engine.Data;
using Workflows.Server.Hosting;

namespace Workflows.Server.Tests;

public sealed class Printing
{
    /// <summary>吉 with a long lower stroke (U+20BB7), 葛 with a variation selector, and 髙.</summary>
    private const string Names = "𠮷田 葛󠄀城 髙橋";

    [Fact]
    public async Task A_document_is_printed_with_text_that_can_be_searched_and_fonts_that_are_in_it()
    {
        var printer = new ChromiumPrinter(new ServerOptions());
        Assert.SkipWhen(printer.Program is null || !Has("pdftotext") || !Has("pdffonts"), "Chromium and poppler-utils are installed by tests/setup.sh");
        var notice = new NoticeSpec("D-1", "決定通知書", [], "document", [], "<h1>決定通知書</h1><p>{{ fields.name }} 様</p>{{ qr \"HTTPS://EXAMPLE.JP\" }}", 1, "d") { Document = new("pdf", null, "A4", "写し", "disposition", "utf-8") };
        var model = new NoticeModel(Datum.Object(("name", Names)), Datum.EmptyObject, Datum.EmptyObject, Datum.EmptyObject, Datum.Object(("code", "14204"), ("name", "鎌倉市")));
        var written = DocumentRenderer.Write(notice, model, Datum.Object(("number", "D-2026-0001"), ("verification", "ABCD-EFGH-2345")), new ProgramPackage { Id = "p", Version = 1, Title = "p" });
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(file, await printer.Print(written.Body, default));
            var text = Run("pdftotext", "-enc", "UTF-8", file, "-").Replace("\n", "", StringComparison.Ordinal);
            foreach (var wanted in new[] { "決定通知書", "𠮷田", "髙橋", "D-2026-0001", "審査請求", "ABCD-EFGH-2345" }) Assert.Contains(wanted, text, StringComparison.Ordinal);
            Assert.Contains("葛", text, StringComparison.Ordinal);
            var fonts = Run("pdffonts", file).Split('\n').Skip(2).Where(l => l.Length > 0).ToList();
            Assert.NotEmpty(fonts);
            // Columns from the right: object (2), uni, sub, emb.
            Assert.All(fonts, f => Assert.Equal("yes", f.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^5]));
            if (Run("fc-list", ":", "family").Contains("IPAmjMincho", StringComparison.Ordinal)) Assert.Contains(fonts, f => f.Contains("IPAmj", StringComparison.Ordinal));
        }
        finally { File.Delete(file); }
    }

    private static bool Has(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(p => File.Exists(Path.Combine(p, program)));

    private static string Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        var said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return said;
    }
}
