using System.Collections.Concurrent;
using Workflows.Decisions.Feel;

namespace Workflows.Decisions.Dmn;

/// <summary>The named types of a model as FEEL types; made on first use, so that a type may mention itself.</summary>
internal sealed class DmnTypes(DmnModel model)
{
    private readonly Dictionary<string, DmnItemDefinition> definitions = model.ItemDefinitions.GroupBy(d => d.Name, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, FeelType?> made = new(StringComparer.Ordinal);

    /// <summary>The type of a reference; Any for none; null when there is no such type.</summary>
    public FeelType? Find(string? reference)
    {
        if (string.IsNullOrWhiteSpace(reference)) return FeelType.Any;
        var name = FeelNames.Normalize(reference);
        return made.GetOrAdd(name, Make);
    }

    /// <summary>True when the definition is only another name for itself, or a list of itself.</summary>
    public bool IsCircular(DmnItemDefinition definition)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var d = definition; d is { TypeRef: { } next, Components.Count: 0, Function: null };)
        {
            if (!seen.Add(d.Name)) return true;
            d = definitions.GetValueOrDefault(FeelNames.Normalize(next));
        }
        return false;
    }

    private FeelType? Make(string name)
    {
        if (definitions.TryGetValue(name, out var d)) return new ItemType(d, this);
        if (FeelType.Builtin(name) is { } builtin) return builtin;
        // Prefixes: feel:string of DMN 1.1, and import.type of other models.
        var colon = name.IndexOf(':', StringComparison.Ordinal);
        if (colon > 0 && FeelType.Builtin(name[(colon + 1)..]) is { } prefixed) return prefixed;
        foreach (var (alias, other) in model.Imported)
        {
            if (alias.Length == 0 && other.Types.Find(name) is { } merged) return merged;
            if (name.Length > alias.Length + 1 && name.StartsWith(alias, StringComparison.Ordinal) && name[alias.Length] is '.' or ':' && other.Types.Find(name[(alias.Length + 1)..]) is { } found)
                return found;
        }
        return null;
    }
}

/// <summary>An item definition as a FEEL type.</summary>
internal sealed class ItemType(DmnItemDefinition definition, DmnTypes types, string? name = null) : FeelType
{
    private readonly Lazy<FeelType> shape = new(() => Shape(definition, types));
    private readonly Lazy<FeelUnaryTests?> allowed = new(() => Tests(definition.AllowedValues));
    private readonly Lazy<FeelUnaryTests?> constraint = new(() => Tests(definition.TypeConstraint));
    private static readonly FeelScope NoNames = new();

    [ThreadStatic]
    private static HashSet<(FeelType, FeelType)>? comparing;

    public override string Name => name ?? definition.Name;

    public DmnItemDefinition Definition => definition;

    public FeelType Base => shape.Value;

    /// <summary>The function this type stands for; null when it is none.</summary>
    public FunctionType? Signature => shape.Value as FunctionType ?? (shape.Value as ItemType)?.Signature;

    public override bool Accepts(object value) => Base.Accepts(value) && Allowed(value);

    internal override bool IsInstance(object value) => Base.IsInstance(value);

    public override object? Coerce(object? value, out bool failed)
    {
        var v = Base.Coerce(value, out failed);
        if (failed || v is null) return v;
        failed = !Allowed(v);
        return failed ? null : v;
    }

    internal override bool ConformsTo(FeelType other)
    {
        if (ReferenceEquals(this, other) || other == Any || (other is ItemType same && ReferenceEquals(same.Definition, Definition))) return true;
        // Types may mention themselves: a pair met again while it is being compared conforms unless another part does not.
        var outermost = comparing is null;
        comparing ??= [];
        try
        {
            return !comparing.Add((this, other)) || Base.ConformsTo(other is ItemType item ? item.Base : other);
        }
        finally
        {
            if (outermost) comparing = null;
        }
    }

    private bool Allowed(object value)
    {
        if (allowed.Value is { } tests)
        {
            if (definition.IsCollection && value is IReadOnlyList<object?> list)
            {
                foreach (var item in list)
                    if (item is not null && tests.Test(item, NoNames) != true) return false;
            }
            else if (tests.Test(value, NoNames) != true) return false;
        }
        return constraint.Value is null || constraint.Value.Test(value, NoNames) == true;
    }

    private static FeelUnaryTests? Tests(string? text)
    {
        if (text is null) return null;
        try
        {
            return FeelUnaryTests.Parse(text);
        }
        catch (FeelParseException)
        {
            // The check of the model reports it; a constraint nobody can read constrains nothing.
            return null;
        }
    }

    private static FeelType Shape(DmnItemDefinition d, DmnTypes types)
    {
        FeelType one;
        if (d.Function is { } f)
            one = new FunctionType(f.Parameters.Select(p => types.Find(p.TypeRef) ?? Any).ToArray(), types.Find(f.OutputTypeRef) ?? Any);
        else if (d.Components.Count > 0)
            one = Record(d.Components.Select(c => (c.Name, (FeelType)new ItemType(c, types, c.TypeRef))).ToArray());
        else one = types.IsCircular(d) ? Any : types.Find(d.TypeRef) ?? Any;
        return d.IsCollection ? List(one) : one;
    }
}
