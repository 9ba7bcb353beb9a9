using Workflows.Decisions.Feel;
using Workflows.Decisions.Functions.Addresses;
using Workflows.Decisions.Functions.Text;

namespace Workflows.Decisions.Functions.Registration;

/// <summary>Text and addresses.</summary>
internal static class TextFunctions
{
    public static void AddTo(FeelFunctionRegistry r) => r
        .Def("正規化", ["文字列:string", "方式:string", "語尾:list<string>?"], "string", Normalize)
        .Def("編集距離", ["a:string", "b:string"], "number", Distance)
        .Def("辞書置換", ["文字列:string", "辞書:context|list"], "string", a => TextEdits.ReplaceWords(a.Text(0), Dictionary(a[1])))
        .Def("折返し", ["文字列:string", "幅:number", "行:number?"], "list", Fold)
        .Def("桁埋め", ["文字列:string|number", "桁:number", "字:string?", "側:string?"], "string", Pad)
        .Def("バイト数", ["文字列:string", "符号:string?"], "number", a => Values.Of(TextEdits.Bytes(a.Text(0), a.Text(1, "UTF-8"))))
        .Def("伏字", ["文字列:string", "形:string"], "string", a => Masking.Mask(a.Text(0), a.Text(1)))
        .Def("住所正規化", ["文字列:string", "自治体:list<string>?"], "context", NormalizeAddress)
        .Def("住所照合", ["文字列:string", "台帳:list", "自治体:list<string>?"], "context", MatchAddress);

    private static object? Normalize(FunctionArgs a)
    {
        var text = JapaneseNormalizer.Normalize(a.Text(0), a.Text(1));
        return a.Has(2) ? JapaneseNormalizer.DropEnding(text, Words(a, 2)) : text;
    }

    private static object? Distance(FunctionArgs a)
    {
        a.Context.Step((long)a.Text(0).Length * a.Text(1).Length);
        return Values.Of(TextEdits.Distance(a.Text(0), a.Text(1)));
    }

    private static (string, string)[] Dictionary(object? value) => value switch
    {
        FeelContext map => [.. map.Names.Select(n => (n, Values.Text(map[n], $"辞書の{n}")))],
        _ => [.. Values.List(value, "辞書").Select(e => Values.Map(e, "辞書")).Select(m =>
            (Values.Text(Values.Entry(m, "語", "word"), "辞書の語"), Values.Text(Values.Entry(m, "訳", "with"), "辞書の訳")))],
    };

    private static object? Fold(FunctionArgs a)
    {
        var pages = TextEdits.Fold(a.Text(0), a.Whole(1), a.Whole(2, int.MaxValue));
        return a.Has(2) ? pages.Select(object? (p) => Values.Of(p)).ToArray() : Values.Of(pages.SelectMany(p => p));
    }

    private static object? Pad(FunctionArgs a)
    {
        var left = a.Text(3, "左") switch
        {
            "左" => true,
            "右" => false,
            var other => throw FunctionException.UnknownOption("側", other, ["左", "右"]),
        };
        return TextEdits.Pad(a.Text(0), a.Whole(1), a.Text(2, "0"), left);
    }

    private static object? NormalizeAddress(FunctionArgs a)
    {
        var address = JapaneseAddress.Parse(a.Text(0), Words(a, 1));
        return Values.Context(
            ("自治体", address.City), ("町字", address.Town), ("番号", Values.Of(address.Numbers)), ("番地", address.IsParcel),
            ("方書", address.Rest), ("表記", address.Canonical));
    }

    private static object? MatchAddress(FunctionArgs a)
    {
        var register = a.List(1).Select((row, i) => Row(Values.Map(row, $"台帳の{i + 1}行目"))).ToArray();
        var match = AddressMatcher.Match(JapaneseAddress.Parse(a.Text(0), Words(a, 2)), register);
        return Values.Context(("level", match.Level), ("id", match.Id), ("address", match.Address), ("message", match.Message));
    }

    private static AddressRow Row(FeelContext row) => new(
        Values.Text(Values.Entry(row, "id"), "台帳のid"),
        Values.Text(Values.Entry(row, "町字", "town"), "台帳の町字"),
        Optional(row, "街区", "block"), Optional(row, "住居番号", "number"), Optional(row, "地番", "lot"));

    private static string? Optional(FeelContext row, string japanese, string english) =>
        Values.Entry(row, japanese, english) is { } value ? Values.Text(value, $"台帳の{japanese}") : null;

    private static string[] Words(FunctionArgs a, int index) =>
        a.Has(index) ? [.. a.List(index).Select(w => Values.Text(w, $"{index + 1}番目の引数"))] : [];
}
