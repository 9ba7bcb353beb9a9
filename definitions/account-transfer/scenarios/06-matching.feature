# language: ja
機能: 照合・補正・置換

  背景:
    前提 自治体 "鎌倉市" で手続 "account-transfer" が公開されている
    かつ 現在は "2026-06-10 09:00" である
    かつ 利用者 "山田 花子" は役割 "citizen" である
    かつ 利用者 "収納 太郎" は役割 "collectionStaff" である

  シナリオ: review は3営業日が期限の照合の仕事になり、登録を選ぶと登録される
    もし "山田 花子" が様式 "F-APP" を次の内容で提出する
      | 項目 | 値 |
      | subjectCode | "11" |
      | fiscalYear | 8 |
      | noticeNo | "1234567890" |
      | payerKana | ヤマダ ハナコ |
      | payerName | 山田 花子 |
      | payerBirth | 1981-04-01 |
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
    もし 時刻が "2026-06-11 08:00" になる
    ならば 案件の状態は "照合中" である
    かつ 役割 "collectionStaff" の受信箱に仕事 "照合" がある
    かつ 期限は "2026-06-16" である
    もし "収納 太郎" が仕事 "matching" を結果 "登録" で完了する
    ならば 案件の状態は "登録済" である
    かつ 役割 "collectionStaff" の受信箱に仕事 "照合" がない
    かつ "山田 花子" に通知 "N-05" が届いている

  シナリオ: 無効を選ぶと N-03
    もし "山田 花子" が様式 "F-APP" を次の内容で提出する
      | 項目 | 値 |
      | subjectCode | "11" |
      | fiscalYear | 8 |
      | noticeNo | "1234567890" |
      | payerKana | ヤマダ ハナコ |
      | payerName | 山田 花子 |
      | payerBirth | 1981-04-01 |
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
    もし 時刻が "2026-06-11 08:00" になる
    もし "収納 太郎" が仕事 "照合" を結果 "無効" で次の内容で完了する
      | 項目 | 値 |
      | reason | 別人の通知書 |
    ならば 案件の状態は "無効" である
    かつ "山田 花子" に通知 "N-03" が届き、"別人" を含まない
    かつ 案件は結果 "無効" で終わっている

  シナリオ: 無効と差戻しには理由が要る
    もし "山田 花子" が様式 "F-APP" を次の内容で提出する
      | 項目 | 値 |
      | subjectCode | "11" |
      | fiscalYear | 8 |
      | noticeNo | "1234567890" |
      | payerKana | ヤマダ ハナコ |
      | payerName | 山田 花子 |
      | payerBirth | 1981-04-01 |
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
    もし 時刻が "2026-06-11 08:00" になる
    もし "収納 太郎" が仕事 "照合" を結果 "無効" で完了する
    ならば 操作は拒否される
    もし "収納 太郎" が仕事 "照合" を結果 "差戻し" で完了する
    ならば 操作は拒否される
    ならば 案件の状態は "照合中" である

  シナリオ: 差戻しに答えると照合をやり直す
    もし "山田 花子" が様式 "F-APP" を次の内容で提出する
      | 項目 | 値 |
      | subjectCode | "11" |
      | fiscalYear | 8 |
      | noticeNo | "1234567890" |
      | payerKana | ヤマダ ハナコ |
      | payerName | 山田 花子 |
      | payerBirth | 1981-04-01 |
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
    もし 時刻が "2026-06-11 08:00" になる
    もし "収納 太郎" が仕事 "照合" を結果 "差戻し" で次の内容で完了する
      | 項目 | 値 |
      | reason | 生年月日をご確認ください |
    ならば 案件の状態は "差戻し" である
    かつ "山田 花子" に通知 "N-04" が届き、"生年月日をご確認ください" を含む
    もし "山田 花子" が補正に次の内容で答える
      | 項目 | 値 |
      | payerBirth | 1980-04-01 |
    ならば 状態は "照合中" を経て "登録済" である

  シナリオ: 14日答えがなければ無効
    もし "山田 花子" が様式 "F-APP" を次の内容で提出する
      | 項目 | 値 |
      | subjectCode | "11" |
      | fiscalYear | 8 |
      | noticeNo | "1234567890" |
      | payerKana | ヤマダ ハナコ |
      | payerName | 山田 花子 |
      | payerBirth | 1981-04-01 |
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
    もし 時刻が "2026-06-11 08:00" になる
    もし "収納 太郎" が仕事 "照合" を結果 "差戻し" で次の内容で完了する
      | 項目 | 値 |
      | reason | 生年月日をご確認ください |
    もし 時刻が "2026-06-25 23:59:59" になる
    ならば 案件の状態は "差戻し" である
    もし 時刻が "2026-06-26 00:00" になる
    ならば 案件の状態は "無効" である

  シナリオ: 差戻しから取り下げられる
    もし "山田 花子" が様式 "F-APP" を次の内容で提出する
      | 項目 | 値 |
      | subjectCode | "11" |
      | fiscalYear | 8 |
      | noticeNo | "1234567890" |
      | payerKana | ヤマダ ハナコ |
      | payerName | 山田 花子 |
      | payerBirth | 1981-04-01 |
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
    もし 時刻が "2026-06-11 08:00" になる
    もし "収納 太郎" が仕事 "照合" を結果 "差戻し" で次の内容で完了する
      | 項目 | 値 |
      | reason | 生年月日をご確認ください |
    もし "山田 花子" が操作 "取下げ" を行う
    ならば 案件の状態は "取下げ" である

  シナリオ: 照合中から取り下げると仕事もなくなる
    もし "山田 花子" が様式 "F-APP" を次の内容で提出する
      | 項目 | 値 |
      | subjectCode | "11" |
      | fiscalYear | 8 |
      | noticeNo | "1234567890" |
      | payerKana | ヤマダ ハナコ |
      | payerName | 山田 花子 |
      | payerBirth | 1981-04-01 |
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
    もし 時刻が "2026-06-11 08:00" になる
    もし "山田 花子" が操作 "取下げ" を行う
    ならば 案件の状態は "取下げ" である
    かつ 役割 "collectionStaff" の受信箱に仕事 "照合" がない

  シナリオ: 通知書番号が該当なしなら照合の仕事
    もし "山田 花子" が様式 "F-APP" を次の内容で提出する
      | 項目 | 値 |
      | subjectCode | "11" |
      | fiscalYear | 8 |
      | noticeNo | "9999999999" |
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
    もし 時刻が "2026-06-11 08:00" になる
    ならば 案件の状態は "照合中" である
    かつ 案件の項目は次のとおりである
      | 項目 | 値 |
      | result | review |
      | reason | 通知書番号が該当なし |

  シナリオ: 法人は生年月日なしで照合する
    前提 台帳 "R-LIAB" に次の記録がある
      | subject | FY | noticeNo | payerKey | kana | postal | isCorp |
      | "12" | 8 | "3000000001" | P-2001 | カマクラシーサイド | "2480001" | true |
    もし "山田 花子" が様式 "F-APP" を次の内容で提出する
      | 項目 | 値 |
      | subjectCode | "12" |
      | fiscalYear | 8 |
      | noticeNo | "3000000001" |
      | payerKana | カマクラシーサイド |
      | payerName | 株式会社鎌倉シーサイド |
      | payerPostal | "248-0001" |
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
    もし 時刻が "2026-06-11 08:00" になる
    ならば 案件の状態は "登録済" である
    かつ 案件の項目 "startTerm" は "R8-2" である

  シナリオ: 有効な契約があれば置換する
    前提 台帳 "R-MAND" に次の記録がある
      | mandateId | payerKey | applicant | subject | bank | branch | type | account | holderKana | plan | channel | registeredOn | startTerm | status |
      | M-OLD | P-1001 | 山田 花子 | "11" | "0005" | "001" | "1" | "1112222" | ﾔﾏﾀﾞ ﾊﾅｺ | 期別 | paper | 2025-05-01 | R7-1 | 有効 |
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
    もし 時刻が "2026-06-11 08:00" になる
    ならば 案件の状態は "登録済" である
    かつ 台帳 "R-MAND" の "M-OLD" は次のとおりである
      | 項目 | 値 |
      | status | 置換 |
      | replacedBy | M-000002 |
    かつ 台帳 "R-MAND" の "M-000002" は次のとおりである
      | 項目 | 値 |
      | status | 有効 |
      | bank | "0001" |
    かつ 台帳 "R-MAND" に次の内容の記録が 1 件ある
      | 項目 | 値 |
      | payerKey | P-1001 |
      | status | 有効 |

  シナリオ: 同じ日に同じ通知書で申し込むと先の申込は無効(置換)
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
    もし この案件を "先の申込" と呼ぶ
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
      | accountNo | "1111111" |
      | paymentPlan | 期別 |
      | email | hanako@example.jp |
      | phone | 090-1111-2222 |
      | agree | true |
    もし コネクタ "C-SVC" の模擬装置で "finish" を次の内容で行う
      | 項目 | 値 |
      | code | "00" |
    もし 案件 "先の申込" について
    ならば 案件の状態は "無効" である
    かつ 案件は結果 "無効(置換)" で終わっている
    かつ 案件の項目 "reason" は "置換" である
    もし 時刻が "2026-06-11 08:00" になる
    ならば 台帳 "R-MAND" に 1 件ある
    かつ 台帳 "R-MAND" の "M-000001" は次のとおりである
      | 項目 | 値 |
      | account | "1111111" |

  シナリオ: 別の日の申込は無効にしない
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
      | returns | false |
    もし 時刻が "2026-06-11 07:59" になる
    もし この案件を "先の申込" と呼ぶ
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
    もし 案件 "先の申込" について
    ならば 案件の状態は "金融機関手続中" である
