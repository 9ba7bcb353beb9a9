using Workflows.Cases.Packages;
using Workflows.Cases.Ports;
using Workflows.Cases.Scenarios;
using Workflows.Decisions.Dmn;

namespace Workflows.Cases.Trial;

public sealed record CoverageView(int Total, int Hit, IReadOnlyList<Missed> Missed);

/// <param name="Outcome">Of an arrow.</param>
public sealed record Missed(string Document, string Element, string? Outcome);

public sealed record CoverageSet(CoverageView Activities, CoverageView Arrows, CoverageView Rules);

/// <summary>What scenarios went through, gathered over their worlds.</summary>
internal sealed class Coverage(ProgramPackage package)
{
    private readonly FlowMap _map = new(package);
    private readonly HashSet<(string, string)> _activities = [];
    private readonly HashSet<(string, string, string)> _arrows = [];
    private readonly HashSet<string> _rules = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();

    public async ValueTask Gather(IScenarioWorld world, PackageSet packages, CancellationToken ct)
    {
        foreach (var municipality in packages.Municipalities)
            foreach (var row in (await world.Reader.ListCases(municipality.Code, new CaseFilter(package.Id), new PageRequest(1_000), ct).ConfigureAwait(false)).Items)
            {
                var path = CasePath.Of(package, row.Workflow, await world.Reader.ReadHistory(municipality.Code, row.Id, 0, 10_000, ct).ConfigureAwait(false), 0);
                lock (_gate)
                {
                    foreach (var a in path.Activities) _activities.Add((a.Document, a.Element));
                    foreach (var a in path.Arrows) _arrows.Add((a.Document, a.Source, a.Outcome));
                    foreach (var d in path.Decisions) _rules.UnionWith(d.Rules);
                }
            }
    }

    public CoverageSet Result()
    {
        var activities = _map.Activities.Distinct().Order().ToList();
        var arrows = _map.Arrows.Distinct().Order().ToList();
        var rules = package.Decisions.SelectMany(d => Tables(d).Select(r => (Document: d.File[(d.File.IndexOf('/', StringComparison.Ordinal) + 1)..], Rule: r))).ToList();
        return new(
            new(activities.Count, activities.Count(_activities.Contains), [.. activities.Where(a => !_activities.Contains(a)).Select(a => new Missed(a.Document, a.Element, null))]),
            new(arrows.Count, arrows.Count(_arrows.Contains), [.. arrows.Where(a => !_arrows.Contains(a)).Select(a => new Missed(a.Document, a.Source, a.Outcome))]),
            new(rules.Count, rules.Count(r => _rules.Contains(r.Rule)), [.. rules.Where(r => !_rules.Contains(r.Rule)).Select(r => new Missed(r.Document, r.Rule, null))]));
    }

    private static IEnumerable<string> Tables(DecisionSpec decision) =>
        decision.Periods.Select(p => p.Table).Prepend(decision).SelectMany(d => d.Model.Decisions).Select(d => d.Expression).OfType<DmnDecisionTable>().SelectMany(t => t.Rules).Select(r => r.Id).Distinct(StringComparer.Ordinal);
}
