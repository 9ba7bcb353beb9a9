using Workflows.Decisions.Feel;
using Workflows.Decisions.Functions.Registration;

namespace Workflows.Decisions.Tests.Functions.Registration;

public sealed class JapaneseFunctionsTests
{
    [Theory]
    [InlineData("営業日加算(@\"2026-06-30\", -10, \"jp-bank\") = @\"2026-06-16\"")]
    [InlineData("翌営業日(@\"2026-10-31\", \"jp-bank\") = @\"2026-11-02\"")]
    [InlineData("前営業日(@\"2026-10-31\") = @\"2026-10-30\"")]
    [InlineData("営業日か(@\"2026-12-29\") = false")]
    [InlineData("営業日数(@\"2026-06-01\", @\"2026-06-30\") = 22")]
    [InlineData("営業日数(@\"2026-06-15\", @\"2026-06-30\", \"jp-nursery\") = 14")] // benefit-claims D2
    [InlineData("営業日数(@\"2026-06-01\", @\"2026-06-19\", \"jp-nursery\") = 17")]
    [InlineData("営業日数(@\"2026-10-02\", @\"2026-10-31\", \"jp-nursery\") = 25")]
    [InlineData("営業日数(@\"2026-10-03\", @\"2026-10-31\", \"jp-nursery\") = 24")]
    [InlineData("月末営業日(\"2026-12\") = @\"2026-12-28\"")]
    [InlineData("月末営業日(@\"2026-05-10\") = @\"2026-05-29\"")]
    [InlineData("休業理由(@\"2026-10-12\") = \"スポーツの日\"")]
    [InlineData("祝日名(@\"2026-09-22\") = \"国民の休日\"")]
    [InlineData("業務時間加算(@\"2025-06-06T16:00:00+09:00\", 6) = @\"2025-06-09T13:15:00+09:00\"")] // geo-registers D2
    [InlineData("業務時間加算(@\"2025-06-06T07:00:00Z\", duration(\"PT6H\")) = @\"2025-06-09T13:15:00+09:00\"")]
    [InlineData("業務時間(@\"2025-06-03T10:00:00\", @\"2025-06-04T13:00:00\", \"jp-municipal\", [{自: @\"2025-06-03T11:00:00\", 至: @\"2025-06-04T10:30:00\"}]) = duration(\"PT3H30M\")")]
    [InlineData("次の時間帯(@\"2026-06-15T21:00:00+09:00\", \"配信\") = @\"2026-06-16T08:00:00+09:00\"")]
    [InlineData("時間内か(@\"2026-06-15T17:15:00\") = false")]
    public void Working_days_and_office_hours(string text) => IsTrue(text);

    [Theory]
    [InlineData("期限(@\"2026-04-01\", \"30日\") = @\"2026-05-01\"")]
    [InlineData("期限(@\"2026-12-21\", duration(\"P14D\"), {休日: \"翌営業日\"}) = @\"2027-01-04\"")]
    [InlineData("期限(@\"2026-10-01\", duration(\"P2Y\")) = @\"2028-10-01\"")]
    [InlineData("期限(@\"2025-06-08\", 14, {初日: \"算入\", 休日: \"翌営業日\"}) = @\"2025-06-23\"")]
    [InlineData("期限(@\"2026-09-01T10:00:00+09:00\", \"7日\", {時刻: \"23:59:59\"}) = @\"2026-09-08T23:59:59+09:00\"")] // facility-reservation D6
    [InlineData("期限(@\"2026-09-20T09:00:00+09:00\", \"-24時間\") = @\"2026-09-19T09:00:00+09:00\"")]
    [InlineData("期限(@\"2025-06-03T11:16:00+09:00\", \"6業務時間\") = @\"2025-06-04T08:31:00+09:00\"")]
    [InlineData("期限(@\"2026-06-15T20:00:00+09:00\", \"3日\", {時刻: \"10:00\"}) = @\"2026-06-18T10:00:00+09:00\"")] // community D6
    [InlineData("期限の説明(@\"2026-04-04\", \"14日\", {休日: \"翌営業日\"})[3] = \"2026-04-18は土曜日のため翌営業日 2026-04-20\"")]
    [InlineData("年度(@\"2027-03-31\") = 2026 and 年度初(@\"2027-03-31\") = @\"2026-04-01\" and 年度末(@\"2026-06-15\") = @\"2027-03-31\"")]
    [InlineData("和暦(@\"2026-06-16\") = \"令和8年6月16日\" and 和暦(@\"2019-05-01\", \"年\") = \"令和元年\" and 和暦(@\"2026-06-16\", \"略年\") = \"R8\"")]
    [InlineData("和暦(@\"2026-03-31\", \"年度\") = \"令和7年度\" and 和暦年(@\"2026-06-16\") = 8 and 和暦読取(\"Ｒ８．６．１６\") = @\"2026-06-16\"")]
    [InlineData("年度(@\"2026-03-31T15:00:00Z\") = 2026")] // already 1 April in Japan
    [InlineData("暦月数(@\"2025-06-15\", @\"2025-08-14\") = 3 and 満了日(@\"2026-10-01\", 48) = @\"2030-09-30\"")]
    [InlineData("count(区間差({自: @\"2026-06-01T00:00:00\", 至: @\"2026-06-02T00:00:00\"}, [{自: @\"2026-06-01T10:00:00\", 至: @\"2026-06-01T11:00:00\"}])) = 2")]
    [InlineData("連続([\"病欠\", \"病欠\", \"忌引\", \"病欠\"], function(x) x = \"病欠\", function(x) x in (\"忌引\", \"出席停止\")) = 3")]
    [InlineData("連続([2, 2, null, 2], function(x) x <= 2, function(x) x = null) = 3")] // school-and-home D6
    [InlineData("年齢(@\"2006-04-01\", @\"2024-03-31\") = 18 and 年齢(@\"2006-04-01\", @\"2024-03-31\", \"誕生日\") = 17")]
    [InlineData("学年齢(@\"2022-04-02\", 2026) = 3 and 月齢(@\"2026-03-15\", @\"2026-06-14\") = 2")]
    [InlineData("区切り([@\"2026-06-01T10:00:00\", @\"2026-06-01T10:20:00\", @\"2026-06-01T10:49:00\", @\"2026-06-01T11:25:00\"], duration(\"PT30M\")) = 2")]
    [InlineData("区切り([@\"2026-06-01T10:00:00\", @\"2026-06-01T10:20:00\", @\"2026-06-01T10:49:00\", @\"2026-06-01T11:25:00\"], 30, \"直前の計数\") = 3")]
    public void Dates_deadlines_ages(string text) => IsTrue(text);

    [Theory]
    [InlineData("正規化(\"ﾍﾟｯﾄﾎﾞﾄﾙの捨て方\", \"検索\", [\"の捨て方\"]) = \"ぺっとぼとる\"")]
    [InlineData("正規化(\"㈱ 見本\", \"法人名\") = \"株式会社見本\"")]
    [InlineData("編集距離(\"ペットポトル\", \"ペットボトル\") = 1")]
    [InlineData("辞書置換(\"高台に避難する\", {避難する: \"にげる\", 高台: \"たかいところ\"}) = \"たかいところににげる\"")]
    [InlineData("辞書置換(\"高台に避難する\", [{語: \"避難する\", 訳: \"にげる\"}]) = \"高台ににげる\"")]
    [InlineData("折返し(\"ああああ\", 3) = [\"あああ\", \"あ\"] and 折返し(\"ああああ\", 3, 1) = [[\"あああ\"], [\"あ\"]]")]
    [InlineData("桁埋め(1234, 7) = \"0001234\" and 桁埋め(\"ｱ\", 3, \" \", \"右\") = \"ｱ  \"")]
    [InlineData("バイト数(\"ｱあ\", \"Shift_JIS\") = 3 and 伏字(\"7654321\", \"末尾3\") = \"****321\"")]
    [InlineData("全銀文字(\"やまだ　はなこ\").文字列 = \"ﾔﾏﾀﾞ ﾊﾅｺ\" and 全銀文字(\"サトウ・イチロウ\").位置 = 4")]
    [InlineData("全銀文字(\"カヲル\", {ヲ: false}).文字 = \"ヲ\" and 全銀文字(\"ガギ\", {最大: 3}).位置 = 2")]
    [InlineData("全銀(\"総合振込\", {データ区分: \"8\", 合計件数: 2, 合計金額: 179372}) = 桁埋め(\"8000002000000179372\", 120, \" \", \"右\")")]
    [InlineData("全銀読取(\"総合振込\", 桁埋め(\"8000002000000179372\", 120, \" \", \"右\")).合計金額 = \"000000179372\"")]
    [InlineData("住所正規化(\"神奈川県見本市見本町３丁目１２番９号\", [\"神奈川県\", \"見本市\"]).表記 = \"見本町三丁目12-9\"")]
    [InlineData("住所照合(\"見本町３－１２－９\", [{id: \"U9\", town: \"見本町三丁目\", block: \"12\", number: \"9\"}]).level = \"4\"")]
    public void Text_bank_address(string text) => IsTrue(text);

    [Fact]
    public void A_bank_file_is_written_and_read_back()
    {
        IsTrue("""
            {見出し: {委託者コード: 1420400001, 委託者名: "ｶﾏｸﾗｼ", 引落日: "0831", 取引銀行番号: "0001", 取引支店番号: "001", 預金種目: 1, 口座番号: "1234567"},
             明細: [{引落銀行番号: "0001", 引落支店番号: "123", 預金種目: 1, 口座番号: "7654321", 預金者名: "ﾔﾏﾀﾞ", 引落金額: 15200, 顧客番号: "1"}],
             文: 全銀ファイル("口座振替", 見出し, 明細, {改行: "CRLF"}),
             読: 全銀ファイル読取("口座振替", 文),
             答: string length(文) = 4 * 122 and 読.誤り = [] and 読.明細[1].引落金額 = "0000015200" and 読.合計.合計件数 = "000001"}.答
            """);
    }

    [Theory]
    [InlineData("GS1検査(\"91920001110812345678900100000026063000152003\")")]
    [InlineData("法人番号検査(\"7123456789012\") and 個人番号検査(\"123456789018\") and 団体コード検査(\"142042\")")]
    [InlineData("団体コード5桁(\"142042\") = \"14204\" and GS1付加(\"490123456789\") = \"4901234567894\"")]
    [InlineData("証明番号(\"B01\", 2026, 123) = \"B01-2026-0000123-68\" and 証明番号検査(\"B01-2026-0000123-67\") = false")]
    [InlineData("検査数字(\"490123456789\", [3, 1], 10) = 4")]
    [InlineData("検査数字(\"20260000001\", [2, 3, 4, 5, 6, 7, 1], 97, \"剰余\", \"左\") = 47")]
    [InlineData("SHA256(\"KWS-2026-09-3f1c\") = \"fbc1abe5fd403bd138750366cf49ea37ea29288a371e8752c0871136753690eb\"")]
    [InlineData("署名(\"hakone\", \"GG1.S012\", \"base64url\", 16) = \"g5ZABjt2C9WsRU-l\"")]
    [InlineData("署名(\"demo\", \"HIK1.YMT-01.C-0001\", \"base64url\", \"12バイト\") = \"WaY5C472qZPTPa9T\"")]
    [InlineData("署名検証(\"hakone\", \"GG1.S012\", \"g5ZABjt2C9WsRU-l\", \"base64url\", \"16文字\")")]
    public void Checks_and_digests(string text) => IsTrue(text);

    [Theory]
    [InlineData("端数(203430 * 14 / 25, 10, \"床\") = 113920 and 端数(1.5, 1, \"四捨五入\") = 2 and 端数(1.9) = 1")]
    [InlineData("比率(412, 1000) = 41.2 and 比率(0, 0) = null and 比率(15, 1185, 2) = 1.27")]
    [InlineData("按分(15900, [40000, 20300]) = [10547, 5353]")]
    [InlineData("内税(1600, 10) = 145 and 内税(540, 8) = 40")]
    [InlineData("税額([{区分: \"S\", 率: 10, 額: 12345}, {区分: \"S\", 率: 10, 額: 678}, {区分: \"AA\", 率: 8, 額: 5499}])[2].税額 = 439")]
    [InlineData("分位([1, 3, 9], 0.5) = 3 and 切捨て桁(2335, -2) = 2300 and 切捨て桁(0.97, 1) = 0.9")]
    public void Numbers(string text) => IsTrue(text);

    [Theory]
    [InlineData("群別([{k: \"b\", v: 1}, {k: \"a\", v: 2}, {k: \"b\", v: 3}], \"k\") = [{鍵: \"b\", 列: [{k: \"b\", v: 1}, {k: \"b\", v: 3}]}, {鍵: \"a\", 列: [{k: \"a\", v: 2}]}]")]
    [InlineData("count(群別([1, 1.0, 2], function(x) x)) = 2")]
    [InlineData("並替([{id: \"C\", p: 54}, {id: \"B\", p: 40}, {id: \"A\", p: 54}], [{式: \"p\", 順: \"降順\"}, \"id\"]).id = [\"A\", \"C\", \"B\"]")] // safety-and-mobility D16
    [InlineData("並替([3, null, 1], function(x) x) = [1, 3, null]")]
    [InlineData("並替([3, null, 1], {式: function(x) x, 順: \"降順\", 空: \"先\"}) = [null, 3, 1]")]
    [InlineData("累計([1, 2, 3.5]) = [1, 3, 6.5] and 畳込み([1, 2, 3], 10, function(s, x) s + x) = 16")]
    [InlineData("突合([{n: 1, y: 100}, {n: 2, y: 50}], [{n: 2, y: 60}, {n: 3, y: 1}], \"n\", [\"y\"]).相違[1].項目 = [\"y\"]")]
    [InlineData("突合([{n: 1}, {n: 2}], [{n: 2}, {n: 3}], \"n\").aのみ = [{n: 1}] and 突合([{n: 1}, {n: 2}], [{n: 2}, {n: 3}], \"n\").bのみ = [{n: 3}]")]
    [InlineData("count(突合([{n: 1}, {n: 1}], [{n: 1}], \"n\").両方) = 1")]
    public void Lists(string text) => IsTrue(text);

    [Theory]
    [InlineData("距離({緯度: 35.2700, 経度: 139.0050}, {lat: 35.2702, lon: 139.0050}) = 22.239")]
    [InlineData("最近({lat: 35.27, lon: 139.005}, [{id: \"b\", 位置: {lat: 35.2702, lon: 139.005}}, {id: \"a\", lat: 35.2703, lon: 139.005}], 25).id = [\"b\"]")]
    [InlineData("中心([{lat: 35.1, lon: 139.1}, {lat: 35.3, lon: 139.3}]) = {緯度: 35.2, 経度: 139.2}")]
    [InlineData("面積({type: \"Polygon\", coordinates: [[[0,0],[0,40],[30,40],[30,0],[0,0]]]}) = 1200")]
    [InlineData("含む(緩衝({type: \"Point\", coordinates: [0, 0]}, 15), [9, 12]) and not(含む(緩衝({type: \"Point\", coordinates: [0, 0]}, 14.9), [9, 12]))")]
    [InlineData("交わる({type: \"LineString\", coordinates: [[0,0],[10,10]]}, {type: \"LineString\", coordinates: [[0,10],[10,0]]})")]
    [InlineData("平面距離([0,0], {type: \"LineString\", coordinates: [[3,-5],[3,5]]}) = 3 and 長さ({type: \"LineString\", coordinates: [[0,0],[3,4]]}) = 5")]
    [InlineData("沿線位置([[0,0],[0,50],[80,50],[80,0]], [33,44]) = {d: 83, off: 6}")]
    [InlineData("図形検査({type: \"Polygon\", coordinates: [[[0,0],[10,10],[10,0],[0,10],[0,0]]]}) = [\"図形が自己交差しています。\"]")]
    [InlineData("座標変換({type: \"Point\", coordinates: [140.08785504166664, 36.103774791666666]}, 4326, 6677) = {type: \"Point\", coordinates: [22916.2436, 11543.6883]}")]
    [InlineData("abs(座標変換([22916.2436, 11543.6883], 6677, 4326)[2] - 36.103774792) < 0.000000002")]
    [InlineData("最短経路([{自: \"S\", 至: \"A\", 長さ: 10}, {自: \"A\", 至: \"G\", 長さ: 5}, {自: \"S\", 至: \"G\", 長さ: 1, 閉鎖: true}], \"S\", \"G\") = {長さ: 15, 経路: [\"S\", \"A\", \"G\"]}")]
    [InlineData("最短経路([], \"S\", \"G\") = null and 閉路([{自: \"a\", 至: \"b\"}, {自: \"b\", 至: \"a\"}]) = [[\"a\", \"b\"]]")]
    [InlineData("到達深さ([{自: \"top\", 至: \"a\"}], \"top\") = [{点: \"top\", 深さ: 0}, {点: \"a\", 深さ: 1}]")]
    public void Space_and_graphs(string text) => IsTrue(text);

    [Theory]
    [InlineData("設定(\"bookingHorizonDays\") = 90 and 件数(\"booking\", {状態: \"有効\"}) = 7")]
    public void Lookups_take_the_answers_gathered_before(string text) => IsTrue(text);

    [Theory]
    [InlineData("翌営業日(@\"2026-10-31\", \"なし\")", "暦「なし」")]
    [InlineData("期限(@\"2026-10-31\", \"すぐ\")", "期間「すぐ」")]
    [InlineData("期限(@\"2026-10-31\", \"3日\", {休日: \"適当\"})", "条件の休日「適当」")]
    [InlineData("年齢(@\"2026-10-31\", @\"2026-10-30\")", "生年月日")]
    [InlineData("署名(\"無い鍵\", \"a\")", "鍵「無い鍵」")]
    [InlineData("端数(1, 0)", "単位")]
    [InlineData("端数(99999999999999999999999999999999, 1)", "大きすぎる")]
    [InlineData("営業日加算(@\"2026-10-31\", 1.5)", "整数")]
    [InlineData("営業日加算(@\"2099-12-31\", 10)", "2099年")]
    [InlineData("営業日か(@\"9999-12-31\", \"every-day\")", null)]
    [InlineData("営業日加算(@\"9999-12-31\", 1, \"every-day\")", "範囲")]
    [InlineData("設定(\"未知\")", "答えがありません")]
    [InlineData("図形検査({type: \"Circle\"})", "Circle")]
    [InlineData("距離({lat: 139, lon: 35}, {lat: 35, lon: 139})", "入れ替わって")]
    [InlineData("並替([1, \"a\"], function(x) x)", "比べられません")]
    [InlineData("正規化(1, \"検索\")", "文字列")]
    [InlineData("式評価(\"a\", {}, \"未知\")", "方言「未知」")]
    public void What_cannot_be_done_gives_null_and_a_reason(string text, string? part)
    {
        var value = FeelCall.Value(text, out var reasons);
        if (part is null)
        {
            Assert.NotNull(value);
        }
        else
        {
            Assert.Null(value);
            Assert.Contains(reasons, r => r.MessageJa.Contains(part, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Every_function_is_described_in_the_manual()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Workflows.sln")))
        {
            folder = folder.Parent!;
        }

        var manual = File.ReadAllText(Path.Combine(folder.FullName, "docs", "feel-functions.md"));
        Assert.DoesNotContain(JapaneseFunctions.Registry.Names, name => !manual.Contains($"`{name}(", StringComparison.Ordinal));
    }

    private static void IsTrue(string text)
    {
        var value = FeelCall.Value(text, out var reasons);
        Assert.True(value is true, $"{text} → {FeelValues.ToText(value)}; {string.Join("; ", reasons.Select(r => r.MessageJa))}");
    }
}
