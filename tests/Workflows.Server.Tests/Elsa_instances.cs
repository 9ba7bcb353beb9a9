using System.Text.Json;

namespace Workflows.Server.Tests;

/// <summary>Instances and descriptors under Elsa's addresses.</summary>
public sealed class Elsa_instances(LiveServer server) : IClassFixture<LiveServer>
{
    private static readonly string Designer = LiveServer.KeyOf("operator");

    [Fact]
    public async Task An_instance_is_listed_read_step_by_step_and_cancelled()
    {
        var model = JsonDocument.Parse("""
            {"definitionId":"inspected","name":"inspected","root":{"id":"s","type":"Elsa.Sequence","activities":[
              {"id":"w","type":"Elsa.WriteLine","text":{"typeName":"String","expression":{"type":"Literal","value":"一"}}},
              {"id":"e","type":"Elsa.Event","eventName":{"typeName":"String","expression":{"type":"Literal","value":"never"}}}]}}
            """).RootElement;
        Assert.Equal(200, (await Post("/workflow-definitions", new { model, publish = true })).Status);
        var id = (await Post("/workflow-definitions/inspected/dispatch", new { correlationId = "k-1" })).Body.GetProperty("workflowInstanceId").GetString()!;

        var listed = (await Post("/workflow-instances", new { definitionIds = new[] { "inspected" }, statuses = new[] { "Running" }, page = 0, pageSize = 10 })).Body;
        Assert.Equal(1, listed.GetProperty("totalCount").GetInt32());
        var item = listed.GetProperty("items")[0];
        Assert.Equal((id, "inspected", "Suspended", "k-1"), (item.GetProperty("id").GetString(), item.GetProperty("definitionId").GetString(), item.GetProperty("subStatus").GetString(), item.GetProperty("correlationId").GetString()));
        Assert.Equal(0, (await Get("/workflow-instances?definitionId=inspected&status=Finished")).Body.GetProperty("totalCount").GetInt32());

        var journal = (await Get($"/workflow-instances/{id}/journal?take=3")).Body;
        Assert.Equal(["s Started", "w Started", "w WriteLine"], journal.GetProperty("items").EnumerateArray().Select(j => $"{j.GetProperty("activityId").GetString()} {j.GetProperty("eventName").GetString()}"));
        Assert.True(journal.GetProperty("totalCount").GetInt32() > 3);

        Assert.Equal(200, (await Post($"/cancel/workflow-instances/{id}", new { })).Status);
        Assert.Equal("Cancelled", (await Get($"/workflow-instances/{id}/execution-state")).Body.GetProperty("subStatus").GetString());

        var version = (await Get("/workflow-definitions/by-definition-id/inspected")).Body.GetProperty("id").GetString();
        Assert.Equal("inspected", (await Get($"/workflow-definitions/by-id/{version}")).Body.GetProperty("definitionId").GetString());
    }

    [Fact]
    public async Task Every_activity_is_described_with_its_inputs_and_ports()
    {
        var all = (await Get("/descriptors/activities")).Body.GetProperty("items").EnumerateArray().ToArray();
        var decision = all.Single(a => a.GetProperty("typeName").GetString() == "Elsa.FlowDecision");
        Assert.Equal("Condition", decision.GetProperty("inputs")[0].GetProperty("name").GetString());
        Assert.Equal(["True", "False"], decision.GetProperty("ports").EnumerateArray().Select(p => p.GetProperty("name").GetString()));
        Assert.Contains((await Get("/descriptors/expression-descriptors")).Body.GetProperty("items").EnumerateArray(), e => e.GetProperty("type").GetString() == "Feel");
    }

    private Task<(int Status, JsonElement Body, HttpResponseMessage Raw)> Get(string path) => server.Api(Designer, "GET", $"/elsa/api{path}");
    private Task<(int Status, JsonElement Body, HttpResponseMessage Raw)> Post(string path, object? body) => server.Api(Designer, "POST", $"/elsa/api{path}", body);
}
