using System.Net;
using System.Text;
using Workflows.Cases.Ports;
using Workflows.Connectors.Simulation;
using Workflows.Connectors.Wire;
using Workflows.Engine.Data;

namespace Workflows.Connectors.Message;

/// <summary>The gateway and everybody's letter box: messages stay readable at <c>messages</c> (JSON) and <c>inbox</c> (page).</summary>
public sealed class MessageSimulatorKind : ISimulatorKind
{
    public string Kind => "message";
    public SimulatorDescription Description { get; } = new("message", "通知の送信", [new("bounce", "あて先 to への通知を届かなくする（on: false で戻す）")], CommonSwitches.All);
    public Simulator Open(SimulatorSetting setting) => new MessageSimulator(setting);
}

internal sealed class MessageSimulator(SimulatorSetting setting) : Simulator(setting)
{
    private readonly List<Datum> _messages = [];
    private readonly HashSet<string> _unreachable = new(StringComparer.OrdinalIgnoreCase);

    protected override Operation? Route(WireRequest request, IReadOnlyList<string> path)
    {
        if (request.Method != "POST" || path is not ["messages"]) return null;
        var body = request.Json() ?? Datum.Null;
        var key = request.Header("Idempotency-Key");
        return new("send", body, key, body["to"].AsText(), () => SendOne(body, key));
    }

    protected override WireResponse? Page(WireRequest request, IReadOnlyList<string> path) => (request.Method, path) switch
    {
        ("GET", ["messages"]) => WireResponse.Json(200, Datum.Object(("messages", Datum.List(_messages)))),
        ("GET", ["inbox"]) => Inbox(),
        _ => null,
    };

    protected override Datum? Perform(string act, Datum arguments)
    {
        if (act != "bounce") return null;
        if (arguments["to"].AsText() is not { Length: > 0 } to) throw new SimulatorException("bounce にはあて先 to が必要です。", "bounce needs an address 'to'.");
        Commit("bounce", Datum.Object(("to", to), ("on", !arguments.TryGet("on", out var on) || on.AsBoolean())));
        return Datum.EmptyObject;
    }

    protected override void Apply(string type, Datum data, DateTimeOffset at)
    {
        if (type == "message") _messages.Add(data.With("sentAt", Datum.Of(at)));
        else if (type == "bounce" && data["on"].AsBoolean()) _unreachable.Add(data["to"].AsText()!);
        else if (type == "bounce") _unreachable.Remove(data["to"].AsText()!);
    }

    private WireResponse SendOne(Datum body, string? key)
    {
        if (body["to"].AsText() is not { Length: > 0 } to || body["body"].AsText() is null) return WireResponse.Error(400, "MALFORMED", "to と body が必要です。 They are required.");
        return Once(() =>
        {
            // RFC 6761: no address under .invalid can exist.
            if (to.EndsWith(".invalid", StringComparison.OrdinalIgnoreCase) || _unreachable.Contains(to)) return (WireResponse.Error(422, "undeliverable", "あて先に届きません。 Undeliverable."), "", Datum.Null, Datum.Null);
            var id = NextId("MSG");
            return (null, "message", body.With("messageId", id), Datum.Object(("messageId", id)));
        }, "send", key, to);
    }

    private WireResponse Inbox()
    {
        var html = new StringBuilder("<!doctype html><html lang=\"ja\"><head><meta charset=\"utf-8\"><title>送った通知（模擬）</title></head><body><main><h1>送った通知</h1><p><strong>これは模擬装置です。</strong>実際には送られていません。</p>");
        foreach (var message in Enumerable.Reverse(_messages))
        {
            html.Append($"<article><h2>{E(message["subject"])}</h2><p>{E(message["to"])}　{E(message["channel"])}　<time>{E(message["sentAt"])}</time></p><pre style=\"white-space:pre-wrap\">{E(message["body"])}</pre></article>");
        }
        return WireResponse.Text(200, "text/html; charset=utf-8", html.Append("</main></body></html>").ToString());
    }

    private static string E(Datum value) => WebUtility.HtmlEncode(value.AsText() ?? "");
}
