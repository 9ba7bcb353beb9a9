using System.Net;
using System.Text;
using Workflows.Cases.Ports;
using Workflows.Connectors.Wire;

namespace Workflows.Connectors.Simulation;

/// <summary>The control desk for people: what the simulator is, its switches, and the last calls. Plain HTML without script.</summary>
internal static class DeskPage
{
    private const int ShownCalls = 50;

    public static WireResponse Show(Simulator simulator, SimulatorDescription description)
    {
        var html = new StringBuilder("<!doctype html><html lang=\"ja\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">")
            .Append($"<title>模擬装置 {E(simulator.Setting.Connector)}</title><style>body{{font-family:sans-serif;line-height:1.7;max-width:60rem;margin:0 auto;padding:1rem}}")
            .Append("table{border-collapse:collapse;width:100%}th,td{border:1px solid #767676;padding:.25rem .5rem;text-align:left;vertical-align:top}button,input{font:inherit;min-height:2.5rem}</style></head><body><main>")
            .Append($"<h1>模擬装置 {E(simulator.Setting.Connector)}：{E(description.LabelJa)}</h1><p><strong>これは模擬装置です。</strong>自治体 {E(simulator.Setting.Tenant)} の外部システムの代わりをしています。</p>");

        var values = simulator.Switches();
        html.Append("<h2>切替</h2><table><thead><tr><th scope=\"col\">切替</th><th scope=\"col\">今の値</th><th scope=\"col\">変える</th></tr></thead><tbody>");
        foreach (var (name, label) in description.Switches)
        {
            html.Append($"<tr><th scope=\"row\">{E(label)} <code>{E(name)}</code></th><td>{E(values[name].AsText() ?? "false")}</td><td><form method=\"post\" action=\"switches\">")
                .Append($"<label>値 <input name=\"{E(name)}\" size=\"8\" value=\"{(simulator.IsOn(name) ? "false" : "true")}\"></label> <button type=\"submit\">変える</button></form></td></tr>");
        }
        html.Append("</tbody></table><h2>起こせること</h2><ul>");
        foreach (var (name, label) in description.Acts) html.Append($"<li><code>POST acts/{E(name)}</code> {E(label)}</li>");
        html.Append("</ul><h2>届いた要求</h2><table><thead><tr><th scope=\"col\">番号</th><th scope=\"col\">時刻</th><th scope=\"col\">操作</th><th scope=\"col\">キー</th><th scope=\"col\">結果</th></tr></thead><tbody>");
        foreach (var call in simulator.Calls().TakeLast(ShownCalls).Reverse())
            html.Append($"<tr><td>{call.No}</td><td>{call.At:yyyy-MM-dd HH:mm:ss}</td><td>{E(call.Operation)}</td><td>{E(call.Key ?? "")}</td><td>{E(call.Outcome)}</td></tr>");
        return WireResponse.Text(200, "text/html; charset=utf-8", html.Append("</tbody></table></main></body></html>").ToString());
    }

    private static string E(string text) => WebUtility.HtmlEncode(text);
}
