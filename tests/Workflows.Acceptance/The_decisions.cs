using Workflows.Engine.Data;

namespace Workflows.Acceptance;

/// <summary>The worked examples of the specification's decision tables.</summary>
public class The_decisions
{
    private static readonly Seeds Kamakura = new("鎌倉市", new(2026, 6, 10, 9, 0, 0, TimeSpan.FromHours(9)));
    private static readonly Seeds Zushi = new("逗子市", new(2026, 6, 10, 9, 0, 0, TimeSpan.FromHours(9)));

    private const string Wrong = "バーコードの値が正しくありません。";

    [Theory]
    [InlineData("91920001110812345678900100000026063000152003", """{"companyCode":"920001","subjectCode":"11","fiscalYear":8,"noticeNo":"1234567890","term":1,"due":"2026-06-30","amount":15200,"error":null}""")]
    [InlineData("91920001310820000000170300000026083100078004", """{"companyCode":"920001","subjectCode":"31","fiscalYear":8,"noticeNo":"2000000017","term":3,"due":"2026-08-31","amount":7800,"error":null}""")]
    public void D1_reads_a_barcode(string barcode, string expected) =>
        Assert.Equal(Datum.Parse(expected), Kamakura.Decide("D1", Datum.Object(("barcode", barcode))));

    [Theory]
    [InlineData("91920001110812345678900100000026063000152004", Wrong)]
    [InlineData("9192000111081234567890010000002606300015200", Wrong)]
    [InlineData("90920001110812345678900100000026063000152003", Wrong)]
    [InlineData("x", Wrong)]
    [InlineData("91920002110845678901230100000026063000099000", "この納付書は鎌倉市のものではありません。")]
    public void D1_refuses_a_barcode(string barcode, string error) =>
        Assert.Equal(error, Kamakura.Decide("D1", Datum.Object(("barcode", barcode)))["error"].AsText());

    [Fact]
    public void D1_names_the_city_whose_slip_it_should_be()
    {
        Assert.Equal("この納付書は逗子市のものではありません。", Zushi.Decide("D1", Datum.Object(("barcode", "91920001110812345678900100000026063000152003")))["error"].AsText());
        Assert.True(Zushi.Decide("D1", Datum.Object(("barcode", "91920002110845678901230100000026063000099000")))["error"].IsNull);
    }

    [Theory]
    [InlineData(false, null, null, null, null, "review", "通知書番号が該当なし")]
    [InlineData(true, true, true, true, false, "auto", null)]
    [InlineData(true, true, true, false, false, "auto", null)]
    [InlineData(true, true, false, true, false, "review", null)]
    [InlineData(true, false, true, true, false, "review", "改姓の可能性")]
    [InlineData(true, false, false, true, false, "reject", null)]
    [InlineData(true, false, false, false, false, "reject", null)]
    [InlineData(true, true, false, false, false, "reject", null)]
    [InlineData(true, false, true, false, false, "review", null)]
    [InlineData(true, true, null, true, true, "auto", null)]
    [InlineData(true, true, null, false, true, "review", null)]
    [InlineData(true, false, null, true, true, "reject", null)]
    [InlineData(true, false, null, false, true, "reject", null)]
    public void D2_compares_with_the_liability(bool l, bool? k, bool? b, bool? p, bool? corporation, string result, string? reason)
    {
        static Datum Of(bool? value) => value is { } known ? Datum.Of(known) : Datum.Null;
        var decided = Kamakura.Decide("D2", Datum.Object(("L", l), ("K", Of(k)), ("B", Of(b)), ("P", Of(p)), ("isCorp", Of(corporation))));
        Assert.Equal(result, decided["result"].AsText());
        if (reason is not null) Assert.Equal(reason, decided["reason"].AsText());
    }

    [Theory]
    [InlineData("2026-06-11", "期別", "R8-1", "2026-06-30", "2026-06-16", "期別", "期別")]
    [InlineData("2026-06-16", "期別", "R8-1", "2026-06-30", "2026-06-16", "期別", "期別")]
    [InlineData("2026-06-17", "期別", "R8-2", "2026-08-31", "2026-08-17", "期別", "期別")]
    [InlineData("2026-10-19", "期別", "R8-3", "2026-11-02", "2026-10-19", "期別", "期別")]
    [InlineData("2026-10-20", "期別", "R8-4", "2027-02-01", "2027-01-18", "期別", "期別")]
    [InlineData("2027-01-19", "期別", "R9-1", "2027-06-30", "2027-06-16", "期別", "期別")]
    [InlineData("2026-06-16", "全期前納", "R8-1", "2026-06-30", "2026-06-16", "全期前納", "全期前納")]
    [InlineData("2026-06-17", "全期前納", "R8-2", "2026-08-31", "2026-08-17", "期別", "全期前納")]
    public void D3_finds_the_first_term(string on, string plan, string term, string transfer, string cutoff, string now, string next)
    {
        var decided = Kamakura.Decide("D3", Datum.Object(("subjectCode", "11"), ("fiscalYear", 8), ("registeredOn", on), ("paymentPlan", plan)));
        Assert.Equal([term, transfer, cutoff, now, next], new[] { "startTerm", "transferDate", "cutoff", "planThisYear", "planNextYear" }.Select(k => decided[k].AsText()!));
    }

    [Theory]
    [InlineData("やまだ　はなこ", "ﾔﾏﾀﾞ ﾊﾅｺ", null)]
    [InlineData("ショウナンタロウ", "ｼﾖｳﾅﾝﾀﾛｳ", null)]
    [InlineData("カマクラシーサイド", "ｶﾏｸﾗｼ-ｻｲﾄﾞ", null)]
    [InlineData("キャッシュ　ジョウ", "ｷﾔﾂｼﾕ ｼﾞﾖｳ", null)]
    [InlineData("サトウ・イチロウ", null, "口座名義に使用できない文字があります。")]
    public void D4_writes_names_as_banks_do(string text, string? zengin, string? error)
    {
        var decided = Kamakura.Decide("D4", Datum.Object(("text", text)));
        Assert.Equal(zengin, decided["zengin"].AsText());
        Assert.Equal(error, decided["error"].AsText());
    }

    [Theory]
    [InlineData("10230", "12345671", "9900", "028", "1234567", null)]
    [InlineData("11940", "5671", "9900", "198", "0000567", null)]
    [InlineData("00230", "12345671", null, null, null, "通常貯金の記号・番号を入力してください。")]
    [InlineData("10230", "12345672", null, null, null, "通常貯金の記号・番号を入力してください。")]
    [InlineData("1023", "12345671", null, null, null, "通常貯金の記号・番号を入力してください。")]
    [InlineData("10230", "1", null, null, null, "通常貯金の記号・番号を入力してください。")]
    public void D5_turns_a_post_bank_number_into_an_account(string kigo, string bango, string? bank, string? branch, string? account, string? error)
    {
        var decided = Kamakura.Decide("D5", Datum.Object(("yuchoKigo", kigo), ("yuchoBango", bango)));
        Assert.Equal([bank, branch, account, error], new[] { "bankCode", "branchCode", "accountNo", "error" }.Select(k => decided[k].AsText()));
    }

    [Theory]
    [InlineData("0", "消込")]
    [InlineData("1", "N-06, slip; 3 consecutive → stop proposal")]
    [InlineData("2", "N-06, mandate 停止")]
    [InlineData("3", "N-06, mandate 停止, confirm task")]
    [InlineData("4", "N-06, mandate 停止, task to bank")]
    [InlineData("8", "no notice (city stopped it), record only")]
    [InlineData("9", "task")]
    public void D7_says_what_a_result_code_leads_to(string code, string action) => Assert.Equal(action, Kamakura.Decide("D7", Datum.Object(("code", code)))["action"].AsText());

    [Theory]
    [InlineData(412, 1000, "41.2")]
    [InlineData(1, 3, "33.3")]
    [InlineData(0, 0, "―")]
    [InlineData(5, 1000, "0.5")]
    public void D8_gives_the_share_of_debits(int transferred, int total, string rate) =>
        Assert.Equal(rate, Kamakura.Decide("D8", Datum.Object(("transferred", transferred), ("total", total)))["rate"].AsText());
}
