using Workflows.Engine.Data;

namespace Workflows.Connectors.BankDebit;

/// <summary>Operations of C-BANK (account-transfer §7.3).</summary>
public static class BankDebitOperations
{
    /// <summary>The request file of account-transfer D6.</summary>
    public static string Example { get; } = string.Concat(
        "19101420400001ｶﾏｸﾗｼｶｲｹｲｶﾝﾘｼﾔ".PadRight(54) + "08310001ﾐｽﾞﾎ".PadRight(23) + "001ｶﾏｸﾗ".PadRight(18) + "11234567".PadRight(25), "\r\n",
        "20001ﾐｽﾞﾎ".PadRight(20) + "123ｽﾞｼ".PadRight(18) + "    " + "17654321" + "ﾔﾏﾀﾞ ﾊﾅｺ".PadRight(30) + "0000015200" + "0" + "11081234567890020000" + "0" + "        ", "\r\n",
        "20001ﾐｽﾞﾎ".PadRight(20) + "456ﾌｼﾞｻﾜ".PadRight(18) + "    " + "11112223" + "ｽｽﾞｷ ｷﾖｳｲﾁ".PadRight(30) + "0000007800" + "1" + "31082000000017030000" + "0" + "        ", "\r\n",
        "8000002000000023000000000000000000000000000000000000000".PadRight(120), "\r\n",
        "9".PadRight(120), "\r\n");

    private static readonly FaultDescriptor Refused = new("refused", "受け付けられない");

    public static readonly OperationDescriptor PutRequest = new("putRequest", "口座振替請求ファイルを送る", Idempotency.ByKey,
        Datum.Parse("""
        { "type": "object", "required": ["file"], "properties": {
            "file": { "title": "請求ファイル", "type": "string", "minLength": 120, "description": "全銀 口座振替（種別91）。120 文字のレコード、改行は任意" },
            "transferDate": { "title": "振替日", "type": ["string", "null"], "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$", "description": "省略すると見出しの引落日の次の到来" } } }
        """),
        Datum.Parse("""{ "type": "object", "required": ["receiptNo", "sha256"], "properties": { "receiptNo": { "title": "受付の控え番号", "type": "string" }, "sha256": { "title": "内容の指紋", "type": "string" } } }"""),
        [Refused, new("badFile", "ファイルの形式か合計が正しくない")],
        new(Datum.Object(("file", Example), ("transferDate", "2026-08-31")),
            Datum.Parse("""{ "receiptNo": "B-000001", "sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" }""")));

    public static readonly OperationDescriptor GetResult = new("getResult", "口座振替結果ファイルを受け取る", Idempotency.Natural,
        Datum.Parse("""
        { "type": "object", "required": ["transferDate"], "properties": {
            "transferDate": { "title": "振替日", "type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" }, "receiptNo": { "title": "受付の控え番号", "type": ["string", "null"], "description": "省略すると、その日の全ファイル" } } }
        """),
        Datum.Parse("""
        { "type": "object", "required": ["transferDate", "files", "text", "sha256"], "properties": { "transferDate": { "title": "振替日", "type": "string" },
            "files": { "title": "ファイル", "type": "array", "minItems": 1, "items": { "type": "object", "required": ["receiptNo", "text", "sha256"], "properties": { "receiptNo": { "title": "受付の控え番号", "type": "string" }, "text": { "title": "内容", "type": "string" }, "sha256": { "title": "内容の指紋", "type": "string" } } } },
            "text": { "title": "内容", "type": "string", "description": "最初のファイル" }, "sha256": { "title": "内容の指紋", "type": "string" }, "name": { "title": "ファイル名", "type": "string" } } }
        """),
        [Refused, new("noFile", "その日に請求したファイルはない")],
        new(Datum.Parse("""{ "transferDate": "2026-08-31" }"""),
            Datum.Parse("""{ "transferDate": "2026-08-31", "files": [ { "receiptNo": "B-000001", "text": "1910…", "sha256": "e3b0" } ], "text": "1910…", "sha256": "e3b0", "name": "result-2026-08-31-B-000001.txt" }""")));

    public static IReadOnlyList<OperationDescriptor> All { get; } = [PutRequest, GetResult];
}
