using System.Text.Json;
using Microsoft.Playwright;

namespace Workflows.Browser;

/// <summary>What the designer's stories do again and again: open it, look at it, begin a procedure, have it confirmed.</summary>
public sealed class DesignerDesk(Studio studio)
{
    public const string Maker = "kamakura-kikaku";
    public const string Confirmer = "kamakura-kikaku2";

    public static void Skip() => Assert.SkipWhen(Studio.Missing is not null, Studio.Missing ?? "");

    public async Task<IPage> Open(string user, string address = "/designer/")
    {
        var page = await studio.SignedIn(user);
        await page.SetViewportSizeAsync(1440, 900);
        await page.GotoAsync(address);
        return page;
    }

    /// <summary>The designer is work at a desk: it is looked at in a desk's width. axe finds nothing.</summary>
    public static async Task Look(IPage page, string name, string axe)
    {
        await page.EvaluateAsync(axe + ";0");
        await page.ScreenshotAsync(new() { Path = Path.Combine(Studio.Pictures, $"designer-{name}.png") });
        var report = await page.EvaluateAsync<JsonElement>("async () => await axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] })");
        var violations = report.GetProperty("violations").EnumerateArray().Select(v => $"{v.GetProperty("id").GetString()}: {string.Join(" | ", v.GetProperty("nodes").EnumerateArray().Take(3).Select(n => n.GetProperty("html").GetString()))}").ToList();
        Assert.True(violations.Count == 0, $"{name}: {string.Join("\n", violations)}");
    }

    public Task Look(IPage page, string name) => Look(page, name, studio.Axe);

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
        else if (day != "next month") await hand.Fill(hand.Page.GetByLabel(new System.Text.RegularExpressions.Regex("^施行日")), day);
        await hand.Press("確認に回す");
        await Assertions.Expect(hand.Page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("確認に回しました");
        await hand.Press("版の一覧へ");
        await Assertions.Expect(hand.Page.GetByText("確認待ち").First).ToBeVisibleAsync();
        var other = await Open(Confirmer, new Uri(hand.Page.Url).AbsolutePath);
        await other.GetByRole(AriaRole.Button, new() { Name = "確認して公開する" }).First.ClickAsync();
        await Assertions.Expect(other.GetByText("を公開しました。")).ToBeVisibleAsync();
    }
}
