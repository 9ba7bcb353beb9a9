using System.Globalization;
using System.IO.Compression;
using System.Xml;
using System.Xml.Linq;

namespace Workflows.Decisions.Excel.Xlsx;

/// <summary>
/// Reads the texts of a workbook, whoever wrote it: inline and shared strings, numbers and booleans as FEEL writes them, dates as date("…"),
/// merged cells as the same text in each. Formulas are refused. Bounded, so that a small file cannot unfold into a huge one.
/// </summary>
internal sealed class XlsxReader
{
    private const long MaxPartBytes = 64 * 1024 * 1024;
    private const int MaxCells = 2_000_000;
    private static readonly int[] BuiltInDateFormats = [14, 15, 16, 17, 22, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58];

    private readonly ZipArchive zip;
    private string[] shared = [];
    private bool[] dateStyles = [];
    private bool from1904;
    private int cells;

    private XlsxReader(ZipArchive zip) => this.zip = zip;

    public static IReadOnlyList<XlsxSheet> Read(Stream stream)
    {
        try
        {
            using var zip = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
            return new XlsxReader(zip).Sheets();
        }
        catch (Exception fault) when (fault is InvalidDataException or XmlException)
        {
            throw Broken(fault.Message);
        }
    }

    private List<XlsxSheet> Sheets()
    {
        var book = Part("xl/workbook.xml") ?? throw Broken("xl/workbook.xml");
        from1904 = Local(book, "workbookPr").Any(p => p.Attribute("date1904")?.Value is "1" or "true");
        var targets = Part("xl/_rels/workbook.xml.rels")?.Elements()
            .Select(r => (Id: r.Attribute("Id")?.Value, Target: r.Attribute("Target")?.Value ?? "")).ToArray() ?? [];
        shared = [.. (Part("xl/sharedStrings.xml")?.Elements() ?? []).Where(e => e.Name.LocalName == "si").Select(Text)];
        dateStyles = DateStyles(Part("xl/styles.xml"));
        var sheets = new List<XlsxSheet>();
        foreach (var entry in Local(book, "sheet"))
        {
            var name = entry.Attribute("name")?.Value ?? "";
            var id = entry.Attributes().FirstOrDefault(a => a.Name.LocalName == "id" && a.Name.NamespaceName.Length > 0)?.Value;
            var target = Array.Find(targets, t => t.Id == id).Target ?? "";
            var path = target.StartsWith('/') ? target[1..] : "xl/" + target;
            sheets.Add(Sheet(name, Part(path) ?? throw Broken(path)));
        }

        return sheets;
    }

    private XlsxSheet Sheet(string name, XElement root)
    {
        var sheet = new XlsxSheet(name);
        var row = 0;
        foreach (var line in Local(root, "row"))
        {
            row = int.TryParse(line.Attribute("r")?.Value, out var r) ? r : row + 1;
            var column = 0;
            foreach (var cell in Local(line, "c"))
            {
                var at = XlsxSheet.Parse(cell.Attribute("r")?.Value ?? "") ?? (row, column + 1);
                column = at.Column;
                if (++cells > MaxCells)
                {
                    throw Broken($"> {MaxCells} cells");
                }

                if (Local(cell, "f").Any())
                {
                    throw new ExcelException(
                        name, XlsxSheet.Address(at.Row, at.Column), "数式は使えません。値にして貼り付けてください。", "Formulas are not possible; paste the value.");
                }

                var text = Value(name, at, cell);
                if (text.Length > 0)
                {
                    sheet.Set(at.Row, at.Column, text);
                }
            }
        }

        Unmerge(sheet, root);
        return sheet;
    }

    private string Value(string sheet, (int Row, int Column) at, XElement cell)
    {
        var raw = Local(cell, "v").FirstOrDefault()?.Value ?? "";
        switch (cell.Attribute("t")?.Value)
        {
            case "inlineStr":
                return Local(cell, "is").Select(Text).FirstOrDefault() ?? "";
            case "s":
                return int.TryParse(raw, out var index) && index >= 0 && index < shared.Length ? shared[index] : throw Broken($"shared string {raw}");
            case "str":
                return XlsxText.Unescape(raw);
            case "b":
                return raw == "1" ? "true" : "false";
            case "e":
                throw new ExcelException(sheet, XlsxSheet.Address(at.Row, at.Column), $"エラー値（{raw}）です。直してください。", $"This is the error {raw}; correct it.");
            default:
                return raw.Length == 0 ? "" : Number(cell, raw);
        }
    }

    private string Number(XElement cell, string raw)
    {
        var style = int.TryParse(cell.Attribute("s")?.Value, out var s) && s < dateStyles.Length && dateStyles[s];
        if (!decimal.TryParse(raw, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
        {
            return raw;
        }

        if (!style || number < 0 || number > 2_958_465)
        {
            return number.ToString(CultureInfo.InvariantCulture);
        }

        // Day 60 of the 1900 system is the 29 February 1900 that never was.
        var days = (int)decimal.Floor(number);
        var date = from1904 ? new DateOnly(1904, 1, 1).AddDays(days) : new DateOnly(1899, 12, days < 60 ? 31 : 30).AddDays(days);
        var ofDay = decimal.Round((number - days) * 86400, 0);
        return ofDay == 0
            ? $"date(\"{date:yyyy-MM-dd}\")"
            : $"date and time(\"{date.ToDateTime(TimeOnly.MinValue).AddSeconds((double)ofDay):yyyy-MM-ddTHH:mm:ss}\")";
    }

    private static void Unmerge(XlsxSheet sheet, XElement root)
    {
        foreach (var merge in Local(root, "mergeCell"))
        {
            var ends = (merge.Attribute("ref")?.Value ?? "").Split(':');
            if (ends.Length != 2 || XlsxSheet.Parse(ends[0]) is not { } first || XlsxSheet.Parse(ends[1]) is not { } last
                || (long)(last.Row - first.Row + 1) * (last.Column - first.Column + 1) > 100_000)
            {
                throw Broken($"mergeCell {merge.Attribute("ref")?.Value}");
            }

            var text = sheet[first.Row, first.Column];
            for (var row = first.Row; row <= last.Row && text.Length > 0; row++)
            {
                for (var column = first.Column; column <= last.Column; column++)
                {
                    sheet.Set(row, column, text);
                }
            }
        }
    }

    // Runs of rich text joined; phonetic readings (rPh) left out.
    private static string Text(XElement item) => XlsxText.Unescape(string.Concat(
        item.Elements().SelectMany(e => e.Name.LocalName switch
        {
            "t" => [e.Value],
            "r" => Local(e, "t").Select(t => t.Value),
            _ => Enumerable.Empty<string>(),
        })));

    private static bool[] DateStyles(XElement? styles)
    {
        if (styles is null)
        {
            return [];
        }

        var own = Local(styles, "numFmt").ToLookup(f => f.Attribute("numFmtId")?.Value ?? "", f => f.Attribute("formatCode")?.Value ?? "");
        return
        [
            .. styles.Elements().Where(e => e.Name.LocalName == "cellXfs").Elements().Select(x =>
            {
                var id = x.Attribute("numFmtId")?.Value ?? "0";
                return (int.TryParse(id, out var n) && Array.IndexOf(BuiltInDateFormats, n) >= 0) || own[id].Any(IsDateFormat);
            }),
        ];
    }

    private static bool IsDateFormat(string code)
    {
        var (quoted, bracket) = (false, false);
        foreach (var c in code)
        {
            quoted ^= c == '"';
            bracket = c == '[' || (bracket && c != ']');
            if (!quoted && !bracket && c is 'y' or 'd' or 'e' or 'Y' or 'D')
            {
                return true;
            }
        }

        return false;
    }

    private static IEnumerable<XElement> Local(XElement root, string name) => root.Descendants().Where(e => e.Name.LocalName == name);

    private XElement? Part(string path)
    {
        if (zip.GetEntry(path) is not { } entry)
        {
            return null;
        }

        if (entry.Length > MaxPartBytes)
        {
            throw Broken($"{path}: {entry.Length} bytes");
        }

        using var stream = entry.Open();
        using var reader = XmlReader.Create(
            stream, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = MaxPartBytes });
        return XDocument.Load(reader, LoadOptions.PreserveWhitespace).Root;
    }

    private static ExcelException Broken(string detail) => new(
        "", "", $"Excelブック（.xlsx）として読めません（{detail}）。Excelで開いて保存し直してください。", $"This is no readable .xlsx workbook ({detail}); open and save it in Excel.");
}
