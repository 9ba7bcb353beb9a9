using Workflows.Cases.Notices;

namespace Workflows.Cases.Packages.Reading;

/// <summary>Reads documents/*.scriban: front matter between <c>---</c> lines, then the body.</summary>
internal static class NoticeReader
{
    private static readonly string[] Known = ["id", "title", "kind", "channels", "aliases", "format", "series", "paper", "watermark", "closing", "encoding", "language", "channel", "outside", "readers"];

    public static NoticeSpec? Read(string text, string file, Reading reading)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        if (lines[0].Trim() != "---")
        {
            reading.Error(file, "1行目", "ファイルの始めに見出し（--- で囲んだ行）がありません。", "The file does not begin with front matter.", "--- 、id: N-01 、title: … 、--- の順に書いてください。");
            return null;
        }
        var end = Array.FindIndex(lines, 1, l => l.Trim() == "---");
        if (end < 0)
        {
            reading.Error(file, "1行目", "見出しが閉じていません。", "The front matter is not closed.", "見出しの後に --- だけの行を書いてください。");
            return null;
        }
        var values = new SortedDictionary<string, string>(StringComparer.Ordinal);
        for (var i = 1; i < end; i++)
        {
            var line = lines[i];
            if (line.Trim().Length == 0 || line.TrimStart().StartsWith('#')) continue;
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon < 0) { reading.Error(file, $"{i + 1}行目", "「名前: 値」の形で書いてください。", "'key: value' is expected."); continue; }
            var key = line[..colon].Trim();
            if (!Known.Contains(key)) reading.Error(file, $"{i + 1}行目", $"見出し「{key}」はありません。", $"There is no front matter key '{key}'.", Near.Fix(key, Known));
            values[key] = line[(colon + 1)..].Trim().Trim('"');
        }
        foreach (var key in new[] { "id", "title" })
            if (!values.ContainsKey(key))
                reading.Error(file, "1行目", $"見出し「{key}」がありません。", $"The front matter key '{key}' is missing.", $"「{key}: …」を書いてください。");
        var kind = values.GetValueOrDefault("kind", "notice");
        if (kind is not ("notice" or "document"))
            reading.Error(file, "1行目", $"「kind」に「{kind}」は使えません。", $"'kind' cannot be '{kind}'.", "notice か document です。");
        string One(string key, string otherwise, IReadOnlyList<string> known)
        {
            var value = values.GetValueOrDefault(key, otherwise);
            if (!known.Contains(value)) reading.Error(file, "1行目", $"「{key}」に「{value}」は使えません。", $"'{key}' cannot be '{value}'.", $"使えるのは {string.Join("、", known)} です。");
            return value;
        }
        DocumentSpec? document = kind != "document" ? null : new(One("format", "pdf", DocumentSpec.Formats), values.GetValueOrDefault("series"), One("paper", "A4", DocumentSpec.Papers),
            values.GetValueOrDefault("watermark"), values.GetValueOrDefault("closing"), One("encoding", "utf-8", DocumentSpec.Encodings)) { Readers = Words(values.GetValueOrDefault("readers", "")) };
        foreach (var reader in document?.Readers ?? []) reading.References.Add(new(RefKind.Role, reader, file, "1行目", null));
        if (document?.Series is { } series) reading.References.Add(new(RefKind.Number, series, file, "1行目", null));
        (string? Language, string? Channel)? variant = values.ContainsKey("language") || values.ContainsKey("channel")
            ? (values.ContainsKey("language") ? One("language", "ja", ["ja", "en", "easy"]) : null, values.ContainsKey("channel") ? One("channel", "mail", NoticeSpec.Outside) : null) : null;
        var neutral = values.ContainsKey("outside") && One("outside", "neutral", ["neutral", "full"]) == "neutral";
        var body = string.Join('\n', lines[(end + 1)..]);
        var notice = new NoticeSpec(values.GetValueOrDefault("id", ""), values.GetValueOrDefault("title", ""), Words(values.GetValueOrDefault("aliases", "")),
            kind, values.TryGetValue("channels", out var channels) ? Words(channels) : ["portal"], body, end + 2, file) { Document = document, Variant = variant, NeutralOutside = neutral };
        if (NoticeRenderer.Problem(notice) is { } problem)
            reading.Error(file, $"{problem.Line}行目", $"文面を読めません: {problem.Message}", $"The body cannot be read: {problem.Message}");
        return notice.Id.Length == 0 ? null : notice;
    }

    private static string[] Words(string text) =>
        text.Trim('[', ']').Split([',', '、'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
