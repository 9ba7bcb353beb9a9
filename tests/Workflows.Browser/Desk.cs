using Microsoft.Playwright;

namespace Workflows.Browser;

/// <summary>The caseworker's desk beside the flow of a case, and the operator's: every page looked at in both widths.</summary>
public sealed partial class Desk(Studio studio) : IClassFixture<Studio>
{
    [Fact]
    public async Task Notes_messages_asked_tasks_many_at_once_corrections_and_absences()
    {
        Assert.SkipWhen(Studio.Missing is not null, Studio.Missing ?? "");
        var number = await Stories.Apply(studio.Server, "kamakura-hanako", Stories.Values(kana: "ヤマダ ハナヨ"));
        await Stories.FinishAtBank(studio.Server, "kamakura-hanako", number);
        await studio.Server.NextMorning();
        var staff = await studio.SignedIn("kamakura-shuno");

        await staff.GotoAsync($"/14204/inbox/cases/{number}");
        await staff.Locator("summary", new() { HasText = "仕事を頼む" }).ClickAsync();
        await staff.Locator("summary", new() { HasText = "メモ・電話の記録を書く" }).ClickAsync();
        await studio.Look(staff, "40-case-desk");
        await staff.FillAsync("#note-text", "納付書の写しを確認してください。");
        await staff.FillAsync("#note-with", "山田 花子");
        await staff.FillAsync("#note-phone", "0467-23-3000");
        await staff.GetByLabel("収納 次郎").CheckAsync();
        await staff.GetByRole(AriaRole.Button, new() { Name = "残す" }).ClickAsync();
        await Assertions.Expect(staff.Locator("main")).ToContainTextAsync("残しました。");
        await staff.FillAsync("#message-text", "納付書の番号をもう一度お知らせください。");
        await staff.GetByRole(AriaRole.Button, new() { Name = "送る", Exact = true }).ClickAsync();
        await staff.Locator("summary", new() { HasText = "仕事を頼む" }).ClickAsync();
        await staff.FillAsync("#ask-title", "賦課の名義を確かめる");
        await staff.FillAsync("#ask-text", "カナの読みが違います。");
        await staff.GetByRole(AriaRole.Button, new() { Name = "頼む", Exact = true }).ClickAsync();
        await Assertions.Expect(staff.Locator("main")).ToContainTextAsync("頼みました。");
        await studio.Look(staff, "41-case-with-notes");
        await staff.Locator("summary", new() { HasText = "仕事を頼む" }).ClickAsync();
        await staff.GetByRole(AriaRole.Button, new() { Name = "頼む", Exact = true }).ClickAsync();
        await Assertions.Expect(staff.Locator("#errors")).ToContainTextAsync("頼むことを書いてください。");
        await studio.Look(staff, "42-case-refused");

        await staff.GotoAsync("/14204/inbox?view=group");
        await studio.Look(staff, "43-inbox-group");
        await staff.GetByRole(AriaRole.Link, new() { Name = "賦課の名義を確かめる" }).ClickAsync();
        await studio.Look(staff, "44-asked-task");
        await staff.GotoAsync("/14204/inbox?view=group");
        await staff.Locator("tbody input[type=checkbox]").First.CheckAsync();
        await staff.SelectOptionAsync("#operation", "assign");
        await staff.SelectOptionAsync("#assignee", new SelectOptionValue { Label = "収納 次郎" });
        await staff.GetByRole(AriaRole.Button, new() { Name = "まとめて行う" }).ClickAsync();
        await Assertions.Expect(staff.Locator("main")).ToContainTextAsync("割り当てます");
        await studio.Look(staff, "45-bulk");
        await staff.GetByRole(AriaRole.Button, new() { Name = "1件を行う" }).ClickAsync();
        await Assertions.Expect(staff.Locator("main")).ToContainTextAsync("1件を割り当てました。");
        await studio.Look(staff, "46-bulk-done");

        await staff.GotoAsync("/14204/inbox/absence");
        await studio.Look(staff, "47-absence");
        await staff.FillAsync("#f-from1", "いつか");
        await staff.GetByRole(AriaRole.Button, new() { Name = "保存する" }).ClickAsync();
        await Assertions.Expect(staff.Locator("#errors")).ToContainTextAsync("のように入力してください。");
        await Assertions.Expect(staff.Locator("#f-from1")).ToHaveValueAsync("いつか");
        await studio.Look(staff, "48-absence-refused");

        var jiro = await studio.SignedIn("kamakura-shuno2");
        await jiro.GotoAsync("/14204/inbox?view=mine");
        await studio.Look(jiro, "49-inbox-mine");
        await jiro.GetByRole(AriaRole.Link, new() { Name = "メモで呼ばれています" }).ClickAsync();
        await Assertions.Expect(jiro.Locator("main")).ToContainTextAsync("納付書の写しを確認してください。");
        await studio.Look(jiro, "50-called");
        await jiro.GotoAsync($"/14204/inbox/cases/{number}");
        await jiro.GetByRole(AriaRole.Link, new() { NameRegex = new("^照合") }).ClickAsync();
        await jiro.GetByLabel("差戻し").CheckAsync();
        await jiro.FillAsync("[name=reason]", "フリガナをご確認ください。");
        await jiro.GetByRole(AriaRole.Button, new() { Name = "完了する", Exact = true }).ClickAsync();
        await Assertions.Expect(jiro.Locator("main")).ToContainTextAsync("完了しました。");
        await studio.Server.Later(TimeSpan.FromMinutes(10));

        var page = await studio.SignedIn("kamakura-hanako");
        await page.GotoAsync($"/14204/my/cases/{number}");
        await studio.Look(page, "51-my-case");
        await page.Locator("summary", new() { HasText = "メッセージを書く" }).ClickAsync();
        await page.FillAsync("#message-text", "番号は 1234567890 です。");
        await page.GetByRole(AriaRole.Button, new() { Name = "送る", Exact = true }).ClickAsync();
        await Assertions.Expect(page.Locator("#thread").First).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "補正に答える" }).ClickAsync();
        await studio.Look(page, "52-correction");
        await page.FillAsync("[name=payerKana]", "やまだ");
        await page.GetByRole(AriaRole.Button, new() { Name = "この内容で答える" }).Last.ClickAsync();
        await Assertions.Expect(page.Locator("#errors")).ToContainTextAsync("フリガナは全角カタカナで入力してください。");
        await studio.Look(page, "53-correction-refused");
        await page.FillAsync("[name=payerKana]", "ヤマダ ハナコ");
        await page.GetByRole(AriaRole.Button, new() { Name = "この内容で答える" }).Last.ClickAsync();
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("補正を受け付けました。");
        await page.GotoAsync("/14204/my/preferences");
        await studio.Look(page, "54-preferences");

        await staff.GotoAsync($"/14204/inbox/cases/{number}");
        foreach (var summary in await staff.Locator("details > summary").AllAsync()) await summary.ClickAsync();
        await Assertions.Expect(staff.Locator("main")).ToContainTextAsync("前の版との違い");
        await studio.Look(staff, "55-case-versions");

        var operations = await studio.SignedIn("operator-14204");
        foreach (var (address, name) in ((string, string)[])[("/14204/admin/messages", "56-messages"), ("/14204/admin/messages?status=done", "57-messages-sent"), ("/14204/admin/deliveries", "58-deliveries"), ("/14204/admin/audit", "59-audit")])
        {
            await operations.GotoAsync(address);
            await studio.Look(operations, name);
        }
    }
}
