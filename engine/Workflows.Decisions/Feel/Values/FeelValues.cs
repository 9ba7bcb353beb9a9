using System.Collections;
using System.Numerics;
using System.Text;

namespace Workflows.Decisions.Feel;

/// <summary>Equality, order and text of FEEL values, and their bridge from .NET values.</summary>
public static class FeelValues
{
    /// <summary>FEEL's = : null when the kinds differ (DMN 1.5 §10.3.2.5); null equals only null.</summary>
    public static bool? Equal(object? a, object? b)
    {
        if (a is null || b is null) return a is null && b is null;
        if (ReferenceEquals(a, b)) return true;
        switch (a)
        {
            case string x: return b is string y ? string.Equals(x, y, StringComparison.Ordinal) : null;
            case FeelNumber x: return b is FeelNumber y1 ? x.CompareTo(y1) == 0 : null;
            case bool x: return b is bool y2 ? x == y2 : null;
            case FeelDate x: return b is FeelDate y3 ? x.Equals(y3) : null;
            case FeelTime x: return b is FeelTime y4 ? x.Equals(y4) : null;
            case FeelDateTime x: return b is FeelDateTime y5 ? x.Equals(y5) : null;
            case FeelYearsMonths x: return b is FeelYearsMonths y6 ? x.Equals(y6) : null;
            case FeelDaysTime x: return b is FeelDaysTime y7 ? x.Equals(y7) : null;
            case IReadOnlyList<object?> x:
                if (b is not IReadOnlyList<object?> y8) return null;
                if (x.Count != y8.Count) return false;
                FeelDepth.Ensure();
                for (var i = 0; i < x.Count; i++)
                    if (Equal(x[i], y8[i]) != true) return false;
                return true;
            case FeelContext x:
                if (b is not FeelContext y9) return null;
                if (x.Count != y9.Count) return false;
                FeelDepth.Ensure();
                foreach (var (name, value) in x)
                    if (!y9.TryGetValue(name, out var other) || Equal(value, other) != true) return false;
                return true;
            case FeelRange x: return b is FeelRange y10 ? x.Equals(y10) : null;
            case FeelFunction: return b is FeelFunction ? false : null;
            default: return Equals(a, b);
        }
    }

    /// <summary>FEEL's is(): same kind, same value, same kind of time zone.</summary>
    public static bool Is(object? a, object? b) => (a, b) switch
    {
        (FeelTime x, FeelTime y) => x.Same(y),
        (FeelDateTime x, FeelDateTime y) => x.Same(y),
        _ => Equal(a, b) == true,
    };

    /// <summary>The order of two values of one comparable kind; null for anything else.</summary>
    public static int? Compare(object? a, object? b)
    {
        switch (a)
        {
            case FeelNumber x: return b is FeelNumber y ? x.CompareTo(y) : null;
            case string x: return b is string y1 ? CompareText(x, y1) : null;
            case FeelDate x: return b is FeelDate y2 ? x.CompareTo(y2) : null;
            case FeelTime x: return b is FeelTime y3 ? x.CompareTo(y3) : null;
            case FeelDateTime x: return b is FeelDateTime y4 ? x.CompareTo(y4) : null;
            case FeelYearsMonths x: return b is FeelYearsMonths y5 ? x.CompareTo(y5) : null;
            case FeelDaysTime x: return b is FeelDaysTime y6 ? x.CompareTo(y6) : null;
            default: return null;
        }
    }

    /// <summary>Order of two strings by Unicode code point, the same in every culture.</summary>
    public static int CompareText(string a, string b)
    {
        var n = Math.Min(a.Length, b.Length);
        for (var i = 0; i < n; i++)
        {
            char x = a[i], y = b[i];
            if (x == y) continue;
            // Surrogates sort above the rest of the basic plane, as their code points do.
            bool sx = char.IsSurrogate(x), sy = char.IsSurrogate(y);
            return sx != sy ? (sx ? 1 : -1) : x.CompareTo(y);
        }
        return a.Length.CompareTo(b.Length);
    }

    /// <summary>The text string() gives: strings bare at the top, quoted inside lists and contexts.</summary>
    public static string ToText(object? value)
    {
        if (value is string s) return s;
        var text = new StringBuilder();
        Write(text, value, 0);
        return text.ToString();
    }

    /// <summary>The text that reads back as the value: strings quoted, dates as @"…".</summary>
    public static string ToLiteral(object? value)
    {
        var text = new StringBuilder();
        WriteLiteral(text, value, 0);
        return text.ToString();
    }

    /// <summary>
    /// The FEEL value of a .NET value: integers and decimals become numbers, DateOnly/TimeOnly/DateTimeOffset/TimeSpan the
    /// temporal kinds, dictionaries contexts, sequences lists. ArgumentException for any other type.
    /// </summary>
    public static object? From(object? value) => value switch
    {
        null or string or bool or FeelNumber or FeelDate or FeelTime or FeelDateTime or FeelYearsMonths or FeelDaysTime
            or FeelContext or FeelRange or FeelFunction => value,
        int i => FeelNumber.From(i),
        long l => FeelNumber.From(l),
        short or byte or sbyte or ushort or uint => FeelNumber.From(Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture)),
        ulong u => FeelNumber.Create(u, 0),
        BigInteger b => FeelNumber.Create(b, 0),
        decimal d => FeelNumber.From(d),
        double d => FeelNumber.TryParse(d.ToString("R", System.Globalization.CultureInfo.InvariantCulture)),
        DateOnly d => FeelDate.From(d),
        TimeOnly t => FeelTime.From(t),
        DateTimeOffset d => FeelDateTime.From(d),
        TimeSpan t => FeelDaysTime.From(t),
        char c => c.ToString(),
        IReadOnlyList<object?> list => list,
        IDictionary map => new FeelContext(map.Cast<DictionaryEntry>().Select(e => KeyValuePair.Create(e.Key.ToString() ?? "", From(e.Value)))),
        IEnumerable<KeyValuePair<string, object?>> pairs => new FeelContext(pairs.Select(p => KeyValuePair.Create(p.Key, From(p.Value)))),
        IEnumerable sequence => sequence.Cast<object?>().Select(From).ToArray(),
        _ => throw new ArgumentException($"FEEL の値にできない型です: {value.GetType().Name} / No FEEL value for type {value.GetType().Name}", nameof(value)),
    };

    /// <summary>The name of the value's kind as FEEL writes it.</summary>
    public static string KindOf(object? value) => value switch
    {
        null => "null",
        string => "string",
        bool => "boolean",
        FeelNumber => "number",
        FeelDate => "date",
        FeelTime => "time",
        FeelDateTime => "date and time",
        FeelYearsMonths => "years and months duration",
        FeelDaysTime => "days and time duration",
        IReadOnlyList<object?> => "list",
        FeelContext => "context",
        FeelRange => "range",
        FeelFunction => "function",
        _ => value.GetType().Name,
    };

    internal static string Quote(string s)
    {
        var text = new StringBuilder(s.Length + 2).Append('"');
        foreach (var c in s)
        {
            switch (c)
            {
                case '"': text.Append("\\\""); break;
                case '\\': text.Append("\\\\"); break;
                case '\n': text.Append("\\n"); break;
                case '\r': text.Append("\\r"); break;
                case '\t': text.Append("\\t"); break;
                default:
                    if (c < ' ') text.Append("\\u").Append(((int)c).ToString("X4", System.Globalization.CultureInfo.InvariantCulture));
                    else text.Append(c);
                    break;
            }
        }
        return text.Append('"').ToString();
    }

    private const int MaxDepth = 100;

    private static void Write(StringBuilder text, object? value, int depth)
    {
        switch (value)
        {
            case null: text.Append("null"); break;
            case string s: text.Append(Quote(s)); break;
            case bool b: text.Append(b ? "true" : "false"); break;
            case IReadOnlyList<object?> or FeelContext when depth > MaxDepth: text.Append('…'); break;
            case IReadOnlyList<object?> list:
                text.Append('[');
                for (var i = 0; i < list.Count; i++)
                {
                    if (i > 0) text.Append(", ");
                    Write(text, list[i], depth + 1);
                }
                text.Append(']');
                break;
            case FeelContext context:
                text.Append('{');
                for (var i = 0; i < context.Count; i++)
                {
                    if (i > 0) text.Append(", ");
                    text.Append(FeelNames.IsPlain(context.Names[i]) ? context.Names[i] : Quote(context.Names[i])).Append(": ");
                    Write(text, context.Values[i], depth + 1);
                }
                text.Append('}');
                break;
            case FeelRange range:
                if (range.Start is null || range.End is null)
                {
                    text.Append(range.Start is null ? (range.EndIncluded ? "<=" : "<") : range.StartIncluded ? ">=" : ">");
                    Write(text, range.Start ?? range.End, depth + 1);
                    break;
                }
                text.Append(range.StartIncluded ? '[' : '(');
                Write(text, range.Start, depth + 1);
                text.Append("..");
                Write(text, range.End, depth + 1);
                text.Append(range.EndIncluded ? ']' : ')');
                break;
            default: text.Append(value); break;
        }
    }

    private static void WriteLiteral(StringBuilder text, object? value, int depth)
    {
        switch (value)
        {
            case FeelDate or FeelTime or FeelDateTime or FeelYearsMonths or FeelDaysTime:
                text.Append("@\"").Append(value).Append('"');
                break;
            case IReadOnlyList<object?> list when depth <= MaxDepth:
                text.Append('[');
                for (var i = 0; i < list.Count; i++)
                {
                    if (i > 0) text.Append(", ");
                    WriteLiteral(text, list[i], depth + 1);
                }
                text.Append(']');
                break;
            case FeelContext context when depth <= MaxDepth:
                text.Append('{');
                for (var i = 0; i < context.Count; i++)
                {
                    if (i > 0) text.Append(", ");
                    text.Append(FeelNames.IsPlain(context.Names[i]) ? context.Names[i] : Quote(context.Names[i])).Append(": ");
                    WriteLiteral(text, context.Values[i], depth + 1);
                }
                text.Append('}');
                break;
            case FeelRange { Start: not null, End: not null } range:
                text.Append(range.StartIncluded ? '[' : '(');
                WriteLiteral(text, range.Start, depth + 1);
                text.Append("..");
                WriteLiteral(text, range.End, depth + 1);
                text.Append(range.EndIncluded ? ']' : ')');
                break;
            default: Write(text, value, depth); break;
        }
    }
}
