using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Sockets;

namespace Workflows.Faults;

/// <summary>The real server, started as people start it, and killed as no one should.</summary>
internal sealed class ServerProcess(string url, IReadOnlyDictionary<string, string> settings, MovedClock clock) : IDisposable
{
    private readonly ConcurrentQueue<string> _log = new();
    private Process? _process;

    public int Kills { get; private set; }
    public string Log => string.Join('\n', _log.TakeLast(60));

    public void Start()
    {
        var start = new ProcessStartInfo("dotnet") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Repository.ServerAssembly);
        start.ArgumentList.Add("serve");
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        start.Environment["ASPNETCORE_URLS"] = url;
        foreach (var (key, value) in settings) start.Environment[key] = value;
        // Each life begins at the moved time by itself: a call that moves the clock serves what is due before it answers, and nobody would die meanwhile.
        start.Environment["Workflows__ClockStart"] = clock.Now.ToString("O");
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Waits until it answers.</summary>
    /// <exception cref="InvalidOperationException">It ended, or does not answer within four minutes; carries its last words.</exception>
    public async Task Ready(CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < TimeSpan.FromMinutes(4))
        {
            if (_process!.HasExited) throw new InvalidOperationException($"The server ended with {_process.ExitCode}:\n{Log}");
            if (await Listens()) return;
            await Task.Delay(50, cancellationToken);
        }
        throw new InvalidOperationException($"The server does not answer:\n{Log}");
    }

    /// <summary>SIGKILL: nothing is flushed, nothing is said.</summary>
    public void Kill()
    {
        _process!.Kill();
        _process.WaitForExit();
        _process.Dispose();
        _process = null;
        Kills++;
    }

    public void Dispose()
    {
        if (_process is not { HasExited: false }) return;
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        _process = null;
    }

    private async Task<bool> Listens()
    {
        using var client = new TcpClient();
        try
        {
            var address = new Uri(url);
            await client.ConnectAsync(address.Host, address.Port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private void Keep(string? line)
    {
        if (line is null) return;
        _log.Enqueue(line);
        while (_log.Count > 400) _log.TryDequeue(out _);
    }
}
