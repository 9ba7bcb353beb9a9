using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Workflows.Cases.Packages;
using Workflows.Connectors.Simulation;
using Workflows.Engine.Data;

namespace Workflows.Connectors.Catalogue;

/// <summary>The simulators as a process of their own: <c>workflows simulators</c>.</summary>
public static class SimulatorHost
{
    /// <summary>Builds the host. Also serves <c>GET|POST /sim/clock</c> <c>{offsetSeconds}</c>, which moves the simulated systems' clock.</summary>
    /// <param name="urls">Addresses to listen at.</param>
    /// <param name="dataPath">Folder of the journals; null keeps everything in memory.</param>
    /// <param name="packages">Says which connectors there are.</param>
    /// <param name="callBack">Where our server listens (<c>http://host:port</c>): signed events go there.</param>
    public static WebApplication Build(IReadOnlyList<string> urls, string? dataPath, PackageSet packages, string callBack)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.UseUrls([.. urls]);
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Workflows:Connectors:PublicUrl", callBack)]).AddConfiguration(builder.Configuration).Build();
        var directory = new ConnectorDirectory(() => packages, configuration, simulateAll: true);
        var clock = new OffsetClock(TimeProvider.System);
        builder.Services.AddSingleton(_ => new SimulatorHub(ConnectorCatalogue.Simulators, directory, clock, dataPath, ConnectorHttp.Network, ConnectorCatalogue.HookOf));
        builder.Services.AddHostedService<SimulatorDelivery>();

        var app = builder.Build();
        app.MapGet("/sim/clock", () => Clock(clock));
        app.MapPost("/sim/clock", async (HttpContext context) =>
        {
            using var reader = new StreamReader(context.Request.Body);
            var body = Datum.Parse(await reader.ReadToEndAsync(context.RequestAborted).ConfigureAwait(false));
            clock.Offset = TimeSpan.FromSeconds((double)(body["offsetSeconds"].AsDecimal() ?? 0));
            return Clock(clock);
        });
        app.MapSimulators();
        return app;
    }

    /// <summary>Runs until the process is told to stop.</summary>
    public static Task Run(IReadOnlyList<string> urls, string? dataPath, PackageSet packages, string callBack) => Build(urls, dataPath, packages, callBack).RunAsync();

    private static IResult Clock(OffsetClock clock) =>
        Results.Text(Datum.Object(("now", Datum.Of(clock.GetUtcNow())), ("offsetSeconds", Datum.Of((long)clock.Offset.TotalSeconds))).ToJson(), "application/json");
}
