using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Workflows.Engine.Data;

/// <summary>What a <see cref="Datum"/> holds.</summary>
public enum DatumKind { Null, Boolean, Number, Text, List, Object }

/// <summary>
/// An immutable JSON value: the only kind of data the engine's state, stimuli, questions and effects carry.
/// Objects keep the order their keys were first written in, so the same steps give the same bytes.
/// Numbers keep their digits as text and are never passed through a double on the way.
/// </summary>
public sealed class Datum : IEquatable<Datum>
{
    public static readonly Datum Null = new(DatumKind.Null, null);
    public static readonly Datum True = new(DatumKind.Boolean, true);
    public static readonly Datum False = new(DatumKind.Boolean, false);
    public static readonly Datum EmptyObject = new(DatumKind.Object, DatumObject.Empty);
    public static readonly Datum EmptyList = new(DatumKind.List, ImmutableArray<Datum>.Empty);

    /// <summary>
    /// JSON nested deeper than this is refused when read. Reading and writing do not recurse; whoever walks data by recursion
    /// bounds it by a count of its own.
    /// </summary>
    public const int MaxDepth = 10_000;

    /// <summary>Counts and positions are small and frequent.</summary>
    private static readonly Datum[] Small = [.. Enumerable.Range(0, 1024).Select(i => new Datum(DatumKind.Number, i.ToString(CultureInfo.InvariantCulture)))];

    /// <summary>Of a list or an object perhaps still <see cref="Unread"/>: then <see cref="Value"/> puts what it holds in its place.</summary>
    private object? _value;

    private Datum(DatumKind kind, object? value) { Kind = kind; _value = value; }

    /// <summary>JSON not looked into yet.</summary>
    private sealed class Unread(ReadOnlyMemory<byte> json)
    {
        public ReadOnlyMemory<byte> Json => json;
    }

    /// <summary>Two threads may read the same JSON at once: both get the same.</summary>
    private object? Value => _value is Unread unread ? _value = DatumJson.Read(unread.Json.Span)._value : _value;

    public DatumKind Kind { get; }
    public bool IsNull => Kind == DatumKind.Null;

    public static Datum Of(string? text) => text is null ? Null : new(DatumKind.Text, text);
    public static Datum Of(bool value) => value ? True : False;
    public static Datum Of(long value) => (ulong)value < (ulong)Small.Length ? Small[value] : new(DatumKind.Number, value.ToString(CultureInfo.InvariantCulture));
    public static Datum Of(decimal value) => new(DatumKind.Number, value.ToString(CultureInfo.InvariantCulture));

    /// <summary>A double by its shortest round-trip digits; NaN and infinities become null, as in JSON.</summary>
    public static Datum Of(double value) =>
        double.IsFinite(value) ? new(DatumKind.Number, Shortest(value)) : Null;

    /// <summary>An instant as ISO 8601 with offset, to the tick.</summary>
    public static Datum Of(DateTimeOffset value) => Of(value.ToString("O", CultureInfo.InvariantCulture));

    /// <summary>A number from its JSON digits. The caller vouches that <paramref name="digits"/> is a JSON number.</summary>
    public static Datum Number(string digits) => new(DatumKind.Number, digits);

    public static Datum List(IEnumerable<Datum> items) => new(DatumKind.List, items.ToImmutableArray());
    public static Datum List(params ReadOnlySpan<Datum> items) => new(DatumKind.List, items.ToImmutableArray());

    public static Datum Object(params ReadOnlySpan<(string Key, Datum? Value)> members)
    {
        return new(DatumKind.Object, DatumObject.From(members));
    }

    public static Datum Object(IEnumerable<KeyValuePair<string, Datum>> members) =>
        new(DatumKind.Object, DatumObject.From(members));

    public string? AsText() => Kind switch
    {
        DatumKind.Text or DatumKind.Number => (string)_value!,
        DatumKind.Boolean => (bool)_value! ? "true" : "false",
        DatumKind.Null => null,
        _ => ToJson(),
    };

    public bool AsBoolean(bool otherwise = false) => Kind switch
    {
        DatumKind.Boolean => (bool)_value!,
        DatumKind.Text => ((string)_value!).Equals("true", StringComparison.OrdinalIgnoreCase) || (otherwise && !((string)_value!).Equals("false", StringComparison.OrdinalIgnoreCase)),
        DatumKind.Number => (string)_value! != "0",
        _ => otherwise,
    };

    public long? AsLong() => Kind is DatumKind.Number or DatumKind.Text
        ? long.TryParse((string)_value!, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) ? whole
        : decimal.TryParse((string)_value!, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number == decimal.Truncate(number) && Math.Abs(number) < long.MaxValue ? (long)number : null
        : null;

    public decimal? AsDecimal() => Kind is DatumKind.Number or DatumKind.Text
        && decimal.TryParse((string)_value!, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    public double? AsDouble() => Kind is DatumKind.Number or DatumKind.Text
        && double.TryParse((string)_value!, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    public DateTimeOffset? AsInstant() => Kind == DatumKind.Text
        // As we write it ourselves first: the general way takes several times as long.
        && (DateTimeOffset.TryParseExact((string)_value!, "O", CultureInfo.InvariantCulture, DateTimeStyles.None, out var instant)
            || DateTimeOffset.TryParse((string)_value!, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out instant)) ? instant : null;

    /// <summary>The items of a list; empty for anything else.</summary>
    public ImmutableArray<Datum> Items => Kind == DatumKind.List ? (ImmutableArray<Datum>)Value! : [];

    /// <summary>The members of an object in their order; empty for anything else.</summary>
    public IReadOnlyList<KeyValuePair<string, Datum>> Members =>
        Kind == DatumKind.Object ? ((DatumObject)Value!).Members : [];

    /// <summary>A member by key; <see cref="Null"/> when there is none or this is no object.</summary>
    public Datum this[string key] => Kind == DatumKind.Object ? ((DatumObject)Value!).Find(key) ?? Null : Null;

    public Datum this[int index] => Kind == DatumKind.List && index >= 0 && index < Items.Length ? Items[index] : Null;

    public bool Has(string key) => Kind == DatumKind.Object && ((DatumObject)Value!).Find(key) is not null;

    public bool TryGet(string key, [NotNullWhen(true)] out Datum? value)
    {
        value = Kind == DatumKind.Object ? ((DatumObject)Value!).Find(key) : null;
        return value is not null;
    }

    /// <summary>This object with one member set (or this null as a new object).</summary>
    public Datum With(string key, Datum value) => Kind switch
    {
        DatumKind.Object => new(DatumKind.Object, ((DatumObject)Value!).With(key, value)),
        DatumKind.Null => new(DatumKind.Object, DatumObject.Empty.With(key, value)),
        _ => throw new InvalidOperationException($"A {Kind} has no member '{key}'."),
    };

    public Datum Without(string key) =>
        Kind == DatumKind.Object ? new(DatumKind.Object, ((DatumObject)Value!).Without(key)) : this;

    /// <summary>This list with one item replaced, or appended when <paramref name="index"/> is its length.</summary>
    public Datum WithItem(int index, Datum value)
    {
        var items = Items;
        return new(DatumKind.List, index == items.Length ? items.Add(value) : items.SetItem(index, value));
    }

    public Datum Append(Datum value) => new(DatumKind.List, Items.Add(value));

    /// <summary>All members of <paramref name="other"/> laid over this object.</summary>
    public Datum Merge(Datum other)
    {
        var result = this;
        foreach (var (key, value) in other.Members)
            result = result.With(key, value);
        return result;
    }

    public bool Equals(Datum? other)
    {
        if (other is null || other.Kind != Kind) return false;
        if (ReferenceEquals(this, other)) return true;
        if (Kind is DatumKind.List or DatumKind.Object) System.Runtime.CompilerServices.RuntimeHelpers.EnsureSufficientExecutionStack();
        return Kind switch
        {
            DatumKind.Null => true,
            DatumKind.Boolean => (bool)_value! == (bool)other._value!,
            DatumKind.Number => (string)_value! == (string)other._value!
                || (AsDecimal() is { } left && other.AsDecimal() is { } right && left == right),
            DatumKind.Text => string.Equals((string)_value!, (string)other._value!, StringComparison.Ordinal),
            DatumKind.List => Items.SequenceEqual(other.Items),
            _ => ((DatumObject)Value!).SameAs((DatumObject)other.Value!),
        };
    }

    public override bool Equals(object? obj) => Equals(obj as Datum);

    public override int GetHashCode() => Kind switch
    {
        DatumKind.Text => string.GetHashCode((string)_value!, StringComparison.Ordinal),
        DatumKind.Number => AsDecimal()?.GetHashCode() ?? string.GetHashCode((string)_value!, StringComparison.Ordinal),
        DatumKind.Boolean => (bool)_value! ? 1 : 2,
        DatumKind.List => Items.Length * 31,
        DatumKind.Object => Members.Count * 37,
        _ => 0,
    };

    public override string ToString() => AsText() ?? "null";

    public string ToJson() => JsonBytes.Of(this, DatumJson.Write, Encoding.UTF8.GetString);

    /// <summary>The same as UTF-8.</summary>
    public byte[] ToUtf8() => JsonBytes.Of(this, DatumJson.Write);

    public void WriteTo(Utf8JsonWriter writer) => DatumJson.Write(this, writer);

    public JsonNode? ToNode() => JsonNode.Parse(ToJson(), documentOptions: new JsonDocumentOptions { MaxDepth = MaxDepth });

    /// <exception cref="JsonException">The text is not JSON, or is nested deeper than <see cref="MaxDepth"/>.</exception>
    public static Datum Parse(string json) => DatumJson.Read(Encoding.UTF8.GetBytes(json));

    /// <exception cref="JsonException">The bytes are not JSON, or are nested deeper than <see cref="MaxDepth"/>.</exception>
    public static Datum Parse(ReadOnlySpan<byte> utf8Json) => DatumJson.Read(utf8Json);

    public static Datum From(JsonElement element) => DatumJson.Read(element);
    public static Datum From(JsonNode? node) => node is null ? Null : Parse(node.ToJsonString());

    /// <summary>
    /// A value from JSON that <see cref="WriteTo"/> wrote. A list or an object is parsed when first looked into, and until then written again as it
    /// stands.
    /// </summary>
    /// <param name="json">One whole JSON value in UTF-8, known to be well formed and never changed any more.</param>
    public static Datum Written(ReadOnlyMemory<byte> json) => json.Span switch
    {
        [(byte)'{', (byte)'}'] => EmptyObject,
        [(byte)'[', (byte)']'] => EmptyList,
        [(byte)'{', ..] => new(DatumKind.Object, new Unread(json)),
        [(byte)'[', ..] => new(DatumKind.List, new Unread(json)),
        _ => Parse(json.Span),
    };

    /// <summary>The JSON this value was given as, while nobody has looked into it.</summary>
    internal bool IsUnread(out ReadOnlySpan<byte> json)
    {
        var unread = _value as Unread;
        json = unread is null ? [] : unread.Json.Span;
        return unread is not null;
    }

    public static implicit operator Datum(string? text) => Of(text);
    public static implicit operator Datum(bool value) => Of(value);
    public static implicit operator Datum(int value) => Of((long)value);
    public static implicit operator Datum(long value) => Of(value);
    public static implicit operator Datum(decimal value) => Of(value);

    private static string Shortest(double value)
    {
        if (value == Math.Floor(value) && Math.Abs(value) < 1e15) return ((long)value).ToString(CultureInfo.InvariantCulture);
        return value.ToString("R", CultureInfo.InvariantCulture);
    }
}
