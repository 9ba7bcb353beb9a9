using System.Globalization;
using System.Text;

namespace Workflows.Decisions.Functions.Bank;

/// <summary>A file read back: header, data rows, trailer, and every fault found (empty = the file is sound).</summary>
public sealed record ZenginFileContent(
    IReadOnlyDictionary<string, string> Header,
    IReadOnlyList<IReadOnlyDictionary<string, string>> Rows,
    IReadOnlyDictionary<string, string> Trailer,
    IReadOnlyList<string> Faults);

/// <summary>Writes and reads 全銀 records and whole files. Text is half-width; one character is one byte of JIS X 0201.</summary>
public static class ZenginFile
{
    private static readonly ZenginTextOptions AnyBank = new();

    /// <summary>One record of 120 characters from the fields of a row.</summary>
    /// <exception cref="FunctionException">A field is missing, too long, not numeric, or has a character outside 全銀文字.</exception>
    public static string WriteRecord(ZenginLayout layout, string kind, IReadOnlyDictionary<string, string> row)
    {
        var record = layout.Kind(kind);
        var text = new StringBuilder(ZenginLayout.RecordLength);
        foreach (var field in record.Fields)
        {
            var value = field.Constant ?? row.GetValueOrDefault(field.Name) ?? field.Default ?? throw Fault(record, field, "がありません", "is missing");
            if (value.Length > field.Length)
            {
                throw Fault(record, field, $"「{value}」が{field.Length}桁を超えています", $"'{value}' is longer than {field.Length}");
            }

            if (field.Numeric ? !value.All(char.IsAsciiDigit) : !ZenginText.IsZengin(value, AnyBank))
            {
                throw Fault(
                    record, field, $"「{value}」に使えない文字があります（{(field.Numeric ? "数字" : "全銀文字")}のみ）",
                    $"'{value}' has characters that are not {(field.Numeric ? "digits" : "in the banks' set")}");
            }

            text.Append(field.Numeric ? value.PadLeft(field.Length, '0') : value.PadRight(field.Length, ' '));
        }

        return text.ToString();
    }

    /// <summary>The fields of one record, padding removed from text and kept in numbers.</summary>
    /// <exception cref="FunctionException">The record has not 120 characters, an unknown データ区分, or a wrong constant.</exception>
    public static (string Kind, IReadOnlyDictionary<string, string> Fields) ReadRecord(ZenginLayout layout, string line)
    {
        if (line.Length != ZenginLayout.RecordLength)
        {
            throw new FunctionException(
                $"レコードは{ZenginLayout.RecordLength}バイトでなければなりません（{line.Length}バイト）。",
                $"A record must have {ZenginLayout.RecordLength} bytes, not {line.Length}.");
        }

        var record = layout.Kind(line[..1]);
        var fields = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var at = 0;
        foreach (var field in record.Fields)
        {
            var raw = line.Substring(at, field.Length);
            at += field.Length;
            if (field.Numeric && (field.Constant is { } constant ? raw != constant : !raw.All(char.IsAsciiDigit)))
            {
                throw Fault(record, field, $"「{raw}」が正しくありません", $"'{raw}' is not valid");
            }

            if (field.Name.Length > 0)
            {
                fields[field.Name] = field.Numeric ? raw : raw.TrimEnd(' ');
            }
        }

        return (record.Kind, fields);
    }

    /// <summary>The whole file: header, data, trailer with count and sum, end record. Rows with the amount 0 are refused, since they are not sent.</summary>
    /// <param name="layout">Format.</param>
    /// <param name="header">Fields of the header.</param>
    /// <param name="rows">Fields of each data record, in order.</param>
    /// <param name="trailer">Further fields of the trailer (totals of a result file).</param>
    /// <param name="newLine">What follows each record: "" or CRLF.</param>
    public static string Write(
        ZenginLayout layout,
        IReadOnlyDictionary<string, string> header,
        IReadOnlyList<IReadOnlyDictionary<string, string>> rows,
        IReadOnlyDictionary<string, string> trailer,
        string newLine)
    {
        var text = new StringBuilder();
        text.Append(WriteRecord(layout, "1", header)).Append(newLine);
        long sum = 0;
        for (var i = 0; i < rows.Count; i++)
        {
            var line = WriteRecord(layout, "2", rows[i]);
            var amount = long.Parse(rows[i][layout.Amount], CultureInfo.InvariantCulture);
            if (amount == 0)
            {
                throw new FunctionException(
                    $"明細{i + 1}行目の{layout.Amount}が0円です。0円の行は除いてください。", $"Row {i + 1}: {layout.Amount} is 0; leave such rows out.");
            }

            sum += amount;
            text.Append(line).Append(newLine);
        }

        var totals = new SortedDictionary<string, string>(trailer.ToDictionary(), StringComparer.Ordinal)
        {
            [layout.CountField] = rows.Count.ToString(CultureInfo.InvariantCulture),
            [layout.SumField] = sum.ToString(CultureInfo.InvariantCulture),
        };
        text.Append(WriteRecord(layout, "8", totals)).Append(newLine);
        text.Append(WriteRecord(layout, "9", totals)).Append(newLine);
        return text.ToString();
    }

    /// <summary>Reads a file with or without line ends and checks order, count and sum; faults are collected, never thrown.</summary>
    public static ZenginFileContent Read(ZenginLayout layout, string text)
    {
        var faults = new List<string>();
        var rows = new List<IReadOnlyDictionary<string, string>>();
        IReadOnlyDictionary<string, string> header = new SortedDictionary<string, string>();
        IReadOnlyDictionary<string, string> trailer = header;
        var kinds = new StringBuilder();
        var number = 0;
        foreach (var line in Lines(text))
        {
            number++;
            try
            {
                var (kind, fields) = ReadRecord(layout, line);
                kinds.Append(kind);
                header = kind == "1" ? fields : header;
                trailer = kind == "8" ? fields : trailer;
                if (kind == "2")
                {
                    rows.Add(fields);
                }
            }
            catch (FunctionException fault)
            {
                kinds.Append('?');
                faults.Add($"{number}行目: {fault.Japanese}");
            }
        }

        if (kinds.ToString() != "1" + new string('2', rows.Count) + "89")
        {
            faults.Add($"レコードの並び（{kinds}）が正しくありません。ヘッダ1、データ2、トレーラ8、エンド9の順でなければなりません。");
        }

        CheckTotals(layout, rows, trailer, faults);
        return new ZenginFileContent(header, rows, trailer, faults);
    }

    private static void CheckTotals(
        ZenginLayout layout, List<IReadOnlyDictionary<string, string>> rows, IReadOnlyDictionary<string, string> trailer, List<string> faults)
    {
        Compare(layout.CountField, rows.Count);
        Compare(layout.SumField, rows.Sum(r => Amount(r, layout.Amount)));
        if (trailer.ContainsKey("振替済件数") && rows.Any(r => r["振替結果コード"] != "0") is var failed && (failed || trailer["振替済件数"].Trim('0').Length > 0))
        {
            var done = rows.Where(r => r["振替結果コード"] == "0").ToList();
            var not = rows.Where(r => r["振替結果コード"] != "0").ToList();
            Compare("振替済件数", done.Count);
            Compare("振替済金額", done.Sum(r => Amount(r, layout.Amount)));
            Compare("振替不能件数", not.Count);
            Compare("振替不能金額", not.Sum(r => Amount(r, layout.Amount)));
        }

        void Compare(string field, long counted)
        {
            if (!trailer.TryGetValue(field, out var written) || long.Parse(written, CultureInfo.InvariantCulture) != counted)
            {
                faults.Add($"トレーラの{field}（{written ?? "なし"}）が明細の計算値（{counted}）と一致しません。");
            }
        }
    }

    private static long Amount(IReadOnlyDictionary<string, string> row, string field) => long.Parse(row[field], CultureInfo.InvariantCulture);

    private static IEnumerable<string> Lines(string text)
    {
        if (text.Contains('\n', StringComparison.Ordinal))
        {
            return text.TrimEnd('\u001A', '\n', '\r').Split('\n').Select(l => l.TrimEnd('\r'));
        }

        return text.TrimEnd('\u001A').Chunk(ZenginLayout.RecordLength).Select(c => new string(c));
    }

    private static FunctionException Fault(ZenginRecord record, ZenginField field, string japanese, string english) =>
        new($"{record.Label}レコードの{field.Name}{japanese}。", $"Field {field.Name} of the {record.Label} record {english}.");
}
