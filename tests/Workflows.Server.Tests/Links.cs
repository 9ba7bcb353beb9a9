using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Workflows.Cases.Links;
using Workflows.Cases.Ports;

namespace Workflows.Server.Tests;

/// <summary>What a link alone opens over HTTP, to whom, and what everybody else is told: one and the same, whatever the reason.</summary>
public sealed partial class Links(LinkServer server) : IClassFixture<LinkServer>
{
    private const string Gone = "このリンクは使えません。期限が過ぎたか、すでに終わっています。";
    private const string Staff = "town-staff";

    private LiveServer Live => server.Live;

    [Fact]
    public async Task A_link_to_a_task_opens_it_until_it_is_done_and_nothing_beside_it_does()
    {
        var link = await Asked("holder@example.jp");
        using var nobody = Live.Browser();
        Assert.Equal(200, (await nobody.Go(link)).Status);
        Assert.Contains("由比ヶ浜の写真", nobody.Text, StringComparison.Ordinal);
        Assert.True(nobody.Last.Headers.CacheControl!.NoStore);
        Assert.Equal("no-referrer", nobody.Last.Headers.GetValues("Referrer-Policy").Single());

        var token = link[(link.LastIndexOf('/') + 1)..];
        var other = token[..^1] + (token[^1] == 'A' ? 'B' : 'A');
        foreach (var wrong in (string[])[$"/14208/link/{token}", $"/14204/link/{other}", $"/14204/link/{token[..^1]}", $"/14204/link/{token}{token}", "/14204/link/x", $"/14204/link/{new string('a', 3_000)}"])
        {
            Assert.Equal(410, (await nobody.Go(wrong)).Status);
            Assert.Contains(Gone, nobody.Text, StringComparison.Ordinal);
        }

        await nobody.Go(link);
        await nobody.Submit("/link/", ("_outcome", "許諾"), ("do", "send"));
        Assert.Equal(422, nobody.Status);
        Assert.Contains("表示する名前を入力してください。", nobody.Text, StringComparison.Ordinal);
        var form = nobody.Form("/link/")!.Value.Fields;
        await nobody.Submit("/link/", ("_outcome", "許諾"), ("credit", "海野 写真館"), ("do", "send"));
        Assert.Contains("ありがとうございました", nobody.Text, StringComparison.Ordinal);
        Assert.Equal(410, (await nobody.Go(link)).Status);
        // The page that was still open, sent again with its own command: it was done once.
        Assert.Equal(410, await nobody.Once("POST", link, [.. form.Where(f => f.Key != "do"), new("do", "send")]));
    }

    [Fact]
    public async Task A_link_ends_with_its_time_and_with_its_case()
    {
        var late = await Asked("late@example.jp");
        var ended = await Asked("ended@example.jp", withdraw: true);
        using var nobody = Live.Browser();
        Assert.Equal(200, (await nobody.Go(late)).Status);
        Assert.Equal(410, (await nobody.Go(ended)).Status);
        Assert.Contains(Gone, nobody.Text, StringComparison.Ordinal);
        await Live.Later(TimeSpan.FromDays(42));
        Assert.Equal(410, (await nobody.Go(late)).Status);
        Assert.Contains(Gone, nobody.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Everybody_answers_by_an_open_link_a_form_sent_twice_is_one_answer_and_few_answers_are_not_told()
    {
        var key = LiveServer.KeyOf(Staff);
        var until = DateOnly.FromDateTime((await Live.Now()).ToOffset(TimeSpan.FromHours(9)).DateTime.AddDays(30));
        var (status, opened, _) = await Live.Api(key, "PUT", "/api/v1/surveys/town-survey/S-OPEN/link", new { until });
        Assert.Equal(200, status);
        var link = PathOf(opened.GetProperty("url").GetString()!);
        using var nobody = Live.Browser();
        await nobody.Go(link);
        List<KeyValuePair<string, string>>? sent = null;
        foreach (var age in (string[])["10", "30"])
        {
            await nobody.Go(link);
            sent = [.. nobody.Form("/link/")!.Value.Fields.Where(f => f.Key is not ("do" or "age" or "score")), new("age", age), new("score", "4"), new("do", "send")];
            Assert.Equal(302, await nobody.Once("POST", link, sent));
        }
        Assert.Equal(302, await nobody.Once("POST", link, sent));
        var (_, few, _) = await Live.Api(key, "GET", "/api/v1/surveys/town-survey/S-OPEN");
        Assert.Equal(System.Text.Json.JsonValueKind.Null, few.GetProperty("answers").ValueKind);
        Assert.Empty(few.GetProperty("questions").EnumerateArray());

        await nobody.Go(link);
        await nobody.Submit("/link/", ("age", "30"), ("score", "4"), ("comment", "静か"), ("do", "send"));
        Assert.Contains("続けて回答する", nobody.Text, StringComparison.Ordinal);
        var staff = await Live.Browser().SignIn(Staff);
        await staff.Go("/14204/surveys/town-survey/S-OPEN");
        Assert.Contains("回答 3件", staff.Text, StringComparison.Ordinal);
        Assert.Contains("静か", staff.Text, StringComparison.Ordinal);
        Assert.Contains("10代 ―", staff.Text, StringComparison.Ordinal);

        await staff.Submit("/surveys/town-survey/S-OPEN", ("do", "close"));
        Assert.Contains("リンクを止めました。", staff.Text, StringComparison.Ordinal);
        Assert.Equal(410, (await nobody.Go(link)).Status);
        Assert.Equal(403, (await Live.Api(LiveServer.KeyOf("town-hanako"), "GET", "/api/v1/surveys/town-survey/S-OPEN")).Status);
        staff.Dispose();
    }

    [Fact]
    public async Task Who_tries_links_by_the_dozen_is_slowed_down()
    {
        await using var narrow = new LinkServer("--Workflows:Limits:SignIns=5");
        await narrow.InitializeAsync();
        using var guesser = narrow.Live.Browser();
        await guesser.Go("/14204/");
        var token = guesser.Body.Split("name=\"_csrf\" value=\"")[1].Split('"')[0];
        var found = new List<int>();
        for (var i = 0; i < 7; i++) found.Add(await guesser.Once("POST", $"/14204/link/{new string('a', 43)}", [new("_csrf", token), new("do", "send")]));
        Assert.Equal([410, 410, 410, 410, 410, 429, 429], found);
        Assert.NotNull(guesser.Last.Headers.RetryAfter);
    }

    /// <summary>The address that came to somebody outside with a task.</summary>
    private async Task<string> Asked(string address, bool withdraw = false)
    {
        var (status, body, raw) = await Live.Api(LiveServer.KeyOf("town-hanako"), "POST", "/api/v1/applications", new { program = "town-survey", start = "permit", values = new { work = "由比ヶ浜の写真", holderMail = address } });
        Assert.True(status == 201, $"{status} {await raw.Content.ReadAsStringAsync()}");
        var link = await Stories.Eventually(() => Task.FromResult(Live.App.Services.GetRequiredService<ISimulators>().Calls("14204", "C-MAIL")
            .LastOrDefault(c => c.Request["notice"].AsText() == TaskLinkDesk.Mail.Notice && c.Request["to"].AsText() == address)?.Request["body"].AsText()));
        if (withdraw) Assert.Equal(200, (await Live.Api(LiveServer.KeyOf("town-hanako"), "POST", $"/api/v1/applications/{body.GetProperty("number").GetString()}/actions/withdraw", new { })).Status);
        return Address().Match(link).Value;
    }

    private static string PathOf(string url) => Address().Match(url).Value;

    [GeneratedRegex("/14204/link/[A-Za-z0-9_-]+")]
    private static partial Regex Address();
}

/// <summary>A server of the small packages.</summary>
public sealed class LinkServer : IAsyncLifetime
{
    public LinkServer() => Live = new(LiveServer.Blocks);
    internal LinkServer(params string[] more) => Live = new(LiveServer.Blocks, more);

    public LiveServer Live { get; }

    public ValueTask InitializeAsync() => Live.InitializeAsync();
    public ValueTask DisposeAsync() => Live.DisposeAsync();
}
