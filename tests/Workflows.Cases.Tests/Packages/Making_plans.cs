using System.Text;
using Workflows.Cases.Packages;
using Workflows.Cases.Ports;
using Workflows.Engine.Activities;
using Workflows.Engine.Activities.Elsa;

namespace Workflows.Cases.Tests.Packages;

public sealed class Making_plans
{
    private static readonly PlanFactory Factory = new(new ActivityCatalog(ElsaActivities.All), _ => new Policy());

    [Fact]
    public void A_plan_carries_its_package_and_policy_under_its_id()
    {
        var package = SampleDefinitions.Package();

        var plan = Factory.Make(package, "issue", out _);

        Assert.Same(package, plan.Artefacts);
        Assert.IsType<Policy>(plan.Policy);
        Assert.Equal(PlanFactory.PlanId(package, "issue"), plan.PlanId);
        Assert.Matches("^[0-9a-f]{64}$", plan.PlanId);
        Assert.Throws<KeyNotFoundException>(() => Factory.Make(package, "nothing", out _));
    }

    [Theory]
    [InlineData("library-card/workflows/issue.json", "\"交付\"")]
    [InlineData("library-card/forms/F-CARD.json", "\"maxRows\": 3")]
    [InlineData("library-card/registers/R-BRANCH.json", "館名")]
    [InlineData("library-card/decisions/D1.dmn", "読取コードの館がありません。")]
    [InlineData("library-card/decisions/D1.json", "読取コードの分解")]
    [InlineData("library-card/documents/N-01.scriban", "手数料")]
    [InlineData("library-card/program.json", "今はできません。")]
    public void Whatever_decides_what_happens_changes_the_id(string file, string text)
    {
        var replacement = text.Contains("maxRows", StringComparison.Ordinal) ? "\"maxRows\": 4" : text.Replace("。", "", StringComparison.Ordinal).Insert(text.Length / 2, "新");
        var changed = SampleDefinitions.With(file, text, replacement);

        Assert.Empty(changed.Problems);
        Assert.NotEqual(Id(SampleDefinitions.Package()), Id(changed.Packages[0]));
    }

    [Fact]
    public void Positions_scenarios_spaces_and_key_order_do_not()
    {
        var id = Id(SampleDefinitions.Package());

        Assert.Equal(id, Id(SampleDefinitions.With("library-card/workflows/issue.layout.json", "10", "30").Packages[0]));
        Assert.Equal(id, Id(SampleDefinitions.With("library-card/scenarios/apply.feature", "機能", "機能").Packages[0]));
        Assert.Equal(id, Id(SampleDefinitions.With("library-card/program.json", "\"aliases\": [\"LC\"],\n  \"version\": 3", "\"version\": 3, \"aliases\": [\"LC\"]").Packages[0]));
        Assert.Equal(id, Id(SampleDefinitions.With("library-card/documents/N-01.scriban", "\n", "\r\n").Packages[0]));
    }

    [Fact]
    public void A_workflow_counts_in_the_id_only_where_it_is_used()
    {
        const string Other = """{"definitionId":"other","name":"other","version":1,"root":{"type":"Elsa.Sequence","id":"s","activities":[]}}""";
        var id = Id(SampleDefinitions.Package());

        Assert.Equal(id, Id(SampleDefinitions.WithFile("library-card/workflows/other.json", Other).Packages[0]));

        var using_ = SampleDefinitions.Files().Select(f => f.Path.EndsWith("issue.json", StringComparison.Ordinal)
            ? f with { Content = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(f.Content.Span).Replace("\"activities\": [", "\"activities\": [{ \"type\": \"Elsa.ExecuteWorkflow\", \"id\": \"sub\", \"workflowDefinitionId\": { \"typeName\": \"String\", \"expression\": { \"type\": \"Literal\", \"value\": \"other\" } } },", StringComparison.Ordinal)) }
            : f);
        string With(string other) => Id(PackageLoader.Load(using_.Append(new("library-card/workflows/other.json", Encoding.UTF8.GetBytes(other)))).Packages[0]);
        Assert.NotEqual(With(Other), With(Other.Replace("\"name\":\"other\"", "\"name\":\"another\"", StringComparison.Ordinal)));
    }

    [Fact]
    public void An_archived_package_comes_back_the_same()
    {
        var package = SampleDefinitions.Package();

        var bytes = PackageArchive.Pack(package);

        Assert.Equal(Id(package), Id(PackageArchive.Unpack(bytes)));
        Assert.True(bytes.Length < 12_000, $"{bytes.Length} bytes");
    }

    [Fact]
    public async Task A_running_case_keeps_its_plan_after_the_package_changed()
    {
        var packages = new Packages { Current = SampleDefinitions.Load() };
        var archive = new Archive();
        var first = await new PlanSource(packages, Factory, archive).Current("14204", "library-card", "issue", default);
        packages.Current = SampleDefinitions.With("library-card/program.json", "今はできません。", "いまはできません。");
        var restarted = new PlanSource(packages, Factory, archive);

        var second = await restarted.Current("14204", "library-card", "issue", default);

        Assert.NotEqual(first!.PlanId, second!.PlanId);
        var old = await restarted.Get(first.PlanId, default);
        Assert.Equal("今はできません。", ((ProgramPackage)old.Artefacts!).Text("stateConflict"));
        Assert.Same(second, await restarted.Get(second.PlanId, default));
        Assert.Null(await restarted.Current("14208", "library-card", "issue", default));
        await Assert.ThrowsAsync<KeyNotFoundException>(async () => await restarted.Get("0", default));
    }

    private static string Id(ProgramPackage package) => PlanFactory.PlanId(package, "issue");

    private sealed class Policy : CasePolicy;

    private sealed class Packages : IPackages { public required PackageSet Current { get; set; } }

    private sealed class Archive : IPlanArchive
    {
        private readonly Dictionary<string, (byte[], string)> _kept = [];

        public ValueTask Keep(string planId, string program, string workflow, byte[] package, CancellationToken ct)
        {
            _kept.TryAdd(planId, (package, workflow));
            return default;
        }

        public ValueTask<(byte[] Package, string Workflow)?> Find(string planId, CancellationToken ct) =>
            new(_kept.TryGetValue(planId, out var found) ? found : null);
    }
}
