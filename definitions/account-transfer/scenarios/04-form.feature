# language: ja
機能: 申込様式 F-APP の規則と文

  背景:
    前提 自治体 "鎌倉市" で手続 "account-transfer" が公開されている
    かつ 現在は "2026-06-10 09:00" である
    かつ 利用者 "山田 花子" は役割 "citizen" である
    かつ 利用者 "収納 太郎" は役割 "collectionStaff" である

  シナリオ: 通知書番号が短い
    もし "山田 花子" が様式 "F-APP" を次の内容で提出する
      | 項目 | 値 |
      | subjectCode | "11" |
      | fiscalYear | 8 |
      | noticeNo | "123456789" |
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
    ならば 提出は拒否され、項目 "noticeNo" に "通知書番号は数字10桁で入力してください。" と示される

  シナリオ: 通知書番号に文字
    もし "山田 花子" が様式 "F-APP" を次の内容で提出する
      | 項目 | 値 |
      | subjectCode | "11" |
      | fiscalYear | 8 |
      | noticeNo | "12345678AB" |
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
    ならば 提出は拒否され、項目 "noticeNo" に "通知書番号は数字10桁で入力してください。" と示される

  シナリオ: 対象外の科目
    もし "山田 花子" が様式 "F-APP" を次の内容で提出する
      | 項目 | 値 |
      | subjectCode | "99" |
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

  シナリオ: フリガナがひらがな
    もし "山田 花子" が様式 "F-APP" を次の内容で提出する
      | 項目 | 値 |
      | subjectCode | "11" |
      | fiscalYear | 8 |
      | noticeNo | "1234567890" |
      | payerKana | やまだ はなこ |
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
    ならば 提出は拒否され、項目 "payerKana" に "フリガナは全角カタカナで入力してください。" と示される

  シナリオ: 口座名義の文字
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
      | holderKana | サトウ・イチロウ |
      | bankCode | "0001" |
      | branchCode | "123" |
      | accountType | "1" |
      | accountNo | "7654321" |
      | paymentPlan | 期別 |
      | email | hanako@example.jp |
      | phone | 090-1111-2222 |
      | agree | true |
    ならば 提出は拒否され、項目 "holderKana" に "口座名義に使用できない文字があります。" と示される

  シナリオ: 口座名義の長さ（変換後31文字）
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
      | holderKana | ガガガガガガガガガガガガガガガア |
      | bankCode | "0001" |
      | branchCode | "123" |
      | accountType | "1" |
      | accountNo | "7654321" |
      | paymentPlan | 期別 |
      | email | hanako@example.jp |
      | phone | 090-1111-2222 |
      | agree | true |
    ならば 提出は拒否され、項目 "holderKana" に "口座名義は30文字以内で入力してください。" と示される

  シナリオ: 取り扱わない金融機関
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
      | bankCode | "9999" |
      | branchCode | "123" |
      | accountType | "1" |
      | accountNo | "7654321" |
      | paymentPlan | 期別 |
      | email | hanako@example.jp |
      | phone | 090-1111-2222 |
      | agree | true |
    ならば 提出は拒否され、項目 "bankCode" に "取扱金融機関ではありません。" と示される

  シナリオ: Web受付を止めている金融機関
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
      | bankCode | "0530" |
      | branchCode | "123" |
      | accountType | "1" |
      | accountNo | "7654321" |
      | paymentPlan | 期別 |
      | email | hanako@example.jp |
      | phone | 090-1111-2222 |
      | agree | true |
    ならば 提出は拒否され、項目 "bankCode" に "取扱金融機関ではありません。" と示される

  シナリオ: ない支店
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
      | branchCode | "999" |
      | accountType | "1" |
      | accountNo | "7654321" |
      | paymentPlan | 期別 |
      | email | hanako@example.jp |
      | phone | 090-1111-2222 |
      | agree | true |
    ならば 提出は拒否され、項目 "branchCode" に "取扱金融機関ではありません。" と示される

  シナリオ: 口座番号が8桁
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
      | accountNo | "12345678" |
      | paymentPlan | 期別 |
      | email | hanako@example.jp |
      | phone | 090-1111-2222 |
      | agree | true |
    ならば 提出は拒否され、項目 "accountNo" に "口座番号は数字7桁以内で入力してください。" と示される

  シナリオ: 全期前納のない科目
    もし "山田 花子" が様式 "F-APP" を次の内容で提出する
      | 項目 | 値 |
      | subjectCode | "31" |
      | fiscalYear | 8 |
      | noticeNo | "2000000017" |
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
      | paymentPlan | 全期前納 |
      | email | hanako@example.jp |
      | phone | 090-1111-2222 |
      | agree | true |
    ならば 提出は拒否され、項目 "paymentPlan" に "この科目は全期前納を選択できません。" と示される

  シナリオ: 同意がない
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
      | agree | false |
    ならば 提出は拒否され、項目 "agree" に "同意が必要です。" と示される

  シナリオ: 読めないバーコード
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
      | barcode | "91920001110812345678900100000026063000152004" |
    ならば 提出は拒否され、項目 "barcode" に "バーコードの値が正しくありません。" と示される

  シナリオ: 他市のバーコード
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
      | barcode | "91920002110845678901230100000026063000099000" |
    ならば 提出は拒否され、項目 "barcode" に "この納付書は鎌倉市のものではありません。" と示される

  シナリオ: ゆうちょの記号が振替口座
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
      | bankCode | "9900" |
      | paymentPlan | 期別 |
      | email | hanako@example.jp |
      | phone | 090-1111-2222 |
      | agree | true |
      | yuchoKigo | "00230" |
      | yuchoBango | "12345671" |
    ならば 提出は拒否され、項目 "yuchoKigo" に "通常貯金の記号・番号を入力してください。" と示される

  シナリオ: ゆうちょの番号が2で終わる
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
      | bankCode | "9900" |
      | paymentPlan | 期別 |
      | email | hanako@example.jp |
      | phone | 090-1111-2222 |
      | agree | true |
      | yuchoKigo | "10230" |
      | yuchoBango | "12345672" |
    ならば 提出は拒否され、項目 "yuchoKigo" に "通常貯金の記号・番号を入力してください。" と示される

  シナリオ: 拒否された申込は案件にも番号にもならない
    もし "山田 花子" が様式 "F-APP" を次の内容で提出する
      | 項目 | 値 |
      | subjectCode | "11" |
      | fiscalYear | 8 |
      | noticeNo | "1" |
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
    ならば 手続 "P1" の案件が 0 件ある
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
    ならば 案件の項目 "number" は "KF-2026-000001" である

  シナリオ: ゆうちょの口座は全銀の口座になり、元の記号・番号は残る
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
      | bankCode | "9900" |
      | paymentPlan | 期別 |
      | email | hanako@example.jp |
      | phone | 090-1111-2222 |
      | agree | true |
      | yuchoKigo | "10230" |
      | yuchoBango | "12345671" |
    ならば 案件の項目は次のとおりである
      | 項目 | 値 |
      | bankCode | "9900" |
      | branchCode | "028" |
      | accountType | 普通 |
      | accountNo | "1234567" |
      | yuchoKigo | "10230" |
      | yuchoBango | "12345671" |

  シナリオ: 短い口座番号は左に0を付ける
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
      | accountNo | "123" |
      | paymentPlan | 期別 |
      | email | hanako@example.jp |
      | phone | 090-1111-2222 |
      | agree | true |
    ならば 案件の項目 "accountNo" は "0000123" である

  シナリオ: まだ始まっていない科目は選べない
    前提 台帳 "R-SUBJ" に次の記録がある
      | code | FY | name | terms | prepayAllowed | webEnabled.from |
      | "41" | 8 | 保育料 | [{ no: 1, due: "2026-08-31" }] | false | 2026-07-01 |
    もし "山田 花子" が様式 "F-APP" を次の内容で提出する
      | 項目 | 値 |
      | subjectCode | "41" |
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
    もし "山田 花子" が様式 "F-APP" に次の内容を入力する
      | 項目 | 値 |
      | fiscalYear | 8 |
    ならば 様式の項目 "subjectCode" に選択肢 "保育料（2026-07-01から受付）" があるが選べない
    もし 時刻が "2026-07-01 09:00" になる
    もし "山田 花子" が様式 "F-APP" を次の内容で提出する
      | 項目 | 値 |
      | subjectCode | "41" |
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

  シナリオ: 名義人が別なら関係が要る
    もし "山田 花子" が様式 "F-APP" を次の内容で提出する
      | 項目 | 値 |
      | subjectCode | "11" |
      | fiscalYear | 8 |
      | noticeNo | "1234567890" |
      | payerKana | ヤマダ ハナコ |
      | payerName | 山田 花子 |
      | payerBirth | 1980-04-01 |
      | payerPostal | "2480000" |
      | holderIsPayer | false |
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
    もし "山田 花子" が様式 "F-APP" を次の内容で提出する
      | 項目 | 値 |
      | subjectCode | "11" |
      | fiscalYear | 8 |
      | noticeNo | "1234567890" |
      | payerKana | ヤマダ ハナコ |
      | payerName | 山田 花子 |
      | payerBirth | 1980-04-01 |
      | payerPostal | "2480000" |
      | holderIsPayer | false |
      | holderKana | ヤマダ タロウ |
      | bankCode | "0001" |
      | branchCode | "123" |
      | accountType | "1" |
      | accountNo | "7654321" |
      | paymentPlan | 期別 |
      | email | hanako@example.jp |
      | phone | 090-1111-2222 |
      | agree | true |
      | relation | 家族 |
    ならば 案件の状態は "金融機関手続中" である

  シナリオ: 期限の切れた納付書のバーコードも受け付ける
    もし 時刻が "2026-08-10 09:00" になる
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
    ならば 案件の状態は "金融機関手続中" である
    かつ 案件の項目 "amount" は null である
