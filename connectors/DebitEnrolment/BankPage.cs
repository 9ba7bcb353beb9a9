using System.Globalization;
using System.Net;
using System.Text;
using Workflows.Connectors.Simulation;
using Workflows.Connectors.Wire;

namespace Workflows.Connectors.DebitEnrolment;

/// <summary>The bank's page as the citizen sees it: plain HTML, no script, every value escaped, and it says that it is a simulator.</summary>
internal static class BankPage
{
    private const string Style = """
        body{font-family:"BIZ UDGothic","Noto Sans JP",sans-serif;line-height:1.7;max-width:40rem;margin:0 auto;padding:1rem;color:#1a1a1c;background:#fff}
        .note{border:2px solid #ad1500;padding:.75rem 1rem;background:#fff5f3}
        dl{display:grid;grid-template-columns:max-content 1fr;gap:.25rem 1rem} dt{font-weight:bold} dd{margin:0}
        button{font:inherit;min-height:3rem;padding:.25rem 1.25rem;margin:.25rem .25rem .25rem 0;border:2px solid #0017c1;border-radius:.5rem;background:#fff;color:#0017c1}
        button.main{background:#0017c1;color:#fff} button:focus-visible,input:focus-visible{outline:4px solid #000;outline-offset:2px}
        input{font:inherit;min-height:2.5rem;padding:.25rem .5rem} section{margin-top:1.5rem}
        """;

    public static WireResponse Show(SimulatorSetting setting, BankSession session)
    {
        var request = session.Request;
        string Value(string key) => E(request[key].AsText() ?? "―");
        var body = new StringBuilder()
            .Append("<h1>口座振替の手続（金融機関の模擬画面）</h1>").Append(Notice)
            .Append("<section aria-labelledby=\"s\"><h2 id=\"s\">お申込みの内容</h2><dl>")
            .Append($"<dt>受付番号</dt><dd>{E(session.ApplicationId)}</dd><dt>請求書発行企業</dt><dd>{Value("companyCode")}</dd>")
            .Append($"<dt>科目</dt><dd>{E(string.Join("、", session.Lines.Select(l => l.SubjectCode)))}</dd>")
            .Append($"<dt>金融機関・支店</dt><dd>{Value("bankCode")}・{Value("branchCode")}</dd><dt>口座名義</dt><dd>{Value("holderKana")}</dd>")
            .Append($"<dt>口座番号</dt><dd>{E(Masked(session.AccountNo))}</dd></dl></section>");
        if (session.Code is { } code) body.Append($"<p role=\"status\">この手続は結果コード {E(code)} で終わっています。もう一度選ぶと、選び直した結果になります。</p>");
        body.Append("<section aria-labelledby=\"a\"><h2 id=\"a\">口座番号のとおりに進む</h2><form method=\"post\">")
            .Append("<p>末尾が 0 は口座なし、9 は名義相違、8 は認証誤り、それ以外は完了になります。</p>")
            .Append($"<p><label for=\"n\">口座番号</label> <input id=\"n\" name=\"accountNo\" inputmode=\"numeric\" pattern=\"[0-9]{{1,7}}\" maxlength=\"7\" value=\"{E(session.AccountNo ?? "")}\" autocomplete=\"off\"></p>")
            .Append("<button class=\"main\" type=\"submit\">この口座で手続する</button></form></section>")
            .Append("<section aria-labelledby=\"b\"><h2 id=\"b\">結果を選ぶ</h2><form method=\"post\">");
        foreach (var (key, label) in DebitEnrolmentSimulator.Codes) body.Append($"<button type=\"submit\" name=\"code\" value=\"{key}\">{key} {E(label)}</button>");
        body.Append("</form><form method=\"post\"><input type=\"hidden\" name=\"code\" value=\"00\"><input type=\"hidden\" name=\"returns\" value=\"false\">")
            .Append("<button type=\"submit\">00 完了して、市の画面には戻らない</button></form></section>");
        return Html(200, "金融機関の模擬画面", body.ToString(), setting);
    }

    public static WireResponse Closed(BankSession session) =>
        Html(200, "手続が終わりました", $"<h1>手続が終わりました</h1>{Notice}<p>受付番号 {E(session.ApplicationId)} の手続は終わりました。この画面を閉じてください。</p>", null);

    public static WireResponse Unknown() =>
        Html(404, "手続が見つかりません", $"<h1>手続が見つかりません</h1>{Notice}<p>このアドレスの手続はありません。市の画面からやり直してください。</p>", null);

    private const string Notice = "<p class=\"note\"><strong>これは模擬装置です。</strong>本物の金融機関ではありません。暗証番号などは入力しないでください。</p>";

    private static string Masked(string? account) => account is { Length: > 3 } ? new string('*', account.Length - 3) + account[^3..] : "画面で入力";

    private static string E(string text) => WebUtility.HtmlEncode(text);

    private static WireResponse Html(int status, string title, string body, SimulatorSetting? setting) =>
        WireResponse.Text(status, "text/html; charset=utf-8", string.Create(CultureInfo.InvariantCulture,
            $"<!doctype html><html lang=\"ja\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><title>{E(title)}{(setting is null ? "" : $"（{E(setting.Connector)}）")}</title><style>{Style}</style></head><body><main>{body}</main></body></html>")) with
        {
            Headers = new Dictionary<string, string> { ["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; form-action *", ["Cache-Control"] = "no-store" },
        };
}
