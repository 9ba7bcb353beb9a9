using System.Diagnostics;
using System.Globalization;
using Workflows.Engine.Activities.Elsa;
using Workflows.Storage;
using Workflows.Storage.PostgreSql;
using Workflows.Storage.Running;

namespace Workflows.Benchmarks.Load;

/// <summary>
/// Starts and resumes by 16 callers beside the floor in the same run.
/// <c>dotnet run -c Release --project tests/Workflows.Benchmarks -- load [sqlite|postgresql=CONNECTION] [steps|sizes|five|all] [COUNT]</c>
/// </summary>
internal static class LoadRun
{
    private const int Callers = 16, Warm = 12_000, Round = 500;

    public static async Task<int> Run(string[] args)
    {
        var server = args.FirstOrDefault(a => a.StartsWith("postgresql=", StringComparison.Ordinal))?["postgresql=".Length..];
        var what = args.FirstOrDefault(a => a is "steps" or "sizes" or "five" or "all") ?? "steps";
        var count = args.Select(a => int.TryParse(a, CultureInfo.InvariantCulture, out var n) ? n : 0).Max();
        var folder = Directory.CreateTempSubdirectory("workflows-load-").FullName;
        try
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{(server is null ? "SQLite" : "PostgreSQL")}, fsync {FsyncMilliseconds(folder):0.00} ms, {Environment.ProcessorCount} cores, {Callers} callers"));
            if (what is "steps" or "all") await Steps(folder, server, count > 0 ? count : 16_000);
            if (what is "sizes" or "all") await Sizes(Path.Combine(folder, "sizes"), server, count > 0 ? count : 100_000);
            if (what is "five" or "all") await Five(Path.Combine(folder, "five"), server, count > 0 ? count : 2_000);
        }
        finally { Directory.Delete(folder, recursive: true); }
        return 0;
    }

    private static async Task Steps(string folder, string? server, int count)
    {
        await using var store = Open(folder, server, "steps");
        var sample = await Sample.Take(store);
        await using var bare = Open(folder, server, "floor");
        _ = bare.Database;
        using var cipher = new VaultCipher(new StorageOptions { Path = bare.File });
        using var floor = new Floor(bare.File, bare.Server, sample, cipher);
        await WarmUp(store, floor);
        var ids = new string[count];
        var before = store.Bytes();
        var (start, floorStart) = await Rounds(store, floor, count, async i => ids[i] = await store.Start("wait"), i => floor.Write(i + 1, false));
        var bytes = (store.Bytes() - before) / (double)count;
        var (resume, floorResume) = await Rounds(store, floor, count, i => store.Resume(ids[i]), i => floor.Write(i + 1, true));
        Console.WriteLine("| | a second | floor | ratio | group | commits/s | CPU µs a step | floor's |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|");
        Line("start", start, floorStart);
        Line("resume", resume, floorResume);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"bytes a suspended instance: {bytes:0}"));
    }

    /// <summary>Until the code of both is compiled as well as it will be.</summary>
    private static async Task WarmUp(LoadStore store, Floor floor)
    {
        await All(Warm, async i => { await store.Resume(await store.Start("wait")); });
        await All(Warm, async i => { await floor.Write(10_000_000 + i, false); await floor.Write(10_000_000 + i, true); });
    }

    /// <summary>Both by turns, so that what else runs on the machine hits both.</summary>
    private static async Task<(Figure Own, Figure Floor)> Rounds(LoadStore store, Floor floor, int count, Func<int, Task> own, Func<int, Task> bottom)
    {
        var (owns, floors) = (new List<Figure>(), new List<Figure>());
        for (var from = 0; from < count; from += Round)
        {
            var (first, some) = (from, Math.Min(Round, count - from));
            owns.Add(await Measure(store, some, i => own(first + i)));
            floors.Add(await Measure(floor, some, i => bottom(first + i)));
        }
        return (Figure.Of(owns), Figure.Of(floors));
    }

    /// <summary>The same work at 1 000 and at <paramref name="most"/> suspended instances.</summary>
    private static async Task Sizes(string folder, string? server, int most)
    {
        Directory.CreateDirectory(folder);
        await using var store = Open(folder, server, "sizes");
        var sample = await Sample.Take(store);
        await using var bare = Open(folder, server, "bare");
        _ = bare.Database;
        using var cipher = new VaultCipher(new StorageOptions { Path = bare.File });
        using var floor = new Floor(bare.File, bare.Server, sample, cipher);
        var (suspended, at, rows) = (0, 1L, 0L);
        const int Probe = 4_000;
        Console.WriteLine("| suspended | start+resume pairs a second | floor | ratio | CPU µs a pair | rows a start | live bytes an instance |");
        Console.WriteLine("|---|---|---|---|---|---|---|");
        await WarmUp(store, floor);
        var live = Live();
        foreach (var size in new[] { 1_000, most })
        {
            var more = size - suspended;
            var held = store.Rows();
            var from = at;
            await All(more, async i => { await store.Start("wait"); });
            await All(more, async i => { await floor.Write(from + i, false); });
            (suspended, at, rows) = (size, at + more, store.Rows() - held);
            var memory = (Live() - live) / (double)size;
            from = at;
            var (own, bottom) = await Rounds(store, floor, Probe, async i => await store.Resume(await store.Start("wait")), async i => { await floor.Write(from + i, false); await floor.Write(from + i, true); });
            at += Probe;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {size} | {own.Rate:0} | {bottom.Rate:0} | {own.Rate / bottom.Rate:0.00} | {own.Cpu:0} | {rows / (double)more:0.00} | {memory:0} |"));
        }
    }

    private static async Task Five(string folder, string? server, int count)
    {
        Directory.CreateDirectory(folder);
        await using var store = Open(folder, server, "five");
        async Task Case(int i)
        {
            var id = await store.Start("five");
            // Whoever does the task knows it by its id.
            await store.Resume(id, RunTask.EventName, store.TaskOf(id));
        }
        await All(100, Case);
        await store.Executor.DrainAsync();
        var watch = Stopwatch.StartNew();
        using var stop = new CancellationTokenSource();
        var node = Task.Run(() => store.Get<EngineNode>().RunAsync(stop.Token));
        var done = Task.Run(async () => { while (Ended(store) < count + 100) { store.Clock.Advance(TimeSpan.FromSeconds(1)); store.Get<EngineWake>().Signal(); await Task.Delay(50); } });
        await All(count, Case);
        await done;
        watch.Stop();
        await stop.CancelAsync();
        await node;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"five-step cases completed a second: {count / watch.Elapsed.TotalSeconds:0} ({count} cases)"));
    }

    private static long Ended(LoadStore store) => store.Get<Storage.Sql.ISqlReaders>().Read(db => db.Number("SELECT COUNT(*) FROM Cases WHERE Lifecycle = 'ended'")!.Value);

    private static LoadStore Open(string folder, string? server, string name)
    {
        var own = Directory.CreateDirectory(Path.Combine(folder, name)).FullName;
        return new LoadStore(own, server is null ? null : $"{server};Database=load_{name}_{Environment.ProcessId}");
    }

    private readonly record struct Figure(int Count, double Seconds, long Groups, double Microseconds)
    {
        public double Rate => Count / Seconds;
        public double Commits => Groups / Seconds;
        public double Group => Count / (double)Math.Max(1, Groups);
        /// <summary>Of the process, a step.</summary>
        public double Cpu => Microseconds / Count;

        public static Figure Of(IReadOnlyList<Figure> rounds) => new(rounds.Sum(r => r.Count), rounds.Sum(r => r.Seconds), rounds.Sum(r => r.Groups), rounds.Sum(r => r.Microseconds));
    }

    private static Task<Figure> Measure(LoadStore store, int count, Func<int, Task> step) => Measure(() => Commits(store), count, step);
    private static Task<Figure> Measure(Floor floor, int count, Func<int, Task> step) => Measure(() => floor.Commits, count, step);

    private static long Commits(LoadStore store) => store.Get<IStepWriter>() is PostgreSqlStepWriter steps ? steps.Commits : store.Database.Writer.Commits;

    private static async Task<Figure> Measure(Func<long> commits, int count, Func<int, Task> step)
    {
        var (cpu, before) = (Process.GetCurrentProcess().TotalProcessorTime, commits());
        var watch = Stopwatch.StartNew();
        await All(count, step);
        var seconds = watch.Elapsed.TotalSeconds;
        return new Figure(count, seconds, commits() - before, (Process.GetCurrentProcess().TotalProcessorTime - cpu).TotalMicroseconds);
    }

    private static async Task All(int count, Func<int, Task> step)
    {
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Task.Run(async () =>
        {
            while (Interlocked.Increment(ref next) is var i && i < count) await step(i);
        })));
    }

    private static void Line(string name, Figure own, Figure floor) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {own.Rate:0} | {floor.Rate:0} | {own.Rate / floor.Rate:0.00} | {own.Group:0.0} | {own.Commits:0} | {own.Cpu:0} | {floor.Cpu:0} |"));

    private static long Live()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return GC.GetTotalMemory(forceFullCollection: true);
    }

    private static double FsyncMilliseconds(string folder)
    {
        using var file = new FileStream(Path.Combine(folder, "fsync"), FileMode.Create);
        var block = new byte[4096];
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < 100; i++)
        {
            file.Write(block);
            file.Flush(flushToDisk: true);
        }
        return watch.Elapsed.TotalMilliseconds / 100;
    }
}
