using System.Globalization;
using Workflows.Cases.Commands;
using Workflows.Cases.Ports;
using Workflows.Cases.Scenarios.Reading;
using Workflows.Engine.Data;
using static Workflows.Cases.Scenarios.Steps.StepDefinition;

namespace Workflows.Cases.Scenarios.Steps;

/// <summary>People's work: inboxes, taking and completing tasks, answering corrections.</summary>
internal static class TaskSteps
{
    public static IReadOnlyList<StepDefinition> All { get; } =
    [
        Act("{s}が仕事{s}を引き受ける", "\"収納 太郎\" が仕事 \"照合\" を引き受ける", (c, a) => Work(c, a[1], a[2], (who, id, task) => c.Send(new ClaimTask(who, id, task.Id)))),
        Act("{s}が仕事{s}を(?:戻す|手放す)", "\"収納 太郎\" が仕事 \"照合\" を戻す", (c, a) => Work(c, a[1], a[2], (who, id, task) => c.Send(new UnclaimTask(who, id, task.Id)))),
        Act("{s}が仕事{s}を{s}に割り当てる", "\"収納 太郎\" が仕事 \"照合\" を \"収納 次郎\" に割り当てる", (c, a) => Work(c, a[1], a[2], (who, id, task) => c.Send(new AssignTask(who, id, task.Id, a[3])))),
        Act("{s}が仕事{s}を(?:結果{s}で)?(?:次の内容で)?完了する", "\"収納 太郎\" が仕事 \"照合\" を結果 \"登録\" で次の内容で完了する", Complete),
        Act("{s}が補正に(?:次の内容で)?答える", "\"山田 花子\" が補正に次の内容で答える", Answer),
        Act("案件{s}の仕事{s}は{s}が済ませた", "案件 \"H-0007\" の仕事 \"照合\" は \"u001\" が済ませた", DoneBefore),
        Expect("役割{s}の受信箱に仕事{s}がある", "役割 \"collectionStaff\" の受信箱に仕事 \"照合\" がある", (c, a) => Inbox(c, a[1], a[2], null)),
        Expect("役割{s}の受信箱に仕事{s}が(?:ない|なくなっている)", "役割 \"collectionStaff\" の受信箱に仕事 \"照合\" がない", (c, a) => Inbox(c, a[1], a[2], 0)),
        Expect("役割{s}の受信箱に仕事{s}が{n}件ある", "役割 \"collectionStaff\" の受信箱に仕事 \"照合\" が 3 件ある", (c, a) => Inbox(c, a[1], a[2], a.Number(3))),
        Expect("役割{s}の受信箱に仕事{s}があり、期限は{s}である", "役割 \"collectionStaff\" の受信箱に仕事 \"照合\" があり、期限は \"2026-06-15\" である", async (c, a) => { await Inbox(c, a[1], a[2], null).ConfigureAwait(false); await Due(c, a[3]).ConfigureAwait(false); }),
        Expect("仕事{s}の期限は{s}である", "仕事 \"照合\" の期限は \"2026-06-15\" である", async (c, a) => { await Find(c, a[1]).ConfigureAwait(false); await Due(c, a[2]).ConfigureAwait(false); }),
        Expect("投票{s}は賛成{n}、反対{n}、棄権{n}である", "投票 \"交付の可否\" は賛成 2、反対 1、棄権 0 である", Voted),
        Expect("期限は{s}である", "期限は \"2026-06-15\" である", (c, a) => Due(c, a[1])),
    ];

    private static async ValueTask Work<T>(ScenarioContext context, string person, string task, Func<Caller, string, TaskRow, ValueTask<Result<T>>> act)
    {
        var who = await context.Caller(person).ConfigureAwait(false);
        var found = await Find(context, task, who.UserId).ConfigureAwait(false);
        await act(who, context.NextCommand(), found).ConfigureAwait(false);
    }

    private static async ValueTask Complete(ScenarioContext context, StepArguments args)
    {
        var who = await context.Caller(args[1]).ConfigureAwait(false);
        var task = await Find(context, args[2], who.UserId).ConfigureAwait(false);
        var form = context.Program.Forms.Find(task.Row["form"].AsText());
        var pairs = args.Pairs;
        // A decision and a comment may stand in the table, too.
        string? Take(params string[] keys) => pairs.Where(p => keys.Contains(p.Key)).Select(p => Values.Text(p.Cell)).FirstOrDefault();
        var outcome = args.Has(3) ? args[3] : form?.Field("結果") is null ? Take("結果", "outcome", "判断") : null;
        var comment = Take("comment", "コメント");
        // 完了する without a result is the task's first decision: what its label says is done.
        outcome ??= task.Row["decisions"][0]["key"].AsText();
        IReadOnlyList<string>? List(params string[] keys) => pairs.Where(p => keys.Contains(p.Key)).Select(p => Values.Parse(p.Cell)).FirstOrDefault() is not { } value ? null
            : value.Kind == DatumKind.List ? [.. value.Items.Select(i => i.AsText() ?? "")] : [.. (value.AsText() ?? "").Split('、', ',').Select(i => i.Trim())];
        var (ticked, parts) = (List("確かめたこと", "checked"), List("承認する部分", "parts"));
        pairs = [.. pairs.Where(p => p.Key is not ("結果" or "outcome" or "判断" or "comment" or "コメント" or "確かめたこと" or "checked" or "承認する部分" or "parts"))];
        var values = form is null ? FieldKeys.RecordValues(null, pairs) : FieldKeys.FormValues(form, pairs, context.Program);
        await context.Send(new CompleteTask(who, context.NextCommand(), task.Id, outcome, values, comment, ticked, parts)).ConfigureAwait(false);
    }

    private static async ValueTask Answer(ScenarioContext context, StepArguments args)
    {
        var row = await context.Case().ConfigureAwait(false);
        var open = await Open(context, row).ConfigureAwait(false);
        var task = open.LastOrDefault(t => t.Role is "applicant" or "citizen") ?? throw new ScenarioException($"案件{row.Number}に補正の依頼はありません（状態 {row.Status}）。");
        var form = context.Program.Forms.Find(task.Row["form"].AsText());
        var values = form is null ? FieldKeys.RecordValues(null, args.Pairs) : FieldKeys.FormValues(form, args.Pairs, context.Program);
        await context.Send(new AnswerCorrection(await context.Caller(args[1]).ConfigureAwait(false), context.NextCommand(), task.Id, values)).ConfigureAwait(false);
    }

    private static async ValueTask DoneBefore(ScenarioContext context, StepArguments args)
    {
        var spoken = context.CaseId;
        context.CaseId = (await context.Case(args[1]).ConfigureAwait(false)).Id;
        var task = await Find(context, args[2]).ConfigureAwait(false);
        var person = await context.Person(args[3]).ConfigureAwait(false);
        if (person.Roles.Count == 0) await context.Declare(person with { Roles = [$"{task.Program}/{task.Role}"], IsCitizen = false }).ConfigureAwait(false);
        var outcome = task.Row["decisions"][0]["key"].AsText();
        await context.Send(new CompleteTask(await context.Caller(args[3]).ConfigureAwait(false), context.NextCommand(), task.Id, outcome, Datum.EmptyObject)).ConfigureAwait(false);
        if (context.Problem is { } problem) throw new ScenarioException($"仕事「{args[2]}」を済ませられません: {ScenarioContext.Words(problem)}");
        context.CaseId = spoken;
    }

    /// <summary>A task by id, label or title: the case's own first, then of any case of the programme, newest first.</summary>
    /// <param name="who">Of several by that name the one this person has taken comes first, then one nobody has.</param>
    internal static async ValueTask<TaskRow> Find(ScenarioContext context, string name, string? who = null)
    {
        if (context.CaseId is not null)
        {
            var own = await Open(context, await context.Case().ConfigureAwait(false)).ConfigureAwait(false);
            var named = own.Where(t => Is(context, t, name)).ToList();
            if ((named.LastOrDefault(t => who is not null && t.Assignee == who) ?? named.LastOrDefault(t => t.Assignee is null) ?? named.LastOrDefault()) is { } here) return context.LastTask = here;
        }
        var others = new List<TaskRow>();
        foreach (var row in await context.Cases().ConfigureAwait(false)) others.AddRange(await Open(context, row).ConfigureAwait(false));
        return context.LastTask = others.FirstOrDefault(t => Is(context, t, name))
            ?? throw new ScenarioException($"仕事「{name}」はありません。あるのは {(others.Count == 0 ? "なし" : string.Join("、", others.Select(t => $"{t.Task}（{t.Title}）")))} です。{context.Hint}");
    }

    /// <summary>Open and claimed tasks of a case, oldest first.</summary>
    internal static async ValueTask<IReadOnlyList<TaskRow>> Open(ScenarioContext context, CaseRow row)
    {
        var rows = await context.World.Reader.ReadProjection(context.Tenant, row.Id, Projections.Tasks, context.Ct).ConfigureAwait(false);
        return [.. rows.Where(r => r.Row["status"].AsText() is "open" or "claimed").Select(r => new TaskRow(
            $"{row.Id}~{r.Key}", row.Id, row.Number ?? "", row.Program, r.Row["task"].AsText() ?? "", r.Row["title"].AsText() ?? "", r.Row["role"].AsText() ?? "", r.Row["office"].AsText(),
            r.Row["status"].AsText()!, r.Row["assignee"].AsText(), r.Row["createdAt"].AsInstant() ?? row.CreatedAt, r.Row["due"].AsInstant(), r.Row))];
    }

    internal static bool Is(ScenarioContext context, TaskRow task, string name) =>
        task.Task == name || task.Title == name || task.Title.StartsWith(name + "（", StringComparison.Ordinal) || task.Title.StartsWith(name + "(", StringComparison.Ordinal)
        || TaskNames.Of(context.Program, task.Task).Contains(name);

    private static async ValueTask Inbox(ScenarioContext context, string roleName, string name, int? count)
    {
        var role = context.Program.Roles.Find(roleName)?.Id ?? throw new ScenarioException($"役割「{roleName}」は定義されていません。");
        var page = await context.World.Reader.ListTasks(context.Tenant, new TaskFilter([$"{context.Program.Id}/{role}"]), new PageRequest(1_000), context.Ct).ConfigureAwait(false);
        var open = page.Items.Where(t => t.Status is "open" or "claimed").ToList();
        var found = open.Where(t => Is(context, t, name)).ToList();
        if (count is null ? found.Count == 0 : found.Count != count)
            throw Checks.Wrong($"役割「{roleName}」の受信箱の仕事「{name}」{context.Hint}", count is null ? "ある" : $"{count} 件",
                $"{found.Count} 件（受信箱: {(open.Count == 0 ? "空" : string.Join("、", open.Select(t => $"{t.Task} {t.Title}")))}）");
        context.LastTask = found.LastOrDefault(t => t.CaseId == context.CaseId) ?? found.LastOrDefault();
    }

    /// <summary>The votes of the newest vote by that name; what was voted is told when it is over.</summary>
    private static async ValueTask Voted(ScenarioContext context, StepArguments args)
    {
        var owner = await context.Case().ConfigureAwait(false);
        var rows = await context.World.Reader.ReadProjection(context.Tenant, owner.Id, Projections.Tasks, context.Ct).ConfigureAwait(false);
        var votes = rows.Where(r => r.Row["kind"].AsText() == "approval" && r.Row["route"].Items.Length == 0 && (r.Row["task"].AsText() == args[1] || TaskNames.Of(context.Program, r.Row["task"].AsText() ?? "").Contains(args[1]))).ToList();
        if (votes.Count == 0) throw new ScenarioException($"投票「{args[1]}」はありません。{context.Hint}");
        string Told(string outcome) => votes.Count(v => v.Row["outcome"].AsText() == outcome).ToString(CultureInfo.InvariantCulture);
        await Checks.Equal($"投票「{args[1]}」", $"賛成 {args.Number(2)}、反対 {args.Number(3)}、棄権 {args.Number(4)}", $"賛成 {Told("Approved")}、反対 {Told("Rejected")}、棄権 {Told("Abstained")}").ConfigureAwait(false);
    }

    private static ValueTask Due(ScenarioContext context, string expected)
    {
        var task = context.LastTask ?? throw new ScenarioException("どの仕事の期限かが分かりません。「役割 \"…\" の受信箱に仕事 \"…\" がある」の次に書いてください。");
        var due = task.Due?.ToOffset(Japan.Offset);
        var actual = due is not { } at ? "なし" : expected.Length > 10 ? at.ToString(expected.Length > 16 ? "yyyy-MM-dd HH:mm:ss" : "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) : LastDay(at);
        return Checks.Equal($"仕事「{task.Task}」の期限", expected.Replace('T', ' '), actual);
    }

    /// <summary>The last day on which it is in time: a moment at midnight ends the day before.</summary>
    private static string LastDay(DateTimeOffset due) => (due.TimeOfDay == TimeSpan.Zero ? due.AddDays(-1) : due).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
