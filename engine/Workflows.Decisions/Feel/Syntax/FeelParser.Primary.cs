using System.Globalization;
using System.Text;
using Workflows.Decisions.Feel.Syntax;

namespace Workflows.Decisions.Feel;

/// <summary>Literals, names, lists, ranges, contexts, functions, loops and types.</summary>
internal sealed partial class FeelParser
{
    private Expr Primary()
    {
        Deeper();
        var e = OnePrimary();
        nesting--;
        return e;
    }

    private Expr OnePrimary()
    {
        Skip();
        var start = pos;
        if (pos >= text.Length) throw Error(pos, "式が途中で終わっています。値・項目名・関数などが必要です", "the expression ends early; a value, a name or a function is expected");
        var c = text[pos];
        if (NameAt(out var wordy) is { } name) return Name(name, wordy, start);
        if (char.IsAsciiDigit(c) || (c == '.' && pos + 1 < text.Length && char.IsAsciiDigit(text[pos + 1]))) return Number();
        switch (c)
        {
            case '"': return new LiteralExpr(StringBody(), text[start..pos]) { Start = start, End = pos };
            case '@': return At();
            case '[': return ListOrRange();
            case ']': return OpenRange();
            case '(': return Parenthesis();
            case '{': return Context();
            case '“' or '”' or '＂':
                throw Error(pos, "全角の引用符です。半角の \" を使ってください", "a typographic quote; use the plain \"");
            case '\'':
                throw Error(pos, "文字列は \" で囲みます", "strings are written in double quotes");
            default:
                throw Error(pos, $"「{Symbol()}」はここに書けません。値・項目名・関数などが必要です", $"\"{Symbol()}\" is not expected here; a value, a name or a function is");
        }
    }

    private Expr Name(string name, bool declared, int start)
    {
        if (declared) return new NameExpr(name) { Start = start, End = pos };
        switch (name)
        {
            case "true": return new LiteralExpr(FeelBool.True, name) { Start = start, End = pos };
            case "false": return new LiteralExpr(FeelBool.False, name) { Start = start, End = pos };
            case "null": return new LiteralExpr(null, name) { Start = start, End = pos };
            case "if": return If(start);
            case "for": return For(start);
            case "some": return Quantified(start, false);
            case "every": return Quantified(start, true);
            case "function": return Function(start);
        }
        if (FeelNames.IsReserved(name) && name != "not" && name != "of" && name != "external")
        {
            pos = start;
            throw Error(start, $"「{name}」はここに書けません。その前に値が必要です", $"\"{name}\" is not expected here; a value is missing before it");
        }
        return new NameExpr(name) { Start = start, End = pos };
    }

    /// <summary>Reads a name at the place: the longest declared one, or a run of words; null when no name begins here.</summary>
    private string? NameAt(out bool declared)
    {
        declared = false;
        var start = pos;
        var end = FeelNames.ChunkEnd(text, pos);
        if (end == pos) return null;
        var chunk = text[pos..end];
        string? best = null;
        var bestEnd = 0;
        foreach (var scope in locals)
            if (scope.Match(text, start, chunk, out var e) is { } n && e > bestEnd) (best, bestEnd) = (n, e);
        if (known.Match(text, start, chunk, out var e2) is { } k && e2 > bestEnd) (best, bestEnd) = (k, e2);
        if (FeelLibrary.MultiWord.Match(text, start, chunk, out var e4) is { } b && e4 > bestEnd) (best, bestEnd) = (b, e4);
        if (locals.Count > 0 && Member(start, chunk, out var e3) is { } m && e3 > bestEnd && e3 > end) (best, bestEnd) = (m, e3);
        if (best is not null)
        {
            pos = bestEnd;
            declared = true;
            return best;
        }
        if (FeelNames.StartLength(text, start) == 0) return null;
        pos = end;
        if (FeelNames.IsReserved(chunk)) return chunk;
        return JoinWords(chunk);
    }

    private string JoinWords(string first)
    {
        var name = first;
        while (true)
        {
            var save = pos;
            // Only white space stands inside a name; a comment ends it.
            while (pos < text.Length && FeelNames.IsSpace(text[pos])) pos++;
            var end = FeelNames.ChunkEnd(text, pos);
            if (end == pos || pos == save) { pos = save; return name; }
            var word = text[pos..end];
            if (FeelNames.Stops.Contains(word)) { pos = save; return name; }
            name += " " + word;
            pos = end;
        }
    }

    private string MemberName()
    {
        var end = FeelNames.ChunkEnd(text, pos);
        if (end == pos) throw Error(pos, "「.」の次に項目名が必要です", "a name is expected after \".\"");
        var chunk = text[pos..end];
        if (Member(pos, chunk, out var e) is { } name)
        {
            pos = e;
            return name;
        }
        if (FeelNames.StartLength(text, pos) == 0) throw Error(pos, "「.」の次に項目名が必要です", "a name is expected after \".\"");
        pos = end;
        return FeelNames.IsReserved(chunk) ? chunk : JoinWords(chunk);
    }

    /// <summary>The longest member name at the place: of the model, of contexts written before, or a builtin property.</summary>
    private string? Member(int start, string chunk, out int end)
    {
        var best = members.Match(text, start, chunk, out end);
        if (written.Match(text, start, chunk, out var e) is { } w && e > end) (best, end) = (w, e);
        if (FeelProperties.MultiWord.Match(text, start, chunk, out e) is { } p && e > end) (best, end) = (p, e);
        return best;
    }

    private LiteralExpr Number()
    {
        var start = pos;
        while (pos < text.Length && char.IsAsciiDigit(text[pos])) pos++;
        if (pos + 1 < text.Length && text[pos] == '.' && char.IsAsciiDigit(text[pos + 1]))
        {
            pos++;
            while (pos < text.Length && char.IsAsciiDigit(text[pos])) pos++;
        }
        if (pos < text.Length && text[pos] is 'e' or 'E')
        {
            var save = pos++;
            if (pos < text.Length && text[pos] is '+' or '-') pos++;
            var digits = pos;
            while (pos < text.Length && char.IsAsciiDigit(text[pos])) pos++;
            if (pos == digits) pos = save;
        }
        var raw = text[start..pos];
        var value = FeelNumber.TryParse(raw) ?? throw Error(start, $"数「{raw}」は扱える範囲を超えています", $"the number {raw} is out of range");
        if (FeelNames.StartLength(text, pos) > 0)
            throw Error(pos, $"数「{raw}」のすぐ後に文字があります", $"a letter follows the number {raw}");
        return new LiteralExpr(value, raw) { Start = start, End = pos };
    }

    private string StringBody()
    {
        var start = pos++;
        var value = new StringBuilder();
        while (true)
        {
            if (pos >= text.Length) throw Error(start, "文字列を閉じる \" がありません", "the string is not closed by \"");
            var c = text[pos++];
            if (c == '"') return value.ToString();
            if (c != '\\') { value.Append(c); continue; }
            if (pos >= text.Length) throw Error(start, "文字列を閉じる \" がありません", "the string is not closed by \"");
            c = text[pos++];
            switch (c)
            {
                case 'n': value.Append('\n'); break;
                case 'r': value.Append('\r'); break;
                case 't': value.Append('\t'); break;
                case '"' or '\\' or '\'': value.Append(c); break;
                case 'u' when Hex(4) is { } u: value.Append((char)u); break;
                case 'U' when Hex(6) is { } u && u <= 0x10FFFF && u is < 0xD800 or > 0xDFFF: value.Append(char.ConvertFromUtf32(u)); break;
                // Other escapes stand as written: patterns such as "\d" need no doubled backslash.
                default: value.Append('\\').Append(c); break;
            }
        }
    }

    private int? Hex(int digits)
    {
        if (pos + digits > text.Length || !int.TryParse(text.AsSpan(pos, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var v)) return null;
        pos += digits;
        return v;
    }

    private AtExpr At()
    {
        var start = pos++;
        Skip();
        if (pos >= text.Length || text[pos] != '"') throw Expected("\"", "@ の次に \"2026-04-01\" のような日付・時刻・期間", "a string such as \"2026-04-01\" after @");
        var body = StringBody();
        object? value = FeelDate.TryParse(body);
        value ??= FeelDateTime.TryParse(body);
        value ??= FeelTime.TryParse(body);
        value ??= FeelDuration.TryParse(body);
        return value is null
            ? throw Error(start, $"「{body}」は日付・時刻・期間として読めません", $"\"{body}\" is no date, time or duration")
            : new AtExpr(body, value) { Start = start, End = pos };
    }

    private Expr ListOrRange()
    {
        var start = pos++;
        var items = new List<Expr>();
        var ends = rangeEnds;
        rangeEnds = 0;
        try
        {
            Skip();
            if (Accept(']')) return new ListExpr(items) { Start = start, End = pos };
            var first = Expression();
            if (AcceptSymbol("..")) return RangeEnd(start, first, true);
            items.Add(first);
            while (Accept(',')) items.Add(Expression());
            if (!Accept(']')) throw Expected("]", "リストの区切り「,」または閉じ括弧「]」", "\",\" or \"]\"");
            return new ListExpr(items) { Start = start, End = pos };
        }
        finally { rangeEnds = ends; }
    }

    private RangeExpr OpenRange()
    {
        var start = pos++;
        var low = Expression();
        if (!AcceptSymbol("..")) throw Expected("..", "範囲の「..」", "\"..\" of a range");
        return RangeEnd(start, low, false);
    }

    private RangeExpr RangeEnd(int start, Expr low, bool lowIncluded)
    {
        var ends = rangeEnds;
        rangeEnds = 1;
        var high = Additive();
        rangeEnds = ends;
        Skip();
        if (pos < text.Length && text[pos] is ']' or ')' or '[')
        {
            var included = text[pos++] == ']';
            return new RangeExpr(low, lowIncluded, high, included) { Start = start, End = pos };
        }
        throw Expected("]", "範囲を閉じる「]」または「)」", "\"]\" or \")\" to close the range");
    }

    private Expr Parenthesis()
    {
        var start = pos++;
        var ends = rangeEnds;
        rangeEnds = 0;
        try
        {
            if (TestOperator() is { } op)
            {
                var end = Additive();
                Expect(')');
                return op switch
                {
                    BinaryOperator.Less => new RangeExpr(null, false, end, false) { Start = start, End = pos },
                    BinaryOperator.LessOrEqual => new RangeExpr(null, false, end, true) { Start = start, End = pos },
                    BinaryOperator.Greater => new RangeExpr(end, false, null, false) { Start = start, End = pos },
                    BinaryOperator.GreaterOrEqual => new RangeExpr(end, true, null, false) { Start = start, End = pos },
                    BinaryOperator.Equal => new RangeExpr(end, true, end, true) { Start = start, End = pos },
                    _ => new NotEqualTestExpr(end) { Start = start, End = pos },
                };
            }
            var inner = Expression();
            if (AcceptSymbol("..")) return RangeEnd(start, inner, false);
            if (!Accept(')')) throw Expected(")", "閉じ括弧「)」");
            return new ParenthesizedExpr(inner) { Start = start, End = pos };
        }
        finally { rangeEnds = ends; }
    }

    private ContextExpr Context()
    {
        var start = pos++;
        var ends = rangeEnds;
        rangeEnds = 0;
        var entries = new List<ContextEntry>();
        var scope = new NameTable();
        locals.Push(scope);
        Skip();
        if (!Accept('}'))
        {
            do
            {
                Skip();
                string name;
                var quoted = pos < text.Length && text[pos] == '"';
                if (quoted) name = StringBody();
                else name = NameUntil(':') ?? throw Expected(":", "「項目名: 値」の形の項目", "an entry \"name: value\"");
                Skip();
                if (!Accept(':')) throw Expected(":", $"項目名「{name}」の次に「:」", "\":\" after the entry name");
                entries.Add(new ContextEntry(name, quoted, Expression()));
                scope.Add(name);
                written.Add(name);
            }
            while (Accept(','));
            if (!Accept('}')) throw Expected("}", "区切り「,」または閉じ括弧「}」", "\",\" or \"}\"");
        }
        locals.Pop();
        rangeEnds = ends;
        return new ContextExpr(entries) { Start = start, End = pos };
    }

    private IfExpr If(int start)
    {
        var condition = Expression();
        if (!AcceptWord("then")) throw Expected("then", "if の条件の次に then");
        var then = Expression();
        if (!AcceptWord("else")) throw Expected("else", "then の値の次に else");
        return new IfExpr(condition, then, Expression()) { Start = start, End = pos };
    }

    private ForExpr For(int start)
    {
        var scope = new NameTable(["partial"]);
        locals.Push(scope);
        var iterators = Iterators(scope, true);
        if (!AcceptWord("return")) throw Expected("return", "繰り返しの次に return");
        var body = Expression();
        locals.Pop();
        return new ForExpr(iterators, body) { Start = start, End = pos };
    }

    private QuantifiedExpr Quantified(int start, bool every)
    {
        var scope = new NameTable();
        locals.Push(scope);
        var iterators = Iterators(scope, false);
        if (!AcceptWord("satisfies")) throw Expected("satisfies", "繰り返しの次に satisfies");
        var body = Expression();
        locals.Pop();
        return new QuantifiedExpr(every, iterators, body) { Start = start, End = pos };
    }

    private List<Iterator> Iterators(NameTable scope, bool ranges)
    {
        var all = new List<Iterator>();
        do
        {
            Skip();
            var name = NameUntilWord("in") ?? throw Expected("in", "「変数名 in リスト」", "\"variable in list\"");
            if (!AcceptWord("in")) throw Expected("in", $"変数「{name}」の次に in");
            var from = Expression();
            Expr? to = null;
            if (ranges && AcceptSymbol("..")) to = Expression();
            all.Add(new Iterator(name, from, to));
            scope.Add(name);
        }
        while (Accept(','));
        return all;
    }

    private FunctionExpr Function(int start)
    {
        Skip();
        Expect('(');
        var parameters = new List<Parameter>();
        var scope = new NameTable();
        Skip();
        if (!Accept(')'))
        {
            do
            {
                Skip();
                var name = NameUntil(',', ')', ':') ?? throw Expected("", "引数の名前", "a parameter name");
                Skip();
                var type = Accept(':') ? Type() : null;
                parameters.Add(new Parameter(name, type));
                scope.Add(name);
            }
            while (Accept(','));
            if (!Accept(')')) throw Expected(")", "引数の区切り「,」または閉じ括弧「)」", "\",\" or \")\"");
        }
        locals.Push(scope);
        var external = AcceptWord("external");
        var body = Expression();
        locals.Pop();
        return new FunctionExpr(parameters, body, external) { Start = start, End = pos };
    }
}
