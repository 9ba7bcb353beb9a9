using System.Diagnostics;
using System.Globalization;
using Workflows.Cases.Ports;
using Workflows.Storage.Tests.Kit;
using static Workflows.Storage.Tests.Kit.TestStore;

namespace Workflows.Storage.Tests;

/// <summary>A process that writes steps is killed with SIGKILL: what it acknowledged is there, whole, and nothing half is.</summary>
public class CrashTests(ITestOutputHelper output)
{
    private const int Writers = 8;

    [Fact]
    public async Task What_was_acknowledged_before_the_process_was_killed_is_there()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        output.WriteLine($"SEED={seed}");
        var store = new TestStore { KeepFolder = true };
        var folder = store.Folder;
        await store.DisposeAsync();
        var acknowledged = new Dictionary<string, long>();
        var lines = 0;
        for (var round = 0; round < 3; round++) lines += await KillAfter(folder, random.Next(400, 900), acknowledged);
        Assert.True(lines > 50, $"only {lines} steps were acknowledged");

        await using var after = new TestStore(folder: folder);
        foreach (var (id, version) in acknowledged)
        {
            var row = await after.Reader.FindCase(Tenant, id, default);
            Assert.True(row is not null && row.Version >= version, $"SEED={seed}: {id} was acknowledged at {version}, stored is {row?.Version}");
        }
        foreach (var id in acknowledged.Keys.Take(40)) Assert.Null((await after.Get<IReplay>().Replay(Tenant, id, default))!.Difference);
        // Every case took one number and every step left one history row: nothing is half there.
        var cases = await after.Count("Cases");
        Assert.Equal(1, await after.Count(string.Create(CultureInfo.InvariantCulture, $"Numbers WHERE Series = 'S' AND Last = {cases}")));
        Assert.Equal(0, await after.Count("Cases c WHERE c.Version <> (SELECT COUNT(*) FROM History h WHERE h.CaseId = c.Id)"));
        Assert.Equal(0, await after.Count("pragma_integrity_check WHERE integrity_check <> 'ok'"));
        Assert.Equal(CaseOutcomeKind.Applied, (await after.Start()).Kind);
        output.WriteLine($"{lines} steps acknowledged, {cases} cases stored");
    }

    /// <summary>The killed process: acknowledges each step on its standard output.</summary>
    internal static async Task<int> WriteUntilKilled(string folder)
    {
        await using var store = new TestStore(folder: folder) { KeepFolder = true };
        var said = new Lock();
        void Say(CaseOutcome outcome)
        {
            lock (said)
            {
                Console.Out.WriteLine($"{outcome.CaseId} {outcome.Version}");
                Console.Out.Flush();
            }
        }
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(_ => Task.Run(async () =>
        {
            while (true)
            {
                var started = await store.Start(Ops(Op("number", ("series", "S"))));
                Say(started);
                for (var i = 0; i < 3; i++) Say(await store.Event(started.CaseId!, Ops(Op("set", ("field", "i"), ("value", i)))));
            }
        })));
        return 0;
    }

    private static async Task<int> KillAfter(string folder, int milliseconds, Dictionary<string, long> acknowledged)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [typeof(CrashTests).Assembly.Location, "write-until-killed", folder]) { RedirectStandardOutput = true })!;
        var lines = 0;
        // It counts from the first acknowledged step on.
        if (await process.StandardOutput.ReadLineAsync() is { } first) { Take(first); }
        var killed = Task.Delay(milliseconds).ContinueWith(_ => process.Kill(), TaskScheduler.Default);
        while (await process.StandardOutput.ReadLineAsync() is { } line) Take(line);
        await killed;
        await process.WaitForExitAsync();
        return lines;

        void Take(string line)
        {
            // The last line may be cut short by the kill; a whole one has two words.
            if (line.Split(' ') is not [var id, var text] || !long.TryParse(text, CultureInfo.InvariantCulture, out var version)) return;
            lines++;
            acknowledged[id] = Math.Max(acknowledged.GetValueOrDefault(id), version);
        }
    }
}
