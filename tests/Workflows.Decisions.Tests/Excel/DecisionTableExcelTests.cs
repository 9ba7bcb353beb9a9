using System.IO.Compression;
using System.Text;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using DocumentFormat.OpenXml.Validation;
using Workflows.Decisions.Dmn;
using Workflows.Decisions.Excel;

namespace Workflows.Decisions.Tests.Excel;

public sealed class DecisionTableExcelTests
{
    private static readonly ExcelDecision Matching = new("D2 照合", new DateOnly(2026, 4, 1), null, new DmnDecisionTable(
        "dt_match", "tMatch", DmnHitPolicy.First, DmnAggregation.None,
        [
            new("in_L", "通知書", new DmnLiteral("in_L_x", "boolean", "L"), null),
            new("in_K", "カナ", new DmnLiteral("in_K_x", "boolean", "K", "feel"), "true, false"),
            new("in_N", "", null, null),
        ],
        [
            new("out_r", "result", "結果", "string", "\"auto\", \"review\", \"reject\"", new DmnLiteral("out_r_d", null, "\"review\"")),
            new("out_m", null, "", null, null, null),
        ],
        [
            new("r1", "該当なし", [new("c11", "false"), new("c12", "-"), new("c13", "")], [new("c14", "\"review\""), new("c15", "\"通知書番号が該当なし\"")], ["民法", ""]),
            new("r2", "", [new("c21", "true"), new("c22", "true"), new("c23", "1-2")], [new("c24", "\"auto\""), new("c25", "null")], ["", "  空白 \r\n改行_x0041_\u0001"]),
        ],
        ["根拠", "備考"]));

    [Fact]
    public void What_is_written_is_read_back_without_loss()
    {
        var second = new ExcelDecision("D2 照合", null, new DateOnly(2026, 3, 31), Matching.Table with { Id = "dt_old", HitPolicy = DmnHitPolicy.Collect, Aggregation = DmnAggregation.Max });
        var read = DecisionTableExcel.Read(Bytes(Matching, second));
        Same(Matching, read[0]);
        Same(second, read[1]);
    }

    [Fact]
    public void Any_table_survives_the_way_through_Excel()
    {
        const int seed = 20260401;
        var random = new Random(seed);
        for (var i = 0; i < 60; i++)
        {
            var decision = RandomDecision(random, i);
            Same(decision, DecisionTableExcel.Read(Bytes(decision))[0], $"seed {seed}, run {i}: ");
        }
    }

    [Fact]
    public void The_same_tables_give_the_same_bytes() =>
        Assert.Equal(Bytes(Matching).ToArray(), Bytes(Matching).ToArray());

    [Fact]
    public void The_workbook_follows_the_standard()
    {
        using var document = SpreadsheetDocument.Open(Bytes(Matching), false);
        Assert.Empty(new OpenXmlValidator(FileFormatVersions.Office2019).Validate(document).Select(e => $"{e.Path?.XPath}: {e.Description}"));
    }

    [Fact]
    public void Rules_added_moved_copied_and_deleted_in_Excel_are_understood()
    {
        var edited = Edit(Bytes(Matching), sheet =>
        {
            var rows = sheet.Elements<Row>().ToList();
            var (first, second) = (rows[^2], rows[^1]);
            var copy = (Row)second.CloneNode(true);
            Renumber(second, 12);
            Renumber(first, 13);
            Renumber(copy, 15);
            first.Remove();
            sheet.Append(first, copy);
            sheet.Append(new Row(Cell("B16", "true"), Cell("E16", "\"reject\"")) { RowIndex = 16 });
        });
        var table = DecisionTableExcel.Read(edited)[0].Table;
        Assert.Equal(["r2", "r1", "dt_match_rule3", "dt_match_rule4"], table.Rules.Select(r => r.Id));
        Assert.Equal(["c21", "c22", "c23"], table.Rules[0].Inputs.Select(c => c.Id));
        Assert.Equal(table.Rules[0].Inputs.Select(c => c.Text), table.Rules[2].Inputs.Select(c => c.Text));
        Assert.Equal(["true", "", ""], table.Rules[3].Inputs.Select(c => c.Text));
        Assert.Equal("\"reject\"", table.Rules[3].Outputs[0].Text);
        var ids = table.Rules.SelectMany(r => r.Inputs.Concat(r.Outputs)).Select(c => c.Id).ToList();
        Assert.Equal(ids.Count, ids.Distinct().Count());
    }

    [Fact]
    public void A_new_column_leaves_the_ids_of_the_others()
    {
        var edited = Edit(Bytes(Matching), sheet =>
        {
            foreach (var (row, text) in new[] { (5, "入力"), (7, "P"), (8, "boolean"), (12, "-"), (13, "true") })
            {
                sheet.Elements<Row>().Single(r => r.RowIndex! == (uint)row).Append(Cell($"K{row}", text));
            }
        });
        var table = DecisionTableExcel.Read(edited)[0].Table;
        Assert.Equal(["in_L", "in_K", "in_N", "dt_match_input4"], table.Inputs.Select(i => i.Id));
        Assert.Equal("P", table.Inputs[3].Expression!.Text);
        Assert.Equal("c11 c12 c13 dt_match_rule1_input4", string.Join(' ', table.Rules[0].Inputs.Select(c => c.Id)));
        Assert.Equal("true", table.Rules[1].Inputs[3].Text);
        Assert.Equal("r1", table.Rules[0].Id);
    }

    [Fact]
    public void Numbers_dates_and_merged_cells_typed_in_Excel_become_FEEL()
    {
        var edited = Edit(Bytes(Matching), sheet =>
        {
            sheet.Append(
                new Row(Number("B14", "0.1"), new Cell { CellReference = "C14", DataType = CellValues.Boolean, CellValue = new CellValue("1") }, Number("E14", "1E3")) { RowIndex = 14 },
                new Row(Cell("C15", "x"), Cell("E15", "y")) { RowIndex = 15 });
            sheet.InsertAfterSelf(new MergeCells(new MergeCell { Reference = "B14:B15" }));
        });
        var rules = DecisionTableExcel.Read(edited)[0].Table.Rules;
        Assert.Equal(["0.1", "true", ""], rules[2].Inputs.Select(c => c.Text));
        Assert.Equal("1000", rules[2].Outputs[0].Text);
        Assert.Equal(["0.1", "x", ""], rules[3].Inputs.Select(c => c.Text));
    }

    [Fact]
    public void A_workbook_another_program_wrote_with_shared_strings_and_dates_is_read()
    {
        var stream = new MemoryStream();
        using (var document = SpreadsheetDocument.Create(stream, SpreadsheetDocumentType.Workbook))
        {
            var book = document.AddWorkbookPart();
            var part = book.AddNewPart<WorksheetPart>("rId9");
            var shared = book.AddNewPart<SharedStringTablePart>();
            shared.SharedStringTable = new SharedStringTable(
                new SharedStringItem(new Run(new Text("ヒット")), new Run(new Text("ポリシー")), new PhoneticRun(new Text("よみ")) { BaseTextStartIndex = 0, EndingBaseIndex = 1 }),
                new SharedStringItem(new Text("U")));
            book.AddNewPart<WorkbookStylesPart>().Stylesheet = new Stylesheet(
                new NumberingFormats(new NumberingFormat { NumberFormatId = 170, FormatCode = "[$-411]ggge\"年\"m\"月\"d\"日\"" }),
                new Fonts(new Font()), new Fills(new Fill()), new Borders(new Border()), new CellStyleFormats(new CellFormat()),
                new CellFormats(new CellFormat(), new CellFormat { NumberFormatId = 170 }, new CellFormat { NumberFormatId = 14 }));
            part.Worksheet = new Worksheet(new SheetData(
                new Row(Cell("A1", "決定"), Cell("B1", "表")),
                new Row(Cell("A2", "適用開始"), new Cell { CellReference = "B2", StyleIndex = 1, CellValue = new CellValue("46113") }),
                new Row(Shared("A3", 0), Shared("B3", 1)),
                new Row(Cell("A4", "種類"), Cell("B4", "入力"), Cell("C4", "出力")),
                new Row(Cell("A5", "式・名前"), Cell("B5", "年齢"), Cell("C5", "区分")),
                new Row(Cell("B6", ">= 65"), Cell("C6", "\"第1号\"")),
                new Row(new Cell { CellReference = "B7", StyleIndex = 2, CellValue = new CellValue("46113") }, new Cell { CellReference = "C7", StyleIndex = 2, CellValue = new CellValue("46113.5") })));
            book.Workbook = new Workbook(new Sheets(new Sheet { Name = "表", SheetId = 1, Id = "rId9" }));
        }

        var decision = DecisionTableExcel.Read(new MemoryStream(stream.ToArray()))[0];
        Assert.Equal(("表", new DateOnly(2026, 4, 1)), (decision.Name, decision.ValidFrom));
        Assert.Equal("年齢", decision.Table.Inputs[0].Expression!.Text);
        Assert.Equal(">= 65", decision.Table.Rules[0].Inputs[0].Text);
        Assert.Equal("date(\"2026-04-01\")", decision.Table.Rules[1].Inputs[0].Text);
        Assert.Equal("date and time(\"2026-04-01T12:00:00\")", decision.Table.Rules[1].Outputs[0].Text);
    }

    [Fact]
    public void A_formula_is_refused_with_its_cell()
    {
        var edited = Edit(Bytes(Matching), sheet => sheet.Append(new Row(new Cell { CellReference = "B14", CellFormula = new CellFormula("1+1") }) { RowIndex = 14 }));
        var fault = Assert.Throws<ExcelException>(() => DecisionTableExcel.Read(edited));
        Assert.Equal(("D2 照合 2026-04-01", "B14"), (fault.Sheet, fault.Cell));
        Assert.Contains("数式", fault.Japanese, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("F 先頭", "Z", "ヒットポリシー「Z」")]
    [InlineData("種類", "種", "A列に「種類」")]
    [InlineData("出力", "入力", "出力の列がありません")]
    [InlineData("入力", "条件", "種類「条件」")]
    [InlineData("{\"Id\":\"r1\"", "{\"Id\":", "隠し欄")]
    [InlineData("2026-04-01", "いつか", "いつか")]
    public void A_broken_form_is_refused_with_what_to_do(string from, string to, string part)
    {
        var edited = Edit(Bytes(Matching), sheet =>
        {
            foreach (var text in sheet.Descendants<Text>().Where(t => t.Text.Contains(from, StringComparison.Ordinal)))
            {
                text.Text = text.Text.Replace(from, to, StringComparison.Ordinal);
            }
        });
        Assert.Contains(part, Assert.Throws<ExcelException>(() => DecisionTableExcel.Read(edited)).Japanese, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_workbook_is_refused()
    {
        Assert.Throws<ExcelException>(() => DecisionTableExcel.Read(new MemoryStream(Encoding.UTF8.GetBytes("id,name"))));
        Assert.Throws<ExcelException>(() => DecisionTableExcel.Read(Zip("xl/other.xml", "<a/>")));
        Assert.Throws<ExcelException>(() => DecisionTableExcel.Read(Zip("xl/workbook.xml", "<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>")));
        Assert.Throws<ExcelException>(() => DecisionTableExcel.Read(Zip("xl/workbook.xml", "<a>")));
        Assert.Throws<ExcelException>(() => DecisionTableExcel.Write(new MemoryStream(), []));
    }

    [Fact]
    public void Sheet_names_are_made_possible_and_unique()
    {
        var name = "とても長い名前の決定表/その[1]:" + new string('長', 40);
        var decisions = Enumerable.Range(0, 3).Select(_ => Matching with { Name = name, ValidFrom = null }).ToArray();
        using var document = SpreadsheetDocument.Open(Bytes(decisions), false);
        var names = document.WorkbookPart!.Workbook!.Descendants<Sheet>().Select(s => s.Name!.Value!).ToArray();
        Assert.Equal(3, names.Distinct().Count());
        Assert.All(names, n => Assert.True(n.Length <= 31 && n.IndexOfAny(['[', ']', ':', '*', '?', '/', '\\']) < 0, n));
        Assert.All(DecisionTableExcel.Read(Bytes(decisions)), d => Assert.Equal(name, d.Name));
    }

    private static ExcelDecision RandomDecision(Random random, int number)
    {
        var (inputs, outputs, notes) = (random.Next(4), random.Next(1, 4), random.Next(3));
        string Text() => string.Concat(Enumerable.Range(0, random.Next(8)).Select(_ => new[] { "a", " ", "\n", "\"", "=1", "_x000D_", "𠮷", "1", "-", "<&>", "\t", "\uFFFE" }[random.Next(12)]));
        string? Maybe() => random.Next(2) == 0 ? null : "x" + Text();
        DmnLiteral? Literal(string id) => random.Next(3) == 0 ? null : new DmnLiteral(id, Maybe(), Text(), Maybe());
        var policies = Enum.GetValues<DmnHitPolicy>();
        return new ExcelDecision($"表{number}", null, random.Next(2) == 0 ? null : new DateOnly(2030, 1, 1), new DmnDecisionTable(
            $"t{number}", Maybe(), policies[random.Next(policies.Length)], Enum.GetValues<DmnAggregation>()[random.Next(5)],
            [.. Enumerable.Range(0, inputs).Select(i => new DmnInputClause($"i{i}", Text(), Literal($"i{i}x"), Maybe()))],
            [.. Enumerable.Range(0, outputs).Select(i => new DmnOutputClause($"o{i}", Maybe(), Text(), Maybe(), Maybe(), Literal($"o{i}d")))],
            [.. Enumerable.Range(0, random.Next(6)).Select(r => new DmnRule(
                $"r{r}", Text(), [.. Enumerable.Range(0, inputs).Select(i => new DmnCell($"r{r}i{i}", Text()))],
                [.. Enumerable.Range(0, outputs).Select(i => new DmnCell($"r{r}o{i}", Text()))], [.. Enumerable.Range(0, notes).Select(_ => Text())]))],
            [.. Enumerable.Range(0, notes).Select(_ => Text())]));
    }

    private static MemoryStream Bytes(params ExcelDecision[] decisions)
    {
        var stream = new MemoryStream();
        DecisionTableExcel.Write(stream, decisions);
        stream.Position = 0;
        return stream;
    }

    private static MemoryStream Edit(MemoryStream book, Action<SheetData> edit)
    {
        var copy = new MemoryStream();
        book.CopyTo(copy);
        using (var document = SpreadsheetDocument.Open(copy, true))
        {
            edit(document.WorkbookPart!.WorksheetParts.First().Worksheet!.GetFirstChild<SheetData>()!);
        }

        return new MemoryStream(copy.ToArray());
    }

    private static void Renumber(Row row, uint index)
    {
        foreach (var cell in row.Elements<Cell>())
        {
            cell.CellReference = new string([.. cell.CellReference!.Value!.Where(char.IsLetter)]) + index;
        }

        row.RowIndex = index;
    }

    private static Cell Cell(string at, string text) => new() { CellReference = at, DataType = CellValues.InlineString, InlineString = new InlineString(new Text(text)) };

    private static Cell Number(string at, string value) => new() { CellReference = at, CellValue = new CellValue(value) };

    private static Cell Shared(string at, int index) => new() { CellReference = at, DataType = CellValues.SharedString, CellValue = new CellValue(index) };

    private static MemoryStream Zip(string name, string text)
    {
        var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        using (var entry = zip.CreateEntry(name).Open())
        {
            entry.Write(Encoding.UTF8.GetBytes(text));
        }

        stream.Position = 0;
        return stream;
    }

    private static void Same(ExcelDecision expected, ExcelDecision actual, string run = "")
    {
        Assert.Equal((expected.Name, expected.ValidFrom, expected.ValidTo), (actual.Name, actual.ValidFrom, actual.ValidTo));
        Assert.Equal(run + Print(expected.Table), run + Print(actual.Table));
    }

    private static string Print(DmnDecisionTable t) => System.Text.Json.JsonSerializer.Serialize(t);
}
