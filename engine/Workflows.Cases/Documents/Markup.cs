using System.Net;
using System.Text;

namespace Workflows.Cases.Documents;

/// <summary>HTML the product itself has made; everything else is escaped.</summary>
internal sealed class Markup(string html)
{
    public string Html { get; } = html;
    public override string ToString() => Html;

    /// <summary>
    /// Text as HTML: special characters escaped, line ends as breaks, and kanji that common fonts lack (beyond the basic plane, or with a variation selector)
    /// marked, so that a font that has them is taken for the whole of it.
    /// </summary>
    public static string Escape(string text)
    {
        var result = new StringBuilder();
        var plain = new StringBuilder();
        void Flush()
        {
            result.Append(WebUtility.HtmlEncode(plain.ToString()).Replace("\r\n", "<br>", StringComparison.Ordinal).Replace("\n", "<br>", StringComparison.Ordinal));
            plain.Clear();
        }
        var runes = text.EnumerateRunes().ToArray();
        for (var i = 0; i < runes.Length; i++)
        {
            var selected = i + 1 < runes.Length && runes[i + 1].Value is >= 0xE0100 and <= 0xE01EF or >= 0xFE00 and <= 0xFE0F;
            if (runes[i].Value is >= 0x20000 and <= 0x3FFFF || selected)
            {
                Flush();
                // Written as characters, not references: what is searched for must stand there.
                result.Append("<span class=\"rare\">").Append(runes[i].ToString());
                if (selected) result.Append(runes[++i].ToString());
                result.Append("</span>");
                continue;
            }
            plain.Append(runes[i].ToString());
        }
        Flush();
        return result.ToString();
    }
}
