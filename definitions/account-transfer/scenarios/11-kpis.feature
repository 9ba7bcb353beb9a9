# language: ja
機能: 指標

  背景:
    前提 自治体 "鎌倉市" で手続 "account-transfer" が公開されている
    かつ 現在は "2026-06-10 09:00" である
    かつ 利用者 "山田 花子" は役割 "citizen" である
    かつ 利用者 "収納 太郎" は役割 "collectionStaff" である

  シナリオ: 対象収納科目数は受付中の科目の数
    ならば 指標 "対象収納科目数" は "7" である
    前提 台帳 "R-SUBJ" に次の記録がある
      | code | FY | name | terms | prepayAllowed | webEnabled.from |
      | "51" | 8 | 下水道使用料 | [{ no: 1, due: "2026-08-31" }] | false | 2026-07-01 |
    ならば 指標 "KPI-22-A1" は "7" である
    もし 時刻が "2026-07-01 00:00" になる
    ならば 指標 "KPI-22-A1" は "8" である

  シナリオ: 利用回数は申込、件数は明細で数える
    もし "山田 花子" が様式 "F-APP" を次の内容で提出する
      | 項目 | 値 |
      | payerKana | ヤマダ ハナコ |
      | payerName | 山田 花子 |
      | payerBirth | 1980-04-01 |
      | payerPostal | "2480000" |
      | holderIsPayer | true |
      | holderKana | ヤマダ ハナコ |
      | bankCode | "0001" |
      | branchCode | "123" |
      | accountType | "1" |
      | accountNo | "7654321" |
      | email | hanako@example.jp |
      | phone | 090-1111-2222 |
      | agree | true |
      | lines | [{ subjectCode: "11", fiscalYear: 8, noticeNo: "1234567890", paymentPlan: "期別" }, { subjectCode: "31", fiscalYear: 8, noticeNo: "2000000017", paymentPlan: "期別" }] |
    もし コネクタ "C-SVC" の模擬装置で "finish" を次の内容で行う
      | 項目 | 値 |
      | code | "00" |
    もし "山田 花子" が様式 "F-APP" を次の内容で提出する
      | 項目 | 値 |
      | subjectCode | "11" |
      | fiscalYear | 8 |
      | noticeNo | "1111111111" |
      | payerKana | ヤマダ ハナコ |
      | payerName | 山田 花子 |
      | payerBirth | 1980-04-01 |
      | payerPostal | "2480000" |
      | holderIsPayer | true |
      | holderKana | ヤマダ ハナコ |
      | bankCode | "0001" |
      | branchCode | "123" |
      | accountType | "1" |
      | accountNo | "7654321" |
      | paymentPlan | 期別 |
      | email | hanako@example.jp |
      | phone | 090-1111-2222 |
      | agree | true |
    もし コネクタ "C-SVC" の模擬装置で "finish" を次の内容で行う
      | 項目 | 値 |
      | code | "11" |
    ならば 指標 "KPI-22-A2" は "1" である
    かつ 指標 "KPI-30-A1" は "2" である
    かつ 指標 "KPI-22-X1" は "―" である

  シナリオ: 開始までの日数は送信日から最初の振替日まで
    もし "山田 花子" が様式 "F-APP" を次の内容で提出する
      | 項目 | 値 |
      | subjectCode | "11" |
      | fiscalYear | 8 |
      | noticeNo | "1234567890" |
      | payerKana | ヤマダ ハナコ |
      | payerName | 山田 花子 |
      | payerBirth | 1980-04-01 |
      | payerPostal | "2480000" |
      | holderIsPayer | true |
      | holderKana | ヤマダ ハナコ |
      | bankCode | "0001" |
      | branchCode | "123" |
      | accountType | "1" |
      | accountNo | "7654321" |
      | paymentPlan | 期別 |
      | email | hanako@example.jp |
      | phone | 090-1111-2222 |
      | agree | true |
    もし コネクタ "C-SVC" の模擬装置で "finish" を次の内容で行う
      | 項目 | 値 |
      | code | "00" |
    もし 時刻が "2026-06-30 00:00" になる
    ならば 案件の状態は "振替開始" である
    かつ 指標 "KPI-22-X1" は "20" である

  シナリオ: 金融機関窓口の件数
    前提 台帳 "R-STAT" に次の記録がある
      | month | subject | channel | count | amount |
      | 2026-06 | "11" | 金融機関窓口 | 120 | 1800000 |
      | 2026-06 | "31" | 金融機関窓口 | 30 | 230000 |
      | 2026-06 | "11" | コンビニ | 400 | 5000000 |
    ならば 指標 "KPI-22-O1" は 150 である
    かつ 指標 "KPI-22-O1" の "2026-06" は "150" である
    かつ 指標 "KPI-22-O1" の "2026-07" は "0" である
    かつ 指標 "KPI-22-O1" の "2026" は "150" である
    かつ 指標 "KPI-22-O1" の 科目 "11" は "120" である
    かつ 指標 "KPI-22-O1" の 科目 "31" の "2026-06" は "30" である

  シナリオ: 分母のない口座振替率
    ならば 指標 "KPI-30-O1" は "―" である
    前提 台帳 "R-LIAB" に次の記録がある
      | subject | FY | noticeNo     | payerKey | kana        | birth      | postal    | isCorp | terms |
      | "11"    | 8  | "1234567890" | P-1001   | ヤマダ ハナコ | 1980-04-01 | "2480000" | false  | [{ no: 1, amount: 15200, balance: 15200 }] |
      | "11"    | 8  | "1234567891" | P-1003   | サトウ ジロウ | 1981-04-01 | "2480000" | false  | [{ no: 1, amount: 15200, balance: 15200 }] |
      | "31"    | 8  | "2000000017" | P-1002   | スズキ キョウイチ | 1950-01-15 | "2490000" | false | [{ no: 1, amount: 7800, balance: 7800 }] |
    かつ 台帳 "R-ITEM" に次の記録がある
      | customerNo             | transferDate | subject | FY | noticeNo     | term | result | state  |
      | "11081234567890010000" | 2026-06-30   | "11"    | 8  | "1234567890" | 1    | "0"    | 消込済 |
      | "31082000000017010000" | 2026-06-30   | "31"    | 8  | "2000000017" | 1    | "1"    | 不能   |
    ならば 指標 "KPI-30-O1" は "33.3" である
    かつ 指標 "口座振替率" の 科目 "11" は "50" である
    かつ 指標 "口座振替率" の 科目 "31" の "2026" は "0" である
    かつ 指標 "口座振替率" の 年度 "8" は "33.3" である
