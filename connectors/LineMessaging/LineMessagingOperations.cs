using Workflows.Engine.Data;

namespace Workflows.Connectors.LineMessaging;

/// <summary>Operations of LINE Messaging API.</summary>
public static class LineMessagingOperations
{
    public static readonly OperationDescriptor Push = new("push", "LINEで送る", Idempotency.ByKey,
        Datum.Parse("""
        { "type": "object", "required": ["to", "text"], "properties": {
            "to": { "title": "あて先", "type": "string", "minLength": 1, "description": "LINEの利用者ID" }, "text": { "title": "本文", "type": "string", "minLength": 1, "maxLength": 5000 },
            "notice": { "title": "通知の番号", "type": ["string", "null"], "description": "通知の番号" },
            "buttons": { "title": "返信のボタン", "type": ["array", "null"], "items": { "type": "object", "required": ["label", "data"], "properties": { "label": { "title": "ことば", "type": "string", "minLength": 1 }, "data": { "title": "戻る値", "type": "string", "maxLength": 300 } } } } } }
        """),
        Datum.Parse("""{ "type": "object", "required": ["messageId"], "properties": { "messageId": { "title": "送信番号", "type": "string" } } }"""),
        [new("undeliverable", "あて先に届かない"), new("refused", "受け付けられない")],
        new(Datum.Parse("""{ "to": "U4af4980629", "text": "お申込みを受け付けました。" }"""), Datum.Parse("""{ "messageId": "461230966842064897" }""")));

    public static IReadOnlyList<OperationDescriptor> All { get; } = [Push];

    /// <summary>What LINE tells by webhook; waits are matched by the user's id.</summary>
    public static IReadOnlyList<EventDescriptor> Events { get; } =
    [
        Event("message", "利用者からのメッセージ"), Event("postback", "ボタンなどの操作"), Event("follow", "友だち追加"), Event("unfollow", "ブロック"), Event("accountLink", "アカウント連携"),
    ];

    private static EventDescriptor Event(string name, string label) => new(name, label, Datum.Parse("""
        { "type": "object", "required": ["webhookEventId"], "properties": { "webhookEventId": { "type": "string" }, "timestamp": { "type": "integer" }, "source": { "type": "object" } } }
        """), "source.userId");
}
