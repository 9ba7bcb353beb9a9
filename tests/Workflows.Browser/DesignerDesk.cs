using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Workflows.Browser;

/// <summary>What the designer's stories do again and again: open it, look at it, begin a procedure, have it confirmed.</summary>
public sealed partial class DesignerDesk(Studio studio)
{
    public const string Maker = "kamakura-kikaku";
    public const string Confirmer = "kamakura-kikaku2";

    public const int Width = 1440;
    public const int Height = 900;

    public static void Skip() => Assert.SkipWhen(Studio.Missing is not null, Studio.Missing ?? "");

    /// <summary>All of the designer's tests share one server and one browser; each opens drafts of its own.</summary>
    [CollectionDefinition(Name)]
    public sealed class Shared : ICollectionFixture<Studio>
    {
        public const string Name = "designer";
    }

    /// <summary>A request of the open page to the designer's API, as its client makes it.</summary>
    public static Task<JsonElement> Ask(IPage page, string method, string path, object? body = null) => page.EvaluateAsync<JsonElement>("""
        async ([method, path, body]) => {
          const { csrf } = await (await fetch("/designer/api/session")).json();
          const answer = await fetch("/designer/api" + path, { method, headers: { "Content-Type": "application/json", "X-CSRF": csrf }, ...(body === null ? {} : { body }) });
          if (!answer.ok) throw new Error(method + " " + path + " " + answer.status + " " + await answer.text());
          return answer.status === 204 ? null : await answer.json();
        }
        """, new object?[] { method, path, body is null ? null : JsonSerializer.Serialize(body) });

    /// <summary>A new procedure with operations done to it at once; its draft's id.</summary>
    public static async Task<string> Made(IPage page, string program, string title, params object[] operations)
    {
        var draft = (await Ask(page, "POST", "/drafts", new { from = "blank", program, title })).GetProperty("id").GetString()!;
        if (operations.Length > 0) await Ask(page, "POST", $"/drafts/{draft}/operations", new { client = "made", id = "made", @base = 0, operations });
        return draft;
    }

    public async Task<IPage> Open(string user, string address = "/designer/")
    {
        var page = await studio.SignedIn(user);
        await page.SetViewportSizeAsync(Width, Height);
        await page.GotoAsync(address);
        return page;
    }

    /// <summary>The designer is work at a desk: it is looked at in a desk's width. axe finds nothing, and no word of programmers stands on it.</summary>
    /// <param name="worded">All words are the designer's own: messages of checks and of outside systems come from elsewhere.</param>
    public static async Task Look(IPage page, string name, string axe, bool worded = true)
    {
        await page.EvaluateAsync(axe + ";0");
        await page.ScreenshotAsync(new() { Path = Path.Combine(Studio.Pictures, $"designer-{name}.png") });
        var report = await page.EvaluateAsync<JsonElement>("async () => await axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] })");
        var violations = report.GetProperty("violations").EnumerateArray().Select(v => $"{v.GetProperty("id").GetString()}: {string.Join(" | ", v.GetProperty("nodes").EnumerateArray().Take(3).Select(n => n.GetProperty("html").GetString()))}").ToList();
        Assert.True(violations.Count == 0, $"{name}: {string.Join("\n", violations)}");
        if (!worded) return;
        var programmers = Programmers().Match(await page.Locator("body").InnerTextAsync());
        Assert.False(programmers.Success, $"{name} says 「{programmers.Value}」.");
    }

    [GeneratedRegex("トークン|ゲートウェイ|ブール|オブジェクト|配列|文字列|フラグ|パラメータ|スキーマ|クエリ|ノード|エッジ|\\b(null|undefined|true|false|boolean|string|JSON|NaN|Object|API|FEEL|DMN|BPMN|Done|Approved|Rejected|Returned|Corrected|Expired|Failed|http)\\b", RegexOptions.CultureInvariant)]
    private static partial Regex Programmers();

    public Task Look(IPage page, string name, bool worded = true) => Look(page, name, studio.Axe, worded);

    /// <summary>A new procedure from nothing, opened at its flow; its programme id.</summary>
    public async Task Begin(Hand hand, string title)
    {
        await hand.Press("新しい手続きを作る");
        await hand.Fill(hand.Page.GetByRole(AriaRole.Textbox, new() { NameRegex = new("^手続きの名前") }), title);
        await hand.Press("作りはじめる");
        await Assertions.Expect(hand.Page.Locator(".react-flow__node").First).ToBeVisibleAsync();
    }

    /// <summary>Sends the open draft to be confirmed from a day on, and has another person confirm it.</summary>
    public async Task Publish(Hand hand, string? day = null)
    {
        await hand.Saved();
        await hand.Press("公開する");
        if (day is null) await hand.Press("今日から");
        else if (day != "next month") await hand.Fill(hand.Page.GetByLabel(new Regex("^施行日")), day);
        await hand.Press("確認に回す");
        await Assertions.Expect(hand.Page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("確認に回しました");
        await hand.Press("版の一覧へ");
        await Assertions.Expect(hand.Page.GetByText("確認待ち").First).ToBeVisibleAsync();
        var other = await Open(Confirmer, new Uri(hand.Page.Url).AbsolutePath);
        await other.GetByRole(AriaRole.Button, new() { Name = "確認して公開する" }).First.ClickAsync();
        await Assertions.Expect(other.GetByText("を公開しました。")).ToBeVisibleAsync();
    }
}
