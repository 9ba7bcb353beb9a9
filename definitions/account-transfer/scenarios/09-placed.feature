# language: ja
機能: 途中からの案件

  背景:
    前提 自治体 "鎌倉市" で手続 "account-transfer" が公開されている
    かつ 現在は "2026-06-10 09:00" である
    かつ 利用者 "山田 花子" は役割 "citizen" である
    かつ 利用者 "収納 太郎" は役割 "collectionStaff" である

  シナリオ: 金融機関不可に置いた案件を再申込する
    前提 案件 "H-0007" が段階 "金融機関不可" にあり、項目は次のとおりである
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
      | applicant | 山田 花子 |
    ならば 案件の状態は "金融機関不可" である
    かつ コネクタ "C-SVC" の操作 "start" が呼ばれていない
    もし "山田 花子" が操作 "再申込" を行う
    ならば 案件の状態は "金融機関手続中" である

  シナリオ: 照合中に置いた案件は照合される
    前提 案件 "H-0007" が段階 "照合中" にあり、項目は次のとおりである
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
      | applicant | 山田 花子 |
    ならば 案件の状態は "登録済" である

  シナリオ: 差戻しに置いた案件に答える
    前提 案件 "H-0007" が段階 "差戻し" にあり、項目は次のとおりである
      | 項目 | 値 |
      | subjectCode | "11" |
      | fiscalYear | 8 |
      | noticeNo | "1234567890" |
      | payerKana | ヤマダ ハナコ |
      | payerName | 山田 花子 |
      | payerBirth | 1981-01-01 |
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
      | applicant | 山田 花子 |
    ならば 案件の状態は "差戻し" である
    もし "山田 花子" が補正に次の内容で答える
      | 項目 | 値 |
      | payerBirth | 1980-04-01 |
    ならば 案件の状態は "登録済" である

  シナリオ: 登録済に置いた案件は取り下げられない
    前提 案件 "H-0007" が段階 "登録済" にあり、項目は次のとおりである
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
      | applicant | 山田 花子 |
    ならば 案件の状態は "登録済" である
    もし "山田 花子" が操作 "取下げ" を行う
    ならば 操作は "現在の状態ではこの操作はできません。" と拒否される

  シナリオ: 中断に置いた案件は番号で結果行を受ける
    前提 案件 "H-0007" が段階 "中断" にあり、項目は次のとおりである
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
      | applicant | 山田 花子 |
    もし コネクタ "C-SVC" からファイル "results-2026-06-11.csv" が届く
      """
      受付番号,受付日時,科目コード,年度,通知書番号,納付義務者カナ,生年月日,郵便番号,銀行コード,支店コード,預金種目,口座番号,口座名義カナ,納付方法,結果コード
      H-0007,2026-06-10T09:05:00+09:00,11,08,1234567890,ヤマダ ハナコ,1980-04-01,2480000,0001,123,1,7654321,ﾔﾏﾀﾞ ﾊﾅｺ,期別,00
      T,1
      """
    ならば 案件の状態は "登録済" である
