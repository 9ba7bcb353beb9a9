# language: ja
機能: 書面申込（P4）

  背景:
    前提 自治体 "鎌倉市" で手続 "account-transfer" が公開されている
    かつ 利用者 "山田 花子" は役割 "citizen" である
    かつ 利用者 "鈴木 京一" は役割 "citizen" である
    かつ 利用者 "収納 太郎" は役割 "collectionStaff" である
    かつ 利用者 "課長 一郎" は役割 "manager" である

  シナリオ: 書面の申込を照合して登録する
    前提 現在は "2026-06-10 09:00" である
    もし "収納 太郎" が様式 "F-PAPER" を次の内容で提出する
      | 項目          | 値                |
      | subjectCode   | "11"              |
      | fiscalYear    | 8                 |
      | noticeNo      | "1234567890"      |
      | payerKana     | ヤマダ ハナコ     |
      | payerName     | 山田 花子         |
      | payerBirth    | 1980-04-01        |
      | payerPostal   | "2480000"         |
      | holderIsPayer | true              |
      | bankCode      | "0001"            |
      | branchCode    | "123"             |
      | accountType   | "1"               |
      | accountNo     | "7654321"         |
      | paymentPlan   | 期別              |
      | receivedOn    | 2026-06-10        |
      | sealChecked   | 一致              |
    ならば 提出は受け付けられる
    かつ 状態は "照合中" を経て "登録済" である
    かつ 台帳 "R-MAND" に次の内容の記録が 1 件ある
      | 項目      | 値        |
      | applicant | 山田 花子 |
      | channel   | paper     |
      | startTerm | R8-1      |
    かつ "山田 花子" に通知 "N-05" が届いている
    かつ コネクタ "C-SVC" の操作 "start" が呼ばれていない
    かつ 手続 "P4" の案件が 1 件ある
    かつ 指標 "KPI-22-A2" は "0" である

  シナリオ: 印鑑相違は補正を依頼する
    前提 現在は "2026-06-10 09:00" である
    もし "収納 太郎" が様式 "F-PAPER" を次の内容で提出する
      | 項目          | 値                |
      | subjectCode   | "11"              |
      | fiscalYear    | 8                 |
      | noticeNo      | "1234567890"      |
      | payerKana     | ヤマダ ハナコ     |
      | payerName     | 山田 花子         |
      | payerBirth    | 1980-04-01        |
      | payerPostal   | "2480000"         |
      | holderIsPayer | true              |
      | bankCode      | "0001"            |
      | branchCode    | "123"             |
      | accountType   | "1"               |
      | accountNo     | "7654321"         |
      | paymentPlan   | 期別              |
      | receivedOn    | 2026-06-10        |
      | sealChecked   | 印鑑相違          |
    ならば 案件の状態は "差戻し" である
    かつ "山田 花子" に通知 "N-04" が届き、"印鑑相違" を含む
    もし "山田 花子" が補正に次の内容で答える
      | 項目      | 値        |
      | payerName | 山田 花子 |
    ならば 案件の状態は "登録済" である

  シナリオ: 職員でない人は書面を入力できない
    前提 現在は "2026-06-10 09:00" である
    もし "山田 花子" が様式 "F-PAPER" を次の内容で提出する
      | 項目          | 値                |
      | subjectCode   | "11"              |
      | fiscalYear    | 8                 |
      | noticeNo      | "1234567890"      |
      | payerKana     | ヤマダ ハナコ     |
      | payerName     | 山田 花子         |
      | payerBirth    | 1980-04-01        |
      | payerPostal   | "2480000"         |
      | holderIsPayer | true              |
      | bankCode      | "0001"            |
      | branchCode    | "123"             |
      | accountType   | "1"               |
      | accountNo     | "7654321"         |
      | paymentPlan   | 期別              |
      | receivedOn    | 2026-06-10        |
      | sealChecked   | 一致              |
    ならば 提出は拒否される
