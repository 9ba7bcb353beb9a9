# language: ja
機能: 逗子市（自分の科目と企業コード）

  背景:
    前提 自治体 "逗子市" で手続 "account-transfer" が公開されている
    かつ 現在は "2026-06-10 09:00" である
    かつ 利用者 "山田 花子" は役割 "citizen" である
    かつ 利用者 "収納 太郎" は役割 "collectionStaff" である

  シナリオ: 逗子市の科目で申し込む
    前提 台帳 "R-LIAB" に次の記録がある
      | subject | FY | noticeNo | payerKey | kana | birth | postal | isCorp |
      | "51" | 8 | "7000000001" | Z-0001 | ヤマダ ハナコ | 1980-04-01 | "2490006" | false |
    もし "山田 花子" が様式 "F-APP" を次の内容で提出する
      | 項目 | 値 |
      | subjectCode | "51" |
      | fiscalYear | 8 |
      | noticeNo | "7000000001" |
      | payerKana | ヤマダ ハナコ |
      | payerName | 山田 花子 |
      | payerBirth | 1980-04-01 |
      | payerPostal | "2490006" |
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
    ならば コネクタ "C-SVC" の操作 "start" が次の内容で 1 回呼ばれている
      | 項目 | 値 |
      | companyCode | "920002" |
    もし コネクタ "C-SVC" の模擬装置で "finish" を次の内容で行う
      | 項目 | 値 |
      | code | "00" |
    もし 時刻が "2026-06-11 08:00" になる
    ならば 案件の状態は "登録済" である
    かつ "山田 花子" に通知 "N-05" が届き、"市県民税(普通徴収)" を含む

  シナリオ: 鎌倉市の納付書は受け付けない
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
      | paymentPlan | 期別 |
      | email | hanako@example.jp |
      | phone | 090-1111-2222 |
      | agree | true |
      | barcode | "91920001110812345678900100000026063000152003" |
    ならば 提出は拒否され、項目 "barcode" に "この納付書は逗子市のものではありません。" と示される

  シナリオ: 鎌倉市の科目コードは対象外
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
    ならば 提出は拒否され、項目 "subjectCode" に "対象外の科目です。" と示される

  シナリオ: 隣の市の案件は見えない
    前提 台帳 "R-LIAB" に次の記録がある
      | subject | FY | noticeNo | payerKey | kana | birth | postal | isCorp |
      | "51" | 8 | "7000000001" | Z-0001 | ヤマダ ハナコ | 1980-04-01 | "2490006" | false |
    もし "山田 花子" が様式 "F-APP" を次の内容で提出する
      | 項目 | 値 |
      | subjectCode | "51" |
      | fiscalYear | 8 |
      | noticeNo | "7000000001" |
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
    もし この案件を "逗子の申込" と呼ぶ
    前提 自治体 "鎌倉市" で手続 "account-transfer" が公開されている
    かつ 利用者 "鎌倉 職員" は役割 "collectionStaff" である
    もし "鎌倉 職員" が案件を検索する
      | 項目 | 値 |
      | 検索語 | 7000000001 |
    ならば 検索結果は 0 件である
    かつ 役割 "collectionStaff" の受信箱に仕事 "照合" がない
