using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Workflows.Decisions.Excel;

namespace Workflows.Server.Tests;

/// <summary>What the designer shows of a part while it is made: a form as the portal draws it, a table in Excel, an expression on a real case, what can be set of an activity.</summary>
public sealed class Designing_parts(LiveServer server) : IClassFixture<LiveServer>
{
    private static readonly string Hanako = LiveServer.KeyOf("kamakura-kikaku");
    private const string Xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    [Fact]
    public async Task A_form_under_design_is_drawn_and_judged_as_the_portal_does_it()
    {
        var draft = await Family();
        // The same form as published: the field's markup is the same to the letter.
        using var citizen = await server.Browser().SignIn("kamakura-hanako");
        await citizen.Once("GET", "/14204/apply/account-transfer/apply");
        var preview = await Preview(draft, new { values = new { } });
        var field = Between(citizen.Body, "<label for=\"f-email\"", "</div>");
        Assert.Contains(field, preview.GetProperty("html").GetString(), StringComparison.Ordinal);

        var refused = await Preview(draft, new { posted = new { email = new[] { "これはメールではない" }, agree = new[] { "true" } }, check = true });
        Assert.True(refused.GetProperty("errors").GetInt32() > 0);
        Assert.Contains("これはメールではない", refused.GetProperty("html").GetString(), StringComparison.Ordinal);
        Assert.True(refused.GetProperty("values").GetProperty("agree").GetBoolean());
        Assert.Contains("<span class=\"req\">required</span>", (await Preview(draft, new { language = "en" })).GetProperty("html").GetString(), StringComparison.Ordinal);
        // A further row is added as the page's own button does it.
        var more = await Preview(draft, new { values = refused.GetProperty("values"), act = "add:lines" });
        Assert.Equal(1, more.GetProperty("values").GetProperty("lines").GetArrayLength());
        await Send("POST", $"/drafts/{draft}/forms/F-NONE/preview", new { }, 404);
    }

    [Fact]
    public async Task A_form_under_design_looks_its_registers_up_in_what_the_draft_brings_and_never_in_the_real_ones()
    {
        var draft = (await Send("POST", "/drafts", new { from = "blank", program = "rooms-preview", title = "会議室の利用" }, 201)).GetProperty("id").GetString()!;
        object Rooms(params object[] seed) => new { id = "R-ROOM", label = "会議室", kind = "record", key = new[] { "room" }, editors = Array.Empty<string>(), readers = Array.Empty<string>(), seed, fields = new object[] { new { key = "room", label = "会議室の名前", type = "text", indexed = true }, new { key = "seats", label = "定員", type = "number" } } };
        var form = new { id = "F-ROOM", title = "申請書", version = 1, pages = new[] { new { id = "p", title = "申請書", fields = new[] { new { key = "room", label = "会議室", type = "choice", optionsFrom = new { register = "R-ROOM", value = "room", label = "room" } } } } } };
        var revision = (await Send("POST", $"/drafts/{draft}/operations", new { client = "c", id = "1", @base = 0, operations = new object[]
        {
            new { op = "create", document = "registers/R-ROOM.json", value = Rooms(new { room = "第一会議室", seats = 12 }) }, new { op = "create", document = "forms/F-ROOM.json", value = (object)form },
        } })).GetProperty("revision").GetInt32();
        var html = (await Send("POST", $"/drafts/{draft}/forms/F-ROOM/preview", new { })).GetProperty("html").GetString();
        Assert.Contains("第一会議室", html, StringComparison.Ordinal);
        // Without records of its own a made-up one stands in.
        await Send("POST", $"/drafts/{draft}/operations", new { client = "c", id = "2", @base = revision, operations = new object[] { new { op = "unset", document = "registers/R-ROOM.json", path = "/seed" } } });
        html = (await Send("POST", $"/drafts/{draft}/forms/F-ROOM/preview", new { })).GetProperty("html").GetString();
        Assert.Contains("見本の会議室の名前", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_package_says_of_an_outside_system_is_a_document_of_the_draft_and_leaves_with_it()
    {
        var draft = (await Send("POST", "/drafts", new { from = "blank", program = "described-system", title = "地図を見る手続" }, 201)).GetProperty("id").GetString()!;
        var system = new { id = "C-GIS", kind = "http-system", label = "地図", operations = new[] { new { id = "find", label = "場所を探す", method = "GET", path = "places/{place}", example = new { request = new { place = "1" }, answer = new { status = 200, body = new { } } } } } };
        await Send("POST", $"/drafts/{draft}/operations", new { client = "c", id = "1", @base = 0, operations = new object[] { new { op = "create", document = "connectors/C-GIS.json", value = system } } });
        Assert.Equal("地図", (await Send("GET", $"/drafts/{draft}", null)).GetProperty("documents").GetProperty("connectors/C-GIS.json").GetProperty("label").GetString());
        using var client = Client();
        using var zip = new System.IO.Compression.ZipArchive(await client.GetStreamAsync($"/designer/api/drafts/{draft}/export"));
        Assert.NotNull(zip.GetEntry("connectors/C-GIS.json"));
    }

    [Fact]
    public async Task A_decision_table_goes_to_excel_and_comes_back_with_what_was_changed_there()
    {
        var draft = await Family();
        using var client = Client();
        var bytes = await client.GetByteArrayAsync($"/designer/api/drafts/{draft}/decisions/D2/xlsx");
        var table = Assert.Single(DecisionTableExcel.Read(new MemoryStream(bytes)));
        var same = await Upload(client, draft, "D2", bytes, 200);
        var before = (await Send("GET", $"/drafts/{draft}", null)).GetProperty("documents").GetProperty("decisions/D2.dmn");
        Assert.Equal(Rules(before), Rules(same.GetProperty("document")));

        using var changed = new MemoryStream();
        DecisionTableExcel.Write(changed, [table with { Table = table.Table with { Rules = [.. table.Table.Rules.Skip(1)] } }]);
        var read = (await Upload(client, draft, "D2", changed.ToArray(), 200)).GetProperty("document");
        Assert.Equal(Rules(before).Skip(1), Rules(read));
        // Nothing was saved: the window sends it as its own change.
        Assert.Equal(Rules(before), Rules((await Send("GET", $"/drafts/{draft}", null)).GetProperty("documents").GetProperty("decisions/D2.dmn")));
        Assert.Equal("XLSX", (await Upload(client, draft, "D2", [1, 2, 3], 422)).GetProperty("code").GetString());
    }

    [Fact]
    public async Task An_expression_is_tried_on_a_real_case_only_by_who_may_see_it_and_the_look_is_logged()
    {
        var draft = await Family();
        var number = await Stories.Apply(server, "kamakura-hanako", Stories.Values());
        await Send("POST", $"/drafts/{draft}/feel", new { expression = "payerName", @case = number }, 404);

        var people = server.App.Services.GetRequiredService<Workflows.Server.Platform.People>();
        await people.Put(new("both01", "企画 両方", "staff", null, ["platform/designer", "account-transfer/auditor"], Workflows.Engine.Data.Datum.EmptyObject), "14204", "kamakura-both", Workflows.Server.Platform.DemoUsers.Password, demo: true, TestContext.Current.CancellationToken);
        using var both = await server.Browser().SignIn("kamakura-both");
        var session = await both.Json("GET", "/designer/api/session");
        var token = session.Body.GetProperty("csrf").GetString()!;
        // By cookie nothing is taken without the token.
        var bare = await both.Json("POST", $"/designer/api/drafts/{draft}/feel", new { expression = "1" });
        Assert.Equal((400, "CSRF"), (bare.Status, bare.Body.GetProperty("code").GetString()));
        var seen = await both.Json("POST", $"/designer/api/drafts/{draft}/feel", new { expression = "head.number", @case = number }, token);
        Assert.True(seen.Status == 200, $"{seen.Status} {seen.Body}");
        Assert.Equal(number, seen.Body.GetProperty("text").GetString());
        var masked = await both.Json("POST", $"/designer/api/drafts/{draft}/feel", new { expression = "accountNo", @case = number }, token);
        Assert.DoesNotContain("7654321", masked.Body.ToString(), StringComparison.Ordinal);
        var log = await server.Api(LiveServer.KeyOf("operator"), "GET", "/api/v1/audit?actor=both01&take=50");
        Assert.Contains("both01", log.Body.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_flow_goes_out_as_an_elsa_definition_with_positions_and_comes_back()
    {
        var draft = (await Send("POST", "/drafts", new { from = "blank", program = "to-elsa", title = "よそへ" }, 201)).GetProperty("id").GetString();
        var elsa = await Send("GET", $"/drafts/{draft}/workflows/main/elsa", null);
        var review = elsa.GetProperty("root").GetProperty("activities").EnumerateArray().Single(a => a.GetProperty("id").GetString() == "review");
        Assert.Equal(320, review.GetProperty("metadata").GetProperty("designer").GetProperty("position").GetProperty("x").GetInt32());
        var changed = JsonNode.Parse(elsa.ToString())!;
        changed["root"]!["activities"]![1]!["name"] = "内容の審査";
        changed["root"]!["activities"]![1]!["metadata"]!["designer"]!["position"]!["x"] = 333;
        await Send("PUT", $"/drafts/{draft}/workflows/main/elsa", changed);
        var documents = (await Send("GET", $"/drafts/{draft}", null)).GetProperty("documents");
        Assert.Equal("内容の審査", documents.GetProperty("workflows/main.json").GetProperty("root").GetProperty("activities")[1].GetProperty("name").GetString());
        Assert.Equal(333, documents.GetProperty("workflows/main.layout.json").GetProperty("activities").GetProperty("review").GetProperty("position").GetProperty("x").GetInt32());
        Assert.Equal("DEFINITION_INVALID", (await Send("PUT", $"/drafts/{draft}/workflows/main/elsa", new { root = 1 }, 422)).GetProperty("code").GetString());
    }

    [Fact]
    public async Task The_descriptors_tell_choices_members_connectors_and_calendars_in_japanese()
    {
        var told = await Send("GET", "/descriptors", null);
        var activities = told.GetProperty("activities").EnumerateArray().ToDictionary(a => a.GetProperty("type").GetString()!);
        foreach (var choice in activities.Where(a => a.Key.StartsWith("Case.", StringComparison.Ordinal)).SelectMany(a => a.Value.GetProperty("inputs").EnumerateArray()).Where(i => i.GetProperty("picker").GetString() == "choice" && i.GetProperty("name").GetString() != "layout"))
        {
            Assert.NotEmpty(choice.GetProperty("options").EnumerateArray());
            Assert.All(choice.GetProperty("options").EnumerateArray(), o => Assert.Matches(@"[\p{IsHiragana}\p{IsKatakana}\p{IsCJKUnifiedIdeographs}]", o.GetProperty("label").GetString()));
        }
        Assert.Contains(activities["Case.Task"].GetProperty("inputs").EnumerateArray().Single(i => i.GetProperty("name").GetString() == "checklist").GetProperty("items").EnumerateArray(), i => i.GetProperty("name").GetString() == "label");
        Assert.NotEmpty(told.GetProperty("calendars").EnumerateArray());
        foreach (var operation in told.GetProperty("connectorKinds").EnumerateArray().SelectMany(k => k.GetProperty("operations").EnumerateArray()))
            Assert.All(operation.GetProperty("request").GetProperty("properties").EnumerateObject(), p => Assert.Matches(@"[\p{IsHiragana}\p{IsKatakana}\p{IsCJKUnifiedIdeographs}]", p.Value.GetProperty("title").GetString()));
    }

    [Fact]
    public async Task A_limit_set_by_the_municipality_is_worked_out_too()
    {
        var draft = await Family();
        var settings = (await Send("GET", $"/drafts/{draft}", null)).GetProperty("documents").GetProperty("program.json").GetProperty("settings").EnumerateArray();
        var key = settings.First(s => s.GetProperty("type").GetString() == "number").GetProperty("key").GetString();
        Assert.NotEmpty((await Send("POST", $"/drafts/{draft}/deadline", new { due = new { businessDays = $"settings.{key}" }, from = "2027-06-01T09:00:00+09:00" })).GetProperty("derivation").EnumerateArray());
        await Send("POST", $"/drafts/{draft}/deadline", new { due = new { businessDays = "payerName" }, from = "2027-06-01T09:00:00+09:00" }, 422);
    }

    private static IEnumerable<string> Rules(JsonElement document) => document.GetProperty("decisions").EnumerateArray().SelectMany(d => d.GetProperty("table").GetProperty("rules").EnumerateArray()).Select(r => r.ToString());

    private static string Between(string text, string from, string to)
    {
        var at = text.IndexOf(from, StringComparison.Ordinal);
        return text[at..text.IndexOf(to, at, StringComparison.Ordinal)];
    }

    private HttpClient Client() => new() { BaseAddress = new Uri(server.Url), DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", Hanako) } };

    private static async Task<JsonElement> Upload(HttpClient client, string draft, string decision, byte[] bytes, int expected)
    {
        using var content = new ByteArrayContent(bytes) { Headers = { ContentType = new(Xlsx) } };
        var answer = await client.PostAsync($"/designer/api/drafts/{draft}/decisions/{decision}/xlsx", content);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True((int)answer.StatusCode == expected, $"{(int)answer.StatusCode} {text}");
        return JsonDocument.Parse(text).RootElement;
    }

    private async Task<string> Family() => (await Send("POST", "/drafts", new { from = "version", program = "account-transfer", version = 1 }, 201)).GetProperty("id").GetString()!;

    private Task<JsonElement> Preview(string draft, object body) => Send("POST", $"/drafts/{draft}/forms/F-APP/preview", body);

    private async Task<JsonElement> Send(string method, string path, object? body, int expected = 200)
    {
        var (status, answer, _) = await server.Api(Hanako, method, "/designer/api" + path, body);
        Assert.True(status == expected, $"{method} {path}: {status} {answer}");
        return answer;
    }
}
