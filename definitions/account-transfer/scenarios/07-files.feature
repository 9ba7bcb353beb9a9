# language: ja
機能: 受付結果ファイルと外部の障害

  背景:
    前提 自治体 "鎌倉市" で手続 "account-transfer" が公開されている
    かつ 現在は "2026-06-10 09:00" である
    かつ 利用者 "山田 花子" は役割 "citizen" である
    かつ 利用者 "収納 太郎" は役割 "collectionStaff" である

  シナリオ: 同じ日付・同じ内容のファイルは1回だけ取り込む
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
    もし コネクタ "C-SVC" からファイル "results-2026-06-11.csv" が届く
      """
      受付番号,受付日時,科目コード,年度,通知書番号,納付義務者カナ,生年月日,郵便番号,銀行コード,支店コード,預金種目,口座番号,口座名義カナ,納付方法,結果コード
      {number},2026-06-10T09:05:00+09:00,11,08,1234567890,ヤマダ ハナコ,1980-04-01,2480000,0001,123,1,7654321,ﾔﾏﾀﾞ ﾊﾅｺ,期別,00
      T,1
      """
    ならば 案件の状態は "登録済" である
    もし ファイルがもう一度届く
    ならば 台帳 "R-FILE" に 1 件ある
    かつ 台帳 "R-MAND" に 1 件ある
    かつ "山田 花子" に通知 "N-05" が 1 件届いている
    もし 手続 "P2" の案件について
    ならば 案件の状態は "取込不要" である

  シナリオ: 空のファイルも日付が違えば別のファイル
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
    もし コネクタ "C-SVC" からファイル "results-2026-06-11.csv" が届く
      """
      受付番号,受付日時,科目コード,年度,通知書番号,納付義務者カナ,生年月日,郵便番号,銀行コード,支店コード,預金種目,口座番号,口座名義カナ,納付方法,結果コード
      T,0
      """
    ならば 案件の状態は "金融機関手続中" である
    もし ファイルがもう一度届く
    ならば 案件の状態は "金融機関手続中" である
    もし コネクタ "C-SVC" からファイル "results-2026-06-12.csv" が届く
      """
      受付番号,受付日時,科目コード,年度,通知書番号,納付義務者カナ,生年月日,郵便番号,銀行コード,支店コード,預金種目,口座番号,口座名義カナ,納付方法,結果コード
      T,0
      """
    ならば 案件の状態は "中断" である
    かつ 台帳 "R-FILE" に 2 件ある

  シナリオ: 件数の合わないファイルは何も反映せず、確認の仕事にする
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
    もし コネクタ "C-SVC" からファイル "results-2026-06-11.csv" が届く
      """
      受付番号,受付日時,科目コード,年度,通知書番号,納付義務者カナ,生年月日,郵便番号,銀行コード,支店コード,預金種目,口座番号,口座名義カナ,納付方法,結果コード
      {number},2026-06-10T09:05:00+09:00,11,08,1234567890,ヤマダ ハナコ,1980-04-01,2480000,0001,123,1,7654321,ﾔﾏﾀﾞ ﾊﾅｺ,期別,00
      T,2
      """
    ならば 案件の状態は "金融機関手続中" である
    かつ 役割 "collectionStaff" の受信箱に仕事 "fileCheck" がある
    かつ 台帳 "R-MAND" に 0 件ある
    もし "収納 太郎" が仕事 "fileCheck" を完了する
    ならば 役割 "collectionStaff" の受信箱に仕事 "結果ファイルの確認" がない

  シナリオ: 申込のない行は仕事になり、ほかの行は反映する
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
    もし コネクタ "C-SVC" からファイル "results-2026-06-11.csv" が届く
      """
      受付番号,受付日時,科目コード,年度,通知書番号,納付義務者カナ,生年月日,郵便番号,銀行コード,支店コード,預金種目,口座番号,口座名義カナ,納付方法,結果コード
      KF-2026-009999,2026-06-10T09:05:00+09:00,11,08,5555555555,ヤマダ ハナコ,1980-04-01,2480000,0001,123,1,7654321,ﾔﾏﾀﾞ ﾊﾅｺ,期別,00
      {number},2026-06-10T09:05:00+09:00,11,08,1234567890,ヤマダ ハナコ,1980-04-01,2480000,0001,123,1,7654321,ﾔﾏﾀﾞ ﾊﾅｺ,期別,00
      T,2
      """
    ならば 案件の状態は "登録済" である
    かつ 役割 "collectionStaff" の受信箱に仕事 "申込のない結果行" が 1 件ある
    もし "収納 太郎" が仕事 "orphanRow" を完了する
    ならば 役割 "collectionStaff" の受信箱に仕事 "orphanRow" がない

  シナリオ: 申込に一致しない行も仕事になる
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
    もし コネクタ "C-SVC" からファイル "results-2026-06-11.csv" が届く
      """
      受付番号,受付日時,科目コード,年度,通知書番号,納付義務者カナ,生年月日,郵便番号,銀行コード,支店コード,預金種目,口座番号,口座名義カナ,納付方法,結果コード
      {number},2026-06-10T09:05:00+09:00,11,08,5555555555,ヤマダ ハナコ,1980-04-01,2480000,0001,123,1,7654321,ﾔﾏﾀﾞ ﾊﾅｺ,期別,00
      T,1
      """
    ならば 案件の状態は "金融機関手続中" である
    かつ 役割 "collectionStaff" の受信箱に仕事 "orphanRow" が 1 件ある

  シナリオ: 同じ行が2つあっても登録は1件
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
    もし コネクタ "C-SVC" からファイル "results-2026-06-11.csv" が届く
      """
      受付番号,受付日時,科目コード,年度,通知書番号,納付義務者カナ,生年月日,郵便番号,銀行コード,支店コード,預金種目,口座番号,口座名義カナ,納付方法,結果コード
      {number},2026-06-10T09:05:00+09:00,11,08,1234567890,ヤマダ ハナコ,1980-04-01,2480000,0001,123,1,7654321,ﾔﾏﾀﾞ ﾊﾅｺ,期別,00
      {number},2026-06-10T09:05:00+09:00,11,08,1234567890,ヤマダ ハナコ,1980-04-01,2480000,0001,123,1,7654321,ﾔﾏﾀﾞ ﾊﾅｺ,期別,00
      T,2
      """
    ならば 案件の状態は "登録済" である
    かつ 台帳 "R-MAND" に 1 件ある

  シナリオ: C-SVC が止まっていても申込は受け付け、復旧後に一度だけ始める
    前提 コネクタ "C-SVC" は操作 "start" に "503" で 2 回失敗してから応じる
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
    ならば 案件の状態は "金融機関手続中" である
    もし 5 分が過ぎる
    ならば コネクタ "C-SVC" の操作 "start" が 3 回呼ばれている
    もし コネクタ "C-SVC" の模擬装置で "finish" を次の内容で行う
      | 項目 | 値 |
      | code | "00" |
    ならば 案件の状態は "受付完了(仮)" である

  シナリオ: C-TAX の登録が失敗しても登録済で、復旧後に一度だけ届く
    前提 コネクタ "C-TAX" は操作 "upsertMandate" に "503" で 2 回失敗してから応じる
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
    かつ 台帳 "R-MAND" に 1 件ある
    もし 1 時間が過ぎる
    ならば コネクタ "C-TAX" の操作 "upsertMandate" が 3 回呼ばれている
    かつ コネクタ "C-TAX" の操作 "upsertMandate" が 1 回呼ばれている
    かつ "山田 花子" に通知 "N-05" が 1 件届いている

  シナリオ: C-TAX の応答が失われても登録は1件
    前提 コネクタ "C-TAX" の操作 "upsertMandate" の 1 回目の応答が失われる
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
    もし 1 時間が過ぎる
    ならば 案件の状態は "登録済" である
    かつ 台帳 "R-MAND" に 1 件ある

  シナリオ: 受付結果の取得が遅れても、その日のうちに取り込む
    前提 コネクタ "C-SVC" は操作 "getResults" に "503" で 2 回失敗してから応じる
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
    ならば 案件の状態は "受付完了(仮)" である
    もし 時刻が "2026-06-11 09:00" になる
    ならば 案件の状態は "登録済" である

  シナリオ: 賦課の照会ができない間は照合中で待つ
    前提 コネクタ "C-TAX" は操作 "findLiability" に "503" で 2 回失敗してから応じる
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
    ならば 案件の状態は "照合中" である
    もし 1 時間が過ぎる
    ならば 案件の状態は "登録済" である

  シナリオ: サーバーが再起動しても続きから進む
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
    もし サーバーが再起動する
    もし コネクタ "C-SVC" の模擬装置で "finish" を次の内容で行う
      | 項目 | 値 |
      | code | "00" |
    ならば 案件の状態は "受付完了(仮)" である
    もし サーバーが再起動する
    もし 時刻が "2026-06-11 08:00" になる
    ならば 案件の状態は "登録済" である

  シナリオ: 週末をまたぐ受付結果は次の営業日に届く
    もし 時刻が "2026-06-12 18:00" になる
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
    もし 時刻が "2026-06-14 23:59" になる
    ならば 案件の状態は "受付完了(仮)" である
    もし 時刻が "2026-06-15 08:00" になる
    ならば 案件の状態は "登録済" である
    かつ 案件の項目 "registeredOn" は 2026-06-15 である
