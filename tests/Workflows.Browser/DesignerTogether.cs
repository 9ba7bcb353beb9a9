using Microsoft.Playwright;

namespace Workflows.Browser;

/// <summary>Saving, other people, and the keyboard.</summary>
[Collection(DesignerDesk.Shared.Name)]
public sealed class DesignerTogether(Studio studio)
{
    private readonly DesignerDesk _desk = new(studio);

    [Fact]
    public async Task Two_people_see_each_other_bring_their_work_together_and_never_overwrite()
    {
        DesignerDesk.Skip();
        var first = new Hand(await _desk.Open(DesignerDesk.Maker));
        await _desk.Begin(first, "ふたりで作る手続き");
        await first.Saved();
        var second = new Hand(await _desk.Open(DesignerDesk.Confirmer, new Uri(first.Page.Url).AbsolutePath));
        await Assertions.Expect(first.Page.Locator(".people")).ToContainTextAsync("企画 健");
        await Assertions.Expect(second.Page.Locator(".people")).ToContainTextAsync("企画 花子");

        // In different places: both stay.
        await Rename(first, "受付", "申請の受付");
        await Rename(second, "審査", "内容の審査");
        foreach (var hand in (Hand[])[first, second])
        {
            await Assertions.Expect(Step(hand, "申請の受付")).ToBeVisibleAsync();
            await Assertions.Expect(Step(hand, "内容の審査")).ToBeVisibleAsync();
        }

        // In the same place while one is cut off: the second is asked.
        await second.Page.Context.SetOfflineAsync(true);
        await Rename(second, "内容の審査", "二人目の名前");
        await Assertions.Expect(second.Page.Locator(".saved")).ToContainTextAsync("この端末にあり");
        await Rename(first, "内容の審査", "一人目の名前");
        await first.Saved();
        await second.Page.Context.SetOfflineAsync(false);
        var dialog = second.Page.GetByRole(AriaRole.Dialog);
        await Assertions.Expect(dialog).ToContainTextAsync("一人目の名前", new() { Timeout = 20_000 });
        await Assertions.Expect(dialog).ToContainTextAsync("二人目の名前");
        await _desk.Look(second.Page, "conflict");
        await second.Press("自分の変更にする");
        await Assertions.Expect(Step(first, "二人目の名前")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task What_was_done_without_a_connection_outlives_the_page()
    {
        DesignerDesk.Skip();
        var hand = new Hand(await _desk.Open(DesignerDesk.Maker));
        await _desk.Begin(hand, "つながらない日の手続き");
        await hand.Saved();
        await hand.Page.RouteAsync("**/operations", route => route.AbortAsync());
        await Rename(hand, "受付", "夜の受付");
        await Assertions.Expect(hand.Page.Locator(".saved")).ToContainTextAsync("この端末にあり");
        await hand.Page.UnrouteAsync("**/operations");
        await hand.Page.ReloadAsync();
        await Assertions.Expect(Step(hand, "夜の受付")).ToBeVisibleAsync();
        await hand.Saved();
        var other = new Hand(await _desk.Open(DesignerDesk.Confirmer, new Uri(hand.Page.Url).AbsolutePath));
        await Assertions.Expect(Step(other, "夜の受付")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task The_keyboard_does_everything_a_mouse_does_on_the_picture()
    {
        DesignerDesk.Skip();
        var page = await _desk.Open(DesignerDesk.Maker);
        var hand = new Hand(page);
        await _desk.Begin(hand, "キーだけで作る手続き");
        var steps = page.Locator(".react-flow__node .step .name");
        var before = await steps.CountAsync();
        await page.Locator(".react-flow__node", new() { HasText = "受付" }).First.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.Keyboard.PressAsync("a");
        await page.Keyboard.TypeAsync("通知");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(steps).ToHaveCountAsync(before + 1);
        await page.Locator(".react-flow__node", new() { HasText = "通知" }).First.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.Keyboard.PressAsync("Control+c");
        await page.Keyboard.PressAsync("Control+v");
        await Assertions.Expect(steps).ToHaveCountAsync(before + 2);
        await page.Locator(".react-flow__node.selected").First.FocusAsync();
        await page.Keyboard.PressAsync("Delete");
        await Assertions.Expect(steps).ToHaveCountAsync(before + 1);
        await page.Keyboard.PressAsync("Control+z");
        await Assertions.Expect(steps).ToHaveCountAsync(before + 2);
        await page.Keyboard.PressAsync("Control+z");
        await page.Keyboard.PressAsync("Control+z");
        await Assertions.Expect(steps).ToHaveCountAsync(before);
        await page.Keyboard.PressAsync("Control+y");
        await Assertions.Expect(steps).ToHaveCountAsync(before + 1);
    }

    private static ILocator Step(Hand hand, string name) => hand.Page.Locator(".react-flow__node", new() { Has = hand.Page.Locator(".step .name", new() { HasTextRegex = new($"^{name}$") }) }).First;

    private static async Task Rename(Hand hand, string from, string to)
    {
        await hand.Press(Step(hand, from));
        await hand.Fill(hand.Page.Locator("aside.side [data-panel-name]"), to);
    }
}
