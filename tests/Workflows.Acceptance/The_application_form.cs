using Workflows.Engine.Data;

namespace Workflows.Acceptance;

/// <summary>F-APP's rules and messages (specification §4).</summary>
public class The_application_form
{
    private static readonly Seeds Kamakura = new("鎌倉市", new(2026, 6, 10, 9, 0, 0, TimeSpan.FromHours(9)));
    private const string Hanako = "91920001110812345678900100000026063000152003";

    private static Datum Good => Datum.Parse("""
        { "subjectCode": "11", "fiscalYear": 8, "noticeNo": "1234567890", "paymentPlan": "期別",
          "payerKana": "ヤマダ ハナコ", "payerName": "山田 花子", "payerBirth": "1980-04-01", "payerPostal": "2480000",
          "holderIsPayer": true, "holderKana": "ヤマダ ハナコ", "bankCode": "0001", "branchCode": "123", "accountType": "1", "accountNo": "7654321",
          "email": "hanako@example.jp", "phone": "090-1111-2222", "agree": true }
        """);

    private static string? Error(Datum values, string field)
    {
        var verdict = Kamakura.Judge("F-APP", values);
        return verdict.Errors.FirstOrDefault(e => e.Field == field || e.Field.EndsWith("." + field, StringComparison.Ordinal))?.Message;
    }

    [Fact]
    public void Takes_a_sound_application()
    {
        var verdict = Kamakura.Judge("F-APP", Good);
        Assert.Empty(verdict.Errors);
        Assert.Equal("1234567890", verdict.CaseFields["noticeNo"].AsText());
        Assert.Equal("11", verdict.CaseFields["lines"][0]["subjectCode"].AsText());
    }

    [Fact]
    public void Fills_in_what_the_barcode_says()
    {
        var verdict = Kamakura.Judge("F-APP", Good.Without("subjectCode").Without("fiscalYear").Without("noticeNo").With("barcode", Hanako));
        Assert.Empty(verdict.Errors);
        Assert.Equal(["11", "8", "1234567890", "1"], new[] { "subjectCode", "fiscalYear", "noticeNo", "term" }.Select(k => verdict.CaseFields[k].AsText()!));
        Assert.True(verdict.CaseFields["amount"].IsNull);
        Assert.True(verdict.At("lines[1].noticeNo")!.Locked);
    }

    [Theory]
    [InlineData("noticeNo", "\"12345\"", "通知書番号は数字10桁で入力してください。")]
    [InlineData("noticeNo", "\"12345678901\"", "通知書番号は数字10桁で入力してください。")]
    [InlineData("subjectCode", "\"99\"", "対象外の科目です。")]
    [InlineData("payerKana", "\"やまだ はなこ\"", "フリガナは全角カタカナで入力してください。")]
    [InlineData("payerKana", "\"ﾔﾏﾀﾞ ﾊﾅｺ\"", "フリガナは全角カタカナで入力してください。")]
    [InlineData("payerKana", "\"山田花子\"", "フリガナは全角カタカナで入力してください。")]
    [InlineData("holderKana", "\"サトウ・イチロウ\"", "口座名義に使用できない文字があります。")]
    [InlineData("holderKana", "\"アイウエオアイウエオアイウエオアイウエオアイウエオアイウエオア\"", "口座名義は30文字以内で入力してください。")]
    [InlineData("holderKana", "\"ガガガガガガガガガガガガガガガガ\"", "口座名義は30文字以内で入力してください。")]
    [InlineData("bankCode", "\"9999\"", "取扱金融機関ではありません。")]
    [InlineData("bankCode", "\"0530\"", "取扱金融機関ではありません。")]
    [InlineData("branchCode", "\"999\"", "取扱金融機関ではありません。")]
    [InlineData("accountNo", "\"12345678\"", "口座番号は数字7桁以内で入力してください。")]
    [InlineData("accountNo", "\"12A\"", "口座番号は数字7桁以内で入力してください。")]
    [InlineData("agree", "false", "同意が必要です。")]
    [InlineData("agree", "null", "同意が必要です。")]
    [InlineData("barcode", "\"91920001110812345678900100000026063000152004\"", "バーコードの値が正しくありません。")]
    [InlineData("barcode", "\"91920002110845678901230100000026063000099000\"", "この納付書は鎌倉市のものではありません。")]
    public void Says_what_is_wrong(string field, string value, string message) => Assert.Equal(message, Error(Good.With(field, Datum.Parse(value)), field));

    [Fact]
    public void Refuses_prepayment_of_a_subject_that_has_none() =>
        Assert.Equal("この科目は全期前納を選択できません。", Error(Good.With("subjectCode", "31").With("noticeNo", "2000000017").With("paymentPlan", "全期前納"), "paymentPlan"));

    [Fact]
    public void Takes_prepayment_of_a_subject_that_has_it() => Assert.Null(Error(Good.With("paymentPlan", "全期前納"), "paymentPlan"));

    [Fact]
    public void Pads_a_short_account_number() => Assert.Equal("0000123", Kamakura.Judge("F-APP", Good.With("accountNo", "123")).Values["accountNo"].AsText());

    [Fact]
    public void Turns_a_post_bank_number_into_an_account()
    {
        var verdict = Kamakura.Judge("F-APP", Good.Without("branchCode").Without("accountType").Without("accountNo").With("bankCode", "9900").With("yuchoKigo", "10230").With("yuchoBango", "12345671"));
        Assert.Empty(verdict.Errors);
        Assert.Equal(["9900", "028", "1", "1234567", "10230", "12345671"], new[] { "bankCode", "branchCode", "accountType", "accountNo", "yuchoKigo", "yuchoBango" }.Select(k => verdict.Values[k].AsText()!));
    }

    [Theory]
    [InlineData("00230", "12345671")]
    [InlineData("10230", "12345672")]
    public void Refuses_a_post_bank_number_that_is_no_ordinary_account(string kigo, string bango) =>
        Assert.Equal("通常貯金の記号・番号を入力してください。", Error(Good.With("bankCode", "9900").With("yuchoKigo", kigo).With("yuchoBango", bango), "yuchoKigo"));

    [Fact]
    public void Asks_for_the_relation_only_of_another_holder()
    {
        Assert.NotNull(Error(Good.With("holderIsPayer", false).Without("relation"), "relation"));
        Assert.Null(Error(Good.With("holderIsPayer", false).With("relation", "家族"), "relation"));
    }

    [Fact]
    public void Takes_up_to_ten_subjects()
    {
        static Datum Line(int n) => Datum.Object(("subjectCode", "11"), ("fiscalYear", 8), ("noticeNo", $"12345678{n:00}"), ("paymentPlan", "期別"));
        var rest = Good.Without("subjectCode").Without("fiscalYear").Without("noticeNo").Without("paymentPlan");
        Assert.Empty(Kamakura.Judge("F-APP", rest.With("lines", Datum.List(Enumerable.Range(1, 10).Select(Line)))).Errors);
        Assert.NotEmpty(Kamakura.Judge("F-APP", rest.With("lines", Datum.List(Enumerable.Range(1, 11).Select(Line)))).Errors);
        Assert.NotEmpty(Kamakura.Judge("F-APP", rest.With("lines", Datum.List([]))).Errors);
        Assert.Equal("同じ通知書が2回入力されています。", Error(rest.With("lines", Datum.List([Line(1), Line(1)])), "lines"));
    }
}
