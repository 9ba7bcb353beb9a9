using System.Net;
using System.Text.RegularExpressions;
using Workflows.Engine.Data;

namespace Workflows.Cases.Documents;

/// <summary>The page around a document's body. It loads nothing: no script, no font, no picture from anywhere.</summary>
internal static partial class DocumentPage
{
    private const string Style = """
        @page{margin:20mm 18mm}
        body{font-family:"BIZ UDPMincho","BIZ UDMincho","BIZ UDPGothic","BIZ UDGothic","IPAmjMincho","Noto Serif CJK JP","Noto Sans CJK JP",serif;font-size:11pt;line-height:1.7;color:#000;margin:0}
        .rare{font-family:"IPAmjMincho","IPA mj明朝",serif}
        h1{font-size:16pt;text-align:center;font-weight:normal;letter-spacing:.2em;margin:8mm 0}h2{font-size:12pt;font-weight:normal;margin:6mm 0 2mm}
        table{border-collapse:collapse;width:100%}th,td{border:1px solid #000;padding:1.5mm 2mm;text-align:left;vertical-align:top;font-weight:normal}
        .no{text-align:right}.plain{white-space:pre-wrap}.right{text-align:right}.closing{font-size:9.5pt;margin-top:8mm;border-top:1px solid #000;break-inside:avoid}.closing h2{margin:2mm 0}
        .qr svg{width:28mm;height:28mm}.verify{font-size:9pt;margin-top:6mm}
        .watermark{position:fixed;top:40%;left:0;right:0;text-align:center;font-size:54pt;color:rgba(0,0,0,.10);transform:rotate(-24deg);letter-spacing:.2em}
        """;

    public static string Wrap(string title, string body, string paper, string? watermark, Datum marks)
    {
        var size = paper switch { "A4-landscape" => "A4 landscape", "A5" => "A5", "postcard" => "100mm 148mm", _ => "A4" };
        var again = marks["reissue"].AsLong() is { } times ? $"（再発行 {times}）" : "";
        var no = marks["number"].AsText() ?? "";
        var number = no.Length + again.Length > 0 ? $"<p class=\"no\">{Markup.Escape(no)}{again}</p>" : "";
        var verify = marks["verification"].AsText() is { } code ? $"<p class=\"verify\">確認番号 {WebUtility.HtmlEncode(code)}</p>" : "";
        var mark = watermark is { Length: > 0 } ? $"<div class=\"watermark\" aria-hidden=\"true\">{Markup.Escape(watermark)}</div>" : "";
        return $"<!doctype html><html lang=\"ja\"><head><meta charset=\"utf-8\"><meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\"><title>{WebUtility.HtmlEncode(title)}</title>"
            + $"<style>@page{{size:{size}}}{Style}</style></head><body>{mark}{number}{body}{verify}</body></html>\n";
    }

    /// <summary>The words of HTML, tags left out.</summary>
    public static string Words(string html) =>
        WebUtility.HtmlDecode(Tag().Replace(Break().Replace(Unseen().Replace(html, ""), "\n"), "")).Trim() + "\n";

    [GeneratedRegex("<(style|svg)[^>]*>.*?</\\1>", RegexOptions.Singleline | RegexOptions.IgnoreCase)]
    private static partial Regex Unseen();

    [GeneratedRegex("<br ?/?>|</(p|div|tr|h[1-6]|li|section)>", RegexOptions.IgnoreCase)]
    private static partial Regex Break();

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tag();
}
