using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Workflows.Cases.Ports;

namespace Workflows.Server.Tests;

/// <summary>Elsa definitions over the API: versions, HTTP endpoints, events, tasks, times, and moving running cases.</summary>
public sealed class Loose_definitions(LiveServer server) : IClassFixture<LiveServer>
{
    private static readonly string Designer = LiveServer.KeyOf("operator");

    [Fact]
    public async Task A_draft_is_published_retracted_and_reverted_and_what_runs_stays_on_its_plan()
    {
        var first = await Save("versions", Sequence(Event("e", "go on"), Line("w", "一")));
        Assert.Equal((1, false, true), (first.GetProperty("version").GetInt32(), first.GetProperty("isPublished").GetBoolean(), first.GetProperty("isLatest").GetBoolean()));
        Assert.Equal(404, (await Post("/workflow-definitions/versions/execute", new { })).Status);
        // A draft is written over, not piled up.
        Assert.Equal(1, (await Save("versions", Sequence(Event("e", "go on"), Line("w", "二")))).GetProperty("version").GetInt32());
        var published = await Must("/workflow-definitions/versions/publish");
        var plan = published.GetProperty("planId").GetString();
        var running = (await Must("/workflow-definitions/versions/execute")).GetProperty("workflowInstanceId").GetString()!;

        var next = await Save("versions", Sequence(Event("e", "go on"), Line("w", "三")), publish: true);
        Assert.Equal(2, next.GetProperty("version").GetInt32());
        Assert.NotEqual(plan, next.GetProperty("planId").GetString());
        Assert.Equal(plan, (await Instance(running)).GetProperty("planId").GetString());

        // Version 1 is as it was published, whatever was saved since.
        var old = (await Get("/workflow-definitions/by-definition-id/versions?version=1")).Body;
        Assert.Contains("二", old.GetRawText(), StringComparison.Ordinal);
        var versions = (await Get("/workflow-definitions/versions/versions")).Body.GetProperty("items").EnumerateArray().Select(v => (v.GetProperty("version").GetInt32(), v.GetProperty("isPublished").GetBoolean(), v.GetProperty("isLatest").GetBoolean()));
        Assert.Equal([(2, true, true), (1, false, false)], versions);

        await Must("/workflow-definitions/versions/retract");
        Assert.Equal(409, (await Post("/workflow-definitions/versions/retract", null)).Status);
        Assert.Equal(404, (await Post("/workflow-definitions/versions/execute", new { })).Status);
        var reverted = await Must("/workflow-definitions/versions/revert/1");
        Assert.Equal((3, false), (reverted.GetProperty("version").GetInt32(), reverted.GetProperty("isPublished").GetBoolean()));
        Assert.Contains("二", (await Get("/workflow-definitions/by-definition-id/versions")).Body.GetRawText(), StringComparison.Ordinal);

        await Must("/events/go on/trigger", new { });
        Assert.Equal("Finished", (await Instance(running)).GetProperty("status").GetString());
        Assert.Null((await server.App.Services.GetRequiredService<IReplay>().Replay("14204", running, TestContext.Current.CancellationToken))!.Difference);
    }

    [Fact]
    public async Task Unchanged_content_keeps_its_plan()
    {
        var root = Sequence(Line("w", "同じ"));
        var one = await Save("same-content", root, publish: true);
        // Another layout is no other plan; the next version is, since Elsa's version is part of what it means.
        var again = await Must("/workflow-definitions/same-content/publish");
        Assert.Equal(one.GetProperty("planId").GetString(), again.GetProperty("planId").GetString());
        Assert.Equal(1, again.GetProperty("version").GetInt32());
    }

    [Fact]
    public async Task What_must_not_be_published_is_kept_as_a_draft_and_said_with_its_place()
    {
        var (status, body, _) = await Post("/workflow-definitions", new { model = Model("bad-cron", $$$"""{"id":"c","type":"Elsa.Cron","customProperties":{"canStartWorkflow":true},"cronExpression":{{{Text("BadCron")}}} }"""), publish = true });
        Assert.Equal((422, "DEFINITION_INVALID"), (status, body.GetProperty("code").GetString()));
        Assert.Contains("bad-cron#c", body.GetProperty("errors")[0].GetProperty("field").GetString(), StringComparison.Ordinal);
        Assert.False((await Get("/workflow-definitions/bad-cron/versions")).Body.GetProperty("items")[0].GetProperty("isPublished").GetBoolean());

        await Save("route-1", Sequence(Endpoint("h", "taken", true)), publish: true);
        (status, body, _) = await Post("/workflow-definitions", new { model = Model("route-2", Sequence(Endpoint("h", "taken", true))), publish = true });
        Assert.Equal(422, status);
        Assert.Contains("HTTP_PATH_TWICE", body.GetRawText(), StringComparison.Ordinal);
        Assert.Equal(422, (await Post("/workflow-definitions/import", "{\"root\": ,}")).Status);
        Assert.Equal(422, (await Post("/workflow-definitions", new { model = Model("../evil", Sequence(Line("w", "x"))), publish = false })).Status);
    }

    [Fact]
    public async Task A_request_begins_a_workflow_goes_on_with_one_and_is_answered_after_the_commit()
    {
        await Save("orders", Sequence(Endpoint("h", "orders/{number}", true, "POST", """, "parsedContent":{"typeName":"Object","memoryReference":{"id":"body"}}, "routeData":{"typeName":"Object","memoryReference":{"id":"route"}}"""),
            Correlate("getRoute().number"), Reply("r1", "`注文 ${getRoute().number} ${getBody().item}`", "Created"), Endpoint("w", "orders/{number}/paid", false), Reply("r2", "'入金済'")), variables: """[{"id":"body","name":"body","typeName":"Object"},{"id":"route","name":"route","typeName":"Object"}]""", publish: true);
        var (status, text, headers) = await Http("POST", "/workflows/orders/17", """{"item":"本"}""");
        Assert.Equal((201, "注文 17 本"), (status, text));
        var instance = headers.GetValues("x-elsa-workflow-instance-id").Single();
        Assert.Equal("Suspended", (await Instance(instance)).GetProperty("subStatus").GetString());
        Assert.Equal(404, (await Http("GET", "/workflows/orders/17/paid?correlationId=99")).Status);
        Assert.Equal((200, "入金済"), Two(await Http("GET", "/workflows/14204/orders/17/paid?correlationId=17")));
        Assert.Equal("Finished", (await Instance(instance)).GetProperty("status").GetString());
        Assert.Equal(404, (await Http("GET", "/workflows/orders/17/paid?correlationId=17")).Status);
        Assert.Equal(405, (await Http("DELETE", "/workflows/orders/17")).Status);
        Assert.Equal(404, (await Http("GET", "/workflows/nowhere")).Status);
        Assert.Equal(400, (await Http("POST", "/workflows/orders/17", "{")).Status);
        Assert.Equal(413, (await Http("POST", "/workflows/orders/17", new string('1', 1024 * 1024 + 1))).Status);
    }

    [Fact]
    public async Task A_request_without_an_answer_waits_for_a_later_step_then_gets_the_instances_address()
    {
        await Save("slow", Sequence(Endpoint("h", "slow", true), Event("e", "answer it"), Reply("r", "'やっと'")), publish: true);
        var (status, _, headers) = await Http("GET", "/workflows/slow");
        Assert.Equal(202, status);
        Assert.StartsWith("/elsa/api/workflow-instances/", headers.GetValues("Location").Single(), StringComparison.Ordinal);
        var waiting = Http("GET", "/workflows/slow");
        await Task.Delay(300, TestContext.Current.CancellationToken);
        await Must("/events/answer it/trigger", new { });
        Assert.Equal((200, "やっと"), Two(await waiting));
    }

    [Fact]
    public async Task An_endpoint_that_asks_for_authorization_takes_the_municipalitys_people_only()
    {
        await Save("guarded", Sequence(Endpoint("h", "guarded", true, "GET", """, "authorize":{"typeName":"Boolean","expression":{"type":"Literal","value":true}}"""), Reply("r", "'中'")), publish: true);
        Assert.Equal(401, (await Http("GET", "/workflows/guarded")).Status);
        Assert.Equal(401, (await Http("GET", "/workflows/guarded", key: LiveServer.KeyOf("zushi-shuno", "14208"))).Status);
        Assert.Equal(200, (await Http("GET", "/workflows/guarded", key: LiveServer.KeyOf("kamakura-shuno"))).Status);
    }

    [Fact]
    public async Task Events_go_from_workflow_to_workflow_and_begin_new_ones()
    {
        await Save("hears", Sequence($$$"""{"id":"e","type":"Elsa.Event","customProperties":{"canStartWorkflow":true},"eventName":{{{Text("news")}}},"result":{"typeName":"Object","memoryReference":{"id":"got"}} }""",
            $$$"""{"id":"o","type":"Elsa.SetOutput","outputName":{{{Text("Got")}}},"outputValue":{{{Js("getGot().text")}}} }""", Event("stay", "never")), variables: """[{"id":"got","name":"got","typeName":"Object"}]""", outputs: """[{"name":"Got","type":"String"}]""", publish: true);
        await Save("tells", Sequence($$$"""{"id":"p","type":"Elsa.PublishEvent","eventName":{{{Text("news")}}},"payload":{{{Js("({text: '号外'})")}}} }"""), publish: true);
        await Must("/workflow-definitions/tells/execute", new { });
        await server.Later(TimeSpan.FromSeconds(1));
        var heard = (await Get("/plans")).Body.EnumerateArray().Single(p => p.GetProperty("workflow").GetString() == "hears");
        Assert.Equal(1, heard.GetProperty("cases").GetInt32());
    }

    [Fact]
    public async Task A_task_handed_to_the_outside_is_completed_by_its_number()
    {
        await Save("asks", Sequence($$$"""{"id":"t","type":"Elsa.RunTask","taskName":{{{Text("計算")}}},"result":{"typeName":"Object","memoryReference":{"id":"got"}} }""",
            $$$"""{"id":"o","type":"Elsa.SetOutput","outputName":{{{Text("Sum")}}},"outputValue":{{{Js("getGot().sum")}}} }"""), variables: """[{"id":"got","name":"got","typeName":"Object"}]""", outputs: """[{"name":"Sum","type":"Int32"}]""", publish: true);
        var id = (await Must("/workflow-definitions/asks/execute", new { })).GetProperty("workflowInstanceId").GetString()!;
        var task = (await Instance(id)).GetProperty("bookmarks")[0].GetProperty("key").GetString()!;
        await Must($"/tasks/{task}/complete", new { result = new { sum = 42 } });
        Assert.Equal(42, (await Instance(id)).GetProperty("output").GetProperty("Sum").GetInt32());
        Assert.Equal(404, (await Post($"/tasks/{task}/complete", new { })).Status);
    }

    [Fact]
    public async Task Requests_go_out_by_the_outbox_to_allowed_hosts_only()
    {
        string Send(string url) => $$$"""{"id":"s","type":"Elsa.FlowSendHttpRequest","url":{{{Text(url)}}},"expectedStatusCodes":{"typeName":"Int32[]","expression":{"type":"Object","value":"[200,404]"}} }""";
        string Flow(string url) => $$$"""
            {"id":"f","type":"Elsa.Flowchart","activities":[{{{Send(url)}}},{{{Output("yes", "'届いた'")}}},{{{Output("no", "'届かない'")}}}],
             "connections":[{"source":{"activity":"s","port":"200"},"target":{"activity":"yes","port":"In"}},{"source":{"activity":"s","port":"Failed to connect"},"target":{"activity":"no","port":"In"}}] }
            """;
        await Save("sends", Flow($"{server.Url}/healthz/live"), outputs: """[{"name":"Result","type":"String"}]""", publish: true);
        await Save("sends-out", Flow("http://example.invalid/"), outputs: """[{"name":"Result","type":"String"}]""", publish: true);
        foreach (var (definition, result) in new[] { ("sends", "届いた"), ("sends-out", "届かない") })
        {
            var id = (await Must($"/workflow-definitions/{definition}/execute", new { })).GetProperty("workflowInstanceId").GetString()!;
            for (var i = 0; i < 50 && (await Instance(id)).GetProperty("status").GetString() != "Finished"; i++) await Task.Delay(100, TestContext.Current.CancellationToken);
            Assert.Equal(result, (await Instance(id)).GetProperty("output").GetProperty("Result").GetString());
        }
    }

    [Fact]
    public async Task A_published_timer_begins_its_workflow_and_a_retracted_one_does_not()
    {
        await Save("hourly", Sequence($$$"""{"id":"t","type":"Elsa.Timer","customProperties":{"canStartWorkflow":true},"interval":{{{Text("01:00:00", "TimeSpan")}}} }""", Event("stay", "never")), publish: true);
        await server.Later(TimeSpan.FromMinutes(61));
        Assert.Equal(1, await Running("hourly"));
        await server.Later(TimeSpan.FromMinutes(60));
        Assert.Equal(2, await Running("hourly"));
        await Must("/workflow-definitions/hourly/retract");
        await server.Later(TimeSpan.FromMinutes(180));
        Assert.Equal(2, await Running("hourly"));
    }

    [Fact]
    public async Task Definitions_leave_and_enter_as_json_and_zip()
    {
        await Save("leaves", Sequence(Line("w", "出る"), """{"id":"x","type":"Vendor.Unknown","keeps":{"this":1}}"""));
        var json = await (await Get("/workflow-definitions/leaves/export")).Raw.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Contains("$schema", json, StringComparison.Ordinal);
        Assert.Contains("\"keeps\"", json, StringComparison.Ordinal);
        var (status, body, _) = await Post("/workflow-definitions/import", json.Replace("\"leaves\"", "\"enters\"", StringComparison.Ordinal));
        Assert.Equal(200, status);
        Assert.Equal("enters", body.GetProperty("items")[0].GetProperty("definitionId").GetString());
        var zip = await (await Post("/bulk-actions/export/workflow-definitions", new { ids = new[] { "leaves", "enters" } })).Raw.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        using var client = new HttpClient { BaseAddress = new Uri(server.Url) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Designer);
        using var form = new MultipartFormDataContent { { new ByteArrayContent(zip), "files", "all.zip" } };
        var answer = await client.PostAsync("/elsa/api/workflow-definitions/import-files", form, TestContext.Current.CancellationToken);
        Assert.Equal(200, (int)answer.StatusCode);
        Assert.Contains("\"totalCount\":2", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Running_cases_move_in_batches_after_a_dry_run_and_move_back_while_nothing_has_happened()
    {
        var old = (await Save("moves", Sequence(Line("a", "前"), Event("e", "move on"), Line("b", "後")), publish: true)).GetProperty("planId").GetString()!;
        var cases = new List<string>();
        for (var i = 0; i < 3; i++) cases.Add((await Must("/workflow-definitions/moves/execute", new { })).GetProperty("workflowInstanceId").GetString()!);
        var next = (await Save("moves", Sequence(Line("a", "前"), Event("wait", "move on"), Output("o", "'新しい版'")), outputs: """[{"name":"Result","type":"String"}]""", publish: true)).GetProperty("planId").GetString()!;

        var map = (await Must("/migrations/propose", new { from = old, to = next })).GetProperty("map");
        Assert.Equal("shape", map.EnumerateArray().Single(e => e.GetProperty("from").GetString() == "e").GetProperty("why").GetString());
        var check = await Must("/migrations/check", new { from = old, to = next });
        Assert.Equal(3, check.GetArrayLength());
        Assert.All(check.EnumerateArray(), c => Assert.Equal("wait", c.GetProperty("places")[0].GetProperty("newActivityId").GetString()));
        var blocked = await Must("/migrations/check", new { from = old, to = next, map = new[] { new { workflow = "moves", from = "e", to = (string?)null } } });
        Assert.All(blocked.EnumerateArray(), c => Assert.False(c.GetProperty("possible").GetBoolean()));
        Assert.Equal(422, (await Post("/migrations/check", new { from = old, to = next, map = new[] { new { workflow = "moves", from = "nothing", to = "a" } } })).Status);

        Assert.Equal(2, (await Must("/migrations/apply", new { from = old, to = next, take = 2 })).GetProperty("moved").GetArrayLength());
        var rest = await Must("/migrations/apply", new { from = old, to = next, take = 2 });
        Assert.Equal((1, false), (rest.GetProperty("moved").GetArrayLength(), rest.GetProperty("remaining").GetBoolean()));
        Assert.Equal(next, (await Instance(cases[0])).GetProperty("planId").GetString());
        Assert.Equal(1, (await Must("/migrations/undo", new { cases = new[] { cases[2] } })).GetProperty("moved").GetArrayLength());
        Assert.Equal(old, (await Instance(cases[2])).GetProperty("planId").GetString());

        await Must("/events/move on/trigger", new { });
        Assert.Equal("新しい版", (await Instance(cases[0])).GetProperty("output").GetProperty("Result").GetString());
        Assert.Equal("{}", (await Instance(cases[2])).GetProperty("output").GetRawText());
        var late = await Must("/migrations/undo", new { cases = new[] { cases[0] } });
        Assert.Equal("UNDO_TOO_LATE", late.GetProperty("left")[0].GetProperty("code").GetString());
        foreach (var id in cases) Assert.Null((await server.App.Services.GetRequiredService<IReplay>().Replay("14204", id, TestContext.Current.CancellationToken))!.Difference);
    }

    private async Task<int> Running(string definition)
    {
        var uses = (await Get("/plans")).Body.EnumerateArray().Where(p => p.GetProperty("workflow").GetString() == definition).ToArray();
        return uses.Sum(u => u.GetProperty("cases").GetInt32());
    }

    private async Task<JsonElement> Save(string id, string root, string variables = "[]", string outputs = "[]", bool publish = false)
    {
        var (status, body, _) = await Post("/workflow-definitions", new { model = Model(id, root, variables, outputs), publish });
        Assert.True(status == 200, body.GetRawText());
        return body;
    }

    private static JsonElement Model(string id, string root, string variables = "[]", string outputs = "[]") =>
        JsonDocument.Parse($$$"""{"definitionId":"{{{id}}}","name":"{{{id}}}","variables":{{{variables}}},"outputs":{{{outputs}}},"root":{{{root}}} }""").RootElement;

    private Task<(int Status, JsonElement Body, HttpResponseMessage Raw)> Get(string path) => server.Api(Designer, "GET", $"/elsa/api{path}");
    private Task<(int Status, JsonElement Body, HttpResponseMessage Raw)> Post(string path, object? body) => server.Api(Designer, "POST", $"/elsa/api{path}", body);

    private async Task<JsonElement> Must(string path, object? body = null)
    {
        var (status, answer, raw) = await Post(path, body);
        Assert.True(status == 200, $"{path}: {status} {await raw.Content.ReadAsStringAsync()}");
        return answer;
    }

    private async Task<JsonElement> Instance(string id) => (await Get($"/workflow-instances/{id}")).Body;

    private async Task<(int Status, string Text, HttpResponseHeaders Headers)> Http(string method, string path, string? json = null, string? key = null)
    {
        using var client = new HttpClient { BaseAddress = new Uri(server.Url) };
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (json is not null) request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        if (key is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), response.Headers);
    }

    private static (int, string) Two((int Status, string Text, HttpResponseHeaders) answer) => (answer.Status, answer.Text);

    private static string Text(string value, string type = "String") => $$$"""{"typeName":"{{{type}}}","expression":{"type":"Literal","value":"{{{value}}}"}}""";
    private static string Js(string script) => $$$"""{"typeName":"Object","expression":{"type":"JavaScript","value":"{{{script}}}"}}""";
    private static string Line(string id, string text) => $$$"""{"id":"{{{id}}}","type":"Elsa.WriteLine","text":{{{Text(text)}}} }""";
    private static string Event(string id, string name) => $$$"""{"id":"{{{id}}}","type":"Elsa.Event","eventName":{{{Text(name)}}} }""";
    private static string Output(string id, string script) => $$$"""{"id":"{{{id}}}","type":"Elsa.SetOutput","outputName":{{{Text("Result")}}},"outputValue":{{{Js(script)}}} }""";
    private static string Correlate(string script) => $$$"""{"id":"cor","type":"Elsa.Correlate","correlationId":{{{Js(script)}}} }""";
    private static string Reply(string id, string script, string status = "OK") => $$$"""{"id":"{{{id}}}","type":"Elsa.WriteHttpResponse","statusCode":{{{Text(status, "HttpStatusCode")}}},"content":{{{Js(script)}}},"contentType":{{{Text("text/plain")}}} }""";
    private static string Endpoint(string id, string path, bool starts, string method = "GET", string more = "") => $$$"""{"id":"{{{id}}}","type":"Elsa.HttpEndpoint","customProperties":{"canStartWorkflow":{{{(starts ? "true" : "false")}}} },"path":{{{Text(path)}}},"supportedMethods":{"typeName":"String[]","expression":{"type":"Object","value":"[\"{{{method}}}\"]"}}{{{more}}} }""";
    private static string Sequence(params string[] activities) => $$$"""{"id":"seq","type":"Elsa.Sequence","activities":[{{{string.Join(',', activities)}}}]}""";
}
