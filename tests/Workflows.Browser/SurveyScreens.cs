using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Workflows.Cases.Links;
using Workflows.Cases.Ports;

namespace Workflows.Browser;

/// <summary>What a link opens for people without an account, and what staff see of the answers.</summary>
public sealed partial class SurveyScreens(StudioOfBlocks studio) : IClassFixture<StudioOfBlocks>
{
    [Fact]
    public async Task A_survey_is_opened_by_staff_answered_by_anybody_and_read_by_staff()
    {
        Assert.SkipWhen(Studio.Missing is not null, Studio.Missing ?? "");
        var staff = await studio.SignedIn("town-staff");
        await staff.GotoAsync("/14204/kpis");
        await staff.GetByRole(AriaRole.Link, new() { Name = "アンケートの結果" }).ClickAsync();
        await studio.Look(staff, "90-surveys");
        await staff.GetByRole(AriaRole.Link, new() { Name = "街の声" }).ClickAsync();
        await staff.FillAsync("#f-until", "きのう");
        await staff.GetByRole(AriaRole.Button, new() { Name = "リンクを作る" }).ClickAsync();
        await Assertions.Expect(staff.Locator("#errors")).ToContainTextAsync("最後の日");
        await studio.Look(staff, "91-survey-link-refused");
        await staff.FillAsync("#f-until", "令和9年7月31日");
        await staff.GetByRole(AriaRole.Button, new() { Name = "リンクを作る" }).ClickAsync();
        var link = Address().Match(await staff.Locator("main").InnerTextAsync()).Value;

        var visitor = await studio.Open();
        var answers = ((string Age, string Score, string? Comment)[])[("30", "4", "静かでよい"), ("30", "4", null), ("30", "4", null), ("30", "3", null), ("10", "5", "駅から近い"), ("20", "2", null)];
        foreach (var (age, score, comment) in answers)
        {
            await visitor.GotoAsync(link);
            if (comment == "駅から近い") await studio.Look(visitor, "92-survey-asked");
            await visitor.Locator($"[name=age][value='{age}']").CheckAsync();
            await visitor.Locator($"[name=score][value='{score}']").CheckAsync();
            if (comment is not null) await visitor.FillAsync("[name=comment]", comment);
            await visitor.Locator("main .acts button.main").ClickAsync();
            await Assertions.Expect(visitor.Locator("main")).ToContainTextAsync("回答を受け付けました");
        }
        await studio.Look(visitor, "93-survey-thanks");
        await staff.GotoAsync("/14204/surveys/town-survey/S-OPEN");
        await Assertions.Expect(staff.Locator("main")).ToContainTextAsync("回答 6件");
        await studio.Look(staff, "94-survey-results");
        await staff.GetByRole(AriaRole.Button, new() { Name = "リンクを止める" }).ClickAsync();
        await visitor.GotoAsync(link);
        await Assertions.Expect(visitor.Locator("main")).ToContainTextAsync("このリンクは使えません");
        await studio.Look(visitor, "95-link-gone");
    }

    [Fact]
    public async Task Somebody_outside_does_a_task_by_a_link()
    {
        Assert.SkipWhen(Studio.Missing is not null, Studio.Missing ?? "");
        var (status, _, _) = await studio.Server.Api(LiveServer.KeyOf("town-hanako"), "POST", "/api/v1/applications", new { program = "town-survey", start = "permit", values = new { work = "由比ヶ浜の写真", holderMail = "holder@example.jp" } });
        Assert.Equal(201, status);
        var mail = await Stories.Eventually(() => Task.FromResult(studio.Server.App.Services.GetRequiredService<ISimulators>().Calls("14204", "C-MAIL").LastOrDefault(c => c.Request["notice"].AsText() == TaskLinkDesk.Mail.Notice)?.Request["body"].AsText()));
        var holder = await studio.Open();
        await holder.GotoAsync(Address().Match(mail).Value);
        await studio.Look(holder, "96-link-task");
        await holder.Locator("main .acts button.main").ClickAsync();
        await Assertions.Expect(holder.Locator("#errors")).ToBeVisibleAsync();
        await studio.Look(holder, "97-link-task-refused");
        await holder.GetByLabel("許諾する", new() { Exact = true }).CheckAsync();
        await holder.FillAsync("[name=credit]", "海野 写真館");
        await holder.Locator("main .acts button.main").ClickAsync();
        await Assertions.Expect(holder.Locator("main")).ToContainTextAsync("ありがとうございました");
        await studio.Look(holder, "98-link-done");
    }

    [GeneratedRegex("/14204/link/[A-Za-z0-9_-]+")]
    private static partial Regex Address();
}

/// <summary>The small packages of the blocks.</summary>
public sealed class StudioOfBlocks() : Studio(LiveServer.Blocks);
