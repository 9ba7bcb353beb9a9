using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Workflows.Cases.Packages;
using Workflows.Cases.Ports;
using Workflows.Connectors.Catalogue;
using Workflows.Connectors.Simulation;
using Workflows.Engine.Data;

namespace Workflows.Connectors.Tests;

public sealed class ServiceRegistrationTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("connectors").FullName;

    [Fact]
    public async Task A_development_host_calls_its_embedded_simulators_and_their_events_come_in_at_the_front_door()
    {
        var inbound = new RecordedInbound();
        await using var services = Host(inbound, ("Workflows:Simulators", "true"));
        var call = new ConnectorCall(World.Tenant, World.Program, "C-TAX", "listDue", Datum.Object(("subject", "11"), ("term", 1)), "k", 1, DateTimeOffset.UtcNow);
        Assert.Equal(CallOutcomeKind.Done, (await services.GetRequiredService<IConnectorPort>().Call(call, CancellationToken.None)).Kind);
        await services.GetRequiredService<ISimulators>().Act(World.Tenant, "C-TAX", "moved", Datum.Object(("payerKey", "P-1")));
        Assert.Equal("P-1", inbound.Events.Single().Key);
        Assert.True(File.Exists(Path.Combine(_folder, "simulators", World.Tenant, "C-TAX.jsonl")));
    }

    [Fact]
    public async Task A_production_host_has_no_simulators_and_a_connector_left_on_sim_fails_at_once()
    {
        await using var services = Host(new RecordedInbound());
        Assert.Null(services.GetService<ISimulators>());
        Assert.Null(services.GetService<SimulatorHub>());
        var call = new ConnectorCall(World.Tenant, World.Program, "C-TAX", "listDue", Datum.Object(("subject", "11"), ("term", 1)), "k", 1, DateTimeOffset.UtcNow);
        Assert.Equal("NO_SIMULATOR", (await services.GetRequiredService<IConnectorPort>().Call(call, CancellationToken.None)).Code);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private ServiceProvider Host(IInbound inbound, params (string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Workflows:DataFolder", _folder), .. settings.Select(s => KeyValuePair.Create(s.Key, (string?)s.Value))]).Build();
        return new ServiceCollection().AddWorkflowsConnectors(configuration).AddSingleton<IPackages>(new Published()).AddSingleton(inbound).AddSingleton<IKeptStore>(new Workflows.Connectors.Inbound.MemoryKept())
            .AddSingleton(typeof(ILogger<>), typeof(NullLogger<>)).BuildServiceProvider();
    }

    private sealed class Published : IPackages
    {
        public PackageSet Current => World.Packages;
    }
}
