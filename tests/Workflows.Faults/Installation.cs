using System.Data.Common;
using System.Net;
using System.Net.Sockets;
using Microsoft.Data.Sqlite;
using Npgsql;
using Workflows.Cases.Packages;

namespace Workflows.Faults;

/// <summary>An office's installation: one or more real servers over one database, and the outside world they talk to.</summary>
internal sealed class Installation : IAsyncDisposable
{
    private const string VaultKey = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
    private readonly string _folder;
    private readonly Database _database;

    private Installation(string folder, Database database, OutsideWorld world, PostgreSqlCluster? cluster, IReadOnlyList<ServerProcess> servers, IReadOnlyList<Api> apis, MovedClock clock) =>
        (_folder, _database, World, Cluster, Servers, Apis, Clock) = (folder, database, world, cluster, servers, apis, clock);

    public OutsideWorld World { get; }
    /// <summary>Null on SQLite.</summary>
    public PostgreSqlCluster? Cluster { get; }
    public IReadOnlyList<ServerProcess> Servers { get; }
    public IReadOnlyList<Api> Apis { get; }
    public ServerProcess Server => Servers[0];
    public Api Api => Apis[0];
    public MovedClock Clock { get; }
    /// <summary>The first server's data.</summary>
    public string DataFolder => DataOf(_folder, 0);

    private static string DataOf(string folder, int server) => Path.Combine(folder, $"data-{server}");

    /// <param name="applicants">What the tax system knows them to owe.</param>
    /// <param name="settings">Besides the usual ones.</param>
    /// <param name="prepare">Before the first server starts, with its data folder.</param>
    public static async Task<Installation> Begin(Database database, IReadOnlyCollection<Applicant> applicants, CancellationToken ct, int servers = 1, IReadOnlyDictionary<string, string>? settings = null, Action<string>? prepare = null)
    {
        var folder = Directory.CreateTempSubdirectory("workflows-faults").FullName;
        var urls = Enumerable.Range(0, servers).Select(_ => FreeAddress()).ToList();
        var worldUrl = FreeAddress();
        var packages = PackageLoader.LoadFolder(Repository.Definitions);
        var world = new OutsideWorld(worldUrl, Path.Combine(folder, "outside"), packages, urls[^1]);
        await world.Start();
        world.Owes(applicants);
        var cluster = database == Database.PostgreSql ? new PostgreSqlCluster() : null;
        var clock = new MovedClock(urls[0], worldUrl);
        prepare?.Invoke(DataOf(folder, 0));
        var processes = urls.Select((url, i) => new ServerProcess(url, Settings(folder, i, worldUrl, url, cluster, settings), clock)).ToList();
        var office = new Installation(folder, database, world, cluster, processes, [.. urls.Select(u => new Api(u))], clock);
        try
        {
            foreach (var process in processes) process.Start();
            foreach (var process in processes) await process.Ready(ct);
        }
        catch
        {
            await office.DisposeAsync();
            throw;
        }
        return office;
    }

    private static Dictionary<string, string> Settings(string folder, int server, string worldUrl, string url, PostgreSqlCluster? cluster, IReadOnlyDictionary<string, string>? more)
    {
        var settings = new Dictionary<string, string>
        {
            ["Workflows__DataFolder"] = DataOf(folder, server),
            ["Workflows__DefinitionsFolder"] = Repository.Definitions,
            ["Workflows__DemoUsers"] = "true",
            ["Workflows__Simulators"] = "false",
            ["Workflows__VaultKey"] = VaultKey,
            ["Workflows__Connectors__SimulatorUrl"] = worldUrl,
            ["Workflows__Connectors__PublicUrl"] = url,
            ["Workflows__Limits__Requests"] = "1000000",
            ["Logging__LogLevel__Default"] = "Warning",
        };
        // All that a user changes to leave SQLite.
        if (cluster is not null) (settings["Storage__Provider"], settings["Storage__ConnectionString"]) = ("PostgreSql", cluster.ConnectionTo("workflows"));
        foreach (var (name, value) in more ?? new Dictionary<string, string>()) settings[name] = value;
        return settings;
    }

    /// <summary>Messages that wait or were given up, in words.</summary>
    public IReadOnlyList<string> Unfinished(bool waitingOnly = false)
    {
        using var db = Open();
        using var query = db.CreateCommand();
        query.CommandText = $"""SELECT "Kind", "Target", "Key", "Attempts", "Status", "LastError" FROM "Outbox" WHERE "Status" = 0{(waitingOnly ? "" : """ OR "Status" = 2""")} ORDER BY "Id" """;
        using var rows = query.ExecuteReader();
        var found = new List<string>();
        while (rows.Read()) found.Add($"{rows.GetString(0)} {rows.GetString(1)} {rows.GetString(2)}: attempts {rows.GetInt32(3)}, status {rows.GetInt32(4)}, {rows.GetValue(5)}");
        return found;
    }

    /// <summary>The database, beside the running servers.</summary>
    public DbConnection Open()
    {
        DbConnection db = _database == Database.Sqlite
            ? new SqliteConnection($"Data Source={Path.Combine(DataFolder, "workflows.db")};Pooling=False")
            : new NpgsqlConnection(Cluster!.ConnectionTo("workflows") + ";Pooling=false");
        db.Open();
        return db;
    }

    public long Number(string sql)
    {
        using var db = Open();
        using var query = db.CreateCommand();
        query.CommandText = sql;
        return Convert.ToInt64(query.ExecuteScalar(), System.Globalization.CultureInfo.InvariantCulture);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in Servers) server.Dispose();
        foreach (var api in Apis) api.Dispose();
        Clock.Dispose();
        await World.DisposeAsync();
        Cluster?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static string FreeAddress()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";
    }
}
