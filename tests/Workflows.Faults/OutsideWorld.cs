using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Workflows.Cases.Packages;
using Workflows.Cases.Ports;
using Workflows.Connectors.Catalogue;
using Workflows.Connectors.Simulation;
using Workflows.Engine.Data;

namespace Workflows.Faults;

/// <summary>Bank, tax system and mail, in this process: they live on while the server dies.</summary>
internal sealed class OutsideWorld : IAsyncDisposable
{
    public const string Tenant = "14204";

    private readonly WebApplication _app;
    private readonly SimulatorHub _hub;

    public OutsideWorld(string url, string dataPath, PackageSet packages, string server)
    {
        _app = SimulatorHost.Build([url], dataPath, packages, server);
        _hub = _app.Services.GetRequiredService<SimulatorHub>();
    }

    /// <summary>Answers a little late, so that the server often dies between an effect out there and its answer.</summary>
    public async Task Start()
    {
        await _app.StartAsync();
        foreach (var (connector, milliseconds) in new[] { ("C-SVC", 250), ("C-TAX", 800), ("C-MAIL", 250) }) Slow(connector, milliseconds);
    }

    /// <summary>From now on its answers take so long.</summary>
    public void Slow(string connector, int milliseconds) => _hub.Switch(Tenant, connector, "slow", milliseconds);

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    public void Owes(IEnumerable<Applicant> applicants) => _hub.Seed(Tenant, "C-TAX", "R-LIAB", [.. applicants.Select(a => a.Liability())]);

    public ValueTask<Datum> Finish(string number, string? code, bool returns, CancellationToken ct) =>
        _hub.Act(Tenant, "C-SVC", "finish", Datum.Object(("applicationId", number), ("code", code), ("returns", returns)), ct);

    /// <summary>How often the bank was asked to start this application, each a different key.</summary>
    public int Starts(string number) => Effects("C-SVC", "start").Count(e => e["about"].AsText() == number);

    public IReadOnlyList<Datum> Effects(string connector, string operation) =>
        [.. _hub.Effects(Tenant, connector).Items.Where(e => e["operation"].AsText() == operation)];

    /// <summary>Requests the far side had answered before under the same key.</summary>
    public int Repeats(string connector) => _hub.Calls(Tenant, connector).Count(c => c.Outcome == "repeated");

    public IReadOnlyList<SimulatorCall> Calls(string connector) => _hub.Calls(Tenant, connector);
}
