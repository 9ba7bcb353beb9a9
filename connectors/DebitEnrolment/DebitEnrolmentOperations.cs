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
            "applicationId": { "title": "受付番号", "type": "string", "minLength": 1, "maxLength": 64, "description": "受付番号" },
            "lineNo": { "title": "行番号", "type": ["integer", "null"], "description": "行番号（1 件だけの申込は省略）" },
            "companyCode": { "title": "請求書発行企業コード", "type": "string", "pattern": "^[0-9]{6}$", "description": "請求書発行企業コード" },
            "subjects": { "title": "科目", "type": "array", "minItems": 1, "description": "科目。コードだけ、または行の内容",
              "items": { "anyOf": [ { "type": "string", "minLength": 1 }, { "type": "object", "required": ["subjectCode"],
                "properties": { "lineNo": { "title": "行番号", "type": ["integer", "null"] }, "subjectCode": { "title": "科目コード", "type": "string" }, "fiscalYear": { "title": "年度", "type": ["integer", "string", "null"] },
                  "noticeNo": { "title": "通知書番号", "type": ["string", "null"] }, "paymentPlan": { "title": "納付方法", "type": ["string", "null"] } } } ] } },
            "fiscalYear": { "title": "年度", "type": ["integer", "string", "null"] }, "noticeNo": { "title": "通知書番号", "type": ["string", "null"] }, "paymentPlan": { "title": "納付方法", "type": ["string", "null"] },
            "payerKana": { "title": "納付義務者カナ", "type": ["string", "null"] }, "payerBirth": { "title": "納付義務者の生年月日", "type": ["string", "null"] }, "payerPostal": { "title": "納付義務者の郵便番号", "type": ["string", "null"] },
            "holderKana": { "title": "口座名義人カナ", "type": ["string", "null"], "description": "口座名義人カナ（全銀文字）" },
            "bankCode": { "title": "金融機関コード", "type": "string", "pattern": "^[0-9]{4}$" }, "branchCode": { "title": "支店コード", "type": ["string", "null"] },
            "accountType": { "title": "預金種目", "type": ["string", "integer", "null"] }, "accountNo": { "title": "口座番号", "type": ["string", "null"] },
            "returnUrl": { "title": "戻り先", "type": ["string", "null"], "description": "省略すると設置環境の受け口" },
            "state": { "title": "照合用の印", "type": ["string", "null"], "description": "省略すると署名して付ける" } } }
        """),
        Datum.Parse("""
        { "type": "object", "required": ["redirectUrl", "expiresAt"], "properties": {
            "redirectUrl": { "title": "進む先", "type": "string", "minLength": 1 }, "expiresAt": { "title": "有効期限", "type": "string", "minLength": 20 } } }
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
        { "type": "object", "required": ["date"], "properties": { "date": { "title": "日付", "type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$", "description": "ファイルの日付（銀行営業日）" } } }
        """),
        Datum.Parse("""
        { "type": "object", "required": ["date", "name", "text", "sha256", "size"], "properties": {
            "date": { "title": "日付", "type": "string" }, "name": { "title": "ファイル名", "type": "string" }, "text": { "title": "内容", "type": "string" },
            "sha256": { "title": "内容の指紋", "type": "string", "pattern": "^[0-9a-f]{64}$" }, "size": { "title": "大きさ", "type": "integer" } } }
        """),
        [new("noFile", "その日のファイルはない（銀行営業日でない）"), new("refused", "受け付けられない")],
        new(
            Datum.Parse("""{ "date": "2026-06-11" }"""),
            Datum.Parse("""{ "date": "2026-06-11", "name": "results-2026-06-11.csv", "text": "受付番号,…\r\nT,0\r\n", "sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "size": 200 }""")));

    /// <summary>The citizen withdrew; what the bank still finishes is not reported any more.</summary>
    public static readonly OperationDescriptor Withdraw = new("withdraw", "取下げを知らせる", Idempotency.Natural,
        Datum.Parse("""{ "type": "object", "required": ["applicationId"], "properties": { "applicationId": { "title": "受付番号", "type": "string", "minLength": 1 }, "reason": { "title": "理由", "type": ["string", "null"] } } }"""),
        Datum.Parse("""{ "type": "object", "required": ["applicationId", "withdrawn"], "properties": { "applicationId": { "title": "受付番号", "type": "string" }, "withdrawn": { "title": "取り下げたか", "type": "boolean" } } }"""),
        [new("unknownApplication", "その申込は届いていない"), new("refused", "受け付けられない")],
        new(Datum.Parse("""{ "applicationId": "KF-2026-000001", "reason": "取下げ" }"""), Datum.Parse("""{ "applicationId": "KF-2026-000001", "withdrawn": true }""")));

    public static IReadOnlyList<OperationDescriptor> All { get; } = [Start, GetResults, Withdraw];
}
