# language: ja
機能: ログインのない頁・本人の頁・API
  背景:
    前提 自治体 "鎌倉市" で手続 "account-transfer" が公開されている
    かつ 現在は "2026-06-10 09:00" である
    かつ 利用者 "佐藤 次郎" は役割 "citizen" である
    かつ 利用者 "科目 桜" は役割 "subjectStaff" である
    かつ 利用者 "収納 次郎" は役割 "collectionStaff" である
    かつ 案件 "KF-2026-000300" が段階 "照合中" にあり、項目は次のとおりである
      | applicant   | 佐藤 次郎    |
      | subjectCode | "11"         |
      | fiscalYear  | 8            |
      | noticeNo    | "1234567890" |
      | payerKana   | ヤマダ タロウ |
      | payerBirth  | 1980-04-01   |
      | payerPostal | "2480000"    |
      | accountNo   | "7654321"    |
      | bankCode    | "0001"       |

  シナリオ: ログインせずに開ける頁と開けない頁
    もし だれかが頁 "手続の一覧" をログインせずに開く
    ならば 応答は 200 である
    かつ 頁に "口座振替の廃止" が表示される
    もし だれかが頁 "F-APP" をログインせずに開く
    ならば 頁に "口座振替申込" が表示される
    もし だれかが頁 "/{自治体}/my/cases/{番号}" をログインせずに開く
    ならば 頁に "ログイン" が表示される
    かつ 頁に "KF-2026-000300" が表示されない
    もし だれかが頁 "/{自治体}/link/abcdef" をログインせずに開く
    ならば 応答は 410 で "このリンクは使えません。期限が過ぎたか、すでに終わっています。" である
    もし だれかが頁 "/return/{自治体}/{手続}/C-SVC?applicationId={番号}&code=00&state=1.forged" をログインせずに開く
    ならば 応答は 400 である
    かつ 案件の状態は "照合中" のままである
    もし "佐藤 次郎" が頁 "/{自治体}/my/cases/{番号}" を開く
    ならば 頁に "KF-2026-000300" が表示される
    かつ 頁に "****321" が表示される
    かつ 頁に "7654321" が表示されない

  シナリオ: APIは鍵と権限を確かめ、同じ鍵には同じ答えを返す
    もし API "POST /api/v1/applications/{案件}/actions/withdraw" を呼ぶ
    ならば 応答は 401 で "API_KEY_REQUIRED" である
    もし "科目 桜" が API "POST /api/v1/cases/{案件}/actions/revealAccount" を次の内容で呼ぶ
      | values.reason | 見たい |
    ならば 応答は 403 で "この情報を表示する権限がありません。" である
    もし "佐藤 次郎" が鍵 "W-1" で API "POST /api/v1/applications/{案件}/actions/withdraw" を呼ぶ
    ならば 応答は 200 である
    かつ 案件の状態は "取下げ" である
    もし "佐藤 次郎" が鍵 "W-1" で API "POST /api/v1/applications/{案件}/actions/withdraw" を呼ぶ
    ならば 応答は 200 である
    もし "佐藤 次郎" が鍵 "W-1" で API "POST /api/v1/applications/{案件}/actions/withdraw" を次の内容で呼ぶ
      | values.reason | ほか |
    ならば 応答は 409 で "IDEMPOTENCY_CONFLICT" である
    もし "佐藤 次郎" が API "POST /api/v1/applications/{案件}/actions/withdraw" を呼ぶ
    ならば 応答は 409 で "現在の状態ではこの操作はできません。" である
    かつ 応答の本文は次のとおりである
      | code   | STATE_CONFLICT |
      | status | 409            |
    もし "佐藤 次郎" が API "GET /api/v1/applications/{案件}" を呼ぶ
    ならば 応答の "case.number" は "KF-2026-000300" である
    もし "C-TAX" が API "POST /api/v1/connectors/account-transfer/C-TAX/events" を次の内容で呼ぶ
      | event         | paid                   |
      | data.customerNo | "11081234567890010000" |
      | data.amount   | 15200                  |
      | data.date     | 2026-06-10             |
    ならば 応答は 200 である
