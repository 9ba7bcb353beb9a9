using Workflows.Engine.Data;

namespace Workflows.Connectors.Revenue;

/// <summary>Operations and events of C-TAX (account-transfer §7.4).</summary>
public static class RevenueOperations
{
    private static readonly FaultDescriptor Refused = new("refused", "受け付けられない");

    public static readonly OperationDescriptor FindLiability = new("findLiability", "賦課を探す", Idempotency.Natural,
        Datum.Parse("""
        { "type": "object", "required": ["subject", "FY", "noticeNo"], "properties": {
            "subject": { "type": "string", "pattern": "^[0-9]{2}$" }, "FY": { "type": ["integer", "string"], "description": "令和の年" }, "noticeNo": { "type": "string", "minLength": 1 } } }
        """),
        Datum.Parse("""{ "type": "object", "required": ["found"], "properties": { "found": { "type": "boolean" }, "liability": { "type": ["object", "null"] } } }"""),
        [Refused],
        new(Datum.Parse("""{ "subject": "11", "FY": 8, "noticeNo": "1234567890" }"""),
            Datum.Parse("""{ "found": true, "liability": { "subject": "11", "FY": 8, "noticeNo": "1234567890", "payerKey": "P-1001", "kana": "ヤマダ ハナコ" } }""")));

    public static readonly OperationDescriptor ListDue = new("listDue", "期別の未納額を出す", Idempotency.Natural,
        Datum.Parse("""
        { "type": "object", "required": ["subject", "term"], "properties": {
            "subject": { "type": "string" }, "term": { "type": ["integer", "string"], "description": "期（2）または年度付き（R8-2）" }, "FY": { "type": ["integer", "string", "null"] } } }
        """),
        Datum.Parse("""
        { "type": "object", "required": ["items"], "properties": { "items": { "type": "array", "items": { "type": "object", "required": ["customerNo", "noticeNo", "payerKey", "balance"],
            "properties": { "customerNo": { "type": "string" }, "noticeNo": { "type": "string" }, "payerKey": { "type": "string" }, "amount": { "type": "number" }, "balance": { "type": "number" } } } } } }
        """),
        [Refused],
        new(Datum.Parse("""{ "subject": "11", "FY": 8, "term": 2 }"""),
            Datum.Parse("""{ "items": [ { "customerNo": "11081234567890020000", "subject": "11", "FY": 8, "noticeNo": "1234567890", "term": 2, "payerKey": "P-1001", "amount": 15200, "balance": 15200 } ] }""")));

    public static readonly OperationDescriptor UpsertMandate = new("upsertMandate", "口座振替契約を登録する", Idempotency.ByKey,
        Datum.Parse("""
        { "type": "object", "required": ["mandateId"], "properties": {
            "mandateId": { "type": "string", "minLength": 1 }, "payerKey": { "type": ["string", "null"] }, "subject": { "type": ["string", "null"] },
            "bankCode": { "type": ["string", "null"] }, "branchCode": { "type": ["string", "null"] }, "accountType": { "type": ["string", "integer", "null"] },
            "accountNo": { "type": ["string", "null"] }, "holderKana": { "type": ["string", "null"] }, "plan": { "type": ["string", "null"] }, "startTerm": { "type": ["string", "null"] } } }
        """),
        Datum.Parse("""{ "type": "object", "required": ["mandateId", "receiptNo"], "properties": { "mandateId": { "type": "string" }, "receiptNo": { "type": "string" } } }"""),
        [Refused],
        new(Datum.Parse("""{ "mandateId": "M-000001", "payerKey": "P-1001", "subject": "11", "bankCode": "0001", "branchCode": "123", "accountType": "1", "accountNo": "7654321", "holderKana": "ﾔﾏﾀﾞ ﾊﾅｺ", "plan": "期別", "startTerm": "R8-1" }"""),
            Datum.Parse("""{ "mandateId": "M-000001", "receiptNo": "TAX-000001" }""")));

    public static readonly OperationDescriptor CloseMandate = new("closeMandate", "口座振替契約を終える", Idempotency.ByKey,
        Datum.Parse("""
        { "type": "object", "required": ["mandateId"], "properties": { "mandateId": { "type": "string", "minLength": 1 }, "status": { "type": ["string", "null"], "description": "停止、廃止、置換" },
            "reason": { "type": ["string", "null"] }, "endTerm": { "type": ["string", "null"] } } }
        """),
        Datum.Parse("""{ "type": "object", "required": ["mandateId", "receiptNo"], "properties": { "mandateId": { "type": "string" }, "receiptNo": { "type": "string" } } }"""),
        [Refused, new("unknownMandate", "その契約は登録されていない")],
        new(Datum.Parse("""{ "mandateId": "M-000001", "status": "廃止", "reason": "口座変更", "endTerm": "R8-2" }"""),
            Datum.Parse("""{ "mandateId": "M-000001", "receiptNo": "TAX-000002" }""")));

    public static readonly OperationDescriptor ApplyPayment = new("applyPayment", "消し込む", Idempotency.ByKey,
        Datum.Parse("""
        { "type": "object", "required": ["customerNo", "amount", "date"], "properties": {
            "customerNo": { "type": "string", "pattern": "^[0-9]{20}$" }, "amount": { "type": "integer", "minimum": 1, "description": "円" },
            "date": { "type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" }, "key": { "type": ["string", "null"], "description": "冪等キー。省略すると呼出しのもの" } } }
        """),
        Datum.Parse("""{ "type": "object", "required": ["receiptNo", "balance", "overpaid"], "properties": { "receiptNo": { "type": "string" }, "balance": { "type": "integer" }, "overpaid": { "type": "integer", "description": "過誤納の円" } } }"""),
        [Refused, new("unknownCustomer", "その顧客番号の賦課はない")],
        new(Datum.Parse("""{ "customerNo": "11081234567890020000", "amount": 15200, "date": "2026-08-31" }"""),
            Datum.Parse("""{ "receiptNo": "TAX-000003", "balance": 0, "overpaid": 0 }""")));

    public static readonly OperationDescriptor Unpaid = new("unpaid", "振替不能を知らせる", Idempotency.ByKey,
        Datum.Parse("""
        { "type": "object", "required": ["customerNo", "date"], "properties": { "customerNo": { "type": "string", "pattern": "^[0-9]{20}$" },
            "amount": { "type": ["integer", "null"] }, "date": { "type": "string" }, "code": { "type": ["string", "null"], "description": "振替結果コード" } } }
        """),
        Datum.Parse("""{ "type": "object", "required": ["receiptNo"], "properties": { "receiptNo": { "type": "string" } } }"""),
        [Refused, new("unknownCustomer", "その顧客番号の賦課はない")],
        new(Datum.Parse("""{ "customerNo": "31082000000017030000", "amount": 7800, "date": "2026-08-31", "code": "1" }"""), Datum.Parse("""{ "receiptNo": "TAX-000004" }""")));

    public static IReadOnlyList<OperationDescriptor> All { get; } = [FindLiability, ListDue, UpsertMandate, CloseMandate, ApplyPayment, Unpaid];

    public static IReadOnlyList<EventDescriptor> Events { get; } =
    [
        new("moved", "納付義務者の転出", OfPayer, "payerKey"),
        new("deceased", "納付義務者の死亡", OfPayer, "payerKey"),
        new("paid", "納付書などによる納付", Datum.Parse("""
            { "type": "object", "required": ["customerNo", "amount", "date"], "properties": { "customerNo": { "type": "string" }, "amount": { "type": "integer" }, "date": { "type": "string" } } }
            """), "customerNo"),
    ];

    private static Datum OfPayer => Datum.Parse("""{ "type": "object", "required": ["payerKey", "date"], "properties": { "payerKey": { "type": "string", "minLength": 1 }, "date": { "type": "string" } } }""");
}
