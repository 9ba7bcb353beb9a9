using System.Globalization;
using Workflows.Cases.Scenarios;
using Workflows.Engine.Data;

namespace Workflows.Cases.Trial;

/// <summary>Acts of the trial page (docs/designer-api.md §6) as sentences of the scenario vocabulary.</summary>
internal static class ActSentences
{
    /// <exception cref="FormatException">The act lacks something; the message is for a person.</exception>
    public static ScenarioStep Of(Datum act)
    {
        string Need(string key, string ja) => act[key].AsText() is { Length: > 0 } text ? Quote(text) : throw new FormatException($"{ja}（{key}）を指定してください。");
        var values = act["values"];
        return act["kind"].AsText() switch
        {
            "submit" when act["onBehalf"].AsText() is { Length: > 0 } other => Do($"{Need("who", "だれが")} が {Quote(other)} の代理で様式 {Need("form", "様式")} を次の内容で提出する", values),
            "submit" => Do($"{Need("who", "だれが")} が様式 {Need("form", "様式")} を次の内容で提出する", values),
            "claim" => Do($"{Need("who", "だれが")} が仕事 {Need("task", "仕事")} を引き受ける"),
            "complete" => Do($"{Need("who", "だれが")} が仕事 {Need("task", "仕事")} を{(act["outcome"].AsText() is { Length: > 0 } outcome ? $"結果 {Quote(outcome)} で" : "")}次の内容で完了する",
                act["comment"].AsText() is { Length: > 0 } comment ? (values.IsNull ? Datum.EmptyObject : values).With("comment", comment) : values),
            "correct" => Do($"{Need("who", "だれが")} が補正に次の内容で答える", values),
            "action" => Do($"{Need("who", "だれが")} が操作 {Need("action", "操作")} を次の内容で行う", values),
            "event" => Do($"外部システム {Need("connector", "コネクタ")} から出来事 {Need("event", "出来事")} が次の内容で届く", values),
            "file" => Do($"コネクタ {Need("connector", "コネクタ")} からファイル {Need("name", "ファイル名")} が届く") with { DocString = act["text"].AsText() ?? "" },
            "clock" when act["to"].AsText() is { Length: > 0 } to => Do($"時刻が {Quote(Moment(to))} になる"),
            "clock" when act["businessDays"].AsLong() is { } open => Do($"{open} 開庁日が過ぎる"),
            "clock" when act["days"].AsLong() is { } days => Do($"{days} 日が過ぎる"),
            "clock" => throw new FormatException("to、days、businessDays のいずれかを指定してください。"),
            "connector" when act["fail"].AsText() is { Length: > 0 } fault => Given($"コネクタ {Need("connector", "コネクタ")} は操作 {Need("operation", "操作")} に {Quote(fault)} で"
                + (act["times"].AsLong() is { } times ? $" {times} 回失敗してから応じる" : "失敗する")),
            "connector" => Given($"コネクタ {Need("connector", "コネクタ")} は操作 {Need("operation", "操作")} に次を返す", act["answer"]),
            "simulator" => Do($"コネクタ {Need("connector", "コネクタ")} の模擬装置で {Need("act", "行うこと")} を次の内容で行う", values),
            "person" => Given($"利用者 {Need("who", "だれ")} は役割 {string.Join(" と ", Roles(act))} である"),
            "setting" => Given($"設定 {Need("key", "設定")} は {Cell(act["value"])} である"),
            "record" => Given($"台帳 {Need("register", "台帳")} に次の記録がある") with { Table = Record(values) },
            "case" => Do($"案件 {Need("case", "案件")} について"),
            "sentence" => new(act["text"].AsText() is { } said && (said.StartsWith("前提", StringComparison.Ordinal) || said.StartsWith("ならば", StringComparison.Ordinal)) ? said[..(said[0] == '前' ? 2 : 3)] : "もし",
                Bare(act["text"].AsText() ?? ""), 0, act["table"].Items is { Length: > 0 } rows ? [.. rows.Select(r => (IReadOnlyList<string>)[.. r.Items.Select(c => c.AsText() ?? "")])] : null, act["docString"].AsText()),
            var other => throw new FormatException($"「{other}」という操作はありません。"),
        };
    }

    public static ScenarioStep Given(string text, Datum? values = null) => new("前提", text, 0, Pairs(values), null);
    public static ScenarioStep Do(string text, Datum? values = null) => new("もし", text, 0, Pairs(values), null);

    public static string Quote(string text) => $"\"{text.Replace("\"", "”", StringComparison.Ordinal)}\"";

    /// <summary>A value as a cell that is read back as the same.</summary>
    public static string Cell(Datum value) => value.Kind switch
    {
        DatumKind.Null => "null",
        DatumKind.Text => value.AsText() is { Length: > 0 } text && !Ambiguous(text) ? text : Quoted(value.AsText() ?? ""),
        DatumKind.List => $"[{string.Join(", ", value.Items.Select(Inner))}]",
        DatumKind.Object => $"{{ {string.Join(", ", value.Members.Select(m => $"{Quoted(m.Key)}: {Inner(m.Value)}"))} }}",
        _ => value.AsText()!,
    };

    private static string Inner(Datum value) => value.Kind == DatumKind.Text ? Quoted(value.AsText()!) : Cell(value);
    private static string Quoted(string text) => $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)}\"";

    private static bool Ambiguous(string text) =>
        text is "true" or "false" or "null" || text[0] is '"' or '[' or '{' || text != text.Trim() || text.Contains('\n', StringComparison.Ordinal) || decimal.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out _);

    private static IEnumerable<string> Roles(Datum act) =>
        act["roles"].Items is { Length: > 0 } all ? all.Select(r => Quote(r.AsText() ?? "")) : [Quote(act["role"].AsText() ?? throw new FormatException("役割（role）を指定してください。"))];

    private static List<IReadOnlyList<string>>? Pairs(Datum? values) =>
        values is null || values.Kind != DatumKind.Object || values.Members.Count == 0 ? null : [(IReadOnlyList<string>)["項目", "値"], .. values.Members.Select(m => (IReadOnlyList<string>)[m.Key, Cell(m.Value)])];

    private static List<IReadOnlyList<string>> Record(Datum values) => [[.. values.Members.Select(m => m.Key)], [.. values.Members.Select(m => Cell(m.Value))]];

    private static string Moment(string to) => DateTimeOffset.TryParse(to, CultureInfo.InvariantCulture, DateTimeStyles.AssumeLocal, out var at) && to.Length > 10 && (to.Contains('+', StringComparison.Ordinal) || to.EndsWith('Z'))
        ? Japan.In(at).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) : to.Replace('T', ' ');

    private static string Bare(string text)
    {
        foreach (var keyword in (string[])["前提", "もし", "ならば", "かつ"])
            if (text.StartsWith(keyword, StringComparison.Ordinal)) return text[keyword.Length..].Trim();
        return text.Trim();
    }
}
