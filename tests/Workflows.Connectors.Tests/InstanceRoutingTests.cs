using Microsoft.Extensions.Configuration;
using Workflows.Cases.Packages;
using Workflows.Cases.Ports;
using Workflows.Connectors.Catalogue;
using Workflows.Connectors.Simulation;
using Workflows.Connectors.Wire;
using Workflows.Engine.Data;

namespace Workflows.Connectors.Tests;

public sealed class InstanceRoutingTests
{
    [Fact]
    public async Task Operations_go_to_the_instance_the_municipality_routes_them_to_unless_the_call_names_one()
    {
        var old = World.Packages.Municipalities[0];
        var setting = new ConnectorSettingSpec("sim:", null, Datum.EmptyObject)
        {
            Instances = new Dictionary<string, ConnectorInstanceSpec> { ["north"] = new("sim:", null), ["south"] = new("sim:", null) }, Routes = new Dictionary<string, string> { ["listDue"] = "north" },
        };
        var set = new PackageSet(World.Packages.Packages, [old with { Programs = [old.Programs[0] with { Connectors = new Dictionary<string, ConnectorSettingSpec> { ["C-TAX"] = setting } }] }], []);
        var directory = new ConnectorDirectory(() => set, new ConfigurationBuilder().Build(), simulateAll: true);
        using var hub = new SimulatorHub(ConnectorCatalogue.Simulators, directory, TimeProvider.System, null, () => new HttpClientHandler());
        using var port = new ConnectorPort(ConnectorCatalogue.Connectors, directory, new HttpClientHandler(), new InProcessHandler(hub));
        async Task<CallOutcome> Call(string? instance) => await port.Call(new(World.Tenant, World.Program, "C-TAX", "listDue", Datum.Object(("subject", "11"), ("term", 1)), "k", 1, DateTimeOffset.UtcNow) { Instance = instance }, default);

        Assert.Equal(CallOutcomeKind.Done, (await Call(null)).Kind);
        Assert.Equal(CallOutcomeKind.Done, (await Call("south")).Kind);
        Assert.Equal((1, 1, 2), (hub.Calls(World.Tenant, "C-TAX@north").Count, hub.Calls(World.Tenant, "C-TAX@south").Count, hub.Calls(World.Tenant, "C-TAX").Count));
        Assert.Equal("UNKNOWN_INSTANCE", (await Call("west")).Code);
    }
}
