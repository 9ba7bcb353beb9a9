using Workflows.Engine.Activities;
using Workflows.Engine.Activities.Elsa;
using Workflows.Engine.Data;
using Workflows.Engine.Expressions;
using Workflows.Engine.Plans;
using Workflows.Engine.State;
using Workflows.Engine.Tests.Execution;
using Workflows.Engine.Turns;

namespace Workflows.Engine.Tests.Golden;

/// <summary>Recorded cases of every epoch replay bit for bit. <c>UPDATE_GOLDEN=1</c> records the cases of this epoch that are missing.</summary>
public class GoldenTests
{
    private const int Cases = 80;
    /// <summary>From this case on definitions are made of the whole catalogue.</summary>
    private const int Wide = 50;

    [Fact]
    public async Task Every_recorded_case_replays_to_the_same_hash_at_each_step()
    {
        var folder = Folder();
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1") await Record(Path.Combine(folder, $"epoch-{Semantics.Epoch}"));
        var files = Directory.EnumerateFiles(folder, "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToArray();
        Assert.True(files.Length >= Cases, $"only {files.Length} golden cases under {folder}");
        foreach (var file in files)
        {
            var golden = Datum.Parse(await File.ReadAllTextAsync(file));
            var plan = Compile(golden["definition"], golden["others"].Items);
            var state = CaseState.Empty;
            var no = 0;
            foreach (var recorded in golden["steps"].Items)
            {
                var tape = new Tape(recorded["tape"]);
                var (step, _) = await Interpreter.Run(plan, state, Stimulus.From(recorded["stimulus"]), StepContext.From(recorded["context"]), tape);
                Assert.True(recorded["hash"].AsText() == step.State.Hash, $"{Path.GetFileName(file)} step {no}: another outcome than recorded");
                Assert.True(tape.IsUsedUp, $"{Path.GetFileName(file)} step {no}: asked less than recorded");
                state = Bench.Reload(step.State);
                no++;
            }
        }
    }

    private static async Task Record(string folder)
    {
        Directory.CreateDirectory(folder);
        for (var n = 0; n < Cases; n++)
        {
            var file = Path.Combine(folder, $"case-{n:000}.json");
            if (File.Exists(file)) continue;
            var random = new Random(1_000 + n);
            var definition = RandomDefinition.Make(random, wide: n >= Wide);
            IReadOnlyList<Datum> others = n >= Wide ? RandomDefinition.Library : [];
            var plan = Compile(definition, others);
            var world = new World();
            var state = CaseState.Empty;
            var now = new DateTimeOffset(2026, 4, 1, 9, 0, 0, TimeSpan.FromHours(9));
            var steps = new List<Datum>();
            for (var s = 0; s < 12; s++)
            {
                now += TimeSpan.FromMinutes(random.Next(1, 500));
                var stimulus = s == 0 ? new Stimulus("s0", StimulusKinds.Start, now, "u", Payload: Datum.Object(("n", random.Next(5)))) : ReplayPropertyTests.NextStimulus(random, state, now, $"s{s}");
                if (stimulus is null || state.Frames.Skip(200).Any()) break;
                var context = new StepContext("14204", "c", now, $"golden/{n}/{s}", Datum.EmptyObject);
                var (step, tape) = await Interpreter.Run(plan, state, stimulus, context, world);
                steps.Add(Datum.Object(("stimulus", stimulus.ToDatum()), ("context", context.ToDatum()),
                    ("tape", Datum.List(tape.Select(t => Datum.Object(("question", t.Question.ToDatum()), ("reply", t.Reply.ToDatum()))))), ("hash", step.State.Hash)));
                state = step.State;
            }
            await File.WriteAllTextAsync(file, Datum.Object(("epoch", Semantics.Epoch), ("definition", definition), ("others", Datum.List(others)), ("steps", Datum.List(steps))).ToJson() + "\n");
        }
    }

    private static Plan Compile(Datum definition, IEnumerable<Datum> others) =>
        new PlanCompiler(new ActivityCatalog([.. ElsaActivities.All, new AskActivity()]), BasicLanguages.All).Compile("golden", definition, others, null, null, out _);

    private static string Folder()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
            if (File.Exists(Path.Combine(at.FullName, "Workflows.sln"))) return Path.Combine(at.FullName, "tests", "Golden");
        throw new DirectoryNotFoundException("Workflows.sln is not above the test's folder.");
    }

    private sealed class World : IAnswers
    {
        private readonly SortedSet<string> _taken = new(StringComparer.Ordinal);

        public ValueTask<Reply> Answer(Question question, CancellationToken cancellationToken)
        {
            if (question is UnclaimKey given)
            {
                _taken.Remove(given.Key);
                return ValueTask.FromResult(new Reply(0, Reply.Done, Datum.EmptyObject));
            }
            return ValueTask.FromResult(new Reply(0, _taken.Add(((ClaimKey)question).Key) ? Reply.Done : Reply.Taken, Datum.Object(("count", _taken.Count))));
        }
    }

    private sealed class Tape(Datum entries) : IAnswers
    {
        private int _next;
        public bool IsUsedUp => _next == entries.Items.Length;

        public ValueTask<Reply> Answer(Question question, CancellationToken cancellationToken)
        {
            var entry = entries[_next++];
            Assert.Equal(entry["question"].ToJson(), question.ToDatum().ToJson());
            return ValueTask.FromResult(Reply.From(entry["reply"]));
        }
    }
}
