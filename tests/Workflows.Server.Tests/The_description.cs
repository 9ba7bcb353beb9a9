using System.Text.Json;

namespace Workflows.Server.Tests;

/// <summary>The API describes itself, and what it describes is there.</summary>
public sealed class The_description(LiveServer server) : IClassFixture<LiveServer>
{
    [Fact]
    public async Task The_openapi_document_names_every_operation_once_and_the_idempotency_key_on_every_post()
    {
        using var client = new HttpClient();
        var document = JsonDocument.Parse(await client.GetStringAsync(server.Url + "/openapi/v1.json")).RootElement;
        var operations = document.GetProperty("paths").EnumerateObject().SelectMany(p => p.Value.EnumerateObject().Where(m => m.Name is "get" or "post" or "put" or "delete").Select(m => (Path: p.Name, Method: m.Name, Operation: m.Value))).ToList();
        Assert.Equal(77, operations.Count(o => o.Path.StartsWith("/api/v1/", StringComparison.Ordinal)));
        Assert.Equal(operations.Count, operations.Select(o => o.Operation.GetProperty("operationId").GetString()).Distinct().Count());
        Assert.Equal(185, operations.Count);
        Assert.All(operations, o => Assert.Matches("^/(api/v1|elsa/api|designer/api)/", o.Path));
        Assert.All(operations.Where(o => o.Method == "post" && o.Path.StartsWith("/api/v1/", StringComparison.Ordinal)), o => Assert.Contains(o.Operation.GetProperty("parameters").EnumerateArray(), p => p.GetProperty("name").GetString() == "Idempotency-Key" && p.GetProperty("required").GetBoolean()));
        Assert.Equal("http", document.GetProperty("components").GetProperty("securitySchemes").GetProperty("apiKey").GetProperty("type").GetString());
    }

    [Fact]
    public async Task The_list_of_elsas_addresses_is_whole()
    {
        using var client = new HttpClient();
        var document = JsonDocument.Parse(await client.GetStringAsync(server.Url + "/openapi/v1.json")).RootElement;
        var served = document.GetProperty("paths").EnumerateObject().Where(p => p.Name.StartsWith("/elsa/api/", StringComparison.Ordinal)).SelectMany(p => p.Value.EnumerateObject().Select(m => $"{m.Name.ToUpperInvariant()} {p.Name["/elsa/api".Length..]}"));
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "Workflows.sln"))) root = root.Parent!;
        var written = File.ReadLines(Path.Combine(root.FullName, "docs/elsa-api.md")).Where(l => l.StartsWith("| `", StringComparison.Ordinal)).Select(l => l[3..l.IndexOf('`', 3)]);
        Assert.Equal(served.Order(StringComparer.Ordinal), written.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("form")]
    [InlineData("program")]
    [InlineData("register")]
    [InlineData("municipality")]
    [InlineData("workflow")]
    public async Task The_schemas_of_the_definition_files_are_served(string name)
    {
        using var client = new HttpClient();
        var schema = JsonDocument.Parse(await client.GetStringAsync($"{server.Url}/schemas/{name}.json")).RootElement;
        Assert.Equal("https://json-schema.org/draft/2020-12/schema", schema.GetProperty("$schema").GetString());
    }

    [Fact]
    public async Task Health_is_told_apart_alive_and_ready()
    {
        using var client = new HttpClient();
        Assert.Equal("Healthy", await client.GetStringAsync(server.Url + "/healthz/live"));
        Assert.Equal("Healthy", await client.GetStringAsync(server.Url + "/healthz/ready"));
    }

    [Fact]
    public async Task The_clock_goes_forward_only()
    {
        var (status, _, _) = await server.Api(null, "POST", "/dev/clock", new { to = "2020-01-01T00:00:00+09:00" }, idempotency: "");
        Assert.Equal(400, status);
    }
}
