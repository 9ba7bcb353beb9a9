using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Workflows.Cases.Ports;
using Workflows.Connectors.Inbound;
using Workflows.Connectors.Simulation;
using Workflows.Connectors.Wire;

namespace Workflows.Connectors.Catalogue;

/// <summary>Puts connectors, front doors and simulators into a host.</summary>
public static class ServiceRegistration
{
    /// <summary>
    /// Registers <see cref="IConnectorPort"/>, <see cref="IConnectorDirectory"/>, <see cref="IReturnVerifier"/>, <see cref="InboundFront"/> (needs an <see cref="IInbound"/> and an <see cref="IKeptStore"/>), <see cref="INoticeSender"/> (needs <see cref="IPeople"/>),
    /// <see cref="ISimulatedWorlds"/>, and, where <c>Workflows:Simulators</c> is <c>true</c> and <c>Workflows:Connectors:SimulatorUrl</c> does not point elsewhere, the embedded simulators
    /// (<see cref="ISimulators"/>, <see cref="SimulatorHub"/>), with their journals in <c>simulators</c> under <c>Workflows:DataFolder</c>. Needs <see cref="IPackages"/>.
    /// </summary>
    public static IServiceCollection AddWorkflowsConnectors(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton(TimeProvider.System);
        foreach (var connector in ConnectorCatalogue.Connectors) services.AddSingleton(connector);
        services.AddSingleton<IConnectorDirectory>(s => new ConnectorDirectory(() => s.GetRequiredService<IPackages>().Current, configuration, clock: s.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IReturnVerifier, ReturnVerifier>();
        services.AddSingleton(s => new InboundFront(s.GetRequiredService<IConnectorDirectory>(), s.GetServices<IConnector>(), s.GetRequiredService<IInbound>(), s.GetRequiredService<IKeptStore>,
            s.GetRequiredService<TimeProvider>(), s.GetRequiredService<ILogger<InboundFront>>()));
        services.AddSingleton<INoticeSender, ConnectorNotices>();
        services.AddSingleton<ISimulatedWorlds, SimulatedWorlds>();

        var embedded = bool.TryParse(configuration["Workflows:Simulators"], out var wanted) && wanted && string.IsNullOrEmpty(configuration["Workflows:Connectors:SimulatorUrl"]);
        if (embedded)
        {
            services.AddSingleton(s => new SimulatorHub(ConnectorCatalogue.Simulators, s.GetRequiredService<IConnectorDirectory>(), s.GetRequiredService<TimeProvider>(),
                Path.Combine(configuration["Workflows:DataFolder"] ?? "data", "simulators"), () => new InProcessHandler(s.GetRequiredService<InboundFront>()), ConnectorCatalogue.HookOf));
            services.AddSingleton<ISimulators>(s => s.GetRequiredService<SimulatorHub>());
            services.AddHostedService<SimulatorDelivery>();
        }
        services.AddSingleton<IConnectorPort>(s => new ConnectorPort(s.GetServices<IConnector>(), s.GetRequiredService<IConnectorDirectory>(),
            ConnectorHttp.Network(), s.GetService<SimulatorHub>() is { } hub ? new InProcessHandler(hub) : null, s.GetRequiredService<IKeptStore>));
        return services;
    }

    /// <summary>Maps the embedded simulators under <c>/sim/{municipality}/{connector}/…</c>; nothing where there are none.</summary>
    public static IEndpointRouteBuilder MapSimulators(this IEndpointRouteBuilder app)
    {
        if (app.ServiceProvider.GetService<SimulatorHub>() is { } hub)
        {
            app.Map("/sim/{municipality}/{connector}/{**rest}", (HttpContext context) => WireEndpoints.Serve(context, hub)).DisableAntiforgery().AllowAnonymous().ExcludeFromDescription();
        }
        return app;
    }

    /// <summary>Maps where signed events arrive (<see cref="InboundPaths.HookTemplate"/>). The return page is the server's own.</summary>
    public static IEndpointRouteBuilder MapHooks(this IEndpointRouteBuilder app)
    {
        var front = app.ServiceProvider.GetRequiredService<InboundFront>();
        app.MapPost(InboundPaths.HookTemplate, (HttpContext context) => WireEndpoints.Serve(context, front)).DisableAntiforgery().AllowAnonymous().ExcludeFromDescription();
        return app;
    }
}

/// <summary>Lets the simulated systems try again, each second, to deliver what has not arrived.</summary>
internal sealed class SimulatorDelivery(SimulatorHub hub, ILogger<SimulatorDelivery> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1));
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
        {
            try { await hub.DeliverAll(stoppingToken).ConfigureAwait(false); }
            catch (Exception e) when (e is not OperationCanceledException) { logger.LogError(e, "Simulated events could not be delivered"); }
        }
    }
}
