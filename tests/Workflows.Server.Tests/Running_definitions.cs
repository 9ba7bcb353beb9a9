using Workflows.Engine.Data;
using Workflows.Server.CommandLine;

namespace Workflows.Server.Tests;

/// <summary><c>workflows run</c>: definitions tried in memory on a clock it moves.</summary>
public sealed class Running_definitions : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("workflows-run-");

    public void Dispose() => _folder.Delete(true);

    [Fact]
    public void The_last_line_of_json_is_the_report()
    {
        var (code, output, errors) = Run(File("hello", Line("w", "やあ")), "--json");
        Assert.Equal(0, code);
        Assert.Equal("", errors);
        Assert.Equal("""{"status":"Finished","subStatus":"Finished","lines":["やあ"],"outputs":{},"incidents":[]}""", output.TrimEnd().Split('\n')[^1]);
        Assert.StartsWith("やあ", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_json_it_prints_lines_status_outputs_and_incidents_in_words()
    {
        var file = File("words", Sequence(Line("w", "一"), """{"id":"f","type":"Elsa.Fault","message":{"typeName":"String","expression":{"type":"Literal","value":"だめ"}}}"""));
        var (code, output, _) = Run(file);
        Assert.Equal(0, code);
        Assert.StartsWith("一", output, StringComparison.Ordinal);
        Assert.Contains("Finished / Faulted", output, StringComparison.Ordinal);
        Assert.Contains("だめ", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Events_and_moves_of_the_clock_happen_in_the_order_written()
    {
        var file = File("waits", Sequence(
            """{"id":"d","type":"Elsa.Delay","timeSpan":{"typeName":"TimeSpan","expression":{"type":"Literal","value":"01:00:00"}}}""", Line("w1", "過ぎた"),
            """{"id":"e","type":"Elsa.Event","eventName":{"typeName":"String","expression":{"type":"Literal","value":"Paid"}},"result":{"typeName":"Object","memoryReference":{"id":"got"}}}""",
            Script("w2", "`受けた ${getGot().amount}`")), """[{"id":"got","name":"got","typeName":"Object"}]""");
        Assert.Equal("Suspended", Report(file)["subStatus"].AsText());
        Assert.Equal("過ぎた", Lines(Report(file, "--advance", "1h")));
        Assert.Equal("過ぎた|受けた 5", Lines(Report(file, "--advance", "1h", "--event", "Paid={\"amount\":5}")));
        // An event before its wait is heard by nobody.
        Assert.Equal("過ぎた", Lines(Report(file, "--event", "Paid", "--advance", "PT1H")));
    }

    [Fact]
    public void Input_and_further_files_reach_the_first()
    {
        var child = File("child", Script("w", "getName() + '様'"), inputs: """[{"name":"Name","type":"String"}]""", name: "Greeting Child");
        var parent = File("parent", """{"id":"c","type":"GreetingChild","name":{"typeName":"String","expression":{"type":"JavaScript","value":"getWho()"}}}""", inputs: """[{"name":"Who","type":"String"}]""");
        Assert.Equal("花子様", Lines(Report(parent, child, "--input", "{\"Who\":\"花子\"}")));
    }

    [Fact]
    public void The_first_file_runs_also_beside_another_copy_of_the_same_version()
    {
        var other = File("other", Line("w", "別"), id: "same");
        var first = File("first", Line("w", "本"), id: "same");
        Assert.Equal("本", Lines(Report(first, other)));
        Assert.Equal("別", Lines(Report(other, first)));
    }

    [Theory]
    [InlineData("token", "A")]
    [InlineData("counter", "A|C")]
    public void The_mode_decides_what_a_join_on_a_dead_branch_does(string mode, string lines)
    {
        var flow = $$$$"""
            {"id":"flow","type":"Elsa.Flowchart","activities":[{"id":"fork","type":"Elsa.FlowFork","branches":{"typeName":"String[]","expression":{"type":"Object","value":"[\"X\",\"Y\"]"}}},
              {{{{Line("a", "A")}}}},{"id":"d","type":"Elsa.FlowDecision","condition":{"typeName":"Boolean","expression":{"type":"Literal","value":false}}},
              {"id":"c","type":"Elsa.WriteLine","text":{"typeName":"String","expression":{"type":"Literal","value":"C"}},"customProperties":{"mergeMode":"Merge"} } ],
             "connections":[{"source":{"activity":"fork","port":"X"},"target":{"activity":"a","port":"In"}},{"source":{"activity":"fork","port":"Y"},"target":{"activity":"d","port":"In"}},
              {"source":{"activity":"a","port":"Done"},"target":{"activity":"c","port":"In"}},{"source":{"activity":"d","port":"True"},"target":{"activity":"c","port":"In"}}]}
            """;
        Assert.Equal(lines, Lines(Report(File("join", flow), "--mode", mode)));
    }

    [Fact]
    public void What_is_not_written_as_it_must_be_is_said_with_its_place()
    {
        var good = File("good", Line("w", "x"));
        var bad = Path.Combine(_folder.FullName, "bad.json");
        System.IO.File.WriteAllText(bad, "{\n  \"root\": ,\n}");
        var (code, _, errors) = Run(bad, "--json");
        Assert.Equal(1, code);
        Assert.Contains("2行", errors, StringComparison.Ordinal);
        Assert.Contains("line 2", errors, StringComparison.Ordinal);
        foreach (var args in new string[][] { [good, "--mode", "fast"], [good, "--advance", "soon"], [good, "--input", "{"], [good, "--what"], [Path.Combine(_folder.FullName, "none.json")], ["--json"] })
        {
            var thrown = Assert.Throws<UsageException>(() => Run(args));
            Assert.Matches(@"[ぁ-ん].*\([A-Z-].*\)", thrown.Message);
        }
    }

    private (int Code, string Output, string Errors) Run(params string[] args)
    {
        using StringWriter output = new(), errors = new();
        return (RunCommand.Run(args, output, errors), output.ToString(), errors.ToString());
    }

    private Datum Report(params string[] args)
    {
        var (code, output, errors) = Run([.. args, "--json"]);
        Assert.True(code == 0, errors);
        return Datum.Parse(output.TrimEnd().Split('\n')[^1]);
    }

    private static string Lines(Datum report) => string.Join('|', report["lines"].Items.Select(l => l.AsText()));

    private string File(string file, string root, string variables = "[]", string inputs = "[]", string? id = null, string? name = null)
    {
        var path = Path.Combine(_folder.FullName, file + ".json");
        System.IO.File.WriteAllText(path, $$"""{"id":"{{file}}-v1","definitionId":"{{id ?? file}}","name":"{{name ?? file}}","version":1,"isLatest":true,"isPublished":true,"variables":{{variables}},"inputs":{{inputs}},"root":{{root}} }""");
        return path;
    }

    private static string Line(string id, string text) => $$$$"""{"id":"{{{{id}}}}","type":"Elsa.WriteLine","text":{"typeName":"String","expression":{"type":"Literal","value":"{{{{text}}}}"}}}""";
    private static string Script(string id, string script) => $$$$"""{"id":"{{{{id}}}}","type":"Elsa.WriteLine","text":{"typeName":"String","expression":{"type":"JavaScript","value":"{{{{script}}}}"}}}""";
    private static string Sequence(params string[] activities) => $$$$"""{"id":"seq","type":"Elsa.Sequence","activities":[{{{{string.Join(',', activities)}}}}]}""";
}
