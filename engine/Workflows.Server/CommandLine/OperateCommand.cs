using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using Workflows.Engine.Data;
using Workflows.Server.Api;

namespace Workflows.Server.CommandLine;

/// <summary>
/// An operator's commands to a running server, by the same API as everybody's: <c>workflows incidents …</c>, <c>messages …</c>,
/// <c>node …</c>, <c>jobs …</c>. The key comes from <c>--key</c> or the environment's <c>WORKFLOWS_KEY</c>.
/// </summary>
internal static class OperateCommand
{
    private static readonly string[] Filters = ["program", "workflow", "activity", "code", "text", "severity", "since", "until"];

    public static async Task<int> Run(Arguments arguments, TextWriter output, TextWriter errors)
    {
        var server = arguments.Option("server") ?? "http://localhost:5080";
        if (!Uri.TryCreate(server.TrimEnd('/') + "/", UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https")) throw new UsageException($"--server は http://… で書いてください: {server} (--server is a URL.)");
        var key = arguments.Option("key") ?? Environment.GetEnvironmentVariable("WORKFLOWS_KEY")
            ?? throw new UsageException("APIの鍵を --key か環境変数 WORKFLOWS_KEY で与えてください。 (Give an API key by --key or WORKFLOWS_KEY.)");
        using var http = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromMinutes(5) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        var (method, path, body) = Request(arguments);
        try
        {
            using var request = new HttpRequestMessage(method, path);
            if (method == HttpMethod.Post)
            {
                request.Headers.Add(Idempotency.Header, arguments.Option("id") ?? Guid.NewGuid().ToString("N"));
                request.Content = new StringContent(body?.ToJson() ?? "{}", Encoding.UTF8, "application/json");
            }
            using var response = await http.SendAsync(request);
            var text = await response.Content.ReadAsStringAsync();
            if (!response.IsSuccessStatusCode)
            {
                errors.WriteLine(Problem(response, text));
                return 1;
            }
            if (arguments.Option("json") is not null) output.WriteLine(text);
            else Print(Datum.Parse(text), output);
            return 0;
        }
        catch (HttpRequestException e)
        {
            errors.WriteLine($"サーバー {server} に届きません。動いているか、--server の番地が正しいか確かめてください。 (The server cannot be reached: {e.Message})");
            return 1;
        }
    }

    private static (HttpMethod Method, string Path, Datum? Body) Request(Arguments a)
    {
        var verb = a.Values.Count > 0 ? a.Values[0] : a.Command == "node" ? "status" : "list";
        return (a.Command, verb) switch
        {
            ("incidents", "list") => (HttpMethod.Get, "api/v1/incidents?" + Query(a, [.. Filters, "cursor", "take"]), null),
            ("incidents", "retry" or "skip" or "correct" or "cancel") => (HttpMethod.Post, "api/v1/incidents/batch", Batch(a, verb)),
            ("messages", "list") => (HttpMethod.Get, "api/v1/messages?" + Query(a, ["status", "kind", "target", "cursor", "take"]), null),
            ("messages", "retry" or "discard") => (HttpMethod.Post, $"api/v1/messages/{Uri.EscapeDataString(a.Value(1, "送信の番号"))}/{verb}", null),
            ("node", "status") => (HttpMethod.Get, "api/v1/operations/node", null),
            ("node", "pause" or "drain" or "resume") => (HttpMethod.Post, $"api/v1/operations/node/{verb}", null),
            ("jobs", "list") => (HttpMethod.Get, "api/v1/operations/jobs", null),
            ("jobs", "run") => (HttpMethod.Post, $"api/v1/operations/jobs/{Uri.EscapeDataString(a.Value(1, "定時処理の名前"))}/run", null),
            _ => throw new UsageException($"{a.Command} に「{verb}」という操作はありません。 (There is no '{a.Command} {verb}'.)"),
        };
    }

    private static string Query(Arguments a, IEnumerable<string> names) =>
        string.Join('&', names.Where(n => a.Option(n) is not null).Select(n => $"{n}={Uri.EscapeDataString(a.Option(n)!)}"));

    /// <summary>Without <c>--do-it</c> a batch only tells what it would do.</summary>
    private static Datum Batch(Arguments a, string verb)
    {
        var filter = Datum.Object(Filters.Where(n => a.Option(n) is not null).Select(n => KeyValuePair.Create(n, Datum.Of(a.Option(n)!))));
        Datum change = Datum.Null;
        if (a.Option("change") is { } text)
        {
            try { change = Datum.Parse(text); }
            catch (System.Text.Json.JsonException e) { throw new UsageException($"--change を JSON として読めません: {e.Message} (--change is not JSON.)"); }
        }
        return Datum.Object(("do", verb), ("filter", filter), ("outcome", a.Option("outcome")), ("reason", a.Option("reason")), ("change", change),
            ("cases", a.Values.Count > 1 ? Datum.List(a.Values.Skip(1).Select(Datum.Of)) : Datum.Null), ("dryRun", a.Option("do-it") is null));
    }

    private static string Problem(HttpResponseMessage response, string text)
    {
        try
        {
            var problem = Datum.Parse(text);
            var fields = string.Concat(problem["errors"].Items.Select(e => $"\n  {e["field"].AsText()}: {e["ja"].AsText()}"));
            return $"{(int)response.StatusCode} {problem["code"].AsText()} {problem["detail"].AsText()} ({problem["detailEn"].AsText()}){fields}";
        }
        catch (System.Text.Json.JsonException) { return $"{(int)response.StatusCode} {response.ReasonPhrase}"; }
    }

    private static void Print(Datum answer, TextWriter output)
    {
        var list = answer.Kind == DatumKind.List ? answer : answer["items"].Kind == DatumKind.List ? answer["items"] : answer["lines"].Kind == DatumKind.List ? answer["lines"] : null;
        if (list is { Items.Length: > 0 })
        {
            output.WriteLine(string.Join('\t', list.Items[0].Members.Select(m => m.Key)));
            foreach (var item in list.Items) output.WriteLine(string.Join('\t', item.Members.Select(m => Cell(m.Value))));
        }
        if (answer.Kind == DatumKind.Object) output.WriteLine(string.Join("  ", answer.Members.Where(m => m.Value.Kind is not (DatumKind.List or DatumKind.Object)).Select(m => $"{m.Key}={Cell(m.Value)}")));
    }

    private static string Cell(Datum value) => value.Kind switch
    {
        DatumKind.Null => "-",
        DatumKind.Object => string.Join(' ', value.Members.Select(m => $"{m.Key}={Cell(m.Value)}")),
        DatumKind.List => string.Join(", ", value.Items.Select(Cell)),
        _ => value.AsText() ?? value.ToString() ?? "",
    };
}
