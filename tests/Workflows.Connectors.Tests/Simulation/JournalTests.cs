using System.Text;
using Workflows.Connectors.Simulation;
using Workflows.Connectors.Catalogue;
using Workflows.Engine.Data;
using Microsoft.Extensions.Configuration;
using Workflows.Connectors.Wire;
using Workflows.Connectors.Revenue;

namespace Workflows.Connectors.Tests.Simulation;

public sealed class JournalTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("simulators").FullName;
    private readonly World _world = new();

    [Fact]
    public async Task A_new_process_sees_the_same_world_after_a_kill_in_the_middle_of_a_write()
    {
        string first;
        using (var hub = Hub())
        {
            first = await Put(hub, "k1", 201);
            hub.Switch(World.Tenant, "C-TAX", "down", true);
        }
        var file = Path.Combine(_folder, World.Tenant, "C-TAX.jsonl");
        await File.AppendAllTextAsync(file, "{\"type\":\"mandate\",\"at\":\"2026-0");
        using (var hub = Hub())
        {
            Assert.Contains("\"down\":true", Encoding.UTF8.GetString((await Get(hub, "switches")).Body), StringComparison.Ordinal);
            hub.Switch(World.Tenant, "C-TAX", "down", false);
            var again = Datum.Parse(await Put(hub, "k1", 409));
            Assert.Equal(Datum.Parse(first), again["answer"]);
            await Put(hub, "k2", 201);
        }
        using (var hub = Hub())
        {
            var effects = Datum.Parse((await Get(hub, "effects")).Body)["effects"].Items;
            Assert.Equal([("k1", 2m, 1m), ("k2", 1m, 1m)], effects.Select(e => (e["key"].AsText()!, e["received"].AsDecimal()!.Value, e["applied"].AsDecimal()!.Value)));
            hub.Reset();
            Assert.Empty(Datum.Parse((await Get(hub, "effects")).Body)["effects"].Items);
        }
    }

    [Fact]
    public async Task A_damaged_journal_says_which_file_it_is()
    {
        Directory.CreateDirectory(Path.Combine(_folder, World.Tenant));
        await File.WriteAllTextAsync(Path.Combine(_folder, World.Tenant, "C-TAX.jsonl"), "nonsense\n");
        using var hub = Hub();
        var problem = await Assert.ThrowsAsync<InvalidDataException>(async () => await Get(hub, "effects"));
        Assert.Contains("C-TAX.jsonl", problem.Message, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private SimulatorHub Hub() => new(ConnectorCatalogue.Simulators, new ConnectorDirectory(() => World.Packages, new ConfigurationBuilder().Build()), _world.Clock, _folder, ConnectorHttp.Network);

    private static async Task<string> Put(SimulatorHub hub, string key, int status)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["Authorization"] = "Bearer simulator-secret", ["Idempotency-Key"] = key };
        var body = Encoding.UTF8.GetBytes(RevenueOperations.UpsertMandate.Example.Request.ToJson());
        var answer = await hub.Serve(new("PUT", ["sim", World.Tenant, "C-TAX", "mandates", "M-1"], new Dictionary<string, string>(), headers, body), CancellationToken.None);
        Assert.Equal(status, answer.Status);
        return Encoding.UTF8.GetString(answer.Body);
    }

    private static async Task<WireResponse> Get(SimulatorHub hub, string what) =>
        await hub.Serve(new("GET", ["sim", World.Tenant, "C-TAX", what], new Dictionary<string, string>(), new Dictionary<string, string>(), []), CancellationToken.None);
}
