namespace Workflows.Decisions.Feel;

/// <summary>Reads a pattern (XML Schema regular expressions with the additions of XPath: anchors, reluctance, groups, back-references).</summary>
internal sealed class RegexCompiler
{
    private const int MostInstructions = 20_000, MostNesting = 100;

    private readonly int[] p;
    private readonly bool ignoreCase, multiline, dotAll, literal;
    private readonly List<RegexInstruction> code = [];
    private readonly HashSet<int> closed = [];
    private int i, groups, marks, depth;

    public RegexCompiler(string pattern, string flags)
    {
        ignoreCase = flags.Contains('i', StringComparison.Ordinal);
        multiline = flags.Contains('m', StringComparison.Ordinal);
        dotAll = flags.Contains('s', StringComparison.Ordinal);
        literal = flags.Contains('q', StringComparison.Ordinal);
        p = FeelRegex.Points(pattern);
        if (!literal && flags.Contains('x', StringComparison.Ordinal)) p = WithoutSpace(p);
    }

    public RegexProgram Compile()
    {
        if (literal)
        {
            foreach (var c in p) Emit(new(RegexOp.Char, CharSet.Fold(c, ignoreCase)));
        }
        else
        {
            Alternatives();
            if (i < p.Length) throw Error("「)」に対応する「(」がありません", "\")\" has no \"(\"");
        }
        Emit(new(RegexOp.Match));
        return new RegexProgram([.. code], groups, marks, ignoreCase, multiline, literal);
    }

    private static int[] WithoutSpace(int[] all)
    {
        var kept = new List<int>();
        var brackets = 0;
        for (var k = 0; k < all.Length; k++)
        {
            var c = all[k];
            if (c is ' ' or '\t' or '\n' or '\r' && brackets == 0) continue;
            kept.Add(c);
            if (c == '\\' && k + 1 < all.Length)
            {
                if (brackets == 0) while (k + 1 < all.Length && all[k + 1] is ' ' or '\t' or '\n' or '\r') k++;
                if (k + 1 < all.Length) kept.Add(all[++k]);
            }
            else if (c == '[') brackets++;
            else if (c == ']' && brackets > 0) brackets--;
        }
        return [.. kept];
    }

    private void Emit(RegexInstruction instruction)
    {
        if (code.Count >= MostInstructions) throw Error("正規表現が大きすぎます", "the pattern is too large");
        code.Add(instruction);
    }

    private void Alternatives()
    {
        if (++depth > MostNesting) throw Error("正規表現の入れ子が深すぎます", "the pattern is nested too deeply");
        var start = code.Count;
        var jumps = new List<int>();
        Sequence();
        while (i < p.Length && p[i] == '|')
        {
            i++;
            Shift(start, 1);
            jumps.Add(code.Count);
            Emit(new(RegexOp.Jump));
            code[start] = new(RegexOp.Split, start + 1, code.Count);
            // The next alternative stands behind; it becomes the start of what may be split again.
            start = code.Count;
            Sequence();
        }
        foreach (var j in jumps) code[j] = new(RegexOp.Jump, code.Count);
        depth--;
    }

    private void Sequence()
    {
        while (i < p.Length && p[i] is not ('|' or ')')) Piece();
    }

    private void Piece()
    {
        var start = code.Count;
        var at = i;
        Atom();
        if (i >= p.Length || p[i] is not ('*' or '+' or '?' or '{')) return;
        if (p[at] is '^' or '$' && i == at + 1) throw Error("「^」「$」は繰り返せません", "an anchor cannot be repeated");
        var (least, most) = Quantity();
        var greedy = true;
        if (i < p.Length && p[i] == '?')
        {
            greedy = false;
            i++;
        }
        var atom = code.GetRange(start, code.Count - start);
        code.RemoveRange(start, atom.Count);
        for (var k = 0; k < least; k++) Copy(atom, start);
        if (most is null)
        {
            var loop = code.Count;
            var mark = marks++;
            Emit(default);
            Emit(new(RegexOp.LoopMark, mark));
            Copy(atom, start);
            Emit(new(RegexOp.LoopCheck, mark));
            Emit(new(RegexOp.Jump, loop));
            code[loop] = greedy ? new(RegexOp.Split, loop + 1, code.Count) : new(RegexOp.Split, code.Count, loop + 1);
        }
        else
        {
            var splits = new List<int>();
            for (var k = least; k < most; k++)
            {
                splits.Add(code.Count);
                Emit(default);
                Copy(atom, start);
            }
            foreach (var s in splits) code[s] = greedy ? new(RegexOp.Split, s + 1, code.Count) : new(RegexOp.Split, code.Count, s + 1);
        }
    }

    /// <summary>Appends the atom, its jumps moved to the new place.</summary>
    private void Copy(List<RegexInstruction> atom, int origin)
    {
        var by = code.Count - origin;
        foreach (var x in atom) Emit(Moved(x, by));
    }

    private static RegexInstruction Moved(RegexInstruction x, int by) => x.Op switch
    {
        RegexOp.Jump => x with { A = x.A + by },
        RegexOp.Split => x with { A = x.A + by, B = x.B + by },
        _ => x,
    };

    private void Shift(int from, int by)
    {
        for (var k = from; k < code.Count; k++) code[k] = Moved(code[k], by);
        code.Insert(from, default);
    }

    private (int Least, int? Most) Quantity()
    {
        switch (p[i++])
        {
            case '*': return (0, null);
            case '+': return (1, null);
            case '?': return (0, 1);
        }
        var least = Count() ?? throw Error("「{」の次に回数が必要です", "a count is expected after \"{\"");
        int? most = least;
        if (i < p.Length && p[i] == ',')
        {
            i++;
            most = Count();
        }
        if (i >= p.Length || p[i] != '}') throw Error("「}」が必要です", "\"}\" is expected");
        i++;
        return most < least ? throw Error("回数の上限が下限より小さくなっています", "the counts are out of order") : (least, most);
    }

    private int? Count()
    {
        var start = i;
        var n = 0;
        while (i < p.Length && p[i] is >= '0' and <= '9')
        {
            n = n * 10 + (p[i++] - '0');
            if (n > 10_000) throw Error("回数が大きすぎます", "the count is too large");
        }
        return i == start ? null : n;
    }

    private void Atom()
    {
        var c = p[i++];
        switch (c)
        {
            case '.': Emit(new(dotAll ? RegexOp.Any : RegexOp.AnyButLine)); return;
            case '^': Emit(new(RegexOp.Begin)); return;
            case '$': Emit(new(RegexOp.End)); return;
            case '(': Group(); return;
            case '[': Emit(new(RegexOp.Set, Set: Class())); return;
            case '\\': Escape(); return;
            case '*' or '+' or '?' or '{' or '}' or ']':
                i--;
                throw Error($"「{(char)c}」の前に文字が必要です（文字そのものは \\{(char)c}）", $"\"{(char)c}\" stands alone; write \\{(char)c} for the character");
            default: Emit(new(RegexOp.Char, CharSet.Fold(c, ignoreCase))); return;
        }
    }

    private void Group()
    {
        var capture = true;
        if (i < p.Length && p[i] == '?')
        {
            if (i + 1 >= p.Length || p[i + 1] != ':') throw Error("「(?」の次は「:」だけです", "\"(?\" is followed by \":\" only");
            capture = false;
            i += 2;
        }
        var number = capture ? ++groups : 0;
        if (capture) Emit(new(RegexOp.Save, number * 2));
        Alternatives();
        if (i >= p.Length) throw Error("「)」がありません", "\")\" is missing");
        i++;
        if (!capture) return;
        Emit(new(RegexOp.Save, number * 2 + 1));
        closed.Add(number);
    }

    private void Escape()
    {
        if (i >= p.Length) throw Error("「\\」で終わっています", "the pattern ends in \"\\\"");
        var c = p[i];
        if (c is >= '1' and <= '9')
        {
            var n = p[i++] - '0';
            while (i < p.Length && p[i] is >= '0' and <= '9' && closed.Contains(n * 10 + (p[i] - '0'))) n = n * 10 + (p[i++] - '0');
            if (!closed.Contains(n)) throw Error($"後方参照 \\{n} のグループがありません", $"there is no group for \\{n}");
            Emit(new(RegexOp.BackReference, n));
            return;
        }
        var set = new CharSet();
        if (ClassEscape(set) is { } single) Emit(new(RegexOp.Char, CharSet.Fold(single, ignoreCase)));
        else Emit(new(RegexOp.Set, Set: set));
    }

    /// <summary>The single character of an escape, or null when a class was added to the set.</summary>
    private int? ClassEscape(CharSet set)
    {
        if (i >= p.Length) throw Error("「\\」で終わっています", "the pattern ends in \"\\\"");
        var c = p[i++];
        switch (c)
        {
            case 'n': return '\n';
            case 'r': return '\r';
            case 't': return '\t';
            case '\\' or '|' or '.' or '?' or '*' or '+' or '(' or ')' or '{' or '}' or '-' or '[' or ']' or '^' or '$': return c;
            case 'p' or 'P':
                if (i >= p.Length || p[i] != '{') throw Error("\\p の次に「{」が必要です", "\"{\" is expected after \\p");
                var end = Array.IndexOf(p, '}', i);
                if (end < 0) throw Error("「}」が必要です", "\"}\" is expected");
                var name = string.Concat(p[(i + 1)..end].Select(x => char.ConvertFromUtf32(x is >= 0xD800 and <= 0xDFFF ? '?' : x)));
                var test = CharSet.Category(name) ?? throw Error($"文字の種類「{name}」がありません", $"there is no category \"{name}\"");
                i = end + 1;
                set.Add(c == 'P' ? x => !test(x) : test);
                return null;
            default:
                if (c < 128 && CharSet.Escape((char)c) is { } escape)
                {
                    set.Add(escape);
                    return null;
                }
                i--;
                throw Error($"「\\{char.ConvertFromUtf32(c is >= 0xD800 and <= 0xDFFF ? '?' : c)}」という書き方はありません", "there is no such escape");
        }
    }

    private CharSet Class()
    {
        if (++depth > MostNesting) throw Error("正規表現の入れ子が深すぎます", "the pattern is nested too deeply");
        var set = new CharSet();
        if (i < p.Length && p[i] == '^')
        {
            set.Negated = true;
            i++;
        }
        var first = true;
        while (true)
        {
            if (i >= p.Length) throw Error("「]」がありません", "\"]\" is missing");
            if (p[i] == ']')
            {
                if (first) throw Error("「[]」の中に文字がありません", "the class is empty");
                i++;
                break;
            }
            if (p[i] == '-' && i + 1 < p.Length && p[i + 1] == '[')
            {
                if (first) throw Error("引かれる文字がありません", "nothing to subtract from");
                i += 2;
                set.Minus = Class();
                if (i >= p.Length || p[i] != ']') throw Error("「]」がありません", "\"]\" is missing");
                i++;
                break;
            }
            Member(set);
            first = false;
        }
        depth--;
        return set;
    }

    private void Member(CharSet set)
    {
        if (ClassChar(set) is not { } low) return;
        if (i + 1 < p.Length && p[i] == '-' && p[i + 1] is not (']' or '['))
        {
            i++;
            var high = ClassChar(set) ?? throw Error("範囲の端には文字が必要です", "a range needs a character at its end");
            if (high < low) throw Error("文字の範囲の順が逆です", "the range is out of order");
            set.Add(low, high);
            return;
        }
        set.Add(low, low);
    }

    private int? ClassChar(CharSet set)
    {
        var c = p[i++];
        if (c == '\\') return ClassEscape(set);
        if (c == '[')
        {
            i--;
            throw Error("「[」は \\[ と書きます", "write \\[ for \"[\"");
        }
        return c;
    }

    private RegexSyntaxException Error(string ja, string en) => new(Math.Min(i, p.Length), ja, en);
}
