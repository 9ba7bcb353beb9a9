using Mediator;
using Microsoft.Extensions.DependencyInjection;
using UglyToad.PdfPig;
using Workflows.Cases.Commands;
using Workflows.Cases.Documents;
using Workflows.Cases.Ports;
using Workflows.Engine.Data;
using Workflows.Server.Hosting;

namespace Workflows.Server.Tests;

/// <summary>Documents of one bundle, printed as one file; all documents of a case as a zip.</summary>
public sealed class Printing_together : IAsyncLifetime
{
    private static readonly string Definitions = Path.Combine(Directory.GetParent(LiveServer.Definitions)!.FullName, "tests", "Workflows.Acceptance", "Outside", "definitions");
    private readonly LiveServer _server = new(Definitions);

    private IMediator Mediator => _server.App.Services.GetRequiredService<IMediator>();
    private static readonly Caller Staff = new("staff-1", "職員 一郎", "14204", ["outside/staff"], false, "web", "inbox");

    [Fact]
    public async Task A_bundle_is_one_PDF_with_a_list_and_a_case_one_zip()
    {
        Assert.SkipWhen(new ChromiumPrinter(new ServerOptions()).Program is null, "There is no Chromium.");
        var cases = new List<Receipt>();
        foreach (var person in (string[])["0001", "0002"])
            cases.Add((await Mediator.Send(new SubmitForm(new Caller("hanako", "山田 花子", "14204", [], true, "web", "portal"), Guid.NewGuid().ToString("N"), "outside", "apply", Datum.Object(("personNo", person), ("amount", 1500))))).Must());
        var bundle = await Stories.Eventually(async () => (await Mediator.Send(new ListPrintBundles(Staff))).Must().FirstOrDefault(b => b.Count == 2));
        Assert.Equal(("outside", "決定 2027-06-01", (DateTimeOffset?)null), (bundle.Program, bundle.Name, Assert.Single(bundle.Parts).PrintedAt));

        var pdf = (await Mediator.Send(new PrintTogether(Staff, "print-1", "outside", bundle.Name))).Must();
        using (var document = PdfDocument.Open(pdf.Bytes))
        {
            Assert.Equal(3, document.NumberOfPages);
            Assert.All(cases, c => Assert.Contains(c.Number!, document.GetPage(1).Text, StringComparison.Ordinal));
            Assert.Contains("1,500", document.GetPage(2).Text, StringComparison.Ordinal);
        }
        Assert.Equal("職員 一郎", Assert.Single(Assert.Single((await Mediator.Send(new ListPrintBundles(Staff))).Must()).Parts).PrintedBy);
        Assert.Equal(404, (await Mediator.Send(new PrintTogether(Staff, "print-2", "outside", "ほかの束"))).Problem!.Status);
        Assert.Equal(403, (await Mediator.Send(new PrintTogether(Staff with { Roles = [] }, "print-3", "outside", bundle.Name))).Problem!.Status);
        Assert.Equal(403, (await Mediator.Send(new ListPrintBundles(Staff with { IsCitizen = true }))).Problem!.Status);
        Assert.Empty((await Mediator.Send(new ListPrintBundles(Staff with { Tenant = "14208" }))).Must());

        var zip = (await Mediator.Send(new Cases.Queries.GetDocuments(Staff, cases[0].CaseId))).Must();
        using var archive = new System.IO.Compression.ZipArchive(new MemoryStream(zip.Bytes));
        Assert.Equal(2, archive.Entries.Count);
        using var index = new StreamReader(archive.GetEntry("目録.csv")!.Open());
        var list = await index.ReadToEndAsync();
        Assert.Contains(",有効,", list, StringComparison.Ordinal);
        Assert.Contains(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(await Bytes(archive.Entries.Single(e => e.Name.EndsWith(".pdf", StringComparison.Ordinal))))), list, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bundle_too_large_for_one_file_is_printed_in_parts_and_none_is_left_out()
    {
        Assert.SkipWhen(new ChromiumPrinter(new ServerOptions()).Program is null, "There is no Chromium.");
        foreach (var person in (string[])["0001", "0002"])
            (await Mediator.Send(new SubmitForm(new Caller("hanako", "山田 花子", "14204", [], true, "web", "portal"), Guid.NewGuid().ToString("N"), "outside", "apply", Datum.Object(("personNo", person), ("amount", 1500))))).Must();
        var bundle = await Stories.Eventually(async () => (await Mediator.Send(new ListPrintBundles(Staff))).Must().FirstOrDefault(b => b.Count == 2));
        var kept = _server.App.Services.GetRequiredService<IKeptStore>();
        for (var i = 0; i < PrintBundles.PartSize - 1; i++)
            await kept.Set("14204", KeptSpaces.PrintBundles, PrintBundles.KeyOf("outside", bundle.Name, "2020-01-01T00:00:00+09:00", $"gone-{i:000}"), Datum.Object(("case", "gone"), ("id", $"gone-{i}"), ("title", $"廃棄した文書{i}")), LiveServer.Begin, null, default);

        var large = Assert.Single((await Mediator.Send(new ListPrintBundles(Staff))).Must());
        Assert.Equal((PrintBundles.PartSize + 1, "500 1"), (large.Count, string.Join(' ', large.Parts.Select(p => p.Count))));
        var second = (await Mediator.Send(new PrintTogether(Staff, "print-2", "outside", bundle.Name, 2))).Must();
        Assert.EndsWith("-2of2.pdf", second.Name, StringComparison.Ordinal);
        using (var document = PdfDocument.Open(second.Bytes))
        {
            Assert.Equal(2, document.NumberOfPages);
            Assert.Contains("2/2", document.GetPage(1).Text, StringComparison.Ordinal);
            Assert.Contains("501", document.GetPage(1).Text, StringComparison.Ordinal);
        }
        Assert.Equal([false, true], Assert.Single((await Mediator.Send(new ListPrintBundles(Staff))).Must()).Parts.Select(p => p.PrintedAt is not null));
        var none = (await Mediator.Send(new PrintTogether(Staff, "print-3", "outside", bundle.Name, 3))).Problem!;
        Assert.Equal((404, true), (none.Status, none.Ja.Contains("2冊", StringComparison.Ordinal)));
    }

    private static async Task<byte[]> Bytes(System.IO.Compression.ZipArchiveEntry entry)
    {
        using var copy = new MemoryStream();
        await using var stream = entry.Open();
        await stream.CopyToAsync(copy);
        return copy.ToArray();
    }

    public ValueTask InitializeAsync() => _server.InitializeAsync();
    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
