using Workflows.Engine.Data;

namespace Workflows.Connectors.DebitEnrolment;

/// <summary>Operations of C-SVC (account-transfer §7.1, §7.2).</summary>
public static class DebitEnrolmentOperations
{
    /// <summary>The application is handed over; the citizen goes on at the bank.</summary>
    public static readonly OperationDescriptor Start = new("start", "口座振替の手続を始める", Idempotency.ByKey,
        Datum.Parse("""
        { "type": "object", "required": ["applicationId", "companyCode", "subjects", "bankCode"],
          "properties": {
            "applicationId": { "type": "string", "minLength": 1, "maxLength": 64, "description": "受付番号" },
            "lineNo": { "type": ["integer", "null"], "description": "行番号（1 件だけの申込は省略）" },
            "companyCode": { "type": "string", "pattern": "^[0-9]{6}$", "description": "請求書発行企業コード" },
            "subjects": { "type": "array", "minItems": 1, "description": "科目。コードだけ、または行の内容",
              "items": { "anyOf": [ { "type": "string", "minLength": 1 }, { "type": "object", "required": ["subjectCode"],
                "properties": { "lineNo": { "type": ["integer", "null"] }, "subjectCode": { "type": "string" }, "fiscalYear": { "type": ["integer", "string", "null"] },
                  "noticeNo": { "type": ["string", "null"] }, "paymentPlan": { "type": ["string", "null"] } } } ] } },
            "fiscalYear": { "type": ["integer", "string", "null"] }, "noticeNo": { "type": ["string", "null"] }, "paymentPlan": { "type": ["string", "null"] },
            "payerKana": { "type": ["string", "null"] }, "payerBirth": { "type": ["string", "null"] }, "payerPostal": { "type": ["string", "null"] },
            "holderKana": { "type": ["string", "null"], "description": "口座名義人カナ（全銀文字）" },
            "bankCode": { "type": "string", "pattern": "^[0-9]{4}$" }, "branchCode": { "type": ["string", "null"] },
            "accountType": { "type": ["string", "integer", "null"] }, "accountNo": { "type": ["string", "null"] },
            "returnUrl": { "type": ["string", "null"], "description": "省略すると設置環境の受け口" },
            "state": { "type": ["string", "null"], "description": "省略すると署名して付ける" } } }
        """),
        Datum.Parse("""
        { "type": "object", "required": ["redirectUrl", "expiresAt"], "properties": {
            "redirectUrl": { "type": "string", "minLength": 1 }, "expiresAt": { "type": "string", "minLength": 20 } } }
        """),
        [new("refused", "受け付けられない"), new("alreadyCompleted", "この申込は金融機関で完了している")],
        new(
            Datum.Parse("""
            { "applicationId": "KF-2026-000001", "companyCode": "920001",
              "subjects": [ { "lineNo": 1, "subjectCode": "11", "fiscalYear": 8, "noticeNo": "1234567890", "paymentPlan": "期別" } ],
              "payerKana": "ヤマダ ハナコ", "payerBirth": "1980-04-01", "payerPostal": "2480000", "holderKana": "ﾔﾏﾀﾞ ﾊﾅｺ",
              "bankCode": "0001", "branchCode": "123", "accountType": "1", "accountNo": "7654321" }
            """),
            Datum.Parse("""{ "redirectUrl": "/sim/14204/C-SVC/bank/2f1c", "expiresAt": "2026-06-10T10:30:00+09:00" }""")));

    /// <summary>The result file of a bank business day.</summary>
    public static readonly OperationDescriptor GetResults = new("getResults", "受付結果ファイルを受け取る", Idempotency.Natural,
        Datum.Parse("""
        { "type": "object", "required": ["date"], "properties": { "date": { "type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$", "description": "ファイルの日付（銀行営業日）" } } }
        """),
        Datum.Parse("""
        { "type": "object", "required": ["date", "name", "text", "sha256", "size"], "properties": {
            "date": { "type": "string" }, "name": { "type": "string" }, "text": { "type": "string" },
            "sha256": { "type": "string", "pattern": "^[0-9a-f]{64}$" }, "size": { "type": "integer" } } }
        """),
        [new("noFile", "その日のファイルはない（銀行営業日でない）"), new("refused", "受け付けられない")],
        new(
            Datum.Parse("""{ "date": "2026-06-11" }"""),
            Datum.Parse("""{ "date": "2026-06-11", "name": "results-2026-06-11.csv", "text": "受付番号,…\r\nT,0\r\n", "sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "size": 200 }""")));

    /// <summary>The citizen withdrew; what the bank still finishes is not reported any more.</summary>
    public static readonly OperationDescriptor Withdraw = new("withdraw", "取下げを知らせる", Idempotency.Natural,
        Datum.Parse("""{ "type": "object", "required": ["applicationId"], "properties": { "applicationId": { "type": "string", "minLength": 1 }, "reason": { "type": ["string", "null"] } } }"""),
        Datum.Parse("""{ "type": "object", "required": ["applicationId", "withdrawn"], "properties": { "applicationId": { "type": "string" }, "withdrawn": { "type": "boolean" } } }"""),
        [new("unknownApplication", "その申込は届いていない"), new("refused", "受け付けられない")],
        new(Datum.Parse("""{ "applicationId": "KF-2026-000001", "reason": "取下げ" }"""), Datum.Parse("""{ "applicationId": "KF-2026-000001", "withdrawn": true }""")));

    public static IReadOnlyList<OperationDescriptor> All { get; } = [Start, GetResults, Withdraw];
}
