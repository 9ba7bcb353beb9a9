using Workflows.Engine.Data;

namespace Workflows.Connectors.LineMessaging;

/// <summary>Operations of LINE Messaging API.</summary>
public static class LineMessagingOperations
{
    public static readonly OperationDescriptor Push = new("push", "LINEで送る", Idempotency.ByKey,
        Datum.Parse("""
        { "type": "object", "required": ["to", "text"], "properties": {
            "to": { "type": "string", "minLength": 1, "description": "LINEの利用者ID" }, "text": { "type": "string", "minLength": 1, "maxLength": 5000 },
            "notice": { "type": ["string", "null"], "description": "通知の番号" } } }
        """),
        Datum.Parse("""{ "type": "object", "required": ["messageId"], "properties": { "messageId": { "type": "string" } } }"""),
        [new("undeliverable", "あて先に届かない"), new("refused", "受け付けられない")],
        new(Datum.Parse("""{ "to": "U4af4980629", "text": "お申込みを受け付けました。" }"""), Datum.Parse("""{ "messageId": "461230966842064897" }""")));

    public static IReadOnlyList<OperationDescriptor> All { get; } = [Push];
}
