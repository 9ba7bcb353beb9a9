using System.Globalization;
using Workflows.Decisions.Feel;
using Workflows.Decisions.Functions.Checks;
using Workflows.Decisions.Functions.Digests;
using Workflows.Decisions.Functions.Text;

namespace Workflows.Decisions.Functions.Registration;

/// <summary>Check digits, digests, signatures.</summary>
internal static class CheckFunctions
{
    public static void AddTo(FeelFunctionRegistry r) => r
        .Def("検査数字", ["数列:string", "重み:list<number>", "法:number", "規則:string?", "側:string?"], "number", Compute)
        .Def("GS1検査", ["文字列:string"], "boolean", a => CheckDigits.IsGs1(a.Text(0)))
        .Def("GS1付加", ["数列:string"], "string", a => CheckDigits.AppendGs1(a.Text(0)))
        .Def("法人番号検査", ["文字列:string"], "boolean", a => CheckDigits.IsCorporateNumber(a.Text(0)))
        .Def("個人番号検査", ["文字列:string"], "boolean", a => CheckDigits.IsPersonalNumber(a.Text(0)))
        .Def("団体コード検査", ["文字列:string"], "boolean", a => CheckDigits.IsMunicipalityCode(a.Text(0)))
        .Def("団体コード5桁", ["文字列:string"], "string", a => CheckDigits.MunicipalityFiveDigits(a.Text(0)))
        .Def("証明番号検査", ["文字列:string"], "boolean", a => CheckDigits.IsCertificateNumber(a.Text(0)))
        .Def("証明番号", ["種別:string", "年:number", "連番:number"], "string", CertificateNumber)
        .Def("SHA256", ["文字列:string"], "string", a => Digest.Sha256(a.Text(0)))
        .Def("署名", ["鍵名:string", "文字列:string", "形式:string?", "長さ:number|string?"], "string", Sign)
        .Def("署名検証", ["鍵名:string", "文字列:string", "署名:string", "形式:string?", "長さ:number|string?"], "boolean", Verify);

    private static object? Compute(FunctionArgs a)
    {
        var rule = a.Text(3, "補数") switch
        {
            "補数" => CheckRule.Complement,
            "補数0なし" => CheckRule.ComplementNoZero,
            "補数低0" => CheckRule.ComplementLowZero,
            "補数末桁" => CheckRule.ComplementLastDigit,
            "剰余" => CheckRule.Remainder,
            var other => throw FunctionException.UnknownOption("検査数字の規則", other, ["補数", "補数0なし", "補数低0", "補数末桁", "剰余"]),
        };
        var from = a.Text(4, "右") switch
        {
            "右" => WeightFrom.Right,
            "左" => WeightFrom.Left,
            var other => throw FunctionException.UnknownOption("側", other, ["右", "左"]),
        };
        int[] weights = [.. a.List(1).Select(w => Values.Whole(w, "重み"))];
        return Values.Of(CheckDigits.Compute(a.Text(0), weights, a.Whole(2), rule, from));
    }

    private static object? CertificateNumber(FunctionArgs a)
    {
        var year = TextEdits.Pad(a.Text(1), 4, "0", left: true);
        var serial = TextEdits.Pad(a.Text(2), 7, "0", left: true);
        return $"{a.Text(0)}-{year}-{serial}-{CheckDigits.CertificateCheck(year + serial)}";
    }

    private static object? Sign(FunctionArgs a)
    {
        var (characters, bytes) = Length(a[3]);
        return Digest.Sign(Key(a), a.Text(1), Form(a.Text(2, "hex")), characters, bytes);
    }

    private static object? Verify(FunctionArgs a)
    {
        var (characters, bytes) = Length(a[4]);
        return Digest.Verify(Key(a), a.Text(1), a.Text(2), Form(a.Text(3, "hex")), characters, bytes);
    }

    private static byte[] Key(FunctionArgs a) => a.Context.Service<IKeySource>()?.Find(a.Text(0))
        ?? throw new FunctionException($"鍵「{a.Text(0)}」がありません。鍵の名前と設定を確かめてください。", $"There is no key named '{a.Text(0)}'.");

    private static DigestForm Form(string name) => name switch
    {
        "hex" => DigestForm.Hex,
        "base64" => DigestForm.Base64,
        "base64url" => DigestForm.Base64Url,
        _ => throw FunctionException.UnknownOption("署名の形式", name, ["hex", "base64", "base64url"]),
    };

    // A number counts characters; "16文字" and "12バイト" say which.
    private static (int? Characters, int? Bytes) Length(object? value)
    {
        if (value is null or FeelNumber)
        {
            return (value is null ? null : Values.Whole(value, "長さ"), null);
        }

        var text = UnicodeText.Nfkc(Values.Text(value, "長さ"));
        foreach (var (unit, isBytes) in new[] { ("バイト", true), ("文字", false) })
        {
            if (text.EndsWith(unit, StringComparison.Ordinal)
                && int.TryParse(text[..^unit.Length], NumberStyles.None, CultureInfo.InvariantCulture, out var n))
            {
                return isBytes ? (null, n) : (n, null);
            }
        }

        throw Values.Wrong("長さ", "「16文字」「12バイト」または数値", value);
    }
}
