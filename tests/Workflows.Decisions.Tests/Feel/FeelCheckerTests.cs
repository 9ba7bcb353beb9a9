using Workflows.Decisions.Feel;

namespace Workflows.Decisions.Tests.Feel;

public sealed class FeelCheckerTests
{
    private static readonly Dictionary<string, FeelType> Fields = new(StringComparer.Ordinal)
    {
        ["年齢"] = FeelType.Number,
        ["氏名"] = FeelType.Text,
        ["申請日"] = FeelType.Date,
        ["同意"] = FeelType.Boolean,
        ["世帯員"] = FeelType.List(FeelType.Record(("氏名", FeelType.Text), ("所得", FeelType.Number))),
        ["申請 者"] = FeelType.Record(("郵便番号", FeelType.Text)),
    };

    [Theory]
    [InlineData("年齢 >= 18 and 同意")]
    [InlineData("sum(世帯員.所得) < 3000000")]
    [InlineData("count(世帯員[所得 > 0]) = 1")]
    [InlineData("申請日 + duration(\"P1M\") > date(\"2026-04-01\")")]
    [InlineData("申請 者.郵便番号 = \"100-0001\"")]
    [InlineData("if 同意 then \"はい\" else null")]
    [InlineData("some m in 世帯員 satisfies m.所得 > 100")]
    [InlineData("(申請日 - @\"2026-01-01\").days > 3")]
    [InlineData("{a: 1, b: a + 1}.b = 2")]
    [InlineData("年齢 in [18..64]")]
    public void A_sound_expression_passes(string text)
    {
        var result = FeelChecker.Check(text, Fields);
        Assert.Empty(result.Findings);
    }

    [Theory]
    [InlineData("年令 >= 18", "name", "年齢", 0)]
    [InlineData("年齢 + 氏名", "type", "計算", 0)]
    [InlineData("年齢 > \"18\"", "type", "比べ", 0)]
    [InlineData("氏名 and 同意", "type", "真偽値", 0)]
    [InlineData("世帯員.所徳", "member", "所得", 0)]
    [InlineData("sumn(世帯員.所得)", "function", "sum", 0)]
    [InlineData("substring(年齢, 1)", "argument", "文字列", 10)]
    [InlineData("substring(氏名)", "arguments", "start position", 0)]
    [InlineData("申請日.時", "member", "日付", 0)]
    [InlineData("if 年齢 then 1 else 2", "type", "真偽値", 3)]
    [InlineData("年齢 >", "parse", "", 4)]
    public void What_cannot_be_right_is_reported_with_place_and_hint(string text, string code, string hint, int offset)
    {
        var finding = Assert.Single(FeelChecker.Check(text, Fields).Findings);
        Assert.Equal(code, finding.Code);
        Assert.Contains(hint, finding.MessageJa, StringComparison.Ordinal);
        Assert.Equal(offset, finding.Offset);
        Assert.NotEmpty(finding.MessageEn);
    }

    [Fact]
    public void The_expected_type_is_asked_for()
    {
        Assert.Single(FeelChecker.Check("年齢 + 1", Fields, FeelType.Boolean).Findings);
        Assert.Empty(FeelChecker.Check("年齢 > 1", Fields, FeelType.Boolean).Findings);
    }

    [Theory]
    [InlineData(">= 18", true)]
    [InlineData("\"大人\"", false)]
    [InlineData("[1..5], > 10", true)]
    [InlineData("? > 3 and ? < 5", true)]
    [InlineData("> \"a\"", false)]
    public void A_cell_is_checked_against_its_input(string text, bool ok)
    {
        Assert.Equal(ok, FeelChecker.CheckTests(text, FeelType.Number, Fields).IsOk);
    }
}
