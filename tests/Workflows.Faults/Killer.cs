using System.Diagnostics;

namespace Workflows.Faults;

/// <summary>
/// Kills the server again and again at moments drawn from a seed, and starts it again each time. Lives in which nothing was
/// answered, as on a machine that is busy otherwise, are followed by longer ones: what is to be seen is work that is cut off.
/// </summary>
/// <param name="answers">How many requests were answered so far.</param>
internal sealed class Killer(ServerProcess server, Random chance, int kills, Func<long> answers)
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(2800);

    private readonly List<TimeSpan> _starts = [];

    public int Done => server.Kills;
    public string Report => _starts.Count == 0 ? "no kill" : $"{Done} kills; a start took {_starts.Min().TotalSeconds:0.0}–{_starts.Max().TotalSeconds:0.0} s";

    public async Task Run(CancellationToken ct)
    {
        var patience = 1;
        while (server.Kills < kills)
        {
            var before = answers();
            await Task.Delay((Shortest + ((Longest - Shortest) * chance.NextDouble())) * patience, ct);
            patience = answers() > before ? 1 : Math.Min(patience * 2, 16);
            server.Kill();
            var watch = Stopwatch.StartNew();
            server.Start();
            await server.Ready(ct);
            _starts.Add(watch.Elapsed);
        }
    }
}
