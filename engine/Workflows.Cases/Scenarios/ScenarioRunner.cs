using System.Diagnostics;
using System.Text.RegularExpressions;
using Workflows.Cases.Scenarios.Reading;
using Workflows.Cases.Scenarios.Reporting;
using Workflows.Cases.Scenarios.Steps;

namespace Workflows.Cases.Scenarios;

/// <summary>Runs scenarios of the fixed vocabulary, each in a world of its own. Stops a scenario at its first failing step.</summary>
public static partial class ScenarioRunner
{
    /// <summary>Every <c>*.feature</c> file under a folder.</summary>
    /// <exception cref="DirectoryNotFoundException">No such folder.</exception>
    public static async Task<ScenarioReport> Run(string folder, IScenarioWorldFactory factory, Action<ScenarioResult>? told = null, CancellationToken cancellationToken = default)
    {
        var results = new List<ScenarioResult>();
        foreach (var file in ScenarioReader.ReadFolder(folder))
        {
            if (file.Problem is { } problem) Add(ScenarioResult.Unreadable(file.File, problem));
            foreach (var scenario in file.Scenarios) Add(await Run(scenario, factory, cancellationToken).ConfigureAwait(false));
        }
        return new ScenarioReport(results);

        void Add(ScenarioResult result)
        {
            results.Add(result);
            told?.Invoke(result);
        }
    }

    public static Task<ScenarioResult> Run(Scenario scenario, IScenarioWorldFactory factory, CancellationToken cancellationToken = default) => Run(scenario, factory, null, cancellationToken);

    /// <param name="after">Told of the world once the scenario has ended, before it is thrown away.</param>
    public static async Task<ScenarioResult> Run(Scenario scenario, IScenarioWorldFactory factory, Func<IScenarioWorld, ValueTask>? after, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        // All steps are understood before the first is done: a misspelt last line costs no run.
        foreach (var step in scenario.Steps)
            if (Understand(step).Definition is null) return Failed(scenario, step, Unknown(step), clock);

        var world = await factory.Open(cancellationToken).ConfigureAwait(false);
        await using (world.ConfigureAwait(false))
        {
            world.SetNow(ClockSteps.Beginning(scenario));
            if (scenario.Steps.Any(s => CodeSteps.SpeaksOf(s.Text))) world.AskWhoPeopleAre();
            var context = new ScenarioContext(world, factory.Packages, cancellationToken);
            foreach (var kpi in scenario.Steps.Select(s => DecisionSteps.ChangedKpi(s.Text)).OfType<string>()) context.KpisBefore[kpi] = Engine.Data.Datum.Null;
            foreach (var step in scenario.Steps)
            {
                try
                {
                    await Do(context, step).ConfigureAwait(false);
                }
                catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
                {
                    var failed = Failed(scenario, step, e, clock, await Troubles.Of(context).ConfigureAwait(false));
                    if (after is not null) await after(world).ConfigureAwait(false);
                    return failed;
                }
            }
            if (after is not null) await after(world).ConfigureAwait(false);
        }
        return new ScenarioResult(scenario, null, clock.Elapsed);
    }

    /// <summary>Why a step is not understood; null when it is.</summary>
    internal static ScenarioException? Misunderstood(ScenarioStep step) => Understand(step).Definition is null ? Unknown(step) : null;

    /// <exception cref="ScenarioException">What the step expects is not so, or it cannot be done.</exception>
    internal static async ValueTask Do(ScenarioContext context, ScenarioStep step)
    {
        var (definition, match, moment, key) = Understand(step);
        context.CommandKey = key;
        if (moment is not null) await context.MoveTo(Values.Moment(moment, TimeOnly.MinValue)).ConfigureAwait(false);
        if (definition!.Kind == StepKind.Act)
        {
            context.Problem = null;
            context.Revealed = null;
            foreach (var kpi in context.HasProgram ? context.KpisBefore.Keys.ToList() : []) context.KpisBefore[kpi] = await DecisionSteps.Measure(context, kpi).ConfigureAwait(false);
        }
        await definition.Run(context, new StepArguments(step, match!)).ConfigureAwait(false);
        if (definition.Kind == StepKind.Act) await context.World.Pump.DrainAsync(cancellationToken: context.Ct).ConfigureAwait(false);
    }

    private static (StepDefinition? Definition, Match? Match, string? Moment, string? Key) Understand(ScenarioStep step)
    {
        var text = Sentence.Normalize(step.Text);
        string? moment = null;
        if (TimePrefix().Match(text) is { Success: true } prefix)
        {
            moment = prefix.Groups[1].Value;
            text = text[prefix.Length..];
        }
        if (StepCatalog.Find(text) is var (definition, match)) return (definition, match, moment, null);
        // Any sentence may name the key it is sent under, in front or behind who does it.
        return KeyWord().Match(text) is { Success: true } word && StepCatalog.Find(text.Remove(word.Groups[1].Index, word.Groups[1].Length)) is var (keyed, rest)
            ? (keyed, rest, moment, word.Groups[2].Value) : (null, null, moment, null);
    }

    private static ScenarioException Unknown(ScenarioStep step) =>
        new($"{step.Line} 行目の文は分かりません。近い書き方:\n{string.Join("\n", StepCatalog.Nearest(step.Text).Select(e => "  " + e))}", "決まった語彙の文", step.Text);

    private static ScenarioResult Failed(Scenario scenario, ScenarioStep step, Exception error, Stopwatch clock, string troubles = "")
    {
        var said = error as ScenarioException;
        // What people did not write about is a fault of the product: it keeps its trace.
        var message = said?.Message ?? $"{error.GetType().Name}: {error.Message}\n{error.StackTrace}";
        return new ScenarioResult(scenario, new StepFailure(step, message + troubles, said?.Expected, said?.Actual), clock.Elapsed);
    }

    [GeneratedRegex(ClockSteps.TimePrefix)]
    private static partial Regex TimePrefix();

    [GeneratedRegex("(?:^|が|から)(鍵\"([^\"]+)\"(?:で|の)、?)")]
    private static partial Regex KeyWord();
}
