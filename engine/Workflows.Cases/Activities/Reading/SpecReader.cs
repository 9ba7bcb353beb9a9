using Workflows.Cases.Expressions;
using Workflows.Cases.Packages;
using Workflows.Engine.Data;
using Workflows.Engine.Plans;

namespace Workflows.Cases.Activities.Reading;

/// <summary>
/// Reads the plain JSON properties of one activity. What is missing or cannot be read becomes a problem
/// at <c>{activity}.{property}</c>; reading goes on, so that all findings of a definition come at once.
/// </summary>
internal sealed class SpecReader(PlanNode node, PlanBuilder builder)
{
    public Datum Source => node.Source;
    public PlanNode Node => node;

    private string Place(string property) => $"{node.Id}.{property}";

    public void Missing(string property) =>
        builder.Error(Place(property), "PROPERTY_MISSING", $"「{Words(property)}」を指定してください。", $"The property '{property}' is required.");

    /// <summary>A property as people call it: <c>route[0].role</c> is 決裁の経路（1番目）の決裁する役割; as it is written where an input has no label.</summary>
    private string Words(string property)
    {
        var inputs = node.Activity.Descriptor.Inputs;
        var words = new List<string>();
        foreach (var part in property.Split('.'))
        {
            var bracket = part.IndexOf('[', StringComparison.Ordinal);
            if (inputs.FirstOrDefault(i => i.Name == (bracket < 0 ? part : part[..bracket])) is not { } input) return property;
            words.Add(bracket >= 0 && int.TryParse(part.AsSpan()[(bracket + 1)..].TrimEnd(']'), out var index) ? $"{input.LabelJa}（{index + 1}番目）" : input.LabelJa);
            inputs = input.Items;
        }
        return string.Join('の', words);
    }

    public void Invalid(string property, string ja, string en) => builder.Error(Place(property), "PROPERTY_INVALID", ja, en);

    /// <summary>A required text; the plan compiler reports its absence from the descriptor.</summary>
    public string Text(string name) => Source[name].AsText() ?? "";

    public string? OptionalText(string name) => Source[name].AsText() is { Length: > 0 } text ? text : null;

    public string NestedText(Datum owner, string name, string place)
    {
        if (owner[name].AsText() is { Length: > 0 } text) return text;
        Missing($"{place}.{name}");
        return "";
    }

    public bool Flag(string name) => Source[name].AsBoolean();

    /// <summary>A list of texts; one text stands for a list of one.</summary>
    public static IReadOnlyList<string> Texts(Datum value) => value.Kind switch
    {
        DatumKind.List => [.. value.Items.Select(i => i.AsText()).OfType<string>()],
        DatumKind.Text => [value.AsText()!],
        _ => [],
    };

    /// <summary>FEEL in a text; any other JSON value is meant literally. Null when absent.</summary>
    public Feel? OptionalFeel(Datum value, string property)
    {
        if (value.IsNull) return null;
        if (value.AsText() is { } words && string.IsNullOrWhiteSpace(words))
        {
            builder.Error(Place(property), "EXPRESSION_EMPTY", "条件や値がまだ決まっていません。", "The expression is empty.", "項目を選ぶか、値を書いてください。");
            return new Feel("null");
        }
        var feel = new Feel(value.Kind == DatumKind.Text ? value.AsText()! : value.ToJson());
        if (feel.Problem is { } problem) builder.Error(Place(property), "EXPRESSION_INVALID", $"式を読めません: {problem.Ja}", $"The expression cannot be read: {problem.En}");
        return feel;
    }

    public Feel? OptionalFeel(string property) => OptionalFeel(Source[property], property);

    public Feel Feel(string property) => OptionalFeel(property) ?? new Feel("null");

    public IReadOnlyList<NamedFeel> Named(Datum members, string property) =>
        [.. members.Members.Select(m => new NamedFeel(m.Key, OptionalFeel(m.Value, $"{property}.{m.Key}") ?? new Feel("null")))];

    public IReadOnlyList<NamedFeel> Named(string property) => Named(Source[property], property);

    public TextTemplate? OptionalTemplate(Datum value, string property)
    {
        if (value.AsText() is not { Length: > 0 } text) return null;
        var template = new TextTemplate(text);
        if (template.Problem is { } problem) builder.Error(Place(property), "TEMPLATE_INVALID", problem.Ja, problem.En);
        return template;
    }

    public TextTemplate? OptionalTemplate(string property) => OptionalTemplate(Source[property], property);

    public TextTemplate Template(string property) => OptionalTemplate(property) ?? new TextTemplate("");

    public IReadOnlyList<LookupSpec> Lookups(string property) => Lookups(Source[property], property);

    public IReadOnlyList<LookupSpec> Lookups(Datum list, string property)
    {
        var result = new List<LookupSpec>();
        foreach (var item in list.Items)
        {
            var place = $"{property}[{result.Count}]";
            result.Add(new LookupSpec(NestedText(item, "as", place), NestedText(item, "register", place), Named(item["where"], $"{place}.where"),
                (int?)item["take"].AsLong(), item["count"].AsBoolean(), item["sum"].AsText())
            {
                ValidOn = OptionalFeel(item["validOn"], $"{place}.validOn"), KnownAt = OptionalFeel(item["knownAt"], $"{place}.knownAt"),
            });
        }
        return result;
    }

    /// <summary>An ISO 8601 duration; null when absent or unreadable (reported).</summary>
    public Time.IsoDuration? OptionalDuration(string property)
    {
        if (OptionalText(property) is not { } text) return null;
        if (Time.IsoDuration.TryParse(text, out var duration)) return duration;
        Invalid(property, $"「{text}」は期間ではありません。PT30M（30分）、P14D（14日）のように書いてください。", $"'{text}' is no ISO 8601 duration such as PT30M or P14D.");
        return null;
    }

    /// <summary>The child activity of a port, or null.</summary>
    public PlanNode? Child(string port) => node.Child(port);
}
