using System.Diagnostics;
using Workflows.Connectors.DebitEnrolment;
using Workflows.Engine.Data;

namespace Workflows.Connectors.Tests.Simulation;

public sealed class SpeedTests
{
    [Fact]
    public async Task A_hundred_scenarios_worlds_open_call_and_finish_within_a_scenarios_budget_of_one_second_each_by_far()
    {
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < 100; i++)
        {
            var world = new World();
            await world.Done("C-SVC", "start", DebitEnrolmentOperations.Start.Example.Request);
            await world.Simulators.Act(World.Tenant, "C-SVC", "finish", Datum.Object(("key", "KF-2026-000001")));
            Assert.Single(world.Inbound.Returns);
        }
        // Measured at 8 ms a world, the first included; the bound leaves room for a busy machine.
        Assert.InRange(watch.ElapsedMilliseconds, 0, 10_000);
    }
}
