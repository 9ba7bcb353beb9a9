# language: ja
機能: 金融機関からの戻りと下書き

  背景:
    前提 自治体 "鎌倉市" で手続 "account-transfer" が公開されている
    かつ 現在は "2026-06-10 09:00" である
    かつ 利用者 "山田 花子" は役割 "citizen" である
    かつ 利用者 "収納 太郎" は役割 "collectionStaff" である

  シナリオ: 戻り 00 で受付完了(仮)、同じ戻りは二度効かない
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
    もし 外部システム "C-SVC" から出来事 "return" が届く
      | 項目 | 値 |
      | code | "00" |
    ならば 案件の状態は "受付完了(仮)" である
    もし 外部システム "C-SVC" から出来事 "return" が もう一度届く
    ならば 案件の状態は "受付完了(仮)" である
    かつ "山田 花子" に通知 "N-01" が 1 件届いている

  シナリオ: 不可の戻りが二度届いても1回と数える
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
    もし 外部システム "C-SVC" から出来事 "return" が届く
      | 項目 | 値 |
      | code | 11 |
    ならば 案件の状態は "金融機関不可" である
    もし 出来事がもう一度届く
    ならば 台帳 "R-TRY" に 1 件ある
    もし "山田 花子" が操作 "retry" を行う
    もし 出来事がもう一度届く
    ならば 案件の状態は "金融機関手続中" である

  シナリオ: 署名の正しくない戻りは 400 で、何も変わらない
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
    もし 外部システム "C-SVC" から署名の正しくない出来事 "return" が届く
      | 項目 | 値 |
      | code | "00" |
    ならば 応答は 400 である
    ならば 案件の状態は "金融機関手続中" である
    かつ 監査記録に "戻りの拒否" "C-SVC" が残っている

  シナリオ: 30分を過ぎた戻りは 400 で、何も変わらない
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
    もし 31 分が過ぎる
    もし 外部システム "C-SVC" から出来事 "return" が届く
      | 項目 | 値 |
      | code | "00" |
    ならば 応答は 400 である
    ならば 案件の状態は "金融機関手続中" である

  シナリオ: 29分の戻りは間に合う
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
    もし 29 分が過ぎる
    もし 外部システム "C-SVC" から出来事 "return" が届く
      | 項目 | 値 |
      | code | "00" |
    ならば 案件の状態は "受付完了(仮)" である

  シナリオ: 下書きは24時間で消える
    もし "山田 花子" が様式 "F-APP" に次の内容を入力する
      | 項目 | 値 |
      | barcode | "91920001110812345678900100000026063000152003" |
    もし 23 時間が過ぎる
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
    ならば 案件の状態は "金融機関手続中" である
    もし "山田 花子" が様式 "F-APP" に次の内容を入力する
      | 項目 | 値 |
      | barcode | "91920001110812345678900100000026063000152003" |
    もし 25 時間が過ぎる
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
    ならば 提出は拒否される

  シナリオ: 日本語の項目名でも申し込める
    もし "山田 花子" が様式 "口座振替申込" を次の内容で提出する
      | 項目 | 値 |
      | 納付書のバーコード | "91920001110812345678900100000026063000152003" |
      | 納付方法 | 期別 |
      | 科目 | 個人市県民税(普通徴収) |
      | 納付義務者 フリガナ | ヤマダ ハナコ |
      | 納付義務者 氏名 | 山田 花子 |
      | 納付義務者の生年月日 | 1980-04-01 |
      | 郵便番号 | "2480000" |
      | 口座名義人が納付義務者と同じ | はい |
      | 口座名義人カナ | ヤマダ ハナコ |
      | 金融機関 | "0001" |
      | 支店 | "123" |
      | 預金種目 | 普通 |
      | 口座番号 | 7654321 |
      | メールアドレス | hanako@example.jp |
      | 電話番号 | 090-1111-2222 |
      | 口座振替規定・個人情報への同意 | はい |
    ならば 案件の状態は "金融機関手続中" である
    かつ 案件の項目は次のとおりである
      | 項目 | 値 |
      | 科目 | "11" |
      | 年度 | 8 |
      | 通知書番号 | 1234567890 |
      | 預金種目 | 普通 |

  シナリオ: 同時に2回取り下げても1回だけ
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
    もし 次の操作が同時に行われる
      | 人 | 操作 | 内容 |
      | 山田 花子 | 取下げ | {} |
      | 山田 花子 | 取下げ | {} |
    ならば ちょうど 1 件が成功し、残りは "現在の状態ではこの操作はできません。" と拒否される
    ならば 案件の状態は "取下げ" である
