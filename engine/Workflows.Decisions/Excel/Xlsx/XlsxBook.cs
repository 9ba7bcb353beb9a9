namespace Workflows.Decisions.Excel.Xlsx;

/// <summary>How a cell looks.</summary>
internal enum XlsxStyle
{
    /// <summary>Text, kept as typed (format @), wrapped.</summary>
    Text,

    /// <summary>Bold title.</summary>
    Title,

    /// <summary>Grey heading.</summary>
    Heading,

    /// <summary>Head of an input column.</summary>
    Input,

    /// <summary>Head of an output column.</summary>
    Output,
}

/// <summary>One sheet: texts by row and column from 1. Everything is text, so that 1-2 never turns into a date.</summary>
internal sealed class XlsxSheet(string name)
{
    /// <summary>Excel's own bounds.</summary>
    public const int MaxRows = 1_048_576, MaxColumns = 16_384, MaxText = 32_767;

    private readonly SortedDictionary<(int Row, int Column), (string Text, XlsxStyle Style)> cells = [];

    public string Name { get; } = name;

    public SortedSet<int> HiddenRows { get; } = [];

    public SortedSet<int> HiddenColumns { get; } = [];

    public SortedDictionary<int, int> Widths { get; } = [];

    /// <summary>Rows and columns that stay in view.</summary>
    public (int Rows, int Columns) Frozen { get; set; }

    public IEnumerable<KeyValuePair<(int Row, int Column), (string Text, XlsxStyle Style)>> Cells => cells;

    public int LastRow => cells.Count == 0 ? 0 : cells.Keys.Max(k => k.Row);

    public int LastColumn => cells.Count == 0 ? 0 : cells.Keys.Max(k => k.Column);

    /// <summary>The text of a cell, "" when it is empty.</summary>
    public string this[int row, int column] => cells.TryGetValue((row, column), out var cell) ? cell.Text : "";

    public void Set(int row, int column, string text, XlsxStyle style = XlsxStyle.Text)
    {
        if (text.Length > MaxText || row > MaxRows || column > MaxColumns)
        {
            throw new ExcelException(
                Name, Address(row, column), $"Excelの上限（1セル{MaxText}文字、{MaxRows}行、{MaxColumns}列）を超えます。表を分けてください。",
                "This exceeds the bounds of Excel; divide the table.");
        }

        cells[(row, column)] = (text, style);
    }

    /// <summary>B12.</summary>
    public static string Address(int row, int column) => Letters(column) + row;

    public static string Letters(int column)
    {
        var text = "";
        for (; column > 0; column = (column - 1) / 26)
        {
            text = (char)('A' + ((column - 1) % 26)) + text;
        }

        return text;
    }

    /// <summary>Row and column of B12; null when the text is no address.</summary>
    public static (int Row, int Column)? Parse(string address)
    {
        var letters = address.TakeWhile(char.IsAsciiLetterUpper).Count();
        if (letters is 0 or > 3 || !int.TryParse(address.AsSpan(letters), out var row) || row is < 1 or > MaxRows)
        {
            return null;
        }

        var column = address[..letters].Aggregate(0, (n, c) => (n * 26) + c - 'A' + 1);
        return column <= MaxColumns ? (row, column) : null;
    }
}
