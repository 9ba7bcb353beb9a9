using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Workflows.Cases.Ports;
using Workflows.Server.CommandLine;
using Workflows.Storage.Running;

namespace Workflows.Server.Tests;

/// <summary>What operators do: incidents one by one and in batches, this node, jobs, backups, traces.</summary>
public sealed class Operating(LiveServer server) : IClassFixture<LiveServer>
{
    private static readonly string Operator = LiveServer.KeyOf("operator");

    [Fact]
    public async Task Incidents_are_searched_and_a_batch_tells_first_what_it_would_do()
    {
        var cases = await Faulted("batch", 3);
        var (_, found, _) = await server.Api(Operator, "GET", "/api/v1/incidents?workflow=batch&code=ORDER_LOST&activity=Elsa.Fault");
        Assert.Equal(cases.Order(), found.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("caseId").GetString()!).Order());
        Assert.Empty((await server.Api(Operator, "GET", "/api/v1/incidents?workflow=batch&text=どこにもない言葉")).Body.GetProperty("items").EnumerateArray());

        var (status, dry, _) = await Batch(new { @do = "skip", filter = new { workflow = "batch" }, outcome = "Done" });
        Assert.Equal((200, true, 3, 0), (status, dry.GetProperty("dryRun").GetBoolean(), dry.GetProperty("found").GetInt32(), dry.GetProperty("done").GetInt32()));
        Assert.Equal(3, (await Incidents("batch")).Count);

        var (_, one, _) = await Batch(new { @do = "skip", filter = new { workflow = "batch" }, cases = new[] { cases[0] }, dryRun = false });
        Assert.Equal((1, 1), (one.GetProperty("found").GetInt32(), one.GetProperty("done").GetInt32()));
        Assert.Equal(2, (await Incidents("batch")).Count);
        await Batch(new { @do = "cancel", filter = new { workflow = "batch" }, reason = "試験", dryRun = false });
        Assert.Empty(await Incidents("batch"));
    }

    [Fact]
    public async Task A_batch_that_is_not_written_right_is_refused_at_its_field()
    {
        foreach (var (body, field) in ((object, string)[])[(new { @do = "forget" }, "do"), (new { @do = "cancel", reason = " " }, "reason"), (new { @do = "correct" }, "change")])
        {
            var (status, problem, _) = await Batch(body);
            Assert.Equal((422, field), (status, problem.GetProperty("errors")[0].GetProperty("field").GetString()));
        }
    }

    [Fact]
    public async Task A_paused_node_lets_timers_wait_and_a_drained_one_answers_503_and_is_not_ready()
    {
        await Save("waits", """{"id":"s","type":"Elsa.Sequence","activities":[{"id":"d","type":"Elsa.Delay","timeSpan":{"typeName":"TimeSpan","expression":{"type":"Literal","value":"00:00:00.2"}}}]}""");
        try
        {
            Assert.Equal("Paused", (await Node("pause")).GetProperty("state").GetString());
            var id = await Execute("waits");
            await Task.Delay(800, TestContext.Current.CancellationToken);
            Assert.Equal("Running", await StatusOf(id));
            Assert.True((await server.Api(Operator, "GET", "/api/v1/operations/node")).Body.GetProperty("timerLagSeconds").GetDouble() > 0);

            Assert.Contains((await Node("drain")).GetProperty("state").GetString(), new[] { "Draining", "Drained" });
            var (status, problem, raw) = await server.Api(Operator, "POST", "/elsa/api/workflow-definitions/waits/execute", new { });
            Assert.Equal((503, "BUSY"), (status, problem.GetProperty("code").GetString()));
            Assert.True(raw.Headers.RetryAfter!.Delta > TimeSpan.Zero);
            Assert.Equal(503, (await server.Api(null, "GET", "/healthz/ready")).Status);
            Assert.Equal(200, (await server.Api(null, "GET", "/healthz/live")).Status);

            Assert.Equal("Running", (await Node("resume")).GetProperty("state").GetString());
            Assert.Equal("Finished", await Stories.Eventually(async () => await StatusOf(id) is "Finished" and var end ? end : null));
            Assert.Equal(200, (await server.Api(null, "GET", "/healthz/ready")).Status);
        }
        finally { await Node("resume"); }
        Assert.Equal(404, (await server.Api(Operator, "POST", "/api/v1/operations/node/explode")).Status);
    }

    [Fact]
    public async Task Jobs_stand_on_their_schedule_and_run_when_asked()
    {
        var jobs = await Stories.Eventually(async () => (await server.Api(Operator, "GET", "/api/v1/operations/jobs")).Body is var all && all.EnumerateArray().All(j => j.GetProperty("next").ValueKind == JsonValueKind.String) ? all.EnumerateArray().ToList() : null);
        Assert.NotEmpty(jobs);
        var id = jobs[0].GetProperty("id").GetString();
        var (status, run, raw) = await server.Api(Operator, "POST", $"/api/v1/operations/jobs/{id}/run");
        Assert.True(status == 200 && run.GetProperty("ok").GetBoolean(), await raw.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(404, (await server.Api(Operator, "POST", "/api/v1/operations/jobs/none/run")).Status);
    }

    [Fact]
    public async Task Steps_of_a_case_days_apart_stand_in_one_trace_linked_to_their_requests()
    {
        var spans = new List<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == Telemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span => { lock (spans) spans.Add(span); },
        };
        ActivitySource.AddActivityListener(listener);
        await Save("traced", """{"id":"s","type":"Elsa.Sequence","activities":[{"id":"e","type":"Elsa.Event","eventName":{"typeName":"String","expression":{"type":"Literal","value":"traced on"}}}]}""");
        var id = await Execute("traced");
        await server.Later(TimeSpan.FromDays(3));
        await server.Api(Operator, "POST", "/elsa/api/events/traced on/trigger", new { });
        Assert.Equal("Finished", await Stories.Eventually(async () => await StatusOf(id) is "Finished" and var end ? end : null));
        lock (spans)
        {
            var own = spans.Where(s => s.TraceId == Telemetry.TraceOf(id)).ToList();
            Assert.True(own.Count >= 2, $"{own.Count} spans");
            Assert.All(own, s => Assert.Equal(id, s.GetTagItem("workflows.case")));
            Assert.Contains(own, s => s.Links.Any());
        }
    }

    [Fact]
    public async Task The_command_line_does_the_same_by_the_same_api()
    {
        var cases = await Faulted("by-hand", 2);
        var (code, output, _) = await Cli("incidents", "list", "--workflow", "by-hand");
        Assert.Equal(0, code);
        Assert.All(cases, c => Assert.Contains(c, output, StringComparison.Ordinal));
        (code, output, _) = await Cli("incidents", "cancel", "--workflow", "by-hand", "--reason", "試験");
        Assert.Equal((0, 2), (code, (await Incidents("by-hand")).Count));
        Assert.Contains("would", output, StringComparison.Ordinal);
        (code, output, _) = await Cli("incidents", "cancel", "--workflow", "by-hand", "--reason", "試験", "--do-it");
        Assert.Equal((0, 0), (code, (await Incidents("by-hand")).Count));
        (code, output, _) = await Cli("node");
        Assert.Contains("state=Running", output, StringComparison.Ordinal);
        (code, _, var errors) = await Cli("incidents", "cancel", "--do-it");
        Assert.Equal(1, code);
        Assert.Contains("reason", errors, StringComparison.Ordinal);
        await Assert.ThrowsAsync<UsageException>(() => Cli("node", "explode"));
    }

    [Fact]
    public async Task A_backup_is_taken_while_the_server_runs_and_restored_elsewhere()
    {
        await Save("kept", """{"id":"s","type":"Elsa.Sequence","activities":[{"id":"e","type":"Elsa.Event","eventName":{"typeName":"String","expression":{"type":"Literal","value":"kept on"}}}]}""");
        var id = await Execute("kept");
        var folder = Directory.CreateTempSubdirectory("workflows-backup-");
        try
        {
            var data = server.App.Services.GetRequiredService<Hosting.ServerOptions>().DataFolder;
            using var said = new StringWriter();
            Assert.Equal(0, BackupCommand.Backup(Arguments.Parse(["backup", Path.Combine(folder.FullName, "copies"), $"--Workflows:DataFolder={data}"]), TimeProvider.System, said));
            var copy = Directory.GetDirectories(Path.Combine(folder.FullName, "copies")).Single();
            var drill = Path.Combine(folder.FullName, "drill");
            Assert.Equal(0, BackupCommand.Restore(Arguments.Parse(["restore", copy, $"--Workflows:DataFolder={drill}"]), said));
            Assert.Throws<UsageException>(() => BackupCommand.Restore(Arguments.Parse(["restore", copy, $"--Workflows:DataFolder={drill}"]), said));
            File.Copy(Path.Combine(data, "workflows.db.key"), Path.Combine(drill, "workflows.db.key"));

            // The drill: a server on the restored folder knows the case and goes on with it.
            await using var again = Hosting.ServeHost.Build(["--environment=Development", "--urls=http://127.0.0.1:0", $"--Workflows:DataFolder={drill}", $"--Workflows:DefinitionsFolder={LiveServer.Definitions}", $"--Workflows:ClockStart={LiveServer.Begin:O}"]);
            await Hosting.ServeHost.Prepare(again, TestContext.Current.CancellationToken);
            var reader = again.Services.GetRequiredService<ICaseReader>();
            Assert.Equal(id, (await reader.FindCase("14204", id, TestContext.Current.CancellationToken))!.Id);
            Assert.Null((await again.Services.GetRequiredService<IReplay>().Replay("14204", id, TestContext.Current.CancellationToken))!.Difference);

            // A damaged copy is refused.
            var file = Path.Combine(copy, "workflows.db");
            await using (var stream = File.OpenWrite(file)) { stream.Seek(8192, SeekOrigin.Begin); stream.Write(new byte[16384]); }
            Assert.Throws<UsageException>(() => BackupCommand.Restore(Arguments.Parse(["restore", copy, $"--Workflows:DataFolder={drill}2"]), said));
        }
        finally { folder.Delete(true); }
    }

    private async Task<(int Code, string Output, string Errors)> Cli(params string[] words)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var code = await OperateCommand.Run(Arguments.Parse([.. words, "--server", server.Url, "--key", Operator]), output, errors);
        return (code, output.ToString(), errors.ToString());
    }

    private async Task<List<string>> Faulted(string workflow, int count)
    {
        await Save(workflow, """{"id":"f","type":"Elsa.Fault","code":{"typeName":"String","expression":{"type":"Literal","value":"ORDER_LOST"}},"message":{"typeName":"String","expression":{"type":"Literal","value":"注文が見つかりません"}}}""");
        var cases = new List<string>();
        for (var i = 0; i < count; i++) cases.Add(await Execute(workflow));
        return cases;
    }

    private async Task<List<JsonElement>> Incidents(string workflow) => [.. (await server.Api(Operator, "GET", $"/api/v1/incidents?workflow={workflow}")).Body.GetProperty("items").EnumerateArray()];

    private Task<(int Status, JsonElement Body, HttpResponseMessage Raw)> Batch(object body) => server.Api(Operator, "POST", "/api/v1/incidents/batch", body);

    private async Task<JsonElement> Node(string action) => (await server.Api(Operator, "POST", $"/api/v1/operations/node/{action}")).Body;

    private async Task Save(string id, string root)
    {
        var model = JsonDocument.Parse($$"""{"definitionId":"{{id}}","name":"{{id}}","root":{{root}} }""").RootElement;
        var (status, _, raw) = await server.Api(Operator, "POST", "/elsa/api/workflow-definitions", new { model, publish = true });
        Assert.True(status == 200, $"{status} {await raw.Content.ReadAsStringAsync()}");
    }

    private async Task<string> Execute(string definition)
    {
        var (status, body, raw) = await server.Api(Operator, "POST", $"/elsa/api/workflow-definitions/{definition}/execute", new { });
        Assert.True(status == 200, $"{status} {await raw.Content.ReadAsStringAsync()}");
        return body.GetProperty("workflowInstanceId").GetString()!;
    }

    private async Task<string?> StatusOf(string id) => (await server.Api(Operator, "GET", $"/elsa/api/workflow-instances/{id}")).Body.GetProperty("status").GetString();
}
