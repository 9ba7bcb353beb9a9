using System.Text;
using Workflows.Cases.Expressions;
using Workflows.Cases.Packages;
using Workflows.Cases.Ports;
using Workflows.Connectors.Inbound;
using Workflows.Engine.Data;

namespace Workflows.Connectors.Declared;

/// <summary>Any HTTP system a package describes as data. By itself it is nothing: <see cref="For"/> makes it one.</summary>
public sealed class HttpSystemConnector : IConnector
{
    /// <summary>The same with files, over HTTP or a folder both sides see.</summary>
    public static readonly HttpSystemConnector FileExchange = new() { Kind = "file-exchange", LabelJa = "ファイル交換（宣言）", Schemes = ["http", "https", "file"] };

    public string Kind { get; private init; } = "http-system";
    public string LabelJa { get; private init; } = "HTTPのシステム（宣言）";
    public IReadOnlyList<string> Schemes { get; private init; } = ["http", "https"];
    public IReadOnlyList<OperationDescriptor> Operations => [];
    public IReadOnlyList<EventDescriptor> Events => [];

    public IConnector For(ConnectorConfiguration configuration) => configuration.Declaration is { } declaration ? new DeclaredConnector(declaration)
        : throw ConnectorException.Fatal("NO_DECLARATION", $"コネクタ「{configuration.Connector}」の宣言（connectors/{configuration.Connector}.json）がありません。 The package declares nothing for this connector.");

    public ValueTask<CallOutcome> Invoke(ConnectorRequest request, CancellationToken cancellationToken) => throw new InvalidOperationException("A declaration makes the connector.");
}

/// <summary>One declared system: builds each request and reads each answer as the declaration says.</summary>
public sealed class DeclaredConnector(ConnectorDeclaration declaration) : IConnector
{
    private static readonly FaultDescriptor Refused = new("refused", "受け付けられない");

    public string Kind => declaration.Kind;
    public string LabelJa => declaration.Label.Ja;
    public IReadOnlyList<string> Schemes { get; } = declaration.Kind == HttpSystemConnector.FileExchange.Kind ? HttpSystemConnector.FileExchange.Schemes : ["http", "https"];
    public HookScheme Hook { get; } = HookScheme.Read(declaration.Hook);

    public IReadOnlyList<OperationDescriptor> Operations { get; } = [.. declaration.Operations.Select(o => new OperationDescriptor(o.Id, o.Label.Ja,
        o.Protection switch { "natural" => Idempotency.Natural, "inquiry" => Idempotency.InquiryOnly, _ => Idempotency.ByKey }, o.Request, o.Response.IsNull ? Datum.EmptyObject : o.Response,
        [.. o.Faults.Where(f => f.Means == "business").Select(f => new FaultDescriptor(f.Code, f.Label.Ja)).Append(Refused)], new(o.Example["request"], o.Example["response"])))];

    public IReadOnlyList<EventDescriptor> Events { get; } = [.. declaration.Events.Select(e => new EventDescriptor(e.Name, e.Label.Ja, e.Payload.IsNull ? Datum.EmptyObject : e.Payload, e.Key))];

    public async ValueTask<CallOutcome> Invoke(ConnectorRequest request, CancellationToken cancellationToken)
    {
        var operation = declaration.Operations.First(o => o.Id == request.Operation.Name);
        var names = Names(request.Body, request.Key, request.Now);
        var body = Content(operation, request.Body, names);
        var headers = operation.Headers.Select(h => KeyValuePair.Create(h.Name, names.Evaluate(h.Value).AsText())).Where(h => h.Value is not null).Select(h => KeyValuePair.Create(h.Key, h.Value!)).ToList();
        var answer = await request.Http.Signed(declaration.Auth, operation.Protection == "natural" ? null : operation.KeyHeader)
            .Send(new HttpMethod(operation.Method), Address(operation, names), body, ContentType(operation.Format), operation.Format == "xml" ? "application/xml, application/json" : operation.ReadsFile ? "application/octet-stream, application/json" : "application/json, application/xml, text/plain", cancellationToken, headers, anyStatus: true).ConfigureAwait(false);
        return Read(request, operation, answer, names);
    }

    private static CallOutcome Read(ConnectorRequest request, DeclaredOperation operation, HttpAnswer answer, FeelNames names)
    {
        var body = operation.ReadsFile && answer.Status is >= 200 and < 300 ? WireForm.File(answer.Body, operation.Path.Render(names, Uri.EscapeDataString), operation.Encoding) : WireForm.Read(answer);
        var after = names.With(Datum.Object(("status", answer.Status), ("body", body)));
        foreach (var fault in operation.Faults)
        {
            if ((fault.Status is { } status && status != answer.Status) || (fault.Status is null && fault.When is null) || (fault.When is { } when && !after.IsTrue(when))) continue;
            var message = fault.Message is { } text ? after.TextOf(text) : fault.Label.Ja;
            throw fault.Means switch
            {
                "retry" => ConnectorException.Retry(message, answer.RetryAfter),
                "fatal" => ConnectorException.Fatal(fault.Code, message),
                _ => ConnectorException.Business(fault.Code, message, body),
            };
        }
        if (answer.Status is < 200 or >= 300)
        {
            if (request.Http.FirstAnswer(answer) is not { } first) throw ConnectorHttp.Classify(answer);
            return CallOutcome.Done(operation.Answer is { } again ? names.With(Datum.Object(("status", 200), ("body", first))).Evaluate(again) : first);
        }
        // An answer cut off on its way is worth another try.
        if (body.IsNull && answer.Body.Length > 0) throw ConnectorException.Retry("相手の応答を読み取れません（JSONでもXMLでもありません）。 The answer can be read neither as JSON nor as XML.");
        return CallOutcome.Done(operation.Answer is { } value ? after.Evaluate(value) : body);
    }

    internal static FeelNames Names(Datum request, string key, DateTimeOffset now) =>
        new FeelNames(FieldTypes.None, now, Datum.EmptyObject).With(Datum.Object(("request", request), ("key", key))).With(request);

    /// <summary>Path and query, escaped.</summary>
    internal static string Address(DeclaredOperation operation, FeelNames names)
    {
        var path = operation.Path.Render(names, Uri.EscapeDataString).TrimStart('/');
        // A value that means a folder climbs out of where the declaration leads.
        if (path.Split('?')[0].Split('/').Any(part => part is "." or ".."))
            throw ConnectorException.Fatal("BAD_PATH", "この値は相手先の場所に使えません。 The value cannot be part of the path.");
        var query = string.Join('&', operation.Query.Select(q => (q.Name, Value: names.Evaluate(q.Value))).Where(q => !q.Value.IsNull).Select(q => $"{Uri.EscapeDataString(q.Name)}={Uri.EscapeDataString(q.Value.AsText()!)}"));
        return query.Length == 0 ? path : $"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{query}";
    }

    private static byte[]? Content(DeclaredOperation operation, Datum request, FeelNames names)
    {
        if (operation.Format == "none") return null;
        if (operation.Format == "file") return FileContent(operation, request, names);
        var value = operation.Body is { } body ? names.Evaluate(body) : Rest(operation, request);
        return operation.Format switch
        {
            "form" => Encoding.UTF8.GetBytes(string.Join('&', value.Members.Where(m => !m.Value.IsNull).Select(m => $"{Uri.EscapeDataString(m.Key)}={Uri.EscapeDataString(m.Value.AsText()!)}"))),
            "xml" => WireForm.ToXml(operation.Root, value),
            "text" => Encoding.UTF8.GetBytes(value.AsText() ?? ""),
            _ => value.ToUtf8(),
        };
    }

    /// <summary>The file: text in the operation's encoding, or <c>{ base64 }</c> as it is.</summary>
    private static byte[] FileContent(DeclaredOperation operation, Datum request, FeelNames names)
    {
        var file = operation.Body is { } body ? names.Evaluate(body) : request["file"];
        try { return file["base64"].AsText() is { } packed ? Convert.FromBase64String(packed) : TextEncodings.Encode(file.AsText() ?? throw new FormatException("file"), operation.Encoding); }
        catch (FormatException e) { throw ConnectorException.Fatal("BAD_FILE", $"送るファイルを作れません。{e.Message} The file to be sent cannot be made."); }
    }

    /// <summary>What stands neither in the path nor in the query.</summary>
    private static Datum Rest(DeclaredOperation operation, Datum request)
    {
        var used = operation.Path.Holes.SelectMany(h => h.Names).Concat(operation.Query.SelectMany(q => q.Value.Names)).ToHashSet(StringComparer.Ordinal);
        return Datum.Object(request.Members.Where(m => !used.Contains(m.Key)));
    }

    private static string ContentType(string format) => format switch
    {
        "form" => "application/x-www-form-urlencoded", "xml" => "application/xml; charset=utf-8", "text" => "text/plain; charset=utf-8", "file" => "application/octet-stream", _ => "application/json; charset=utf-8",
    };
}
