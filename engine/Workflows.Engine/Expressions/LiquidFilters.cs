using System.Collections;
using System.Globalization;
using System.Net;
using System.Text;
using Scriban;
using Scriban.Runtime;
using Scriban.Syntax;
using Workflows.Engine.Data;

namespace Workflows.Engine.Expressions;

/// <summary>Liquid's filters that Scriban lacks, and those that make longer texts out of short ones, bounded.</summary>
internal static class LiquidFilters
{
    private const int MaxItems = 1_000_000;
    private static readonly string[] Days = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
    private static readonly string[] Months = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

    public static ScriptObject All { get; } = Make();

    private static ScriptObject Make()
    {
        var filters = new ScriptObject();
        filters.Import("append", new Func<string?, string?, string>((left, right) => Bounded(Fits(left, right) ? left + right : null)));
        filters.Import("prepend", new Func<string?, string?, string>((right, left) => Bounded(Fits(left, right) ? left + right : null)));
        filters.Import("json", new Func<object?, string>(value => Bounded(Json(value, 0) is var json && json.ToJson() is { Length: <= CountedContext.MaxLength } text ? text : null)));
        filters.Import("base64", new Func<string?, string>(text => Convert.ToBase64String(Encoding.UTF8.GetBytes(text ?? ""))));
        filters.Import("keys", new Func<object?, ScriptArray>(value => value is ScriptObject o ? [.. o.GetMembers()] : []));
        filters.Import("replace", new Func<string?, string?, string?, string>(Replace));
        filters.Import("at_least", new Func<object?, object?, object?>((value, least) => Number(value) < Number(least) ? least : value));
        filters.Import("at_most", new Func<object?, object?, object?>((value, most) => Number(value) > Number(most) ? most : value));
        filters.Import("truncate", new Func<string?, int, string, string>(Truncate));
        filters.Import("truncatewords", new Func<string?, int, string, string>(TruncateWords));
        filters.Import("url_encode", new Func<string?, string>(text => Bounded((text?.Length ?? 0) * 9L <= CountedContext.MaxLength ? WebUtility.UrlEncode(text ?? "") : null)));
        filters.Import("url_decode", new Func<string?, string>(text => WebUtility.UrlDecode(text ?? "")));
        filters.Import("newline_to_br", new Func<string?, string>(text => Replace((text ?? "").Replace("\r\n", "\n", StringComparison.Ordinal), "\n", "<br />\n")));
        filters.Import("where", new Func<object?, string?, object?, ScriptArray>(Where));
        filters.Import("sum", new Func<object?, string?, object>(Sum));
        filters.Import("date", new Func<TemplateContext, object?, string?, string?>((context, value, format) => Date(((CountedContext)context).Now, value, format)));
        return filters;
    }

    private static bool Fits(string? left, string? right) => (long)(left?.Length ?? 0) + (right?.Length ?? 0) <= CountedContext.MaxLength;

    private static string Bounded(string? text) => text ?? throw new ScriptRuntimeException(default, $"文字列が長すぎます（上限 {CountedContext.MaxLength:N0} 文字）。");

    private static Datum Json(object? value, int depth)
    {
        if (depth > 256) throw new ScriptRuntimeException(default, "値の入れ子が深すぎます（上限 256 段）。");
        return value switch
        {
            null => Datum.Null,
            bool flag => flag,
            long whole => whole,
            int whole => whole,
            decimal number => number,
            double number => Datum.Of(number),
            string text => text,
            ScriptArray list => Datum.List(list.Select(i => Json(i, depth + 1))),
            ScriptObject members => Datum.Object(members.GetMembers().Select(m => KeyValuePair.Create(m, Json(members[m], depth + 1)))),
            IEnumerable items => Datum.List(Items(items).Select(i => Json(i, depth + 1))),
            _ => value.ToString(),
        };
    }

    private static string Replace(string? text, string? from, string? to)
    {
        if (string.IsNullOrEmpty(text) || string.IsNullOrEmpty(from)) return text ?? "";
        var hits = text.Split(from).Length - 1;
        return Bounded(text.Length + (long)hits * ((to?.Length ?? 0) - from.Length) <= CountedContext.MaxLength ? text.Replace(from, to, StringComparison.Ordinal) : null);
    }

    /// <param name="length">With the dots.</param>
    private static string Truncate(string? text, int length = 50, string dots = "...") =>
        text is null ? "" : text.Length <= length ? text : $"{text[..Math.Max(0, length - dots.Length)]}{dots}";

    private static string TruncateWords(string? text, int count = 15, string dots = "...")
    {
        var words = (text ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return words.Length <= count ? text ?? "" : $"{string.Join(' ', words.Take(Math.Max(1, count)))}{dots}";
    }

    private static ScriptArray Where(object? list, string? member, object? value = null) => [.. Items(list).Where(i => Wanted(Member(i, member), value))];

    private static object Sum(object? list, string? member = null)
    {
        var sum = Items(list).Sum(i => Number(string.IsNullOrEmpty(member) ? i : Member(i, member)));
        return sum == decimal.Truncate(sum) && Math.Abs(sum) < long.MaxValue ? (long)sum : sum;
    }

    private static IEnumerable<object?> Items(object? list) => list switch
    {
        null => [],
        string or ScriptObject => [list],
        IEnumerable items => items.Cast<object?>().Select((item, at) => at < MaxItems ? item : throw new ScriptRuntimeException(default, $"一覧が長すぎます（上限 {MaxItems:N0} 件）。")),
        _ => [list],
    };

    private static object? Member(object? item, string? name) => item is ScriptObject members && name is not null && members.Contains(name) ? members[name] : null;
    private static decimal Number(object? value) => Json(value, 0).AsDecimal() ?? 0;
    /// <summary>Equal to the value asked for; without one, present and not false.</summary>
    private static bool Wanted(object? member, object? value) => value is null ? member is not (null or false) : Json(member, 0).Equals(Json(value, 0));

    /// <summary>A time as strftime writes it; a text without an offset is Japanese time, a number counts seconds from 1970.</summary>
    private static string? Date(DateTimeOffset now, object? value, string? format)
    {
        DateTimeOffset at;
        switch (value)
        {
            case null: return null;
            case string text when text is "now" or "today": at = now.ToOffset(Japan.Offset); break;
            case string text:
                if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local)) return text;
                at = DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var plain) && plain.Kind == DateTimeKind.Unspecified ? new DateTimeOffset(plain, Japan.Offset) : local;
                break;
            default:
                if (Number(value) is not (> -62_000_000_000 and < 253_000_000_000)) return null;
                at = DateTimeOffset.FromUnixTimeSeconds((long)Number(value));
                break;
        }
        if (string.IsNullOrEmpty(format)) return value as string;
        var result = new StringBuilder();
        for (var i = 0; i < format.Length; i++)
        {
            if (format[i] != '%' || i + 1 == format.Length) { result.Append(format[i]); continue; }
            var bare = format[++i] == '-' && i + 1 < format.Length;
            if (bare) i++;
            var part = Part(at, format[i]);
            result.Append(bare && part.TrimStart('0') is { Length: > 0 } trimmed ? trimmed : part);
        }
        return result.ToString();
    }

    private static string Part(DateTimeOffset at, char directive)
    {
        string In(string format) => at.ToString(format, CultureInfo.InvariantCulture);
        return directive switch
        {
            'Y' => In("yyyy"), 'C' => In("yyyy")[..2], 'y' => In("yy"), 'm' => In("MM"), 'd' => In("dd"), 'e' => at.Day.ToString(CultureInfo.InvariantCulture).PadLeft(2), 'j' => at.DayOfYear.ToString("000", CultureInfo.InvariantCulture),
            'B' => Months[at.Month - 1], 'b' or 'h' => Months[at.Month - 1][..3], 'A' => Days[(int)at.DayOfWeek], 'a' => Days[(int)at.DayOfWeek][..3],
            'u' => (at.DayOfWeek == DayOfWeek.Sunday ? 7 : (int)at.DayOfWeek).ToString(CultureInfo.InvariantCulture), 'w' => ((int)at.DayOfWeek).ToString(CultureInfo.InvariantCulture),
            'H' => In("HH"), 'k' => at.Hour.ToString(CultureInfo.InvariantCulture).PadLeft(2), 'I' => In("hh"), 'l' => (((at.Hour + 11) % 12) + 1).ToString(CultureInfo.InvariantCulture).PadLeft(2),
            'M' => In("mm"), 'S' => In("ss"), 'L' => In("fff"), 'N' => In("fffffff") + "00", 'p' => at.Hour < 12 ? "AM" : "PM", 'P' => at.Hour < 12 ? "am" : "pm",
            'z' => In("zzz").Replace(":", "", StringComparison.Ordinal), 'Z' => In("zzz"), 's' => at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
            'F' => In("yyyy-MM-dd"), 'D' or 'x' => In("MM/dd/yy"), 'T' or 'X' => In("HH:mm:ss"), 'R' => In("HH:mm"), 'r' => $"{In("hh:mm:ss")} {Part(at, 'p')}", 'c' => $"{Part(at, 'a')} {Part(at, 'b')} {Part(at, 'e')} {In("HH:mm:ss yyyy")}",
            'n' => "\n", 't' => "\t", '%' => "%",
            _ => $"%{directive}",
        };
    }
}
