using Workflows.Decisions.Feel;
using Workflows.Decisions.Functions.Bank;

namespace Workflows.Decisions.Functions.Registration;

/// <summary>全銀文字 and 全銀 records.</summary>
internal static class BankFunctions
{
    public static void AddTo(FeelFunctionRegistry r) => r
        .Def("全銀文字", ["文字列:string", "設定:context?"], "context", Convert)
        .Def("全銀", ["様式:string", "行:context"], "string", Write)
        .Def("全銀読取", ["様式:string", "文字列:string"], "context", a => Fields(ZenginFile.ReadRecord(ZenginLayout.Get(a.Text(0)), a.Text(1)).Fields))
        .Def("全銀ファイル", ["様式:string", "見出し:context", "明細:list", "設定:context?"], "string", WriteFile)
        .Def("全銀ファイル読取", ["様式:string", "文字列:string"], "context", ReadFile);

    private static object? Convert(FunctionArgs a)
    {
        var options = a.MapOrEmpty(1);
        var allowWo = options["ヲ"] is not false;
        int? longest = options["最大"] is { } length ? Values.Whole(length, "設定の最大") : null;
        var result = ZenginText.Convert(a.Text(0), new ZenginTextOptions(allowWo, longest));
        return Values.Context(
            ("文字列", result.Text), ("位置", result.ErrorPosition is { } at ? Values.Of(at) : null), ("文字", result.ErrorCharacter));
    }

    private static object? Write(FunctionArgs a)
    {
        var row = Row(a.Map(1), "行");
        var kind = row.GetValueOrDefault("データ区分") ?? throw new FunctionException("行にデータ区分がありません。", "The row has no データ区分.");
        return ZenginFile.WriteRecord(ZenginLayout.Get(a.Text(0)), kind, row);
    }

    private static object? WriteFile(FunctionArgs a)
    {
        var options = a.MapOrEmpty(3);
        var newLine = options["改行"] switch
        {
            null => "",
            "CRLF" => "\r\n",
            "LF" => "\n",
            "なし" => "",
            var other => throw FunctionException.UnknownOption("設定の改行", FeelValues.ToText(other), ["CRLF", "LF", "なし"]),
        };
        var trailer = options["合計"] is { } totals ? Row(Values.Map(totals, "設定の合計"), "設定の合計") : [];
        var rows = a.List(2).Select((row, i) => Row(Values.Map(row, $"明細{i + 1}行目"), $"明細{i + 1}行目")).ToArray();
        return ZenginFile.Write(ZenginLayout.Get(a.Text(0)), Row(a.Map(1), "見出し"), rows, trailer, newLine);
    }

    private static object? ReadFile(FunctionArgs a)
    {
        var read = ZenginFile.Read(ZenginLayout.Get(a.Text(0)), a.Text(1));
        a.Context.Step(read.Rows.Count);
        return Values.Context(
            ("見出し", Fields(read.Header)), ("明細", read.Rows.Select(object? (row) => Fields(row)).ToArray()),
            ("合計", Fields(read.Trailer)), ("誤り", Values.Of(read.Faults)));
    }

    private static SortedDictionary<string, string> Row(FeelContext map, string place)
    {
        var row = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in map.Names)
        {
            if (map[name] is { } value)
            {
                row[name] = Values.Text(value, $"{place}の{name}");
            }
        }

        return row;
    }

    private static FeelContext Fields(IReadOnlyDictionary<string, string> fields) =>
        new(fields.Select(f => KeyValuePair.Create(f.Key, (object?)f.Value)));
}
