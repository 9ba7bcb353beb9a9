using System.Text.Json;
using Microsoft.Playwright;

namespace Workflows.Browser;

/// <summary>A server and a Chromium, and the check every page seen goes through.</summary>
public class Studio : IAsyncLifetime
{
    private const string Chromium = "/usr/bin/chromium";
    private const int Wide = 1280;
    /// <summary>The narrowest screen the pages must fit.</summary>
    private const int Narrow = 360;

    private readonly LiveServer _server;
    private IPlaywright? _playwright;
    private IBrowser? _browser;
    private string _axe = "";

    public Studio() => _server = new();
    protected Studio(string definitions) => _server = new(definitions);

    public LiveServer Server => _server;
    /// <summary>axe-core's source, to be evaluated in a page.</summary>
    public string Axe => _axe;

    /// <summary>Why nothing can be tested here; null when it can.</summary>
    public static string? Missing =>
        !File.Exists(Chromium) ? $"There is no {Chromium}; run tests/setup.sh." : !File.Exists(AxePath) ? $"There is no {AxePath}; run tests/setup.sh." : null;

    private static string Root => Directory.GetParent(LiveServer.Definitions)!.FullName;
    private static string AxePath => Path.Combine(Root, "tests", "Workflows.Browser", "node_modules", "axe-core", "axe.min.js");
    public static string Pictures => Directory.CreateDirectory(Path.Combine(Root, "tests", "artifacts", "browser")).FullName;

    public async ValueTask InitializeAsync()
    {
        if (Missing is not null) return;
        await _server.InitializeAsync();
        _axe = await File.ReadAllTextAsync(AxePath);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = Chromium, Args = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--force-color-profile=srgb"] });
    }

    public async ValueTask DisposeAsync()
    {
        if (Missing is not null) return;
        if (_browser is not null) await _browser.DisposeAsync();
        _playwright?.Dispose();
        await _server.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    public async Task<IPage> Open(bool script = true)
    {
        var context = await _browser!.NewContextAsync(new() { BaseURL = _server.Url, Locale = "ja-JP", JavaScriptEnabled = script, ViewportSize = new() { Width = Wide, Height = 900 } });
        context.SetDefaultTimeout(15_000);
        return await context.NewPageAsync();
    }

    public async Task<IPage> SignedIn(string user, bool script = true)
    {
        var page = await Open(script);
        await page.GotoAsync("/sign-in");
        await page.FillAsync("#name", user);
        await page.FillAsync("#password", Workflows.Server.Platform.DemoUsers.Password);
        await page.Locator("main form button.main").First.ClickAsync();
        return page;
    }

    /// <summary>Checks the page as it stands: axe finds nothing, nothing scrolls sideways on a phone; takes its picture in both widths.</summary>
    public async Task Look(IPage page, string name)
    {
        await page.EvaluateAsync(_axe + ";0");
        foreach (var width in (int[])[Wide, Narrow])
        {
            await page.SetViewportSizeAsync(width, width == Wide ? 900 : 740);
            await page.ScreenshotAsync(new() { Path = Path.Combine(Pictures, $"{name}-{width}.png"), FullPage = true });
            var report = await page.EvaluateAsync<JsonElement>("async () => await axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] })");
            var violations = report.GetProperty("violations").EnumerateArray().Select(v =>
                $"{v.GetProperty("id").GetString()}: {v.GetProperty("help").GetString()} {string.Join(" | ", v.GetProperty("nodes").EnumerateArray().Select(n => n.GetProperty("html").GetString()))}").ToList();
            Assert.True(violations.Count == 0, $"{name} at {width}: {string.Join("\n", violations)}");
            var sideways = await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - document.documentElement.clientWidth");
            Assert.True(sideways <= 0, $"{name} scrolls {sideways} px sideways at {width} px.");
        }
        await page.SetViewportSizeAsync(Wide, 900);
    }
}
