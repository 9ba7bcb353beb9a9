using Workflows.Decisions.Dmn;
using Workflows.Decisions.Feel;

namespace Workflows.Decisions.Tests.Dmn.Analysis;

public sealed class DecisionTableCheckTests(ITestOutputHelper output)
{
    [Fact]
    public void A_gap_is_shown_by_an_input_that_no_rule_takes()
    {
        var model = new DmnTableBuilder("D").Input("年齢", "number").Input("区分", "string").Output("o")
            .Rule(["< 18", "-"], ["1"]).Rule(["> 18", "\"A\""], ["2"]).Rule([">= 18", "\"B\""], ["3"]).Build();
        var gaps = DecisionTableCheck.Check(model, "D").Where(f => f.Kind == TableFindingKind.Gap).ToArray();
        Assert.NotEmpty(gaps);
        Assert.All(gaps, g => Assert.Empty(model.Evaluate("D", g.Example).Hits[0].RuleIds));
        Assert.Contains(gaps, g => g.Example["年齢"]!.Equals(FeelNumber.From(18)) && g.Example["区分"] is "A");
    }

    [Fact]
    public void An_overlap_is_shown_by_an_input_that_both_rules_take()
    {
        var model = new DmnTableBuilder("D").Input("x", "number").Output("o").Rule(["<= 10"], ["1"]).Rule([">= 10"], ["2"]).Build();
        var overlap = Assert.Single(DecisionTableCheck.Check(model, "D"));
        Assert.Equal(TableFindingKind.Overlap, overlap.Kind);
        Assert.Equal([1, 2], overlap.Rules);
        Assert.Equal(FeelNumber.From(10), overlap.Example["x"]);
    }

    [Fact]
    public void A_whole_table_has_no_findings_and_a_gap_of_fractions_says_so()
    {
        Assert.Empty(DecisionTableCheck.Check(new DmnTableBuilder("D").Input("x", "number").Input("t", "boolean").Output("o").Rule(["< 5", "-"], ["1"]).Rule([">= 5", "true"], ["2"]).Rule([">= 5", "false"], ["3"]).Build(), "D"));
        var fraction = Assert.Single(DecisionTableCheck.Check(new DmnTableBuilder("D").Input("x", "number").Output("o").Rule(["<= 17"], ["1"]).Rule([">= 18"], ["2"]).Build(), "D"));
        Assert.True(fraction.OnlyFractions);
    }

    [Fact]
    public void A_rule_behind_a_wider_one_is_unreachable_in_a_first_hit_table()
    {
        var model = new DmnTableBuilder("D") { HitPolicy = DmnHitPolicy.First }.Input("x", "number").Output("o").Rule(["-"], ["1"]).Rule(["> 3"], ["2"]).Build();
        Assert.Equal([1, 2], Assert.Single(DecisionTableCheck.Check(model, "D"), f => f.Kind == TableFindingKind.Unreachable).Rules);
    }

    [Fact]
    public void What_cannot_be_checked_is_said()
    {
        var model = new DmnTableBuilder("D").Input("x", "number").Input("y", "number").Output("o").Rule(["> y", "-"], ["1"]).Build();
        Assert.Equal(TableFindingKind.NotChecked, Assert.Single(DecisionTableCheck.Check(model, "D")).Kind);
    }

    [Fact]
    public void Findings_are_true_and_complete_on_random_tables()
    {
        var (random, seed) = Seeds.New(output);
        string[] cells = ["-", "< 3", ">= 3", "[1..4)", "2", "not(2)", "> 5", "<= 5"];
        string[] words = ["-", "\"a\"", "not(\"a\")", "\"b\""];
        for (var round = 0; round < 150; round++)
        {
            var builder = new DmnTableBuilder("D").Input("x", "number").Input("s", "string").Output("o");
            for (var r = random.Next(1, 6); r > 0; r--) builder.Rule([cells[random.Next(cells.Length)], words[random.Next(words.Length)]], ["1"]);
            var model = builder.Build();
            var findings = DecisionTableCheck.Check(model, "D");
            var (gap, overlap) = (false, false);
            foreach (var x in Enumerable.Range(-2, 20).Select(n => FeelNumber.Divide(FeelNumber.From(n), FeelNumber.From(2))))
            {
                foreach (var s in new[] { "a", "b", "c" })
                {
                    var hits = model.Evaluate("D", new FeelContext(("x", x), ("s", s))).Hits[0].RuleIds.Count;
                    gap |= hits == 0;
                    overlap |= hits > 1;
                }
            }
            Assert.True(gap == findings.Any(f => f.Kind == TableFindingKind.Gap), $"gap, seed {seed}, round {round}");
            Assert.True(overlap == findings.Any(f => f.Kind == TableFindingKind.Overlap), $"overlap, seed {seed}, round {round}");
            foreach (var f in findings)
            {
                var hits = model.Evaluate("D", f.Example).Hits[0].RuleNumbers;
                Assert.True(f.Kind == TableFindingKind.Gap ? hits.Count == 0 : f.Rules.All(hits.Contains), $"{f.MessageEn}, seed {seed}");
            }
        }
    }

    [Fact]
    public void The_record_of_a_decision_survives_json()
    {
        var model = new DmnTableBuilder("D").Input("x", "number").Output("o").Rule(["<= 10"], ["\"a\""]).Build();
        var record = RuleRecord.Of(model, "D", model.Evaluate("D", new FeelContext(("x", FeelNumber.Parse("1.50")))));
        var json = record.ToJson().ToJsonString();
        Assert.Contains("\"x\":1.50", json, StringComparison.Ordinal);
        var back = RuleRecord.FromJson(System.Text.Json.Nodes.JsonNode.Parse(json)!);
        Assert.Equal(json, back.ToJson().ToJsonString());
        Assert.Equal(["rule1"], back.Hits[0].RuleIds);
    }
}
