using System.Globalization;

namespace Workflows.Decisions.Functions.Text;

/// <summary>伏字: parts of a text hidden by *. Counts in characters, so that a mask never shows more than asked.</summary>
public static class Masking
{
    private static readonly string[] Shapes = ["全部", "末尾n", "先頭n", "先頭n末尾m", "メール", "固定n末尾m"];

    /// <summary>
    /// 全部 hides all; 末尾3 keeps the last three (****321); 先頭1 keeps the first; 先頭1末尾1 keeps both ends;
    /// 固定4末尾3 writes four stars whatever the length; メール keeps the first letter and the domain.
    /// A text too short to hide anything is hidden whole.
    /// </summary>
    public static string Mask(string text, string shape)
    {
        var runes = text.EnumerateRunes().Select(r => r.ToString()).ToArray();
        if (shape == "全部")
        {
            return new string('*', runes.Length);
        }

        if (shape == "メール")
        {
            var at = text.IndexOf('@', StringComparison.Ordinal);
            return at > 0 ? Mask(text[..at], "先頭1") + text[at..] : new string('*', runes.Length);
        }

        var (fixedStars, head, tail) = Parse(shape);
        if (head + tail >= runes.Length)
        {
            return new string('*', fixedStars ?? runes.Length);
        }

        var stars = fixedStars ?? runes.Length - head - tail;
        return string.Concat(runes[..head]) + new string('*', stars) + string.Concat(runes[^tail..]);
    }

    private static (int? Fixed, int Head, int Tail) Parse(string shape)
    {
        int? stars = null;
        var (head, tail, rest) = (0, 0, shape);
        while (rest.Length > 0)
        {
            var word = rest.Length >= 2 ? rest[..2] : "";
            var digits = string.Concat(rest.Skip(2).TakeWhile(char.IsAsciiDigit));
            if (word is not ("末尾" or "先頭" or "固定") || digits.Length is < 1 or > 3)
            {
                throw FunctionException.UnknownOption("伏字の形", shape, Shapes);
            }

            var n = int.Parse(digits, CultureInfo.InvariantCulture);
            stars = word == "固定" ? n : stars;
            head = word == "先頭" ? n : head;
            tail = word == "末尾" ? n : tail;
            rest = rest[(2 + digits.Length)..];
        }

        return (stars, head, tail);
    }
}
