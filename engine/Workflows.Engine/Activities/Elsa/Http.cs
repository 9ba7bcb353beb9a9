using Workflows.Engine.Data;
using Workflows.Engine.Plans;
using Workflows.Engine.State;
using Workflows.Engine.Turns;

namespace Workflows.Engine.Activities.Elsa;

/// <summary>Elsa.HttpEndpoint: a route under /workflows, as trigger or wait. The request comes as the stimulus's payload.</summary>
public sealed class HttpEndpoint : Activity
{
    /// <summary>The kind of stimulus a request is; its name is <c>METHOD path</c>.</summary>
    public const string Kind = "http";

    public override ActivityDescriptor Descriptor { get; } = new("Elsa.HttpEndpoint", "HTTP を受ける", "HTTP endpoint", "HTTP の要求「{path}」を受ける", "HTTP", "globe")
    {
        Inputs =
        [
            new("path", "String", "道", Required: true), new("supportedMethods", "String[]", "方法", InputPicker.List, Default: Datum.List("GET")),
            new("authorize", "Boolean", "認可する", InputPicker.Checkbox), new("policy", "String", "方針"), new("requestTimeout", "TimeSpan", "待つ時間"), new("requestSizeLimit", "Int64", "大きさの上限", InputPicker.Number),
            new("fileSizeLimit", "Int64", "ファイルの上限", InputPicker.Number), new("allowedFileExtensions", "String[]", "許す拡張子", InputPicker.List), new("blockedFileExtensions", "String[]", "許さない拡張子", InputPicker.List), new("allowedMimeTypes", "String[]", "許す種類", InputPicker.List),
        ],
        Outputs = [new("result", "HttpRequest", "要求"), new("parsedContent", "Object", "本文"), new("files", "Object", "ファイル"), new("file", "Object", "最初のファイル"), new("routeData", "ObjectDictionary", "道の値"), new("queryStringData", "ObjectDictionary", "問い合わせ"), new("headers", "ObjectDictionary", "見出し")],
        Outcomes = ["Done", "Request too large", "File too large", "Invalid file extension", "Invalid file MIME type"],
        IsTrigger = true,
    };

    public static string Name(string method, string path) => $"{method.ToUpperInvariant()} {path.Trim('/')}";

    public override IEnumerable<Question> Execute(ActivityContext context)
    {
        if (context.IsTrigger && context.Stimulus.Data["http"] is { IsNull: false } request) { Receive(context, request); return []; }
        var path = context.Input("path").AsText() ?? "";
        foreach (var method in context.Input("supportedMethods").Items) context.SetBookmark(Kind, Name(method.AsText() ?? "GET", path), context.Instance.CorrelationId);
        return [];
    }

    public override IEnumerable<Question> Resume(ActivityContext context, Bookmark bookmark, Stimulus stimulus) { Receive(context, stimulus.Data["http"]); return []; }

    private static void Receive(ActivityContext context, Datum request)
    {
        context.SetOutput("result", request.Without("files"));
        context.SetOutput("routeData", request["route"]);
        context.SetOutput("queryStringData", request["query"]);
        context.SetOutput("headers", request["headers"]);
        if (Unfit(context, request) is var (outcome, flag, status, message))
        {
            // Without the outcome the request itself is refused: whoever waits goes on waiting.
            if (!DefinitionReader.GetAny(context.Node.Source, flag).AsBoolean()) throw context.Refuse(new Refusal($"HTTP_{status}", message));
            context.Complete(outcome);
            return;
        }
        context.SetOutput("parsedContent", request["body"]);
        if (request["files"].Items.Length > 0)
        {
            context.SetOutput("files", request["files"]);
            context.SetOutput("file", request["files"][0]);
        }
        context.Complete();
    }

    private static (string Outcome, string Flag, int Status, string Message)? Unfit(ActivityContext context, Datum request)
    {
        if (context.Input("requestSizeLimit").AsLong() is { } limit && request["length"].AsLong() > limit) return ("Request too large", "exposeRequestTooLargeOutcome", 413, $"要求は {limit:N0} バイトまでです。");
        var files = request["files"].Items;
        if (context.Input("fileSizeLimit").AsLong() is { } most && files.Any(f => f["length"].AsLong() > most)) return ("File too large", "exposeFileTooLargeOutcome", 413, $"ファイルは {most:N0} バイトまでです。");
        bool Listed(string input, Func<Datum, string> of, Datum file) => Texts(context.Input(input)).Contains(of(file), StringComparer.OrdinalIgnoreCase);
        bool Any(string input) => Texts(context.Input(input)).Length > 0;
        if ((Any("allowedFileExtensions") && files.Any(f => !Listed("allowedFileExtensions", Extension, f))) || files.Any(f => Listed("blockedFileExtensions", Extension, f)))
            return ("Invalid file extension", "exposeInvalidFileExtensionOutcome", 415, "この種類のファイルは受けられません。");
        if (Any("allowedMimeTypes") && files.Any(f => !Listed("allowedMimeTypes", f => f["contentType"].AsText() ?? "", f)))
            return ("Invalid file MIME type", "exposeInvalidFileMimeTypeOutcome", 415, "この種類のファイルは受けられません。");
        return null;
    }

    private static string Extension(Datum file)
    {
        var name = file["fileName"].AsText() ?? "";
        var dot = name.LastIndexOf('.');
        return dot < 0 ? "" : name[dot..];
    }

    private static string[] Texts(Datum list) => [.. list.Items.Select(i => i.AsText() ?? "")];
}

/// <summary>Elsa.WriteHttpResponse: what the waiting request gets, after the commit.</summary>
internal sealed class WriteHttpResponse : PlainActivity
{
    public override ActivityDescriptor Descriptor { get; } = new("Elsa.WriteHttpResponse", "HTTP で答える", "Write HTTP response", "HTTP で{statusCode}を答える", "HTTP", "reply")
    {
        Inputs = [new("statusCode", "HttpStatusCode", "状態", Default: "OK"), new("content", "Object", "本文", InputPicker.Expression), new("contentType", "String", "種類"), new("responseHeaders", "HttpHeaders", "見出し", InputPicker.Mapping)],
        Affects = ["http"],
    };

    protected override void Run(ActivityContext context)
    {
        var content = context.Input("content");
        var type = context.Input("contentType").AsText() is { Length: > 0 } given ? given : content.Kind is DatumKind.Object or DatumKind.List ? "application/json" : "text/plain";
        var headers = context.Input("responseHeaders");
        if (headers.Kind == DatumKind.Text) headers = headers.AsText() is { Length: > 0 } text && text.TrimStart().StartsWith('{') ? Datum.Parse(text) : Datum.EmptyObject;
        context.WriteHttp(new HttpReply(HttpStatus.Read(context.Input("statusCode")), type, content.Kind == DatumKind.Text ? content.AsText()! : content.IsNull ? "" : content.ToJson(), headers));
        context.Complete();
    }
}

/// <summary>Elsa.WriteFileHttpResponse: a file as the answer. Content is a file an endpoint received, bytes in base64, or text.</summary>
internal sealed class WriteFileHttpResponse : PlainActivity
{
    public override ActivityDescriptor Descriptor { get; } = new("Elsa.WriteFileHttpResponse", "HTTP でファイルを返す", "Write file HTTP response", "HTTP で「{filename}」を返す", "HTTP", "reply")
    {
        Inputs = [new("content", "Object", "中身", InputPicker.Expression), new("contentType", "String", "種類"), new("filename", "String", "ファイル名"), new("entityTag", "String", "版の印"), new("enableResumableDownloads", "Boolean", "続きから受けられる", InputPicker.Checkbox), new("downloadCorrelationId", "String", "関連番号")],
        Affects = ["http"],
    };

    protected override void Run(ActivityContext context)
    {
        var content = context.Input("content");
        if (content.Kind == DatumKind.List) content = content[0];
        var name = context.Input("filename").AsText() is { Length: > 0 } given ? given : content["fileName"].AsText() ?? "file.bin";
        var type = context.Input("contentType").AsText() is { Length: > 0 } named ? named : content["contentType"].AsText() ?? "application/octet-stream";
        var text = content.Kind == DatumKind.Object ? content["content"].AsText() ?? "" : content.AsText() ?? "";
        var bytes = new byte[text.Length];
        if (content.Kind != DatumKind.Object && !Convert.TryFromBase64String(text, bytes, out _)) text = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(text));
        var headers = Datum.Object(("Content-Disposition", $"attachment; filename*=UTF-8''{Uri.EscapeDataString(name)}"), (HttpReply.Base64, true));
        if (context.Input("entityTag").AsText() is { Length: > 0 } tag) headers = headers.With("ETag", $"\"{tag.Trim('"')}\"");
        context.WriteHttp(new HttpReply(content.IsNull ? 404 : 200, type, text, headers));
        context.Complete();
    }
}

internal static class HttpStatus
{
    public static int Read(Datum value) => value.AsLong() is { } number ? (int)number
        : Enum.TryParse<System.Net.HttpStatusCode>(value.AsText(), true, out var named) ? (int)named : 200;
}

/// <summary>Elsa.SendHttpRequest: a request through the outbox; the activity of the status that came runs.</summary>
internal class SendHttpRequest : Activity
{
    protected static readonly InputDescriptor[] CommonInputs =
    [
        new("url", "Uri", "宛先", Required: true), new("method", "String", "方法", InputPicker.Choice, Default: "GET"), new("content", "Object", "本文", InputPicker.Expression), new("contentType", "String", "種類"),
        new("authorization", "String", "認可"), new("disableAuthorizationHeaderValidation", "Boolean", "見出しを検査しない", InputPicker.Checkbox), new("requestHeaders", "HttpHeaders", "見出し", InputPicker.Mapping),
    ];

    protected static readonly OutputDescriptor[] CommonOutputs = [new("statusCode", "Int32", "状態"), new("parsedContent", "Object", "本文"), new("responseHeaders", "ObjectDictionary", "見出し"), new("result", "HttpResponseMessage", "応答")];

    public override ActivityDescriptor Descriptor { get; } = new("Elsa.SendHttpRequest", "HTTP を送る", "Send HTTP request", "{url}へ HTTP を送る", "HTTP", "send")
    {
        Inputs = [.. CommonInputs, new("expectedStatusCodes", "Object", "見込む状態", InputPicker.List, Wrapped: false)],
        Outputs = CommonOutputs,
        ChildPorts = ["expectedStatusCodes[].activity", "unmatchedStatusCode", "failedToConnect", "timeout"],
        Affects = ["outbox"],
    };

    public override IEnumerable<Question> Execute(ActivityContext context)
    {
        var wait = context.SetBookmark(StimulusKinds.Answer, "http");
        var headers = context.Input("requestHeaders");
        if (headers.Kind == DatumKind.Text && headers.AsText()!.TrimStart().StartsWith('{')) headers = Datum.Parse(headers.AsText()!);
        context.Send($"{context.Step.CaseId}:{wait.Id}", "http", context.Input("url").AsText() ?? "", Datum.Object(
            ("method", context.Input("method")), ("content", context.Input("content")), ("contentType", context.Input("contentType")), ("authorization", context.Input("authorization")), ("headers", headers)),
            wait.Id, Datum.Object(("retry", Datum.EmptyList)));
        return [];
    }

    public override IEnumerable<Question> Resume(ActivityContext context, Bookmark bookmark, Stimulus stimulus)
    {
        var answer = stimulus.Data;
        var status = answer["value"]["status"].AsLong();
        if (status is { } code) context.SetOutput("statusCode", code);
        context.SetOutput("parsedContent", answer["value"]["body"]);
        context.SetOutput("responseHeaders", answer["value"]["headers"]);
        Answered(context, status, answer["code"].AsText() ?? "");
        return [];
    }

    protected virtual void Answered(ActivityContext context, long? status, string code)
    {
        var index = 0;
        PlanNode? next = null;
        foreach (var expected in DefinitionReader.GetAny(context.Node.Source, "expectedStatusCodes").Items)
        {
            if (status is not null && DefinitionReader.GetAny(expected, "statusCode").AsLong() == status) next = context.Node.Child($"expectedStatusCodes:{index}");
            index++;
        }
        next ??= context.Node.Child(status is not null ? "unmatchedStatusCode" : code == "TIMEOUT" ? "timeout" : "failedToConnect");
        if (next is null) context.Complete();
        else context.Schedule(next);
    }

    public override IEnumerable<Question> ChildEnded(ActivityContext context, ChildEnd child) { context.Complete(); return []; }
}

/// <summary>Elsa.FlowSendHttpRequest: the status that came is the outcome.</summary>
internal sealed class FlowSendHttpRequest : SendHttpRequest
{
    public override ActivityDescriptor Descriptor { get; } = new("Elsa.FlowSendHttpRequest", "HTTP を送る", "Send HTTP request", "{url}へ HTTP を送る", "HTTP", "send")
    {
        Inputs = [.. CommonInputs, new("expectedStatusCodes", "Int32[]", "見込む状態", InputPicker.List, Default: Datum.List(200))],
        Outputs = CommonOutputs,
        Outcomes = ["Done", "Unmatched status code", "Failed to connect", "Timeout"],
        OutcomesFrom = "expectedStatusCodes",
        Affects = ["outbox"],
    };

    protected override void Answered(ActivityContext context, long? status, string code)
    {
        if (status is null) { context.Complete(code == "TIMEOUT" ? "Timeout" : "Failed to connect"); return; }
        var expected = context.Input("expectedStatusCodes");
        if (expected.Kind == DatumKind.Text && expected.AsText()!.TrimStart().StartsWith('[')) expected = Datum.Parse(expected.AsText()!);
        if (expected.Items.Length == 0) context.Complete("Done");
        else context.Complete(expected.Items.Any(e => HttpStatus.Read(e) == status) ? $"{status}" : "Unmatched status code", "Done");
    }
}
