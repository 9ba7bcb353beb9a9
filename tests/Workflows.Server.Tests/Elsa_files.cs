using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Workflows.Server.Tests;

/// <summary>Files through HTTP endpoints of workflows, over a real connection: forms with files in, bytes out.</summary>
public sealed class Elsa_files(LiveServer server) : IClassFixture<LiveServer>
{
    private static readonly string Designer = LiveServer.KeyOf("operator");
    /// <summary>Every byte there is, which no text survives.</summary>
    private static readonly byte[] Bytes = [.. Enumerable.Range(0, 256).Select(i => (byte)i)];

    [Fact]
    public async Task A_file_sent_in_a_form_comes_back_byte_for_byte()
    {
        await Save("files", "files/echo", "", """
            {"id":"r","type":"Elsa.WriteFileHttpResponse","content":{"typeName":"Object","expression":{"type":"JavaScript","value":"getFiles()[0]"}},
             "entityTag":{"typeName":"String","expression":{"type":"Literal","value":"v1"}}}
            """);
        using var answer = await Send("files/echo", ("写真.bin", "application/x-photo", Bytes), ("note", "メモ"));
        Assert.Equal(200, (int)answer.StatusCode);
        Assert.Equal(Bytes, await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.Equal("application/x-photo", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal("写真.bin", answer.Content.Headers.ContentDisposition!.FileNameStar);
        Assert.Equal("\"v1\"", answer.Headers.ETag!.Tag);
    }

    [Fact]
    public async Task Fields_and_facts_of_the_files_reach_the_workflow()
    {
        await Save("facts", "files/facts", "", Reply("`${getBody().note} ${getFiles().length} ${getFiles()[1].fileName} ${getFiles()[1].contentType} ${getFiles()[1].length} ${bytesToString(getFiles()[0].content)}`"));
        using var answer = await Send("files/facts", ("a.txt", "text/plain", Encoding.UTF8.GetBytes("一番")), ("b.bin", "application/octet-stream", Bytes), ("note", "メモ"));
        Assert.Equal("メモ 2 b.bin application/octet-stream 256 一番", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("\"allowedFileExtensions\":[\".pdf\"]", "exposeInvalidFileExtensionOutcome", "Invalid file extension", 415)]
    [InlineData("\"blockedFileExtensions\":[\".bin\"]", "exposeInvalidFileExtensionOutcome", "Invalid file extension", 415)]
    [InlineData("\"allowedMimeTypes\":[\"application/pdf\"]", "exposeInvalidFileMimeTypeOutcome", "Invalid file MIME type", 415)]
    [InlineData("\"fileSizeLimit\":100", "exposeFileTooLargeOutcome", "File too large", 413)]
    [InlineData("\"requestSizeLimit\":100", "exposeRequestTooLargeOutcome", "Request too large", 413)]
    public async Task What_an_endpoint_does_not_take_goes_the_exposed_way_or_is_refused(string limit, string flag, string outcome, int status)
    {
        var (key, value) = (limit[1..limit.IndexOf("\":", StringComparison.Ordinal)], limit[(limit.IndexOf(':') + 1)..]);
        var input = $$$""","{{{key}}}":{"typeName":"Object","expression":{"type":"Object","value":{{{value}}} } }""";
        var name = $"limit-{key}".ToLowerInvariant();
        await Save(name, $"files/{name}", input, Reply("'taken'"));
        using (var refused = await Send($"files/{name}", ("x.bin", "application/octet-stream", Bytes))) Assert.Equal(status, (int)refused.StatusCode);
        await Save($"{name}-exposed", $"files/{name}-exposed", $"{input},\"{flag}\":true", Reply("'taken'"), (outcome, Reply("'turned away'", "no")));
        using var exposed = await Send($"files/{name}-exposed", ("x.bin", "application/octet-stream", Bytes));
        Assert.Equal((200, "turned away"), ((int)exposed.StatusCode, await exposed.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)));
    }

    [Fact]
    public async Task Bytes_text_and_json_are_answered_as_what_they_are()
    {
        await Save("base64", "files/base64", "", """{"id":"r","type":"Elsa.WriteFileHttpResponse","content":{"typeName":"Object","expression":{"type":"JavaScript","value":"bytesFromBase64('AAH/')"}},"filename":{"typeName":"String","expression":{"type":"Literal","value":"b.dat"}},"contentType":{"typeName":"String","expression":{"type":"Literal","value":"application/x-b"}}}""");
        using (var file = await Send("files/base64", ("x.bin", "text/plain", Bytes)))
        {
            Assert.Equal([0, 1, 255], await file.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
            Assert.Equal("application/x-b", file.Content.Headers.ContentType!.MediaType);
        }
        await Save("json", "files/json", "", """{"id":"r","type":"Elsa.WriteHttpResponse","content":{"typeName":"Object","expression":{"type":"JavaScript","value":"({ 数: getFiles()[0].length })"}},"statusCode":{"typeName":"HttpStatusCode","expression":{"type":"Literal","value":"Accepted"}}}""");
        using var json = await Send("files/json", ("x.bin", "text/plain", Bytes));
        Assert.Equal((202, "application/json", "{\"数\":256}"), ((int)json.StatusCode, json.Content.Headers.ContentType!.MediaType, await json.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)));
    }

    [Fact]
    public async Task A_broken_form_and_one_that_is_too_large_are_refused()
    {
        await Save("broken", "files/broken", "", Reply("'taken'"));
        using var client = new HttpClient();
        using var torn = new ByteArrayContent(Encoding.ASCII.GetBytes("--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nno end"));
        torn.Headers.ContentType = MediaTypeHeaderValue.Parse("multipart/form-data; boundary=x");
        Assert.Equal(400, (int)(await client.PostAsync($"{server.Url}/workflows/files/broken", torn, TestContext.Current.CancellationToken)).StatusCode);
        using var large = await Send("files/broken", ("x.bin", "text/plain", new byte[2 * 1024 * 1024]));
        Assert.Equal(413, (int)large.StatusCode);
    }

    private static string Reply(string script, string id = "r") => $$$"""{"id":"{{{id}}}","type":"Elsa.WriteHttpResponse","content":{"typeName":"Object","expression":{"type":"JavaScript","value":"{{{script}}}"}},"contentType":{"typeName":"String","expression":{"type":"Literal","value":"text/plain"} } }""";

    private async Task Save(string id, string path, string more, string reply, (string Outcome, string Reply)? other = null)
    {
        var endpoint = $$$"""{"id":"h","type":"Elsa.HttpEndpoint","customProperties":{"canStartWorkflow":true},"path":{"typeName":"String","expression":{"type":"Literal","value":"{{{path}}}"}},"supportedMethods":{"typeName":"String[]","expression":{"type":"Object","value":["POST"]}},"parsedContent":{"typeName":"Object","memoryReference":{"id":"body"}},"files":{"typeName":"Object","memoryReference":{"id":"files"}}{{{more}}} }""";
        var connections = """{"source":{"activity":"h","port":"Done"},"target":{"activity":"r","port":"In"}}""" + (other is { } o ? $$""",{"source":{"activity":"h","port":"{{o.Outcome}}"},"target":{"activity":"no","port":"In"} }""" : "");
        var model = JsonDocument.Parse($$$"""
            {"definitionId":"{{{id}}}","name":"{{{id}}}","variables":[{"id":"body","name":"body","typeName":"Object"},{"id":"files","name":"files","typeName":"Object"}],
             "root":{"id":"f","type":"Elsa.Flowchart","activities":[{{{endpoint}}},{{{reply}}}{{{(other is { } more2 ? "," + more2.Reply : "")}}}],"connections":[{{{connections}}}]} }
            """).RootElement;
        var (status, body, _) = await server.Api(Designer, "POST", "/elsa/api/workflow-definitions", new { model, publish = true });
        Assert.True(status == 200, body.ToString());
    }

    private Task<HttpResponseMessage> Send(string path, (string, string, byte[]) file) => Post(path, [file], null);
    private Task<HttpResponseMessage> Send(string path, (string, string, byte[]) file, (string, string) field) => Post(path, [file], field);
    private Task<HttpResponseMessage> Send(string path, (string, string, byte[]) first, (string, string, byte[]) second, (string, string) field) => Post(path, [first, second], field);

    private async Task<HttpResponseMessage> Post(string path, (string Name, string Type, byte[] Bytes)[] files, (string Name, string Value)? field)
    {
        using var client = new HttpClient();
        using var form = new MultipartFormDataContent();
        if (field is { } given) form.Add(new StringContent(given.Value), given.Name);
        foreach (var (name, type, bytes) in files)
        {
            var part = new ByteArrayContent(bytes);
            part.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
            form.Add(part, "upload", name);
        }
        return await client.PostAsync($"{server.Url}/workflows/{path}", form, TestContext.Current.CancellationToken);
    }
}
