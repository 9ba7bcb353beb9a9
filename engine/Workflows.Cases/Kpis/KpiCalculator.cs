using Workflows.Cases.Expressions;
using Workflows.Cases.Packages;
using Workflows.Cases.Ports;
using Workflows.Cases.Publishing;
using Workflows.Engine.Data;
using Workflows.Engine.Turns;

namespace Workflows.Cases.Kpis;

/// <summary>
/// A KPI as of now: its look-ups, then its formula over them and over <c>facts</c>, the changes of state of the programme's cases
/// (<see cref="Projections.Facts"/>, no personal data) in the order of the cases.
/// </summary>
public static class KpiCalculator
{
    private const string FactsName = "facts";
    private const int PageSize = 1_000;

    /// <returns>Null for a KPI entered by hand.</returns>
    public static async ValueTask<Datum> Calculate(ProgramPackage package, KpiSpec kpi, string tenant, FeelNames names, IRegisterStore registers, ICaseReader reader, CancellationToken ct)
    {
        if (kpi.Formula is not { } formula) return Datum.Null;
        var replies = new Dictionary<Question, Reply>(ReferenceEqualityComparer.Instance);
        foreach (var question in Lookups.Run(kpi.Lookups, names, q => replies[q], (name, value) => names = names.With(name, value)))
            replies[question] = await Asked.Answer(registers, tenant, package.Id, question, ct).ConfigureAwait(false);
        if (formula.Text.Contains(FactsName, StringComparison.Ordinal)) names = names.With(FactsName, await Facts(package, tenant, reader, ct).ConfigureAwait(false));
        return names.Evaluate(formula);
    }

    private static async ValueTask<Datum> Facts(ProgramPackage package, string tenant, ICaseReader reader, CancellationToken ct)
    {
        var facts = new List<Datum>();
        string? cursor = null;
        do
        {
            var page = await reader.ListCases(tenant, new CaseFilter(package.Id), new PageRequest(PageSize, cursor), ct).ConfigureAwait(false);
            foreach (var row in page.Items)
                foreach (var fact in await reader.ReadProjection(tenant, row.Id, Projections.Facts, ct).ConfigureAwait(false))
                    facts.Add(Datum.Object(("case", row.Id), ("fact", fact.Row["fact"]), ("at", fact.Row["at"])).Merge(fact.Row["data"]));
            cursor = page.Next;
        }
        while (cursor is not null);
        return Datum.List(facts);
    }
}
