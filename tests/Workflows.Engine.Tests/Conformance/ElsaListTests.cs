using System.Text;
using Workflows.Engine.Activities;
using Workflows.Engine.Activities.Elsa;
using Workflows.Engine.Data;
using Workflows.Engine.Definitions;
using Workflows.Engine.Expressions;
using Workflows.Engine.Plans;
using Workflows.Engine.Running;
using Workflows.Engine.State;
using Workflows.Engine.Turns;

namespace Workflows.Engine.Tests.Conformance;

/// <summary>
/// Runs every file of the peer's suite in both flowchart modes and holds docs/elsa-conformance.md to what came out.
/// <c>UPDATE_DOCS=1</c> writes the page anew.
/// </summary>
public class ElsaListTests
{
    /// <summary>What the peer's own tests expect, by file; a file that is not here must end Finished without an error.</summary>
    private static readonly Dictionary<string, Expectation> Expected = new(StringComparer.Ordinal)
    {
        ["ImportAndExecute/writeline.json"] = new(Lines: "Dummy Text"),
        ["ImportAndExecute/implicit-loop.json"] = new(Lines: "Do something|Retry|Do something|Done"),
        ["ExplicitJoins/join-any-1.json"] = new(Lines: "Start|End"),
        ["ExplicitJoins/join-all-1.json"] = new(Lines: "Start|Line 1|Line 2|End"),
        ["ExplicitJoins/join-all-2.json"] = new(Lines: "Start|Line 1|Line 2|End"),
        ["CompositesAndOutcomes/tester.json"] = new(Lines: "Start|End"),
        ["ParentChildInputs/parent1.json"] = new(Lines: "Parent: Foo|Child: Bar", Input: "Foo"),
        ["ParentChildInputs/parent2.json"] = new(Lines: "Parent: Foo|Child: Foo", Input: "Foo"),
        ["ParentChildInputs/child.json"] = new(Lines: "Child: Foo", Input: "Foo"),
        ["WorkflowDefinitionActivities/child-with-input.json"] = new(Lines: "Foo", Input: "Foo", InputName: "Message"),
        ["ImportAndPublish/bad-cron-expression.json"] = new(Refused: "CRON_INVALID"),
        ["HttpWorkflows/http-hello-world.json"] = new(Request: "GET hello-world", Answer: "200 Hello World!"),
        ["WorkflowDefinitionReload/http-workflow.json"] = new(Request: "GET reload-test"),
        ["ImportAndPublish/http-workflow.json"] = new(Request: "GET test"),
        ["CachingAndWorkflowDefinitionActivity/workflow-definition-parent.json"] = new(Request: "POST parent", Lines: "Grand Child"),
        ["WorkflowActivities/CacheInvalidation_Parent.json"] = new(Request: "GET test-cache-invalidation"),
        ["WorkflowDefinitionRefresh/dynamic-endpoint-http-workflow.json"] = new(NotRun: "Its route is made by getStaticValue(), a function the peer's test host adds."),
        ["JsonObjectSerialization/instance-serialization.json"] = new(NotRun: "Not here: it needs the peer's test host."),
    };

    /// <param name="Input">Value of the input <paramref name="InputName"/>.</param>
    /// <param name="Request">The HTTP request that begins it.</param>
    /// <param name="Answer">Status and body of the reply.</param>
    /// <param name="Refused">The problem found before publishing.</param>
    /// <param name="NotRun">Why it cannot run here.</param>
    private sealed record Expectation(string? Lines = null, string? Input = null, string InputName = "Input1", string? Request = null, string? Answer = null, string? Refused = null, string? NotRun = null);

    [Fact]
    public void Every_file_of_the_peer_does_what_the_list_in_the_docs_says()
    {
        var folder = Shared.Folder("elsa");
        Assert.SkipWhen(folder is null, "The folder shared/conformance/elsa is missing.");
        var rows = new StringBuilder();
        var (passed, total, failures) = (0, 0, new List<string>());
        foreach (var path in Directory.EnumerateFiles(folder!, "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var name = Path.GetRelativePath(folder!, path).Replace('\\', '/');
            var (what, results) = Try(path, name);
            total++;
            if (results.All(r => r.Passed)) passed++;
            else failures.Add($"{name}: {string.Join("; ", results.Where(r => !r.Passed).Select(r => r.Text))}");
            rows.AppendLine($"| {name} | {what} | {results[0].Text} | {results[^1].Text} |");
        }
        var page = Page(passed, total, rows.ToString());
        var file = Path.Combine(Repository(), "docs", "elsa-conformance.md");
        if (Environment.GetEnvironmentVariable("UPDATE_DOCS") == "1") File.WriteAllText(file, page);
        Assert.True(failures.Count == 0, string.Join('\n', failures));
        Assert.True(File.ReadAllText(file).ReplaceLineEndings("\n") == page.ReplaceLineEndings("\n"), "docs/elsa-conformance.md does not say what came out; UPDATE_DOCS=1 writes it anew.");
    }

    private static (string What, (bool Passed, string Text)[] Results) Try(string path, string name)
    {
        var definition = Datum.Parse(File.ReadAllText(path).TrimStart('\uFEFF'));
        var expected = Expected.GetValueOrDefault(name) ?? new Expectation();
        if (definition["root"].Kind != DatumKind.Object)
            return ("payload of the peer's instance storage, no definition", [Refusal(definition)]);
        if (expected.NotRun is { } reason) return ("read and written back", [RoundTrip(definition, reason)]);
        var others = Directory.EnumerateFiles(Path.GetDirectoryName(path)!, "*.json").Where(p => p != path).Order(StringComparer.Ordinal).Select(p => Datum.Parse(File.ReadAllText(p).TrimStart('\uFEFF'))).ToArray();
        return (Says(expected), [.. new[] { "CounterBased", "TokenBased" }.Select(mode => Run(definition, others, mode, expected))]);
    }

    private static string Says(Expectation expected) =>
        expected.Refused is { } code ? $"refused before publishing ({code})"
        : (expected.Request is { } request ? $"begun by `{request}`; " : "") + (expected.Answer is { } answer ? $"answers `{answer}`" : expected.Lines is { } lines ? $"lines {lines.Replace("|", ", ", StringComparison.Ordinal)}" : "finishes");

    private static (bool, string) Run(Datum definition, Datum[] others, string mode, Expectation expected)
    {
        var bench = new Bench(definition.With("customProperties", definition["customProperties"].With("Flowchart:ExecutionMode", mode)), others);
        if (expected.Refused is { } code) return bench.Problems.Any(p => p.Code == code && p.Severity == "error") ? (true, "refused") : (false, "accepted");
        if (RoundTrip(definition, "ok") is { Passed: false } lost) return lost;
        Begin(bench, expected);
        for (var round = 0; round < 2; round++)
        {
            foreach (var wait in bench.State.Bookmarks.Where(b => b.Bookmark.Kind == StimulusKinds.Event).ToArray()) bench.Event(wait.Bookmark.Name);
            bench.Advance(TimeSpan.FromDays(1));
        }
        if (bench.State.Incidents.FirstOrDefault(i => i.Severity == "error") is { } incident) return (false, incident.Message);
        // A timer that starts a workflow has no end of its own within a run begun by hand.
        if (bench.Instance.Status != InstanceStatus.Finished) return (false, $"{bench.Instance.Status}/{bench.Instance.SubStatus}");
        if (expected.Lines is { } lines && lines != string.Join('|', bench.Lines)) return (false, $"lines {string.Join(", ", bench.Lines)}");
        if (expected.Answer is { } answer && bench.Replies is var replies && (replies.Count != 1 || $"{replies[0].Status} {replies[0].Body}" != answer)) return (false, $"{replies.Count} replies");
        return (true, "passed");
    }

    private static void Begin(Bench bench, Expectation expected)
    {
        if (expected.Request is not { } request) { bench.Start(expected.Input is { } value ? Datum.Object((expected.InputName, value)) : null); return; }
        var (_, _, node) = HttpRoutes.Of(bench.Plan.Root).Single(r => $"{r.Method} {r.Path}" == request);
        bench.Send(new Stimulus("", StimulusKinds.Start, bench.Now, "test", ActivityId: node.Id, Payload: Datum.Object(("http", Datum.Object(("method", request.Split(' ')[0]), ("path", request.Split(' ')[1]))))));
    }

    /// <summary>Read and written back, a definition is the same.</summary>
    private static (bool Passed, string Text) RoundTrip(Datum definition, string otherwise)
    {
        var again = ElsaFile.Read(new ElsaFile(definition).Write()).Definition;
        return again.Without("$schema").Equals(definition.Without("$schema")) ? (true, otherwise) : (false, "changed by writing it back");
    }

    private static (bool, string) Refusal(Datum data)
    {
        try { _ = new PlanCompiler(new ActivityCatalog(ElsaActivities.All), BasicLanguages.All).Compile("test", data, [], null, null, out _); }
        catch (DefinitionException e) { return (e.MessageJa.Length > 0, "refused with a reason"); }
        return (false, "taken for a definition");
    }

    private static string Page(int passed, int total, string rows) =>
        $"""
        # Elsa conformance

        Every test run reads the peer's own definitions from `../shared/conformance/elsa` (or `$WORKFLOWS_SHARED/conformance/elsa`) and runs each in both flowchart modes; without the data the test is skipped and says so. This page is written by that test (`UPDATE_DOCS=1`) and held to it. Each definition is also written back and read again. Events it waits for are sent, and the clock is moved two days.

        {passed} of {total} files do what is expected.

        ## How we read Elsa where it leaves room
        - A join that can never fire ends the flowchart and raises the warning `JOIN_NEVER_FIRED`; validation says `JOIN_MAY_STARVE` before publishing. (Token based flowcharts of Elsa 3.6 and later keep the token instead and stay Suspended for ever.)
        - A join of any that runs is not run once more for the branches it cancels while it runs, as the code of Elsa's counter based mode would.
        - Text made of a truth value is True or False, as .NET writes it; variables keep the type they are declared with; what a script changes inside a variable is kept, a name nobody declared becomes a variable of the nearest container.
        - BigInt, eval and Function are not there for scripts: nothing counts what they do. Liquid's increment and decrement count and write nothing.
        - Cascade runs its activity once a token, as Elsa documents it; its code of today lets the first token through and blocks the other ways in.
        - Break is a signal up to the nearest loop: sequences and forks on the way begin nothing new, nothing is cancelled, a parallel loop lets it pass.
        - A loop's bounds and items are taken when it begins; the condition of While is looked at each round.
        - An input in a language nobody knows takes its default, as in Elsa, and validation says so; one in C# or Python is an incident.
        - Elsa's alteration activities are kept and flagged: cases move by the migration API instead.
        - A request over an endpoint's limits takes the outcome the definition exposes, or is refused (413, 415) and whoever waits goes on waiting.
        - C#, Python and file download are kept and written back, flagged at validation, and become an incident when reached.
        - A member with a capital first letter is found by JavaScript with a small one too, as .NET objects are in Elsa: `getResult().output`.

        ## Files
        | File | Expected | Counter based | Token based |
        |---|---|---|---|
        {rows}
        """;

    private static string Repository()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
            if (File.Exists(Path.Combine(at.FullName, "Workflows.sln"))) return at.FullName;
        throw new InvalidOperationException("The repository's root is not above the tests.");
    }
}
