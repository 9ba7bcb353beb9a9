# language: ja
機能: 決定表 D1〜D5, D7, D8

  背景:
    前提 自治体 "鎌倉市" で手続 "account-transfer" が公開されている
    かつ 現在は "2026-06-10 09:00" である

  シナリオアウトライン: D1 バーコード
    もし 決定 "D1" に次を与えると
      | 項目    | 値          |
      | barcode | "<barcode>" |
    ならば 結果は次のとおりである
      | 項目        | 値         |
      | companyCode | <company>  |
      | subjectCode | <subject>  |
      | fiscalYear  | <year>     |
      | noticeNo    | <notice>   |
      | term        | <term>     |
      | due         | <due>      |
      | amount      | <amount>   |
      | error       | null       |

    例:
      | barcode                                      | company | subject | year | notice     | term | due        | amount |
      | 91920001110812345678900100000026063000152003 | 920001  | 11      | 8    | 1234567890 | 1    | 2026-06-30 | 15200  |
      | 91920001310820000000170300000026083100078004 | 920001  | 31      | 8    | 2000000017 | 3    | 2026-08-31 | 7800   |

  シナリオアウトライン: D1 読めないバーコード
    もし 決定 "D1" に次を与えると
      | 項目    | 値          |
      | barcode | "<barcode>" |
    ならば 結果は次のとおりである
      | 項目  | 値      |
      | error | <error> |

    例:
      | barcode                                      | error                                   |
      | 91920001110812345678900100000026063000152004 | バーコードの値が正しくありません。      |
      | 9192000111081234567890010000002606300015200  | バーコードの値が正しくありません。      |
      | 91920002110845678901230100000026063000099000 | この納付書は鎌倉市のものではありません。 |

  シナリオアウトライン: D2 照合
    もし 決定 "D2" に次を与えると
      | 項目   | 値       |
      | L      | <L>      |
      | K      | <K>      |
      | B      | <B>      |
      | P      | <P>      |
      | isCorp | <isCorp> |
    ならば 結果は次のとおりである
      | 項目   | 値     |
      | result | <結果> |

    例: 個人
      | L     | K     | B     | P     | isCorp | 結果   |
      | false | null  | null  | null  | false  | review |
      | true  | true  | true  | true  | false  | auto   |
      | true  | true  | true  | false | false  | auto   |
      | true  | true  | false | true  | false  | review |
      | true  | false | true  | true  | false  | review |
      | true  | false | false | true  | false  | reject |
      | true  | false | false | false | false  | reject |
      | true  | true  | false | false | false  | reject |
      | true  | false | true  | false | false  | review |

    例: 法人
      | L     | K     | B    | P     | isCorp | 結果   |
      | true  | true  | null | true  | true   | auto   |
      | true  | true  | null | false | true   | review |
      | true  | false | null | true  | true   | reject |
      | true  | false | null | false | true   | reject |

  シナリオ: D2 の理由
    もし 決定 "D2" に次を与えると
      | 項目 | 値    |
      | L    | false |
    ならば 結果は次のとおりである
      | 項目   | 値                 |
      | reason | 通知書番号が該当なし |
    もし 決定 "D2" に次を与えると
      | 項目   | 値    |
      | L      | true  |
      | K      | false |
      | B      | true  |
      | P      | true  |
      | isCorp | false |
    ならば 結果は次のとおりである
      | 項目   | 値           |
      | result | review       |
      | reason | 改姓の可能性 |

  シナリオアウトライン: D3 全期前納
    もし 決定 "D3" に次を与えると
      | 項目         | 値       |
      | subjectCode  | "11"     |
      | fiscalYear   | 8        |
      | registeredOn | <登録日> |
      | paymentPlan  | 全期前納 |
    ならば 結果は次のとおりである
      | 項目         | 値       |
      | planThisYear | <今年>   |
      | planNextYear | 全期前納 |
      | startTerm    | <開始期> |

    例:
      | 登録日     | 今年     | 開始期 |
      | 2026-06-16 | 全期前納 | R8-1   |
      | 2026-06-17 | 期別     | R8-2   |

  シナリオアウトライン: D4 全銀文字変換
    もし 決定 "D4" に次を与えると
      | 項目 | 値      |
      | text | <text>  |
    ならば 結果は次のとおりである
      | 項目   | 値       |
      | zengin | <zengin> |
      | error  | <error>  |

    例:
      | text               | zengin       | error                              |
      | やまだ　はなこ     | ﾔﾏﾀﾞ ﾊﾅｺ    | null                               |
      | ショウナンタロウ   | ｼﾖｳﾅﾝﾀﾛｳ     | null                               |
      | カマクラシーサイド | ｶﾏｸﾗｼ-ｻｲﾄﾞ   | null                               |
      | キャッシュ　ジョウ | ｷﾔﾂｼﾕ ｼﾞﾖｳ  | null                               |
      | サトウ・イチロウ   | null         | 口座名義に使用できない文字があります。 |

  シナリオアウトライン: D5 ゆうちょ
    もし 決定 "D5" に次を与えると
      | 項目       | 値       |
      | yuchoKigo  | "<記号>" |
      | yuchoBango | "<番号>" |
    ならば 結果は次のとおりである
      | 項目       | 値      |
      | bankCode   | <銀行>  |
      | branchCode | <支店>  |
      | accountNo  | <口座>  |
      | error      | <error> |

    例:
      | 記号  | 番号     | 銀行   | 支店  | 口座      | error                                  |
      | 10230 | 12345671 | "9900" | "028" | "1234567" | null                                   |
      | 11940 | 5671     | "9900" | "198" | "0000567" | null                                   |
      | 00230 | 12345671 | null   | null  | null      | 通常貯金の記号・番号を入力してください。 |
      | 10230 | 12345672 | null   | null  | null      | 通常貯金の記号・番号を入力してください。 |

  シナリオアウトライン: D7 振替結果コード
    もし 決定 "D7" に次を与えると
      | 項目 | 値       |
      | code | "<code>" |
    ならば 結果は次のとおりである
      | 項目   | 値       |
      | action | <action> |

    例:
      | code | action                                    |
      | 0    | 消込                                      |
      | 1    | N-06, slip; 3 consecutive → stop proposal |
      | 2    | N-06, mandate 停止                        |
      | 3    | N-06, mandate 停止, confirm task          |
      | 4    | N-06, mandate 停止, task to bank          |
      | 8    | no notice (city stopped it), record only  |
      | 9    | task                                      |

  シナリオアウトライン: D8 口座振替率
    もし 決定 "D8" に次を与えると
      | 項目        | 値     |
      | transferred | <振替> |
      | total       | <全体> |
    ならば 結果は次のとおりである
      | 項目 | 値   |
      | rate | <率> |

    例:
      | 振替 | 全体 | 率   |
      | 412  | 1000 | 41.2 |
      | 1    | 3    | 33.3 |
      | 0    | 0    | ―    |
