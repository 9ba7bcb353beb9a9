using System.Security.Cryptography;
using System.Text;
using Workflows.Cases.Ports;
using Workflows.Connectors.Inbound;
using Workflows.Engine.Data;

namespace Workflows.Connectors.LineMessaging;

/// <summary>LINE Messaging API, push messages: <c>POST /v2/bot/message/push</c> with <c>X-Line-Retry-Key</c>; 409 means the retry key was accepted before.</summary>
public sealed class LineMessagingConnector : IConnector
{
    /// <summary>Quick replies LINE shows under a message.</summary>
    private const int MostButtons = 13;

    public string Kind => "line";
    public string LabelJa => "LINE";
    public IReadOnlyList<OperationDescriptor> Operations => LineMessagingOperations.All;
    public IReadOnlyList<EventDescriptor> Events => LineMessagingOperations.Events;

    /// <summary>Base64 of HMAC-SHA256 over the raw body with the channel secret; several events a body, redelivered with the same webhookEventId.</summary>
    public HookScheme Hook { get; } = new()
    {
        SignatureHeader = "X-Line-Signature", Prefix = "", Encoding = "base64", Content = "{body}", TimestampHeader = null, IdHeader = null, IdPath = "webhookEventId", EventPath = "type", ListPath = "events",
    };

    public async ValueTask<CallOutcome> Invoke(ConnectorRequest request, CancellationToken cancellationToken)
    {
        var message = Datum.Object(("type", "text"), ("text", request.Body["text"]));
        if (request.Body["buttons"].Items is { Length: > 0 } buttons) message = message.With("quickReply", Datum.Object(("items", Datum.List(buttons.Take(MostButtons).Select(Button)))));
        var body = Datum.Object(("to", request.Body["to"]), ("messages", Datum.List(message)));
        var answer = await request.Http.Send(
            HttpMethod.Post, "v2/bot/message/push", body.ToUtf8(), "application/json", "application/json", cancellationToken,
            [new("X-Line-Retry-Key", RetryKey(request.Key).ToString())]).ConfigureAwait(false);
        return answer.Status switch
        {
            // 409 on a retry key is the first acceptance told again; it carries the ids of the messages sent then.
            200 or 409 => CallOutcome.Done(Datum.Object(("messageId", answer.Json()["sentMessages"][0]["id"]))),
            // LINE answers 400 for a user who is unknown or has blocked the account.
            400 when answer.JsonOrNull()?["message"].AsText() is { } text && text.Contains("'to'", StringComparison.Ordinal) => CallOutcome.Fault("undeliverable", text),
            _ => throw ConnectorHttp.Classify(answer),
        };
    }

    /// <summary>A quick reply: pressed, it comes back as a postback event and stands in the talk as if said. LINE shows 20 characters of a label.</summary>
    private static Datum Button(Datum button)
    {
        var label = new System.Globalization.StringInfo(button["label"].AsText()!);
        var shown = label.LengthInTextElements <= 20 ? label.String : label.SubstringByTextElements(0, 19) + "…";
        return Datum.Object(("type", "action"), ("action", Datum.Object(("type", "postback"), ("label", shown), ("data", button["data"]), ("displayText", label.String))));
    }

    /// <summary>LINE wants a UUID: the first 16 bytes of the key's SHA-256.</summary>
    private static Guid RetryKey(string key) => new(SHA256.HashData(Encoding.UTF8.GetBytes(key)).AsSpan(0, 16), bigEndian: true);
}
