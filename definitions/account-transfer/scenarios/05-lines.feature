# language: ja
機能: 複数の科目を1回で申し込む

  背景:
    前提 自治体 "鎌倉市" で手続 "account-transfer" が公開されている
    かつ 現在は "2026-06-10 09:00" である
    かつ 利用者 "山田 花子" は役割 "citizen" である
    かつ 利用者 "収納 太郎" は役割 "collectionStaff" である

  シナリオ: 科目ごとに状態が進む
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
    ならば 案件の状態は "金融機関手続中" である
    かつ コネクタ "C-SVC" の操作 "start" が 1 回呼ばれている
    もし コネクタ "C-SVC" の模擬装置で "finish" を次の内容で行う
      | 項目 | 値 |
      | code | "00" |
    ならば 案件の状態は "受付完了(仮)" である
    かつ "山田 花子" に通知 "N-01" が 1 件届いている
    かつ "介護保険料(普通徴収)" を含む
    もし 時刻が "2026-06-11 08:00" になる
    ならば 案件の状態は "一部処理中" である
    かつ 案件の表 "lines" は次のとおりである
      | subjectCode | state |
      | "11" | 登録済 |
      | "31" | 無効 |
    かつ "山田 花子" に通知 "N-03" が 1 件届いている
    かつ "山田 花子" に通知 "N-05" が 1 件届いている
    もし 時刻が "2026-06-30 00:00" になる
    ならば 案件は結果 "一部登録" で終わっている

  シナリオ: 2科目とも登録される
    前提 台帳 "R-LIAB" に次の記録がある
      | subject | FY | noticeNo | payerKey | kana | birth | postal | isCorp |
      | "31" | 8 | "2000000017" | P-1001 | ヤマダ ハナコ | 1980-04-01 | "2480000" | false |
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
    もし 時刻が "2026-06-11 08:00" になる
    ならば 案件の状態は "登録済" である
    かつ 台帳 "R-MAND" に 2 件ある
    かつ "山田 花子" に通知 "N-05" が 2 件届いている
    かつ 案件の表 "lines" の "2000000017" の行は次のとおりである
      | 項目 | 値 |
      | startTerm | R8-1 |
      | transferDate | 2026-06-30 |

  シナリオ: 片方の行だけ来たときは、もう片方だけ待つ
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
    もし コネクタ "C-SVC" からファイル "results-2026-06-11.csv" が届く
      """
      受付番号,受付日時,科目コード,年度,通知書番号,納付義務者カナ,生年月日,郵便番号,銀行コード,支店コード,預金種目,口座番号,口座名義カナ,納付方法,結果コード
      {number},2026-06-10T09:05:00+09:00,11,08,1234567890,ヤマダ ハナコ,1980-04-01,2480000,0001,123,1,7654321,ﾔﾏﾀﾞ ﾊﾅｺ,期別,00
      T,1
      """
    ならば 案件の表 "lines" は次のとおりである
      | subjectCode | state |
      | "11" | 登録済 |
      | "31" | 金融機関手続中 |
    もし コネクタ "C-SVC" からファイル "results-2026-06-12.csv" が届く
      """
      受付番号,受付日時,科目コード,年度,通知書番号,納付義務者カナ,生年月日,郵便番号,銀行コード,支店コード,預金種目,口座番号,口座名義カナ,納付方法,結果コード
      T,0
      """
    もし コネクタ "C-SVC" からファイル "results-2026-06-15.csv" が届く
      """
      受付番号,受付日時,科目コード,年度,通知書番号,納付義務者カナ,生年月日,郵便番号,銀行コード,支店コード,預金種目,口座番号,口座名義カナ,納付方法,結果コード
      T,0
      """
    ならば 案件の表 "lines" の "2000000017" の行は次のとおりである
      | 項目 | 値 |
      | state | 中断 |

  シナリオ: 不可は1回の申込で1回と数え、再申込は不可の科目だけ進める
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
      | code | "11" |
    ならば 案件の状態は "金融機関不可" である
    かつ 台帳 "R-TRY" に 1 件ある
    もし "山田 花子" が操作 "再申込" を行う
    ならば 案件の状態は "金融機関手続中" である

  シナリオ: 取下げは登録済でない科目だけ
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
    もし コネクタ "C-SVC" からファイル "results-2026-06-11.csv" が届く
      """
      受付番号,受付日時,科目コード,年度,通知書番号,納付義務者カナ,生年月日,郵便番号,銀行コード,支店コード,預金種目,口座番号,口座名義カナ,納付方法,結果コード
      {number},2026-06-10T09:05:00+09:00,11,08,1234567890,ヤマダ ハナコ,1980-04-01,2480000,0001,123,1,7654321,ﾔﾏﾀﾞ ﾊﾅｺ,期別,00
      T,1
      """
    もし "山田 花子" が操作 "取下げ" を行う
    ならば 案件の表 "lines" は次のとおりである
      | subjectCode | state |
      | "11" | 登録済 |
      | "31" | 取下げ |

  シナリオ: 11科目は申し込めない
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
      | lines | [{ subjectCode: "11", fiscalYear: 8, noticeNo: "1234567800", paymentPlan: "期別" }, { subjectCode: "11", fiscalYear: 8, noticeNo: "1234567801", paymentPlan: "期別" }, { subjectCode: "11", fiscalYear: 8, noticeNo: "1234567802", paymentPlan: "期別" }, { subjectCode: "11", fiscalYear: 8, noticeNo: "1234567803", paymentPlan: "期別" }, { subjectCode: "11", fiscalYear: 8, noticeNo: "1234567804", paymentPlan: "期別" }, { subjectCode: "11", fiscalYear: 8, noticeNo: "1234567805", paymentPlan: "期別" }, { subjectCode: "11", fiscalYear: 8, noticeNo: "1234567806", paymentPlan: "期別" }, { subjectCode: "11", fiscalYear: 8, noticeNo: "1234567807", paymentPlan: "期別" }, { subjectCode: "11", fiscalYear: 8, noticeNo: "1234567808", paymentPlan: "期別" }, { subjectCode: "11", fiscalYear: 8, noticeNo: "1234567809", paymentPlan: "期別" }, { subjectCode: "11", fiscalYear: 8, noticeNo: "1234567810", paymentPlan: "期別" }] |
    ならば 提出は拒否される
