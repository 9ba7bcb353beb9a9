using System.Text.Json;

namespace Workflows.Server.Tests;

/// <summary>What instances did activity by activity, faults run again, definitions taken away, lists cut into pages: under Elsa's addresses.</summary>
public sealed class Elsa_executions(LiveServer server) : IClassFixture<LiveServer>
{
    private static readonly string Designer = LiveServer.KeyOf("operator");

    [Fact]
    public async Task A_fault_is_seen_counted_and_run_again()
    {
        await Save("frail", """
            {"id":"s","type":"Elsa.Sequence","variables":[{"id":"n","name":"n","typeName":"Int32","value":"1"}],"activities":[
              {"id":"w","type":"Elsa.WriteLine","text":{"typeName":"String","expression":{"type":"Literal","value":"一"}}},
              {"id":"f","type":"Elsa.Fault","code":{"typeName":"String","expression":{"type":"Literal","value":"E7"}},"message":{"typeName":"String","expression":{"type":"Literal","value":"だめ"}}}]}
            """);
        var id = await Start("frail");
        var report = (await Post("/activity-executions/report", new { workflowInstanceId = id, activityNodeIds = new[] { "Workflow1:s:w", "Workflow1:s:f" } })).Body.GetProperty("stats").EnumerateArray().ToArray();
        Assert.Equal(["w 1 1 False", "f 1 0 True"], report.Select(s => $"{s.GetProperty("activityId").GetString()} {s.GetProperty("startedCount")} {s.GetProperty("completedCount")} {s.GetProperty("isFaulted")}"));

        var retried = (await Post("/alterations/workflows/retry", new { workflowInstanceIds = new[] { id, "none" } })).Body;
        Assert.Equal((1, "NOT_FOUND"), (retried.GetProperty("retried").GetInt32(), retried.GetProperty("left")[0].GetProperty("code").GetString()));
        // It failed again: the same activity ran twice and the instance has one open fault.
        Assert.Equal("Faulted", (await Get($"/workflow-instances/{id}/execution-state")).Body.GetProperty("subStatus").GetString());
        Assert.Equal(2, (await Get($"/activity-executions/list?workflowInstanceId={id}&activityNodeId=f&completed=false")).Body.GetProperty("totalCount").GetInt32());
        Assert.Equal(1, (await Get($"/activity-executions/count?workflowInstanceId={id}&completed=true")).Body.GetProperty("count").GetInt32());
        Assert.Equal("NOTHING_FAULTED", (await Post("/alterations/workflows/retry", new { workflowInstanceIds = new[] { id }, activityIds = new[] { "w" } })).Body.GetProperty("left")[0].GetProperty("code").GetString());

        var variable = (await Get($"/workflow-instances/{id}/variables")).Body.GetProperty("items").EnumerateArray().Single(v => v.GetProperty("name").GetString() == "n");
        Assert.Equal((1, "s"), (variable.GetProperty("value").GetInt32(), variable.GetProperty("activityId").GetString()));
        var (status, body, raw) = await Get($"/workflow-instances/{id}/export");
        Assert.Equal((200, "Faulted"), (status, body.GetProperty("workflowState").GetProperty("subStatus").GetString()));
        Assert.StartsWith("workflow-instance-", raw.Content.Headers.ContentDisposition!.FileName!.Trim('"'), StringComparison.Ordinal);
        Assert.Equal(422, (await Post("/alterations/workflows/retry", new { workflowInstanceIds = Array.Empty<string>() })).Status);
    }

    [Fact]
    public async Task Variables_of_what_runs_are_set_and_instances_erased()
    {
        await Save("settable", """
            {"id":"s","type":"Elsa.Sequence","variables":[{"id":"v1","name":"Limit","typeName":"Int32","value":"1"}],"activities":[
              {"id":"e","type":"Elsa.Event","eventName":{"typeName":"String","expression":{"type":"Literal","value":"go on settable"}}},
              {"id":"c","type":"Elsa.Correlate","correlationId":{"typeName":"String","expression":{"type":"JavaScript","value":"'limit ' + getLimit()"}}}]}
            """);
        var id = await Start("settable");
        var wrong = await Post($"/workflow-instances/{id}/variables", new { variables = new[] { new { id = "v1", value = "many" } } });
        Assert.Equal((422, "variables[1].value"), (wrong.Status, wrong.Body.GetProperty("errors")[0].GetProperty("field").GetString()));
        Assert.Equal(422, (await Post($"/workflow-instances/{id}/variables", new { })).Status);
        var set = await Post($"/workflow-instances/{id}/variables", new { variables = new[] { new { id = "v1", value = 30 } } });
        Assert.Equal((200, 30), (set.Status, set.Body.GetProperty("items").EnumerateArray().Single(v => v.GetProperty("name").GetString() == "Limit").GetProperty("value").GetInt32()));
        await Post("/events/go on settable/trigger", new { });
        Assert.Equal("limit 30", (await Get($"/workflow-instances/{id}")).Body.GetProperty("correlationId").GetString());

        var running = await Start("settable");
        Assert.Equal(204, (await Delete($"/workflow-instances/{id}")).Status);
        Assert.Equal(404, (await Get($"/workflow-instances/{id}")).Status);
        Assert.Equal(404, (await Delete($"/workflow-instances/{id}")).Status);
        var many = (await Post("/bulk-actions/delete/workflow-instances/by-id", new { ids = new[] { running, "none" } })).Body;
        Assert.Equal((1, "none"), (many.GetProperty("deleted").GetInt32(), many.GetProperty("left")[0].GetProperty("instanceId").GetString()));
        Assert.Equal(0, (await Get("/workflow-instances?definitionId=settable")).Body.GetProperty("totalCount").GetInt32());
    }

    [Fact]
    public async Task Instances_are_paged_and_filtered_without_an_end()
    {
        await Save("many", """{"id":"e","type":"Elsa.Event","eventName":{"typeName":"String","expression":{"type":"Literal","value":"never"}}}""");
        var ids = new List<string>();
        for (var i = 0; i < 7; i++) ids.Add((await Post("/workflow-definitions/many/dispatch", new { correlationId = $"c{i % 2}" })).Body.GetProperty("workflowInstanceId").GetString()!);
        var seen = new List<string>();
        for (var page = 0; page < 3; page++)
        {
            var body = (await Get($"/workflow-instances?definitionId=many&page={page}&pageSize=3")).Body;
            Assert.Equal(7, body.GetProperty("totalCount").GetInt32());
            seen.AddRange(body.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("id").GetString()!));
        }
        Assert.Equal(Enumerable.Reverse(ids), seen);
        Assert.Equal(3, (await Get("/workflow-instances?definitionId=many&correlationId=c1")).Body.GetProperty("totalCount").GetInt32());
        Assert.Equal(0, (await Post("/workflow-instances", new { definitionIds = new[] { "many" }, hasIncidents = true })).Body.GetProperty("totalCount").GetInt32());
        Assert.Equal(2, (await Post("/bulk-actions/cancel/workflow-instances", new { ids = new[] { ids[0], ids[1], "none" } })).Body.GetProperty("done").GetArrayLength());
        Assert.Equal(2, (await Post("/workflow-instances", new { definitionIds = new[] { "many" }, subStatuses = new[] { "Cancelled" } })).Body.GetProperty("totalCount").GetInt32());
    }

    [Fact]
    public async Task A_deleted_definition_begins_nothing_and_what_runs_on_it_goes_on()
    {
        const string Root = """{"id":"e","type":"Elsa.Event","eventName":{"typeName":"String","expression":{"type":"Literal","value":"after deletion"}}}""";
        await Save("gone", Root);
        await Save("gone", Root.Replace("\"e\"", "\"e2\"", StringComparison.Ordinal));
        var running = await Start("gone");
        var versions = (await Get("/workflow-definitions/gone/versions")).Body.GetProperty("items").EnumerateArray().Select(v => v.GetProperty("id").GetString()!).ToArray();
        Assert.Equal(2, versions.Length);
        Assert.Equal(204, (await Delete($"/workflow-definition-versions/{versions[1]}")).Status);
        Assert.Equal(204, (await Delete("/workflow-definitions/gone")).Status);
        Assert.Equal(404, (await Delete("/workflow-definitions/gone")).Status);
        Assert.Equal(404, (await Post("/workflow-definitions/gone/execute", new { })).Status);
        Assert.Equal(200, (await Post("/events/after deletion/trigger", new { })).Status);
        Assert.Equal("Finished", (await Get($"/workflow-instances/{running}/execution-state")).Body.GetProperty("status").GetString());
    }

    [Fact]
    public async Task Many_definitions_are_published_retracted_and_deleted_at_once()
    {
        const string Root = """{"id":"s","type":"Elsa.Start"}""";
        await Save("bulk-a", Root, publish: false);
        await Save("bulk-b", Root, publish: false);
        var names = new[] { "bulk-a", "bulk-b", "none" };
        var published = (await Post("/bulk-actions/publish/workflow-definitions/by-definition-ids", new { definitionIds = names })).Body;
        Assert.Equal((2, "none"), (published.GetProperty("done").GetArrayLength(), published.GetProperty("left")[0].GetProperty("instanceId").GetString()));
        Assert.Equal(200, (await Post("/workflow-definitions/bulk-a/execute", new { })).Status);
        Assert.Equal(2, (await Post("/bulk-actions/retract/workflow-definitions/by-definition-ids", new { definitionIds = names })).Body.GetProperty("done").GetArrayLength());
        Assert.Equal(2, (await Post("/bulk-actions/delete/workflow-definitions/by-definition-id", new { definitionIds = names })).Body.GetProperty("deleted").GetInt32());
        Assert.Equal(400, (await Post("/bulk-actions/delete/workflow-definitions/by-id", new { })).Status);
    }

    private async Task Save(string id, string root, bool publish = true) =>
        Assert.Equal(200, (await Post("/workflow-definitions", new { model = JsonDocument.Parse($$"""{"definitionId":"{{id}}","name":"{{id}}","root":{{root}} }""").RootElement, publish })).Status);

    private async Task<string> Start(string id) => (await Post($"/workflow-definitions/{id}/execute", new { })).Body.GetProperty("workflowInstanceId").GetString()!;

    private Task<(int Status, JsonElement Body, HttpResponseMessage Raw)> Get(string path) => server.Api(Designer, "GET", $"/elsa/api{path}");
    private Task<(int Status, JsonElement Body, HttpResponseMessage Raw)> Post(string path, object? body) => server.Api(Designer, "POST", $"/elsa/api{path}", body);
    private Task<(int Status, JsonElement Body, HttpResponseMessage Raw)> Delete(string path) => server.Api(Designer, "DELETE", $"/elsa/api{path}");
}
