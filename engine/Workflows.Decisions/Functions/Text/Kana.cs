using System.Text;

namespace Workflows.Decisions.Functions.Text;

/// <summary>Kana of one kind turned into the other, without any culture.</summary>
public static class Kana
{
    private const string HalfKana = "ｦｧｨｩｪｫｬｭｮｯｰｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜﾝ";
    private const string FullKana = "ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン";
    private const string Small = "ァィゥェォッャュョヮヵヶ";
    private const string Large = "アイウエオツヤユヨワカケ";
    private const string Voiced = "ガギグゲゴザジズゼゾダヂヅデドバビブベボヴ";
    private const string Unvoiced = "カキクケコサシスセソタチツテトハヒフヘホウ";

    /// <summary>ひらがな to カタカナ; everything else stays.</summary>
    public static string ToKatakana(string text) => Map(text, c => c is (>= 'ぁ' and <= 'ゖ') or 'ゝ' or 'ゞ' ? (char)(c + 0x60) : c);

    /// <summary>カタカナ to ひらがな; ー stays.</summary>
    public static string ToHiragana(string text) => Map(text, c => c is (>= 'ァ' and <= 'ヶ') or 'ヽ' or 'ヾ' ? (char)(c - 0x60) : c);

    /// <summary>ァ to ア, ッ to ツ: banks keep no small kana.</summary>
    public static char Enlarge(char c) => Small.IndexOf(c, StringComparison.Ordinal) is var i and >= 0 ? Large[i] : c;

    /// <summary>One full-width katakana as half-width, with ﾞ ﾟ apart; null when it has none.</summary>
    public static string? ToHalfWidth(char c)
    {
        if (FullKana.IndexOf(c, StringComparison.Ordinal) is var i and >= 0)
        {
            return HalfKana[i].ToString();
        }

        if (Voiced.IndexOf(c, StringComparison.Ordinal) is var v and >= 0)
        {
            return ToHalfWidth(Unvoiced[v]) + "ﾞ";
        }

        return "パピプペポ".IndexOf(c, StringComparison.Ordinal) is var p and >= 0 ? ToHalfWidth("ハヒフヘホ"[p]) + "ﾟ" : null;
    }

    private static string Map(string text, Func<char, char> turn)
    {
        var result = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            result.Append(turn(c));
        }

        return result.ToString();
    }
}
