using Workflows.Cases.Ports;
using Workflows.Engine.Data;

namespace Workflows.Cases.Tests.Activities;

public sealed class Corrections
{
    private const string Flow = """
        { "id": "flow", "type": "Elsa.Flowchart", "activities": [
            { "id": "fix", "type": "Case.Correction", "form": "F-2", "open": ["reason", "amount"], "reason": "\"番号が違います\"", "due": {"days": 14}, "notice": "N-1" },
            { "id": "good", "type": "Elsa.WriteLine", "text": {"typeName": "String", "expression": {"type": "Literal", "value": "補正済"}} },
            { "id": "late", "type": "Elsa.WriteLine", "text": {"typeName": "String", "expression": {"type": "Literal", "value": "期限切れ"}} } ],
          "connections": [ {"source": {"activity": "fix", "port": "Corrected"}, "target": {"activity": "good"}}, {"source": {"activity": "fix", "port": "Expired"}, "target": {"activity": "late"}} ] }
        """;

    private static CaseBench Bench() => new CaseBench(Flow.Replace("\"N-1\"", "\"N-1\"", StringComparison.Ordinal), WithNotice()).Start("""{"name": "山田", "amount": 1}""").NoIncident();

    private static Cases.Packages.ProgramPackage WithNotice() =>
        SamplePackage.Make() with { Notices = new([new("N-1", "補正のお願い", [], "notice", ["portal"], "{{ data.reason }} {{ data.due }} {{ data.fields | array.join '、' }}", 1, "n1.scriban")]) };

    [Fact]
    public void The_applicant_gets_a_task_for_the_opened_fields_and_a_notice()
    {
        var bench = Bench();
        var row = Assert.Single(bench.OpenTasks);
        Assert.Equal(("correction", "applicant", "番号が違います", 1L), (row["kind"].AsText(), row["role"].AsText(), row["reason"].AsText(), row["round"].AsLong()));
        Assert.Equal("""["reason","amount"]""", row["open"].ToJson());
        Assert.Equal("2026-06-24T23:59:59.0000000+09:00", row["due"].AsText());
        Assert.Equal("番号が違います 2026-06-24 理由、金額\n", Assert.Single(bench.Rows(Projections.Notices))["body"].AsText());
    }

    [Fact]
    public void An_answer_becomes_fields_and_the_case_goes_on()
    {
        var bench = Bench().Task("correction", "complete", """{"values": {"reason": "訂正", "amount": 20}}""", "hanako", ["citizen"]).NoIncident();
        Assert.Equal(["補正済"], bench.Lines);
        Assert.Equal(("訂正", 20L, "山田"), (bench.Fields["reason"].AsText(), bench.Fields["amount"].AsLong(), bench.Fields["name"].AsText()));
        Assert.Equal("""["amount"]""", Assert.Single(bench.Rows(Projections.Submissions))["differences"].ToJson());
    }

    [Fact]
    public void A_field_that_was_not_opened_is_refused()
    {
        var bench = Bench().Task("correction", "complete", """{"values": {"name": "鈴木"}}""", "hanako", ["citizen"]);
        Assert.Equal(("name", "「氏名」は補正の対象ではありません。"), (bench.Refusal!.Field, bench.Refusal.Message));
    }

    [Fact]
    public void Nobody_else_may_answer()
    {
        var bench = Bench().Task("correction", "complete", "{}", "jiro", ["citizen"]);
        Assert.Equal(RefusalCodes.Forbidden, bench.Refusal?.Code);
    }

    [Fact]
    public void The_last_day_counts_whole_and_then_it_is_over()
    {
        var bench = Bench().AdvanceTo(new(2026, 6, 24, 23, 59, 59, TimeSpan.FromHours(9)));
        Assert.Empty(bench.Lines);
        bench.Advance(TimeSpan.FromSeconds(1)).NoIncident();
        Assert.Equal(["期限切れ"], bench.Lines);
        Assert.Equal("expired", bench.Rows(Projections.Tasks)[0]["status"].AsText());
        bench.Task("correction", "complete", "{}", "hanako", ["citizen"]);
        Assert.Equal(RefusalCodes.StateConflict, bench.Refusal?.Code);
    }
}
