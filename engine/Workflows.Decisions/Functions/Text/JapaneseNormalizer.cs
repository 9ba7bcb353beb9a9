using System.Text;
using System.Text.RegularExpressions;

namespace Workflows.Decisions.Functions.Text;

/// <summary>正規化: one step or several, in the order given, so that two spellings of the same thing become equal.</summary>
public static partial class JapaneseNormalizer
{
    private static readonly (string Name, Func<string, string> Step)[] Steps =
    [
        ("NFKC", UnicodeText.Nfkc),
        ("ひらがな", Kana.ToHiragana),
        ("カタカナ", Kana.ToKatakana),
        ("小文字", LowerAscii),
        ("大文字", UpperAscii),
        ("空白除去", DropSpaces),
        ("ハイフン", Hyphens),
        ("法人格", LegalForms),
        ("半角カナ", HalfKana),
        ("全角", FullWidth),
    ];

    private static readonly (string Name, string[] Steps)[] Presets =
    [
        ("検索", ["NFKC", "小文字", "ひらがな", "空白除去"]),
        ("法人名", ["NFKC", "空白除去", "法人格"]),
        ("番号", ["NFKC", "空白除去", "ハイフン", "大文字"]),
    ];

    private static readonly (string Short, string Long)[] LegalFormNames =
    [
        ("(株)", "株式会社"), ("(有)", "有限会社"), ("(同)", "合同会社"), ("(資)", "合資会社"), ("(名)", "合名会社"),
        ("(一社)", "一般社団法人"), ("(公社)", "公益社団法人"), ("(一財)", "一般財団法人"), ("(公財)", "公益財団法人"),
        ("(社)", "社団法人"), ("(財)", "財団法人"), ("(福)", "社会福祉法人"), ("(医)", "医療法人"), ("(学)", "学校法人"),
        ("(宗)", "宗教法人"), ("(特非)", "特定非営利活動法人"), ("(独)", "独立行政法人"), ("(弁)", "弁護士法人"), ("(税)", "税理士法人"),
    ];

    /// <summary>
    /// Steps: NFKC, ひらがな, カタカナ, 小文字, 大文字, 空白除去, ハイフン (‐ − – ー between digits to -), 法人格 ((株) to 株式会社),
    /// 半角カナ (ガ to ｶﾞ), 全角 (ABC, 123, space, ｶﾞ to full width).
    /// Presets: 検索 (NFKC, 小文字, ひらがな, 空白除去), 法人名, 番号. Names joined by 「+」 run from left to right.
    /// </summary>
    public static string Normalize(string text, string ways)
    {
        foreach (var way in ways.Split('+', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var preset = Array.FindIndex(Presets, p => p.Name == way);
            foreach (var name in preset >= 0 ? Presets[preset].Steps : [way])
            {
                var step = Array.FindIndex(Steps, s => s.Name == name);
                text = step >= 0
                    ? Steps[step].Step(text)
                    : throw FunctionException.UnknownOption("正規化の方式", name, Presets.Select(p => p.Name).Concat(Steps.Select(s => s.Name)));
            }
        }

        return text;
    }

    /// <summary>Takes off one trailing ending, the longest that fits (語尾: の捨て方, を教えて, ?).</summary>
    public static string DropEnding(string text, IReadOnlyList<string> endings)
    {
        var hit = endings.Where(e => e.Length > 0 && e.Length < text.Length && text.EndsWith(e, StringComparison.Ordinal))
            .OrderByDescending(e => e.Length).FirstOrDefault();
        return hit is null ? text : text[..^hit.Length];
    }

    /// <summary>Hyphen-like characters between digits become -.</summary>
    public static string Hyphens(string text) => BetweenDigits().Replace(text, "-");

    private static string LegalForms(string text)
    {
        foreach (var (brief, full) in LegalFormNames)
        {
            text = text.Replace(brief, full, StringComparison.Ordinal);
        }

        return text;
    }

    private static string DropSpaces(string text) => string.Concat(text.Where(c => !char.IsWhiteSpace(c)));

    private static string HalfKana(string text) => string.Concat(UnicodeText.Nfkc(text).Select(c => Kana.ToHalfWidth(c) ?? c.ToString()));

    private static string FullWidth(string text) =>
        Letters(UnicodeText.Nfkc(text), c => c == ' ' ? '　' : c is > ' ' and < '\u007F' ? (char)(c + 0xFEE0) : c);

    private static string LowerAscii(string text) => Letters(text, c => c is >= 'A' and <= 'Z' ? (char)(c + 32) : c);

    private static string UpperAscii(string text) => Letters(text, c => c is >= 'a' and <= 'z' ? (char)(c - 32) : c);

    private static string Letters(string text, Func<char, char> turn)
    {
        var result = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            result.Append(turn(c));
        }

        return result.ToString();
    }

    [GeneratedRegex("(?<=[0-9])[‐‑‒–—―−ーｰ－-](?=[0-9])", RegexOptions.CultureInvariant)]
    private static partial Regex BetweenDigits();
}
