using Workflows.Decisions.Feel;

namespace Workflows.Decisions.Dmn;

/// <summary>How grave a message is.</summary>
public enum DmnSeverity
{
    /// <summary>Worth knowing: why some part was null.</summary>
    Note,

    /// <summary>Something of the model or the data is wrong.</summary>
    Error,
}

/// <summary>What an evaluation or a check has to say, and about which element.</summary>
/// <param name="Severity">How grave it is.</param>
/// <param name="Code">A stable word for the kind of message.</param>
/// <param name="MessageJa">The message in Japanese.</param>
/// <param name="MessageEn">The message in English.</param>
/// <param name="ElementId">The id of the decision or other element.</param>
/// <param name="ElementName">Its name.</param>
/// <param name="PartId">The id of the part meant (table, rule, cell); empty when it has none.</param>
/// <param name="Source">The text meant; empty when there is none.</param>
public sealed record DmnMessage(
    DmnSeverity Severity, string Code, string MessageJa, string MessageEn, string ElementId, string ElementName, string PartId = "", string Source = "");

/// <summary>A decision table that was asked: which rules hit for which inputs.</summary>
/// <param name="TableId">The id of the table.</param>
/// <param name="ElementId">The decision or knowledge model it belongs to.</param>
/// <param name="ElementName">Its name.</param>
/// <param name="RuleIds">The ids of the rules hit, in the order of the table; a rule without an id is its number.</param>
/// <param name="RuleNumbers">Their numbers, from 1.</param>
/// <param name="Inputs">The inputs as used: the column's label or expression, and the value.</param>
/// <param name="Output">What the table gave.</param>
public sealed record DmnHit(
    string TableId, string ElementId, string ElementName, IReadOnlyList<string> RuleIds, IReadOnlyList<int> RuleNumbers, FeelContext Inputs, object? Output);

/// <summary>The result of an evaluation.</summary>
/// <param name="Value">The value; null also when it is undefined.</param>
/// <param name="Hits">The tables asked on the way, in the order they answered.</param>
/// <param name="Messages">Errors, and the reasons of nulls.</param>
public sealed record DmnResult(object? Value, IReadOnlyList<DmnHit> Hits, IReadOnlyList<DmnMessage> Messages)
{
    /// <summary>True when something of the model or the data was wrong.</summary>
    public bool HasErrors => Messages.Any(m => m.Severity == DmnSeverity.Error);
}

/// <summary>Collects the hits of one evaluation.</summary>
internal sealed class DmnTrace
{
    private const int Most = 10_000;
    private readonly List<DmnHit> hits = [];

    public IReadOnlyList<DmnHit> Hits => hits;

    public void Add(DmnHit hit)
    {
        if (hits.Count < Most) hits.Add(hit);
    }
}
