namespace Workflows.Cases.Forms;

/// <summary>Languages as people call them in Japanese; an unknown code stays.</summary>
public static class LanguageNames
{
    private static readonly Dictionary<string, string> Known = new(StringComparer.Ordinal)
    {
        ["ja"] = "日本語", ["easy"] = "やさしい日本語", ["en"] = "英語", ["zh"] = "中国語", ["zh-Hans"] = "中国語（簡体字）", ["zh-Hant"] = "中国語（繁体字）", ["ko"] = "韓国・朝鮮語",
        ["vi"] = "ベトナム語", ["tl"] = "タガログ語", ["pt"] = "ポルトガル語", ["es"] = "スペイン語", ["ne"] = "ネパール語", ["id"] = "インドネシア語", ["th"] = "タイ語", ["my"] = "ミャンマー語", ["uk"] = "ウクライナ語",
    };

    public static string Of(string code) => Known.GetValueOrDefault(code, code);
}
