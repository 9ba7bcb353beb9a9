using Microsoft.Playwright;

namespace Workflows.Browser;

/// <summary>Every screen and dialog of the designer as it looks: no barrier, no programmer's word, and quick under a large flow.</summary>
[Collection(DesignerDesk.Shared.Name)]
public sealed class DesignerScreens(Studio studio)
{
    private const int ManySteps = 300;
    private const int Moves = 60;
    private const int Turns = 30;
    /// <summary>Thirty frames a second (milliseconds a move may take), and what a single piece of work may take during a drag, and when much changes at once.</summary>
    private const double Frame = 33, Worst = 150, Pause = 500;
    private readonly DesignerDesk _desk = new(studio);

    [Fact]
    public async Task Every_screen_and_dialog_is_free_of_barriers_and_of_programmers_words()
    {
        DesignerDesk.Skip();
        var page = await _desk.Open(DesignerDesk.Maker);
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "手続きの一覧" })).ToBeVisibleAsync();
        await Look(page, "home");
        await page.GetByRole(AriaRole.Button, new() { Name = "新しい手続きを作る" }).ClickAsync();
        await Look(page, "new");
        await Unreadable(page);
        // Another municipality's procedure is copied; its own settings are named and left behind.
        await page.GetByRole(AriaRole.Radio, new() { NameRegex = new("^ほかの市町村のものを写す") }).CheckAsync();
        await page.GetByRole(AriaRole.Combobox, new() { NameRegex = new("^市町村と手続き") }).SelectOptionAsync(new SelectOptionValue { Index = 1 });
        await page.GetByRole(AriaRole.Button, new() { Name = "作りはじめる", Exact = true }).Last.ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("市町村の設定は写していません");
        await Look(page, "left-settings");
        await page.GotoAsync("/designer/programs/account-transfer");
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "改正案を作る" })).ToBeVisibleAsync();
        await Look(page, "program");
        await page.GetByRole(AriaRole.Button, new() { Name = "改正案を作る" }).ClickAsync();
        await Assertions.Expect(page.Locator(".react-flow__node").First).ToBeVisibleAsync();
        var draft = new Uri(page.Url).AbsolutePath.TrimEnd('/');
        foreach (var part in (string[])["workflows/P1.json", "workflows/P2.json", "forms/F-APP.json", "decisions/D2.dmn", "documents/N-01.scriban", "registers/R-BANK.json", "about", "start", "roles", "deadlines", "states", "connectors", "kpis", "settings"])
        {
            await page.GotoAsync($"{draft}/design/{part}");
            await Assertions.Expect(page.Locator(".work .tools h2").First).ToBeVisibleAsync();
            if (part.StartsWith("forms/", StringComparison.Ordinal)) await Assertions.Expect(page.Locator(".paper").GetByText("メールアドレス").First).ToBeVisibleAsync(new() { Timeout = 20_000 });
            else await page.WaitForTimeoutAsync(200);
            await Assertions.Expect(page.Locator("main.work :is(.page, .flowarea, .formarea, .two) :is(input, select, button, .react-flow__node)").First).ToBeVisibleAsync();
            await Look(page, $"design-{part.Replace('/', '-')}");
            await Narrow(page, part);
        }
        await Dialogs(page, draft);
        await Policy(page, draft);
    }

    /// <summary>A file that is no procedure is refused in words; nothing is made of it.</summary>
    private async Task Unreadable(IPage page)
    {
        await page.GetByRole(AriaRole.Radio, new() { NameRegex = new("^ファイルを取り込む") }).CheckAsync();
        await page.Locator("input[type=file]").SetInputFilesAsync(new FilePayload { Name = "broken.zip", MimeType = "application/zip", Buffer = [1, 2, 3, 4] });
        await page.GetByRole(AriaRole.Button, new() { Name = "作りはじめる", Exact = true }).Last.ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        await Look(page, "import-refused");
    }

    /// <summary>On a tablet and on a phone nothing scrolls sideways, and where a wide screen is wanted the page says what can be done here.</summary>
    private static async Task Narrow(IPage page, string part)
    {
        foreach (var width in (int[])[768, 360])
        {
            await page.SetViewportSizeAsync(width, 740);
            var sideways = await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - document.documentElement.clientWidth");
            Assert.True(sideways <= 0, $"{part} scrolls {sideways} px sideways at {width} px.");
            if (part.StartsWith("workflows/", StringComparison.Ordinal)) await Assertions.Expect(page.Locator(".narrow")).ToContainTextAsync("広い画面");
        }
        await page.SetViewportSizeAsync(DesignerDesk.Width, DesignerDesk.Height);
    }

    private async Task Dialogs(IPage page, string draft)
    {
        await page.GotoAsync($"{draft}/design/workflows/P2.json");
        await Assertions.Expect(page.Locator(".react-flow__node").First).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "表", Exact = true }).ClickAsync();
        await Assertions.Expect(page.Locator("table.steps tbody tr").First).ToBeVisibleAsync();
        await Look(page, "table");
        foreach (var (button, name) in ((string, string)[])[("キーの一覧", "keys"), ("さがす", "find"), ("様式を加える", "new-part"), ("公開する", "publish")])
        {
            await page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();
            var dialog = page.GetByRole(AriaRole.Dialog);
            await Assertions.Expect(dialog).ToBeVisibleAsync();
            if (name == "publish") await dialog.Locator("summary", new() { HasText = "書き出す・取り込む" }).ClickAsync();
            await Look(page, name);
            await dialog.GetByRole(AriaRole.Button, new() { Name = "閉じる" }).ClickAsync();
            await Assertions.Expect(dialog).ToHaveCountAsync(0);
        }
        await page.Locator(".problems > button").ClickAsync();
        await Look(page, "problems");
    }

    private async Task Policy(IPage page, string draft)
    {
        await page.GotoAsync($"{draft}/policy");
        await Assertions.Expect(page.Locator(".prose h2").First).ToBeVisibleAsync();
        await Look(page, "policy");
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("^意見") }).First.ClickAsync();
        await page.GetByLabel("意見を書く").FillAsync("条例の根拠を書き足したい。");
        await page.GetByRole(AriaRole.Button, new() { Name = "書き込む" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("条例の根拠を書き足したい。");
        await Look(page, "comment");
        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { NameRegex = new("^話し合い 1件") })).ToHaveCountAsync(1);
        // Printed, only the text is left.
        await page.EmulateMediaAsync(new() { Media = Media.Print });
        await Assertions.Expect(page.Locator("article.prose")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("header.bar")).ToBeHiddenAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "印刷する" })).ToBeHiddenAsync();
        await page.EmulateMediaAsync(new() { Media = Media.Screen });
        await page.GetByRole(AriaRole.Button, new() { Name = "手続きの流れ（市民向け）" }).ClickAsync();
        await Assertions.Expect(page.Locator(".prose h1")).ToContainTextAsync("手続きの流れ");
        await Look(page, "citizen");
        await page.GetByRole(AriaRole.Button, new() { Name = "図", Exact = true }).ClickAsync();
        await page.Locator(".react-flow__node").First.ClickAsync();
        await Assertions.Expect(page.Locator("aside.side .sentence")).ToBeVisibleAsync();
        await Look(page, "picture");
    }

    [Fact]
    public async Task Three_hundred_steps_are_dragged_chosen_and_taken_back_without_a_stumble()
    {
        DesignerDesk.Skip();
        var page = await _desk.Open(DesignerDesk.Maker);
        var steps = Enumerable.Range(0, ManySteps).Select(i => new { id = $"s{i}", type = "Case.Task", name = $"手順{i + 1}", version = 1, task = $"s{i}", title = $"手順{i + 1}", role = "staff" }).ToArray();
        var arrows = Enumerable.Range(0, ManySteps - 1).Select(i => new { source = new { activity = $"s{i}", port = "Done" }, target = new { activity = $"s{i + 1}", port = "In" } }).ToArray();
        var places = Enumerable.Range(0, ManySteps).ToDictionary(i => $"s{i}", i => new { position = new { x = 60 + i % 20 * 260, y = 60 + i / 20 * 120 }, size = new { width = 200, height = 64 } });
        var draft = await DesignerDesk.Made(page, "three-hundred", "三百の手順",
            new { op = "set", document = "workflows/main.json", path = "/root", value = (object)new { id = "flow", type = "Elsa.Flowchart", version = 1, start = "s0", activities = steps, connections = arrows } },
            new { op = "set", document = "workflows/main.layout.json", path = "/activities", value = (object)places });
        await page.GotoAsync($"/designer/drafts/{draft}/design/workflows/main.json");
        await Assertions.Expect(page.Locator(".react-flow__node").First).ToBeVisibleAsync();
        await page.Locator(".react-flow__node[data-id=s0]").FocusAsync();
        await page.Keyboard.PressAsync("f");
        await page.WaitForTimeoutAsync(500);
        await _desk.Look(page, "three-hundred");
        var step = page.Locator(".react-flow__node[data-id=s105]");
        var box = (await step.BoundingBoxAsync())!;
        await using var clock = await MainThread.Of(page);
        await page.Mouse.MoveAsync(box.X + (box.Width / 2), box.Y + (box.Height / 2));
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(box.X + (box.Width / 2) + 6, box.Y + (box.Height / 2));
        var drag = await clock.During(async () =>
        {
            for (var i = 7; i <= Moves; i++) await page.Mouse.MoveAsync(box.X + (box.Width / 2) + i, box.Y + (box.Height / 2) + (20 * MathF.Sin(i / 10f)));
        });
        var drop = await clock.During(async () =>
        {
            await page.Mouse.UpAsync();
            await new Hand(page).Saved();
        });
        var moved = (await step.BoundingBoxAsync())!;
        var chosen = await clock.During(async () =>
        {
            await page.Keyboard.PressAsync("Control+a");
            await Assertions.Expect(page.Locator(".react-flow__node.selected")).ToHaveCountAsync(ManySteps);
        });
        var undone = await clock.During(async () =>
        {
            await page.Keyboard.PressAsync("Control+z");
            await Assertions.Expect(page.Locator(".toast")).ToContainTextAsync("元に戻しました");
        });
        var pane = (await page.Locator(".canvas").BoundingBoxAsync())!;
        await page.Mouse.MoveAsync(pane.X + 12, pane.Y + 12);
        await page.Mouse.DownAsync();
        var panned = await clock.During(async () => { for (var i = 1; i <= Turns; i++) await page.Mouse.MoveAsync(pane.X + 12 + (6 * i), pane.Y + 12 + (3 * i)); });
        await page.Mouse.UpAsync();
        var shifted = (await step.BoundingBoxAsync())!;
        var zoomed = await clock.During(async () => { for (var i = 0; i < Turns; i++) await page.Mouse.WheelAsync(0, i < Turns / 2 ? -60 : 60); });
        var tabled = await clock.During(async () =>
        {
            await page.GetByRole(AriaRole.Button, new() { Name = "表", Exact = true }).ClickAsync();
            await Assertions.Expect(page.Locator("table.steps tbody tr")).ToHaveCountAsync(ManySteps);
        });
        var opened = await clock.During(async () =>
        {
            await page.ReloadAsync();
            await Assertions.Expect(page.Locator(".react-flow__node").First).ToBeVisibleAsync();
        });
        var each = drag.Sum() / (Moves - 6);
        var (pan, zoom) = (panned.Sum() / Turns, zoomed.Sum() / Turns);
        var figure = $"{ManySteps} steps, the page's own time (ms of its thread): a move {each:0.0}, the longest in the drag {drag.Max():0}, letting go {drop.Max():0}, choosing all {chosen.Max():0}, undo {undone.Max():0}, "
            + $"moving the picture {pan:0.0} (longest {panned.Max():0}), a turn of the wheel {zoom:0.0} (longest {zoomed.Max():0}), the table {tabled.Max():0}, opening {opened.Max():0} of {opened.Sum():0}";
        TestContext.Current.TestOutputHelper?.WriteLine(figure);
        await File.WriteAllTextAsync(Path.Combine(Studio.Pictures, "designer-frames.txt"), figure, TestContext.Current.CancellationToken);
        Assert.True(moved.X > box.X + 40, $"The step stayed at {box.X}.");
        Assert.True(each <= Frame && drag.Max() <= Worst && drop.Max() <= Worst, figure);
        Assert.True(shifted.X > moved.X + 100, $"The picture stayed at {moved.X}.");
        Assert.True(pan <= Frame && panned.Max() <= Worst && zoom <= Frame && zoomed.Max() <= Worst, figure);
        Assert.True(chosen.Max() <= Pause && undone.Max() <= Pause && tabled.Max() <= Pause && opened.Max() <= Pause, figure);
    }

    private Task Look(IPage page, string name) => _desk.Look(page, name);
}
