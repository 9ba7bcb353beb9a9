using Workflows.Cases.Activities;
using Workflows.Cases.Sentences;
using Workflows.Engine.Data;

namespace Workflows.Cases.Tests.Activities;

/// <summary>決裁 as a vote: rules, seats, one vote a person, early results, ties, quorum, a last day.</summary>
public sealed class Votes
{
    private static CaseBench Bench(string more = "", string route = """ {"role": "staff", "persons": 3, "label": "審査員"} """) => new CaseBench($$$"""
        { "id": "f", "type": "Elsa.Flowchart", "activities": [
            { "id": "v", "type": "Case.Approval", "task": "v", "title": "交付の可否", "mode": "vote", "result": "vote", "route": [ {{{route}}} ] {{{more}}} },
            { "id": "after", "type": "Case.Task", "task": "after", "title": "決定", "role": "manager", "notSameAs": ["v"] },
            { "id": "no", "type": "Case.Close", "result": "否決" }, { "id": "open", "type": "Case.Close", "result": "未決" } ],
          "connections": [ {"source": {"activity": "v", "port": "Approved"}, "target": {"activity": "after"}}, {"source": {"activity": "v", "port": "Rejected"}, "target": {"activity": "no"}}, {"source": {"activity": "v", "port": "Returned"}, "target": {"activity": "open"}} ] }
        """).Start();

    private static CaseBench Vote(CaseBench bench, string who, string outcome, string role = "staff")
    {
        var seat = bench.OpenTasks.First(t => t["task"].AsText() == "v" && t["assignee"].IsNull);
        return bench.Send("task", "complete", Datum.Parse($$"""{"outcome": "{{outcome}}", "comment": "理由", "actorRoles": ["{{role}}"]}"""), seat["id"].AsText(), who, seat["activityId"].AsText(), seat["scopePath"].AsText());
    }

    private static CaseBench All(CaseBench bench, params string[] votes)
    {
        for (var i = 0; i < votes.Length; i++) Vote(bench, $"r{i}", votes[i]).NoIncident();
        return bench;
    }

    private static string? Result(CaseBench bench) => bench.OpenTasks.Any(t => t["task"].AsText() == "after") ? "可決" : bench.Head["result"].AsText();

    [Fact]
    public void Every_seat_is_a_task_and_two_of_three_in_favour_are_enough_without_the_third()
    {
        var bench = Bench();
        Assert.Equal(["交付の可否（審査員 1/3）", "交付の可否（審査員 2/3）", "交付の可否（審査員 3/3）"], bench.OpenTasks.Select(t => t["title"].AsText()!));
        All(bench, "Approved");
        Assert.Equal(2, bench.OpenTasks.Count);
        Vote(bench, "x", "Approved").NoIncident();
        Assert.Equal("可決", Result(bench));
        Assert.Equal("after", Assert.Single(bench.OpenTasks)["task"].AsText());
        Assert.Equal("""{"yes":2,"no":0,"abstained":0,"missing":1}""", bench.Fields["vote"]["votes"].ToJson());
        Assert.Contains("「交付の可否」の投票は、賛成2、反対0、棄権0、投票なし1で可決されました。", bench.Timeline);
    }

    [Theory]
    [InlineData("", "Approved,Approved,Rejected", "可決")]
    [InlineData("", "Rejected,Approved,Approved", "可決")]
    [InlineData("", "Approved,Rejected,Rejected", "否決")]
    [InlineData("", "Approved,Abstained,Abstained", "否決")]
    [InlineData(""" , "of": "cast" """, "Approved,Abstained,Abstained", "可決")]
    [InlineData(""" , "rule": "twoThirds" """, "Approved,Approved,Rejected", "可決")]
    [InlineData(""" , "rule": "twoThirds" """, "Approved,Rejected,Rejected", "否決")]
    [InlineData(""" , "rule": "unanimous" """, "Approved,Approved,Approved", "可決")]
    [InlineData(""" , "rule": "unanimous", "of": "cast" """, "Approved,Abstained,Abstained", "可決")]
    [InlineData(""" , "rule": "unanimous" """, "Approved,Approved,Abstained", "否決")]
    [InlineData(""" , "rule": "count", "needed": 1 """, "Rejected,Rejected,Approved", "可決")]
    [InlineData(""" , "rule": "count", "needed": 2 """, "Rejected,Approved,Rejected", "否決")]
    [InlineData("", "Approved,Rejected,Abstained", "否決")]
    [InlineData(""" , "tie": "Approved" """, "Approved,Rejected,Abstained", "可決")]
    [InlineData(""" , "tie": "Returned" """, "Approved,Rejected,Abstained", "未決")]
    public void The_rule_decides(string more, string votes, string result)
    {
        var bench = Bench(more + """ , "waitAll": true """);
        All(bench, votes.Split(',')[..2]);
        Assert.Null(Result(bench));
        Vote(bench, "r2", votes.Split(',')[2]).NoIncident();
        Assert.Equal(result, Result(bench));
    }

    [Fact]
    public void An_early_result_is_the_result_of_any_further_votes()
    {
        string[] rules = ["majority", "twoThirds", "unanimous", "count"];
        var checkedSome = 0;
        foreach (var rule in rules)
            foreach (var cast in (bool[])[false, true])
                foreach (var quorum in (int[])[0, 3])
                    for (var yes = 0; yes <= 5; yes++)
                        for (var no = 0; yes + no <= 5; no++)
                            for (var abstained = 0; yes + no + abstained <= 5; abstained++)
                            {
                                var spec = new VoteSpec(rule, 2, cast, quorum, VoteSpec.Returned, null, false, null);
                                var open = 5 - yes - no - abstained;
                                var ends = new HashSet<string>();
                                for (var y = 0; y <= open; y++) for (var n = 0; y + n <= open; n++) ends.Add(spec.Outcome(new(yes + y, no + n, abstained + open - y - n, 0)));
                                Assert.Equal(ends.Count == 1 ? ends.Single() : null, spec.Settled(new(yes, no, abstained, open)));
                                checkedSome++;
                            }
        Assert.Equal(4 * 2 * 2 * 56, checkedSome);
    }

    [Fact]
    public void One_person_has_one_vote_and_takes_one_seat()
    {
        var bench = Bench();
        Vote(bench, "r", "Approved").NoIncident();
        Assert.Equal(("FOUR_EYES", "一人一票です。この投票にはもう投じています。"), (Vote(bench, "r", "Approved").Refusal?.Code, bench.Refusal?.Message));
        var seats = bench.OpenTasks;
        CaseBench Claim(int seat) => bench.Send("task", "claim", Datum.Parse("""{"actorRoles": ["staff"]}"""), seats[seat]["id"].AsText(), "s", seats[seat]["activityId"].AsText(), seats[seat]["scopePath"].AsText());
        Claim(0).NoIncident();
        Assert.Equal("一人一票です。この投票の票をもう一つ引き受けています。", Claim(1).Refusal?.Message);
    }

    [Fact]
    public void Nobody_sees_a_vote_before_the_vote_is_over()
    {
        var bench = Bench(""" , "waitAll": true """);
        All(bench, "Rejected", "Approved");
        Assert.All(bench.Rows("tasks"), row => Assert.Null(row["outcome"].AsText()));
        Assert.DoesNotContain(bench.Timeline, t => t.Contains("賛成", StringComparison.Ordinal) || t.Contains("反対", StringComparison.Ordinal));
        Vote(bench, "r2", "Approved").NoIncident();
        Assert.Equal(["Rejected", "Approved", "Approved"], bench.Rows("tasks").Where(r => r["task"].AsText() == "v").OrderBy(r => r["completedBy"].AsText()).Select(r => r["outcome"].AsText()!));
    }

    [Fact]
    public void Against_needs_a_reason_and_in_favour_none()
    {
        var bench = Bench();
        Assert.Equal("comment", bench.Task("v", "complete", """{"outcome": "Rejected"}""", "r").Refusal?.Field);
        bench.Task("v", "complete", """{"outcome": "賛成"}""", "r").NoIncident();
        Assert.Equal(2, bench.OpenTasks.Count);
    }

    [Fact]
    public void Whoever_voted_does_not_decide_afterwards()
    {
        var bench = All(Bench(""" , "waitAll": true """), "Approved", "Approved", "Approved");
        foreach (var voter in (string[])["r0", "r1", "r2"]) Assert.Equal("FOUR_EYES", bench.Task("after", "complete", "{}", voter, ["manager"]).Refusal?.Code);
        bench.Task("after", "complete", "{}", "chief", ["manager"]).NoIncident();
        Assert.Null(bench.Refusal);
    }

    [Fact]
    public void On_a_tie_the_chair_decides()
    {
        var bench = All(Bench(""" , "tie": "chair", "chair": "manager" """), "Approved", "Rejected", "Abstained");
        var chair = Assert.Single(bench.OpenTasks);
        Assert.Equal(("交付の可否（議長の決定）", "manager"), (chair["title"].AsText(), chair["role"].AsText()));
        bench.Task("v", "complete", """{"outcome": "Approved"}""", "c", ["manager"]).NoIncident();
        Assert.Equal("可決", Result(bench));
        Assert.Equal("""{"yes":1,"no":1,"abstained":1,"missing":0}""", bench.Fields["vote"]["votes"].ToJson());
    }

    [Fact]
    public void On_the_last_day_the_votes_there_are_decide_and_a_quorum_must_be_met()
    {
        const string Due = """ , "due": {"days": 5}, "of": "cast", "quorum": 2 """;
        var enough = All(Bench(Due), "Approved", "Abstained");
        Assert.Null(Result(enough));
        enough.Advance(TimeSpan.FromDays(6)).NoIncident();
        Assert.Equal("可決", Result(enough));
        var few = All(Bench(Due), "Approved");
        few.Advance(TimeSpan.FromDays(6)).NoIncident();
        Assert.Equal("未決", Result(few));
        Assert.Empty(few.OpenTasks);
    }

    [Theory]
    [InlineData(""" , "rule": "count" """, "v.needed")]
    [InlineData(""" , "rule": "count", "needed": 4 """, "v.needed")]
    [InlineData(""" , "quorum": 4 """, "v.quorum")]
    [InlineData(""" , "tie": "chair" """, "v.chair")]
    [InlineData(""" , "tie": "coin" """, "v.tie")]
    [InlineData(""" , "rule": "loudest" """, "v.rule")]
    [InlineData(""" , "quorum": 0 """, "v.quorum")]
    [InlineData(""" , "parts": "[]" """, "v.parts")]
    public void What_can_never_decide_is_told(string more, string place) => Assert.Contains(Bench(more).Problems, p => p.Place == "W#" + place);

    [Fact]
    public void Several_persons_of_a_role_go_with_a_vote_only() =>
        Assert.Contains(new CaseBench("""{ "id": "a", "type": "Case.Approval", "task": "a", "route": [ {"role": "staff", "persons": 2} ] }""").Problems, p => p.Place == "W#a.route");

    [Fact]
    public void It_reads_as_a_sentence() => Assert.Equal("投票する人の過半数が賛成なら可決、そうでなければ否決です。可否同数なら議長が決めます。投票が2人に満たなければ決まりません。", Wording.Vote(Datum.Parse("""{"tie": "chair", "quorum": 2}""")));
}
