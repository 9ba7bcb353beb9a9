using Workflows.Engine.Data;

namespace Workflows.Connectors.Revenue;

/// <summary>Operations and events of C-TAX (account-transfer §7.4).</summary>
public static class RevenueOperations
{
    private static readonly FaultDescriptor Refused = new("refused", "受け付けられない");

    public static readonly OperationDescriptor FindLiability = new("findLiability", "賦課を探す", Idempotency.Natural,
        Datum.Parse("""
        { "type": "object", "required": ["subject", "FY", "noticeNo"], "properties": {
            "subject": { "title": "科目", "type": "string", "pattern": "^[0-9]{2}$" }, "FY": { "title": "年度（令和の年）", "type": ["integer", "string"], "description": "令和の年" }, "noticeNo": { "title": "通知書番号", "type": "string", "minLength": 1 } } }
        """),
        Datum.Parse("""{ "type": "object", "required": ["found"], "properties": { "found": { "title": "見つかったか", "type": "boolean" }, "liability": { "title": "賦課", "type": ["object", "null"] } } }"""),
        [Refused],
        new(Datum.Parse("""{ "subject": "11", "FY": 8, "noticeNo": "1234567890" }"""),
            Datum.Parse("""{ "found": true, "liability": { "subject": "11", "FY": 8, "noticeNo": "1234567890", "payerKey": "P-1001", "kana": "ヤマダ ハナコ" } }""")));

    public static readonly OperationDescriptor ListDue = new("listDue", "期別の未納額を出す", Idempotency.Natural,
        Datum.Parse("""
        { "type": "object", "required": ["subject", "term"], "properties": {
            "subject": { "title": "科目", "type": "string" }, "term": { "title": "期", "type": ["integer", "string"], "description": "期（2）または年度付き（R8-2）" }, "FY": { "title": "年度（令和の年）", "type": ["integer", "string", "null"] } } }
        """),
        Datum.Parse("""
        { "type": "object", "required": ["items"], "properties": { "items": { "title": "一覧", "type": "array", "items": { "type": "object", "required": ["customerNo", "noticeNo", "payerKey", "balance"],
            "properties": { "customerNo": { "title": "顧客番号", "type": "string" }, "noticeNo": { "title": "通知書番号", "type": "string" }, "payerKey": { "title": "納付義務者番号", "type": "string" }, "amount": { "title": "金額", "type": "number" }, "balance": { "title": "残額", "type": "number" } } } } } }
        """),
        [Refused],
        new(Datum.Parse("""{ "subject": "11", "FY": 8, "term": 2 }"""),
            Datum.Parse("""{ "items": [ { "customerNo": "11081234567890020000", "subject": "11", "FY": 8, "noticeNo": "1234567890", "term": 2, "payerKey": "P-1001", "amount": 15200, "balance": 15200 } ] }""")));

    public static readonly OperationDescriptor UpsertMandate = new("upsertMandate", "口座振替契約を登録する", Idempotency.ByKey,
        Datum.Parse("""
        { "type": "object", "required": ["mandateId"], "properties": {
            "mandateId": { "title": "契約番号", "type": "string", "minLength": 1 }, "payerKey": { "title": "納付義務者番号", "type": ["string", "null"] }, "subject": { "title": "科目", "type": ["string", "null"] },
            "bankCode": { "title": "金融機関コード", "type": ["string", "null"] }, "branchCode": { "title": "支店コード", "type": ["string", "null"] }, "accountType": { "title": "預金種目", "type": ["string", "integer", "null"] },
            "accountNo": { "title": "口座番号", "type": ["string", "null"] }, "holderKana": { "title": "口座名義人カナ", "type": ["string", "null"] }, "plan": { "title": "振替方法", "type": ["string", "null"] }, "startTerm": { "title": "開始の期", "type": ["string", "null"] } } }
        """),
        Datum.Parse("""{ "type": "object", "required": ["mandateId", "receiptNo"], "properties": { "mandateId": { "title": "契約番号", "type": "string" }, "receiptNo": { "title": "受付の控え番号", "type": "string" } } }"""),
        [Refused],
        new(Datum.Parse("""{ "mandateId": "M-000001", "payerKey": "P-1001", "subject": "11", "bankCode": "0001", "branchCode": "123", "accountType": "1", "accountNo": "7654321", "holderKana": "ﾔﾏﾀﾞ ﾊﾅｺ", "plan": "期別", "startTerm": "R8-1" }"""),
            Datum.Parse("""{ "mandateId": "M-000001", "receiptNo": "TAX-000001" }""")));

    public static readonly OperationDescriptor CloseMandate = new("closeMandate", "口座振替契約を終える", Idempotency.ByKey,
        Datum.Parse("""
        { "type": "object", "required": ["mandateId"], "properties": { "mandateId": { "title": "契約番号", "type": "string", "minLength": 1 }, "status": { "title": "状態", "type": ["string", "null"], "description": "停止、廃止、置換" },
            "reason": { "title": "理由", "type": ["string", "null"] }, "endTerm": { "title": "終了の期", "type": ["string", "null"] } } }
        """),
        Datum.Parse("""{ "type": "object", "required": ["mandateId", "receiptNo"], "properties": { "mandateId": { "title": "契約番号", "type": "string" }, "receiptNo": { "title": "受付の控え番号", "type": "string" } } }"""),
        [Refused, new("unknownMandate", "その契約は登録されていない")],
        new(Datum.Parse("""{ "mandateId": "M-000001", "status": "廃止", "reason": "口座変更", "endTerm": "R8-2" }"""),
            Datum.Parse("""{ "mandateId": "M-000001", "receiptNo": "TAX-000002" }""")));

    public static readonly OperationDescriptor ApplyPayment = new("applyPayment", "消し込む", Idempotency.ByKey,
        Datum.Parse("""
        { "type": "object", "required": ["customerNo", "amount", "date"], "properties": {
            "customerNo": { "title": "顧客番号", "type": "string", "pattern": "^[0-9]{20}$" }, "amount": { "title": "金額", "type": "integer", "minimum": 1, "description": "円" },
            "date": { "title": "日付", "type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" }, "key": { "title": "二重登録を防ぐ番号", "type": ["string", "null"], "description": "冪等キー。省略すると呼出しのもの" } } }
        """),
        Datum.Parse("""{ "type": "object", "required": ["receiptNo", "balance", "overpaid"], "properties": { "receiptNo": { "title": "受付の控え番号", "type": "string" }, "balance": { "title": "残額", "type": "integer" }, "overpaid": { "title": "過誤納の額", "type": "integer", "description": "過誤納の円" } } }"""),
        [Refused, new("unknownCustomer", "その顧客番号の賦課はない")],
        new(Datum.Parse("""{ "customerNo": "11081234567890020000", "amount": 15200, "date": "2026-08-31" }"""),
            Datum.Parse("""{ "receiptNo": "TAX-000003", "balance": 0, "overpaid": 0 }""")));

    public static readonly OperationDescriptor Unpaid = new("unpaid", "振替不能を知らせる", Idempotency.ByKey,
        Datum.Parse("""
        { "type": "object", "required": ["customerNo", "date"], "properties": { "customerNo": { "title": "顧客番号", "type": "string", "pattern": "^[0-9]{20}$" },
            "amount": { "title": "金額", "type": ["integer", "null"] }, "date": { "title": "日付", "type": "string" }, "code": { "title": "振替結果コード", "type": ["string", "null"], "description": "振替結果コード" } } }
        """),
        Datum.Parse("""{ "type": "object", "required": ["receiptNo"], "properties": { "receiptNo": { "title": "受付の控え番号", "type": "string" } } }"""),
        [Refused, new("unknownCustomer", "その顧客番号の賦課はない")],
        new(Datum.Parse("""{ "customerNo": "31082000000017030000", "amount": 7800, "date": "2026-08-31", "code": "1" }"""), Datum.Parse("""{ "receiptNo": "TAX-000004" }""")));

    public static IReadOnlyList<OperationDescriptor> All { get; } = [FindLiability, ListDue, UpsertMandate, CloseMandate, ApplyPayment, Unpaid];

    public static IReadOnlyList<EventDescriptor> Events { get; } =
    [
        new("moved", "納付義務者の転出", OfPayer, "payerKey"),
        new("deceased", "納付義務者の死亡", OfPayer, "payerKey"),
        new("paid", "納付書などによる納付", Datum.Parse("""
            { "type": "object", "required": ["customerNo", "amount", "date"], "properties": { "customerNo": { "title": "顧客番号", "type": "string" }, "amount": { "title": "金額", "type": "integer" }, "date": { "title": "日付", "type": "string" } } }
            """), "customerNo"),
    ];

    private static Datum OfPayer => Datum.Parse("""{ "type": "object", "required": ["payerKey", "date"], "properties": { "payerKey": { "title": "納付義務者番号", "type": "string", "minLength": 1 }, "date": { "title": "日付", "type": "string" } } }""");
}
