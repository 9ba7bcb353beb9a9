using System.Diagnostics;
using Workflows.Cases.Ports;

namespace Workflows.Server.Hosting;

/// <summary>
/// Prints by the installed Chromium, one process a page, in an empty profile that can reach no host. Fonts come from the machine: BIZ UD for text, IPAmj Mincho for rare kanji
/// (Debian: fonts-morisawa-bizud-gothic, fonts-morisawa-bizud-mincho, fonts-ipamj-mincho).
/// </summary>
internal sealed class ChromiumPrinter(ServerOptions options) : IPdfPrinter
{
    private static readonly string[] Usual = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/usr/bin/google-chrome-stable"];
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(50);
    private readonly SemaphoreSlim _turn = new(2);

    /// <summary>The program; null when none is installed.</summary>
    public string? Program => options.Chromium is { Length: > 0 } given ? given : Usual.FirstOrDefault(File.Exists);

    public async ValueTask<byte[]> Print(string html, CancellationToken cancellationToken)
    {
        var program = Program ?? throw new InvalidOperationException("PDFを作る Chromium がありません。インストールするか Workflows:Chromium に場所を設定してください。 (Chromium is not installed; set Workflows:Chromium.)");
        await _turn.WaitAsync(cancellationToken);
        var folder = Directory.CreateTempSubdirectory("workflows-print-");
        try
        {
            var (page, file) = (Path.Combine(folder.FullName, "page.html"), Path.Combine(folder.FullName, "page.pdf"));
            await File.WriteAllTextAsync(page, html, cancellationToken);
            var start = new ProcessStartInfo(program) { RedirectStandardError = true, RedirectStandardOutput = true, UseShellExecute = false };
            foreach (var argument in (string[])["--headless", "--disable-gpu", "--disable-dev-shm-usage", "--disable-extensions", "--no-first-run", "--disable-background-networking", "--host-resolver-rules=MAP * ~NOTFOUND",
                $"--user-data-dir={Path.Combine(folder.FullName, "profile")}", "--no-pdf-header-footer", $"--print-to-pdf={file}", new Uri(page).AbsoluteUri])
                start.ArgumentList.Add(argument);
            // As root, as in containers, Chromium has no sandbox of its own; the page can run nothing and load nothing.
            if (Environment.UserName == "root") start.ArgumentList.Insert(0, "--no-sandbox");
            using var process = Process.Start(start)!;
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(Limit);
            var said = process.StandardError.ReadToEndAsync(limit.Token);
            var out_ = process.StandardOutput.ReadToEndAsync(limit.Token);
            try { await process.WaitForExitAsync(limit.Token); }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                cancellationToken.ThrowIfCancellationRequested();
                throw new InvalidOperationException($"Chromium が {Limit.TotalSeconds:0} 秒以内にPDFを作れませんでした。 (Chromium did not print in time.)");
            }
            await out_;
            if (process.ExitCode != 0 || !File.Exists(file)) throw new InvalidOperationException($"Chromium がPDFを作れませんでした（終了コード {process.ExitCode}）。 {(await said).Split('\n').LastOrDefault(l => l.Length > 0)}");
            return await File.ReadAllBytesAsync(file, cancellationToken);
        }
        finally
        {
            _turn.Release();
            try { folder.Delete(recursive: true); }
            catch (IOException) { /* A process that was killed may still write: the system empties its temporary folder. */ }
        }
    }
}
