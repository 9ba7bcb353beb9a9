using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Workflows.Decisions.Feel;

/// <summary>An immutable FEEL context: names and values in the order they were written (DMN 1.5 §10.3.2.6).</summary>
[SuppressMessage("Naming", "CA1710", Justification = "Context is the word of the DMN standard.")]
public sealed class FeelContext : IReadOnlyDictionary<string, object?>, IEquatable<FeelContext>
{
    private const int SmallSize = 8;
    private readonly string[] names;
    private readonly object?[] values;
    private Dictionary<string, int>? index;

    private FeelContext(string[] names, object?[] values)
    {
        this.names = names;
        this.values = values;
    }

    /// <summary>A context of the given entries; a later entry of the same name replaces the earlier value in its place.</summary>
    public FeelContext(IEnumerable<KeyValuePair<string, object?>> entries)
    {
        var n = new List<string>();
        var v = new List<object?>();
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (key, value) in entries)
        {
            if (seen.TryGetValue(key, out var at)) { v[at] = value; continue; }
            seen[key] = n.Count;
            n.Add(key);
            v.Add(value);
        }
        names = [.. n];
        values = [.. v];
    }

    /// <summary>A context of the given entries.</summary>
    public FeelContext(params (string Name, object? Value)[] entries)
        : this(entries.Select(e => KeyValuePair.Create(e.Name, e.Value)))
    {
    }

    /// <summary>The context without entries.</summary>
    public static FeelContext Empty { get; } = new([], []);

    /// <summary>The number of entries.</summary>
    public int Count => names.Length;

    /// <summary>The names in order.</summary>
    public IReadOnlyList<string> Names => names;

    /// <summary>The values in order.</summary>
    public IReadOnlyList<object?> Values => values;

    IEnumerable<string> IReadOnlyDictionary<string, object?>.Keys => names;

    IEnumerable<object?> IReadOnlyDictionary<string, object?>.Values => values;

    /// <summary>The value of a name; null when absent.</summary>
    public object? this[string name] => TryGetValue(name, out var v) ? v : null;

    /// <summary>True when the context has an entry of the name.</summary>
    public bool ContainsKey(string key) => IndexOf(key) >= 0;

    /// <summary>The value of a name.</summary>
    public bool TryGetValue(string key, [MaybeNullWhen(false)] out object? value)
    {
        var i = IndexOf(key);
        value = i >= 0 ? values[i] : null;
        return i >= 0;
    }

    /// <summary>A context with one entry replaced or added at the end.</summary>
    public FeelContext With(string name, object? value)
    {
        var i = IndexOf(name);
        if (i >= 0)
        {
            var v = (object?[])values.Clone();
            v[i] = value;
            return new FeelContext(names, v);
        }
        return new FeelContext([.. names, name], [.. values, value]);
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator()
    {
        for (var i = 0; i < names.Length; i++) yield return KeyValuePair.Create(names[i], values[i]);
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Same names with equal values, whatever their order.</summary>
    public bool Equals(FeelContext? other) => other is not null && FeelValues.Equal(this, other) == true;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is FeelContext c && Equals(c);

    /// <inheritdoc/>
    public override int GetHashCode() => names.Length;

    /// <summary>{name: value, …} as FEEL's string() writes it.</summary>
    public override string ToString() => FeelValues.ToText(this);

    internal static FeelContext Own(string[] names, object?[] values) => new(names, values);

    private int IndexOf(string name)
    {
        if (names.Length <= SmallSize)
        {
            for (var i = 0; i < names.Length; i++)
                if (ReferenceEquals(names[i], name) || names[i] == name) return i;
            return -1;
        }
        var map = index;
        if (map is null)
        {
            map = new Dictionary<string, int>(names.Length, StringComparer.Ordinal);
            for (var i = 0; i < names.Length; i++) map[names[i]] = i;
            index = map;
        }
        return map.TryGetValue(name, out var at) ? at : -1;
    }
}
