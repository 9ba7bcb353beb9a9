using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml;

namespace Workflows.Decisions.Excel.Xlsx;

/// <summary>
/// Text in the XML of a workbook: characters that XML cannot hold, and CR, are written _xHHHH_, and a text that looks like such an escape
/// is escaped itself (ECMA-376 Part 1, 22.9.2.19 ST_Xstring).
/// </summary>
internal static partial class XlsxText
{
    public static string Escape(string text)
    {
        text = LooksEscaped().Replace(text, "_x005F_");
        if (text.All(c => c != '\r' && (XmlConvert.IsXmlChar(c) || char.IsSurrogate(c))))
        {
            return text;
        }

        var result = new StringBuilder();
        foreach (var c in text)
        {
            result.Append(c == '\r' || !(XmlConvert.IsXmlChar(c) || char.IsSurrogate(c)) ? $"_x{(int)c:X4}_" : c.ToString());
        }

        return result.ToString();
    }

    public static string Unescape(string text) =>
        Escaped().Replace(text, m => ((char)int.Parse(m.Groups["hex"].Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToString());

    [GeneratedRegex("_(?=x[0-9A-Fa-f]{4}_)", RegexOptions.CultureInvariant)]
    private static partial Regex LooksEscaped();

    [GeneratedRegex("_x(?<hex>[0-9A-Fa-f]{4})_", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Escaped();
}
