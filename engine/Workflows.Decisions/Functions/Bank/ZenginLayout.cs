namespace Workflows.Decisions.Functions.Bank;

/// <summary>One field of a fixed-width record.</summary>
/// <param name="Name">Key in the row.</param>
/// <param name="Length">Bytes (JIS X 0201, one a character).</param>
/// <param name="Numeric">N: right-justified, filled with 0; otherwise C: left-justified, filled with spaces.</param>
/// <param name="Constant">The value it always has, or null.</param>
/// <param name="Default">The value when the row has none; null = the row must have it.</param>
public sealed record ZenginField(string Name, int Length, bool Numeric, string? Constant = null, string? Default = null);

/// <summary>One kind of record; its first field, データ区分, is the constant that marks it.</summary>
public sealed record ZenginRecord(string Kind, string Label, IReadOnlyList<ZenginField> Fields);

/// <summary>A file format of 全国銀行協会: header 1, data 2, trailer 8, end 9, each of 120 bytes.</summary>
/// <param name="Id">Name by which packages refer to it.</param>
/// <param name="Records">Its kinds of record.</param>
/// <param name="Amount">The data field that is summed.</param>
/// <param name="CountField">The trailer field of the number of data records.</param>
/// <param name="SumField">The trailer field of their sum.</param>
public sealed record ZenginLayout(string Id, IReadOnlyList<ZenginRecord> Records, string Amount, string CountField, string SumField)
{
    /// <summary>Bytes a record.</summary>
    public const int RecordLength = 120;

    /// <summary>口座振替請求 (種別91), account-transfer D6.</summary>
    public static ZenginLayout Debit { get; } = new(
        "口座振替",
        [
            Record("1", "ヘッダ",
            [
                Fixed("種別", "91"), Fixed("コード区分", "0"), N("委託者コード", 10), C("委託者名", 40), N("引落日", 4),
                N("取引銀行番号", 4), C("取引銀行名", 15, ""), N("取引支店番号", 3), C("取引支店名", 15, ""), N("預金種目", 1), N("口座番号", 7), Dummy(17),
            ]),
            Record("2", "データ",
            [
                N("引落銀行番号", 4), C("引落銀行名", 15, ""), N("引落支店番号", 3), C("引落支店名", 15, ""), Dummy(4), N("預金種目", 1),
                N("口座番号", 7), C("預金者名", 30), N("引落金額", 10), N("新規コード", 1, "0"), N("顧客番号", 20), N("振替結果コード", 1, "0"), Dummy(8),
            ]),
            Record("8", "トレーラ",
            [
                N("合計件数", 6), N("合計金額", 12), N("振替済件数", 6, "0"), N("振替済金額", 12, "0"), N("振替不能件数", 6, "0"), N("振替不能金額", 12, "0"), Dummy(65),
            ]),
            Record("9", "エンド", [Dummy(119)]),
        ],
        "引落金額", "合計件数", "合計金額");

    /// <summary>総合振込 (種別21), community 5 and care-certification C8.</summary>
    public static ZenginLayout Transfer { get; } = new(
        "総合振込",
        [
            Record("1", "ヘッダ",
            [
                Fixed("種別", "21"), Fixed("コード区分", "0"), N("依頼人コード", 10), C("依頼人名", 40), N("取組日", 4),
                N("仕向銀行番号", 4), C("仕向銀行名", 15, ""), N("仕向支店番号", 3), C("仕向支店名", 15, ""), N("預金種目", 1), N("口座番号", 7), Dummy(17),
            ]),
            Record("2", "データ",
            [
                N("被仕向銀行番号", 4), C("被仕向銀行名", 15, ""), N("被仕向支店番号", 3), C("被仕向支店名", 15, ""), N("手形交換所番号", 4, "0"), N("預金種目", 1),
                N("口座番号", 7), C("受取人名", 30), N("振込金額", 10), N("新規コード", 1, "0"), N("顧客コード1", 10, "0"), N("顧客コード2", 10, "0"),
                N("振込指定区分", 1, "7"), C("識別表示", 1, ""), Dummy(7),
            ]),
            Record("8", "トレーラ", [N("合計件数", 6), N("合計金額", 12), Dummy(101)]),
            Record("9", "エンド", [Dummy(119)]),
        ],
        "振込金額", "合計件数", "合計金額");

    /// <summary>The built-in formats.</summary>
    public static IReadOnlyList<ZenginLayout> All { get; } = [Debit, Transfer];

    /// <summary>The format of that name (口座振替, 総合振込).</summary>
    public static ZenginLayout Get(string id) =>
        All.FirstOrDefault(l => l.Id == id) ?? throw FunctionException.UnknownOption("全銀の様式", id, All.Select(l => l.Id));

    /// <summary>The kind of record by its データ区分.</summary>
    public ZenginRecord Kind(string kind) =>
        Records.FirstOrDefault(r => r.Kind == kind) ?? throw FunctionException.UnknownOption("データ区分", kind, Records.Select(r => r.Kind));

    private static ZenginRecord Record(string kind, string label, ZenginField[] fields) =>
        new(kind, label, [new ZenginField("データ区分", 1, true, kind), .. fields]);

    private static ZenginField N(string name, int length, string? whenMissing = null) => new(name, length, true, null, whenMissing);

    private static ZenginField C(string name, int length, string? whenMissing = null) => new(name, length, false, null, whenMissing);

    private static ZenginField Fixed(string name, string value) => new(name, value.Length, true, value);

    private static ZenginField Dummy(int length) => new("", length, false, "");
}
