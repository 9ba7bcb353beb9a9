using Workflows.Cases.Expressions;
using Workflows.Cases.Packages;
using Workflows.Cases.Tests.Packages;
using Workflows.Engine.Data;
using Workflows.Engine.Expressions;
using Workflows.Engine.Turns;

namespace Workflows.Cases.Tests.Expressions;

public sealed class Running_decisions
{
    private static readonly ProgramPackage Package = SampleDefinitions.Package();

    [Fact]
    public void A_decision_asks_its_look_ups_first_and_names_its_outputs_and_hits()
    {
        var asked = new List<Question>();
        var result = Run(Package, "0100", asked, Datum.Parse("""[{"id":"1","revision":1,"fields":{"code":"01","name":"中央図書館"}}]"""));

        Assert.Equal([new FindRecords("R-BRANCH", Datum.Object(("code", "01")), 1)], asked);
        Assert.Equal("""{"branchCode":"01","error":null}""", result.Outputs.ToJson());
        Assert.Equal("""["known"]""", result.Hits[0]["rules"].ToJson());
        Assert.Equal("D1-t", result.Hits[0]["table"].AsText());
    }

    [Fact]
    public void A_look_up_that_finds_nothing_is_null_in_the_table() =>
        Assert.Equal("読取コードの館がありません。", Run(Package, "9900", [], Datum.EmptyList).Outputs["error"].AsText());

    [Fact]
    public void A_model_that_fails_is_told_with_its_decision()
    {
        var twice = SampleDefinitions.With("library-card/decisions/D1.dmn", "<rule id=\"known\"><inputEntry id=\"known-1\"><text>true</text>", "<rule id=\"known\"><inputEntry id=\"known-1\"><text>-</text>").Packages.Get("library-card");

        var error = Assert.Throws<ExpressionException>(() => Run(twice, "9900", [], Datum.EmptyList));
        Assert.StartsWith("決定「D1」", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_input_left_out_is_taken_from_the_field_of_its_name()
    {
        var names = new FeelNames(Package.FieldTypes, DateTimeOffset.Parse("2026-06-16T09:00:00+09:00"), Datum.Object(("branchCode", "01"))).With("code", Datum.Of("9900"));
        var run = new DecisionRun(Package, Package.Decisions.Get("D1"), Datum.EmptyObject, names);
        foreach (var question in run.Run(q => new Reply(q.No, Reply.Done, Datum.EmptyList))) Assert.IsType<FindRecords>(question);
        Assert.Equal("読取コードの館がありません。", run.Result.Outputs["error"].AsText());
    }

    private static DecisionResult Run(ProgramPackage package, string code, List<Question> asked, Datum records)
    {
        var names = new FeelNames(package.FieldTypes, DateTimeOffset.Parse("2026-06-16T09:00:00+09:00"), Datum.Object(("branchCode", "01")));
        var run = new DecisionRun(package, package.Decisions.Get("D1"), Datum.Object(("code", code)), names);
        asked.AddRange(run.Run(q => new Reply(q.No, Reply.Done, records)));
        return run.Result;
    }
}
