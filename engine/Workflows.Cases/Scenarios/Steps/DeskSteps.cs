using Workflows.Cases.Commands;
using Workflows.Cases.Ports;
using Workflows.Cases.Scenarios.Reading;
using Workflows.Engine.Data;
using static Workflows.Cases.Scenarios.Steps.StepDefinition;

namespace Workflows.Cases.Scenarios.Steps;

/// <summary>Work around a case: acknowledging, notes and messages, tasks asked of colleagues, many at once, hold.</summary>
internal static class DeskSteps
{
    public static IReadOnlyList<StepDefinition> All { get; } =
    [
        Act("{s}が仕事{s}を確認する", "\"相談 太郎\" が仕事 \"緊急対応\" を確認する", async (c, a) => await c.Send(new AcknowledgeTask(await c.Caller(a[1]).ConfigureAwait(false), c.NextCommand(), (await TaskSteps.Find(c, a[2]).ConfigureAwait(false)).Id)).ConfigureAwait(false)),
        Act("{s}が次の案件をまとめて承認する", "\"係長 一郎\" が次の案件をまとめて承認する", (c, a) => Bulk(c, a, "Approved")),
        Act("{s}が次の案件の仕事{s}をまとめて(?:結果{s}で)?完了する", "\"係長 一郎\" が次の案件の仕事 \"審査\" をまとめて結果 \"受理\" で完了する", (c, a) => Bulk(c, a, a.Has(3) ? a[3] : null, a[2])),
        Expect("まとめて{n}件が行われ、{n}件は対象外である", "まとめて 2 件が行われ、 1 件は対象外である", Counted),
        Act("{s}がメモ{s}を残す", "\"収納 太郎\" がメモ \"書類を確認した\" を残す", async (c, a) => await c.Send(new WriteNote(await c.Caller(a[1]).ConfigureAwait(false), c.NextCommand(), c.TheCase, a[2])).ConfigureAwait(false)),
        Act("{s}が{s}との電話の記録{s}を残す", "\"収納 太郎\" が \"山田 花子\" との電話の記録 \"折り返し希望\" を残す", async (c, a) => await c.Send(new WriteNote(await c.Caller(a[1]).ConfigureAwait(false), c.NextCommand(), c.TheCase, a[3], a[2])).ConfigureAwait(false)),
        Act("{s}がメッセージ{s}を送る", "\"山田 花子\" がメッセージ \"いつ届きますか\" を送る", async (c, a) => await c.Send(new SendMessage(await c.Caller(a[1]).ConfigureAwait(false), c.NextCommand(), c.TheCase, a[2])).ConfigureAwait(false)),
        Act("{s}が役割{s}に仕事{s}を頼む", "\"収納 太郎\" が役割 \"manager\" に仕事 \"金額の確認\" を頼む", async (c, a) => await c.Send(new AddTask(await c.Caller(a[1]).ConfigureAwait(false), c.NextCommand(), c.TheCase, a[3], a[2])).ConfigureAwait(false)),
        Expect("案件に(メモ|メッセージ){s}がある", "案件に メモ \"書類を確認した\" がある", Written),
        Expect("案件は保留中である", "案件は保留中である", (c, _) => Held(c, true)),
        Expect("案件は保留中ではない", "案件は保留中ではない", (c, _) => Held(c, false)),
        Expect("仕事{s}は{n}段階まで知らされている", "仕事 \"緊急対応\" は 2 段階まで知らされている", Climbed),
    ];

    private static async ValueTask Bulk(ScenarioContext context, StepArguments args, string? outcome, string? name = null)
    {
        var ids = new List<string>();
        foreach (var row in args.Step.Table ?? [])
        {
            var number = Values.Text(row[0]);
            if (number is "案件" or "受付番号" or "番号") continue;
            var owner = await context.Case(number).ConfigureAwait(false);
            var open = await TaskSteps.Open(context, owner).ConfigureAwait(false);
            // A case without such a task is asked for, too: it must be named as left out.
            ids.Add((name is null ? open.LastOrDefault(t => t.Row["kind"].AsText() == "approval") : open.LastOrDefault(t => TaskSteps.Is(context, t, name)))?.Id ?? $"{owner.Id}~none");
        }
        var result = await context.Send(new WorkInBulk(await context.Caller(args[1]).ConfigureAwait(false), context.NextCommand(), ids, "complete", outcome, null, null, DryRun: false)).ConfigureAwait(false);
        context.Bulk = result.Value;
    }

    private static ValueTask Counted(ScenarioContext context, StepArguments args)
    {
        var bulk = context.Bulk ?? throw new ScenarioException("まだまとめて行っていません。" + context.Hint);
        return Checks.Equal("まとめて行った件数", $"{args.Number(1)} 件、対象外 {args.Number(2)} 件",
            $"{bulk.Done} 件、対象外 {bulk.Items.Count - bulk.Done} 件{(bulk.Done == args.Number(1) ? "" : $"（{string.Join("、", bulk.Items.Select(i => i.Reason ?? "済"))}）")}");
    }

    private static async ValueTask Written(ScenarioContext context, StepArguments args)
    {
        var table = args[1] == "メモ" ? Projections.Notes : Projections.Messages;
        var texts = (await context.World.Reader.ReadProjection(context.Tenant, context.TheCase, table, context.Ct).ConfigureAwait(false)).Select(r => r.Row["text"].AsText() ?? "").ToList();
        if (!texts.Contains(args[2])) throw Checks.Wrong($"案件の{args[1]}{context.Hint}", args[2], texts.Count == 0 ? "ない" : string.Join("、", texts));
    }

    private static async ValueTask Held(ScenarioContext context, bool expected)
    {
        var held = !(await context.Case().ConfigureAwait(false)).Head[Activities.Desk.Held.Head].IsNull;
        if (held != expected) throw Checks.Wrong($"案件の保留{context.Hint}", expected ? "保留中" : "保留中ではない", held ? "保留中" : "保留中ではない");
    }

    private static async ValueTask Climbed(ScenarioContext context, StepArguments args)
    {
        var task = await TaskSteps.Find(context, args[1]).ConfigureAwait(false);
        var rungs = task.Row["escalations"].Items;
        await Checks.Equal($"仕事「{args[1]}」の知らせた段階", args[2], rungs.Select(r => r["no"].AsLong() ?? 0).DefaultIfEmpty(0).Max().ToString(System.Globalization.CultureInfo.InvariantCulture)).ConfigureAwait(false);
    }
}
