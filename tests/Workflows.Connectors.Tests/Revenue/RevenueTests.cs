using Workflows.Cases.Ports;
using Workflows.Engine.Data;

namespace Workflows.Connectors.Tests.Revenue;

public sealed class RevenueTests
{
    private const string Yamada = "11081234567890020000";
    private readonly World _world = new();

    [Fact]
    public async Task It_knows_the_specifications_liabilities_and_those_a_scenario_gives()
    {
        var suzuki = await _world.Done("C-TAX", "findLiability", Datum.Object(("subject", "31"), ("FY", "R8"), ("noticeNo", "2000000017")));
        Assert.Equal(("スズキ キョウイチ", "1950-01-15"), (suzuki["liability"]["kana"].AsText(), suzuki["liability"]["birth"].AsText()));
        var none = await _world.Done("C-TAX", "findLiability", Datum.Object(("subject", "13"), ("FY", 8), ("noticeNo", "5")));
        Assert.False(none["found"].AsBoolean());

        _world.Simulators.Seed(World.Tenant, "C-TAX", "R-LIAB", [Datum.Parse("""{"subject":"13","FY":8,"noticeNo":"5","payerKey":"P-9","terms":[{"no":1,"amount":900}]}""")]);
        var seeded = await _world.Done("C-TAX", "findLiability", Datum.Object(("subject", "13"), ("FY", "08"), ("noticeNo", "5")));
        Assert.Equal(900, seeded["liability"]["terms"][0]["balance"].AsDecimal());
    }

    [Fact]
    public async Task What_is_due_shrinks_by_what_is_paid_and_what_is_too_much_is_told()
    {
        async Task<int> Due() => (await _world.Done("C-TAX", "listDue", Datum.Object(("subject", "11"), ("term", "R8-2")), Guid.NewGuid().ToString()))["items"].Items.Length;
        Assert.Equal(1, await Due());
        var paid = await _world.Done("C-TAX", "applyPayment", Datum.Object(("customerNo", Yamada), ("amount", 15200), ("date", "2026-08-31")), "p1");
        Assert.Equal((0m, 0m), (paid["balance"].AsDecimal(), paid["overpaid"].AsDecimal()));
        Assert.Equal(0, await Due());
        var again = await _world.Done("C-TAX", "applyPayment", Datum.Object(("customerNo", Yamada), ("amount", 15200), ("date", "2026-08-31")), "p2");
        Assert.Equal(15200m, again["overpaid"].AsDecimal());
        Assert.Equal("unknownCustomer", (await _world.Call("C-TAX", "applyPayment", Datum.Object(("customerNo", "99081234567890020000"), ("amount", 1), ("date", "2026-08-31")), "p3")).Code);
    }

    [Fact]
    public async Task A_key_given_in_the_request_protects_over_different_calls()
    {
        var request = Datum.Object(("customerNo", Yamada), ("amount", 15200), ("date", "2026-08-31"), ("key", "mine"));
        var first = await _world.Done("C-TAX", "applyPayment", request, "call-1");
        var second = await _world.Done("C-TAX", "applyPayment", request, "call-2");
        Assert.Equal(first, second);
    }

    [Fact]
    public async Task It_pushes_deaths_moves_and_payments_through_the_real_front_door()
    {
        await _world.Simulators.Act(World.Tenant, "C-TAX", "deceased", Datum.Object(("payerKey", "P-1001"), ("date", "2026-06-09")));
        await _world.Simulators.Act(World.Tenant, "TAX", "moved", Datum.Object(("payerKey", "P-1002")));
        await _world.Simulators.Act(World.Tenant, "C-TAX", "paid", Datum.Object(("customerNo", Yamada)));
        Assert.Equal(
            [("deceased", "P-1001", "2026-06-09"), ("moved", "P-1002", "2026-06-10"), ("paid", Yamada, "2026-06-10")],
            _world.Inbound.Events.Select(e => (e.Event, e.Key!, e.Payload["date"].AsText()!)));
        Assert.Equal(3, _world.Inbound.Events.Select(e => e.Id).Distinct().Count());
        Assert.Equal(15200m, _world.Inbound.Events[2].Payload["amount"].AsDecimal());
    }

    [Fact]
    public async Task Events_sent_twice_have_one_id_and_events_out_of_order_wait_for_the_next()
    {
        _world.Simulators.Switch(World.Tenant, "C-TAX", "duplicate", true);
        await _world.Simulators.Act(World.Tenant, "C-TAX", "deceased", Datum.Object(("payerKey", "A")));
        Assert.Single(_world.Inbound.Events);
        _world.Simulators.Switch(World.Tenant, "C-TAX", "duplicate", false);

        _world.Simulators.Switch(World.Tenant, "C-TAX", "outOfOrder", true);
        await _world.Simulators.Act(World.Tenant, "C-TAX", "moved", Datum.Object(("payerKey", "B")));
        Assert.Single(_world.Inbound.Events);
        await _world.Simulators.Act(World.Tenant, "C-TAX", "moved", Datum.Object(("payerKey", "C")));
        Assert.Equal(["A", "C", "B"], _world.Inbound.Events.Select(e => e.Key));
    }
}
