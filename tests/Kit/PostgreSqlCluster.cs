using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Workflows.Tests.Kit;

/// <summary>A PostgreSQL server of the tests' own: its files, socket and port in a temporary folder, fsync on; gone with the process, or when it is disposed of.</summary>
internal sealed class PostgreSqlCluster : IDisposable
{
    private static Lazy<PostgreSqlCluster> _one = new(() => new PostgreSqlCluster());
    private readonly string _folder;
    private readonly string _bin;
    private readonly int _port;

    public static PostgreSqlCluster Shared => _one.Value;

    /// <summary>Folder and port of the running server, for another process; null when none was started.</summary>
    public static string? SharedIfStarted => _one.IsValueCreated ? string.Create(CultureInfo.InvariantCulture, $"{Shared._port}:{Shared._folder}") : null;

    /// <summary>Uses the server another process started.</summary>
    public static void Attach(string server)
    {
        var colon = server.IndexOf(':', StringComparison.Ordinal);
        var (port, folder) = (int.Parse(server.AsSpan(0, colon), CultureInfo.InvariantCulture), server[(colon + 1)..]);
        _one = new(() => new PostgreSqlCluster(folder, port));
    }

    private PostgreSqlCluster(string folder, int port) => (_bin, _folder, _port) = ("", folder, port);

    public PostgreSqlCluster()
    {
        _bin = Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql").OrderDescending().Select(d => Path.Combine(d, "bin")).FirstOrDefault(d => File.Exists(Path.Combine(d, "initdb"))) ?? "" : "";
        if (_bin.Length == 0) throw new InvalidOperationException("PostgreSQL is not installed: run tests/setup.sh, or apt-get install postgresql.");
        _folder = Directory.CreateTempSubdirectory("workflows-pg-").FullName;
        using (var free = new TcpListener(IPAddress.Loopback, 0))
        {
            free.Start();
            _port = ((IPEndPoint)free.LocalEndpoint).Port;
        }
        if (User is not null) Command("chown", [User, _folder]);
        Command(Path.Combine(_bin, "initdb"), ["-D", Data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"], User);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Dispose();
        Start();
    }

    /// <summary>Who runs the server: it refuses to run as root.</summary>
    private static string? User { get; } = Environment.UserName == "root" ? "postgres" : null;

    private string Data => Path.Combine(_folder, "data");
    private bool _gone;

    public void Start()
    {
        var options = string.Create(CultureInfo.InvariantCulture, $"-p {_port} -k {_folder} -c listen_addresses= -c fsync=on -c synchronous_commit=on -c max_connections=300 -c shared_buffers=128MB -c max_wal_size=2GB -c log_min_messages=warning");
        Command(Path.Combine(_bin, "pg_ctl"), ["-D", Data, "-w", "-l", Path.Combine(_folder, "log"), "-o", options, "start"], User);
    }

    /// <summary>Stops at once, as when the machine loses its power.</summary>
    public void Stop() => Command(Path.Combine(_bin, "pg_ctl"), ["-D", Data, "-m", "immediate", "-w", "stop"], User);

    /// <summary>The folder with the server's files.</summary>
    public string Folder => _folder;

    public string ConnectionTo(string database) =>
        string.Create(CultureInfo.InvariantCulture, $"Host={_folder};Port={_port};Username=postgres;Database={database};Maximum Pool Size=100");

    public object? Run(string database, string sql)
    {
        using var connection = new NpgsqlConnection(ConnectionTo(database) + ";Pooling=false");
        connection.Open();
        using var command = new NpgsqlCommand(sql, connection);
        return command.ExecuteScalar();
    }

    public void Dispose()
    {
        if (_gone || _bin.Length == 0) return;
        _gone = true;
        try
        {
            if (File.Exists(Path.Combine(Data, "postmaster.pid"))) Stop();
            Directory.Delete(_folder, recursive: true);
        }
        // The process ends; what cannot be cleared lies in the temporary folder.
        catch (Exception error) when (error is InvalidOperationException or IOException) { Console.Error.WriteLine(error.Message); }
    }

    private static void Command(string program, string[] arguments, string? asUser = null)
    {
        var start = asUser is null ? new ProcessStartInfo(program, arguments) : new ProcessStartInfo("setpriv", ["--reuid", asUser, "--regid", asUser, "--clear-groups", program, .. arguments]);
        start.WorkingDirectory = "/";
        // pg_ctl's server keeps its output open, so nothing of it is read to the end.
        using var process = Process.Start(start)!;
        if (!process.WaitForExit(60_000) || process.ExitCode != 0) throw new InvalidOperationException($"{program} failed ({(process.HasExited ? process.ExitCode : -1)}).");
    }
}
