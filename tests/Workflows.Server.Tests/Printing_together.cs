using Mediator;
using Microsoft.Extensions.DependencyInjection;
using UglyToad.PdfPig;
using Workflows.Cases.Commands;
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
        Assert.Equal(("outside", "決定 2027-06-01", (DateTimeOffset?)null), (bundle.Program, bundle.Name, bundle.PrintedAt));

        var pdf = (await Mediator.Send(new PrintTogether(Staff, "print-1", "outside", bundle.Name))).Must();
        using (var document = PdfDocument.Open(pdf.Bytes))
        {
            Assert.Equal(3, document.NumberOfPages);
            Assert.All(cases, c => Assert.Contains(c.Number!, document.GetPage(1).Text, StringComparison.Ordinal));
            Assert.Contains("1,500", document.GetPage(2).Text, StringComparison.Ordinal);
        }
        Assert.Equal("職員 一郎", Assert.Single((await Mediator.Send(new ListPrintBundles(Staff))).Must()).PrintedBy);
        Assert.Equal(404, (await Mediator.Send(new PrintTogether(Staff, "print-2", "outside", "ほかの束"))).Problem!.Status);
        Assert.Equal(403, (await Mediator.Send(new PrintTogether(Staff with { Roles = [] }, "print-3", "outside", bundle.Name))).Problem!.Status);
        Assert.Equal(403, (await Mediator.Send(new ListPrintBundles(Staff with { IsCitizen = true }))).Problem!.Status);
        Assert.Empty((await Mediator.Send(new ListPrintBundles(Staff with { Tenant = "14208" }))).Must());

        var zip = (await Mediator.Send(new Cases.Queries.GetDocuments(Staff, cases[0].CaseId))).Must();
        using var archive = new System.IO.Compression.ZipArchive(new MemoryStream(zip.Bytes));
        Assert.Equal(2, archive.Entries.Count);
        using var index = new StreamReader(archive.GetEntry("目録.csv")!.Open());
        var list = await index.ReadToEndAsync();
        Assert.Contains("\"有効\"", list, StringComparison.Ordinal);
        Assert.Contains(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(await Bytes(archive.Entries.Single(e => e.Name.EndsWith(".pdf", StringComparison.Ordinal))))), list, StringComparison.Ordinal);
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
