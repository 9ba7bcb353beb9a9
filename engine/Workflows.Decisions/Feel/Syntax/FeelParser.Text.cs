using Workflows.Decisions.Feel.Syntax;

namespace Workflows.Decisions.Feel;

/// <summary>White space, comments, words, loose names and types; and the errors with their place.</summary>
internal sealed partial class FeelParser
{
    private static readonly string[] SpacedTypes =
        ["days and time duration", "years and months duration", "date and time", "day time duration", "year month duration"];

    private TypeExpr Type()
    {
        Skip();
        var start = pos;
        Deeper();
        var name = TypeName();
        var arguments = new List<TypeExpr>();
        List<string>? fields = null;
        TypeExpr? result = null;
        Skip();
        if (name is "list" or "range" or "context" or "function" && Accept('<'))
        {
            Skip();
            if (!Accept('>'))
            {
                do
                {
                    if (name == "context")
                    {
                        Skip();
                        (fields ??= []).Add(NameUntil(':') ?? throw Expected(":", "「項目名: 型」", "\"name: type\""));
                        Expect(':');
                    }
                    arguments.Add(Type());
                }
                while (Accept(','));
                Expect('>');
            }
            if (name == "function")
            {
                Skip();
                if (!AcceptSymbol("->")) throw Expected("->", "関数の型の「->」と戻り値の型", "\"->\" and the result type");
                result = Type();
            }
        }
        nesting--;
        return new TypeExpr(name, arguments, fields, result) { Start = start, End = pos };
    }

    private string TypeName()
    {
        var end = FeelNames.ChunkEnd(text, pos);
        if (end == pos) throw Error(pos, "型の名前が必要です（number, string, date など）", "a type name is expected (number, string, date …)");
        var table = new NameTable(SpacedTypes);
        if (table.Match(text, pos, text[pos..end], out var e) is { } spaced)
        {
            pos = e;
            return spaced;
        }
        var start = pos;
        pos = end;
        var name = JoinWords(text[start..end]);
        // Types of an imported model are written model.type; names of types may hold a hyphen.
        while (pos + 1 < text.Length && text[pos] is '.' or '-' && text[pos + 1] is not ('.' or '>') && FeelNames.PartLength(text, pos + 1) > 0)
        {
            var separator = text[pos++];
            var next = FeelNames.ChunkEnd(text, pos);
            start = pos;
            pos = next;
            name += separator + JoinWords(text[start..next]);
        }
        return name;
    }

    /// <summary>A name of any characters up to one of the given ones; null when no name stands before it.</summary>
    private string? NameUntil(params char[] ends)
    {
        var i = pos;
        while (i < text.Length && !ends.Contains(text[i]))
        {
            if (text[i] is '"' or '{' or '}') return null;
            i++;
        }
        if (i >= text.Length) return null;
        var name = FeelNames.Normalize(text[pos..i]);
        if (name.Length == 0 || FeelNames.PartLength(name, 0) == 0) return null;
        pos = i;
        return name;
    }

    private string? ArgumentName()
    {
        for (var i = pos; i < text.Length; i++)
        {
            var c = text[i];
            if (c == ':')
            {
                var name = FeelNames.Normalize(text[pos..i]);
                if (name.Length == 0 || FeelNames.StartLength(name, 0) == 0) return null;
                pos = i + 1;
                return name;
            }
            if (FeelNames.IsSpace(c) || c is '-' or '+' or '*' or '/' or '.' or '\'' or '’') continue;
            var n = FeelNames.PartLength(text, i);
            if (n == 0) return null;
            i += n - 1;
        }
        return null;
    }

    private string? NameUntilWord(string word)
    {
        var i = pos;
        var end = pos;
        while (i < text.Length)
        {
            if (FeelNames.IsSpace(text[i])) { i++; continue; }
            var chunkEnd = FeelNames.ChunkEnd(text, i);
            if (chunkEnd > i)
            {
                if (text[i..chunkEnd] == word && end > pos)
                {
                    var name = FeelNames.Normalize(text[pos..end]);
                    pos = i;
                    return name;
                }
                i = end = chunkEnd;
                continue;
            }
            if (text[i] is not ('-' or '+' or '*' or '/' or '.' or '\'' or '’')) return null;
            end = ++i;
        }
        return null;
    }

    private int Here()
    {
        Skip();
        return pos;
    }

    private void Skip()
    {
        while (pos < text.Length)
        {
            if (FeelNames.IsSpace(text[pos])) { pos++; continue; }
            if (text[pos] == '/' && pos + 1 < text.Length && text[pos + 1] == '/')
            {
                while (pos < text.Length && text[pos] is not ('\n' or '\r')) pos++;
                continue;
            }
            if (text[pos] == '/' && pos + 1 < text.Length && text[pos + 1] == '*')
            {
                var end = text.IndexOf("*/", pos + 2, StringComparison.Ordinal);
                if (end < 0) throw Error(pos, "注釈を閉じる */ がありません", "the comment is not closed by */");
                pos = end + 2;
                continue;
            }
            return;
        }
    }

    private bool AtEnd()
    {
        Skip();
        return pos >= text.Length;
    }

    private bool IsEndAfter(int i)
    {
        while (i < text.Length && FeelNames.IsSpace(text[i])) i++;
        return i >= text.Length;
    }

    private void ExpectEnd()
    {
        if (AtEnd()) return;
        var hint = Symbol() switch
        {
            "＞" or "＜" or "＝" or "（" or "）" or "＋" or "－" or "＊" or "／" or "，" or "≧" or "≦" or "≠" => "。全角の記号は半角にしてください",
            "&" or "&&" => "。「かつ」は and です",
            "|" or "||" => "。「または」は or です",
            "==" => "。等しいかどうかは = です",
            _ => "",
        };
        throw Error(pos, $"「{Symbol()}」が余分です。式はその前で終わっています{hint}", $"\"{Symbol()}\" is not expected; the expression ends before it");
    }

    private bool Accept(char c)
    {
        Skip();
        if (pos >= text.Length || text[pos] != c) return false;
        pos++;
        return true;
    }

    private bool AcceptSymbol(string symbol)
    {
        Skip();
        if (string.CompareOrdinal(text, pos, symbol, 0, symbol.Length) != 0) return false;
        pos += symbol.Length;
        return true;
    }

    private string? PeekWord()
    {
        Skip();
        var end = FeelNames.ChunkEnd(text, pos);
        return end == pos ? null : text[pos..end];
    }

    private bool AcceptWord(string word)
    {
        if (PeekWord() != word) return false;
        pos += word.Length;
        return true;
    }

    private void Expect(char c)
    {
        if (!Accept(c)) throw Expected(c.ToString(), $"「{c}」");
    }

    private FeelParseException Expected(string symbol, string ja, string? en = null)
    {
        Skip();
        var found = pos >= text.Length ? "式の終わり" : $"「{Symbol()}」";
        var foundEn = pos >= text.Length ? "the end" : $"\"{Symbol()}\"";
        return Error(pos, $"{ja}が必要ですが、{found}があります", $"{en ?? $"\"{symbol}\""} is expected but {foundEn} was found");
    }

    private FeelParseException TooLong() => Error(pos, $"演算の連なりが長すぎます（{MaxChain}個まで）", $"the chain of operators is too long (at most {MaxChain})");

    private FeelParseException Error(int offset, string ja, string en) => new(text, offset, ja, en);

    private string Symbol()
    {
        if (pos >= text.Length) return "";
        var end = FeelNames.ChunkEnd(text, pos);
        if (end > pos) return text[pos..Math.Min(end, pos + 40)];
        if (pos + 1 < text.Length && text[pos] == text[pos + 1] && text[pos] is '=' or '&' or '|') return text[pos..(pos + 2)];
        return char.IsHighSurrogate(text[pos]) && pos + 1 < text.Length ? text[pos..(pos + 2)] : text[pos].ToString();
    }
}
