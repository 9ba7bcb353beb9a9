using System.Runtime.CompilerServices;
using System.Text;
using System.Text.RegularExpressions;
using Workflows.Cases.Packages;
using Workflows.Cases.Packages.Reading;
using Workflows.Engine.Data;

namespace Workflows.Cases.Tests.Packages;

public sealed class Schemas_of_definition_files
{
    public static TheoryData<string> Names => [.. PackageSchemas.Names.Where(n => n != PackageSchemas.Workflow)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_schema_has_exactly_the_keys_the_loader_reads(string name)
    {
        var schema = Schema(name);
        var shapes = Shapes.BySchema[name];

        AssertSame(shapes[0], schema);
        foreach (var shape in shapes.Skip(1)) AssertSame(shape, schema["$defs"][shape.Name]);
        Assert.Equal(
            shapes.Skip(1).Select(s => s.Name).Append("labelOrText").Order(StringComparer.Ordinal),
            schema["$defs"].Members.Select(m => m.Key).Where(k => k != "feel").Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("program", "program.json")]
    [InlineData("form", "forms/")]
    [InlineData("register", "registers/")]
    [InlineData("decision", "decisions/")]
    [InlineData("fileLayout", "files/")]
    [InlineData("municipality", "municipalities/")]
    [InlineData("workflow", "workflows/")]
    public void The_sample_and_the_shipped_definitions_fit_their_schema(string name, string part)
    {
        var files = SampleDefinitions.Files().Concat(Shipped()).Where(f => f.Path.EndsWith(".json", StringComparison.Ordinal) && !f.Path.EndsWith(".layout.json", StringComparison.Ordinal) && $"/{f.Path}".Contains($"/{part}", StringComparison.Ordinal)).ToList();

        Assert.NotEmpty(files);
        foreach (var file in files)
        {
            var problems = new List<string>();
            Check(Datum.Parse(file.Content.Span), Schema(name), Schema(name), "$", problems);
            Assert.True(problems.Count == 0, $"{file.Path}: {string.Join(", ", problems)}");
        }
    }

    [Fact]
    public void A_file_that_does_not_fit_is_found_by_the_schema_too()
    {
        var problems = new List<string>();

        Check(Datum.Parse("""{"id":1,"title":"x","pages":[{"id":"p","fields":[{"key":"a","label":"A","type":"txt","colour":1}]}]}"""), Schema("form"), Schema("form"), "$", problems);

        Assert.Equal(["$.id: type", "$.pages[0].fields[0].type: enum", "$.pages[0].fields[0].colour: unknown"], problems);
    }

    [Theory]
    [InlineData("""{"root":{"id":"a","type":"Case.Close"}}""", "$: definitionId missing")]
    [InlineData("""{"definitionId":"W"}""", "$: root missing")]
    [InlineData("""{"definitionId":"W","root":{"id":"a","type":"Case.Tusk"}}""", "$.root.type: enum")]
    [InlineData("""{"definitionId":"W","root":{"type":"Case.Status","state":"x"}}""", "$.root: id missing")]
    [InlineData("""{"definitionId":"W","root":{"id":"a","type":"Elsa.Sequence","activities":[{"id":"b","type":"Case.Task","task":"審査","role":"staff","titel":"x"}]}}""", "$.root.activities[0].titel: unknown")]
    [InlineData("""{"definitionId":"W","root":{"id":"a","type":"Case.Task","role":"staff"}}""", "$.root: task missing")]
    [InlineData("""{"definitionId":"W","root":{"id":"a","type":"Case.Task","task":"t","role":"staff","escalate":[{"after":"1日","action":"shout"}]}}""", "$.root.escalate[0].action: enum")]
    [InlineData("""{"definitionId":"W","root":{"id":"a","type":"Case.Scope","body":{"id":"b","type":"Case.Nothing"}}}""", "$.root.body.type: enum")]
    [InlineData("""{"definitionId":"W","root":{"id":"a","type":"Case.Scope","body":{"id":"b","type":"Elsa.Start"},"handlers":[{"id":"h","body":{"id":"c","type":"Case.Calculate","sett":[]}}]}}""", "$.root.handlers[0].body.sett: unknown")]
    public void A_broken_workflow_is_found_by_its_schema(string workflow, string problem)
    {
        var problems = new List<string>();
        Check(Datum.Parse(workflow), Schema("workflow"), Schema("workflow"), "$", problems);
        Assert.Contains(problem, problems);
    }

    [Fact]
    public void The_schema_of_workflows_knows_every_activity()
    {
        var defined = Schema("workflow")["$defs"].Members.Select(m => m.Key).ToHashSet(StringComparer.Ordinal);
        Assert.Superset(Cases.Activities.CaseActivities.All.Select(a => a.Descriptor.Type).ToHashSet(StringComparer.Ordinal), defined);
        Assert.Contains("Elsa.FlowDecision", defined);
    }

    [Fact]
    public void An_unknown_schema_is_null() => Assert.Null(PackageSchemas.Find("../program"));

    private static void AssertSame(Shape shape, Datum schema)
    {
        Assert.Equal(shape.Required.Concat(shape.Optional).Order(StringComparer.Ordinal), schema["properties"].Members.Select(m => m.Key).Order(StringComparer.Ordinal));
        Assert.Equal(shape.Required.Order(StringComparer.Ordinal), schema["required"].Items.Select(i => i.AsText()!).Order(StringComparer.Ordinal));
        Assert.Equal(Datum.False, schema["additionalProperties"]);
    }

    private static Datum Schema(string name) => Datum.Parse(PackageSchemas.Find(name)!);

    private static IReadOnlyList<DefinitionFile> Shipped([CallerFilePath] string path = "")
    {
        var root = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, "..", "..", "..", "definitions"));
        return [.. Directory.EnumerateFiles(root, "*.json", SearchOption.AllDirectories).Select(f => new DefinitionFile(Path.GetRelativePath(root, f).Replace('\\', '/'), File.ReadAllBytes(f)))];
    }

    /// <summary>The part of JSON Schema the schemas use.</summary>
    private static void Check(Datum value, Datum schema, Datum root, string place, List<string> problems)
    {
        if (schema["$ref"].AsText() is { } reference) { Check(value, root["$defs"][reference["#/$defs/".Length..]], root, place, problems); return; }
        foreach (var branch in schema["allOf"].Items)
        {
            var own = new List<string>();
            Check(value, branch["if"], root, place, own);
            if (own.Count == 0) Check(value, branch["then"], root, place, problems);
        }
        if (schema.Has("const") && !schema["const"].Equals(value)) problems.Add($"{place}: const");
        if (schema.Has("anyOf"))
        {
            var tries = schema["anyOf"].Items.Select(s => { var own = new List<string>(); Check(value, s, root, place, own); return own; }).ToList();
            if (tries.All(t => t.Count > 0)) problems.AddRange(tries[^1]);
            return;
        }
        var types = schema["type"].Kind == DatumKind.List ? schema["type"].Items.Select(i => i.AsText()).ToList() : schema["type"].IsNull ? [] : [schema["type"].AsText()];
        if (types.Count > 0 && !types.Contains(TypeOf(value)) && !(types.Contains("number") && TypeOf(value) == "integer")) { problems.Add($"{place}: type"); return; }
        if (schema.Has("enum") && !schema["enum"].Items.Contains(value)) problems.Add($"{place}: enum");
        if (schema["pattern"].AsText() is { } pattern && value.Kind == DatumKind.Text && !Regex.IsMatch(value.AsText()!, pattern)) problems.Add($"{place}: pattern");
        if (schema.Has("minimum") && value.AsDecimal() < schema["minimum"].AsDecimal()) problems.Add($"{place}: minimum");
        foreach (var key in schema["required"].Items)
            if (!value.Has(key.AsText()!)) problems.Add($"{place}: {key} missing");
        foreach (var (key, member) in value.Members)
            if (schema["properties"].TryGet(key, out var property)) Check(member, property, root, $"{place}.{key}", problems);
            else if (schema["additionalProperties"].Equals(Datum.False)) problems.Add($"{place}.{key}: unknown");
            else if (schema["additionalProperties"].Kind == DatumKind.Object) Check(member, schema["additionalProperties"], root, $"{place}.{key}", problems);
        if (schema.Has("items"))
            for (var i = 0; i < value.Items.Length; i++) Check(value.Items[i], schema["items"], root, $"{place}[{i}]", problems);
    }

    private static string TypeOf(Datum value) => value.Kind switch
    {
        DatumKind.Null => "null",
        DatumKind.Boolean => "boolean",
        DatumKind.Text => "string",
        DatumKind.List => "array",
        DatumKind.Object => "object",
        _ => value.AsLong() is null ? "number" : "integer",
    };
}
