using System.Text;

namespace Workflows.Decisions.Functions.Text;

/// <summary>編集距離, 辞書置換, 折返し, 桁埋め, バイト数. Lengths are Unicode characters unless said otherwise.</summary>
public static class TextEdits
{
    private const string NotAtLineStart = "、。，．・：；？！）」』】］｝〕〉》’”ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ,.!?)]}";

    /// <summary>The Levenshtein distance: fewest characters put in, taken out or changed.</summary>
    public static int Distance(string a, string b)
    {
        var (x, y) = (a.EnumerateRunes().ToArray(), b.EnumerateRunes().ToArray());
        var previous = Enumerable.Range(0, y.Length + 1).ToArray();
        for (var i = 1; i <= x.Length; i++)
        {
            var current = new int[y.Length + 1];
            current[0] = i;
            for (var j = 1; j <= y.Length; j++)
            {
                var change = previous[j - 1] + (x[i - 1] == y[j - 1] ? 0 : 1);
                current[j] = Math.Min(change, Math.Min(previous[j], current[j - 1]) + 1);
            }

            previous = current;
        }

        return previous[y.Length];
    }

    /// <summary>Replaces words from left to right, at each place the longest that fits; what was put in is not looked at again.</summary>
    public static string ReplaceWords(string text, IReadOnlyList<(string Word, string With)> dictionary)
    {
        var words = dictionary.Where(d => d.Word.Length > 0).OrderByDescending(d => d.Word.Length).ToArray();
        var result = new StringBuilder(text.Length);
        var at = 0;
        while (at < text.Length)
        {
            var hit = Array.FindIndex(words, w => string.CompareOrdinal(text, at, w.Word, 0, w.Word.Length) == 0);
            if (hit >= 0)
            {
                result.Append(words[hit].With);
                at += words[hit].Word.Length;
            }
            else
            {
                result.Append(text[at++]);
            }
        }

        return result.ToString();
    }

    /// <summary>
    /// Lines of at most <paramref name="width"/> full-width characters (half-width counts ½), gathered in pages of <paramref name="rows"/> lines.
    /// A mark that must not begin a line takes the character before it along (行頭禁則); line breaks in the text are kept.
    /// </summary>
    public static IReadOnlyList<IReadOnlyList<string>> Fold(string text, int width, int rows)
    {
        if (width < 2 || rows < 1)
        {
            throw new FunctionException("折返しの幅は2以上、行は1以上にしてください。", "The width must be at least 2 and the rows at least 1.");
        }

        var lines = text.Replace("\r\n", "\n", StringComparison.Ordinal).Split('\n').SelectMany(p => FoldParagraph(p, width * 2));
        return [.. lines.Chunk(rows)];
    }

    /// <summary>The text filled up to a length on the left (default of numbers) or right.</summary>
    /// <exception cref="FunctionException">It is already longer: digits are never cut off silently.</exception>
    public static string Pad(string text, int length, string fill, bool left)
    {
        var count = text.EnumerateRunes().Count();
        if (count > length || fill.EnumerateRunes().Count() != 1)
        {
            throw new FunctionException(
                $"「{text}」を{length}桁に「{fill}」で埋められません。桁数と1文字の埋め字を確かめてください。",
                $"Cannot pad '{text}' to {length} with '{fill}'; check the length and give one fill character.");
        }

        var padding = string.Concat(Enumerable.Repeat(fill, length - count));
        return left ? padding + text : text + padding;
    }

    /// <summary>Bytes in UTF-8, Shift_JIS (CP932) or JIS X 0201.</summary>
    /// <exception cref="FunctionException">A character the code does not have.</exception>
    public static int Bytes(string text, string code)
    {
        if (code == "UTF-8")
        {
            return Encoding.UTF8.GetByteCount(text);
        }

        if (code is not ("Shift_JIS" or "JIS X 0201"))
        {
            throw FunctionException.UnknownOption("符号", code, ["UTF-8", "Shift_JIS", "JIS X 0201"]);
        }

        var total = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            var bytes = ShiftJis.ByteCount(rune);
            if (bytes == 0 || (bytes == 2 && code == "JIS X 0201"))
            {
                throw new FunctionException($"「{rune}」は{code}にない文字です。", $"'{rune}' does not exist in {code}.");
            }

            total += bytes;
        }

        return total;
    }

    private static IEnumerable<string> FoldParagraph(string paragraph, int halves)
    {
        var line = new List<Rune>();
        foreach (var rune in paragraph.EnumerateRunes())
        {
            if (line.Sum(Halves) + Halves(rune) > halves)
            {
                var carried = new List<Rune>();
                if (line.Count > 1 && NotAtLineStart.Contains(rune.ToString(), StringComparison.Ordinal))
                {
                    carried.Add(line[^1]);
                    line.RemoveAt(line.Count - 1);
                }

                yield return string.Concat(line);
                line = carried;
            }

            line.Add(rune);
        }

        yield return string.Concat(line);
    }

    private static int Halves(Rune rune) => rune.Value < 0x7F || rune.Value is >= 0xFF61 and <= 0xFF9F ? 1 : 2;
}
