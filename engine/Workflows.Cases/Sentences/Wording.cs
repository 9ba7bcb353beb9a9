using System.Globalization;
using System.Text.RegularExpressions;
using Workflows.Cases.Packages;
using Workflows.Engine.Activities;
using Workflows.Engine.Data;

namespace Workflows.Cases.Sentences;

/// <summary>Names and values of a package in the words people use.</summary>
internal sealed partial class Wording(ProgramPackage package, ActivityCatalog catalog)
{
    private readonly Dictionary<string, string> _fields = package.Forms.SelectMany(f => f.Fields.SelectMany(c => c.Columns.Prepend(c))).Concat(package.Fields)
        .Where(f => f.Label.Ja.Length > 0).GroupBy(f => f.Key, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.First().Label.Ja, StringComparer.Ordinal);

    public string Role(string? id) => id is "applicant" ? "申請者" : package.Roles.Find(id)?.Label.Ja is { Length: > 0 } label ? label : id ?? "";
    public string State(string? id) => package.States.Find(id)?.Label.Ja is { Length: > 0 } label ? label : id ?? "";
    public string PublicState(string? id) => package.States.Find(id)?.Public.Ja is { Length: > 0 } label ? label : State(id);
    public string Form(string? id) => package.Forms.Find(id)?.Title.Ja is { Length: > 0 } label ? label : id ?? "";
    public string Notice(string? id) => package.Notices.Find(id)?.Title.Ja is { Length: > 0 } label ? label : id ?? "";
    public string Decision(string? id) => package.Decisions.Find(id)?.Label.Ja is { Length: > 0 } label ? label : id ?? "";
    public string Register(string? id) => package.Registers.Find(id)?.Label.Ja is { Length: > 0 } label ? label : id ?? "";
    public string Connector(string? id) => package.Connectors.Find(id)?.Label.Ja is { Length: > 0 } label ? label : id ?? "";
    public string Action(string? id) => package.Actions.Find(id)?.Label.Ja is { Length: > 0 } label ? label : id ?? "";
    public string Field(string key) => _fields.GetValueOrDefault(key.Split('.', '[')[^1], key);

    public string NameOf(Datum activity) =>
        activity["name"].AsText() is { Length: > 0 } name ? name
        : catalog.TryFind(activity["type"].AsText() ?? "", out var known) ? known.Descriptor.LabelJa : activity["type"].AsText() ?? "";

    /// <summary>Who does it: 「審査員3人」, 「係長、課長」; null for what the product does by itself.</summary>
    public string? Who(Datum activity) => activity["type"].AsText() switch
    {
        "Case.Task" => activity["role"].AsText() is { } role ? Role(role) : null,
        "Case.Correction" => Role("applicant"),
        "Case.Approval" when activity["route"].Items.Length > 0 => string.Join("、", activity["route"].Items.Select(s => $"{Role(s["role"].AsText())}{(s["persons"].AsLong() is { } persons and > 1 ? $"{persons}人" : "")}")),
        _ => null,
    };

    /// <summary>How a vote is decided: 「投票する人の過半数が賛成なら可決です。可否同数なら否決です。」</summary>
    public static string Vote(Datum approval)
    {
        var cast = approval["of"].AsText() == "cast";
        var whole = cast ? "賛成か反対を投じた人" : "投票する人";
        var passes = approval["rule"].AsText() switch
        {
            "twoThirds" => $"{whole}の3分の2以上が賛成なら", "unanimous" => $"{whole}の全員が賛成なら", "count" => $"{approval["needed"].AsText()}人以上が賛成なら", _ => $"{whole}の過半数が賛成なら",
        };
        var tie = approval["rule"].AsText() is null or "majority" ? approval["tie"].AsText() switch { "Approved" => "可否同数でも可決です。", "Returned" => "可否同数なら決まりません。", "chair" => "可否同数なら議長が決めます。", _ => "" } : "";
        return $"{passes}可決、そうでなければ否決です。{tie}{(approval["quorum"].AsLong() is { } quorum and > 0 ? $"投票が{quorum}人に満たなければ決まりません。" : "")}";
    }

    /// <summary>「10開庁日以内」; null where nothing is said.</summary>
    public string? Until(Datum due)
    {
        if (due["businessDays"] is { IsNull: false } open) return $"{Amount(open)}開庁日以内";
        if (due["days"] is { IsNull: false } days) return $"{Amount(days)}日以内";
        if (due["months"] is { IsNull: false } months) return $"{Amount(months)}か月以内";
        return null;
    }

    /// <summary>「取下げの操作があったとき」.</summary>
    public string When(Datum trigger)
    {
        if (trigger["action"].AsText() is { } action) return $"「{Action(action)}」の操作があったとき";
        if (trigger["event"].AsText() is { } told) return $"{(trigger["connector"].AsText() is { } c ? $"{Connector(c)}から" : "")}知らせ「{told}」が届いたとき";
        if (trigger["signal"].AsText() is { } signal) return $"ほかの案件から知らせ「{signal}」が届いたとき";
        if (trigger["condition"].AsText() is { } condition) return $"{Condition(condition)}とき";
        var timer = trigger["timer"];
        if (timer["businessDays"] is { IsNull: false } open) return $"{Amount(open)}開庁日が過ぎたとき";
        if (timer["after"].AsText() is { } after) return $"{Duration(after)}が過ぎたとき";
        if (timer["at"].AsText() is { } at) return $"{(Expression().IsMatch(at) ? "計算で決めた日時" : Value(at))}になったとき";
        return "すぐに";
    }

    /// <summary>A comparison, or several joined by and/or, in words; anything else is a condition that has to hold.</summary>
    public string Condition(string feel)
    {
        var text = feel.Trim();
        var parts = Regex.Split(text, @"\s+(and|or)\s+");
        var words = new List<string>();
        for (var i = 0; i < parts.Length; i += 2)
        {
            if (Comparison().Match(parts[i].Trim()) is not { Success: true } m) return "条件に合う";
            var (left, right) = (Field(m.Groups[1].Value), Value(m.Groups[3].Value));
            var last = i + 2 >= parts.Length;
            words.Add((m.Groups[2].Value, m.Groups[3].Value) switch
            {
                ("=", "null") => $"{left}が{(last ? "ない" : "なく")}",
                ("!=", "null") => $"{left}が{(last ? "ある" : "あり")}",
                ("=", "true") => $"{left}{(last ? "である" : "で")}",
                ("=", "false") => $"{left}{(last ? "でない" : "でなく")}",
                ("=", _) => $"{left}が{right}{(last ? "である" : "で")}",
                ("!=", _) => $"{left}が{right}{(last ? "でない" : "でなく")}",
                (">=", _) => $"{left}が{right}以上{(last ? "である" : "で")}",
                ("<=", _) => $"{left}が{right}以下{(last ? "である" : "で")}",
                (">", _) => $"{left}が{right}を超え{(last ? "る" : "")}",
                _ => $"{left}が{right}未満{(last ? "である" : "で")}",
            });
            if (!last) words.Add(parts[i + 1] == "and" ? "、" : "、または");
        }
        return string.Concat(words);
    }

    /// <summary>An activity as its descriptor's sentence.</summary>
    public string Sentence(Datum activity)
    {
        if (!catalog.TryFind(activity["type"].AsText() ?? "", out var known)) return NameOf(activity);
        // A template that would show a mapping or an expression gives way to the name people gave.
        var filled = Hole().Replace(known.Descriptor.KindOf(activity)?.SentenceJa ?? known.Descriptor.SentenceJa, m => Input(activity, known.Descriptor, m.Groups[1].Value) ?? "\0");
        return filled.Contains('\0', StringComparison.Ordinal) ? NameOf(activity) : filled;
    }

    private string? Input(Datum activity, ActivityDescriptor descriptor, string input)
    {
        var value = activity[input];
        if (value["expression"].Kind == DatumKind.Object) return null;
        var text = value.AsText();
        if (descriptor.Inputs.FirstOrDefault(i => i.Name == input)?.Options.FirstOrDefault(o => o.Value == text) is { } option) return option.LabelJa;
        return input switch
        {
            "role" => Role(text),
            "title" => text is null ? NameOf(activity) : Template().Replace(text, "…"),
            "form" => Form(text),
            "state" or "initial" => State(text),
            "notice" or "document" => Notice(text),
            "decision" => Decision(text),
            "register" => Register(text),
            "connector" => Connector(text),
            "operation" => Operation(activity, text),
            "result" => text is null || Template().IsMatch(text) ? null : text,
            "reason" => text is null ? null : text.StartsWith('"') ? text.Trim('"') : null,
            "workflowDefinitionId" or "workflow" => text,
            _ => value.Kind is DatumKind.Text && !Expression().IsMatch(text!) ? text : null,
        };
    }

    private string? Operation(Datum activity, string? operation) => NameOf(activity) is { Length: > 0 } name && name != operation ? name : operation;

    private string Value(string feel)
    {
        var text = feel.Trim();
        if (text.StartsWith('"')) return $"「{text.Trim('"')}」";
        if (Expression().IsMatch(text)) return "計算で決めた値";
        if (text.StartsWith("settings.", StringComparison.Ordinal)) return package.SettingSpecs.Find(text["settings.".Length..])?.Label.Ja is { Length: > 0 } label ? $"「{label}」の値" : "設定の値";
        return decimal.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out _) ? text : Field(text);
    }

    private string Amount(Datum value) => value.Kind == DatumKind.Number ? value.AsText()! : Value(value.AsText() ?? "");

    private string Duration(string after)
    {
        if (!after.StartsWith('P')) return Value(after);
        var words = DurationParts().Matches(after).Select(m => m.Groups[1].Value + (m.Groups[2].Value, after.IndexOf('T', StringComparison.Ordinal) is var t and >= 0 && m.Index > t) switch
        {
            ("Y", _) => "年", ("M", false) => "か月", ("W", _) => "週間", ("D", _) => "日", ("H", _) => "時間", ("M", true) => "分", _ => "秒",
        });
        return string.Concat(words);
    }

    [GeneratedRegex(@"^([\p{L}_][\p{L}\p{N}_.]*)\s*(!=|>=|<=|=|>|<)\s*(""[^""]*""|[\p{L}\p{N}_.+-]+)$")]
    private static partial Regex Comparison();
    [GeneratedRegex(@"\{([A-Za-z]+)\}")]
    private static partial Regex Hole();
    [GeneratedRegex(@"\{[^{}]*\}")]
    private static partial Regex Template();
    [GeneratedRegex(@"[(){}\[\]=<>]|\bif\b|\bfor\b")]
    private static partial Regex Expression();
    [GeneratedRegex(@"(\d+)([YMWDHS])")]
    private static partial Regex DurationParts();
}
