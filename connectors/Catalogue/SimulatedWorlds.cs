using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Workflows.Cases.Packages;
using Workflows.Cases.Ports;
using Workflows.Connectors.Inbound;
using Workflows.Connectors.Simulation;
using Workflows.Connectors.Wire;

namespace Workflows.Connectors.Catalogue;

/// <summary>Worlds in memory for scenarios: the real connectors and the real front door, joined to fresh simulators without sockets.</summary>
public sealed class SimulatedWorlds : ISimulatedWorlds
{
    public SimulatedWorld Open(TimeProvider clock, IInbound inbound, PackageSet packages, Func<IKeptStore>? kept = null)
    {
        var directory = new ConnectorDirectory(() => packages, new ConfigurationBuilder().Build(), simulateAll: true, clock);
        var memory = new MemoryKept();
        var front = new InboundFront(directory, ConnectorCatalogue.Connectors, inbound, kept ?? (() => memory), clock, NullLogger<InboundFront>.Instance);
        var hub = new SimulatorHub(ConnectorCatalogue.Simulators, directory, clock, null, () => new InProcessHandler(front), ConnectorCatalogue.HookOf);
        var port = new ConnectorPort(ConnectorCatalogue.Connectors, directory, new Unreachable(), new InProcessHandler(hub), kept ?? (() => memory));
        return new(port, hub, new ReturnVerifier(directory));
    }

    /// <summary>A scenario never reaches the network.</summary>
    private sealed class Unreachable : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            throw new HttpRequestException(HttpRequestError.ConnectionError, "Scenarios have no network.");
    }
}
