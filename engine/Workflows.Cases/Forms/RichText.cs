using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace Workflows.Cases.Forms;

/// <summary>
/// Text with a little shape: paragraphs, <c>## 見出し</c>, <c>- item</c>, <c>1. item</c>, <c>**strong**</c>, <c>[words](https://…)</c>. Anything else, HTML too, is text.
/// </summary>
public static partial class RichText
{
    /// <summary>Links lead to the web only.</summary>
    public static bool IsSound(string text) => Links().Matches(text).All(m => IsWeb(m.Groups["to"].Value));

    /// <summary>HTML that holds nothing but what this class makes.</summary>
    public static string ToHtml(string text)
    {
        var html = new StringBuilder();
        string? open = null;
        void Close() { if (open is not null) html.Append("</").Append(open).Append('>'); open = null; }
        void Inside(string tag) { if (open == tag) return; Close(); html.Append('<').Append(tag).Append('>'); open = tag; }
        foreach (var line in text.ReplaceLineEndings("\n").Split('\n'))
        {
            var plain = line.Trim();
            if (plain.Length == 0) Close();
            else if (plain.StartsWith("## ", StringComparison.Ordinal)) { Close(); html.Append("<h4>").Append(Words(plain[3..])).Append("</h4>"); }
            else if (plain.StartsWith("- ", StringComparison.Ordinal)) { Inside("ul"); html.Append("<li>").Append(Words(plain[2..])).Append("</li>"); }
            else if (Numbered().Match(plain) is { Success: true } number) { Inside("ol"); html.Append("<li>").Append(Words(plain[number.Length..])).Append("</li>"); }
            else { if (open == "p") html.Append("<br>"); else Inside("p"); html.Append(Words(plain)); }
        }
        Close();
        return html.ToString();
    }

    private static string Words(string text)
    {
        var html = new StringBuilder();
        var at = 0;
        foreach (Match link in Links().Matches(text))
        {
            html.Append(Strong(text[at..link.Index]));
            if (IsWeb(link.Groups["to"].Value)) html.Append("<a href=\"").Append(WebUtility.HtmlEncode(link.Groups["to"].Value)).Append("\" rel=\"noopener nofollow\">").Append(Strong(link.Groups["words"].Value)).Append("</a>");
            else html.Append(Strong(link.Value));
            at = link.Index + link.Length;
        }
        return html.Append(Strong(text[at..])).ToString();
    }

    private static string Strong(string text) => Bold().Replace(WebUtility.HtmlEncode(text), "<strong>$1</strong>");

    private static bool IsWeb(string to) => Uri.TryCreate(to, UriKind.Absolute, out var uri) && (uri.Scheme is "http" or "https");

    [GeneratedRegex(@"\[(?<words>[^\[\]\n]{1,200})\]\((?<to>[^()\s]{1,2000})\)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Links();
    [GeneratedRegex(@"\*\*([^*\n]{1,2000})\*\*", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Bold();
    [GeneratedRegex(@"^[0-9]{1,3}\. ", RegexOptions.CultureInvariant)]
    private static partial Regex Numbered();
}
