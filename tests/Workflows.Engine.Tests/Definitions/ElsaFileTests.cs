using System.Globalization;
using System.Text;
using Workflows.Engine.Activities;
using Workflows.Engine.Data;
using Workflows.Engine.Definitions;
using Workflows.Engine.Plans;
using Workflows.Engine.Running;
using Workflows.Engine.Tests.Conformance;
using Workflows.Engine.Tests.Execution;
using static Workflows.Engine.Tests.Define;

namespace Workflows.Engine.Tests.Definitions;

public class ElsaFileTests
{
    private static ActivityCatalog Catalog => ScratchRun.EngineCatalog;

    [Fact]
    public void Every_conformance_file_comes_back_the_same_from_its_own_text()
    {
        var count = 0;
        foreach (var file in ConformanceFiles())
        {
            var again = ElsaFile.Read(file.Write());
            Assert.Equal(file.Definition, again.Definition.Without("$schema"), new WithoutSchema());
            Same(file, again);
            count++;
        }
        Assert.True(count > 50, $"only {count} definitions");
    }

    [Fact]
    public void A_normalised_file_means_the_same_and_is_a_fixed_point()
    {
        foreach (var file in ConformanceFiles())
        {
            var normal = file.Normalize(Catalog);
            Same(file, normal);
            Assert.Equal(normal.Definition.ToJson(), normal.Normalize(Catalog).Definition.ToJson());
        }
    }

    [Fact]
    public void The_layout_comes_out_and_goes_back_without_loss()
    {
        var placed = 0;
        foreach (var file in ConformanceFiles())
        {
            var (bare, layout) = file.SplitLayout(Catalog);
            placed += layout["activities"].Members.Count;
            Same(file, bare);
            Assert.True(file.Definition.Equals(bare.MergeLayout(layout, Catalog).Definition), file.DefinitionId);
        }
        Assert.True(placed > 50, $"only {placed} positions");
    }

    [Fact]
    public void Random_definitions_are_read_written_and_run_the_same()
    {
        var seed = Environment.GetEnvironmentVariable("SEED") is { Length: > 0 } given ? int.Parse(given, CultureInfo.InvariantCulture) : Environment.TickCount;
        TestContext.Current.SendDiagnosticMessage("seed {0}", seed);
        for (var n = 0; n < 100; n++)
        {
            var random = new Random(seed + n);
            var file = new ElsaFile(RandomDefinition.Make(random));
            var old = new ElsaFile(Disguise(file.Definition, random));
            Assert.True(PlanIdentity.OfDefinition(file.Definition, Catalog) == PlanIdentity.OfDefinition(old.Definition, Catalog), $"SEED={seed + n}");
            Same(file, ElsaFile.Read(old.Normalize(Catalog).Write()));
        }
    }

    [Fact]
    public void What_is_not_known_is_kept_as_it_is()
    {
        var text = """{"definitionId":"d","futureRoot":[1,{"A":2}],"root":{"id":"s","type":"Elsa.Sequence","Future":{"Deep":1},"activities":[{"id":"x","type":"Vendor.Thing","Secret":7,"Typed":{"typeName":"Vendor.Order, Vendor","expression":{"type":"Vendor","value":null}}}]}}""";
        var again = ElsaFile.Read(ElsaFile.Read(text).Normalize(Catalog).Write()).Definition;
        Assert.True(Datum.Parse(text).Equals(again.Without("$schema")), again.ToJson());
    }

    [Fact]
    public void Pascal_case_and_the_old_connection_form_become_todays()
    {
        var old = ElsaFile.Read("""{"DefinitionId":"d","Root":{"Id":"f","Type":"Elsa.Flowchart","Activities":[{"Id":"a","Type":"Elsa.WriteLine","Text":{"TypeName":"String","Expression":{"Type":"Literal","Value":"hi"}}},{"Id":"b","Type":"Elsa.Start"}],"Connections":[{"Source":"a","Target":"b","SourcePort":"Done","TargetPort":"In"}]}}""").Normalize(Catalog).Definition;
        Assert.Equal("hi", old["root"]["activities"][0]["text"]["expression"]["value"].AsText());
        Assert.Equal("""{"activity":"a","port":"Done"}""", old["root"]["connections"][0]["source"].ToJson());
        Assert.Equal("""{"activity":"b","port":"In"}""", old["root"]["connections"][0]["target"].ToJson());
    }

    [Theory]
    [InlineData("{\n  \"root\": {,}\n}", "2行 12バイト目", "line 2, byte 12")]
    [InlineData("", "1行", "line 1")]
    [InlineData("[1]", "オブジェクト", "must be a JSON object")]
    [InlineData("{\"a\":1}", "root", "'root'")]
    public void A_malformed_file_is_refused_with_its_place_in_both_languages(string text, string ja, string en)
    {
        var error = Assert.Throws<DefinitionException>(() => ElsaFile.Read(text));
        Assert.Contains(ja, error.MessageJa, StringComparison.Ordinal);
        Assert.Contains(en, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_zip_brings_back_every_definition_and_names_what_it_could_not_read()
    {
        var files = ConformanceFiles().Take(20).ToArray();
        using var zip = new MemoryStream();
        ElsaArchive.Write(files, zip);
        using (var more = new System.IO.Compression.ZipArchive(zip, System.IO.Compression.ZipArchiveMode.Update, leaveOpen: true))
        using (var bad = more.CreateEntry("sub/bad.json").Open()) bad.Write("{"u8);
        zip.Position = 0;
        var content = ElsaArchive.Read(zip);
        Assert.Equal(files.Length, content.Definitions.Count);
        foreach (var (file, (_, read)) in files.Zip(content.Definitions)) Same(file, read);
        Assert.Equal("sub/bad.json", Assert.Single(content.Problems).Place);
    }

    [Fact]
    public void The_same_definitions_give_the_same_zip()
    {
        byte[] Zip()
        {
            using var zip = new MemoryStream();
            ElsaArchive.Write([new ElsaFile(Workflow(Line("a"))), new ElsaFile(Workflow(Line("b"))), new ElsaFile(Workflow(Line("c")))], zip);
            return zip.ToArray();
        }
        Assert.Equal(Zip(), Zip());
    }

    [Fact]
    public void A_zip_bomb_is_refused()
    {
        using var zip = new MemoryStream();
        using (var made = new System.IO.Compression.ZipArchive(zip, System.IO.Compression.ZipArchiveMode.Create, leaveOpen: true))
        using (var entry = made.CreateEntry("big.json").Open())
            for (var i = 0; i < 40; i++) entry.Write(new byte[1024 * 1024]);
        zip.Position = 0;
        Assert.Contains("big.json", Assert.Throws<DefinitionException>(() => ElsaArchive.Read(zip)).Message, StringComparison.Ordinal);
        using var none = new MemoryStream(Encoding.UTF8.GetBytes("no zip"));
        Assert.Throws<DefinitionException>(() => ElsaArchive.Read(none));
    }

    /// <summary>The same plan by its canonical name.</summary>
    private static void Same(ElsaFile left, ElsaFile right) =>
        Assert.Equal(PlanIdentity.OfDefinition(left.Definition, Catalog), PlanIdentity.OfDefinition(right.Definition, Catalog));

    /// <summary>Writes a definition as another version of Elsa would have: Pascal case here and there, old connections.</summary>
    private static Datum Disguise(Datum value, Random random)
    {
        if (value.Kind == DatumKind.List) return Datum.List(value.Items.Select(i => Disguise(i, random)).ToArray());
        // What an unknown type holds is nobody's to respell.
        if (value.Kind != DatumKind.Object || value["type"].AsText() == "Test.Ask") return value;
        return Datum.Object(value.Members.Select(m =>
        {
            var (key, inner) = (m.Key, m.Value);
            if (key == "customProperties") return m;
            inner = key == "connections" ? Datum.List(inner.Items.Select(c => random.Next(2) == 0 ? c
                : Datum.Object(("source", c["source"]["activity"]), ("target", c["target"]["activity"]), ("sourcePort", c["source"]["port"]), ("targetPort", c["target"]["port"]))).ToArray()) : Disguise(inner, random);
            var known = key is "root" or "type" or "id" or "activities" or "connections" or "expression" or "typeName" or "then" or "else" or "condition" or "text" or "variables";
            return KeyValuePair.Create(known && random.Next(2) == 0 ? char.ToUpperInvariant(key[0]) + key[1..] : key, inner);
        }).ToArray());
    }

    private static IEnumerable<ElsaFile> ConformanceFiles()
    {
        var folder = Shared.Folder("elsa");
        Assert.SkipWhen(folder is null, "The folder shared/conformance/elsa is missing.");
        foreach (var path in Directory.EnumerateFiles(folder!, "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            ElsaFile file;
            try { file = ElsaFile.Read(File.ReadAllBytes(path)); }
            catch (DefinitionException) { continue; }
            yield return file;
        }
    }

    private sealed class WithoutSchema : IEqualityComparer<Datum>
    {
        public bool Equals(Datum? x, Datum? y) => x!.Without("$schema").Equals(y!.Without("$schema"));
        public int GetHashCode(Datum obj) => 0;
    }
}
