using System.Text;
using Microsoft.Extensions.Configuration;
using Workflows.Cases.Packages;
using Workflows.Cases.Ports;
using Workflows.Connectors.Catalogue;
using Workflows.Engine.Data;

namespace Workflows.Connectors.Tests.Declared;

/// <summary>A declared exchange of files in a folder both sides see.</summary>
public sealed class FolderExchangeTests : IDisposable
{
    private const string Declaration = """
        { "id": "C-FOLDER", "kind": "file-exchange", "label": "共有フォルダー", "auth": { "type": "none" }, "operations": [
          { "id": "put", "label": "置く", "method": "PUT", "path": "out/{name}", "format": "file", "encoding": "shift_jis", "idempotency": "natural",
            "request": { "type": "object", "required": ["name", "file"], "properties": { "name": { "type": "string" }, "file": {} } }, "response": { "type": "object", "properties": { "sha256": { "type": "string" } } },
            "faults": [ { "code": "exists", "label": "同じ名前の別のファイル", "status": 409 } ],
            "example": { "request": { "name": "a.csv", "file": "氏名\r\n" }, "response": { "name": "a.csv" }, "answer": { "status": 201, "body": { "name": "a.csv" } } } },
          { "id": "list", "label": "見る", "method": "GET", "path": "in/", "idempotency": "natural", "answer": { "names": "body.files.name" },
            "request": { "type": "object", "properties": {} }, "response": { "type": "object", "properties": { "names": { "type": "array" } } },
            "example": { "request": {}, "response": { "names": ["b.csv"] }, "answer": { "status": 200, "body": { "files": [ { "name": "b.csv" } ] } } } },
          { "id": "take", "label": "読む", "method": "GET", "path": "in/{name}", "reads": "file", "encoding": "shift_jis", "idempotency": "natural",
            "request": { "type": "object", "required": ["name"], "properties": { "name": { "type": "string" } } }, "response": { "type": "object", "required": ["base64"], "properties": { "text": { "type": ["string", "null"] } } },
            "faults": [ { "code": "missing", "label": "ファイルがない", "status": 404 } ],
            "example": { "request": { "name": "b.csv" }, "response": { "name": "b.csv", "text": "結果", "base64": "jIuJyg==" }, "answer": { "status": 200, "body": { "text": "結果" } } } },
          { "id": "done", "label": "片づける", "method": "DELETE", "path": "in/{name}", "idempotency": "natural",
            "request": { "type": "object", "required": ["name"], "properties": { "name": { "type": "string" } } }, "response": { "type": "object" },
            "example": { "request": { "name": "b.csv" }, "response": {}, "answer": { "status": 204, "body": {} } } } ] }
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("workflows-exchange-");
    private readonly ConnectorPort _port;

    public FolderExchangeTests() => _port = Open(_folder.FullName);

    [Fact]
    public async Task A_file_is_put_whole_in_its_encoding_and_never_over_another()
    {
        Assert.Equal(CallOutcomeKind.Done, (await Call("put", """{"name":"01-依頼.csv","file":"氏名,額\r\n"}""")).Kind);
        Assert.Equal("8E8196BC", Convert.ToHexString(await File.ReadAllBytesAsync(Path.Combine(_folder.FullName, "out", "01-依頼.csv")))[..8]);
        Assert.Equal(CallOutcomeKind.Done, (await Call("put", """{"name":"01-依頼.csv","file":"氏名,額\r\n"}""")).Kind);
        Assert.Equal("exists", (await Call("put", """{"name":"01-依頼.csv","file":"別"}""")).Code);
        Assert.Equal(CallOutcomeKind.Done, (await Call("put", """{"name":"raw.bin","file":{"base64":"AAEC"}}""")).Kind);
        Assert.Equal([0, 1, 2], await File.ReadAllBytesAsync(Path.Combine(_folder.FullName, "out", "raw.bin")));
        Assert.Equal("BAD_FILE", (await Call("put", """{"name":"x.csv","file":"😀"}""")).Code);
        Assert.DoesNotContain(_folder.GetFiles("*.part", SearchOption.AllDirectories), _ => true);
    }

    [Fact]
    public async Task What_lies_there_is_listed_read_and_put_aside_once()
    {
        Assert.Equal("""{"names":[]}""", (await Call("list", "{}")).Value.ToJson());
        var into = _folder.CreateSubdirectory("in").FullName;
        await File.WriteAllBytesAsync(Path.Combine(into, "結果.csv"), Convert.FromHexString("8C8B89CA"));
        await File.WriteAllTextAsync(Path.Combine(into, ".part"), "half");
        Assert.Equal("""{"names":["結果.csv"]}""", (await Call("list", "{}")).Value.ToJson());
        var taken = (await Call("take", """{"name":"結果.csv"}""")).Value;
        Assert.Equal(("結果.csv", "結果", 4L), (taken["name"].AsText(), taken["text"].AsText(), taken["size"].AsLong()));
        Assert.Equal(CallOutcomeKind.Done, (await Call("done", """{"name":"結果.csv"}""")).Kind);
        Assert.Equal(CallOutcomeKind.Done, (await Call("done", """{"name":"結果.csv"}""")).Kind);
        Assert.Equal("missing", (await Call("take", """{"name":"結果.csv"}""")).Code);
        Assert.True(File.Exists(Path.Combine(into, ".done", "結果.csv")));
    }

    [Theory]
    [InlineData("../../etc/passwd")]
    [InlineData("..")]
    [InlineData("a/../../../x")]
    [InlineData(".hidden")]
    public async Task Nothing_outside_the_folder_is_reached(string name)
    {
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, ".hidden"), "x");
        var outcome = await Call("take", Datum.Object(("name", name)).ToJson());
        Assert.NotEqual(CallOutcomeKind.Done, outcome.Kind);
        Assert.NotEqual("missing", outcome.Code);
    }

    [Fact]
    public async Task A_folder_nobody_allowed_is_not_touched()
    {
        using var port = Open(_folder.FullName, allowed: "/srv/other");
        Assert.Equal("HOST_NOT_ALLOWED", (await port.Call(Asked("list", "{}"), default)).Code);
    }

    [Fact]
    public async Task The_simulator_plays_it_from_the_same_declaration()
    {
        var world = new SimulatedWorlds().Open(TimeProvider.System, new RecordedInbound(), Packages());
        Assert.Equal(CallOutcomeKind.Done, (await world.Connectors.Call(Asked("put", """{"name":"a.csv","file":"氏名"}"""), default)).Kind);
        Assert.Equal("氏名", Assert.Single(world.Simulators.Calls("14204", "C-FOLDER")).Request["file"].AsText());
        Assert.Equal("結果", (await world.Connectors.Call(Asked("take", """{"name":"b.csv"}"""), default)).Value["text"].AsText());
    }

    public void Dispose()
    {
        _port.Dispose();
        _folder.Delete(recursive: true);
    }

    private ValueTask<CallOutcome> Call(string operation, string request) => _port.Call(Asked(operation, request), default);

    private static ConnectorCall Asked(string operation, string request) => new("14204", "p", "C-FOLDER", operation, Datum.Parse(request), "key-1", 1, DateTimeOffset.UnixEpoch);

    private static ConnectorPort Open(string folder, string? allowed = null) => new(ConnectorCatalogue.Connectors, new ConnectorDirectory(Packages, new ConfigurationBuilder().AddInMemoryCollection(
    [
        KeyValuePair.Create("Workflows:Connectors:Municipalities:14204:C-FOLDER:BaseUrl", (string?)new Uri(folder).AbsoluteUri), KeyValuePair.Create("Workflows:Connectors:Municipalities:14204:AllowedHosts:0", (string?)(allowed ?? folder)),
    ]).Build()), new HttpClientHandler(), null);

    private static PackageSet Packages()
    {
        var set = PackageLoader.Load(
        [
            new("p/program.json", Encoding.UTF8.GetBytes("""{"id":"p","version":1,"title":"p","connectors":[{"id":"C-FOLDER","kind":"file-exchange"}]}""")),
            new("p/connectors/C-FOLDER.json", Encoding.UTF8.GetBytes(Declaration)),
            new("municipalities/14204.json", Encoding.UTF8.GetBytes("""{"code":"142042","name":"鎌倉市","programs":[{"id":"p","connectors":{"C-FOLDER":{"baseUrl":"sim:"}}}]}""")),
        ]);
        Assert.Empty(set.Problems.Select(p => p.ToString()));
        return set;
    }
}
