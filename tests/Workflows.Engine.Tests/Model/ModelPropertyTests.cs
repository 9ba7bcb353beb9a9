using System.Globalization;
using Workflows.Engine.State;

namespace Workflows.Engine.Tests.Model;

/// <summary>Random definitions along random events: the engine begins and ends the same activities in the same order as Elsa's rules say, waits for the same, and ends where they end.</summary>
public class ModelPropertyTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Whatever_the_engine_does_the_peers_rules_allow_and_nothing_is_lost(bool tokens)
    {
        var seed = Environment.GetEnvironmentVariable("SEED") is { Length: > 0 } given ? int.Parse(given, CultureInfo.InvariantCulture) : Environment.TickCount;
        // Mutation testing asks for fewer: every change is tried with all of them.
        var runs = Environment.GetEnvironmentVariable("MODEL_RUNS") is { Length: > 0 } count ? int.Parse(count, CultureInfo.InvariantCulture) : Environment.GetEnvironmentVariable("WORKFLOWS_TESTS") == "long" ? 20_000 : 600;
        TestContext.Current.SendDiagnosticMessage("seed {0}", seed);
        var (finished, events) = (0, 0);
        for (var run = 0; run < runs; run++)
        {
            var (ended, heard) = OneWalk(unchecked(seed + run), tokens);
            finished += ended ? 1 : 0;
            events += heard;
        }
        Assert.True(finished > runs / 4 && events > runs / 2, $"SEED={seed}: {finished} of {runs} finished, {events} events were heard: the walks say too little");
    }

    private static (bool Finished, int Events) OneWalk(int seed, bool tokens)
    {
        var random = new Random(seed);
        var root = ModelNode.Random(random);
        var definition = root.Definition(tokens);
        var model = new ElsaModel(root, tokens);
        var bench = new Bench(definition);
        model.Start();
        bench.Start();
        Compare(model, bench, definition.ToJson(), seed, tokens, "start");
        var heard = 0;
        for (; heard < 12 && !model.Finished; heard++)
        {
            var waits = model.Waiting.Distinct().Order(StringComparer.Ordinal).ToArray();
            // Two ways from a fork through one event and back double the waits at each event.
            if (waits.Length == 0 || model.Waiting.Count() > 200) break;
            var name = waits[random.Next(waits.Length)];
            model.Happens(name);
            bench.Event(name);
            Compare(model, bench, definition.ToJson(), seed, tokens, $"{heard}: {name}");
        }
        return (model.Finished, heard);
    }

    private static void Compare(ElsaModel model, Bench bench, string definition, int seed, bool tokens, string at)
    {
        var did = bench.Journal.Where(j => j.Event is "Started" or "Completed").Select(j => (j.Event == "Started" ? "+" : "-") + j.ActivityId).ToArray();
        var where = $"SEED={seed} {(tokens ? "tokens" : "counters")} at {at}";
        Assert.True(model.Trace.SequenceEqual(did), $"{where}\nrules:  {string.Join(' ', model.Trace)}\nengine: {string.Join(' ', did)}\n{string.Join(' ', bench.State.Incidents.Select(i => $"{i.ActivityId} {i.Code} {i.Message}"))}\n{definition}");
        Assert.True(model.Waiting.Order(StringComparer.Ordinal).SequenceEqual(bench.State.Bookmarks.Select(b => b.Frame.NodeId).Order(StringComparer.Ordinal)), $"{where}: other waits");
        Assert.True(model.Finished == (bench.Instance.SubStatus == InstanceSubStatus.Finished), $"{where}: {bench.Instance.SubStatus}");
        Assert.True(!tokens || model.Starved == bench.State.Incidents.Count(i => i.Code == "JOIN_NEVER_FIRED"), $"{where}: {model.Starved} joins starved");
    }
}
