using Workflows.Engine.Activities;
using Workflows.Engine.Data;

namespace Workflows.Cases.Activities.Calls;

/// <summary>What <c>Case.Call</c> is told (docs/package-format.md §9.1).</summary>
internal static class CallInputs
{
    public static readonly IReadOnlyList<InputDescriptor> All =
    [
        CaseInputs.Input("connector", "String", "コネクタ", InputPicker.Connector, required: true),
        CaseInputs.Input("operation", "String", "操作", InputPicker.Operation, required: true),
        CaseInputs.Input("instance", "String", "接続先", InputPicker.Expression, description: "同じコネクタの接続先が複数あるときの名前を返す式。なければ自治体の振分けに従います。"),
        CaseInputs.Input("request", "Object", "渡す値", InputPicker.Mapping, description: "操作が宣言した項目だけが外へ出ます。"),
        CaseInputs.Input("key", "String", "二重に行わないための鍵", InputPicker.Text, description: "{式} を差し込めます。なければ {案件}:{アクティビティ}:{場所}:{回数}。"),
        CaseInputs.Input("chunk", "Object", "分けて送る", InputPicker.Json, description: "items（一覧の式）と size（件数）。渡す値では chunk と chunkNo を使えます。鍵は一回ごとに付きます。"),
        CaseInputs.Input("retry", "Object", "再試行の間隔", InputPicker.List, otherwise: Datum.List(Policies.Retry.Select(Datum.Of)), description: "秒数、期間（PT15M）、時刻（02:00）、nightly の一覧。none は再試行なし。最後の間隔を期限まで繰り返します。"),
        CaseInputs.Input("timeout", "String", "1回の待ち時間", InputPicker.Deadline, otherwise: "PT30S"),
        CaseInputs.Input("giveUpAfter", "String", "あきらめるまで", InputPicker.Deadline, otherwise: "P1D", description: "期間（PT1H、P1D）。"),
        CaseInputs.Input("waitFor", "String", "答えを待つ限度", InputPicker.Deadline, description: "送ってから答えまでの期間。過ぎると TimedOut。"),
        CaseInputs.Input("window", "Object", "送ってよい時間", InputPicker.Json, description: "from、to（08:30）、calendar。その外では開くまで待ちます。"),
        CaseInputs.Input("concurrency", "String", "同時に行わない鍵", InputPicker.Text, description: "同じ値の依頼は一つずつ順に送ります。{式} を差し込めます。"),
        CaseInputs.Input("cache", "String", "答えを使い回す期間", InputPicker.Deadline, description: "同じ内容の依頼には、この期間は前の答えを使います（P7D）。"),
        CaseInputs.Input("inquiry", "Object", "結果不明のときの照会", InputPicker.Json, description: "operation、request、happened（起きた・起きていない・不明を true・false・null で返す式）、every、giveUpAfter。"),
        CaseInputs.Input("answer", "Object", "あとで届く答え", InputPicker.Json, description: "event、key、outcome。相手が受け付けたあと、この出来事を待ちます。"),
        CaseInputs.Input("fallbackAfter", "Int64", "代わりの手順を始める失敗回数", InputPicker.Number, otherwise: Datum.Of(1)),
        CaseInputs.Input("fallbackGoOn", "Boolean", "代わりの手順が済んだら先へ進む", InputPicker.Checkbox, description: "依頼の再試行は続きます。結果は Fallback。"),
        CaseInputs.Input("compensate", "Object", "打ち切ったときの取消し", InputPicker.Json, description: "operation、request。送られた可能性があるときだけ行います。"),
        CaseInputs.Result,
        CaseInputs.Input("onFailure", "Object", "失敗したときの仕事", InputPicker.Role, description: "task に役割を書くと、あきらめたときにその役割の仕事になります。"),
        CaseInputs.Handlers,
    ];
}
