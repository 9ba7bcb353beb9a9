using System.Text.Json;
using System.Text.Json.Nodes;
using Workflows.Decisions.Feel;

namespace Workflows.Decisions.Dmn;

/// <summary>The tables asked for one decision: rules hit and inputs used, to be kept with the case that it decided.</summary>
/// <param name="ModelName">The model's name.</param>
/// <param name="ModelNamespace">The model's namespace.</param>
/// <param name="Decision">The decision asked.</param>
/// <param name="Value">What it gave.</param>
/// <param name="Hits">The tables in the order they answered.</param>
public sealed record RuleRecord(string ModelName, string ModelNamespace, string Decision, object? Value, IReadOnlyList<DmnHit> Hits)
{
    /// <summary>The record of a result.</summary>
    public static RuleRecord Of(DmnModel model, string decision, DmnResult result)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(result);
        return new RuleRecord(model.Name, model.Namespace, decision, result.Value, result.Hits);
    }

    /// <summary>The record as JSON, names in a fixed order.</summary>
    public JsonObject ToJson() => new()
    {
        ["model"] = ModelName,
        ["namespace"] = ModelNamespace,
        ["decision"] = Decision,
        ["value"] = FeelJson.ToJson(Value),
        ["tables"] = new JsonArray(Hits.Select(h => (JsonNode)new JsonObject
        {
            ["table"] = h.TableId,
            ["element"] = h.ElementId,
            ["name"] = h.ElementName,
            ["rules"] = new JsonArray(h.RuleIds.Select(r => (JsonNode)JsonValue.Create(r)!).ToArray()),
            ["numbers"] = new JsonArray(h.RuleNumbers.Select(n => (JsonNode)JsonValue.Create(n)).ToArray()),
            ["inputs"] = FeelJson.ToJson(h.Inputs),
            ["output"] = FeelJson.ToJson(h.Output),
        }).ToArray()),
    };

    /// <summary>Reads a record; dates come back as the strings they were written as.</summary>
    /// <exception cref="JsonException">The JSON is no record.</exception>
    public static RuleRecord FromJson(JsonNode json)
    {
        try
        {
            var o = json.AsObject();
            return new RuleRecord(
                o["model"]!.GetValue<string>(), o["namespace"]!.GetValue<string>(), o["decision"]!.GetValue<string>(), FeelJson.FromJson(o["value"]),
                o["tables"]!.AsArray().Select(t => new DmnHit(
                    t!["table"]!.GetValue<string>(), t["element"]!.GetValue<string>(), t["name"]!.GetValue<string>(),
                    t["rules"]!.AsArray().Select(r => r!.GetValue<string>()).ToArray(), t["numbers"]!.AsArray().Select(n => n!.GetValue<int>()).ToArray(),
                    FeelJson.FromJson(t["inputs"]) as FeelContext ?? FeelContext.Empty, FeelJson.FromJson(t["output"]))).ToArray());
        }
        catch (Exception e) when (e is NullReferenceException or InvalidOperationException or FormatException)
        {
            throw new JsonException($"規則の記録として読めません: {e.Message} / not a rule record", e);
        }
    }
}
