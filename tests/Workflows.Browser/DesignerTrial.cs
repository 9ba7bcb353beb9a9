using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Workflows.Browser;

/// <summary>試す: a pretend case played by everyone on the real server, kept as a trial, all trials run with coverage; nothing is published while one is red.</summary>
[Collection(DesignerDesk.Shared.Name)]
public sealed class DesignerTrial(Studio studio)
{
    private readonly DesignerDesk _desk = new(studio);

    [Fact]
    public async Task A_pretend_case_is_played_kept_and_run_and_a_red_one_keeps_the_procedure_from_the_public()
    {
        DesignerDesk.Skip();
        var page = await _desk.Open(DesignerDesk.Maker);
        var draft = await DesignerDesk.Made(page, "pretend", "使用料の納付",
            new { op = "set", document = "program.json", path = "/connectors", value = (object)new[] { new { id = "C-01", label = "基幹収納システム", kind = "revenue" } } },
            new { op = "set", document = "municipality.json", path = "/connectors", value = (object)new Dictionary<string, object> { ["C-01"] = new { baseUrl = "sim:" } } },
            new { op = "add", document = "workflows/main.json", path = "/#flow/activities", value = (object)new { id = "pay", type = "Case.Call", name = "納付の消込み", version = 1, connector = "C-01", operation = "applyPayment", request = new { customerNo = "\"11081234567890020000\"", amount = "800", date = "string(today)" } } },
            new { op = "add", document = "workflows/main.json", path = "/#review/decisions", value = (object)new { key = "fix", label = "補正" } },
            new { op = "add", document = "workflows/main.json", path = "/#flow/activities", value = (object)new { id = "mend", type = "Case.Correction", name = "補正のお願い", version = 1, form = "application", open = new[] { "content" }, due = new { days = 14 } } },
            Arrow("review", "fix", "mend"), Arrow("mend", "Corrected", "review"), Arrow("mend", "Expired", "refused"),
            new { op = "remove", document = "workflows/main.json", path = "/#flow/connections/@approved:Done>closeApproved" },
            Arrow("approved", "Done", "pay"), Arrow("pay", "Done", "closeApproved"));
        await page.GotoAsync($"/designer/drafts/{draft}/trial");
        await Play(page, fail: true);
        await Assertions.Expect(page.Locator(".facts .note.bad")).ToContainTextAsync("基幹収納システム");
        await Assertions.Expect(Step(page, "納付の消込み").Locator(".step")).ToHaveAttributeAsync("data-run", "failed");
        await _desk.Look(page, "trial-failed", worded: false);

        // Begun anew without the failure, it goes to its end; that is kept.
        await page.GetByRole(AriaRole.Button, new() { Name = "はじめから試す" }).ClickAsync();
        await Assertions.Expect(page.Locator(".facts")).ToContainTextAsync("案件はまだありません");
        await Play(page, fail: false);
        await Assertions.Expect(page.Locator(".facts .tag").First).ToHaveTextAsync("認めた");
        await Assertions.Expect(Step(page, "終わり").First.Locator(".step")).ToHaveAttributeAsync("data-run", "done");
        await Assertions.Expect(page.Locator(".react-flow__edge.ran").First).ToBeAttachedAsync();
        await page.GetByLabel("試しの名前").FillAsync("認めて納付する");
        await page.GetByRole(AriaRole.Button, new() { Name = "試しとして保存" }).ClickAsync();
        await Assertions.Expect(page.Locator(".toast")).ToContainTextAsync("試しとして保存しました");
        await RunAll(page, "うまくいった 1");
        await Assertions.Expect(page.Locator(".bars")).ToHaveCountAsync(3);
        await Assertions.Expect(Step(page, "認めない").Locator(".step")).ToHaveAttributeAsync("data-run", "missed");
        await Assertions.Expect(page.Locator(".react-flow__edge.missed").First).ToBeAttachedAsync();
        await _desk.Look(page, "trial-coverage");

        // The flow is bent so that the kept trial no longer comes out: it is red, and the way to the public is closed.
        await page.GotoAsync($"/designer/drafts/{draft}/design/workflows/main.json");
        await Step(page, "審査").ClickAsync();
        await page.GetByLabel("認めるのあと").SelectOptionAsync(new SelectOptionValue { Label = "認めない" });
        await new Hand(page).Saved();
        await page.GetByRole(AriaRole.Button, new() { Name = "公開する", Exact = true }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await Assertions.Expect(dialog).ToContainTextAsync("1件うまくいきません", new() { Timeout = 30_000 });
        await Assertions.Expect(dialog.GetByRole(AriaRole.Button, new() { Name = "確認に回す" })).ToBeDisabledAsync();
        await _desk.Look(page, "publish-red", worded: false);
    }

    private static async Task Play(IPage page, bool fail)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "申請を出す" }).ClickAsync(new() { Timeout = 30_000 });
        await page.GetByRole(AriaRole.Button, new() { Name = "見本の値を入れる" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "出す", Exact = true }).ClickAsync();
        await Assertions.Expect(page.Locator(".facts .tag").First).ToHaveTextAsync("審査中");
        await Assertions.Expect(Step(page, "審査").Locator(".step")).ToHaveAttributeAsync("data-run", "waiting");
        await Assertions.Expect(page.Locator(".facts dd.lit").First).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "1日進める" }).ClickAsync();
        await Assertions.Expect(page.Locator(".desk p strong").First).ToContainTextAsync("2027-06-02");
        if (!fail) await Mend(page);
        if (fail)
        {
            await page.Locator("summary", new() { HasText = "つなぎ先のようす" }).ClickAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "つながらないことにする" }).ClickAsync();
            await Assertions.Expect(page.Locator(".desk .acts")).ToContainTextAsync("つながらないことにした");
        }
        await page.Locator(".desk .card button", new() { HasText = "審査" }).First.ClickAsync();
        await page.GetByLabel("認める", new() { Exact = true }).CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "終える", Exact = true }).ClickAsync();
        await Assertions.Expect(page.Locator(".desk .acts")).ToContainTextAsync("「認める」として終えた");
        if (!fail) return;
        // Tries are repeated for a day; then the case stands still and says why.
        await page.GetByRole(AriaRole.Button, new() { Name = "1日進める" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "1日進める" }).ClickAsync();
    }

    /// <summary>Staff send it back, the applicant is asked for the opened item alone, and it comes back to the staff.</summary>
    private static async Task Mend(IPage page)
    {
        await page.Locator(".desk .card button", new() { HasText = "審査" }).First.ClickAsync();
        await page.GetByLabel("補正", new() { Exact = true }).CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "終える", Exact = true }).ClickAsync();
        await Assertions.Expect(Step(page, "補正のお願い").Locator(".step")).ToHaveAttributeAsync("data-run", "waiting");
        await page.GetByRole(AriaRole.Button, new() { Name = "補正に答える" }).ClickAsync();
        var turn = page.Locator(".desk .card", new() { HasText = "補正に答える" });
        await Assertions.Expect(turn.GetByRole(AriaRole.Textbox)).ToHaveCountAsync(1);
        await turn.GetByRole(AriaRole.Textbox).FillAsync("直した内容");
        await turn.GetByRole(AriaRole.Button, new() { Name = "答える", Exact = true }).ClickAsync();
        await Assertions.Expect(page.Locator(".desk .acts")).ToContainTextAsync("補正に答えた");
        await Assertions.Expect(Step(page, "審査").Locator(".step")).ToHaveAttributeAsync("data-run", "waiting");
        await Assertions.Expect(page.Locator(".facts dd.lit").First).ToHaveTextAsync("直した内容");
    }

    private static object Arrow(string from, string port, string to) => new { op = "add", document = "workflows/main.json", path = "/#flow/connections", value = (object)new { source = new { activity = from, port }, target = new { activity = to, port = "In" } } };

    private static async Task RunAll(IPage page, string expected)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "保存した試しをすべて行う" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "すべて行う", Exact = true }).ClickAsync();
        await Assertions.Expect(page.Locator(".desk").GetByRole(AriaRole.Status)).ToContainTextAsync(expected, new() { Timeout = 60_000 });
    }

    private static ILocator Step(IPage page, string name) => page.Locator(".react-flow__node", new() { Has = page.Locator(".step .name", new() { HasTextRegex = new Regex($"^{name}$") }) }).First;
}
