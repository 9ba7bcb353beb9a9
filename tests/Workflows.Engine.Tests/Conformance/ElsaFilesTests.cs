using Workflows.Engine.Data;
using Workflows.Engine.State;
using Workflows.Engine.Turns;

namespace Workflows.Engine.Tests.Conformance;

/// <summary>Elsa's own definitions give Elsa's own results, in both flowchart modes where they do not differ.</summary>
public class ElsaFilesTests
{
    [Theory]
    [InlineData("ImportAndExecute/writeline.json", "Dummy Text")]
    [InlineData("ImportAndExecute/implicit-loop.json", "Do something|Retry|Do something|Done")]
    [InlineData("ExplicitJoins/join-any-1.json", "Start|End")]
    [InlineData("ExplicitJoins/join-all-1.json", "Start|Line 1|Line 2|End")]
    [InlineData("ExplicitJoins/join-all-2.json", "Start|Line 1|Line 2|End")]
    [InlineData("CompositesAndOutcomes/tester.json", "Start|End")]
    [InlineData("ParentChildCompletion/parent.json", null)]
    [InlineData("BasicWorkflows/hello-world.json", null)]
    [InlineData("RestApis/hello-world.json", null)]
    [InlineData("WorkflowCompletion/hello-world.json", null)]
    [InlineData("WorkflowCompletion/fork.json", null)]
    [InlineData("FlowchartCompletion/workflow1.json", null)]
    [InlineData("FlowchartCompletion/workflow2.json", null)]
    [InlineData("FlowchartCompletion/workflow3.json", null)]
    [InlineData("FlowchartCompletion/workflow4.json", null)]
    [InlineData("FlowchartCompletion/workflow5.json", null)]
    [InlineData("FlowchartCompletion/workflow6.json", null)]
    [InlineData("WorkflowDefinitionActivities/parent-with-input.json", null)]
    [InlineData("WorkflowDefinitionActivities/parent-with-output.json", null)]
    [InlineData("WorkflowDefinitionActivities/parent-with-io.json", null)]
    [InlineData("WorkflowDefinitionActivities/parent-with-outcomes.json", null)]
    [InlineData("WorkflowDefinitionActivities/parent-version-fallback.json", null)]
    [InlineData("DependencyWorkflowsPublishing/parent.json", null)]
    [InlineData("WorkflowJsonStructures/main.json", null)]
    [InlineData("LogPersistenceModes/input-output-logging-1.json", null)]
    [InlineData("LogPersistenceModes/input-output-logging-3.json", null)]
    public void A_definition_ends_as_in_elsa(string file, string? lines)
    {
        foreach (var mode in new[] { "CounterBased", "TokenBased" })
        {
            var bench = Load(file, mode).Start();
            foreach (var bookmark in bench.State.Bookmarks.Where(b => b.Bookmark.Kind == StimulusKinds.Event).ToArray()) bench.Event(bookmark.Bookmark.Name);
            bench.Advance(TimeSpan.FromDays(1));
            foreach (var bookmark in bench.State.Bookmarks.Where(b => b.Bookmark.Kind == StimulusKinds.Event).ToArray()) bench.Event(bookmark.Bookmark.Name);
            Assert.True(InstanceStatus.Finished == bench.Instance.Status, $"{mode}: {bench.Instance.SubStatus} {string.Join("; ", bench.State.Incidents.Select(i => i.Message))} lines {string.Join('|', bench.Lines)}");
            Assert.DoesNotContain(bench.State.Incidents, i => i.Severity == "error");
            if (lines is not null) Assert.Equal(lines.Split('|'), bench.Lines);
        }
    }

    [Theory]
    [InlineData("ParentChildInputs/parent1.json", "Parent: Foo|Child: Bar")]
    [InlineData("ParentChildInputs/parent2.json", "Parent: Foo|Child: Foo")]
    public void A_child_sees_the_input_its_consumer_gives(string file, string lines)
    {
        var bench = Load(file, "CounterBased").Start(Datum.Object(("Input1", "Foo")));
        Assert.Equal(lines.Split('|'), bench.Lines);
        Assert.Equal(lines.Split(' ')[^1], bench.Instance.Outputs["Output1"].AsText());
    }

    [Fact]
    public void Every_file_is_read_or_refused_with_a_reason()
    {
        foreach (var path in Directory.EnumerateFiles(Folder(), "*.json", SearchOption.AllDirectories))
        {
            try { _ = new Bench(Datum.Parse(File.ReadAllText(path).TrimStart('\uFEFF'))); }
            catch (Plans.DefinitionException e) { Assert.NotEmpty(e.MessageJa); }
        }
    }

    [Fact]
    public void A_bad_cron_expression_is_found_before_publishing() =>
        Assert.Contains(Load("ImportAndPublish/bad-cron-expression.json", "CounterBased").Problems, p => p.Code == "CRON_INVALID");

    private static string Folder()
    {
        var folder = Shared.Folder("elsa");
        Assert.SkipWhen(folder is null, "The folder shared/conformance/elsa is missing.");
        return folder!;
    }

    private static Bench Load(string file, string mode)
    {
        var path = Path.Combine(Folder(), file);
        var definition = Read(path);
        definition = definition.With("customProperties", definition["customProperties"].With("Flowchart:ExecutionMode", mode));
        var others = Directory.EnumerateFiles(Path.GetDirectoryName(path)!, "*.json").Where(p => p != path).Order(StringComparer.Ordinal).Select(Read).ToArray();
        return new Bench(definition, others);
    }

    private static Datum Read(string path) => Datum.Parse(File.ReadAllText(path).TrimStart('\uFEFF'));
}
