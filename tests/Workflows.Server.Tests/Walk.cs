using System.Net.Http.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Workflows.Server.Tests;

/// <summary>
/// Walks every address of the server as everybody and compares with a table. An address missing from the table fails, and one in the
/// table that is gone fails too: nobody adds a door without saying who may pass.
/// </summary>
public sealed class Walk(WalkedServer server) : IClassFixture<WalkedServer>
{
    /// <summary>Columns of the tables: nobody, the applicant, another citizen, collectionStaff, subjectStaff, auditor, operator, the outside systems' key, staff of another municipality.</summary>
    private static readonly string[] People = ["nobody", "kamakura-hanako", "kamakura-kyoichi", "kamakura-shuno", "kamakura-kamoku", "kamakura-kansa", "operator", "connectors", "zushi-shuno"];

    [Fact]
    public void The_tables_name_every_endpoint_and_no_other()
    {
        var there = server.App.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().SelectMany(e => Methods(e).Select(m => $"{m} {Pattern(e)}")).Distinct().Order(StringComparer.Ordinal).ToList();
        var told = WalkTable.Api.Concat(WalkTable.Pages).Select(r => r.Endpoint).Concat(WalkTable.Open).Order(StringComparer.Ordinal).ToList();
        Assert.True(there.SequenceEqual(told), $"Not in the tables: {string.Join(", ", there.Except(told))}\nNo longer there: {string.Join(", ", told.Except(there))}");
    }

    [Theory]
    [MemberData(nameof(ApiRows))]
    public async Task The_api_answers_each_caller_as_the_table_says(string endpoint)
    {
        var row = WalkTable.Api.Single(r => r.Endpoint == endpoint);
        var found = new List<int>();
        foreach (var person in People)
        {
            var key = person switch
            {
                "nobody" => null,
                "zushi-shuno" => LiveServer.KeyOf(person, "14208"),
                _ => LiveServer.KeyOf(person),
            };
            var (status, _, _) = await server.Api(key, endpoint.Split(' ')[0], server.Fill(row.Url), row.Body);
            found.Add(status);
        }
        Assert.Equal(row.Expected, string.Join(' ', found));
    }

    /// <summary>What would end or stop what the other tests stand on.</summary>
    private static readonly string[] Lasting = ["POST /api/v1/cases/{id}/cancel", "POST /api/v1/cases/{id}/alter", "POST /api/v1/operations/node/{action}"];

    /// <summary>Bodies without their members, with nothing or with text for each, and lists that go on nowhere: told, and never the server's fault.</summary>
    [Fact]
    public async Task No_request_however_wrong_breaks_the_server()
    {
        using var client = new HttpClient();
        var document = System.Text.Json.JsonDocument.Parse(await client.GetStringAsync(server.Url + "/openapi/v1.json")).RootElement;
        var schemas = document.GetProperty("components").GetProperty("schemas");
        var broken = new List<string>();
        foreach (var row in WalkTable.Api.Where(r => r.Endpoint.Split(' ')[0] is "GET" or "POST" or "PUT" && !Lasting.Contains(r.Endpoint)))
        {
            var (method, url) = (row.Endpoint.Split(' ')[0], server.Fill(row.Url));
            var person = row.Endpoint.Contains(" /designer/", StringComparison.Ordinal) ? "kamakura-kikaku" : row.Endpoint.Contains("/staff", StringComparison.Ordinal) ? "administrator" : row.Expected.Split(' ') is var seen && seen[6] != "403" ? "operator" : seen[7] != "403" ? "connectors" : seen[3] != "403" ? "kamakura-shuno" : "kamakura-hanako";
            var path = document.GetProperty("paths").EnumerateObject().FirstOrDefault(p => p.Name == row.Endpoint.Split(' ')[1].Replace(":int", "", StringComparison.Ordinal).Replace(":long", "", StringComparison.Ordinal)).Value;
            if (path.ValueKind != System.Text.Json.JsonValueKind.Object) continue;
            if (method == "GET") { await Try(method, url + (url.Contains('?', StringComparison.Ordinal) ? "&" : "?") + "cursor=x", null); continue; }
            if (!path.GetProperty(method.ToLowerInvariant()).TryGetProperty("requestBody", out var body) || !body.GetProperty("content").TryGetProperty("application/json", out var json)) continue;
            var members = json.GetProperty("schema").TryGetProperty("$ref", out var named) && schemas.GetProperty(named.GetString()!.Split('/')[^1]).TryGetProperty("properties", out var properties) ? properties.EnumerateObject().Select(p => p.Name).ToList() : [];
            foreach (var wrong in (object?[])[null, "x", "", -1, new object?[] { null }]) await Try(method, url, members.ToDictionary(m => m, _ => wrong));
            await Try(method, url, new { });
            foreach (var member in members.Where(m => row.Body is { } good && good.GetType().GetProperty(m) is not null && m is "values" or "data" or "change"))
                foreach (var wrong in (object[])[new[] { 1 }, "x", 1, true])
                {
                    var said = members.Where(m => m != member).ToDictionary(m => m, m => row.Body?.GetType().GetProperty(m)?.GetValue(row.Body));
                    var (status, told, _) = await server.Api(LiveServer.KeyOf(person), method, url, said.Where(s => s.Value is not null).Append(new(member, wrong)).ToDictionary(s => s.Key, s => s.Value));
                    if (status != 400 || told.GetProperty("errors").EnumerateArray().All(e => e.GetProperty("field").GetString() != member)) broken.Add($"{status} {person} {method} {url} {member} {told}");
                }

            async Task Try(string verb, string to, object? sent)
            {
                var (status, _, _) = await server.Api(LiveServer.KeyOf(person), verb, to, sent);
                if (status >= 500) broken.Add($"{status} {person} {verb} {to} {System.Text.Json.JsonSerializer.Serialize(sent)}");
            }
        }
        Assert.True(broken.Count == 0, string.Join('\n', broken));
    }

    [Fact]
    public async Task The_rest_of_the_api_takes_no_cookie()
    {
        var browser = await server.BrowserOf("operator");
        foreach (var row in WalkTable.Api.Where(r => !r.Endpoint.Contains(" /designer/api", StringComparison.Ordinal)))
            Assert.True(await browser.Script(row.Endpoint.Split(' ')[0], server.Fill(row.Url), row.Body) == 401, $"{row.Endpoint} answered {browser.Status} to a cookie.");
    }

    [Theory]
    [MemberData(nameof(PageRows))]
    public async Task The_pages_answer_each_reader_as_the_table_says(string endpoint)
    {
        var row = WalkTable.Pages.Single(r => r.Endpoint == endpoint);
        var found = new List<int>();
        foreach (var person in People.Where(p => p != "connectors"))
        {
            // Signing out must not end what the other rows stand on.
            var browser = endpoint == "POST /sign-out" ? await server.NewBrowser(person) : await server.BrowserOf(person);
            var path = server.Fill(row.Url);
            if (endpoint.StartsWith("GET ", StringComparison.Ordinal)) found.Add(await browser.Once("GET", path));
            else
            {
                // A token of the reader's own, from the sign-in page's language form: the refusal must come from rights, not from a missing token.
                await browser.Once("GET", "/");
                var token = browser.Form("/language")!.Value.Fields.Single(f => f.Key == "_csrf").Value;
                found.Add(await browser.Once("POST", path, [new("_csrf", token), .. row.Form ?? []]));
            }
        }
        Assert.Equal(row.Expected, string.Join(' ', found));
    }

    [Theory]
    [MemberData(nameof(PostedPages))]
    public async Task No_form_is_taken_without_its_token(string endpoint)
    {
        var row = WalkTable.Pages.Single(r => r.Endpoint == endpoint);
        var person = row.TokenPerson;
        var browser = await server.BrowserOf(person);
        Assert.Equal(400, await browser.Once("POST", server.Fill(row.Url), row.Form ?? []));
        Assert.Contains("画面の有効期限", browser.Text, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(ScriptedChanges))]
    public async Task No_change_by_cookie_is_taken_without_its_token(string endpoint)
    {
        var row = WalkTable.Api.Single(r => r.Endpoint == endpoint);
        var (method, path, browser) = (endpoint.Split(' ')[0], server.Fill(row.Url), await server.BrowserOf("operator"));
        Assert.Equal(400, await browser.Script(method, path, row.Body));
        Assert.Contains("\"CSRF\"", browser.Body, StringComparison.Ordinal);
        Assert.Equal(400, await browser.Script(method, path, row.Body, "somebody-elses"));
        await browser.Once("GET", "/designer/api/session");
        var token = System.Text.Json.JsonDocument.Parse(browser.Body).RootElement.GetProperty("csrf").GetString();
        Assert.Equal(row.Expected.Split(' ')[6], (await browser.Script(method, path, row.Body, token)).ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task Every_answer_carries_the_protecting_headers()
    {
        using var client = new HttpClient();
        foreach (var path in (string[])["/", "/14204/", "/sign-in", "/api/v1/me", "/openapi/v1.json", "/nowhere"])
        {
            var answer = await client.GetAsync(server.Url + path);
            var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
            Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
            Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
            Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
            Assert.False(answer.Headers.Contains("Server"), "The server says what it is.");
        }
    }

    public static TheoryData<string> ApiRows() => [.. WalkTable.Api.Select(r => r.Endpoint)];
    /// <summary>What scripts of our own pages change by cookie: everything else of the API takes keys only.</summary>
    public static TheoryData<string> ScriptedChanges() => [.. WalkTable.Api.Select(r => r.Endpoint).Where(e => !e.StartsWith("GET ", StringComparison.Ordinal) && e.Contains(" /designer/api/", StringComparison.Ordinal))];
    public static TheoryData<string> PageRows() => [.. WalkTable.Pages.Select(r => r.Endpoint)];
    public static TheoryData<string> PostedPages() => [.. WalkTable.Pages.Where(r => r.Endpoint.StartsWith("POST ", StringComparison.Ordinal)).Select(r => r.Endpoint)];

    private static IEnumerable<string> Methods(RouteEndpoint endpoint) => endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["*"];
    private static string Pattern(RouteEndpoint endpoint) => "/" + (endpoint.RoutePattern.RawText ?? "").TrimStart('/').Replace(":regex(^[0-9]{{5}}$)", "", StringComparison.Ordinal) is var pattern
        && pattern.StartsWith("/assets/", StringComparison.Ordinal) ? $"{pattern[..pattern.IndexOf('.', StringComparison.Ordinal)]}{pattern[pattern.LastIndexOf('.')..]}" : pattern;
}

/// <summary>A server with one application whose matching a person must decide.</summary>
public sealed class WalkedServer : IAsyncLifetime
{
    private readonly LiveServer _server = new();
    private readonly Dictionary<string, PageClient> _browsers = [];
    private string _number = "";
    private string _task = "";
    private string _draft = "";

    public Microsoft.AspNetCore.Builder.WebApplication App => _server.App;
    public string Url => _server.Url;

    public Task<(int Status, System.Text.Json.JsonElement Body, HttpResponseMessage Raw)> Api(string? key, string method, string path, object? body) => _server.Api(key, method, path, body);

    /// <summary>The places of a row's address: <c>{number}</c>, <c>{task}</c>, <c>{draft}</c>.</summary>
    public string Fill(string url) => url.Replace("{number}", _number, StringComparison.Ordinal).Replace("{task}", _task, StringComparison.Ordinal).Replace("{draft}", _draft, StringComparison.Ordinal);

    public async Task<PageClient> BrowserOf(string person)
    {
        if (_browsers.TryGetValue(person, out var known)) return known;
        return _browsers[person] = await NewBrowser(person);
    }

    public async Task<PageClient> NewBrowser(string person)
    {
        var browser = _server.Browser();
        if (person != "nobody") await browser.SignIn(person == "operator" ? "operator-14204" : person);
        return browser;
    }

    public async ValueTask InitializeAsync()
    {
        await _server.InitializeAsync();
        _number = await Stories.Apply(_server, "kamakura-hanako", Stories.Values(kana: "ヤマダ ハナヨ"));
        await Stories.FinishAtBank(_server, "kamakura-hanako", _number);
        await _server.ClockTo(LiveServer.Begin.AddDays(1));
        _task = await Stories.Eventually(async () =>
        {
            var (_, body, _) = await _server.Api(LiveServer.KeyOf("kamakura-shuno"), "GET", "/api/v1/tasks?view=unassigned");
            return body.GetProperty("items").EnumerateArray().Select(t => t.GetProperty("id").GetString()).FirstOrDefault();
        });
        var (_, draft, _) = await _server.Api(LiveServer.KeyOf("kamakura-hanako"), "POST", "/api/v1/drafts", new { program = "account-transfer", start = "apply", values = new { email = "hanako@example.jp" } });
        _draft = draft.GetProperty("id").GetString()!;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var browser in _browsers.Values) browser.Dispose();
        await _server.DisposeAsync();
    }
}
