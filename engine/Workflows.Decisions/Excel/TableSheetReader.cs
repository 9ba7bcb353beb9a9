using System.Text.Json;
using Workflows.Decisions.Calendars;
using Workflows.Decisions.Dmn;
using Workflows.Decisions.Excel.Xlsx;

namespace Workflows.Decisions.Excel;

/// <summary>A sheet as a decision table.</summary>
internal sealed class TableSheetReader
{
    private readonly XlsxSheet sheet;
    private readonly SortedDictionary<string, int> rows = new(StringComparer.Ordinal);
    private readonly SortedSet<string> usedIds = new(StringComparer.Ordinal);
    private readonly List<int> inputs = [], outputs = [], notes = [];
    private readonly SortedDictionary<int, ColumnIds> known = [];
    private int description, ids;
    private string tableId = "";

    public TableSheetReader(XlsxSheet sheet)
    {
        this.sheet = sheet;
        for (var row = 1; row <= sheet.LastRow; row++)
        {
            if (sheet[row, 1].Length > 0)
            {
                rows.TryAdd(sheet[row, 1].Trim(), row);
            }
        }
    }

    /// <summary>Whether column A has ヒットポリシー.</summary>
    public static bool IsTable(XlsxSheet sheet) =>
        Enumerable.Range(1, Math.Min(sheet.LastRow, 100)).Any(row => sheet[row, 1].Trim() == TableForm.HitPolicy);

    public ExcelDecision Read()
    {
        ReadColumns();
        KeepIds(inputs);
        KeepIds(outputs);
        var about = Hidden<TableIds>(Cell(TableForm.Ids, ids), TableForm.Ids, ids);
        tableId = about?.Id ?? "";
        var (policy, aggregation) = Policy();
        var table = new DmnDecisionTable(
            tableId, about?.TypeRef, policy, about?.Aggregation ?? aggregation,
            [.. inputs.Select(Input)], [.. outputs.Select(Output)], Rules(), [.. notes.Select(c => Cell(TableForm.Expression, c))]);
        return new ExcelDecision(Cell(TableForm.Decision, 2), Day(TableForm.ValidFrom), Day(TableForm.ValidTo), table);
    }

    private void ReadColumns()
    {
        var row = Row(TableForm.Kind);
        for (var column = 2; column <= sheet.LastColumn; column++)
        {
            switch (sheet[row, column].Trim())
            {
                case TableForm.Input: inputs.Add(column); break;
                case TableForm.Output: outputs.Add(column); break;
                case TableForm.Note: notes.Add(column); break;
                case TableForm.Description: description = column; break;
                case TableForm.Ids: ids = column; break;
                case "" when Enumerable.Range(1, sheet.LastRow).All(r => r < row || sheet[r, column].Length == 0): break;
                case var other: throw Fault(row, column, $"種類「{other}」は使えません。入力、出力、注記、説明のどれかにしてください。", $"The kind '{other}' is unknown.");
            }
        }

        if (outputs.Count == 0)
        {
            throw Fault(row, 1, "出力の列がありません。種類の行に「出力」を書いてください。", "There is no output column.");
        }
    }

    // A column copied in Excel brings the ids of its original along; the first one keeps them.
    private void KeepIds(List<int> columns)
    {
        foreach (var column in columns)
        {
            if (Hidden<ColumnIds>(Cell(TableForm.Ids, column), TableForm.Ids, column) is { } hidden
                && columns.TakeWhile(c => c < column).All(c => !known.TryGetValue(c, out var other) || other.At != hidden.At))
            {
                known.Add(column, hidden);
            }
        }
    }

    private (DmnHitPolicy Policy, DmnAggregation Aggregation) Policy()
    {
        var written = Cell(TableForm.HitPolicy, 2).Trim();
        var letter = written.Split(' ', '　')[0].ToUpperInvariant();
        foreach (var policy in TableForm.Policies)
        {
            if (policy.Letter == letter || policy.Meaning == written)
            {
                return (policy.Policy, policy.Aggregation);
            }
        }

        throw Fault(
            Row(TableForm.HitPolicy), 2, $"ヒットポリシー「{written}」は使えません。{string.Join("、", TableForm.Policies.Select(p => $"{p.Letter}（{p.Meaning}）"))}のどれかにしてください。",
            $"The hit policy '{written}' is unknown.");
    }

    private DmnInputClause Input(int column)
    {
        var hidden = known.GetValueOrDefault(column);
        var literal = Literal(Cell(TableForm.Expression, column), Blank(TableForm.Type, column), hidden?.Literal, $"input{inputs.IndexOf(column) + 1}_expression");
        return new DmnInputClause(
            Id(hidden?.Id, $"input{inputs.IndexOf(column) + 1}"), Cell(TableForm.Label, column), literal, Blank(TableForm.Values, column));
    }

    private DmnOutputClause Output(int column)
    {
        var hidden = known.GetValueOrDefault(column);
        var name = Cell(TableForm.Expression, column);
        var place = $"output{outputs.IndexOf(column) + 1}";
        return new DmnOutputClause(
            Id(hidden?.Id, place), name.Length == 0 && hidden is not { Named: true } ? null : name, Cell(TableForm.Label, column), Blank(TableForm.Type, column),
            Blank(TableForm.Values, column), Literal(Cell(TableForm.Default, column), hidden?.Default?.TypeRef, hidden?.Default, place + "_default"));
    }

    private DmnLiteral? Literal(string text, string? type, LiteralIds? hidden, string place) =>
        text.Length == 0 && hidden is null ? null : new DmnLiteral(Id(hidden?.Id, place), type, text, hidden?.Language);

    private List<DmnRule> Rules()
    {
        var rules = new List<DmnRule>();
        var first = rows.Where(r => r.Key is TableForm.Kind or TableForm.Label or TableForm.Expression or TableForm.Type or TableForm.Values
            or TableForm.Default or TableForm.Ids or TableForm.HitPolicy).Max(r => r.Value) + 1;
        int[] shown = [.. inputs, .. outputs, .. notes, .. description > 0 ? [description] : Array.Empty<int>()];
        for (var row = first; row <= sheet.LastRow; row++)
        {
            var hidden = ids > 0 ? Hidden<RuleIds>(sheet[row, ids], "", ids, row) : null;
            if (hidden is null && shown.All(c => sheet[row, c].Length == 0))
            {
                continue;
            }

            // A copied row brings the ids of its original along; it gets its own.
            hidden = hidden is not null && hidden.Id.Length > 0 && usedIds.Contains(hidden.Id) ? null : hidden;
            var place = $"rule{rules.Count + 1}";
            rules.Add(new DmnRule(
                Id(hidden?.Id, place), description > 0 ? sheet[row, description] : "",
                Cells(row, inputs, hidden?.Inputs, $"{place}_input"), Cells(row, outputs, hidden?.Outputs, $"{place}_output"),
                [.. notes.Select(c => sheet[row, c])]));
        }

        return rules;
    }

    private List<DmnCell> Cells(int row, List<int> columns, IReadOnlyList<string>? kept, string place) =>
    [
        .. columns.Select((column, i) => new DmnCell(
            Id(known.TryGetValue(column, out var hidden) && hidden.At < kept?.Count ? kept[hidden.At] : null, $"{place}{i + 1}"), sheet[row, column])),
    ];

    // An id kept in the sheet stays; a missing one is made of the place, with a number when it is taken.
    private string Id(string? kept, string place)
    {
        if (kept is not null)
        {
            usedIds.Add(kept);
            return kept;
        }

        var wish = tableId.Length > 0 ? $"{tableId}_{place}" : $"_{place}";
        var made = wish;
        for (var n = 2; !usedIds.Add(made); n++)
        {
            made = $"{wish}_{n}";
        }

        return made;
    }

    private T? Hidden<T>(string json, string heading, int column, int row = 0)
        where T : class
    {
        try
        {
            return json.Length == 0 ? null : JsonSerializer.Deserialize<T>(json, TableSheetWriter.Json);
        }
        catch (JsonException)
        {
            throw Fault(row > 0 ? row : Row(heading), column, "管理用の隠し欄が壊れています。この欄を空にしてください（識別子は付け直されます）。", "The hidden ids are damaged; clear this cell.");
        }
    }

    private DateOnly? Day(string heading)
    {
        if (!rows.TryGetValue(heading, out var row) || sheet[row, 2].Trim() is not { Length: > 0 } text)
        {
            return null;
        }

        text = text.StartsWith("date(\"", StringComparison.Ordinal) ? text[6..^2] : text;
        return WarekiDate.TryParse(text, out var date, out var error) ? date.Date : throw Fault(row, 2, error!, $"'{text}' is no date.");
    }

    private string Cell(string heading, int column) => column > 0 && rows.TryGetValue(heading, out var row) ? sheet[row, column] : "";

    private string? Blank(string heading, int column) => Cell(heading, column) is { Length: > 0 } text ? text : null;

    private int Row(string heading) => rows.TryGetValue(heading, out var row)
        ? row
        : throw Fault(1, 1, $"A列に「{heading}」の行がありません。", $"Column A has no row '{heading}'.");

    private ExcelException Fault(int row, int column, string japanese, string english) =>
        new(sheet.Name, XlsxSheet.Address(row, column), japanese, english);
}
