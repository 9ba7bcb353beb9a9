using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Workflows.Cases.Packages;
using Workflows.Cases.Ports;
using Workflows.Cases.Scenarios;
using Workflows.Cases.Scenarios.Reading;
using Workflows.Server.Scenarios;

namespace Workflows.Server.Tests;

/// <summary>
/// Walks everything that can be read, as everybody, and looks for the value of every field: what somebody may not see stands in no answer,
/// whatever its form; what they see masked stands there masked only.
/// </summary>
public sealed class Every_field(LabServer lab) : IClassFixture<LabServer>
{
    /// <summary>Every field's own value: found nowhere else.</summary>
    internal static readonly IReadOnlyDictionary<string, string> Values = new Dictionary<string, string>
    {
        ["name"] = "甲斐田カナリア", ["birthDate"] = "1971-03-17", ["address"] = "神奈川県鎌倉市御成町カナリア7", ["phone"] = "0467424242", ["income"] = "7311997",
        ["opinion"] = "意見カナリア", ["bid"] = "見積カナリア", ["consented"] = "同意カナリア", ["secretNote"] = "控えカナリア",
    };

    /// <summary>F = in full, m = masked, - = not there: in the order of <see cref="Values"/>. The case is of facility f1 and person P-1, not opened yet.</summary>
    public static TheoryData<string, string> People => new()
    {
        { "citizen1", "FFFFFF-FF" },
        { "citizen2", "---------" },
        { "clerk1", "FFFFm--F-" },
        { "fac1", "Fmmm-----" },
        { "fac2", "---------" },
        { "member1", "mm-------" },
        { "officer1", "F-F-m----" },
        { "stranger1", "---------" },
        { "operator", "---------" },
    };

    private static readonly IReadOnlyDictionary<(string Person, string Field), string> Masks = new Dictionary<(string, string), string>
    {
        [("clerk1", "income")] = "****", [("fac1", "birthDate")] = "1971-03-**", [("fac1", "address")] = "神奈川県鎌倉市****", [("fac1", "phone")] = "******4242",
        [("member1", "name")] = "甲****", [("member1", "birthDate")] = "1971-**-**", [("officer1", "income")] = "****",
    };

    [Theory]
    [MemberData(nameof(People))]
    public async Task Nobody_reads_a_field_anywhere_that_is_not_theirs_to_read(string person, string sights)
    {
        var answers = await lab.ReadEverything(person);
        var whole = string.Join('\n', answers.Select(a => a.Text));
        foreach (var ((field, value), sight) in Values.Zip(sights))
        {
            var where = answers.Where(a => Spellings(field, value).Any(s => a.Text.Contains(s, StringComparison.Ordinal))).Select(a => a.Path).ToList();
            if (sight == 'F') Assert.True(where.Count > 0, $"{person} cannot see {field}.");
            else Assert.True(where.Count == 0, $"{person} finds {field} in {string.Join(", ", where)}");
            if (sight == 'm') Assert.Contains(Masks[(person, field)], whole, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("fac2")]
    [InlineData("stranger1")]
    [InlineData("citizen2")]
    public async Task Who_may_not_know_of_a_case_gets_the_same_answer_as_for_none(string person)
    {
        var key = LiveServer.KeyOf(person);
        var scope = person.StartsWith("citizen", StringComparison.Ordinal) ? "applications" : "cases";
        var (there, real, _) = await lab.Server.Api(key, "GET", $"/api/v1/{scope}/{lab.Number}");
        var (none, unreal, _) = await lab.Server.Api(key, "GET", $"/api/v1/{scope}/PL-9999");
        Assert.Equal((404, 404), (there, none));
        Assert.Equal(Without(unreal), Without(real));
        var answers = await lab.ReadEverything(person);
        Assert.DoesNotContain(answers.Where(a => !a.Path.Contains(lab.Number, StringComparison.Ordinal)), a => a.Text.Contains(lab.Number, StringComparison.Ordinal));

        static string Without(JsonElement problem) => string.Join('|', problem.EnumerateObject().Where(p => p.Name != "traceId").Select(p => $"{p.Name}={p.Value}"));
    }

    [Fact]
    public async Task A_list_is_not_ordered_or_searched_by_what_its_reader_may_not_read()
    {
        var member = LiveServer.KeyOf("member1");
        Assert.Equal(403, (await lab.Server.Api(member, "GET", "/api/v1/cases?sort=name")).Status);
        Assert.Equal(400, (await lab.Server.Api(member, "GET", "/api/v1/cases?sort=income")).Status);
        Assert.Equal(403, (await lab.Server.Api(member, "GET", "/api/v1/tasks?program=privacy-lab&sort=-name")).Status);
        Assert.Equal(0, (await Found(member, "カナリア")));
        Assert.Equal(0, (await Found(member, "カナリア", "tasks")));
        Assert.Equal(0, (await Found(member, "0467424242")));
        Assert.Equal(1, (await Found(member, lab.Number)));
        Assert.NotEqual(0, await Found(LiveServer.KeyOf("clerk1"), "カナリア"));
        Assert.Equal(1, (await Found(LiveServer.KeyOf("fac1"), lab.Number)));
        Assert.Equal(0, (await Found(LiveServer.KeyOf("fac2"), lab.Number)));
        Assert.Equal(403, (await lab.Server.Api(LiveServer.KeyOf("clerk1"), "GET", "/api/v1/registers/privacy-lab/R-CONSENT")).Status);

        async Task<int> Found(string key, string text, string list = "cases") => (await lab.Server.Api(key, "GET", $"/api/v1/{list}?text={Uri.EscapeDataString(text)}")).Body.GetProperty("items").GetArrayLength();
    }

    [Theory]
    [InlineData("clerk1", "/api/v1/cases?cursor=nonsense", "BAD_CURSOR")]
    [InlineData("clerk1", "/api/v1/tasks?cursor=nonsense", "BAD_CURSOR")]
    [InlineData("clerk1", "/api/v1/notices?cursor=nonsense", "BAD_CURSOR")]
    [InlineData("clerk1", "/api/v1/cases?text=k", "BAD_TEXT")]
    [InlineData("clerk1", "/api/v1/tasks?text=k", "BAD_TEXT")]
    public async Task A_list_that_cannot_be_given_as_asked_is_refused_and_says_why(string person, string list, string code)
    {
        var (status, problem, _) = await lab.Server.Api(LiveServer.KeyOf(person), "GET", list);
        Assert.Equal((400, code), (status, problem.GetProperty("code").GetString()));
    }

    [Fact]
    public async Task A_protected_person_is_protected_in_every_register()
    {
        var clerk = LiveServer.KeyOf("clerk1");
        var (_, persons, _) = await lab.Server.Api(clerk, "GET", "/api/v1/registers/privacy-lab/R-PERSON");
        Assert.DoesNotContain("ゼツ99", persons.GetRawText(), StringComparison.Ordinal);
        Assert.Contains("イチ1", persons.GetRawText(), StringComparison.Ordinal);
        Assert.Contains("支援措置対象", persons.GetRawText(), StringComparison.Ordinal);
        var (_, visits, _) = await lab.Server.Api(clerk, "GET", "/api/v1/registers/privacy-lab/R-VISIT");
        Assert.DoesNotContain("0467990000", visits.GetRawText(), StringComparison.Ordinal);
        Assert.Contains("0467110000", visits.GetRawText(), StringComparison.Ordinal);
        var (_, officers, _) = await lab.Server.Api(LiveServer.KeyOf("officer1"), "GET", "/api/v1/registers/privacy-lab/R-PERSON");
        Assert.Contains("ゼツ99", officers.GetRawText(), StringComparison.Ordinal);
    }

    /// <summary>A reader of some records only (施設職員 of their own facility): lists, single records, search, CSV and pages are cut alike.</summary>
    [Theory]
    [InlineData("clerk1", "イチ ニ サン")]
    [InlineData("fac1", "イチ")]
    [InlineData("fac2", "ニ")]
    [InlineData("member1", "")]
    [InlineData("citizen1", "")]
    public async Task A_reader_of_some_records_sees_those_and_no_other_anywhere(string person, string own)
    {
        string[] all = ["イチ", "ニ", "サン"];
        var sees = own.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var key = LiveServer.KeyOf(person);
        const string Api = "/api/v1/registers/privacy-lab/R-HALL", Page = "/14204/registers/privacy-lab/R-HALL";
        var ids = (await lab.Server.Api(LiveServer.KeyOf("clerk1"), "GET", Api)).Body.GetProperty("records").EnumerateArray().Select(r => r.GetProperty("id").GetString()!).ToList();
        Assert.Equal(3, ids.Count);
        using var browser = lab.Server.Browser();
        await browser.SignIn(person);
        var answers = new List<(string Path, string Text)>();
        foreach (var path in (string[])[Api, Api + "/csv", Api + "?facility=f1", Api + "?facility=f2", Api + "/csv?facility=f2", .. ids.Select(i => $"{Api}/records/{i}")])
        {
            var (_, _, raw) = await lab.Server.Api(key, "GET", path);
            answers.Add((path, System.Text.RegularExpressions.Regex.Unescape((await raw.Content.ReadAsStringAsync()).Replace("\\\"", "'", StringComparison.Ordinal))));
        }
        foreach (var path in (string[])[Page, Page + "/csv", Page + "?facility=f1", Page + "?facility=f2", .. ids.Select(i => $"{Page}/records/{i}")])
        {
            await browser.Once("GET", path);
            answers.Add((path, System.Net.WebUtility.HtmlDecode(browser.Body)));
        }
        foreach (var name in all)
        {
            var where = answers.Where(a => a.Text.Contains("利用者" + name, StringComparison.Ordinal)).Select(a => a.Path).ToList();
            Assert.True(where.Count > 0 == sees.Contains(name), $"{person} and 利用者{name}: {string.Join(", ", where)}");
            if (sees.Contains(name)) foreach (var path in (string[])[Api, Api + "/csv", Page, Page + "/csv"]) Assert.Contains(path, where);
        }
        // A record of another facility is not there, as one that never was.
        if (person == "fac1") Assert.Equal((404, 404, 200), ((await lab.Server.Api(key, "GET", $"{Api}/records/{ids[1]}")).Status, (await lab.Server.Api(key, "GET", $"{Api}/records/none")).Status, (await lab.Server.Api(key, "GET", $"{Api}/records/{ids[0]}")).Status));
    }

    [Fact]
    public async Task A_grant_shows_its_fields_twice_and_no_more()
    {
        var number = await lab.Apply("citizen3");
        var key = LiveServer.KeyOf("partner");
        for (var use = 1; use <= 2; use++)
        {
            var (status, body, _) = await lab.Server.Api(key, "GET", $"/api/v1/applications/{number}");
            Assert.Equal(200, status);
            Assert.Equal(["name", "birthDate"], body.GetProperty("fields").EnumerateArray().Select(f => f.GetProperty("key").GetString()));
            Assert.Equal($"閲覧用 {number}", body.GetProperty("watermark").GetString());
            Assert.DoesNotContain("1971-03-17", body.GetRawText(), StringComparison.Ordinal);
        }
        Assert.Equal(404, (await lab.Server.Api(key, "GET", $"/api/v1/applications/{number}")).Status);
    }

    [Fact]
    public async Task A_file_handed_in_is_opened_by_who_sees_its_field_and_by_nobody_else()
    {
        var file = await Upload("citizen3");
        var number = await lab.Apply("citizen3", ("paper", new[] { new { id = file } }));
        foreach (var (person, scope, status) in new[] { ("citizen3", "applications", 200), ("clerk1", "cases", 200), ("citizen1", "applications", 404), ("citizen2", "applications", 404), ("fac1", "cases", 404), ("member1", "cases", 404), ("stranger1", "cases", 404), ("operator", "cases", 404) })
        {
            var (told, _, raw) = await lab.Server.Api(LiveServer.KeyOf(person), "GET", $"/api/v1/{scope}/{number}/files/{file}");
            Assert.Equal((person, status), (person, told));
            if (told == 200) Assert.Equal(("図面のかわり", "attachment", "zumen.txt"), (await raw.Content.ReadAsStringAsync(), raw.Content.Headers.ContentDisposition?.DispositionType, raw.Content.Headers.ContentDisposition?.FileNameStar));
        }
        // Of another case, though the person may see that one too.
        Assert.Equal(404, (await lab.Server.Api(LiveServer.KeyOf("clerk1"), "GET", $"/api/v1/cases/{lab.Number}/files/{file}")).Status);
        using var browser = lab.Server.Browser();
        await browser.SignIn("clerk1");
        await browser.Once("GET", $"/14204/inbox/cases/{number}");
        Assert.Contains($"/14204/inbox/cases/{number}/files/{file}", browser.Body, StringComparison.Ordinal);
        await browser.Once("GET", $"/14204/inbox/cases/{number}/files/{file}");
        Assert.Equal("図面のかわり", browser.Body);
        var read = (await lab.Server.Api(LiveServer.KeyOf("operator"), "GET", "/api/v1/audit")).Body.GetRawText();
        Assert.Contains("zumen.txt", System.Text.RegularExpressions.Regex.Unescape(read), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Somebody_outside_sees_by_a_link_what_was_granted_and_no_more()
    {
        const string Address = "outside@example.jp";
        var file = await Upload("citizen3");
        var number = await lab.Apply("citizen3", ("paper", new[] { new { id = file } }), ("outsideMail", Address));
        await lab.Server.ClockTo(lab.Server.App.Services.GetRequiredService<TimeProvider>().GetUtcNow().AddSeconds(2));
        var mail = lab.Server.App.Services.GetRequiredService<ISimulators>().Calls("14204", "C-MAIL").Last(c => c.Request["to"].AsText() == Address).Request["body"].AsText()!;
        var path = System.Text.RegularExpressions.Regex.Match(mail, @"/14204/link/\S+").Value;
        using var outside = lab.Server.Browser();
        await outside.Once("GET", path);
        Assert.Contains("甲斐田カナリア", outside.Body, StringComparison.Ordinal);
        Assert.Contains("1971-**-**", outside.Body, StringComparison.Ordinal);
        Assert.Contains("図面の確認", outside.Body, StringComparison.Ordinal);
        foreach (var hidden in new[] { "意見カナリア", "0467424242", "1971-03-17", number, Address }) Assert.DoesNotContain(hidden, System.Net.WebUtility.HtmlDecode(outside.Body), StringComparison.Ordinal);
        await outside.Once("GET", $"{path}/files/{file}");
        Assert.Equal("図面のかわり", outside.Body);
        Assert.Equal(410, (int)await outside.Once("GET", $"{path}/files/none"));
        // What the link's holder is called is nobody's account.
        Assert.Equal(404, (await lab.Server.Api(LiveServer.KeyOf("citizen2"), "GET", $"/api/v1/applications/{number}")).Status);
        await outside.Once("GET", path);
        await outside.Once("GET", path);
        // Two looks, one file and a look: four uses. Then it is over.
        Assert.Equal(410, (int)await outside.Once("GET", path));
        Assert.Contains("このリンクは使えません", outside.Body, StringComparison.Ordinal);
        using var clerk = lab.Server.Browser();
        await clerk.SignIn("clerk1");
        await clerk.Once("GET", $"/14204/inbox/cases/{number}");
        Assert.Contains(Address, clerk.Body, StringComparison.Ordinal);
    }

    private async Task<string> Upload(string person)
    {
        var content = () => (HttpContent)new ByteArrayContent("図面のかわり"u8.ToArray()) { Headers = { ContentType = new("application/octet-stream") } };
        var (status, body, _) = await lab.Server.Api(LiveServer.KeyOf(person), "POST", "/api/v1/files?name=zumen.txt", content);
        Assert.True(status is 200 or 201, $"{status} {body}");
        return body.GetProperty("id").GetString()!;
    }

    private static IEnumerable<string> Spellings(string field, string value) => field switch
    {
        "birthDate" => [value, "1971年3月17日"],
        "income" => [value, "7,311,997"],
        _ => [value],
    };
}

/// <summary>The scenarios of the neutral package run as those of any other.</summary>
public sealed class Privacy_scenarios
{
    [Fact]
    public async Task Pass()
    {
        await using var worlds = new ScenarioWorlds(PackageLoader.LoadFolder(LiveServer.PrivacyLab));
        Assert.Empty(worlds.Packages.Problems.Select(p => p.ToString()));
        var report = await ScenarioRunner.Run(LiveServer.PrivacyLab, worlds, _ => { });
        Assert.True(report.AllPassed, string.Join('\n', report.Results.Where(r => !r.Passed).Select(r => r.ToText())));
        Assert.True(report.Passed >= 8);
    }
}

/// <summary>A server that runs the neutral package, with one application whose every field has a value.</summary>
public sealed class LabServer : IAsyncLifetime
{
    private readonly Dictionary<string, IReadOnlyList<(string Path, string Text)>> _read = [];

    public LiveServer Server { get; } = new(LiveServer.PrivacyLab);
    public string Number { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        await Server.InitializeAsync();
        Number = await Apply("citizen1");
    }

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    /// <summary>Applies for another case. Not as one of <see cref="Every_field.People"/>: what they may read must not hang on which test ran first.</summary>
    public async Task<string> Apply(string person, params (string Key, object Value)[] more)
    {
        var values = Every_field.Values.ToDictionary(v => v.Key, v => (object)v.Value, StringComparer.Ordinal);
        (values["personId"], values["facility"], values["opensOn"]) = ("P-1", "f1", "2099-01-01");
        foreach (var (key, value) in more) values[key] = value;
        var (status, body, _) = await Server.Api(LiveServer.KeyOf(person), "POST", "/api/v1/applications", new { program = "privacy-lab", start = "apply", values });
        Assert.True(status is 200 or 201, $"{status} {body}");
        return body.GetProperty("number").GetString()!;
    }

    /// <summary>Every answer this person gets to a GET: API and pages, lists and single things.</summary>
    public async Task<IReadOnlyList<(string Path, string Text)>> ReadEverything(string person)
    {
        if (_read.TryGetValue(person, out var known)) return known;
        var answers = new List<(string, string)>();
        string[] api =
        [
            "/api/v1/me", "/api/v1/procedures", "/api/v1/procedures/privacy-lab/apply", "/api/v1/applications", $"/api/v1/applications/{Number}", "/api/v1/notices", "/api/v1/drafts",
            "/api/v1/tasks?view=unassigned", "/api/v1/tasks?view=group", "/api/v1/tasks/counts", "/api/v1/cases", "/api/v1/cases?program=privacy-lab&sort=-updatedAt", $"/api/v1/cases?program=privacy-lab&text={Number}",
            $"/api/v1/cases/{Number}", "/api/v1/registers", "/api/v1/registers/privacy-lab/R-PERSON", "/api/v1/registers/privacy-lab/R-VISIT", "/api/v1/incidents", "/api/v1/audit", "/api/v1/audit/report",
        ];
        var tasks = new List<string>();
        foreach (var path in api)
        {
            var (_, body, raw) = await Server.Api(person == "operator" ? LiveServer.KeyOf("operator") : LiveServer.KeyOf(person), "GET", path);
            answers.Add((path, $"{raw.Headers}{(body.ValueKind == JsonValueKind.Undefined ? "" : Plain(body))}"));
            if (path.StartsWith("/api/v1/tasks?", StringComparison.Ordinal) && body.ValueKind == JsonValueKind.Object && body.TryGetProperty("items", out var items))
                tasks.AddRange(items.EnumerateArray().Select(t => t.GetProperty("id").GetString()!));
        }
        foreach (var task in tasks.Distinct()) answers.Add(($"/api/v1/tasks/{task}", Plain((await Server.Api(LiveServer.KeyOf(person), "GET", $"/api/v1/tasks/{task}")).Body)));
        using var browser = Server.Browser();
        await browser.SignIn(person == "operator" ? "operator-14204" : person);
        string[] pages =
        [
            "/", "/14204/", "/14204/my", $"/14204/my/cases/{Number}", "/14204/inbox", "/14204/inbox?view=group", "/14204/inbox?view=unassigned", "/14204/inbox/cases", $"/14204/inbox/cases?q={Number}",
            $"/14204/inbox/cases/{Number}", "/14204/registers", "/14204/registers/privacy-lab/R-PERSON", "/14204/registers/privacy-lab/R-VISIT", "/14204/counter", "/14204/admin", "/14204/admin/audit", .. tasks.Distinct().Select(t => $"/14204/inbox/tasks/{t}"),
        ];
        foreach (var path in pages)
        {
            await browser.Once("GET", path);
            answers.Add((path, System.Net.WebUtility.HtmlDecode(browser.Body)));
        }
        return _read[person] = answers;
    }

    /// <summary>JSON with its escapes undone.</summary>
    private static string Plain(JsonElement body) => System.Text.RegularExpressions.Regex.Unescape(body.GetRawText().Replace("\\\"", "'", StringComparison.Ordinal));
}
