using Microsoft.Playwright;

namespace Workflows.Browser;

/// <summary>Every control of a form, filled in, refused and confirmed.</summary>
public sealed class Controls(StudioOfForms studio) : IClassFixture<StudioOfForms>
{
    [Fact]
    public async Task Every_kind_of_field_can_be_filled_in_is_told_of_and_read_again()
    {
        Assert.SkipWhen(Studio.Missing is not null, Studio.Missing ?? "");
        var page = await studio.SignedIn("field-haru");
        await page.Context.GrantPermissionsAsync(["geolocation"]);
        await page.Context.SetGeolocationAsync(new() { Latitude = 35.3192f, Longitude = 139.5467f });
        await page.GotoAsync("/14204/apply/fields/apply");
        await studio.Look(page, "80-controls");

        await page.FillAsync("[name=born]", "昭和55年2月30日");
        await page.FillAsync("[name=place]", "北緯35度");
        await page.FillAsync("[name=area]", "35.3192");
        await page.FillAsync("[name=slip]", "123");
        await page.FillAsync("[name=myNumber]", "123456789012");
        await page.FillAsync("[name=condition]", "age >= ");
        await page.FillAsync("[name='stay.from']", "2027-07-10");
        await page.SetInputFilesAsync("[name=photos]", new FilePayload { Name = "memo.txt", MimeType = "text/plain", Buffer = "x"u8.ToArray() });
        await Go(page);
        await Assertions.Expect(page.Locator("#errors")).ToContainTextAsync("緯度、経度の順に入力してください。");
        await Assertions.Expect(page.Locator("[name=place]")).ToHaveValueAsync("北緯35度");
        await studio.Look(page, "81-controls-refused");

        await page.GetByLabel("取り消す（memo.txt）").CheckAsync();
        await page.FillAsync("[name=born]", "昭和55年4月1日");
        await page.FillAsync("[name=nameKana]", "やまだ ﾊﾅｺ");
        await page.FillAsync("[name=postal]", "248-0012");
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("^住所などを入れる") }).ClickAsync();
        await Assertions.Expect(page.Locator("[name=town]")).ToHaveValueAsync("御成町");
        await page.FillAsync("[name=amount]", "１，２３４円");
        await page.Locator("[name=score][value='4']").CheckAsync();
        await page.Locator("[name='daily.1-1'][value='1']").CheckAsync();
        await page.FillAsync("[name='daily.notes.1-1']", "杖を使う");
        await page.FillAsync("[name='stay.from']", "2027-07-10");
        await page.FillAsync("[name='stay.to']", "令和9年7月12日");
        await page.FillAsync("[name='hours[1].from']", "09:00");
        await page.FillAsync("[name='hours[1].to']", "12:00");
        await page.FillAsync("[name='guide.ja']", "こんにちは");
        await page.FillAsync("[name=body]", "## 案内\n\n- 一つ\n- 二つ\n\n**大切** [市のページ](https://example.jp)");
        await page.FillAsync("[name=condition]", "age >= 18");
        await page.FillAsync("[name=area]", "");
        // What the browser knows is filled in by its script; typing does the same.
        foreach (var field in (string[])["place", "area"])
        {
            await page.Locator($"[data-here=f-{field}]").ClickAsync();
            await Assertions.Expect(page.Locator($"[name={field}]")).ToHaveValueAsync("35.319200,139.546700");
        }
        await page.FillAsync("[name=slip]", "4912345678904");
        await page.FillAsync("[name=myNumber]", "1234 5678 9018");
        await page.FillAsync("[name='items[1].what']", "机");
        await page.FillAsync("[name='items[1].count']", "2");
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("を追加する$") }).ClickAsync();
        await Assertions.Expect(page.Locator("fieldset.rowbox", new() { HasText = "借りる物 2件目" })).ToBeVisibleAsync();
        await page.FillAsync("[name='items[2].what']", "椅子");
        await page.FillAsync("[name='items[2].count']", "8");
        await page.SetInputFilesAsync("[name=photos]", new FilePayload { Name = "現地.png", MimeType = "image/png", Buffer = Png });
        await studio.Look(page, "82-controls-filled");
        await Go(page);
        await Assertions.Expect(page.Locator("h1")).ToContainTextAsync("確認");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("139.5467");
        await studio.Look(page, "83-controls-confirm");
        await page.Locator("main .acts button.main").ClickAsync();
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("申込みを受け付けました");
        await studio.Look(page, "84-controls-received");

        var staff = await studio.SignedIn("field-staff");
        await staff.GotoAsync("/14204/inbox/cases");
        await staff.Locator("tbody th a").First.ClickAsync();
        await Assertions.Expect(staff.Locator("main")).ToContainTextAsync("杖を使う");
        await studio.Look(staff, "85-controls-case");
    }

    [Fact]
    public async Task Without_script_nothing_offers_what_only_script_can_do()
    {
        Assert.SkipWhen(Studio.Missing is not null, Studio.Missing ?? "");
        var page = await studio.SignedIn("field-haru", script: false);
        await page.GotoAsync("/14204/apply/fields/apply");
        await Assertions.Expect(page.Locator("[data-here=f-place]")).ToBeHiddenAsync();
        await Assertions.Expect(page.Locator("[data-scan=f-slip]")).ToBeHiddenAsync();
        await page.FillAsync("[name=place]", "35.3192,139.5467");
        await page.FillAsync("[name=born]", "S55.4.1");
        await Go(page);
        await Assertions.Expect(page.Locator("h1")).ToContainTextAsync("確認");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("35.3192, 139.5467");
    }

    private static Task Go(IPage page) => page.Locator("main .acts button.main").ClickAsync();

    private static readonly byte[] Png = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");
}

/// <summary>A studio over the package whose form has every kind of field.</summary>
public sealed class StudioOfForms() : Studio(Path.Combine(Directory.GetParent(LiveServer.Definitions)!.FullName, "tests", "Workflows.Acceptance", "Outside", "definitions"));
