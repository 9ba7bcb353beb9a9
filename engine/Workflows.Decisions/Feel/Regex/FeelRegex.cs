using System.Collections.Concurrent;
using System.Text;

namespace Workflows.Decisions.Feel;

/// <summary>
/// Regular expressions as XPath and XQuery Functions 3.1 §5.6 has them, which FEEL uses. A matcher of our own: it works on
/// code points, counts its steps against the limits of the evaluation and so can be neither slow without end nor
/// different from machine to machine.
/// </summary>
internal sealed class FeelRegex
{
    private const int CacheSize = 500;
    private static readonly ConcurrentDictionary<(string, string), FeelRegex> Cache = new();
    private readonly RegexProgram program;

    private FeelRegex(RegexProgram program) => this.program = program;

    /// <summary>The compiled pattern; null with the reason when pattern or flags are wrong.</summary>
    public static FeelRegex? Get(string pattern, string? flags, out string ja, out string en)
    {
        ja = en = "";
        flags ??= "";
        if (Cache.TryGetValue((pattern, flags), out var known)) return known;
        foreach (var c in flags)
        {
            if (c is 's' or 'm' or 'i' or 'x' or 'q') continue;
            ja = $"フラグ「{c}」はありません（s, m, i, x, q）";
            en = $"there is no flag \"{c}\" (s, m, i, x, q)";
            return null;
        }
        try
        {
            var made = new FeelRegex(new RegexCompiler(pattern, flags).Compile());
            // The cache only saves work; dropping it whole keeps it small and changes no result.
            if (Cache.Count >= CacheSize) Cache.Clear();
            Cache[(pattern, flags)] = made;
            return made;
        }
        catch (RegexSyntaxException e)
        {
            ja = $"正規表現「{pattern}」の{e.Position + 1}文字目: {e.Ja}";
            en = $"pattern \"{pattern}\", character {e.Position + 1}: {e.En}";
            return null;
        }
    }

    public bool IsMatch(string input, FeelCallContext c)
    {
        var points = Points(input);
        var matcher = new RegexMatcher(program, points, c);
        for (var at = 0; at <= points.Length; at++)
            if (matcher.Match(at) is not null) return true;
        return false;
    }

    /// <summary>The input with all matches replaced; null when the replacement is malformed.</summary>
    public string? Replace(string input, string replacement, FeelCallContext c)
    {
        var parts = program.Literal ? [(replacement, -1)] : ReadReplacement(replacement);
        if (parts is null) return null;
        var points = Points(input);
        var matcher = new RegexMatcher(program, points, c);
        var text = new StringBuilder();
        var at = 0;
        var copied = 0;
        while (at <= points.Length)
        {
            if (matcher.Match(at) is not { } m)
            {
                at++;
                continue;
            }
            Append(text, points, copied, m[0]);
            foreach (var (literal, group) in parts)
            {
                text.Append(literal);
                if (group >= 0 && group * 2 < m.Length && m[group * 2] >= 0) Append(text, points, m[group * 2], m[group * 2 + 1]);
            }
            if (text.Length > c.Frame.Run.Limits.MaxTextLength) return c.Frame.Run.Text(text.ToString());
            copied = m[1];
            at = m[1] > m[0] ? m[1] : m[1] + 1;
        }
        Append(text, points, copied, points.Length);
        return c.Frame.Run.Text(text.ToString());
    }

    public object?[] Split(string input, FeelCallContext c)
    {
        var points = Points(input);
        var matcher = new RegexMatcher(program, points, c);
        var parts = new List<object?>();
        var from = 0;
        for (var at = 0; at < points.Length;)
        {
            if (matcher.Match(at) is not { } m || m[1] == m[0])
            {
                at++;
                continue;
            }
            parts.Add(Piece(points, from, m[0]));
            from = at = m[1];
        }
        parts.Add(Piece(points, from, points.Length));
        return [.. parts];
    }

    private static string Piece(int[] points, int from, int to)
    {
        var text = new StringBuilder(to - from);
        Append(text, points, from, to);
        return text.ToString();
    }

    private static void Append(StringBuilder text, int[] points, int from, int to)
    {
        for (var i = from; i < to; i++)
        {
            if (points[i] < 0x10000) text.Append((char)points[i]);
            else text.Append(char.ConvertFromUtf32(points[i]));
        }
    }

    internal static int[] Points(string s)
    {
        var points = new List<int>(s.Length);
        for (var i = 0; i < s.Length; i++)
        {
            if (char.IsHighSurrogate(s[i]) && i + 1 < s.Length && char.IsLowSurrogate(s[i + 1])) points.Add(char.ConvertToUtf32(s[i], s[++i]));
            else points.Add(s[i]);
        }
        return [.. points];
    }

    private List<(string Literal, int Group)>? ReadReplacement(string r)
    {
        var parts = new List<(string, int)>();
        var literal = new StringBuilder();
        for (var i = 0; i < r.Length; i++)
        {
            if (r[i] == '\\')
            {
                if (i + 1 >= r.Length || r[i + 1] is not ('\\' or '$')) return null;
                literal.Append(r[++i]);
            }
            else if (r[i] == '$')
            {
                if (i + 1 >= r.Length || !char.IsAsciiDigit(r[i + 1])) return null;
                var group = r[++i] - '0';
                // Further digits belong to the number only while such a group exists.
                while (i + 1 < r.Length && char.IsAsciiDigit(r[i + 1]) && group * 10 + (r[i + 1] - '0') <= program.Groups) group = group * 10 + (r[++i] - '0');
                parts.Add((literal.ToString(), group));
                literal.Clear();
            }
            else literal.Append(r[i]);
        }
        parts.Add((literal.ToString(), -1));
        return parts;
    }
}

internal sealed class RegexSyntaxException(int position, string ja, string en) : Exception
{
    public int Position => position;

    public string Ja => ja;

    public string En => en;
}

internal enum RegexOp { Char, Set, Any, AnyButLine, Split, Jump, Save, BackReference, Begin, End, LoopMark, LoopCheck, Match }

internal readonly record struct RegexInstruction(RegexOp Op, int A = 0, int B = 0, CharSet? Set = null);

internal sealed record RegexProgram(RegexInstruction[] Code, int Groups, int Marks, bool IgnoreCase, bool Multiline, bool Literal);

/// <summary>Runs a program by backtracking with a stack of its own; every step is counted.</summary>
internal sealed class RegexMatcher(RegexProgram program, int[] input, FeelCallContext context)
{
    private const int StackLimit = 2_000_000;
    private readonly int[] registers = new int[(program.Groups + 1) * 2 + program.Marks];
    private readonly Stack<(int Pc, int At, int Register, int Old)> stack = new();

    /// <summary>Start and end of the match and its groups at the position; null when there is none.</summary>
    public int[]? Match(int start)
    {
        Array.Fill(registers, -1);
        stack.Clear();
        var pc = 0;
        var at = start;
        var marks = (program.Groups + 1) * 2;
        registers[0] = start;
        long steps = 0;
        while (true)
        {
            if ((++steps & 255) == 0) context.Step(16);
            var i = program.Code[pc];
            var ok = true;
            switch (i.Op)
            {
                case RegexOp.Char: ok = at < input.Length && CharSet.Fold(input[at], program.IgnoreCase) == i.A; at++; pc++; break;
                case RegexOp.Set: ok = at < input.Length && i.Set!.Contains(input[at], program.IgnoreCase); at++; pc++; break;
                case RegexOp.Any: ok = at < input.Length; at++; pc++; break;
                case RegexOp.AnyButLine: ok = at < input.Length && input[at] is not ('\n' or '\r'); at++; pc++; break;
                case RegexOp.Jump: pc = i.A; break;
                case RegexOp.Split:
                    if (stack.Count > StackLimit) throw new FeelLimitException("正規表現の照合が大きくなりすぎました", "matching the pattern grew too large");
                    stack.Push((i.B, at, -1, 0));
                    pc = i.A;
                    break;
                case RegexOp.Save: Set(i.A, at); pc++; break;
                case RegexOp.LoopMark: Set(marks + i.A, at); pc++; break;
                // A turn of a loop that took nothing must not be repeated for ever.
                case RegexOp.LoopCheck: ok = registers[marks + i.A] != at; pc++; break;
                case RegexOp.BackReference:
                    var (from, to) = (registers[i.A * 2], registers[i.A * 2 + 1]);
                    if (from >= 0 && to >= 0)
                    {
                        var length = to - from;
                        ok = at + length <= input.Length;
                        for (var k = 0; ok && k < length; k++) ok = CharSet.Fold(input[from + k], program.IgnoreCase) == CharSet.Fold(input[at + k], program.IgnoreCase);
                        at += length;
                    }
                    pc++;
                    break;
                case RegexOp.Begin: ok = at == 0 || (program.Multiline && input[at - 1] == '\n' && at < input.Length); pc++; break;
                case RegexOp.End: ok = at == input.Length || (program.Multiline && input[at] == '\n'); pc++; break;
                default:
                    registers[1] = at;
                    context.Step(steps / 64);
                    return registers[..marks];
            }
            if (ok) continue;
            while (true)
            {
                if (stack.Count == 0)
                {
                    context.Step(1 + steps / 64);
                    return null;
                }
                var back = stack.Pop();
                if (back.Register >= 0)
                {
                    registers[back.Register] = back.Old;
                    continue;
                }
                (pc, at) = (back.Pc, back.At);
                break;
            }
        }
    }

    private void Set(int register, int value)
    {
        stack.Push((0, 0, register, registers[register]));
        registers[register] = value;
    }
}
