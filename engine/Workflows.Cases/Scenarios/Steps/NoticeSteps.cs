using Workflows.Cases.Ports;
using Workflows.Cases.Scenarios.Reading;
using static Workflows.Cases.Scenarios.Steps.StepDefinition;

namespace Workflows.Cases.Scenarios.Steps;

/// <summary>Notices that people got.</summary>
internal static class NoticeSteps
{
    public static IReadOnlyList<StepDefinition> All { get; } =
    [
        Expect("{s}に通知{s}が届いている", "\"山田 花子\" に通知 \"N-01\" が届いている", async (c, a) => await Arrived(c, a[1], a[2]).ConfigureAwait(false)),
        Expect("{s}に通知{s}が(?:届いていない|届かない)", "\"山田 花子\" に通知 \"N-02\" が届いていない", (c, a) => Count(c, a[1], a[2], 0)),
        Expect("{s}に通知{s}(?:が|は){n}件届いている", "\"山田 花子\" に通知 \"N-05\" が 2 件届いている", (c, a) => Count(c, a[1], a[2], a.Number(3))),
        Expect("通知{s}(?:が|は){n}件届いている", "通知 \"N-05\" は 2 件届いている", (c, a) => Count(c, null, a[1], a.Number(2))),
        Expect("{s}に通知{s}が届き、{s}を(含む|含まない)", "\"山田 花子\" に通知 \"N-05\" が届き、\"****321\" を含む", Containing),
        Expect("(?:通知は|その通知は|文書は|その文書は)?{s}を(含む|含まない)", "\"****321\" を含む", LastContains),
        Act("{s}が通知{s}を開く", "\"山田 花子\" が通知 \"N-01\" を開く", async (c, a) => { await Arrived(c, a[1], a[2]).ConfigureAwait(false); await c.World.Sender.Send(new Queries.GetCase(await c.Caller(a[1]).ConfigureAwait(false), c.LastNotice!.CaseId), c.Ct).ConfigureAwait(false); }),
        Act("{s}が(?:通知{s}の)?返信{s}を選ぶ", "\"山田 花子\" が返信 \"欠席です\" を選ぶ", Reply),
        Expect("通知{s}(?:は|が){s}を(含む|含まない)", "通知 \"N-05\" は \"****321\" を含む", NewestContains),
        Expect("{s}(?:に届いた|への)通知{s}(?:は|が){s}を(含む|含まない)", "\"山田 花子\" に届いた通知 \"N-05\" は \"****321\" を含む", Containing),
    ];

    private static bool Is(ScenarioContext context, ProjectionRow row, string name)
    {
        var notice = context.Program.Notices.Find(name);
        return row.Row["notice"].AsText() == (notice?.Id ?? name) || row.Row["title"].AsText() == name;
    }

    private static async ValueTask<IReadOnlyList<ProjectionRow>> Everything(ScenarioContext context, string? person)
    {
        // What is planned for later has not arrived.
        bool Arrived(ProjectionRow row) => !(row.Row["showFrom"].AsInstant() > context.World.Now);
        if (person is not null) return [.. (await context.World.Reader.ListNotices(context.Tenant, person, new PageRequest(1_000), context.Ct).ConfigureAwait(false)).Items.Where(Arrived)];
        var all = new List<ProjectionRow>();
        foreach (var row in await context.Cases().ConfigureAwait(false))
            all.AddRange(await context.World.Reader.ReadProjection(context.Tenant, row.Id, Projections.Notices, context.Ct).ConfigureAwait(false));
        return [.. all.Where(Arrived)];
    }

    private static string Shown(IEnumerable<ProjectionRow> rows) => string.Join("、", rows.Select(r => r.Row["notice"].AsText())) is { Length: > 0 } text ? text : "なし";

    /// <summary>The newest notice of that name; of the case spoken of when there is one.</summary>
    private static async ValueTask<ProjectionRow> Arrived(ScenarioContext context, string person, string name)
    {
        var all = await Everything(context, person).ConfigureAwait(false);
        var found = all.Where(n => Is(context, n, name)).ToList();
        return context.LastNotice = found.FirstOrDefault(n => n.CaseId == context.CaseId) ?? found.FirstOrDefault()
            ?? throw Checks.Wrong($"「{person}」への通知{context.Hint}", name, Shown(all));
    }

    private static async ValueTask Count(ScenarioContext context, string? person, string name, int count)
    {
        var all = await Everything(context, person).ConfigureAwait(false);
        var found = all.Where(n => Is(context, n, name)).ToList();
        if (found.Count != count) throw Checks.Wrong($"{(person is null ? "" : $"「{person}」への")}通知「{name}」{context.Hint}", $"{count} 件", $"{found.Count} 件（届いた通知: {Shown(all)}）");
        context.LastNotice = found.FirstOrDefault() ?? context.LastNotice;
    }

    /// <summary>A button of the newest notice that has it.</summary>
    private static async ValueTask Reply(ScenarioContext context, StepArguments args)
    {
        var all = await Everything(context, args[1]).ConfigureAwait(false);
        var row = all.FirstOrDefault(n => (!args.Has(2) || Is(context, n, args[2])) && n.Row["buttons"].Items.Any(b => b["label"].AsText() == args[3])) ?? throw Checks.Wrong($"「{args[1]}」への通知の返信", args[3], Shown(all));
        var button = row.Row["buttons"].Items.First(b => b["label"].AsText() == args[3]);
        await context.Send(new Commands.TakeAction(await context.Caller(args[1]).ConfigureAwait(false), context.NextCommand(), row.CaseId, button["action"].AsText()!, button["values"])).ConfigureAwait(false);
    }

    private static async ValueTask NewestContains(ScenarioContext context, StepArguments args)
    {
        var all = await Everything(context, null).ConfigureAwait(false);
        context.LastNotice = all.Where(n => Is(context, n, args[1])).OrderByDescending(n => n.CaseId == context.CaseId).ThenByDescending(n => n.Row["sentAt"].AsInstant()).FirstOrDefault() ?? throw Checks.Wrong($"通知「{args[1]}」{context.Hint}", "ある", Shown(all));
        Contains(context.LastNotice, args[2], args[3] == "含む");
    }

    private static string Text(ProjectionRow row) => $"{row.Row["title"].AsText()}\n{row.Row["body"].AsText()}";

    private static async ValueTask Containing(ScenarioContext context, StepArguments args)
    {
        await Arrived(context, args[1], args[2]).ConfigureAwait(false);
        Contains(context.LastNotice!, args[3], args[4] == "含む");
    }

    private static ValueTask LastContains(ScenarioContext context, StepArguments args)
    {
        Contains(context.LastNotice ?? throw new ScenarioException("どの通知・文書かが分かりません。"), args[1], args[2] == "含む");
        return default;
    }

    internal static void Contains(ProjectionRow row, string text, bool expected)
    {
        if (Text(row).Contains(text, StringComparison.Ordinal) != expected)
            throw Checks.Wrong($"「{row.Row["notice"].AsText() ?? row.Row["document"].AsText()}」の文", expected ? $"「{text}」を含む" : $"「{text}」を含まない", Text(row));
    }
}
