using Workflows.Engine.Data;

namespace Workflows.Cases.Tests.Activities;

public sealed class Collections
{
    private const string Items = """[ { "no": 1, "code": "b", "yen": 20 }, { "no": 2, "code": "a", "yen": 10 }, { "no": 3, "code": "c", "yen": 30 } ]""";

    private static string Collect(string id, string operation, string more = "") =>
        $$"""{ "id": "{{id}}", "type": "Case.Collect", "operation": "{{operation}}", "kind": "run", "field": "members" {{(more.Length > 0 ? ", " + more : "")}} }""";

    private static CaseBench Run(params string[] activities) => new CaseBench($$"""{ "id": "flow", "type": "Elsa.Sequence", "activities": [ {{string.Join(",", activities)}} ] }""");

    private static readonly string Gather = Collect("gather", "gather", "\"items\": \"items\", \"key\": \"member.code\", \"order\": \"member.yen\", \"result\": \"found\"");

    private static CaseBench Started(CaseBench bench) => bench.Start(Datum.Object(("items", Datum.Parse(Items))));

    [Fact]
    public void Members_stand_in_the_order_asked_for_each_with_its_own_state()
    {
        var members = Started(Run(Gather)).NoIncident().Fields["members"].Items;
        Assert.Equal(["a", "b", "c"], members.Select(m => m["key"].AsText()!));
        Assert.Equal([1L, 2L, 3L], members.Select(m => m["no"].AsLong()!.Value));
        Assert.All(members, m => Assert.Equal("gathered", m["state"].AsText()));
    }

    [Fact]
    public void A_member_of_another_open_collection_is_left_out_and_named()
    {
        var bench = Run(Gather);
        bench.Shared.Claimed.Add("collect:run|b");
        Started(bench).NoIncident();
        Assert.Equal(["a", "c"], bench.Fields["members"].Items.Select(m => m["key"].AsText()!));
        Assert.Equal(["b"], bench.Fields["found"]["skipped"].Items.Select(k => k.AsText()!));
    }

    [Fact]
    public void Before_the_lock_a_member_goes_and_may_be_gathered_elsewhere()
    {
        var bench = Started(Run(Gather, Collect("remove", "remove", "\"which\": \"member.code = \\\"b\\\"\""))).NoIncident();
        Assert.Equal(["a", "c"], bench.Fields["members"].Items.Select(m => m["key"].AsText()!));
        Assert.Equal(["b"], bench.Shared.Freed);
    }

    [Fact]
    public void After_the_lock_a_member_stays_marked_with_the_reason()
    {
        var bench = Started(Run(Gather, Collect("lock", "lock"), Collect("remove", "remove", "\"which\": \"member.code = \\\"b\\\"\", \"reason\": \"\\\"取消\\\"\""))).NoIncident();
        var removed = bench.Fields["members"][1];
        Assert.Equal(("b", "removed", "取消"), (removed["key"].AsText(), removed["state"].AsText(), removed["reason"].AsText()));
    }

    [Fact]
    public void A_locked_collection_takes_no_members()
    {
        var bench = Started(Run(Gather, Collect("lock", "lock"), Collect("more", "add", "\"items\": \"items\", \"key\": \"member.code\"")));
        Assert.Equal("COLLECT_LOCKED", bench.State.Incidents.Single().Code);
    }

    [Fact]
    public void A_released_collection_never_changes()
    {
        var bench = Started(Run(Gather, Collect("release", "release"),
            """{ "id": "write", "type": "Case.Calculate", "set": [ { "field": "members", "to": "[]" } ] }"""));
        Assert.Equal("COLLECT_RELEASED", bench.State.Incidents.Single().Code);
        Assert.Equal(3, bench.Fields["members"].Items.Length);
        Assert.Equal(["a", "b", "c"], bench.Shared.Freed);
    }

    [Fact]
    public void What_became_of_a_member_goes_out_to_its_case()
    {
        var bench = Run(
            Collect("gather", "gather", "\"items\": \"[{ code: \\\"x\\\", case: \\\"S-1\\\" }]\", \"key\": \"member.code\""),
            Collect("mark", "mark", "\"set\": { \"state\": \"\\\"可決\\\"\" }, \"signal\": \"decided\"")).Start(Datum.EmptyObject).NoIncident();
        var message = bench.Outbox.Single();
        Assert.Equal(("S-1", "decided", "可決"), (message.Target, message.Body["signal"].AsText(), message.Body["payload"]["member"]["state"].AsText()));
    }

    [Fact]
    public void More_than_the_limit_are_not_taken()
    {
        var bench = Started(Run(Collect("gather", "gather", "\"items\": \"items\", \"key\": \"member.code\", \"limit\": \"2\""))).NoIncident();
        Assert.Equal(2, bench.Fields["members"].Items.Length);
    }
}
