using Workflows.Decisions.Feel;

namespace Workflows.Decisions.Tests.Feel;

public sealed class FeelExpressionTests
{
    [Theory]
    [InlineData("1 + 2 * 3", "7")]
    [InlineData("-3 ** 2", "9")]
    [InlineData("3 ** 4 ** 5", "3486784401")]
    [InlineData("10 / 4", "2.5")]
    [InlineData("1 / 3", "0.3333333333333333333333333333333333")]
    [InlineData("if 1 > 2 then \"a\" else \"b\"", "b")]
    [InlineData("for i in 1..3 return i * i", "[1, 4, 9]")]
    [InlineData("for i in 1..3 return if i = 1 then 1 else partial[-1] * i", "[1, 2, 6]")]
    [InlineData("[1, 2, 3, 4][item > 2]", "[3, 4]")]
    [InlineData("[1, 2, 3, 4][-1]", "4")]
    [InlineData("[{a: 1}, {a: 2}][a > 1].a", "[2]")]
    [InlineData("some x in [1, 2] satisfies x > 1", "true")]
    [InlineData("every x in [1, 2] satisfies x > 1", "false")]
    [InlineData("{a: 1, b: a + 1}.b", "2")]
    [InlineData("(function(x, y) x + y)(1, 2)", "3")]
    [InlineData("date(\"2026-01-31\") + duration(\"P1M\")", "2026-02-28")]
    [InlineData("5 in (2..7)", "true")]
    [InlineData("5 in [1..5[", "false")]
    [InlineData("10 in (1, < 5, >= 10)", "true")]
    [InlineData("\"foo\" + \"bar\"", "foobar")]
    [InlineData("date and time(\"2026-01-01T10:00:00@Asia/Tokyo\").time offset", "PT9H")]
    [InlineData("years and months duration(date(\"2011-12-22\"), date(\"2013-08-24\"))", "P1Y8M")]
    [InlineData("[1..10].start included", "true")]
    [InlineData("sqrt(2)", "1.414213562373095048801688724209698")]
    [InlineData("exp(1)", "2.718281828459045235360287471352662")]
    [InlineData("log(10)", "2.302585092994045684017991454684364")]
    [InlineData("replace(\"abracadabra\", \"a(.)\", \"a$1$1\")", "abbraccaddabbra")]
    [InlineData("sort([3, 1, 2], function(a, b) a < b)", "[1, 2, 3]")]
    [InlineData("substring(start position: 2, string: \"東京都\")", "京都")]
    [InlineData("null or true", "true")]
    [InlineData("1.10 + 2.20", "3.30")]
    [InlineData("{あ い: 1, b: あ い + 1}.b", "2")]
    [InlineData("[1,2,3] instance of list<number>", "true")]
    [InlineData("@\"2021-01-01\" < @\"2021-01-02\"", "true")]
    [InlineData("5 ** 2.55", "60.58617166606633673745724928244262")]
    public void An_expression_has_the_value_the_standard_gives_it(string text, string expected)
    {
        Assert.Equal(expected, FeelValues.ToText(FeelExpression.Evaluate(text)));
    }

    [Fact]
    public void Names_come_from_the_scope_with_blanks_and_in_japanese()
    {
        var scope = new FeelScope(new FeelContext(("申請額", FeelNumber.From(1200)), ("Full Name", "山田")));
        Assert.Equal(true, FeelExpression.Parse("申請額 > 1000 and Full Name = \"山田\"").Evaluate(scope));
        Assert.Equal(["申請額", "Full Name"], FeelExpression.Parse("申請額 > 1000 and Full Name = \"山田\" and count([1]) = 1").FreeNames);
    }

    [Fact]
    public void Declared_names_may_hold_symbols()
    {
        var scope = new FeelScope(new FeelContext(("a-b", FeelNumber.From(5)), ("a", FeelNumber.From(1)), ("b", FeelNumber.From(2))));
        var options = new FeelParseOptions { Names = ["a-b", "a", "b"] };
        Assert.Equal("5", FeelValues.ToText(FeelExpression.Parse("a-b", options).Evaluate(scope)));
        Assert.Equal("-1", FeelValues.ToText(FeelExpression.Parse("a - b", options).Evaluate(scope)));
    }

    [Theory]
    [InlineData("1 + ", 4)]
    [InlineData("if a then b", 11)]
    [InlineData("a == b", 3)]
    [InlineData("[1, 2", 5)]
    public void A_text_that_is_no_expression_is_refused_with_its_place(string text, int offset)
    {
        var e = Assert.Throws<FeelParseException>(() => FeelExpression.Parse(text));
        Assert.Equal(offset, e.Offset);
        Assert.Equal(1, e.Line);
        Assert.NotEmpty(e.MessageJa);
        Assert.NotEmpty(e.MessageEn);
    }

    [Fact]
    public void A_comment_ends_a_name()
    {
        Assert.Throws<FeelParseException>(() => FeelExpression.Parse("[1..10].end /* c */ included aded"));
        Assert.Equal(["a"], FeelExpression.Parse("a /* c */ + 1").FreeNames);
    }

    [Fact]
    public void A_null_result_carries_its_reason()
    {
        var reasons = new FeelDiagnostics();
        var scope = new FeelScope(new FeelContext(("年齢", FeelNumber.From(20)))) { Diagnostics = reasons };
        Assert.Null(FeelExpression.Parse("年令 + 1").Evaluate(scope));
        Assert.Contains("年齢", reasons.Items[0].MessageJa, StringComparison.Ordinal);
        Assert.Equal(0, reasons.Items[0].Offset);
    }

    [Fact]
    public void Registered_functions_take_optional_and_named_arguments()
    {
        var functions = new FeelFunctionRegistry().Add("営業日加算", ["起算日:date", "日数:number", "暦:string?"],
            (c, a) => a[2] is null ? ((FeelDate)a[0]!).AddDays(((FeelNumber)a[1]!).ToInt64()!.Value) : c.Fail("暦がありません", "no calendar"));
        var scope = new FeelScope(FeelContext.Empty) { Functions = functions };
        Assert.Equal("2026-04-04", FeelValues.ToText(FeelExpression.Parse("営業日加算(@\"2026-04-01\", 3)").Evaluate(scope)));
        Assert.Equal("2026-04-04", FeelValues.ToText(FeelExpression.Parse("営業日加算(日数: 3, 起算日: @\"2026-04-01\")").Evaluate(scope)));
        Assert.Null(FeelExpression.Parse("営業日加算(\"x\", 3)").Evaluate(scope));
    }

    [Theory]
    [InlineData(">= 18", "20", true)]
    [InlineData(">= 18", "17", false)]
    [InlineData("\"A\", \"B\"", "\"B\"", true)]
    [InlineData("not(\"A\", \"B\")", "\"B\"", false)]
    [InlineData("[1..5]", "3", true)]
    [InlineData("-", "null", true)]
    [InlineData("? > 3 and ? < 5", "4", true)]
    [InlineData("null", "null", true)]
    [InlineData("ends with(?, \"z\")", "\"xyz\"", true)]
    public void A_cell_tests_its_input(string cell, string input, bool expected)
    {
        Assert.Equal(expected, FeelUnaryTests.Parse(cell).Test(FeelExpression.Evaluate(input), new FeelScope()));
    }
}
