using Workflows.Decisions.Functions;
using Workflows.Decisions.Functions.Bank;

namespace Workflows.Decisions.Tests.Functions.Bank;

public sealed class ZenginTests
{
    [Theory]
    [InlineData("やまだ　はなこ", "ﾔﾏﾀﾞ ﾊﾅｺ")] // account-transfer D4
    [InlineData("ショウナンタロウ", "ｼﾖｳﾅﾝﾀﾛｳ")]
    [InlineData("カマクラシーサイド", "ｶﾏｸﾗｼ-ｻｲﾄﾞ")]
    [InlineData("キャッシュ　ジョウ", "ｷﾔﾂｼﾕ ｼﾞﾖｳ")]
    [InlineData("ﾔﾏﾀﾞ ﾊﾅｺ", "ﾔﾏﾀﾞ ﾊﾅｺ")]
    [InlineData("ｶ)ぴーぷる（abc）", "ｶ)ﾋﾟ-ﾌﾟﾙ(ABC)")]
    [InlineData("ヴァイオリン", "ｳﾞｱｲｵﾘﾝ")]
    [InlineData("か゛", "ｶﾞ")]
    [InlineData("", "")]
    public void Names_become_bank_text(string text, string expected) =>
        Assert.Equal(new ZenginTextResult(expected, null, null), ZenginText.Convert(text, new ZenginTextOptions()));

    [Theory]
    [InlineData("サトウ・イチロウ", 4, "・")]
    [InlineData("山田", 1, "山")]
    [InlineData("ﾊﾞﾊﾞ、", 5, "、")]
    public void The_first_bad_character_is_named_with_its_place(string text, int position, string character) =>
        Assert.Equal(new ZenginTextResult(null, position, character), ZenginText.Convert(text, new ZenginTextOptions()));

    [Fact]
    public void The_eight_bytes_of_the_example() => Assert.Equal(8, ZenginText.Convert("やまだ　はなこ", new ZenginTextOptions()).Text!.Length);

    [Fact]
    public void Wo_follows_the_setting_of_the_bank()
    {
        Assert.Equal("ｶｦﾙ", ZenginText.Convert("カヲル", new ZenginTextOptions()).Text);
        Assert.Equal(2, ZenginText.Convert("カヲル", new ZenginTextOptions(AllowWo: false)).ErrorPosition);
    }

    [Fact]
    public void A_name_longer_than_the_field_is_refused_where_it_becomes_too_long() =>
        Assert.Equal(2, ZenginText.Convert("ガギ", new ZenginTextOptions(MaxLength: 3)).ErrorPosition);

    [Fact]
    public void The_debit_file_of_account_transfer_D6_is_written_byte_for_byte()
    {
        var text = ZenginFile.Write(ZenginLayout.Debit, DebitHeader(), [Yamada(), Suzuki("0")], Row(), "\r\n");
        Assert.Equal(
            Lines(
                "19101420400001ｶﾏｸﾗｼｶｲｹｲｶﾝﾘｼﾔ__________________________08310001ﾐｽﾞﾎ___________001ｶﾏｸﾗ___________11234567_________________",
                "20001ﾐｽﾞﾎ___________123ｽﾞｼ________________17654321ﾔﾏﾀﾞ_ﾊﾅｺ______________________00000152000110812345678900200000________",
                "20001ﾐｽﾞﾎ___________456ﾌｼﾞｻﾜ______________11112223ｽｽﾞｷ_ｷﾖｳｲﾁ____________________00000078001310820000000170300000________",
                "8000002000000023000000000000000000000000000000000000000_________________________________________________________________",
                "9" + new string('_', 119)),
            text);
        Assert.Empty(ZenginFile.Read(ZenginLayout.Debit, text).Faults);
    }

    [Fact]
    public void The_result_file_is_read_and_its_totals_proved()
    {
        var totals = Row(("振替済件数", "1"), ("振替済金額", "15200"), ("振替不能件数", "1"), ("振替不能金額", "7800"));
        var text = ZenginFile.Write(ZenginLayout.Debit, DebitHeader(), [Yamada(), Suzuki("1")], totals, "");
        Assert.Contains("8000002000000023000000001000000015200000001000000007800" + new string(' ', 65), text, StringComparison.Ordinal);

        var read = ZenginFile.Read(ZenginLayout.Debit, text);
        Assert.Empty(read.Faults);
        Assert.Equal("ﾔﾏﾀﾞ ﾊﾅｺ", read.Rows[0]["預金者名"]);
        Assert.Equal("1", read.Rows[1]["振替結果コード"]);

        var broken = ZenginFile.Read(ZenginLayout.Debit, text.Replace("000000015200000001", "000000015201000001", StringComparison.Ordinal));
        Assert.Equal(["トレーラの振替済金額（000000015201）が明細の計算値（15200）と一致しません。"], broken.Faults);
    }

    [Fact]
    public void Records_of_another_length_or_order_are_faults()
    {
        var text = ZenginFile.Write(ZenginLayout.Debit, DebitHeader(), [Yamada()], Row(), "\n");
        var faults = ZenginFile.Read(ZenginLayout.Debit, string.Join('\n', text.Split('\n').Skip(1).Select(l => l.Replace("ﾔﾏﾀﾞ", "ﾔﾏ", StringComparison.Ordinal)))).Faults;
        Assert.Contains(faults, f => f.Contains("118バイト", StringComparison.Ordinal));
        Assert.Contains(faults, f => f.Contains("並び", StringComparison.Ordinal));
    }

    [Fact]
    public void The_transfer_record_of_community_has_its_amount_in_81_to_90()
    {
        var line = ZenginFile.WriteRecord(ZenginLayout.Transfer, "2", Row(
            ("被仕向銀行番号", "9999"), ("被仕向銀行名", "ﾐﾎﾝｷﾞﾝｺｳ"), ("被仕向支店番号", "001"), ("被仕向支店名", "ｻﾑｶﾜ"), ("預金種目", "1"),
            ("口座番号", "1234567"), ("受取人名", "ﾔﾏﾀﾞｼﾖｳﾃﾝ"), ("振込金額", "123372"), ("顧客コード1", "12")));
        Assert.Equal(120, line.Length);
        Assert.Equal("0000123372", line[80..90]);
        Assert.Equal("0000000012", line[91..101]);
        Assert.Equal("8000002000000179372" + new string(' ', 101), ZenginFile.WriteRecord(ZenginLayout.Transfer, "8", Row(("合計件数", "2"), ("合計金額", "179372"))));
    }

    [Theory]
    [InlineData("預金者名", "山田", "全銀文字")]
    [InlineData("口座番号", "12345678", "7桁")]
    [InlineData("引落金額", "1,000", "数字")]
    public void A_field_that_does_not_fit_is_refused_by_name(string field, string value, string part)
    {
        var row = new Dictionary<string, string>(Yamada()) { [field] = value };
        var error = Assert.Throws<FunctionException>(() => ZenginFile.WriteRecord(ZenginLayout.Debit, "2", row));
        Assert.Contains(field, error.Japanese, StringComparison.Ordinal);
        Assert.Contains(part, error.Japanese, StringComparison.Ordinal);
    }

    [Fact]
    public void Zero_amounts_are_not_sent() =>
        Assert.Throws<FunctionException>(() => ZenginFile.Write(
            ZenginLayout.Debit, DebitHeader(), [new Dictionary<string, string>(Yamada()) { ["引落金額"] = "0" }], Row(), ""));

    private static Dictionary<string, string> DebitHeader() => Row(
        ("委託者コード", "1420400001"), ("委託者名", "ｶﾏｸﾗｼｶｲｹｲｶﾝﾘｼﾔ"), ("引落日", "0831"), ("取引銀行番号", "0001"), ("取引銀行名", "ﾐｽﾞﾎ"),
        ("取引支店番号", "001"), ("取引支店名", "ｶﾏｸﾗ"), ("預金種目", "1"), ("口座番号", "1234567"));

    private static Dictionary<string, string> Yamada() => Row(
        ("引落銀行番号", "0001"), ("引落銀行名", "ﾐｽﾞﾎ"), ("引落支店番号", "123"), ("引落支店名", "ｽﾞｼ"), ("預金種目", "1"), ("口座番号", "7654321"),
        ("預金者名", "ﾔﾏﾀﾞ ﾊﾅｺ"), ("引落金額", "15200"), ("新規コード", "0"), ("顧客番号", "11081234567890020000"));

    private static Dictionary<string, string> Suzuki(string code) => Row(
        ("引落銀行番号", "0001"), ("引落銀行名", "ﾐｽﾞﾎ"), ("引落支店番号", "456"), ("引落支店名", "ﾌｼﾞｻﾜ"), ("預金種目", "1"), ("口座番号", "1112223"),
        ("預金者名", "ｽｽﾞｷ ｷﾖｳｲﾁ"), ("引落金額", "7800"), ("新規コード", "1"), ("顧客番号", "31082000000017030000"), ("振替結果コード", code));

    private static Dictionary<string, string> Row(params (string Key, string Value)[] fields) => fields.ToDictionary(f => f.Key, f => f.Value);

    private static string Lines(params string[] lines) => string.Concat(lines.Select(l => l.Replace('_', ' ') + "\r\n"));
}
