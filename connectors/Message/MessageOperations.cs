using Workflows.Engine.Data;

namespace Workflows.Connectors.Message;

/// <summary>Operations of C-MAIL and other message gateways.</summary>
public static class MessageOperations
{
    public static readonly OperationDescriptor Send = new("send", "通知を送る", Idempotency.ByKey,
        Datum.Parse("""
        { "type": "object", "required": ["to", "body"], "properties": {
            "to": { "title": "あて先", "type": "string", "minLength": 1, "description": "あて先（メールアドレス、電話番号、端末、住所）" }, "channel": { "title": "送り方", "type": ["string", "null"], "description": "mail、sms、push、post" },
            "subject": { "title": "件名", "type": ["string", "null"], "maxLength": 200 }, "body": { "title": "本文", "type": "string", "maxLength": 20000 }, "notice": { "title": "通知の番号", "type": ["string", "null"], "description": "通知の番号（N-01）" } } }
        """),
        Datum.Parse("""{ "type": "object", "required": ["messageId"], "properties": { "messageId": { "title": "送信番号", "type": "string" } } }"""),
        [new("undeliverable", "あて先に届かない"), new("refused", "受け付けられない")],
        new(Datum.Parse("""{ "to": "hanako@example.jp", "channel": "mail", "subject": "受付のお知らせ", "body": "お申込みを受け付けました。", "notice": "N-01" }"""),
            Datum.Parse("""{ "messageId": "MSG-000001" }""")));

    public static IReadOnlyList<OperationDescriptor> All { get; } = [Send];
}
