using Workflows.Decisions.Feel;

namespace Workflows.Decisions.Tests.Functions.Registration;

/// <summary>Decisions of the specifications written in FEEL with the functions of the product, against the worked examples there.</summary>
public sealed class SpecificationTests
{
    [Theory]
    [InlineData(0, 23.40, 3, 3, 2)]
    [InlineData(35, 50, 9, 9, 6)]
    [InlineData(80, 20, 16, 17, 11)]
    [InlineData(2, 0, 26, 26, 17)]
    [InlineData(33, 44, 9, 9, 6)]
    [InlineData(0, 30.00, 3, 4, 2)]
    [InlineData(0, 30.01, 4, 4, 3)]
    public void Base_numbers_of_a_block_geo_registers_D1(double e, double n, int lower, int upper, int wide)
    {
        const string Rule = """
            {環: [[0,0],[0,50],[80,50],[80,0],[0,0]],
             周: 長さ({type: "LineString", coordinates: 環}),
             位: 沿線位置(環, [e, n]),
             満: floor(周 / 間隔),
             最大: if 周 - 満 * 間隔 < 間隔 / 2 then 満 else 満 + 1,
             倍: 端数(位.d / 間隔, 1, "四捨五入"),
             号: if 位.d = 0 then 1 else if abs(位.d - 倍 * 間隔) < 0.005 then (if 境界 = "lower" then 倍 else 倍 + 1) else floor(位.d / 間隔) + 1,
             答: min(号, 最大)}.答
            """;
        Assert.Equal(FeelNumber.From(lower), Base(10, "lower"));
        Assert.Equal(FeelNumber.From(upper), Base(10, "upper"));
        Assert.Equal(FeelNumber.From(wide), Base(15, "lower"));

        object? Base(int interval, string boundary) => FeelCall.Value(Rule, new FeelContext(
            ("e", FeelNumber.From((decimal)e)), ("n", FeelNumber.From((decimal)n)), ("間隔", FeelNumber.From(interval)), ("境界", boundary)));
    }

    [Fact]
    public void Tickets_are_called_in_the_order_of_counter_without_writing_D3()
    {
        const string Waiting = """
            [{no: "A-003", first: @"09:00:00", at: @"09:40:00", tier: 1}, {no: "B-001", first: @"09:20:00", at: @"09:20:00", tier: 1},
             {no: "B-002", first: @"09:35:00", at: @"09:35:00", tier: 1}, {no: "A-007", first: @"09:22:00", at: @"09:44:00", tier: 1}]
            """;
        IsTrue($"並替({Waiting}, [\"tier\", \"first\", \"no\"]).no = [\"A-003\", \"B-001\", \"A-007\", \"B-002\"]");
        IsTrue($"並替({Waiting}, [\"tier\", \"at\", \"no\"]).no = [\"B-001\", \"B-002\", \"A-003\", \"A-007\"]");
        IsTrue($"並替(for t in {Waiting} return context put(t, \"tier\", if t.no = \"A-007\" then 0 else 1), [\"tier\", \"first\", \"no\"]).no = [\"A-007\", \"A-003\", \"B-001\", \"B-002\"]");
    }

    [Fact]
    public void Hospitals_are_ranked_as_safety_and_mobility_D5_says() => IsTrue("""
        {病院: [{id: "A", km: 4.2, 可: true}, {id: "B", km: 7.0, 可: true}, {id: "C", km: 2.1, 可: false}],
         表: for h in 病院 return context put(h, "分", ceiling(h.km * 1.3 / 30 * 60)),
         答: 並替(表, [{式: "可", 順: "降順"}, "分", "id"])}.答.id = ["A", "B", "C"]
        and ceiling(4.2 * 1.3 / 30 * 60) = 11 and ceiling(7.0 * 1.3 / 30 * 60) = 19
        """);

    [Fact]
    public void Meetings_are_allotted_greedily_as_school_and_home_D5_says()
    {
        const string Allot = """
            {順: 並替(子, [function(c) count(c.答[item in ("○", "△")]), "番"]),
             空き: function(c, 取, 印) (for i in 1..4 return if c.答[i] = 印 and not(list contains(取.枠, i)) then i else 0)[item > 0],
             次: function(取, c) append(取, {番: c.番, 枠: (concatenate(空き(c, 取, "○"), 空き(c, 取, "△"), [0]))[1]}),
             答: 畳込み(順, [], 次)}.答
            """;
        var children = FeelCall.Value("""[{番: 1, 答: ["○","○","△","×"]}, {番: 2, 答: ["○","×","×","×"]}, {番: 3, 答: ["×","○","×","△"]}, {番: 4, 答: ["○","△","×","×"]}]""");
        var result = FeelCall.Value(Allot, out var reasons, new FeelContext(("子", children)));
        Assert.True(
            FeelValues.ToText(result) == "[{番: 2, 枠: 1}, {番: 3, 枠: 2}, {番: 4, 枠: 0}, {番: 1, 枠: 3}]",
            $"{FeelValues.ToText(result)} {string.Join("; ", reasons.Select(r => r.MessageJa))}");
    }

    [Theory]
    [InlineData("2026-09-01T10:00:00+09:00", "2026-09-20T09:00:00+09:00", "2026-09-08T23:59:59+09:00")]
    [InlineData("2026-09-18T10:00:00+09:00", "2026-09-20T09:00:00+09:00", "2026-09-19T09:00:00+09:00")]
    [InlineData("2026-09-20T07:50:00+09:00", "2026-09-20T09:00:00+09:00", "2026-09-20T08:20:00+09:00")]
    public void Payment_deadlines_of_facility_reservation_D6(string confirmed, string start, string due) => IsTrue($$"""
        {確定: @"{{confirmed}}", 開始: @"{{start}}",
         早: min(期限(確定, "7日", {時刻: "23:59:59"}), 期限(開始, "-24時間")),
         答: if 早 < 期限(確定, "30分") then 期限(確定, "30分") else 早}.答 = @"{{due}}"
        """);

    [Theory]
    [InlineData("ﾍﾟｯﾄﾎﾞﾄﾙの捨て方", "完全", "ペットボトル")]
    [InlineData("電池", "完全", "電池")]
    [InlineData("ペットポトル", "近似", "ペットボトル")]
    [InlineData("フラ", "前方", "フライパン")]
    [InlineData("石", "なし", null)]
    public void The_chatbot_finds_items_in_the_stages_of_citizen_platform_D14(string question, string stage, string? item)
    {
        const string Match = """
            {語: 正規化(問, "検索", ["の捨て方", "の出し方", "は何ごみ", "を教えて", "?"]),
             品: for p in ["ペットボトル", "電池", "乾電池", "フライパン"] return {名: p, 形: 正規化(p, "検索")},
             完全: 品[形 = 語], 前方: 品[starts with(形, 語)],
             部分: 品[string length(語) >= 2 and contains(形, 語)], 近似: 品[string length(語) >= 4 and 編集距離(形, 語) = 1],
             答: if count(完全) > 0 then {段: "完全", 名: 完全[1].名} else if count(前方) > 0 then {段: "前方", 名: 前方[1].名}
                 else if count(部分) > 0 then {段: "部分", 名: 部分[1].名} else if count(近似) > 0 then {段: "近似", 名: 近似[1].名} else {段: "なし", 名: null}}.答
            """;
        var found = (FeelContext)FeelCall.Value(Match, new FeelContext(("問", question)))!;
        Assert.Equal((stage, item), ((string?)found["段"], (string?)found["名"]));
    }

    [Theory]
    [InlineData(24, 3)]
    [InlineData(20, 2)]
    [InlineData(1, 1)]
    [InlineData(0, 0)]
    public void A_tenth_of_the_articles_is_drawn_by_hash_as_community_D1_says(int articles, int drawn) => IsTrue($$"""
        {号: for i in 1..40 return {n: i, 鍵: SHA256("ISSUE-1" + "K" + string(i))},
         抽出: 並替(号[n <= {{articles}}], "鍵"),
         数: 端数({{articles}} * 0.1, 1, "天井"),
         答: count(抽出) = {{articles}} and 数 = {{drawn}} and (every k in [1..39] satisfies k >= {{articles}} or 抽出[k].鍵 < 抽出[k + 1].鍵)}.答
        """);

    [Fact]
    public void A_claim_of_benefit_claims_D3_adds_up()
    {
        IsTrue("""
            {n: 63, r: 12, 分: 端数(250000 / n, 10, "床"),
             単価: function(基本, 加算) 基本 + floor(基本 / 100) * r + 加算 + 110 + 分,
             四: 単価(46000, 0), 三: 単価(53000, 7000), 一: 単価(106000, 0), 〇: 単価(178000, 0),
             答: [四, 三, 一, 〇] = [55590, 70430, 122790, 203430] and 四 * 28 + 三 * 14 + 一 * 16 + 〇 * 5 = 5524330
                 and 5524330 + 端数(〇 * 14 / 25, 10, "床") = 5638250}.答
            """);
    }

    private static void IsTrue(string text)
    {
        var value = FeelCall.Value(text, out var reasons);
        Assert.True(value is true, $"{FeelValues.ToText(value)}; {string.Join("; ", reasons.Select(r => r.MessageJa))}");
    }
}
