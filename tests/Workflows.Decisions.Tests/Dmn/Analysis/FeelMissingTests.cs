using Workflows.Decisions.Dmn;
using Workflows.Decisions.Feel;

namespace Workflows.Decisions.Tests.Dmn.Analysis;

public sealed class FeelMissingTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("a and b", "a: false", "")]
    [InlineData("a and b", "a: true", "b")]
    [InlineData("a or b or c", "b: true", "")]
    [InlineData("a or b or c", "b: false", "a,c")]
    [InlineData("if a then b else c", "a: true", "b")]
    [InlineData("if a then b else c", "b: 1, c: 1", "")]
    [InlineData("if a then b else c", "b: 1, c: 2", "a")]
    [InlineData("a > 3 and b = \"x\"", "b: \"y\"", "")]
    [InlineData("sum([a, b]) > 3", "a: 1", "b")]
    [InlineData("a", "a: null", "")]
    [InlineData("some x in [1] satisfies x = a", "", "a")]
    public void Only_inputs_that_still_matter_are_missing(string text, string known, string missing)
    {
        var context = (FeelContext)FeelExpression.Evaluate("{" + known + "}")!;
        Assert.Equal(missing, string.Join(",", FeelMissing.Of(FeelExpression.Parse(text), new FeelScope(context)).Missing));
    }

    [Fact]
    public void A_table_waits_only_for_the_inputs_of_rules_still_possible()
    {
        var model = new DmnTableBuilder("D") { HitPolicy = DmnHitPolicy.First }.Input("x", "number").Input("y", "string").Input("z", "boolean").Output("o")
            .Rule(["< 5", "-", "-"], ["1"]).Rule([">= 5", "\"a\"", "-"], ["2"]).Rule([">= 5", "-", "true"], ["3"]).Build();
        Assert.Equal(["x", "y", "z"], FeelMissing.Of(model, "D", FeelContext.Empty).Missing.Order(StringComparer.Ordinal));
        Assert.Equal(["y", "z"], FeelMissing.Of(model, "D", new FeelContext(("x", FeelNumber.From(7)))).Missing);
        Assert.Equal(["z"], FeelMissing.Of(model, "D", new FeelContext(("x", FeelNumber.From(7)), ("y", "b"))).Missing);
    }

    [Fact]
    public void What_is_left_out_never_changes_the_value()
    {
        var (random, seed) = Seeds.New(output);
        for (var i = 0; i < 2000; i++)
        {
            var text = Expression(random, 4);
            var e = FeelExpression.Parse(text);
            var known = new FeelContext(((string[])["p", "q", "r", "s"]).Where(_ => random.Next(2) == 0).Select(n => KeyValuePair.Create<string, object?>(n, random.Next(2) == 0)));
            var missing = FeelMissing.Of(e, new FeelScope(known)).Missing;
            var values = new HashSet<string>();
            var fixedValues = known;
            foreach (var m in missing) fixedValues = fixedValues.With(m, random.Next(2) == 0);
            for (var k = 0; k < 8; k++)
            {
                var full = fixedValues;
                foreach (var n in new[] { "p", "q", "r", "s" })
                    if (!full.ContainsKey(n)) full = full.With(n, random.Next(2) == 0);
                values.Add(FeelValues.ToText(e.Evaluate(new FeelScope(full))));
            }
            Assert.True(values.Count == 1, $"«{text}» known {known} missing {string.Join(",", missing)}: {string.Join(" ", values)}, seed {seed}");
        }
    }

    private static string Expression(Random random, int depth) => depth == 0 || random.Next(4) == 0
        ? ((string[])["p", "q", "r", "s", "true", "false"])[random.Next(6)]
        : random.Next(5) switch
        {
            0 => $"({Expression(random, depth - 1)} and {Expression(random, depth - 1)})",
            1 => $"({Expression(random, depth - 1)} or {Expression(random, depth - 1)})",
            2 => $"(if {Expression(random, depth - 1)} then {Expression(random, depth - 1)} else {Expression(random, depth - 1)})",
            3 => $"({Expression(random, depth - 1)} = {Expression(random, depth - 1)})",
            _ => $"not({Expression(random, depth - 1)})",
        };
}
