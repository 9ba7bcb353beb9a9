using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Workflows.Engine.Data;
using Workflows.Server.Platform;

namespace Workflows.Browser;

/// <summary>A new user builds a procedure that nobody has prepared, publishes it, and it is used; then it is changed from the next month on.</summary>
[Collection(DesignerDesk.Shared.Name)]
public sealed partial class DesignerStory(Studio studio)
{
    /// <summary>What a person may need at most for the whole procedure, from the empty list to the publication.</summary>
    private const int MostActions = 60;

    private readonly DesignerDesk _desk = new(studio);

    [Fact]
    public async Task A_newcomer_builds_bulky_waste_collection_publishes_it_a_citizen_applies_and_staff_work_it()
    {
        DesignerDesk.Skip();
        var page = await _desk.Open(DesignerDesk.Maker);
        var hand = new Hand(page);
        await _desk.Begin(hand, "粗大ごみ収集申込");
        await Form(hand);
        await FeeTable(hand);
        await Flow(hand);
        await hand.Saved();
        await _desk.Look(page, "story-flow");
        await Assertions.Expect(page.Locator(".problems .tag.bad")).ToHaveCountAsync(0, new() { Timeout = 10_000 });
        await _desk.Publish(hand);
        Assert.True(hand.Actions <= MostActions, $"It took {hand.Actions} actions.");

        var number = await Apply();
        await Staff(page.Url[(page.Url.LastIndexOf('/') + 1)..]);
        await Correct(number);
        await Check(number);
        await Shorten(page);
    }

    /// <summary>Name, item, count, place and wished day.</summary>
    private static async Task Form(Hand hand)
    {
        await hand.Press("申請書");
        await hand.Press(hand.Page.Locator(".fieldlist li button", new() { HasText = "申請の内容" }));
        await hand.Fill("聞くことば", "品目");
        await hand.Choose("答えの種類", "選択（1つ）");
        await hand.Fill("選択肢", "ベッド\n机\nいす");
        foreach (var (kind, words) in ((string, string)[])[("数", "個数"), ("文字", "収集場所"), ("日付", "希望日")])
        {
            await hand.Choose("加える項目の種類", kind);
            await hand.Fill("聞くことば", words);
            await hand.Tick("必ず入力してもらう");
        }
        await Assertions.Expect(hand.Page.Locator(".fieldlist li")).ToHaveCountAsync(5);
    }

    private static async Task FeeTable(Hand hand)
    {
        await hand.Press("決定表を加える");
        await hand.Fill(hand.Page.GetByRole(AriaRole.Dialog).GetByLabel("名前"), "手数料");
        await hand.Press(hand.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "加える" }));
        await hand.Press("列を決める");
        await hand.Choose("見る項目を加える", "品目");
        await hand.Choose("結果の種類", "数");
        await hand.Press("行を加える");
        await hand.Paste(hand.Page.GetByLabel("1行目の品目"), "ベッド\t1200\n机\t800\nいす\t400");
        await Assertions.Expect(hand.Page.GetByLabel("3行目の結果")).ToHaveValueAsync("400");
    }

    /// <summary>受付 → fee → check within 3 business days → payment → notice → end; a correction goes to the applicant and comes back.</summary>
    private static async Task Flow(Hand hand)
    {
        var page = hand.Page;
        await hand.Part("申請の審査");
        await hand.Press(hand.Step("受付"));
        await hand.Press("判定");
        await hand.Choose(hand.Panel("決定表"), "手数料");
        await hand.Choose(hand.Panel("結果を書く項目"), "＋ 新しい項目");
        await hand.Fill(page.GetByPlaceholder("項目の名前"), "料金");
        await hand.Press("作る");

        await hand.Press(hand.Step("審査"));
        await hand.Fill(hand.Panel("期限の日数"), "3");
        await hand.Press("結果の選択肢を加える");
        await hand.Fill(page.GetByLabel(new Regex("^ことば")).Last, "補正");
        await hand.Press("補正依頼");
        await hand.Choose(hand.Panel("様式"), "申請書");
        await hand.Choose("開く項目を加える", "収集場所");
        await hand.Choose(hand.Panel("補正されたのあと"), "審査");
        await hand.Choose(hand.Panel("期限切れのあと"), "認めない");

        await hand.Press(hand.Step("認めた"));
        await hand.Press("外部への依頼");
        await hand.Choose(hand.Panel("コネクタ"), "＋ 基幹収納システム（新しく使う）");
        await hand.Choose(hand.Panel("操作"), "消し込む");
        await hand.Press("すべて加える");
        await hand.Fill(page.GetByLabel("顧客番号", new() { Exact = true }), "11081234567890020000");
        await hand.Choose("金額の種類", "項目の値");
        await hand.Choose("金額", "料金");
        await hand.Choose("日付の種類", "項目の値");
        await hand.Choose("日付", "今日");
        await hand.Press(page.Locator(".palette").GetByRole(AriaRole.Button, new() { Name = "通知", Exact = true }));
        await hand.Choose(hand.Panel("通知"), "＋ 新しく作る");
        await hand.Press("開く");
        await hand.Fill(page.GetByLabel(new Regex("^題名")), "収集日のお知らせ");
        await hand.Fill(page.GetByLabel(new Regex("^文面")), "受付番号　〔受付番号〕\n料金　　　〔料金〕円\n希望日に収集します。");
    }

    private async Task<string> Apply()
    {
        var page = await studio.SignedIn("kamakura-hanako");
        await page.GotoAsync("/");
        await page.GetByRole(AriaRole.Link, new() { Name = "鎌倉市" }).First.ClickAsync();
        await page.FillAsync("#q", "粗大ごみ");
        await page.GetByRole(AriaRole.Button, new() { Name = "さがす" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "粗大ごみ収集申込" }).First.ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "申し込む" }).First.ClickAsync();
        await page.GetByLabel(new Regex("^氏名")).FillAsync("山田 花子");
        await page.GetByLabel("ベッド").CheckAsync();
        await page.GetByLabel(new Regex("^個数")).FillAsync("1");
        await page.GetByLabel(new Regex("^収集場所")).FillAsync("鎌倉市御成町18-10");
        await page.GetByLabel(new Regex("^希望日")).FillAsync("2027-06-15");
        await page.Locator("button.main[name=do][value=next]").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "この内容で申し込む" }).ClickAsync();
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("申込みを受け付けました");
        return Number().Match(await page.Locator("main").InnerTextAsync()).Value;
    }

    private Task Staff(string program) => studio.Server.App.Services.GetRequiredService<People>()
        .Put(new("sodai01", "環境 次郎", "staff", null, [$"{program}/staff"], Datum.EmptyObject), "14204", "kamakura-kankyo", DemoUsers.Password, demo: true, TestContext.Current.CancellationToken);

    /// <summary>Staff send it back; the applicant is asked for the opened item and nothing else, and answers.</summary>
    private async Task Correct(string number)
    {
        await Decide(number, "補正");
        var applicant = await studio.SignedIn("kamakura-hanako");
        await applicant.GotoAsync($"/14204/my/cases/{number}");
        await applicant.GetByRole(AriaRole.Link, new() { Name = "補正に答える" }).ClickAsync();
        var place = applicant.GetByLabel(new Regex("^収集場所"));
        await Assertions.Expect(place).ToHaveValueAsync("鎌倉市御成町18-10");
        await Assertions.Expect(applicant.GetByLabel("ベッド")).ToHaveCountAsync(0);
        await Assertions.Expect(applicant.GetByLabel(new Regex("^個数"))).ToHaveCountAsync(0);
        await studio.Look(applicant, "designed-correction");
        await place.FillAsync("鎌倉市御成町18-10 門の前");
        await applicant.GetByRole(AriaRole.Button, new() { Name = "この内容で答える" }).Last.ClickAsync();
        await Assertions.Expect(applicant.Locator("main")).ToContainTextAsync("補正を受け付けました。");
        await studio.Server.Later(TimeSpan.FromMinutes(1));
    }

    private async Task Decide(string number, string decision)
    {
        var staff = await studio.SignedIn("kamakura-kankyo");
        await staff.GetByRole(AriaRole.Link, new() { Name = "未割当" }).ClickAsync();
        await staff.Locator("tr", new() { HasText = number }).GetByRole(AriaRole.Link, new() { NameRegex = new("^審査") }).ClickAsync();
        await staff.GetByRole(AriaRole.Button, new() { Name = "引き受ける" }).ClickAsync();
        await staff.GetByLabel(decision, new() { Exact = true }).CheckAsync();
        await staff.GetByRole(AriaRole.Button, new() { Name = "完了する" }).ClickAsync();
        await Assertions.Expect(staff.Locator("main")).ToContainTextAsync("完了しました。");
        await studio.Server.Later(TimeSpan.FromMinutes(10));
        if (decision == "認める")
        {
            await staff.GotoAsync($"/14204/inbox/cases/{number}");
            await Assertions.Expect(staff.Locator("main")).ToContainTextAsync("門の前");
        }
    }

    /// <summary>Staff approve what was corrected and the applicant reads the fee in the notice.</summary>
    private async Task Check(string number)
    {
        await Decide(number, "認める");
        var applicant = await studio.SignedIn("kamakura-hanako");
        await applicant.GotoAsync($"/14204/my/cases/{number}");
        await Assertions.Expect(applicant.Locator("main")).ToContainTextAsync("収集日のお知らせ");
        await Assertions.Expect(applicant.Locator("main")).ToContainTextAsync("1200円");
        await Assertions.Expect(applicant.Locator("main")).ToContainTextAsync("認めた");
    }

    /// <summary>The limit goes from three business days to two, from the first of next month; until then the old one holds.</summary>
    private async Task Shorten(IPage page)
    {
        await page.ReloadAsync();
        var hand = new Hand(page);
        await hand.Press("改正案を作る");
        await hand.Press("表");
        await Assertions.Expect(page.GetByLabel("「審査」の期限の日数")).ToHaveValueAsync("3");
        await hand.Fill("「審査」の期限の日数", "2");
        await _desk.Publish(hand, "next month");
        await page.ReloadAsync();
        await Assertions.Expect(page.Locator("tr", new() { HasText = "第2版" })).ToContainTextAsync("2027-07-01");
        await Assertions.Expect(page.Locator("tr", new() { HasText = "第1版" })).ToContainTextAsync("いま有効");
        await _desk.Look(page, "versions");
        Assert.True(hand.Actions <= 10, $"It took {hand.Actions} actions.");
    }

    [GeneratedRegex(@"\d{4}-\d{6}|R?\d+-\d{6}")]
    private static partial Regex Number();
}
