using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Workflows.Cases.Documents;
using Workflows.Cases.Ports;
using Workflows.Engine.Data;

namespace Workflows.Browser;

/// <summary>Registers, their CSV, figures and bundles of paper, as staff see them.</summary>
public sealed partial class Desk
{
    [Fact]
    public async Task Registers_their_import_figures_and_bundles_of_paper()
    {
        Assert.SkipWhen(Studio.Missing is not null, Studio.Missing ?? "");
        var staff = await studio.SignedIn("kamakura-shuno");
        const string Bank = "/14204/registers/account-transfer/R-BANK";
        await staff.GotoAsync(Bank);
        await studio.Look(staff, "60-register-bank");
        await staff.Locator("tbody th a").First.ClickAsync();
        await studio.Look(staff, "61-record");
        await staff.FillAsync("[name=name]", "");
        await staff.GetByRole(AriaRole.Button, new() { Name = "記録する" }).Last.ClickAsync();
        await Assertions.Expect(staff.Locator("#errors")).ToContainTextAsync("理由を入力してください。");
        await staff.FillAsync("[name=name]", "みなと銀行");
        await staff.FillAsync("#f-reason", "名称の変更");
        await staff.GetByRole(AriaRole.Button, new() { Name = "記録する" }).Last.ClickAsync();
        await Assertions.Expect(staff.Locator("main")).ToContainTextAsync("記録しました。");
        await studio.Look(staff, "62-record-changed");
        await staff.GotoAsync(Bank + "/new");
        await staff.FillAsync("[name=bankCode]", "99");
        await staff.FillAsync("#f-reason", "追加");
        await staff.GetByRole(AriaRole.Button, new() { Name = "記録する" }).Last.ClickAsync();
        await Assertions.Expect(staff.Locator("#errors")).ToContainTextAsync("4桁");
        await studio.Look(staff, "63-record-refused");

        await staff.GotoAsync(Bank + "/import");
        await studio.Look(staff, "64-import");
        await Choose(staff, "金融機関コード,金融機関名\n99,短い番号\n0001,みずほ\n0001,二度目\n");
        await staff.GetByRole(AriaRole.Button, new() { Name = "試す（取り込まない）" }).ClickAsync();
        await Assertions.Expect(staff.Locator("main")).ToContainTextAsync("何も取り込んでいません。");
        await studio.Look(staff, "65-import-refused");
        await Choose(staff, "金融機関コード,金融機関名\n9901,あたらしい銀行\n");
        await staff.GetByRole(AriaRole.Button, new() { Name = "試す（取り込まない）" }).ClickAsync();
        await Assertions.Expect(staff.Locator("main")).ToContainTextAsync("追加 1件");
        await studio.Look(staff, "66-import-tried");
        await staff.GetByRole(AriaRole.Button, new() { Name = "取り込む", Exact = true }).ClickAsync();
        await Assertions.Expect(staff.Locator("main")).ToContainTextAsync("取り込みました。");
        await studio.Look(staff, "67-import-done");

        foreach (var (address, name) in ((string, string)[])[("/14204/kpis", "68-kpis"), ("/14204/kpis?period=2027", "69-kpis-year"), ("/14204/kpis/account-transfer/KPI-22-A1?period=2027-06", "70-kpi"), ("/14204/kpis/account-transfer/KPI-22-A2", "71-kpi-all"), ("/14204/kpis?period=x", "72-kpi-period-wrong")])
        {
            await staff.GotoAsync(address);
            await studio.Look(staff, name);
        }

        await staff.GotoAsync("/14204/inbox/print");
        await studio.Look(staff, "73-print-none");
        var kept = studio.Server.App.Services.GetRequiredService<IKeptStore>();
        var now = await studio.Server.Now();
        for (var i = 0; i <= PrintBundles.PartSize; i++)
            await kept.Set("14204", KeptSpaces.PrintBundles, PrintBundles.KeyOf("account-transfer", "開始通知書 2027-06-01", $"{now:O}", $"d{i}"), Datum.Object(("case", "gone"), ("id", $"d{i}"), ("title", "口座振替開始通知書")), now, null, default);
        await kept.Set("14204", KeptSpaces.PrintBundles, PrintBundles.KeyOf("account-transfer", "不能通知書 2027-06-01", $"{now:O}", "e"), Datum.Object(("case", "gone"), ("id", "e"), ("title", "口座振替不能通知書")), now, null, default);
        await staff.ReloadAsync();
        await Assertions.Expect(staff.Locator("main")).ToContainTextAsync("2冊に分けて印刷");
        await studio.Look(staff, "74-print");
        await staff.GetByRole(AriaRole.Button, new() { NameRegex = new("^PDFを受け取る") }).First.ClickAsync();
        await Assertions.Expect(staff.Locator("main")).ToContainTextAsync("印刷できる文書はありません。");
        await studio.Look(staff, "75-print-refused");
        var person = await studio.Open();
        await person.GotoAsync("/14204/verify?code=ABCD-EFGH-2345");
        await studio.Look(person, "76-verify");
    }

    private static async Task Choose(IPage page, string csv)
    {
        await page.SetInputFilesAsync("#f-file", new FilePayload { Name = "金融機関.csv", MimeType = "text/csv", Buffer = System.Text.Encoding.UTF8.GetBytes(csv) });
        await page.FillAsync("#f-reason", "年度の更新");
    }
}
