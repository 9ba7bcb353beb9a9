using System.Text;
using Workflows.Decisions.Functions.Text;

namespace Workflows.Decisions.Functions.Bank;

/// <summary>What a bank accepts beyond the common set.</summary>
/// <param name="AllowWo">Whether ｦ may stand (default yes).</param>
/// <param name="MaxLength">Longest result in bytes, ﾞ and ﾟ counted; null = any.</param>
public sealed record ZenginTextOptions(bool AllowWo = true, int? MaxLength = null);

/// <summary>The converted text, or the place of the first character that cannot be used.</summary>
/// <param name="Text">Half-width text (JIS X 0201), or null on an error.</param>
/// <param name="ErrorPosition">1-based place in the input, in characters, or null.</param>
/// <param name="ErrorCharacter">The character there as it was typed, or null.</param>
public sealed record ZenginTextResult(string? Text, int? ErrorPosition, string? ErrorCharacter);

/// <summary>
/// 全銀文字: names as the banks' files hold them. NFKC, hiragana to katakana, small kana to large, ー to -, lower to upper case,
/// full-width space to space, half-width kana with separate ﾞ ﾟ. Allowed: A-Z 0-9 ｱ-ﾝ ﾞ ﾟ space ( ) - . / ｢ ｣ , and ｦ by setting.
/// </summary>
public static class ZenginText
{
    private const string Marks = "ﾞﾟ\u3099\u309A゛゜";
    private const string Symbols = " ()-./,";

    /// <summary>Converts a name; the first character outside the set stops it with its position.</summary>
    public static ZenginTextResult Convert(string text, ZenginTextOptions options)
    {
        var result = new StringBuilder(text.Length);
        var position = 0;
        var runes = text.EnumerateRunes().Select(r => r.ToString()).ToArray();
        while (position < runes.Length)
        {
            var start = position++;
            var cluster = runes[start];
            while (position < runes.Length && Marks.Contains(runes[position], StringComparison.Ordinal))
            {
                cluster += runes[position++] switch { "゛" => "\u3099", "゜" => "\u309A", var mark => mark };
            }

            foreach (var c in Kana.ToKatakana(UnicodeText.Nfkc(cluster)))
            {
                if (One(c, options) is not { } written)
                {
                    return new ZenginTextResult(null, start + 1, runes[start]);
                }

                result.Append(written);
                if (result.Length > options.MaxLength)
                {
                    return new ZenginTextResult(null, start + 1, runes[start]);
                }
            }
        }

        return new ZenginTextResult(result.ToString(), null, null);
    }

    /// <summary>Whether a text consists of allowed half-width characters only.</summary>
    public static bool IsZengin(string text, ZenginTextOptions options) =>
        text.All(c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c) || Symbols.Contains(c, StringComparison.Ordinal)
            || c is '｢' or '｣' or 'ﾞ' or 'ﾟ' or (>= 'ｱ' and <= 'ﾝ') || (c == 'ｦ' && options.AllowWo));

    private static string? One(char c, ZenginTextOptions options) => c switch
    {
        >= 'a' and <= 'z' => char.ToUpperInvariant(c).ToString(),
        'ー' => "-",
        '「' => "｢",
        '」' => "｣",
        '\u3099' => "ﾞ",
        '\u309A' => "ﾟ",
        'ヲ' when !options.AllowWo => null,
        _ when char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c) || Symbols.Contains(c, StringComparison.Ordinal) => c.ToString(),
        _ => Kana.ToHalfWidth(Kana.Enlarge(c)),
    };
}
