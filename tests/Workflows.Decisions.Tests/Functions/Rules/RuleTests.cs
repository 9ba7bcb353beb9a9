using Workflows.Decisions.Feel;
using Workflows.Decisions.Functions.Rules;
using Workflows.Decisions.Tests.Functions.Registration;

namespace Workflows.Decisions.Tests.Functions.Rules;

public sealed class RuleTests
{
    private const string None = "なし";

    private static readonly FeelContext Nobody = new(
        ("age", FeelNumber.From(40)), ("shintaiGrade", None), ("shintaiTypes", Array.Empty<object?>()), ("ryoiku", None), ("seishin", None),
        ("N", false), ("C", false), ("M", false), ("home", true), ("care", false), ("tax0", false), ("head", false), ("alone", false),
        ("job", false), ("dev", false), ("medcare", false), ("hearNo", false), ("lvl", FeelNumber.From(0)));

    [Fact]
    public void Example_1_of_citizen_platform_D1()
    {
        var (eligible, open, not) = Guide(Body(40, 2, "肢体").With("head", true));
        Assert.Equal(
            "A01 A02 A05 B04 B05 B06 B08 C01 C02 C08 D09 D10 D11 D12 D14 D16 D17 D18 D19 D20 F01 F02 F03 F04 F09 G01 G02 G03 G04 G05 G06 G07 G08 G09 G10 H01 H03 H05 H07 H08 H09 I01 I02 I03 I04 J01 J02 J05 K04",
            string.Join(' ', eligible));
        Assert.Empty(open);
        Assert.Equal(41, not);
    }

    [Fact]
    public void Example_2_loses_and_gains_what_the_page_says()
    {
        var first = Guide(Body(40, 2, "肢体").With("head", true)).Eligible;
        var (second, _, not) = Guide(Body(40, 3, "肢体").With("head", true));
        Assert.Equal((35, 55), (second.Count, not));
        Assert.Equal("B06 B08 C01 D16 D19 F03 F04 F09 G01 G02 G07 H01 H05 I04 J02", string.Join(' ', first.Except(second)));
        Assert.Equal(["H02"], second.Except(first));
    }

    [Fact]
    public void Examples_3_and_4_list_these_programmes()
    {
        var mental = Nobody.With("age", FeelNumber.From(30)).With("seishin", FeelNumber.From(2)).With("M", true).With("alone", true).With("job", true);
        Assert.Equal(
            "A01 A04 A05 B04 B05 B08 C04 C08 D09 D10 D11 D12 D13 D14 D15 D16 D17 D18 D20 G03 G04 G06 G09 H02 H07 H08 H09 I01 I02 I03 J01 J02 J03 J05",
            string.Join(' ', Guide(mental).Eligible));

        var child = Nobody.With("age", FeelNumber.From(8)).With("ryoiku", "A2").With("care", true);
        Assert.Equal(
            "A01 A03 A06 B02 B03 B05 B06 C01 C08 D16 D17 D18 D20 E02 E03 E06 F02 F03 F09 G01 G02 G03 G04 G05 G08 G10 H01 H03 H07 H08 H09 I03 J01 J02 J05",
            string.Join(' ', Guide(child).Eligible));
    }

    [Fact]
    public void Example_5_asks_for_confirmation_where_answers_are_missing()
    {
        var profile = new FeelContext(
            ("age", FeelNumber.From(25)), ("seishin", FeelNumber.From(1)), ("shintaiGrade", None), ("ryoiku", None), ("N", false), ("home", true));
        var (eligible, open, not) = Guide(profile);
        Assert.Equal((40, 33), (eligible.Count, not));
        Assert.Equal("A06 B01 D01 D02 D04 D05 D06 D07 D08 D13 D15 F05 F08 H04 H05 H06 J04", string.Join(' ', open));
    }

    [Theory]
    [InlineData(19, 48, "B02 B03", "B01 B04 B08")]
    [InlineData(20, 49, "B01 B04 B08", "B02 B03")]
    public void Examples_6_and_7_turn_at_the_twentieth_birthday(int age, int count, string with, string without)
    {
        var (eligible, _, _) = Guide(Body(age, 1, "視覚").With("care", true));
        Assert.Equal(count, eligible.Count);
        Assert.All(with.Split(' '), id => Assert.Contains(id, eligible));
        Assert.All(without.Split(' '), id => Assert.DoesNotContain(id, eligible));
    }

    [Fact]
    public void A_grade_without_kinds_leaves_the_kind_unknown()
    {
        var profile = Body(40, 2, "肢体").With("shintaiTypes", null);
        Assert.Null(FeelCall.Value("式評価(\"S:肢体 & S<=2\", p, \"手帳\")", new FeelContext(("p", profile))));
        Assert.Equal(["S:肢体"], (IReadOnlyList<object?>)FeelCall.Value("未回答(\"S:肢体 & S<=2\", p, \"手帳\")", new FeelContext(("p", profile)))!);
    }

    [Fact]
    public void Only_answers_that_can_still_change_the_result_are_asked_for()
    {
        var names = new FeelContext(("p", new FeelContext(("age", FeelNumber.From(25)))));
        Assert.Equal(["lvl>=1"], (IReadOnlyList<object?>)FeelCall.Value("未回答(\"lvl>=1 / (age<18 & S>=1)\", p, \"手帳\")", names)!);
        Assert.Empty((IReadOnlyList<object?>)FeelCall.Value("未回答(\"age>=18 / S>=1\", p, \"手帳\")", names)!);
        Assert.Equal(["収入 < 100", "児童"], (IReadOnlyList<object?>)FeelCall.Value("未回答(\"(収入 < 100 or age < 18) and not(児童)\", p)", names)!);
        Assert.Equal(true, FeelCall.Value("式評価(\"age >= 18 or 収入 < 100\", p)", names));
        Assert.Equal(FeelNumber.From(30), FeelCall.Value("式評価(\"age + 5\", p)", names));
    }

    [Fact]
    public void A_rule_sees_only_the_context_it_is_given() =>
        Assert.Null(FeelCall.Value("式評価(\"secret\", {a: 1})", new FeelContext(("secret", true))));

    [Fact]
    public void A_rule_that_evaluates_itself_comes_to_an_end() =>
        Assert.Throws<FeelLimitException>(() => FeelCall.Value("式評価(r, {r: r})", new FeelContext(("r", "式評価(r, {r: r})"))));

    [Theory]
    [InlineData("S<=2 / R:A1", "手帳", null)]
    [InlineData("S<=2 / X>=1", "手帳", 8)]
    [InlineData("(S<=2", "手帳", 6)]
    [InlineData("S<=2 &", "手帳", 7)]
    [InlineData("S<=2 )", "手帳", 6)]
    [InlineData("", "手帳", 1)]
    [InlineData("age >= ", null, 8)]
    [InlineData("age >= 18", null, null)]
    public void A_rule_is_checked_with_the_place_of_its_fault(string rule, string? dialect, int? position)
    {
        var call = dialect is null ? "式検査(r)" : "式検査(r, \"手帳\")";
        var faults = (IReadOnlyList<object?>)FeelCall.Value(call, new FeelContext(("r", rule)))!;
        Assert.Equal(position, faults.Count == 0 ? null : (int)((FeelNumber)((FeelContext)faults[0]!)["位置"]!).ToInt64()!);
    }

    [Fact]
    public void Hostile_rules_are_refused() =>
        Assert.Throws<RuleException>(() => WelfareCatalogue.Dialect.Read(new string('(', 100_000) + "S<=1"));

    private static FeelContext Body(int age, int grade, string kind) =>
        Nobody.With("age", FeelNumber.From(age)).With("shintaiGrade", FeelNumber.From(grade)).With("shintaiTypes", new object?[] { kind });

    private static (List<string> Eligible, List<string> Open, int Not) Guide(FeelContext profile)
    {
        var (eligible, open, not) = (new List<string>(), new List<string>(), 0);
        foreach (var (id, rule) in WelfareCatalogue.Rules)
        {
            switch (FeelCall.Value("式評価(r, p, \"手帳\")", new FeelContext(("r", rule), ("p", profile))))
            {
                case true: eligible.Add(id); break;
                case null: open.Add(id); break;
                default: not++; break;
            }
        }

        return (eligible, open, not);
    }
}
