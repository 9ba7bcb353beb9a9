using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Workflows.Engine.Data;
using Workflows.Server.Platform;

namespace Workflows.Browser;

/// <summary>
/// A policy officer who has never programmed builds a subsidy: amounts and files, a check, three reviewers who vote, the section chief who may not have voted,
/// the decision told, a report within six months, a payment. It is published and goes its whole way.
/// </summary>
[Collection(DesignerDesk.Shared.Name)]
public sealed partial class DesignerSubsidy(Studio studio)
{
    private readonly DesignerDesk _desk = new(studio);

    [Fact]
    public async Task A_subsidy_with_a_vote_of_three_a_report_and_a_payment_is_built_by_the_screen_and_goes_its_way()
    {
        DesignerDesk.Skip();
        var page = await _desk.Open(DesignerDesk.Maker);
        var hand = new Hand(page);
        await _desk.Begin(hand, "補助金交付申請");
        await Form(hand);
        await Flow(hand);
        await hand.Saved();
        await _desk.Look(page, "subsidy-flow");
        await Assertions.Expect(page.Locator(".problems .tag.bad")).ToHaveCountAsync(0, new() { Timeout = 10_000 });
        await Manual(page);
        await _desk.Publish(hand, "2027-06-01");
        var program = page.Url[(page.Url.LastIndexOf('/') + 1)..];

        await Staff(program);
        var number = await Apply();
        await Work("kamakura-hojo-t", number, "書類の確認", "認める");
        await Work("kamakura-hojo-s1", number, "審査会", "賛成");
        await Work("kamakura-hojo-s2", number, "審査会", "反対", "費用の内訳が足りません。");
        await Work("kamakura-hojo-s3", number, "審査会", "賛成");
        await Refused("kamakura-hojo-s3", number, "課長の決定");
        await Work("kamakura-hojo-k", number, "課長の決定", "承認");
        await Report(number);
        await Work("kamakura-hojo-t", number, "実績の確認", null);
        await Over(number);
    }

    private static async Task Form(Hand hand)
    {
        await hand.Press("申請書");
        await hand.Press(hand.Page.Locator(".fieldlist li button", new() { HasText = "申請の内容" }));
        await hand.Fill("聞くことば", "事業の内容");
        foreach (var (kind, words) in ((string, string)[])[("金額", "事業費"), ("金額", "申請額"), ("ファイル", "事業計画書")])
        {
            await hand.Choose("加える項目の種類", kind);
            await hand.Fill("聞くことば", words);
            await hand.Tick("必ず入力してもらう");
        }
    }

    private static async Task Flow(Hand hand)
    {
        var page = hand.Page;
        await hand.Part("申請の審査");
        await hand.Press(hand.Step("審査"));
        await hand.Fill(hand.Panel("名前"), "書類の確認");

        await hand.Add("決裁");
        await hand.Press(page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { NameRegex = new("^認める") }));
        await hand.Fill(hand.Panel("名前"), "審査会");
        await hand.Choose(hand.Panel("進め方"), "投票で決める");
        await hand.Press("決裁する人を加える");
        await New(hand, "決裁する役割", "＋ 新しい役割", "役割の名前", "審査員");
        await hand.Fill(hand.Panel("投票する人数"), "3");
        await hand.Choose(hand.Panel("否決のあと"), "認めない");

        await hand.Add("決裁");
        await hand.Press(page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { NameRegex = new("^可決") }));
        await hand.Fill(hand.Panel("名前"), "課長の決定");
        await hand.Press("決裁する人を加える");
        await New(hand, "決裁する役割", "＋ 新しい役割", "役割の名前", "課長");
        await hand.Choose(hand.Panel("同じ人ではいけない仕事を加える"), "審査会");
        await hand.Choose(hand.Panel("差戻しのあと"), "書類の確認");
        await hand.Choose(hand.Panel("却下のあと"), "認めない");

        await hand.Press(hand.Step("認めた"));
        // The picture moves until the new step stands.
        await Assertions.Expect(hand.Panel("名前")).ToHaveValueAsync("認めた");
        await hand.Fill(hand.Panel("名前"), "交付決定");
        await New(hand, "状態", "＋ 新しい状態", "状態の名前", "交付決定");
        await hand.Add("通知");
        await hand.Fill(hand.Panel("名前"), "交付決定の通知");
        await hand.Choose(hand.Panel("通知"), "＋ 新しく作る");
        await hand.Add("仕事");
        await hand.Fill(hand.Panel("名前"), "実績報告");
        await hand.Choose(hand.Panel("担当の役割"), "申請者");
        await hand.Choose(hand.Panel("様式"), "＋ 新しく作る");
        await hand.Choose(hand.Panel("期限の決め方"), "長さで決める");
        await hand.Choose(hand.Panel("数え方"), "か月以内");
        await hand.Fill(hand.Panel("期限の月数"), "6");
        await hand.Add("仕事");
        await hand.Fill(hand.Panel("名前"), "実績の確認");
        await hand.Choose(hand.Panel("担当の役割"), "担当職員");
        await hand.Add("外部への依頼");
        await hand.Fill(hand.Panel("名前"), "補助金の支払");
        await hand.Choose(hand.Panel("コネクタ"), "＋ 基幹収納システム（新しく使う）");
        await hand.Choose(hand.Panel("操作"), "消し込む");
        await hand.Press("すべて加える");
        await hand.Fill(page.GetByLabel("顧客番号", new() { Exact = true }), "11081234567890020000");
        foreach (var (slot, from) in ((string, string)[])[("金額", "申請額"), ("日付", "今日"), ("二重登録を防ぐ番号", "案件の番号")])
        {
            await hand.Choose($"{slot}の種類", "項目の値");
            await hand.Choose(slot, from);
        }
        await hand.Add("状態の変更");
        await hand.Fill(hand.Panel("名前"), "交付済");
        await hand.Choose(hand.Panel("状態"), "認めた");

        await hand.Press(page.Locator("nav.parts button", new() { HasText = "実績報告" }));
        await hand.Choose("加える項目の種類", "金額");
        await hand.Fill("聞くことば", "実績額");
        await hand.Press(page.Locator("nav.parts button", new() { HasText = "交付決定の通知" }));
        await hand.Fill(page.GetByLabel(new Regex("^題名")), "補助金交付決定通知書");
        await hand.Fill(page.GetByLabel(new Regex("^文面")), "受付番号　〔受付番号〕\n交付額　　〔申請額〕円");
        await hand.Part("申請の審査");
        await hand.Press("自動で並べる");
    }

    private static async Task New(Hand hand, string label, string choice, string asks, string name)
    {
        await hand.Choose(hand.Panel(label), choice);
        await hand.Fill(hand.Page.GetByPlaceholder(asks), name);
        await hand.Press("作る");
    }

    /// <summary>The manual tells the vote, who may not decide and by when the report is due.</summary>
    private async Task Manual(IPage page)
    {
        await page.GetByRole(AriaRole.Link, new() { Name = "方針" }).Or(page.GetByRole(AriaRole.Button, new() { Name = "方針" })).First.ClickAsync();
        var manual = page.Locator("body");
        foreach (var words in (string[])["「審査会」を投票で決めます。行うのは審査員3人です。投票する人の過半数が賛成なら可決、そうでなければ否決です。", "「課長の決定」の決裁を受けます。行うのは課長です。前の手順を行った人とは別の人が行います。", "様式「実績報告」に書きます。期限は6か月以内です。"])
            await Assertions.Expect(manual).ToContainTextAsync(words);
        await _desk.Look(page, "subsidy-manual");
        await page.GetByRole(AriaRole.Link, new() { Name = "設計" }).Or(page.GetByRole(AriaRole.Button, new() { Name = "設計" })).First.ClickAsync();
    }

    private async Task Staff(string program)
    {
        var roles = studio.Server.App.Services;
        foreach (var (name, person, held) in ((string, string, string[])[])[("hojo-t", "補助 一郎", ["staff"]), ("hojo-s1", "審査 一子", ["審査員"]), ("hojo-s2", "審査 二子", ["審査員"]), ("hojo-s3", "審査 三子", ["審査員", "課長"]), ("hojo-k", "課長 四郎", ["課長"])])
            await roles.GetRequiredService<People>().Put(new(name, person, "staff", null, [.. held.Select(r => $"{program}/{r}")], Datum.EmptyObject), "14204", $"kamakura-{name}", DemoUsers.Password, demo: true, TestContext.Current.CancellationToken);
    }

    private async Task<string> Apply()
    {
        var page = await studio.SignedIn("kamakura-hanako");
        await page.GotoAsync("/14204");
        await page.FillAsync("#q", "補助金");
        await page.GetByRole(AriaRole.Button, new() { Name = "さがす" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "補助金交付申請" }).First.ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "申し込む" }).First.ClickAsync();
        await page.GetByLabel(new Regex("^氏名")).FillAsync("山田 花子");
        await page.GetByLabel(new Regex("^事業の内容")).FillAsync("花壇の整備");
        await page.GetByLabel(new Regex("^事業費")).FillAsync("500000");
        await page.GetByLabel(new Regex("^申請額")).FillAsync("250000");
        await page.GetByLabel(new Regex("^事業計画書")).SetInputFilesAsync(new FilePayload { Name = "計画.pdf", MimeType = "application/pdf", Buffer = "%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer<<>>\n%%EOF"u8.ToArray() });
        await page.Locator("button.main[name=do][value=next]").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "この内容で申し込む" }).ClickAsync();
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("申込みを受け付けました");
        return Number().Match(await page.Locator("main").InnerTextAsync()).Value;
    }

    private async Task<IPage> Opened(string who, string number, string task)
    {
        var page = await studio.SignedIn(who);
        await page.GotoAsync("/14204/inbox?view=unassigned");
        await page.Locator("tr", new() { HasText = number }).GetByRole(AriaRole.Link, new() { NameRegex = new($"^{task}") }).First.ClickAsync();
        return page;
    }

    private async Task Work(string who, string number, string task, string? decision, string? reason = null)
    {
        var page = await Opened(who, number, task);
        await page.GetByRole(AriaRole.Button, new() { Name = "引き受ける" }).ClickAsync();
        if (decision is not null) await page.GetByRole(AriaRole.Radio, new() { NameRegex = new($"^{decision}") }).CheckAsync();
        if (reason is not null) await page.Locator("[name=_comment]").FillAsync(reason);
        if (decision is "反対" or "承認") await studio.Look(page, $"subsidy-{task}");
        await page.GetByRole(AriaRole.Button, new() { Name = "完了する", Exact = true }).ClickAsync();
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("完了しました。");
        await studio.Server.Later(TimeSpan.FromMinutes(10));
        await page.CloseAsync();
    }

    /// <summary>Who voted holds the chief's role, too, and is told why not.</summary>
    private async Task Refused(string who, string number, string task)
    {
        var page = await Opened(who, number, task);
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("前の手順を行った人は、この仕事を行えません。（「審査会（審査員 3/3）」は審査 三子さんが行いました。）");
        await page.CloseAsync();
    }

    private async Task Report(string number)
    {
        var page = await studio.SignedIn("kamakura-hanako");
        await page.GotoAsync($"/14204/my/cases/{number}");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("補助金交付決定通知書");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("交付決定");
        await studio.Look(page, "subsidy-my-case");
        await page.GetByRole(AriaRole.Link, new() { Name = "「実績報告」に答える" }).First.ClickAsync();
        await page.GetByLabel(new Regex("^実績額")).FillAsync("240000");
        await studio.Look(page, "subsidy-report");
        await page.Locator("main button.main").Last.ClickAsync();
        await studio.Server.Later(TimeSpan.FromMinutes(1));
    }

    private async Task Over(string number)
    {
        await studio.Server.Later(TimeSpan.FromMinutes(10));
        var page = await studio.SignedIn("kamakura-hojo-t");
        await page.GotoAsync($"/14204/inbox/cases/{number}");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("「審査会」の投票は、賛成2、反対1、棄権0で可決されました。");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("認めた");
        await studio.Look(page, "subsidy-case");
    }

    [GeneratedRegex(@"\d{4}-\d{6}|R?\d+-\d{6}")]
    private static partial Regex Number();
}
