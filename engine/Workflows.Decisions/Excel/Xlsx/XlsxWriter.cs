using System.IO.Compression;
using System.Text;
using System.Xml.Linq;

namespace Workflows.Decisions.Excel.Xlsx;

/// <summary>Writes a workbook (ECMA-376 SpreadsheetML) to a stream. The same sheets give the same bytes: no clock, no machine name.</summary>
internal static class XlsxWriter
{
    private const string PackageTypes = "http://schemas.openxmlformats.org/package/2006/content-types";
    private const string PackageLinks = "http://schemas.openxmlformats.org/package/2006/relationships";
    private const string Links = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    private const string Part = "application/vnd.openxmlformats-officedocument.spreadsheetml";
    private static readonly XNamespace Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    private static readonly DateTimeOffset Stamp = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static void Write(Stream stream, IReadOnlyList<XlsxSheet> sheets)
    {
        using var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true, Encoding.UTF8);
        Put(zip, "[Content_Types].xml", ContentTypes(sheets.Count));
        Put(zip, "_rels/.rels", Relations([("rId1", Links + "/officeDocument", "xl/workbook.xml")]));
        Put(zip, "xl/workbook.xml", Workbook(sheets));
        Put(zip, "xl/_rels/workbook.xml.rels", Relations(
        [
            .. sheets.Select((_, i) => ($"rId{i + 1}", Links + "/worksheet", $"worksheets/sheet{i + 1}.xml")),
            ($"rId{sheets.Count + 1}", Links + "/styles", "styles.xml"),
        ]));
        Put(zip, "xl/styles.xml", Styles());
        for (var i = 0; i < sheets.Count; i++)
        {
            Put(zip, $"xl/worksheets/sheet{i + 1}.xml", Sheet(sheets[i]));
        }
    }

    private static void Put(ZipArchive zip, string name, XElement root)
    {
        var entry = zip.CreateEntry(name, CompressionLevel.Optimal);
        entry.LastWriteTime = Stamp;
        using var part = entry.Open();
        using var writer = new StreamWriter(part, new UTF8Encoding(false));
        writer.Write("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n");
        writer.Write(root.ToString(SaveOptions.DisableFormatting));
    }

    private static XElement ContentTypes(int sheets)
    {
        XNamespace ns = PackageTypes;
        return new XElement(
            ns + "Types",
            Default("rels", "application/vnd.openxmlformats-package.relationships+xml"),
            Default("xml", "application/xml"),
            Override("/xl/workbook.xml", ".sheet.main+xml"),
            Override("/xl/styles.xml", ".styles+xml"),
            Enumerable.Range(1, sheets).Select(i => Override($"/xl/worksheets/sheet{i}.xml", ".worksheet+xml")));

        XElement Default(string extension, string type) =>
            new(ns + "Default", new XAttribute("Extension", extension), new XAttribute("ContentType", type));

        XElement Override(string part, string type) =>
            new(ns + "Override", new XAttribute("PartName", part), new XAttribute("ContentType", Part + type));
    }

    private static XElement Relations((string Id, string Type, string Target)[] relations)
    {
        XNamespace ns = PackageLinks;
        return new XElement(ns + "Relationships", relations.Select(r => new XElement(
            ns + "Relationship", new XAttribute("Id", r.Id), new XAttribute("Type", r.Type), new XAttribute("Target", r.Target))));
    }

    private static XElement Workbook(IReadOnlyList<XlsxSheet> sheets)
    {
        XNamespace links = Links;
        return new XElement(
            Main + "workbook",
            new XAttribute(XNamespace.Xmlns + "r", Links),
            new XElement(Main + "sheets", sheets.Select((s, i) => new XElement(
                Main + "sheet", new XAttribute("name", s.Name), new XAttribute("sheetId", i + 1), new XAttribute(links + "id", $"rId{i + 1}")))));
    }

    // The order of cellXfs is the order of XlsxStyle. Format 49 is @, text.
    private static XElement Styles()
    {
        return new XElement(
            Main + "styleSheet",
            List("fonts", Font(bold: false), Font(bold: true)),
            List("fills", Fill("none", null), Fill("gray125", null), Fill("solid", "FFE6E6E6"), Fill("solid", "FFDCE9FB"), Fill("solid", "FFE3F4E1")),
            List("borders", Border(null), Border("thin")),
            List("cellStyleXfs", Format(0, 0, 0)),
            List("cellXfs", Format(0, 0, 1), Format(1, 0, 0), Format(1, 2, 1), Format(1, 3, 1), Format(1, 4, 1)),
            List("cellStyles", new XElement(Main + "cellStyle", new XAttribute("name", "Normal"), new XAttribute("xfId", 0), new XAttribute("builtinId", 0))));

        static XElement List(string name, params XElement[] items) => new(Main + name, new XAttribute("count", items.Length), items);

        static XElement Font(bool bold) => new(
            Main + "font", bold ? new XElement(Main + "b") : null, new XElement(Main + "sz", new XAttribute("val", 11)),
            new XElement(Main + "name", new XAttribute("val", "Yu Gothic")));

        static XElement Fill(string pattern, string? color) => new(Main + "fill", new XElement(
            Main + "patternFill", new XAttribute("patternType", pattern),
            color is null ? null : new XElement(Main + "fgColor", new XAttribute("rgb", color))));

        static XElement Border(string? style) => new(
            Main + "border",
            new[] { "left", "right", "top", "bottom", "diagonal" }.Select(side => new XElement(
                Main + side, style is null || side == "diagonal" ? null : new XAttribute("style", style))));

        static XElement Format(int font, int fill, int border) => new(
            Main + "xf", new XAttribute("numFmtId", 49), new XAttribute("fontId", font), new XAttribute("fillId", fill), new XAttribute("borderId", border),
            new XAttribute("applyNumberFormat", 1), new XAttribute("applyFont", 1), new XAttribute("applyFill", 1), new XAttribute("applyBorder", 1),
            new XAttribute("applyAlignment", 1), new XElement(Main + "alignment", new XAttribute("vertical", "top"), new XAttribute("wrapText", 1)));
    }

    private static XElement Sheet(XlsxSheet sheet)
    {
        var (rows, columns) = sheet.Frozen;
        return new XElement(
            Main + "worksheet",
            new XElement(Main + "sheetViews", new XElement(
                Main + "sheetView", new XAttribute("workbookViewId", 0),
                rows == 0 ? null : new XElement(
                    Main + "pane", columns == 0 ? null : new XAttribute("xSplit", columns), new XAttribute("ySplit", rows),
                    new XAttribute("topLeftCell", XlsxSheet.Address(rows + 1, columns + 1)),
                    new XAttribute("activePane", columns == 0 ? "bottomLeft" : "bottomRight"), new XAttribute("state", "frozen")))),
            Columns(sheet),
            new XElement(Main + "sheetData", sheet.Cells.GroupBy(c => c.Key.Row).Select(row => new XElement(
                Main + "row", new XAttribute("r", row.Key), sheet.HiddenRows.Contains(row.Key) ? new XAttribute("hidden", 1) : null,
                row.Select(c => Cell(c.Key.Row, c.Key.Column, c.Value.Text, c.Value.Style))))));
    }

    private static XElement? Columns(XlsxSheet sheet)
    {
        var all = sheet.Widths.Keys.Concat(sheet.HiddenColumns).Distinct().Order().ToArray();
        return all.Length == 0 ? null : new XElement(Main + "cols", all.Select(c => new XElement(
            Main + "col", new XAttribute("min", c), new XAttribute("max", c), new XAttribute("width", sheet.Widths.GetValueOrDefault(c, 12)),
            sheet.HiddenColumns.Contains(c) ? new XAttribute("hidden", 1) : null, new XAttribute("customWidth", 1))));
    }

    private static XElement Cell(int row, int column, string text, XlsxStyle style)
    {
        var cell = new XElement(Main + "c", new XAttribute("r", XlsxSheet.Address(row, column)), new XAttribute("s", (int)style));
        if (text.Length > 0)
        {
            cell.Add(new XAttribute("t", "inlineStr"), new XElement(Main + "is", new XElement(
                Main + "t", new XAttribute(XNamespace.Xml + "space", "preserve"), XlsxText.Escape(text))));
        }

        return cell;
    }
}
