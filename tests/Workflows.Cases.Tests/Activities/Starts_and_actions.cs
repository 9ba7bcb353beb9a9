using Workflows.Cases.Packages;
using Workflows.Cases.Ports;
using Workflows.Engine.Data;

namespace Workflows.Cases.Tests.Activities;

public sealed class Starts_and_actions
{
    private const string Waiting = """
        { "id": "s", "type": "Case.States", "initial": "受付", "states": [ {"id": "受付"}, {"id": "保留"}, {"id": "取下げ", "final": true} ],
          "transitions": [
            {"id": "fix", "from": "*", "on": {"action": "fix"}, "body": {"id": "take", "type": "Case.Calculate", "set": [ {"field": "amount", "to": "event.values.amount"} ]}},
            {"id": "hold", "from": "*", "to": "保留", "on": {"action": "hold"}},
            {"id": "withdraw", "from": "*", "to": "取下げ", "on": {"action": "withdraw"}} ] }
        """;

    private const string Form = """{"form": "F-1", "values": {"name": "山田", "lines": [{"code": "11", "born": "1980-04-01"}]}}""";

    private static CaseBench Bench() => new CaseBench(Waiting).Start(Form).NoIncident();

    [Fact]
    public void A_form_becomes_a_case_with_a_number_a_head_and_fields()
    {
        var bench = Bench();
        Assert.Equal("S-2026-0001", bench.Head["number"].AsText());
        Assert.Equal(("sample", 3L, "W", "apply", "hanako", "web"), (bench.Head["program"].AsText(), bench.Head["programVersion"].AsLong(), bench.Head["workflow"].AsText(), bench.Head["start"].AsText(), bench.Head["applicant"].AsText(), bench.Head["channel"].AsText()));
        Assert.Equal("2026-06-10T09:00:00.0000000+09:00", bench.Head["submittedAt"].AsText());
        Assert.Equal(("11", "山田"), (bench.Fields["code"].AsText(), bench.Fields["name"].AsText()));
        var header = Assert.Single(bench.Rows(Projections.Header));
        Assert.Equal(("S-2026-0001", "申請", "active", "受付"), (header["number"].AsText(), header["title"].AsText(), header["lifecycle"].AsText(), header["status"].AsText()));
        Assert.Equal("F-1", Assert.Single(bench.Rows(Projections.Submissions))["form"].AsText());
        Assert.Contains("「申請」を受け付けました。", bench.Timeline);
    }

    [Fact]
    public void Numbers_count_by_fiscal_year_in_Japan()
    {
        var bench = new CaseBench(Waiting) { Now = new(2027, 3, 31, 14, 59, 59, TimeSpan.Zero) }.Start(Form);
        Assert.Equal("S-2026-0001", bench.Head["number"].AsText());
        bench = new CaseBench(Waiting) { Now = new(2027, 3, 31, 15, 0, 0, TimeSpan.Zero) }.Start(Form);
        Assert.Equal("S-2027-0001", bench.Head["number"].AsText());
    }

    [Fact]
    public void A_check_with_a_look_up_refuses_the_whole_start()
    {
        var bench = new CaseBench(Waiting);
        for (var i = 0; i < 3; i++) bench.Shared.Add("R-1", Datum.Object(("applicant", "hanako")));
        bench.Start(Form);
        Assert.Equal(("LIMIT", "本日はあと0回です。", "name"), (bench.Refusal!.Code, bench.Refusal.Message, bench.Refusal.Field));
        Assert.Empty(bench.State.Instances);
        bench.Shared.Add("R-1", Datum.Object(("applicant", "jiro")));
        Assert.Equal("S-2026-0001", bench.Start(Datum.Parse(Form), "saburo").NoIncident().Head["number"].AsText());
    }

    [Fact]
    public void An_invalid_form_is_refused_with_every_finding()
    {
        var package = SamplePackage.Make();
        var form = package.Forms.Get("F-1");
        var strict = form with { Pages = [form.Pages[0] with { Fields = [.. form.Pages[0].Fields.Select(f => f.Key == "name" ? f with { Required = new("true") } : f with { Columns = [.. f.Columns.Select(c => c with { Required = new("true") })] })] }] };
        var bench = new CaseBench(Waiting, package with { Forms = new([strict, package.Forms.Get("F-2")]) }).Start("""{"form": "F-1", "values": {"lines": [{"code": "11"}]}}""");
        Assert.Equal(RefusalCodes.Validation, bench.Refusal?.Code);
        Assert.Equal(["name", "lines[1].born"], bench.Refusal!.Errors!.Select(e => e.Field));
        Assert.Empty(bench.Shared.Asked.OfType<Engine.Turns.TakeNumber>());
    }

    [Fact]
    public void A_check_that_cannot_be_evaluated_accepts_nothing()
    {
        var package = SamplePackage.Make();
        var start = package.Starts[0] with { Checks = [new(new("x +"), new("?"), null, "LIMIT", [])] };
        var bench = new CaseBench(Waiting, package with { Starts = new([start]) }).Start(Form);
        Assert.Equal(RefusalCodes.DefinitionError, bench.Refusal?.Code);
    }

    [Fact]
    public void A_start_by_the_clock_or_a_file_gives_what_its_input_says()
    {
        var package = SamplePackage.Make() with
        {
            Starts = new([new StartSpec { Kind = StartKind.File, Id = "results", Workflow = "W", Number = "S", Input = [new("date", new("file.date")), new("file", new("file")), new("year", new("date(file.date).year"))] }]),
        };
        var bench = new CaseBench("""{ "id": "c", "type": "Case.Calculate", "set": [{"field": "text", "to": "file.text + string(date)"}] }""", package)
            .Start(Datum.Parse("""{"name": "f.csv", "text": "abc", "date": "2026-06-11"}"""), "C-SVC", "results").NoIncident();
        Assert.Equal(("abc2026-06-11", 2026L), (bench.Fields["text"].AsText(), bench.Fields["year"].AsLong()));
        Assert.Equal("S-2026-0001", bench.Head["number"].AsText());
        Assert.True(bench.Head["start"].AsText() == "results" && bench.IsOver);
    }

    [Fact]
    public void An_action_outside_its_states_or_unknown_is_refused()
    {
        var bench = Bench().Action("hold", roles: ["staff"]).NoIncident().Action("hold", roles: ["staff"]);
        Assert.Equal(RefusalCodes.StateConflict, bench.Refusal?.Code);
        Assert.Equal(RefusalCodes.StateConflict, bench.Action("nothing").Refusal?.Code);
    }

    [Fact]
    public void An_action_belongs_to_its_roles_and_a_residents_to_the_applicant()
    {
        Assert.Equal(RefusalCodes.Forbidden, Bench().Action("hold", roles: ["citizen"]).Refusal?.Code);
        Assert.Equal(RefusalCodes.Forbidden, Bench().Action("withdraw", actor: "jiro").Refusal?.Code);
        Assert.Null(Bench().Action("withdraw").Refusal);
    }

    [Fact]
    public void An_actions_form_is_judged_and_its_values_reach_only_who_hears_it()
    {
        var bench = Bench().Action("fix", """{"amount": "５０", "reason": "訂正"}""").NoIncident();
        Assert.Equal(50, bench.Fields["amount"].AsLong());
        Assert.False(bench.Fields.Has("reason"));
        bench.Action("fix", """{"amount": 5, "reason": "12345678901"}""");
        Assert.Equal((RefusalCodes.Validation, "reason"), (bench.Refusal!.Code, bench.Refusal.Field));
        bench.Action("fix", """{"amount": 101}""");
        Assert.Equal(("LIMIT", "101円は多すぎます。"), (bench.Refusal!.Code, bench.Refusal.Message));
    }

    [Fact]
    public void Revealing_changes_nothing_but_the_timeline()
    {
        var bench = Bench();
        var fields = bench.Fields;
        bench.Action("show", """{"reason": "照会"}""", "staff1", ["staff"]).NoIncident();
        Assert.Equal(fields, bench.Fields);
        Assert.False(bench.Unheard);
        var line = bench.Rows(Projections.Timeline)[^1];
        Assert.Equal(("reveal", "staff1", "照会", false), (line["kind"].AsText(), line["actor"].AsText(), line["data"]["reason"].AsText(), line["public"].AsBoolean()));
    }

    [Fact]
    public void Only_changed_searchable_fields_are_sorted_again()
    {
        var bench = Bench();
        Assert.Equal("""{"value":"山田","type":"text"}""", bench.Last!.Effects.OfType<Engine.Turns.ProjectionSet>().Single(p => p.Table == Projections.Sort && p.Key == "name").Row!.ToJson());
        Assert.Contains(bench.Last.Effects.OfType<Engine.Turns.ProjectionSet>(), p => p.Table == Projections.Sort && p.Key == "code");
        bench.Action("hold", roles: ["staff"]);
        Assert.DoesNotContain(bench.Last.Effects.OfType<Engine.Turns.ProjectionSet>(), p => p.Table == Projections.Sort);
    }

    [Fact]
    public void A_faulty_status_formula_keeps_the_last_state_and_is_shown()
    {
        var bench = new CaseBench("""{ "id": "w", "type": "Case.Wait", "on": [ {"id": "x", "action": "withdraw"} ] }""", SamplePackage.Make("x +")).Start(Form).NoIncident();
        Assert.Null(bench.Status);
        Assert.Contains(bench.Rows("incidents"), i => i["code"].AsText() == "STATUS_FAILED");
    }
}
