# language: ja
機能: Web口座振替受付（仕様書の受入シナリオ AC-01〜AC-05, AC-07, AC-08）

  背景:
    前提 自治体 "鎌倉市" で手続 "account-transfer" が公開されている
    かつ 利用者 "山田 花子" は役割 "citizen" である
    かつ 利用者 "収納 太郎" は役割 "collectionStaff" である

  シナリオ: AC-01 バーコードから振替開始まで
    前提 現在は "2026-06-10 09:00" である
    もし "山田 花子" が様式 "F-APP" に次の内容を入力する
      | 項目    | 値                                             |
      | barcode | "91920001110812345678900100000026063000152003" |
    ならば 様式の項目は次のとおりである
      | 項目        | 値           |
      | subjectCode | "11"         |
      | fiscalYear  | 8            |
      | noticeNo    | "1234567890" |
      | term        | 1            |
    かつ 様式の項目 "subjectCode" は変更できない
    かつ 様式の項目 "noticeNo" は変更できない
    もし "山田 花子" が様式 "F-APP" を次の内容で提出する
      | 項目          | 値                |
      | payerKana     | ヤマダ ハナコ     |
      | payerName     | 山田 花子         |
      | payerBirth    | 1980-04-01        |
      | payerPostal   | 2480000           |
      | holderIsPayer | true              |
      | holderKana    | ヤマダ ハナコ     |
      | bankCode      | "0001"            |
      | branchCode    | "123"             |
      | accountType   | 普通              |
      | accountNo     | 7654321           |
      | paymentPlan   | 期別              |
      | email         | hanako@example.jp |
      | phone         | 090-1111-2222     |
      | agree         | true              |
    ならば 案件の状態は "金融機関手続中" である
    かつ コネクタ "C-SVC" の操作 "start" が次の内容で 1 回呼ばれている
      | 項目        | 値        |
      | companyCode | "920001"  |
      | bankCode    | "0001"    |
      | holderKana  | ﾔﾏﾀﾞ ﾊﾅｺ |
    もし コネクタ "C-SVC" の模擬装置で "finish" を次の内容で行う
      | 項目 | 値   |
      | code | "00" |
    ならば 案件の状態は "受付完了(仮)" である
    かつ "山田 花子" に通知 "N-01" が届き、"みずほ銀行" を含む
    かつ "4321" を含まない
    もし 時刻が "2026-06-11 08:00" になる
    ならば 案件の状態は "登録済" である
    かつ 案件の項目は次のとおりである
      | 項目         | 値         |
      | result       | auto       |
      | registeredOn | 2026-06-11 |
      | startTerm    | R8-1       |
      | transferDate | 2026-06-30 |
    かつ 台帳 "R-MAND" に次の内容の記録が 1 件ある
      | 項目         | 値          |
      | applicant    | 山田 花子   |
      | subject      | "11"        |
      | payerKey     | P-1001      |
      | bank         | "0001"      |
      | branch       | "123"       |
      | account      | "7654321"   |
      | holderKana   | ﾔﾏﾀﾞ ﾊﾅｺ   |
      | plan         | 期別        |
      | channel      | web         |
      | registeredOn | 2026-06-11  |
      | startTerm    | R8-1        |
      | status       | 有効        |
    かつ コネクタ "C-TAX" の操作 "upsertMandate" が 1 回呼ばれている
    かつ "山田 花子" に通知 "N-05" が届き、"****321" を含む
    かつ "1期（2026-06-30）" を含む
    かつ "個人市県民税(普通徴収)" を含む
    かつ "みずほ銀行" を含む
    かつ "15,200円" を含む
    かつ "納付書でお支払いください" を含む
    かつ "7654321" を含まない
    もし 時刻が "2026-06-29 23:59:59" になる
    ならば 案件の状態は "登録済" である
    もし 時刻が "2026-06-30 00:00" になる
    ならば 案件の状態は "振替開始" である
    かつ 案件は結果 "振替開始" で終わっている

  シナリオアウトライン: AC-02 締切の境界
    もし 決定 "D3" に次を与えると
      | 項目         | 値       |
      | subjectCode  | "11"     |
      | fiscalYear   | 8        |
      | registeredOn | <登録日> |
      | paymentPlan  | 期別     |
    ならば 結果は次のとおりである
      | 項目         | 値       |
      | startTerm    | <開始期> |
      | transferDate | <振替日> |
      | cutoff       | <締切>   |

    例:
      | 登録日     | 開始期 | 振替日     | 締切       |
      | 2026-06-16 | R8-1   | 2026-06-30 | 2026-06-16 |
      | 2026-06-17 | R8-2   | 2026-08-31 | 2026-08-17 |
      | 2026-10-19 | R8-3   | 2026-11-02 | 2026-10-19 |
      | 2026-10-20 | R8-4   | 2027-02-01 | 2027-01-18 |
      | 2027-01-18 | R8-4   | 2027-02-01 | 2027-01-18 |
      | 2027-01-19 | R9-1   | 2027-06-30 | 2027-06-16 |

  シナリオ: AC-03 チェックデジット誤りと他市の納付書
    前提 現在は "2026-06-10 09:00" である
    もし "山田 花子" が様式 "F-APP" に次の内容を入力する
      | 項目    | 値                                             |
      | barcode | "91920001110812345678900100000026063000152004" |
    ならば 様式の項目 "barcode" に "バーコードの値が正しくありません。" と示される
    もし "山田 花子" が様式 "F-APP" に次の内容を入力する
      | 項目    | 値                                             |
      | barcode | "91920002110845678901230100000026063000099000" |
    ならば 様式の項目 "barcode" に "この納付書は鎌倉市のものではありません。" と示される

  シナリオ: AC-04 名義相違と再試行の上限（再申込で3回）
    前提 現在は "2026-06-10 09:00" である
    もし "山田 花子" が様式 "F-APP" を次の内容で提出する
      | 項目          | 値                |
      | subjectCode   | "11"              |
      | fiscalYear    | 8                 |
      | noticeNo      | "1234567890"      |
      | payerKana     | ヤマダ ハナコ     |
      | payerName     | 山田 花子         |
      | payerBirth    | 1980-04-01        |
      | payerPostal   | "2480000"         |
      | holderIsPayer | true              |
      | holderKana    | ヤマダ ハナコ     |
      | bankCode      | "0001"            |
      | branchCode    | "123"             |
      | accountType   | "1"               |
      | accountNo     | "7654329"         |
      | paymentPlan   | 期別              |
      | email         | hanako@example.jp |
      | phone         | 090-1111-2222     |
      | agree         | true              |
    かつ コネクタ "C-SVC" の模擬装置で "finish" を行う
    ならば 案件の状態は "金融機関不可" である
    もし "山田 花子" が操作 "再申込" を行う
    ならば 案件の状態は "金融機関手続中" である
    もし コネクタ "C-SVC" の模擬装置で "finish" を行う
    ならば 案件の状態は "金融機関不可" である
    もし "山田 花子" が操作 "retry" を次の内容で行う
      | 項目       | 値        |
      | bankCode   | "0001"    |
      | branchCode | "456"     |
      | accountNo  | "1111119" |
    かつ コネクタ "C-SVC" の模擬装置で "finish" を行う
    ならば 案件の状態は "金融機関不可" である
    もし "山田 花子" が操作 "retry" を行う
    ならば 操作は "本日の申込回数の上限に達しました。明日以降にお試しください。" と拒否される
    かつ 案件の状態は "金融機関不可" である
    もし 時刻が "2026-06-11 00:00" になる
    かつ "山田 花子" が操作 "retry" を次の内容で行う
      | 項目      | 値        |
      | accountNo | "7654321" |
    ならば 案件の状態は "金融機関手続中" である
    もし コネクタ "C-SVC" の模擬装置で "finish" を行う
    ならば 案件の状態は "受付完了(仮)" である

  シナリオ: AC-04 名義相違と再試行の上限（新しい申込で3回）
    前提 現在は "2026-06-10 09:00" である
    もし "山田 花子" が様式 "F-APP" を次の内容で提出する
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
      | accountNo     | "7654329"         |
      | paymentPlan   | 期別              |
      | email         | hanako@example.jp |
      | phone         | 090-1111-2222     |
      | agree         | true              |
    かつ コネクタ "C-SVC" の模擬装置で "finish" を行う
    かつ この案件を "1回目" と呼ぶ
    かつ "山田 花子" が様式 "F-APP" を次の内容で提出する
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
      | accountNo     | "7654329"         |
      | paymentPlan   | 期別              |
      | email         | hanako@example.jp |
      | phone         | 090-1111-2222     |
      | agree         | true              |
    かつ コネクタ "C-SVC" の模擬装置で "finish" を行う
    ならば 案件の状態は "金融機関不可" である
    もし "山田 花子" が様式 "F-APP" を次の内容で提出する
      | 項目          | 値                |
      | subjectCode   | "31"              |
      | fiscalYear    | 8                 |
      | noticeNo      | "2000000017"      |
      | payerKana     | ヤマダ ハナコ     |
      | payerName     | 山田 花子         |
      | payerBirth    | 1980-04-01        |
      | payerPostal   | "2480000"         |
      | holderIsPayer | true              |
      | bankCode      | "0001"            |
      | branchCode    | "123"             |
      | accountType   | "1"               |
      | accountNo     | "7654329"         |
      | paymentPlan   | 期別              |
      | email         | hanako@example.jp |
      | phone         | 090-1111-2222     |
      | agree         | true              |
    かつ コネクタ "C-SVC" の模擬装置で "finish" を行う
    ならば 案件の状態は "金融機関不可" である
    もし "山田 花子" が様式 "F-APP" を次の内容で提出する
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
      | email         | hanako@example.jp |
      | phone         | 090-1111-2222     |
      | agree         | true              |
    ならば 提出は "本日の申込回数の上限に達しました。明日以降にお試しください。" と拒否される
    かつ 手続 "P1" の案件が 3 件ある
    もし 案件 "1回目" について
    ならば 案件の状態は "金融機関不可" である

  シナリオ: AC-05 画面に戻らなかった申込
    前提 現在は "2026-06-10 09:00" である
    もし "山田 花子" が様式 "F-APP" を次の内容で提出する
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
      | email         | hanako@example.jp |
      | phone         | 090-1111-2222     |
      | agree         | true              |
    かつ コネクタ "C-SVC" の模擬装置で "finish" を次の内容で行う
      | 項目    | 値    |
      | code    | "00"  |
      | returns | false |
    ならば 案件の状態は "金融機関手続中" である
    もし 30 分が過ぎる
    ならば 案件の状態は "金融機関手続中" である
    もし 時刻が "2026-06-11 08:00" になる
    ならば 状態は "照合中" を経て "登録済" である
    かつ 台帳 "R-MAND" に 1 件ある
    かつ 台帳 "R-FILE" に 1 件ある
    もし コネクタ "C-SVC" からファイル "results-2026-06-11.csv" が届く
      """
      受付番号,受付日時,科目コード,年度,通知書番号,納付義務者カナ,生年月日,郵便番号,銀行コード,支店コード,預金種目,口座番号,口座名義カナ,納付方法,結果コード
      {number},2026-06-10T09:00:00+09:00,11,08,1234567890,ヤマダ ハナコ,1980-04-01,2480000,0001,123,1,7654321,ﾔﾏﾀﾞ ﾊﾅｺ,期別,00
      T,1
      """
    ならば 台帳 "R-MAND" に 1 件ある
    かつ 案件の状態は "登録済" である
    かつ "山田 花子" に通知 "N-05" が 1 件届いている
    かつ コネクタ "C-TAX" の操作 "upsertMandate" が 1 回呼ばれている

  シナリオ: AC-07 照合不一致は中立の文言
    前提 現在は "2026-06-10 09:00" である
    もし "山田 花子" が様式 "F-APP" を次の内容で提出する
      | 項目          | 値                |
      | subjectCode   | "11"              |
      | fiscalYear    | 8                 |
      | noticeNo      | "1234567890"      |
      | payerKana     | タナカ イチロウ   |
      | payerName     | 田中 一郎         |
      | payerBirth    | 1970-12-31        |
      | payerPostal   | "2480000"         |
      | holderIsPayer | true              |
      | bankCode      | "0001"            |
      | branchCode    | "123"             |
      | accountType   | "1"               |
      | accountNo     | "7654321"         |
      | paymentPlan   | 期別              |
      | email         | hanako@example.jp |
      | phone         | 090-1111-2222     |
      | agree         | true              |
    かつ コネクタ "C-SVC" の模擬装置で "finish" を次の内容で行う
      | 項目 | 値   |
      | code | "00" |
    かつ 時刻が "2026-06-11 08:00" になる
    ならば 案件の状態は "無効" である
    かつ "山田 花子" に通知 "N-03" が届き、"申込内容を確認できませんでした。通知書をご確認のうえ、もう一度お申し込みください。" を含む
    かつ "ヤマダ" を含まない
    かつ "カナ" を含まない
    かつ "生年月日" を含まない
    かつ "口座番号" を含まない
    かつ "登録済" を含まない
    かつ 台帳 "R-MAND" に 0 件ある
    かつ "山田 花子" には項目 "result" が見えない
    かつ "山田 花子" には項目 "liability" が見えない

  シナリオ: AC-08 口座番号の閲覧制限
    前提 現在は "2026-06-10 09:00" である
    かつ 利用者 "科目 桜" は役割 "subjectStaff" である
    かつ 利用者 "鈴木 京一" は役割 "citizen" である
    もし "山田 花子" が様式 "F-APP" を次の内容で提出する
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
      | email         | hanako@example.jp |
      | phone         | 090-1111-2222     |
      | agree         | true              |
    ならば "収納 太郎" には項目 "accountNo" が伏せられて見える
    かつ "山田 花子" には項目 "accountNo" が "****321" と見える
    かつ "科目 桜" には項目 "accountNo" が見えない
    かつ "鈴木 京一" には項目 "accountNo" が見えない
    もし "科目 桜" が操作 "口座番号の表示" を次の内容で行う
      | 項目   | 値       |
      | reason | 問い合わせ |
    ならば 応答は 403 である
    かつ 操作は拒否される
    かつ 監査記録に "拒否" "科目 桜" が残っている
    もし "収納 太郎" が操作 "revealAccount" を次の内容で行う
      | 項目   | 値                   |
      | reason | 口座の相違の問い合わせ |
    ならば 監査記録に "閲覧" "収納 太郎" が残っている
