using Workflows.Cases.Packages;
using Workflows.Engine.Activities;
using Workflows.Engine.Data;

namespace Workflows.Cases.Sentences;

/// <param name="Element">The activity it speaks of.</param>
public sealed record SentenceLine(string Text, int Level, string? Document, string? Path, string? Element);
public sealed record SentenceSection(string Heading, string? Element, int Level, IReadOnlyList<SentenceLine> Lines);
public sealed record FlowText(string Id, string Title, IReadOnlyList<SentenceSection> Sections);
public sealed record PackageText(string Title, string Audience, IReadOnlyList<FlowText> Workflows);

/// <summary>Writes a package's flows as sentences: 業務マニュアル for staff, 手続きの流れ for citizens.</summary>
public sealed class FlowWriter(ActivityCatalog catalog)
{
    public const string Staff = "staff";
    public const string Citizen = "citizen";

    /// <param name="workflow">Only this one; null: all.</param>
    public PackageText Write(ProgramPackage package, string audience, string? workflow = null) => new(
        package.Title.Ja, audience,
        audience == Citizen ? [CitizenText(package)]
            : [.. package.WorkflowSources.Where(w => workflow is null || w.Key == workflow).Select(w => new Work(package, catalog, w.Key).StaffText(w.Value))]);

    /// <summary>What an applicant goes through, from what the package tells the public.</summary>
    private FlowText CitizenText(ProgramPackage package)
    {
        var words = new Wording(package, catalog);
        var portal = package.Portal;
        SentenceLine Line(string text, int level = 0) => new(text, level, null, null, null);
        var before = new List<SentenceLine>();
        if (portal.Needs.Count > 0) before.Add(Line($"用意するもの: {string.Join("、", portal.Needs.Select(n => n.Ja))}"));
        if (portal.Fee is { } fee) before.Add(Line($"費用: {fee.Ja}"));
        if (portal.Duration is { } duration) before.Add(Line($"かかる時間: {duration.Ja}"));
        if (portal.Decider is { } decider) before.Add(Line($"決める所: {decider.Ja}"));
        var way = new List<SentenceLine>();
        foreach (var start in package.Starts.Where(s => s.Kind == StartKind.Form && s.By.Any(r => package.Roles.Find(r)?.Kind == RoleSpec.Citizen)))
            way.Add(Line($"「{(start.Label.Ja.Length > 0 ? start.Label.Ja : words.Form(start.Form))}」を出します。"));
        foreach (var step in portal.Steps) way.Add(Line($"{step.Label.Ja}に進みます。"));
        if (portal.Steps.Count == 0)
            foreach (var state in package.States.Where(s => s.Lifecycle != "ended")) way.Add(Line($"{words.PublicState(state.Id)}。"));
        var activities = package.WorkflowSources.Values.SelectMany(All).ToList();
        if (activities.Exists(a => a["type"].AsText() == "Case.Correction")) way.Add(Line("書き直しをお願いすることがあります。そのときは、直す所と期限をお知らせします。"));
        foreach (var action in package.Actions.Where(a => a.Effect is null && a.By.Any(r => package.Roles.Find(r)?.Kind == RoleSpec.Citizen))) way.Add(Line($"途中で「{action.Label.Ja}」ができます。"));
        var told = activities.Where(a => a["type"].AsText() == "Case.Notify").Select(a => words.Notice(a["notice"].AsText())).Distinct().Select(n => Line($"「{n}」が届きます。")).ToList();
        var ends = package.States.Where(s => s.Lifecycle == "ended").Select(s => Line($"「{words.PublicState(s.Id)}」で終わります。")).ToList();
        var sections = new List<SentenceSection> { new("申し込む前に", null, 0, before), new("手続きの流れ", null, 0, way), new("お知らせ", null, 0, told), new("終わり", null, 0, ends) };
        return new("", "手続きの流れ", [.. sections.Where(s => s.Lines.Count > 0)]);
    }

    private static IEnumerable<Datum> All(Datum at)
    {
        if (Drafts.Editing.DraftPath.IsActivity(at)) yield return at;
        foreach (var inner in at.Kind == DatumKind.List ? at.Items : at.Members.Select(m => m.Value))
            if (inner.Kind is DatumKind.List or DatumKind.Object)
                foreach (var found in All(inner)) yield return found;
    }

    private sealed class Work(ProgramPackage package, ActivityCatalog catalog, string workflow)
    {
        private readonly Wording _words = new(package, catalog);
        private readonly string _document = package.WorkflowFiles.GetValueOrDefault(workflow, $"workflows/{workflow}.json");
        private readonly List<SentenceSection> _sections = [];
        private List<SentenceLine> _lines = [];

        public FlowText StaffText(Datum source)
        {
            var starts = package.Starts.Where(s => s.Workflow == workflow).Select(Start).ToList();
            if (starts.Count > 0) _sections.Add(new("始まり", null, 0, [.. starts.Select(s => new SentenceLine(s, 0, null, null, null))]));
            Section("流れ", null, 0, () => Walk(source["root"], 0));
            var title = source["description"].AsText() is { Length: > 0 } described ? described : source["name"].AsText() ?? workflow;
            return new(workflow, title, _sections);
        }

        private string Start(StartSpec start)
        {
            var by = string.Join("または", start.By.Select(_words.Role));
            return start.Kind switch
            {
                StartKind.Form => $"{(by.Length > 0 ? by : "だれか")}が「{_words.Form(start.Form)}」を出すと始まります。",
                StartKind.Schedule => start.Cron is not null ? "決まった日時に始まります。" : $"{(start.On == "businessDay" ? "開庁日" : "毎日")}の{start.At:HH:mm}に始まります。",
                StartKind.File => $"{_words.Connector(start.Connector)}からファイルが届くと始まります。",
                _ => $"{_words.Connector(start.Connector)}から知らせが届くと始まります。",
            };
        }

        private void Walk(Datum at, int level)
        {
            if (at.Kind != DatumKind.Object) return;
            switch (at["type"].AsText())
            {
                case "Elsa.Sequence": foreach (var child in at["activities"].Items) Walk(child, level); break;
                case "Elsa.Flowchart": Flowchart(at, level); break;
                case "Elsa.If":
                    Say(at, $"「{_words.NameOf(at)}」を確かめます。", level);
                    Branch("そうであれば、次を行います。", at["then"], at, level);
                    Branch("そうでなければ、次を行います。", at["else"], at, level);
                    break;
                case "Elsa.Switch":
                    Say(at, $"「{_words.NameOf(at)}」を場合に分けます。", level);
                    foreach (var option in at["cases"].Items) Branch($"「{option["label"].AsText()}」の場合は、次を行います。", option["activity"], at, level);
                    Branch("どれでもない場合は、次を行います。", at["default"], at, level);
                    break;
                case "Elsa.Parallel" or "Elsa.Fork":
                    Say(at, "次を同時に進めます。", level);
                    foreach (var child in at["activities"].Items.Concat(at["branches"].Items)) Walk(child, level + 1);
                    break;
                case "Case.ForEach":
                    Say(at, $"「{_words.NameOf(at)}」として、1件ずつ次を行います{(at["parallel"].AsBoolean() ? "（同時に進みます）" : "")}。", level);
                    Walk(at["body"], level + 1);
                    break;
                case "Case.Scope":
                    if (at["name"].AsText() is { Length: > 0 }) Say(at, $"「{_words.NameOf(at)}」を行います。", level);
                    Walk(at["body"], level + 1);
                    Handlers(at, level);
                    break;
                case "Case.States": States(at, level); break;
                default:
                    Say(at, Step(at), level);
                    Handlers(at, level + 1);
                    break;
            }
        }

        private string Step(Datum at)
        {
            var sentence = Polite(_words.Sentence(at));
            var four = at["notSameAs"].Items.Length > 0 ? "前の手順を行った人とは別の人が行います。" : "";
            if (at["type"].AsText() == "Case.Approval") return $"{sentence}。{(_words.Who(at) is { } who ? $"行うのは{who}です。" : "")}{(at["mode"].AsText() == Activities.VoteSpec.Mode ? Wording.Vote(at) : "")}{(_words.Until(at["due"]) is { } last ? $"期限は{last}です。" : "")}{four}";
            if (at["type"].AsText() is not ("Case.Task" or "Case.Correction")) return sentence + "。";
            var form = at["form"].AsText() is { } id ? $"様式「{_words.Form(id)}」に書きます。" : "";
            var until = _words.Until(at["due"]) is { } days ? $"期限は{days}です。" : "";
            return $"{sentence}。{form}{until}{four}";
        }

        private void Flowchart(Datum chart, int level)
        {
            var activities = chart["activities"].Items.ToDictionary(a => a["id"].AsText() ?? "", StringComparer.Ordinal);
            var arrows = chart["connections"].Items.Select(c => (From: c["source"]["activity"].AsText() ?? "", Port: c["source"]["port"].AsText() ?? "Done", To: c["target"]["activity"].AsText() ?? "")).ToList();
            var first = chart["start"].AsText() ?? chart["activities"].Items.FirstOrDefault(a => arrows.TrueForAll(r => r.To != a["id"].AsText()))?["id"].AsText() ?? activities.Keys.FirstOrDefault();
            var order = new List<string>();
            var waiting = new Queue<string>(first is null ? [] : [first]);
            while (waiting.TryDequeue(out var next))
            {
                if (order.Contains(next) || !activities.ContainsKey(next)) continue;
                order.Add(next);
                foreach (var arrow in arrows.Where(a => a.From == next)) waiting.Enqueue(arrow.To);
            }
            order.AddRange(activities.Keys.Where(k => !order.Contains(k)));
            for (var i = 0; i < order.Count; i++)
            {
                var at = activities[order[i]];
                if (at["type"].AsText() is "Elsa.FlowDecision") Say(at, $"「{_words.NameOf(at)}」を確かめます。", level);
                else Walk(at, level);
                var own = arrows.Where(a => a.From == order[i]).ToList();
                // Going on to the very next step needs no words.
                if (own is [var only] && i + 1 < order.Count && only.To == order[i + 1] && only.Port is "Done") continue;
                foreach (var arrow in own)
                    Say(at, $"{Outcome(at, arrow.Port)}「{(activities.TryGetValue(arrow.To, out var to) ? _words.NameOf(to) : arrow.To)}」へ進みます。", level + 1);
            }
        }

        private void States(Datum at, int level)
        {
            Say(at, $"「{_words.NameOf(at)}」は「{_words.State(at["initial"].AsText())}」から始まります。", level);
            foreach (var state in at["states"].Items)
            {
                var id = state["id"].AsText() ?? "";
                var leaving = at["transitions"].Items.Where(t => !state["final"].AsBoolean() && (t["from"].AsText() == "*" || t["from"].AsText() == id || t["from"].Items.Any(f => f.AsText() == id))).ToList();
                if (leaving.Count == 0 && state["entry"].IsNull) continue;
                Section($"「{_words.State(id)}」の間", at["id"].AsText(), level + 1, () =>
                {
                    Walk(state["entry"], level + 1);
                    foreach (var t in leaving)
                    {
                        var when = t["on"].IsNull ? t["when"].AsText() is { } c ? $"{_words.Condition(c)}とき" : "終わったら" : _words.When(t["on"]) + (t["when"].AsText() is { } also && _words.Condition(also) is var words and not "条件に合う" ? $"（{words}場合）" : "");
                        Say(at, t["to"].AsText() is { } to ? $"{when}、「{_words.State(to)}」になります。" : $"{when}、次を行います。", level + 1, $"/transitions/@{t["id"].AsText()}");
                        Walk(t["body"], level + 2);
                    }
                });
            }
        }

        private void Handlers(Datum at, int level)
        {
            foreach (var handler in at["handlers"].Items)
            {
                Say(at, $"この間に{_words.When(handler["on"])}は、{(handler["interrupting"].AsBoolean() ? "この手順をやめて" : "")}{(handler["body"].IsNull ? "先へ進みます。" : "次を行います。")}", level, $"/handlers/@{handler["id"].AsText()}");
                Walk(handler["body"], level + 1);
            }
        }

        private void Branch(string intro, Datum body, Datum at, int level)
        {
            if (body.Kind != DatumKind.Object) return;
            Say(at, intro, level);
            Walk(body, level + 1);
        }

        private string Outcome(Datum at, string port) => catalog.TryFind(at["type"].AsText() ?? "", out var known) && known.Descriptor.KindOf(at)?.OutcomeWords.GetValueOrDefault(port) is { } word ? $"結果が「{word}」なら、" : port switch
        {
            "Done" => "終わったら、",
            "True" => "そうであれば、",
            "False" => "そうでなければ、",
            "Found" => "見つかれば、",
            "NotFound" => "見つからなければ、",
            "Failed" => "うまくいかなければ、",
            "TimedOut" or "Expired" => "期限を過ぎたら、",
            "Corrected" => "補正されたら、",
            "Withdrawn" => "取り下げられたら、",
            "Conflict" => "重なっていれば、",
            "Rejected" => at["type"].AsText() == "Case.Approval" ? "却下されたら、" : "受け付けられなければ、",
            "Approved" => "承認されたら、",
            "Returned" => "差し戻されたら、",
            "Undelivered" => "届かなければ、",
            "LimitReached" => "回数を超えたら、",
            "Nobody" => "相手がいなければ、",
            "Empty" => "1件もなければ、",
            "NotPossible" => "できなければ、",
            _ => $"結果が「{OptionLabel(at, port)}」なら、",
        };

        private string OptionLabel(Datum at, string port)
        {
            var option = at["decisions"].Items.FirstOrDefault(d => d["key"].AsText() == port);
            if (option is not null) return option["label"]["ja"].AsText() ?? option["label"].AsText() ?? port;
            return at["handlers"].Items.FirstOrDefault(h => h["id"].AsText() == port) is { } handler ? _words.When(handler["on"]).Replace("あったとき", "あった", StringComparison.Ordinal) : port;
        }

        private void Say(Datum at, string text, int level, string more = "") => _lines.Add(new(text, level, _document, at["id"].AsText() is { } id ? $"/#{Drafts.Editing.DraftPath.Escape(id)}{more}" : null, at["id"].AsText()));

        private void Section(string heading, string? element, int level, Action write)
        {
            var outer = _lines;
            _lines = [];
            var place = _sections.Count;
            write();
            _sections.Insert(place, new(heading, element, level, _lines));
            _lines = outer;
        }

        /// <summary>「行う」→「行います」.</summary>
        internal static string Polite(string sentence)
        {
            foreach (var (plain, polite) in Endings)
                if (sentence.EndsWith(plain, StringComparison.Ordinal)) return sentence[..^plain.Length] + polite;
            return sentence + "を行います";
        }

        private static readonly (string, string)[] Endings =
        [
            ("する", "します"), ("行う", "行います"), ("送る", "送ります"), ("待つ", "待ちます"), ("求める", "求めます"), ("終える", "終えます"), ("進める", "進めます"), ("届ける", "届けます"), ("知らせる", "知らせます"), ("始める", "始めます"),
            ("改める", "改めます"), ("探す", "探します"), ("足す", "足します"), ("続ける", "続けます"), ("抜ける", "抜けます"), ("頼む", "頼みます"), ("分ける", "分けます"), ("受ける", "受けます"), ("繰り返す", "繰り返します"), ("戻す", "戻します"),
            ("空ける", "空けます"), ("引く", "引きます"), ("入れる", "入れます"), ("出す", "出します"), ("開く", "開きます"), ("決める", "決めます"), ("止める", "止めます"), ("延ばす", "延ばします"), ("集める", "集めます"), ("載せる", "載せます"), ("終わる", "終わります"), ("始まる", "始まります"), ("です", "です"), ("ます", "ます"),
        ];
    }
}
