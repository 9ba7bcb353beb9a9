using Workflows.Engine.Data;
using Workflows.Engine.State;

namespace Workflows.Engine.Tests.Conformance;

/// <summary>Elsa's own definitions give Elsa's own results.</summary>
public class ElsaFilesTests
{
    [Theory]
    [InlineData("ImportAndExecute/writeline.json", "Dummy Text")]
    [InlineData("ImportAndExecute/implicit-loop.json", "Do something|Retry|Do something|Done")]
    [InlineData("ExplicitJoins/join-any-1.json", "Start|End")]
    [InlineData("ExplicitJoins/join-all-1.json", "Start|Line 1|Line 2|End")]
    [InlineData("ExplicitJoins/join-all-2.json", "Start|Line 1|Line 2|End")]
    public void A_definition_writes_the_lines_elsa_writes(string file, string lines)
    {
        var folder = Shared.Folder("elsa");
        Assert.SkipWhen(folder is null, "The folder shared/conformance/elsa is missing.");
        var path = Directory.EnumerateFiles(folder!, Path.GetFileName(file), SearchOption.AllDirectories).First(p => p.Contains(Path.GetDirectoryName(file)!, StringComparison.Ordinal));
        var bench = new Bench(Datum.Parse(File.ReadAllText(path))).Start().Advance(TimeSpan.FromHours(1));
        Assert.Equal(lines.Split('|'), bench.Lines);
        Assert.Equal(InstanceStatus.Finished, bench.Instance.Status);
    }
}
