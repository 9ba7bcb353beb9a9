using System.Diagnostics;

namespace Workflows.Faults;

/// <summary>Kills the server again and again at moments drawn from a seed, and starts it again each time.</summary>
internal sealed class Killer(ServerProcess server, Random chance, int kills)
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(2800);

    private readonly List<TimeSpan> _starts = [];

    public int Done => server.Kills;
    public string Report => _starts.Count == 0 ? "no kill" : $"{Done} kills; a start took {_starts.Min().TotalSeconds:0.0}–{_starts.Max().TotalSeconds:0.0} s";

    public async Task Run(CancellationToken ct)
    {
        while (server.Kills < kills)
        {
            await Task.Delay(Shortest + ((Longest - Shortest) * chance.NextDouble()), ct);
            server.Kill();
            var watch = Stopwatch.StartNew();
            server.Start();
            await server.Ready(ct);
            _starts.Add(watch.Elapsed);
        }
    }
}
