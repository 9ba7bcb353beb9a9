using System.Net.Http.Headers;
using System.Text.Json;

namespace Workflows.Server.Tests;

/// <summary>Policy staff at work over the designer's API: drafts, two at one draft, versions with a second person, trials.</summary>
public sealed class Designing(LiveServer server) : IClassFixture<LiveServer>
{
    private static readonly string Hanako = LiveServer.KeyOf("kamakura-kikaku");
    private static readonly string Ken = LiveServer.KeyOf("kamakura-kikaku2");
    private int _ids;

    [Fact]
    public async Task A_new_programme_is_begun_tried_approved_by_another_person_and_starts_on_its_day()
    {
        var draft = await Begin("park-permit", "公園使用許可");
        Assert.DoesNotContain((await Get(Hanako, $"/drafts/{draft}/problems")).GetProperty("problems").EnumerateArray(), p => p.GetProperty("severity").GetString() == "error");

        // 試す: apply, check, end; kept as a scenario, which then passes.
        var trial = (await Send(Hanako, "POST", $"/drafts/{draft}/trials", new { now = "2027-06-01T09:00:00+09:00" }, 201)).GetProperty("id").GetString();
        var applied = await Send(Hanako, "POST", $"/trials/{trial}/acts", new { kind = "submit", form = "application", who = "山田 花子", values = new { applicantName = "山田 花子", content = "花見" } });
        Assert.Equal(JsonValueKind.Null, applied.GetProperty("refused").ValueKind);
        Assert.Equal("審査中", applied.GetProperty("case").GetProperty("status").GetString());
        var task = Assert.Single(applied.GetProperty("can").GetProperty("tasks").EnumerateArray());
        Assert.Equal("2027-06-15", task.GetProperty("due").GetString()![..10]);
        var refused = await Send(Hanako, "POST", $"/trials/{trial}/acts", new { kind = "complete", task = "review", who = "公園 次郎", outcome = "perhaps" });
        Assert.NotEqual(JsonValueKind.Null, refused.GetProperty("refused").ValueKind);
        Assert.Equal(2, (await Send(Hanako, "POST", $"/trials/{trial}/rewind", new { to = 2 })).GetProperty("acts").GetArrayLength());
        var ended = await Send(Hanako, "POST", $"/trials/{trial}/acts", new { kind = "complete", task = "review", who = "公園 次郎", outcome = "approve" });
        Assert.True(ended.GetProperty("case").GetProperty("ended").GetBoolean());
        Assert.Contains(ended.GetProperty("case").GetProperty("path").GetProperty("arrows").EnumerateArray(), a => a.GetProperty("source").GetString() == "review" && a.GetProperty("outcome").GetString() == "approve" && a.GetProperty("target").GetString() == "approved");
        var saved = await Send(Hanako, "POST", $"/trials/{trial}/save", new { document = "scenarios/trial.feature", name = "認める", expect = new[] { "status", "fields" } });
        Assert.Contains("シナリオ: 認める", saved.GetProperty("text").GetString(), StringComparison.Ordinal);
        var revision = saved.GetProperty("revision").GetInt64();
        var run = await Run(draft);
        Assert.True(run.GetProperty("failed").GetInt32() == 0 && run.GetProperty("passed").GetInt32() == 1, run.ToString());
        Assert.Contains(run.GetProperty("coverage").GetProperty("arrows").GetProperty("missed").EnumerateArray(), m => m.GetProperty("outcome").GetString() == "refuse");

        // A red scenario, a stale revision, the same person: refused. Another person: approved.
        await Send(Hanako, "POST", $"/drafts/{draft}/submit", new { revision = revision - 1, effectiveOn = "2027-06-03" }, 409);
        await Edit(Hanako, draft, revision, new { op = "set", document = "scenarios/trial.feature", path = "/text", value = saved.GetProperty("text").GetString()!.Replace("案件の状態は \"認めた\"", "案件の状態は \"認めない\"", StringComparison.Ordinal) });
        var red = await Send(Hanako, "POST", $"/drafts/{draft}/submit", new { revision = revision + 1, effectiveOn = "2027-06-03" }, 422);
        Assert.Equal("SCENARIOS_RED", red.GetProperty("code").GetString());
        Assert.Equal("認める", red.GetProperty("scenarios")[0].GetProperty("name").GetString());
        await Edit(Hanako, draft, revision + 1, new { op = "set", document = "scenarios/trial.feature", path = "/text", value = saved.GetProperty("text").GetString() });
        var version = await Send(Hanako, "POST", $"/drafts/{draft}/submit", new { revision = revision + 2, effectiveOn = "2027-06-03", note = "はじめての版" }, 201);
        Assert.Equal("review", version.GetProperty("state").GetString());
        Assert.Equal("DRAFT_CLOSED", (await Edit(Hanako, draft, revision + 2, new { op = "set", document = "program.json", path = "/title", value = "x" }, 409)).GetProperty("code").GetString());
        Assert.Equal("FOUR_EYES", (await Send(Hanako, "POST", "/programs/park-permit/versions/1/approve", new { }, 403)).GetProperty("code").GetString());
        Assert.Equal("approved", (await Send(Ken, "POST", "/programs/park-permit/versions/1/approve", new { note = "確認した" })).GetProperty("state").GetString());

        // Before its day nobody can apply; from its day on everybody can.
        var apply = new { program = "park-permit", start = "apply", values = new { applicantName = "山田 花子", content = "花見" } };
        Assert.Equal(404, (await server.Api(LiveServer.KeyOf("kamakura-hanako"), "POST", "/api/v1/applications", apply)).Status);
        await server.ClockTo(new DateTimeOffset(2027, 6, 3, 9, 0, 0, TimeSpan.FromHours(9)));
        var (status, receipt, _) = await server.Api(LiveServer.KeyOf("kamakura-hanako"), "POST", "/api/v1/applications", apply);
        Assert.True(status is 200 or 201, $"{status} {receipt}");
        Assert.Equal(404, (await server.Api(LiveServer.Key("14208-zushi-hanako"), "POST", "/api/v1/applications", apply)).Status);
        var program = await Get(Hanako, "/programs/park-permit");
        Assert.Equal("published", program.GetProperty("current").GetProperty("state").GetString());
        Assert.Equal(1, program.GetProperty("runningCases").GetInt32());

        // The next version: the running case stays on its own, retiring goes back to the first.
        var second = (await Send(Ken, "POST", "/programs/park-permit/versions/1/restore", new { }, 201)).GetProperty("id").GetString()!;
        await Edit(Ken, second, 0, new { op = "set", document = "workflows/main.json", path = "/#review/due/businessDays", value = 7 });
        var compared = await Get(Ken, $"/programs/park-permit/compare?from=1&to=draft:{second}");
        Assert.Contains("期限を10開庁日から7開庁日に変更", compared.GetProperty("paragraph").GetProperty("ja").GetString(), StringComparison.Ordinal);
        Assert.Contains("進行中の案件: 1件", compared.GetProperty("paragraph").GetProperty("ja").GetString(), StringComparison.Ordinal);
        await Send(Ken, "POST", $"/drafts/{second}/submit", new { revision = 1, effectiveOn = "2027-06-03" }, 201);
        await Send(Hanako, "POST", "/programs/park-permit/versions/2/approve", new { });
        var versions = (await Get(Hanako, "/programs/park-permit")).GetProperty("versions").EnumerateArray().ToDictionary(v => v.GetProperty("version").GetInt32());
        Assert.True(versions[2].GetProperty("current").GetBoolean());
        Assert.Equal(1, versions[1].GetProperty("runningCases").GetInt32());
        Assert.Equal("retired", (await Send(Hanako, "POST", "/programs/park-permit/versions/2/retire", new { })).GetProperty("state").GetString());
        Assert.Equal(1, (await Get(Hanako, "/programs/park-permit")).GetProperty("current").GetProperty("version").GetInt32());
        Assert.Equal("LAST_VERSION", (await Send(Hanako, "POST", "/programs/park-permit/versions/1/retire", new { }, 409)).GetProperty("code").GetString());
    }

    [Fact]
    public async Task Applications_to_a_programme_of_the_folder_end_on_a_day_a_second_person_approved_and_cases_go_on()
    {
        const string Base = "/programs/account-transfer/retirement";
        // The day after, whatever the clock of the class is at.
        var end = DateOnly.FromDateTime((await server.Now()).DateTime).AddDays(1);
        await Send(Hanako, "POST", Base, new { from = "2020-04-01" }, 422);
        Assert.Equal("asked", (await Send(Hanako, "POST", Base, new { from = end.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture), note = "新制度へ移行" }, 201)).GetProperty("state").GetString());
        await Send(Ken, "POST", Base, new { from = "2027-12-01" }, 409);
        Assert.Equal("FOUR_EYES", (await Send(Hanako, "POST", Base + "/approve", new { }, 403)).GetProperty("code").GetString());
        Assert.Equal("approved", (await Send(Ken, "POST", Base + "/approve", new { })).GetProperty("state").GetString());

        var hanako = LiveServer.KeyOf("kamakura-hanako");
        var open = await server.Api(hanako, "GET", "/api/v1/procedures");
        Assert.Contains(open.Body.EnumerateArray(), p => p.GetProperty("program").GetString() == "account-transfer");
        await server.ClockTo(new DateTimeOffset(end.ToDateTime(new TimeOnly(9, 0)), TimeSpan.FromHours(9)));

        var (status, refused, _) = await server.Api(hanako, "POST", "/api/v1/applications", new { program = "account-transfer", start = "apply", values = new { } });
        Assert.Equal((409, "PROGRAM_RETIRED"), (status, refused.GetProperty("code").GetString()));
        Assert.Contains($"{end.Year}年{end.Month}月{end.Day}日に終わりました", refused.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain((await server.Api(hanako, "GET", "/api/v1/procedures")).Body.EnumerateArray(), p => p.GetProperty("program").GetString() == "account-transfer");
        var program = await Get(Hanako, "/programs/account-transfer");
        Assert.Equal(("retired", "over", "新制度へ移行"), (program.GetProperty("state").GetString(), program.GetProperty("retirement").GetProperty("state").GetString(), program.GetProperty("retirement").GetProperty("note").GetString()));
        // Another municipality goes on.
        Assert.Contains((await server.Api(LiveServer.Key("14208-zushi-hanako"), "GET", "/api/v1/procedures")).Body.EnumerateArray(), p => p.GetProperty("program").GetString() == "account-transfer");

        Assert.Equal("lifting", (await Send(Ken, "POST", Base + "/lift", new { note = "延期" }, 201)).GetProperty("state").GetString());
        Assert.Equal("FOUR_EYES", (await Send(Ken, "POST", Base + "/approve", new { }, 403)).GetProperty("code").GetString());
        Assert.Equal("over", (await Send(Hanako, "POST", Base + "/return", new { })).GetProperty("state").GetString());
        await Send(Ken, "POST", Base + "/lift", new { }, 201);
        await Send(Hanako, "POST", Base + "/approve", new { });
        Assert.Equal(JsonValueKind.Null, (await Get(Hanako, "/programs/account-transfer")).GetProperty("retirement").ValueKind);
        Assert.Equal(422, (await server.Api(hanako, "POST", "/api/v1/applications", new { program = "account-transfer", start = "apply", values = new { } })).Status);
    }

    [Fact]
    public async Task Two_people_edit_one_draft_and_neither_overwrites_the_other_unknowingly()
    {
        var draft = await Begin("two-people", "二人で");
        var first = await Edit(Hanako, draft, 0, new { op = "set", document = "program.json", path = "/roles/@staff/label", value = "公園係" }, client: "hanako");
        Assert.Equal(1, first.GetProperty("revision").GetInt64());

        // Ken has seen nothing of it: another property is fine, the same one is told with both values.
        var other = await Edit(Ken, draft, 0, new { op = "set", document = "program.json", path = "/title", value = "公園" }, client: "ken");
        Assert.Equal("kamakura-kikaku", other.GetProperty("feed").GetProperty("operations")[0].GetProperty("by").GetProperty("id").GetString());
        var conflict = await Edit(Ken, draft, 0, new { op = "set", document = "program.json", path = "/roles/@staff/label", value = "緑地係" }, 409, client: "ken");
        Assert.Equal("EDIT_CONFLICT", conflict.GetProperty("code").GetString());
        var told = conflict.GetProperty("conflicts")[0];
        Assert.Equal(("緑地係", "公園係", "担当職員"), (told.GetProperty("yours").GetString(), told.GetProperty("theirs").GetString(), told.GetProperty("before").GetString()));
        await Edit(Ken, draft, 2, new { op = "set", document = "program.json", path = "/roles/@staff/label", value = "緑地係" }, client: "ken");

        // A request sent again after a lost answer is the same request; its inverse undoes it.
        var body = new { client = "ken", id = "again", @base = 3, operations = new[] { new { op = "set", document = "program.json", path = "/summary", value = "説明" } } };
        var once = await Send(Ken, "POST", $"/drafts/{draft}/operations", body);
        var twice = await Send(Ken, "POST", $"/drafts/{draft}/operations", body);
        Assert.Equal(once.GetProperty("revision").GetInt64(), twice.GetProperty("revision").GetInt64());
        await Send(Ken, "POST", $"/drafts/{draft}/operations", new { client = "ken", id = "undo", @base = 4, operations = once.GetProperty("inverse") });
        var now = await Get(Hanako, $"/drafts/{draft}");
        Assert.False(now.GetProperty("documents").GetProperty("program.json").TryGetProperty("summary", out _));
        Assert.Equal("緑地係", now.GetProperty("documents").GetProperty("program.json").GetProperty("roles")[1].GetProperty("label").GetString());
    }

    [Fact]
    public async Task The_stream_tells_operations_presence_and_comments_as_they_happen()
    {
        var draft = await Begin("told-live", "知らせ");
        using var client = new HttpClient { BaseAddress = new Uri(server.Url) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Ken);
        using var stream = await client.GetStreamAsync($"/designer/api/drafts/{draft}/events?after=0&client=ken");
        using var reader = new StreamReader(stream);
        await Edit(Hanako, draft, 0, new { op = "set", document = "program.json", path = "/title", value = "題名" });
        await Send(Hanako, "POST", $"/drafts/{draft}/presence", new { client = "hanako", focus = new { document = "program.json", path = "/title" } });
        await Send(Hanako, "POST", $"/drafts/{draft}/comments", new { document = "workflows/main.json", path = "/#review", element = "review", text = "ここは7日では？" }, 201);
        var heard = new List<string>();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!(heard.Contains("event: operations") && heard.Exists(l => l.Contains("hanako", StringComparison.Ordinal)) && heard.Contains("event: comment"))) heard.Add(await reader.ReadLineAsync(limit.Token) ?? throw new EndOfStreamException(string.Join('\n', heard)));
        Assert.Contains("id: 1", heard);
        var feed = await Get(Ken, $"/drafts/{draft}/operations?after=0");
        Assert.Equal("ここは7日では？", feed.GetProperty("comments")[0].GetProperty("text").GetString());
        var comment = feed.GetProperty("comments")[0].GetProperty("id").GetString();
        await Send(Ken, "PATCH", $"/drafts/{draft}/comments/{comment}", new { text = "書き換え" }, 403);
        Assert.True((await Send(Ken, "PATCH", $"/drafts/{draft}/comments/{comment}", new { resolved = true })).GetProperty("resolved").GetBoolean());
    }

    [Fact]
    public async Task A_problem_names_its_element_and_one_click_puts_it_right()
    {
        var draft = await Begin("with-problems", "問題");
        await Edit(Hanako, draft, 0, new { op = "set", document = "workflows/main.json", path = "/#review/role", value = "staf" });
        await Edit(Hanako, draft, 1, new { op = "remove", document = "workflows/main.json", path = "/#flow/connections/@review:refuse>refused" });
        var problems = (await Get(Hanako, $"/drafts/{draft}/problems")).GetProperty("problems").EnumerateArray().ToList();
        var role = problems.Single(p => p.GetProperty("code").GetString() == "ROLE_UNKNOWN");
        Assert.Equal(("workflows/main.json", "/#review/role", "/root/activities/1/role", "review"),
            (role.GetProperty("document").GetString(), role.GetProperty("path").GetString(), role.GetProperty("pointer").GetString(), role.GetProperty("element").GetString()));
        var revision = 2L;
        foreach (var problem in problems.Where(p => p.GetProperty("code").GetString() is "ROLE_UNKNOWN" or "OUTCOME_MISSING"))
            revision = (await Send(Hanako, "POST", $"/drafts/{draft}/operations", new { client = "c", id = $"fix-{++_ids}", @base = revision, operations = problem.GetProperty("fix").GetProperty("operations") })).GetProperty("revision").GetInt64();
        Assert.DoesNotContain((await Get(Hanako, $"/drafts/{draft}/problems")).GetProperty("problems").EnumerateArray(), p => p.GetProperty("severity").GetString() == "error");
        await Send(Hanako, "POST", $"/drafts/{draft}/operations", new { client = "c", id = "bad", @base = revision, operations = new[] { new { op = "set", document = "workflows/none.json", path = "/x", value = 1 } } }, 422);
    }

    [Fact]
    public async Task A_shared_programme_a_copy_and_a_zip_begin_drafts_and_local_settings_stay_apart()
    {
        var family = (await Send(Hanako, "POST", "/drafts", new { from = "family", source = "account-transfer" }, 201)).GetProperty("id").GetString();
        Assert.Equal("920001", (await Get(Hanako, $"/drafts/{family}")).GetProperty("documents").GetProperty("municipality.json").GetProperty("settings").GetProperty("companyCode").GetString());
        var copy = await Send(Hanako, "POST", "/drafts", new { from = "copy", municipality = "14208", source = "account-transfer", program = "transfer-copy" }, 201);
        Assert.Contains(copy.GetProperty("leftSettings").EnumerateArray(), s => s.GetProperty("key").GetString() == "companyCode" && s.GetProperty("value").GetString() == "920002");
        using var client = new HttpClient { BaseAddress = new Uri(server.Url) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Hanako);
        var zip = await client.GetByteArrayAsync($"/designer/api/drafts/{family}/export");
        using var content = new ByteArrayContent(zip);
        content.Headers.ContentType = new("application/zip");
        var imported = await client.PostAsync("/designer/api/drafts/import?program=from-zip", content);
        Assert.Equal(201, (int)imported.StatusCode);
        // A municipality sees its own drafts only.
        await Send(LiveServer.KeyOf("zushi-kikaku", "14208"), "GET", $"/drafts/{family}", null, 404);
    }

    [Fact]
    public async Task A_form_posted_with_a_cookie_changes_nothing()
    {
        using var browser = await server.Browser().SignIn("kamakura-kikaku");
        await browser.Once("GET", "/designer/api/session");
        Assert.Equal("企画 花子", JsonDocument.Parse(browser.Body).RootElement.GetProperty("user").GetProperty("name").GetString());
        Assert.Equal(415, await browser.Once("POST", "/designer/api/drafts", []));
    }

    private async Task<string> Begin(string program, string title) => (await Send(Hanako, "POST", "/drafts", new { from = "blank", program, title }, 201)).GetProperty("id").GetString()!;

    private Task<JsonElement> Edit(string key, string draft, long seen, object operation, int expected = 200, string client = "c") =>
        Send(key, "POST", $"/drafts/{draft}/operations", new { client, id = $"r{++_ids}", @base = seen, operations = new[] { operation } }, expected);

    private async Task<JsonElement> Run(string draft)
    {
        var run = (await Send(Hanako, "POST", $"/drafts/{draft}/scenarios/run", new { }, 202)).GetProperty("run").GetString();
        for (var i = 0; i < 300; i++)
        {
            var set = await Get(Hanako, $"/scenario-runs/{run}");
            if (set.GetProperty("state").GetString() == "done") return set;
            await Task.Delay(200);
        }
        throw new TimeoutException("The scenarios did not end within a minute.");
    }

    private Task<JsonElement> Get(string key, string path) => Send(key, "GET", path, null);

    private async Task<JsonElement> Send(string key, string method, string path, object? body, int expected = 200)
    {
        var (status, answer, _) = await server.Api(key, method, "/designer/api" + path, body);
        Assert.True(status == expected, $"{method} {path}: {status} {answer}");
        return answer;
    }
}
