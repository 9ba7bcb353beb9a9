using System.Diagnostics;
using Workflows.Cases.Ports;
using Workflows.Storage.Tests.Kit;

namespace Workflows.Storage.Tests;

/// <summary>Figures of this machine, only in the long run (WORKFLOWS_TESTS=long). They fail only when something is badly wrong.</summary>
public class ThroughputTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Sixteen_callers_start_and_resume_waiting_workflows()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("WORKFLOWS_TESTS") == "long", "only in the long run");
        await using var store = new TestStore();
        const int Callers = 16, Each = 1_000;
        for (var i = 0; i < 300; i++) await store.Event((await store.Start(workflow: "event")).CaseId!, name: "go");
        var before = new FileInfo(store.File).Length;

        var ids = new string[Callers * Each];
        var watch = Stopwatch.StartNew();
        var cpu = Process.GetCurrentProcess().TotalProcessorTime;
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(c => Task.Run(async () =>
        {
            for (var i = 0; i < Each; i++) ids[(c * Each) + i] = (await store.Start(workflow: "event")).CaseId!;
        })));
        var starts = ids.Length / watch.Elapsed.TotalSeconds;
        var startCpu = (Process.GetCurrentProcess().TotalProcessorTime - cpu).TotalMicroseconds / ids.Length;
        await store.Checkpoint();
        var bytes = (new FileInfo(store.File).Length - before) / (double)ids.Length;

        cpu = Process.GetCurrentProcess().TotalProcessorTime;
        watch.Restart();
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(c => Task.Run(async () =>
        {
            for (var i = 0; i < Each; i++) Assert.Equal(CaseOutcomeKind.Applied, (await store.Event(ids[(c * Each) + i], name: "go")).Kind);
        })));
        var resumes = ids.Length / watch.Elapsed.TotalSeconds;
        var resumeCpu = (Process.GetCurrentProcess().TotalProcessorTime - cpu).TotalMicroseconds / ids.Length;
        // Processor time says more than the clock on a machine that others use too.
        output.WriteLine($"processor time: {startCpu:0} µs a start, {resumeCpu:0} µs a resume");
        output.WriteLine($"starts/s {starts:0}, resumes/s {resumes:0}, bytes a suspended instance {bytes:0}");
        Assert.True(starts > 100 && resumes > 100);
    }
}
