using System.Text.RegularExpressions;
using Workflows.Decisions.Functions.Text;

namespace Workflows.Decisions.Functions.Addresses;

/// <summary>An address taken apart (住所正規化).</summary>
/// <param name="City">What was dropped in front as the own prefecture and city; empty when there was none.</param>
/// <param name="Town">町字 with 丁目 in kanji: 見本町三丁目, 見本町字原.</param>
/// <param name="Numbers">The numbers behind the town in order: 12, 9, 2.</param>
/// <param name="IsParcel">Whether the text says 番地.</param>
/// <param name="Rest">What follows the numbers (building, room).</param>
public sealed partial record JapaneseAddress(string City, string Town, IReadOnlyList<string> Numbers, bool IsParcel, string Rest)
{
    private const string KanjiDigits = "〇一二三四五六七八九";

    /// <summary>One spelling for one address: 見本町三丁目12-9-2, 見本町字原1234-5.</summary>
    public string Canonical => Town + string.Join('-', Numbers);

    /// <summary>
    /// NFKC; spaces out; the own prefecture and city in front dropped; hyphen-like characters between digits to -; digits before 丁目 to kanji;
    /// 番地, 番, 号, の taken as separators.
    /// </summary>
    /// <param name="text">The address as written.</param>
    /// <param name="own">Names that may stand in front, in order: 神奈川県, 見本市.</param>
    public static JapaneseAddress Parse(string text, IReadOnlyList<string> own)
    {
        var rest = JapaneseNormalizer.Normalize(text, "NFKC+空白除去+ハイフン");
        var city = "";
        foreach (var name in own.Where(n => n.Length > 0 && rest.StartsWith(n, StringComparison.Ordinal)))
        {
            rest = rest[name.Length..];
            city += name;
        }

        rest = Chome().Replace(rest, m => ToKanji(int.Parse(m.Groups["n"].Value)) + "丁目");
        var match = Numbered().Match(rest);
        if (!match.Success)
        {
            return new JapaneseAddress(city, rest, [], false, "");
        }

        var numbers = Digits().Matches(match.Groups["numbers"].Value).Select(m => m.Value.TrimStart('0') is { Length: > 0 } n ? n : "0");
        return new JapaneseAddress(
            city, match.Groups["town"].Value, [.. numbers], match.Groups["numbers"].Value.Contains("番地", StringComparison.Ordinal), match.Groups["rest"].Value);
    }

    /// <summary>1–99 in kanji: 三, 十, 十二, 二十.</summary>
    public static string ToKanji(int number)
    {
        if (number is < 1 or > 99)
        {
            return number.ToString();
        }

        var (tens, ones) = (number / 10, number % 10);
        return (tens > 1 ? KanjiDigits[tens].ToString() : "") + (tens > 0 ? "十" : "") + (ones > 0 ? KanjiDigits[ones].ToString() : "");
    }

    [GeneratedRegex("(?<n>[0-9]{1,2})丁目", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Chome();

    [GeneratedRegex("^(?<town>.*?)(?<numbers>[0-9]+((番地の?|番地|番|号|の|-)[0-9]+)*(番地|番|号)?)(?<rest>[^0-9].*)?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Numbered();

    [GeneratedRegex("[0-9]+", RegexOptions.CultureInvariant)]
    private static partial Regex Digits();
}
