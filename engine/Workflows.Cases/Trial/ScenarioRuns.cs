using System.Collections.Concurrent;
using Workflows.Cases.Drafts;
using Workflows.Cases.Drafts.Documents;
using Workflows.Cases.Ports;
using Workflows.Cases.Scenarios;
using Workflows.Cases.Scenarios.Reading;

namespace Workflows.Cases.Trial;

/// <param name="State">running, done.</param>
public sealed record ScenarioRunSet(string Run, long Revision, string State, int Passed, int Failed, IReadOnlyList<ScenarioRun> Scenarios, CoverageSet? Coverage);

/// <summary>Runs a draft's scenarios in the background, two at a time. What was run whole of a revision is the gate's answer for it.</summary>
public sealed class ScenarioRuns(DraftPackages packages, ITrialWorlds worlds) : IScenarioGate
{
    private const int AtOnce = 2, Kept = 50;
    private readonly ConcurrentDictionary<string, Running> _runs = new(StringComparer.Ordinal);

    /// <param name="documents">Only these feature files; null for all.</param>
    /// <param name="names">Only scenarios of these names; null for all.</param>
    /// <exception cref="InvalidOperationException">The draft cannot run.</exception>
    public string Start(string tenant, string draft, long revision, DraftContent content, IReadOnlyList<string>? documents = null, IReadOnlyList<string>? names = null)
    {
        var run = new Running(Guid.NewGuid().ToString("N"), tenant, draft, revision, Whole: documents is null && names is null);
        foreach (var old in _runs.Values.Where(r => r.Task is { IsCompleted: true }).OrderByDescending(r => r.At).Skip(Kept)) _runs.TryRemove(old.Id, out _);
        _runs[run.Id] = run;
        run.Task = Task.Run(() => Go(run, content, documents, names));
        return run.Id;
    }

    public ScenarioRunSet? Find(string tenant, string run) => _runs.TryGetValue(run, out var found) && found.Tenant == tenant ? found.View() : null;

    public async ValueTask<IReadOnlyList<ScenarioRun>> Red(string tenant, string draft, long revision, DraftContent content, CancellationToken ct)
    {
        var run = _runs.Values.Where(r => r.Whole && r.Tenant == tenant && r.Draft == draft && r.Revision == revision).MaxBy(r => r.At) ?? _runs[Start(tenant, draft, revision, content)];
        await run.Task!.WaitAsync(ct).ConfigureAwait(false);
        return [.. run.View().Scenarios.Where(s => !s.Ok)];
    }

    private async Task Go(Running run, DraftContent content, IReadOnlyList<string>? documents, IReadOnlyList<string>? names)
    {
        var draft = packages.Make(run.Tenant, content);
        var set = packages.Set(run.Tenant, draft);
        var files = content.Documents.Where(d => d.Key.EndsWith(".feature", StringComparison.Ordinal) && (documents is null || documents.Contains(d.Key))).Select(d => ScenarioReader.Read(d.Key, d.Value["text"].AsText() ?? "")).ToList();
        foreach (var file in files.Where(f => f.Problem is not null)) run.Add(new(file.File, "", 1, false, 0, new(1, "", file.Problem!, null, null)));
        var coverage = new Coverage(draft.Package!);
        var factory = worlds.For(set);
        await using (factory.ConfigureAwait(false))
        {
            var scenarios = files.SelectMany(f => f.Scenarios).Where(s => names is null || names.Contains(s.Name));
            await Parallel.ForEachAsync(scenarios, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (scenario, ct) =>
            {
                var result = await ScenarioRunner.Run(scenario, factory, world => coverage.Gather(world, set, ct), ct).ConfigureAwait(false);
                var failure = result.Failure;
                run.Add(new(scenario.File, scenario.Name, scenario.Line, failure is null, result.Took.TotalSeconds,
                    failure is null ? null : new(failure.Step.Line, failure.Step.ToString(), failure.Message, failure.Expected, failure.Actual)));
            }).ConfigureAwait(false);
        }
        run.Coverage = coverage.Result();
    }

    private sealed record Running(string Id, string Tenant, string Draft, long Revision, bool Whole)
    {
        private readonly ConcurrentBag<ScenarioRun> _done = [];

        public long At { get; } = TimeProvider.System.GetTimestamp();
        public Task? Task { get; set; }
        public CoverageSet? Coverage { get; set; }

        public void Add(ScenarioRun run) => _done.Add(run);

        public ScenarioRunSet View()
        {
            if (Task is { IsFaulted: true, Exception: { } error }) throw new InvalidOperationException($"シナリオを実行できませんでした: {error.InnerException?.Message} (The scenarios could not be run.)", error.InnerException);
            var done = _done.OrderBy(s => s.Document, StringComparer.Ordinal).ThenBy(s => s.Line).ToList();
            return new(Id, Revision, Task is { IsCompleted: true } ? "done" : "running", done.Count(s => s.Ok), done.Count(s => !s.Ok), done, Coverage);
        }
    }
}
