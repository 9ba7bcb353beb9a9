using System.Text;

namespace Workflows.Decisions.Feel;

/// <summary>String functions (§10.3.4.3). Positions and lengths count Unicode code points.</summary>
internal static class TextFunctions
{
    public static void AddTo(FeelFunctionRegistry r) => r
        .Add("substring", ["string:string", "start position:number", "length:number?"], Substring, "string")
        .Add("string length", ["string:string"], (_, a) => FeelNumber.From(Length((string)a[0]!)), "number")
        .Add("upper case", ["string:string"], (_, a) => ((string)a[0]!).ToUpperInvariant(), "string")
        .Add("lower case", ["string:string"], (_, a) => ((string)a[0]!).ToLowerInvariant(), "string")
        .Add("substring before", ["string:string", "match:string"], (_, a) => ((string)a[0]!).IndexOf((string)a[1]!, StringComparison.Ordinal) is var i && i > 0 ? ((string)a[0]!)[..i] : "", "string")
        .Add("substring after", ["string:string", "match:string"], (_, a) => ((string)a[0]!).IndexOf((string)a[1]!, StringComparison.Ordinal) is var i && i >= 0 ? ((string)a[0]!)[(i + ((string)a[1]!).Length)..] : "", "string")
        .Add("contains", ["string:string", "match:string"], (_, a) => FeelBool.Of(((string)a[0]!).Contains((string)a[1]!, StringComparison.Ordinal)), "boolean")
        .Add("starts with", ["string:string", "match:string"], (_, a) => FeelBool.Of(((string)a[0]!).StartsWith((string)a[1]!, StringComparison.Ordinal)), "boolean")
        .Add("ends with", ["string:string", "match:string"], (_, a) => FeelBool.Of(((string)a[0]!).EndsWith((string)a[1]!, StringComparison.Ordinal)), "boolean")
        .Add("matches", ["input:string", "pattern:string", "flags:string?"], (c, a) =>
            Pattern(c, a[1], a[2]) is { } p ? FeelBool.Of(p.IsMatch((string)a[0]!, c)) : null, "boolean")
        .Add("replace", ["input:string", "pattern:string", "replacement:string", "flags:string?"], Replace, "string")
        .Add("split", ["string:string", "delimiter:string"], (c, a) => Pattern(c, a[1], null)?.Split((string)a[0]!, c), "list<string>")
        .Add("string join", ["list:list", "delimiter:string?"], Join, "string");

    private static int Length(string s)
    {
        var n = s.Length;
        for (var i = 1; i < s.Length; i++)
            if (char.IsLowSurrogate(s[i]) && char.IsHighSurrogate(s[i - 1])) n--;
        return n;
    }

    private static object? Substring(FeelCallContext c, object?[] a)
    {
        var s = (string)a[0]!;
        var n = Length(s);
        var start = ((FeelNumber)a[1]!).ToScale(0, FeelRounding.Down)?.ToInt64() ?? 0;
        if (start == 0) return c.Fail("開始位置は 1 から（後ろからは -1 から）数えます", "the start position counts from 1, or from -1 backwards");
        if (Math.Abs(start) > n) return c.Fail($"開始位置 {start} は {n} 文字の外です", $"the start position {start} is outside {n} characters");
        var from = start > 0 ? start - 1 : n + start;
        var count = n - from;
        if (a[2] is FeelNumber wanted)
        {
            if (wanted.ToScale(0, FeelRounding.Down)?.ToInt64() is not { } length || length < 1) return c.Fail("長さは 1 以上です", "the length is at least 1");
            count = Math.Min(count, length);
        }
        var begin = Offset(s, 0, from);
        return s[begin..Offset(s, begin, count)];
    }

    private static int Offset(string s, int i, long points)
    {
        for (; points > 0 && i < s.Length; points--) i += char.IsHighSurrogate(s[i]) && i + 1 < s.Length && char.IsLowSurrogate(s[i + 1]) ? 2 : 1;
        return i;
    }

    private static FeelRegex? Pattern(FeelCallContext c, object? pattern, object? flags)
    {
        var found = FeelRegex.Get((string)pattern!, (string?)flags, out var ja, out var en);
        if (found is null) c.Fail(ja, en);
        return found;
    }

    private static object? Replace(FeelCallContext c, object?[] a)
    {
        if (Pattern(c, a[1], a[3]) is not { } p) return null;
        var result = p.Replace((string)a[0]!, (string)a[2]!, c);
        return result ?? c.Fail("置き換えの中の「$」の次は数字、「\\」の次は「$」か「\\」です", "in a replacement \"$\" is followed by a digit and \"\\\" by \"$\" or \"\\\"");
    }

    private static object? Join(FeelCallContext c, object?[] a)
    {
        var text = new StringBuilder();
        var first = true;
        foreach (var item in (IReadOnlyList<object?>)a[0]!)
        {
            if (item is null) continue;
            if (item is not string s) return c.Fail($"リストに{Words.Ja(item)}があります（文字列だけをつなげます）", $"the list holds {Words.En(item)}; only strings are joined");
            if (!first) text.Append((string?)a[1]);
            text.Append(s);
            first = false;
            c.Frame.Run.Step();
            if (text.Length > c.Frame.Run.Limits.MaxTextLength) break;
        }
        return c.Frame.Run.Text(text.ToString());
    }
}
