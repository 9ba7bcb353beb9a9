using System.Text;
using Workflows.Engine.Data;

namespace Workflows.Cases.Drafts.Documents;

/// <summary>documents/*.scriban as <c>{id, title, kind, channels, aliases, …, body}</c>.</summary>
internal static class NoticeDocument
{
    private static readonly string[] Lists = ["channels", "aliases"];

    public static Datum Read(string text)
    {
        var lines = text.TrimStart('\uFEFF').ReplaceLineEndings("\n").Split('\n');
        var end = lines[0].Trim() == "---" ? Array.FindIndex(lines, 1, l => l.Trim() == "---") : -1;
        var result = Datum.EmptyObject;
        for (var i = 1; i < end; i++)
        {
            var colon = lines[i].IndexOf(':', StringComparison.Ordinal);
            if (colon < 0 || lines[i].TrimStart().StartsWith('#')) continue;
            var (key, value) = (lines[i][..colon].Trim(), lines[i][(colon + 1)..].Trim().Trim('"'));
            result = result.With(key, Lists.Contains(key)
                ? Datum.List(value.Trim('[', ']').Split([',', '、'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(Datum.Of)) : value);
        }
        return result.With("body", string.Join('\n', end < 0 ? lines : lines[(end + 1)..]));
    }

    public static string Write(Datum document)
    {
        var text = new StringBuilder("---\n");
        foreach (var (key, value) in document.Members)
        {
            if (key == "body" || value.IsNull || (value.Kind == DatumKind.List && value.Items.Length == 0)) continue;
            // A line end would end the heading; it is a space to people.
            text.Append(key).Append(": ").Append((value.Kind == DatumKind.List ? string.Join(", ", value.Items.Select(i => i.AsText())) : value.AsText() ?? "").ReplaceLineEndings(" ")).Append('\n');
        }
        return text.Append("---\n").Append(document["body"].AsText() ?? "").ToString();
    }
}
