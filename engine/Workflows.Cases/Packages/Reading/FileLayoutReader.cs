namespace Workflows.Cases.Packages.Reading;

/// <summary>Reads files/*.json.</summary>
internal static class FileLayoutReader
{
    public static FileLayoutSpec Read(Node node)
    {
        var layout = new FileLayoutSpec(
            node.Id(), node.Label("label"), node.Texts("aliases"), node.Choice("format", "csv", "csv", FileLayoutSpec.Fixed),
            node.Choice("encoding", "utf-8", "utf-8", "shift_jis", "jis-x-0201"), node.Flag("header", true),
            node.List("columns", Shapes.FileColumn, n => new FileColumnSpec(n.Text("name"), n.Key(), n.Choice("type", "text", "text", "number", "date", "datetime", "code"), n.Flag("required"))),
            node.Object("footer", Shapes.FileFooter, n => new FileFooterSpec(n.Text("marker"), n.Int("count"))), node.Feel("key"))
        {
            Records = node.List("records", Shapes.FileRecord, Record),
            LineEnd = node.Choice("lineEnd", "crlf", "crlf", "lf", "none"),
            Bom = node.Flag("bom"),
            Checks = node.List("checks", Shapes.FileCheck, n => new FileCheckSpec(n.RequiredFeel("valid"), n.Template("message"))),
        };
        if (layout.Format == FileLayoutSpec.Fixed) CheckFixed(node, layout);
        else CheckCsv(node, layout);
        return layout;
    }

    private static FileRecordSpec Record(Node node) => new(
        node.Choice("role", "row", "header", "row", "trailer", "end"),
        node.List("fields", Shapes.FileField, n => new FileFieldSpec(
            n.OptionalText("key") is null ? "" : n.Key(), n.OptionalText("name") ?? n.OptionalText("key") ?? "", n.Int("length") ?? 0, n.Choice("type", "text", "number", "digits", "text", "filler"), n.Feel("value"))));

    private static void CheckCsv(Node node, FileLayoutSpec layout)
    {
        if (layout.Columns.Count == 0) node.Error("columns", "列（columns）がありません。", "There are no columns.", "CSV の列を書いてください。");
        foreach (var twice in layout.Columns.GroupBy(c => c.Key).Where(g => g.Key.Length > 0 && g.Count() > 1))
            node.Error("columns", $"列「{twice.Key}」が二度書かれています。", $"The column '{twice.Key}' is declared twice.");
        if (layout.Footer is { Count: { } count } && (count < 2 || count > layout.Columns.Count))
            node.Error("footer.count", $"件数の列の番号「{count}」がありません。", $"There is no column {count} for the count.", "2 以上、列の数以下で書いてください。");
    }

    private static void CheckFixed(Node node, FileLayoutSpec layout)
    {
        if (layout.Record("row") is null) node.Error("records", "明細のレコード（role: row）がありません。", "There is no record of role 'row'.");
        foreach (var twice in layout.Records.GroupBy(r => r.Role).Where(g => g.Count() > 1))
            node.Error("records", $"役割「{twice.Key}」のレコードが二度書かれています。", $"The record '{twice.Key}' is declared twice.");
        if (layout.Records.Select(r => r.Length).Distinct().Count() > 1)
            node.Error("records", $"レコードの長さが揃っていません（{string.Join("、", layout.Records.Select(r => $"{r.Role} {r.Length}"))}）。", "The records differ in length.", "すべてのレコードを同じ長さにしてください。");
        foreach (var record in layout.Records)
        {
            if (record.Fields.Any(f => f.Length <= 0)) node.Error("records", $"「{record.Role}」に長さのない項目があります。", $"A field of '{record.Role}' has no length.");
            if (record.Fields is not [{ Value: not null }, ..]) node.Error("records", $"「{record.Role}」の最初の項目に、見分けるための値（value）がありません。", $"The first field of '{record.Role}' has no value to know it by.");
            foreach (var twice in record.Fields.Where(f => f.Key.Length > 0).GroupBy(f => f.Key).Where(g => g.Count() > 1))
                node.Error("records", $"「{record.Role}」の項目「{twice.Key}」が二度書かれています。", $"The field '{twice.Key}' of '{record.Role}' is declared twice.");
        }
    }
}
