using System.Globalization;
using Workflows.Cases.Ports;
using Workflows.Connectors.Simulation;
using Workflows.Connectors.Wire;
using Workflows.Engine.Data;

namespace Workflows.Connectors.LineMessaging;

/// <summary>LINE's side: keeps what was pushed, readable at <c>messages</c>. Users whose id begins with <c>X</c> have blocked the account.</summary>
public sealed class LineMessagingSimulatorKind : ISimulatorKind
{
    public string Kind => "line";
    public SimulatorDescription Description { get; } = new("line", "LINE", [], CommonSwitches.All);
    public Simulator Open(SimulatorSetting setting) => new LineMessagingSimulator(setting);
}

internal sealed class LineMessagingSimulator(SimulatorSetting setting) : Simulator(setting)
{
    private readonly List<Datum> _messages = [];
    private readonly Dictionary<string, string> _byRetryKey = new(StringComparer.OrdinalIgnoreCase);

    protected override Operation? Route(WireRequest request, IReadOnlyList<string> path)
    {
        if (request.Method != "POST" || path is not ["v2", "bot", "message", "push"]) return null;
        var body = request.Json() ?? Datum.Null;
        var asked = Datum.Object(("to", body["to"]), ("text", body["messages"][0]["text"]));
        if (Replies(body) is { Length: > 0 } replies) asked = asked.With("buttons", Datum.List(replies.Select(r => Datum.Object(("label", r["displayText"]), ("data", r["data"])))));
        return new("push", asked, request.Header("Idempotency-Key"), body["to"].AsText(), () => Push(request, body));
    }

    protected override WireResponse? Page(WireRequest request, IReadOnlyList<string> path) =>
        request.Method == "GET" && path is ["messages"] ? WireResponse.Json(200, Datum.Object(("messages", Datum.List(_messages)))) : null;

    protected override Datum? Perform(string act, Datum arguments) => null;

    protected override void Apply(string type, Datum data, DateTimeOffset at)
    {
        if (type != "push") return;
        _messages.Add(data.With("sentAt", Datum.Of(at)));
        if (data["retryKey"].AsText() is { } key) _byRetryKey[key] = data["id"].AsText()!;
    }

    private WireResponse Push(WireRequest request, Datum body)
    {
        var key = request.Header("X-Line-Retry-Key");
        if (key is not null && !Guid.TryParse(key, out _)) return Problem(400, "The 'X-Line-Retry-Key' is invalid");
        if (key is not null && _byRetryKey.TryGetValue(key, out var first))
        {
            return WireResponse.Json(409, Datum.Object(("message", "The retry key is already accepted"), ("sentMessages", SentMessages(first))));
        }
        if (body["to"].AsText() is not { Length: > 0 } to || to.StartsWith('X')) return Problem(400, "The property, 'to', in the request body is invalid (line: -, column: -)");
        if (body["messages"].Items is not { Length: >= 1 and <= 5 }) return Problem(400, "Size must be between 1 and 5");
        if (Replies(body) is var replies && (replies.Length > 13 || replies.Any(r => r["type"].AsText() != "postback" || r["label"].AsText() is not { Length: >= 1 and <= 20 } || r["data"].AsText() is not { Length: >= 1 and <= 300 })))
            return Problem(400, "A message (messages[0]) in the request body is invalid");
        var id = (461230966842064897 + _messages.Count).ToString(CultureInfo.InvariantCulture);
        Commit("push", Datum.Object(("id", id), ("to", to), ("messages", body["messages"]), ("retryKey", key)));
        return WireResponse.Json(200, Datum.Object(("sentMessages", SentMessages(id))));
    }

    private static Datum[] Replies(Datum body) => [.. body["messages"][0]["quickReply"]["items"].Items.Select(i => i["action"])];

    private static Datum SentMessages(string id) => Datum.List(Datum.Object(("id", id), ("quoteToken", "q" + id)));

    private static WireResponse Problem(int status, string message) => WireResponse.Json(status, Datum.Object(("message", message)));

    protected override WireResponse Wrap(string operation, Datum answer) => WireResponse.Json(200, answer.Has("messageId") ? Datum.Object(("sentMessages", SentMessages(answer["messageId"].AsText()!))) : answer);
}
