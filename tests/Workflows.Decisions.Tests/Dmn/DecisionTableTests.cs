using Workflows.Decisions.Dmn;
using Workflows.Decisions.Feel;

namespace Workflows.Decisions.Tests.Dmn;

public sealed class DecisionTableTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(DmnHitPolicy.First, DmnAggregation.None, "3")]
    [InlineData(DmnHitPolicy.RuleOrder, DmnAggregation.None, "[3, 1, 2]")]
    [InlineData(DmnHitPolicy.OutputOrder, DmnAggregation.None, "[2, 1, 3]")]
    [InlineData(DmnHitPolicy.Priority, DmnAggregation.None, "2")]
    [InlineData(DmnHitPolicy.Collect, DmnAggregation.None, "[3, 1, 2]")]
    [InlineData(DmnHitPolicy.Collect, DmnAggregation.Sum, "6")]
    [InlineData(DmnHitPolicy.Collect, DmnAggregation.Min, "1")]
    [InlineData(DmnHitPolicy.Collect, DmnAggregation.Max, "3")]
    [InlineData(DmnHitPolicy.Collect, DmnAggregation.Count, "3")]
    [InlineData(DmnHitPolicy.Any, DmnAggregation.None, "null")]
    [InlineData(DmnHitPolicy.Unique, DmnAggregation.None, "null")]
    public void Each_hit_policy_makes_its_result(DmnHitPolicy policy, DmnAggregation aggregation, string expected)
    {
        var model = new DmnTableBuilder("D") { HitPolicy = policy, Aggregation = aggregation }
            .Input("x", "number").Output("o", "number", "2, 1, 3")
            .Rule(["> 0"], ["3"]).Rule(["> 1"], ["1"]).Rule(["> 100"], ["9"]).Rule(["> 2"], ["2"]).Build();
        Assert.Equal(expected, FeelValues.ToText(model.Evaluate("D", new FeelContext(("x", FeelNumber.From(5)))).Value));
    }

    [Fact]
    public void Several_outputs_make_a_context_and_the_default_fills_in()
    {
        var model = new DmnTableBuilder("D").Input("x").Output("a", byDefault: "\"?\"").Output("b", byDefault: "x + 1").Rule(["1"], ["\"one\"", "x * 10"]).Build();
        Assert.Equal("{a: \"one\", b: 10}", FeelValues.ToText(model.Evaluate("D", new FeelContext(("x", FeelNumber.One))).Value));
        Assert.Equal("{a: \"?\", b: 3}", FeelValues.ToText(model.Evaluate("D", new FeelContext(("x", FeelNumber.From(2)))).Value));
    }

    [Fact]
    public void The_index_of_a_large_table_finds_exactly_the_rules_that_match_one_by_one()
    {
        var (random, seed) = Seeds.New(output);
        string[] numbers = ["-", "1", "< 5", ">= 5", "[2..7)", "(3..9]", "not(4)", "1, 2, 8", "!= 6", "not(< 3)", "> 2.5", "<= 3, >= 8"];
        string[] words = ["-", "\"a\"", "\"b\", \"c\"", "not(\"a\")", "\"d\""];
        string[] days = ["-", "< date(\"2026-04-01\")", "[@\"2026-01-01\"..@\"2026-06-30\"]", "@\"2026-04-01\"", ">= @\"2026-05-01\""];
        string[] truths = ["-", "true", "false"];
        string[] odd = ["-", "? > 4", "y", "[y..9]"];
        for (var round = 0; round < 60; round++)
        {
            var rules = Enumerable.Range(0, random.Next(8, 150)).Select(_ => new[] { Pick(numbers), Pick(words), Pick(days), Pick(truths), Pick(odd) }).ToArray();
            var builder = new DmnTableBuilder("D") { HitPolicy = DmnHitPolicy.RuleOrder }.Input("x", "number").Input("s", "string").Input("d", "date").Input("t", "boolean").Input("y", "number").Output("o");
            for (var r = 0; r < rules.Length; r++) builder.Rule(rules[r], [$"{r + 1}"]);
            var model = builder.Build();
            for (var k = 0; k < 20; k++)
            {
                object?[] values =
                [
                    random.Next(10) == 0 ? null : FeelNumber.Parse(random.Next(4) == 0 ? "2.5" : $"{random.Next(0, 11)}"), random.Next(10) == 0 ? null : ((string[])["a", "b", "c", "d", "e"])[random.Next(5)],
                    FeelDate.TryParse("2026-03-01")!.AddDays(random.Next(-100, 120)), random.Next(2) == 0, FeelNumber.From(random.Next(0, 9)),
                ];
                var inputs = new FeelContext(("x", values[0]), ("s", values[1]), ("d", values[2]), ("t", values[3]), ("y", values[4]));
                var scope = new FeelScope(inputs);
                var expected = rules.Select((r, i) => (r, i)).Where(p => p.r.Select((cell, c) => FeelUnaryTests.Parse(cell).Test(values[c], scope) == true).All(x => x)).Select(p => p.i + 1).ToArray();
                var actual = Assert.Single(model.Evaluate("D", inputs).Hits).RuleNumbers;
                Assert.True(expected.SequenceEqual(actual), $"seed {seed}, inputs {inputs}: expected {string.Join(",", expected)}, got {string.Join(",", actual)}");
            }
        }
        string Pick(string[] from) => from[random.Next(from.Length)];
    }
}
