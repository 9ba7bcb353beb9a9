using System.Globalization;
using Workflows.Cases.Activities.Time;
using Workflows.Cases.Scenarios.Reading;
using Workflows.Engine.Data;
using static Workflows.Cases.Scenarios.Steps.StepDefinition;

namespace Workflows.Cases.Scenarios.Steps;

/// <summary>The case's legal clocks.</summary>
internal static class DeadlineSteps
{
    public static IReadOnlyList<StepDefinition> All { get; } =
    [
        Expect("期限{s}は停止中である", "期限 \"statutory\" は停止中である", (c, a) => State(c, a[1], "停止中", r => r["state"].AsText() == "paused")),
        Expect("期限{s}は残り{n}(?:日|営業日)である", "期限 \"statutory\" は残り 5 日である", Left),
        Expect("期限{s}は過ぎている", "期限 \"statutory\" は過ぎている", (c, a) => State(c, a[1], "過ぎている", r => r["breached"].AsBoolean())),
        Expect("期限{s}は過ぎていない", "期限 \"statutory\" は過ぎていない", (c, a) => State(c, a[1], "過ぎていない", r => !r["breached"].AsBoolean())),
        Expect("期限{s}は(?:果たされている|守られている)", "期限 \"statutory\" は守られている", (c, a) => State(c, a[1], "守られている", r => r["state"].AsText() == "met" && !r["breached"].AsBoolean())),
        Expect("期限{s}の予告{s}が出ている", "期限 \"statutory\" の予告 \"day14\" が出ている", (c, a) => State(c, a[1], $"予告「{a[2]}」が出ている", r => r["warned"].Items.Any(w => w.AsText() == Warning(c, r, a[2])))),
        Expect("期限{s}の予告{s}は?が?出ていない", "期限 \"statutory\" の予告 \"day14\" は出ていない", (c, a) => State(c, a[1], $"予告「{a[2]}」が出ていない", r => r["warned"].Items.All(w => w.AsText() != Warning(c, r, a[2])))),
        Expect("期限{s}の導き方に{s}がある", "期限 \"statutory\" の導き方に \"初日不算入\" がある", (c, a) => State(c, a[1], $"導き方に「{a[2]}」がある", r => r["derivation"].Items.Any(d => d.AsText()!.Contains(a[2], StringComparison.Ordinal)))),
        Expect("期限{s}はない", "期限 \"statutory\" はない", NoClock),
        Expect("期限{s}は{s}である", "期限 \"statutory\" は \"2026-07-01\" である", Due),
    ];

    private static async ValueTask<(string Name, Datum Row)> Find(ScenarioContext context, string name)
    {
        var clocks = (await context.Case().ConfigureAwait(false)).Head[Clocks.Head];
        var id = clocks.Has(name) ? name : context.Program.Deadlines.Find(name)?.Id ?? name;
        return (id, clocks[id]);
    }

    private static async ValueTask<Datum> Row(ScenarioContext context, string name)
    {
        var (_, row) = await Find(context, name).ConfigureAwait(false);
        if (!row.IsNull) return row;
        var all = (await context.Case().ConfigureAwait(false)).Head[Clocks.Head].Members.Select(m => m.Key).ToList();
        throw Checks.Wrong($"期限「{name}」{context.Hint}", "ある", all.Count == 0 ? "案件に期限はない" : $"あるのは {string.Join("、", all)}");
    }

    private static async ValueTask NoClock(ScenarioContext context, StepArguments args)
    {
        var (_, row) = await Find(context, args[1]).ConfigureAwait(false);
        if (row["state"].AsText() is "running" or "paused") throw Checks.Wrong($"期限「{args[1]}」", "ない", row["due"].AsText() ?? "");
    }

    private static async ValueTask State(ScenarioContext context, string name, string expected, Func<Datum, bool> holds)
    {
        var row = await Row(context, name).ConfigureAwait(false);
        if (!holds(row)) throw Checks.Wrong($"期限「{name}」{context.Hint}", expected, $"{row["state"].AsText()}、期限 {row["due"].AsText()}、予告 {row["warned"].ToJson()}、導き方 {row["derivation"].ToJson()}");
    }

    private static async ValueTask Left(ScenarioContext context, StepArguments args)
    {
        var row = await Row(context, args[1]).ConfigureAwait(false);
        await Checks.Equal($"期限「{args[1]}」の残り", args[2], row["left"].AsText() ?? $"停止していない（期限 {row["due"].AsText()}）").ConfigureAwait(false);
    }

    private static async ValueTask Due(ScenarioContext context, StepArguments args)
    {
        var due = (await Row(context, args[1]).ConfigureAwait(false))["due"].AsInstant()!.Value.ToOffset(Japan.Offset);
        var format = args[2].Length switch { <= 10 => "yyyy-MM-dd", <= 16 => "yyyy-MM-dd HH:mm", <= 19 => "yyyy-MM-dd HH:mm:ss", _ => "yyyy-MM-dd HH:mm:ss.fff" };
        await Checks.Equal($"期限「{args[1]}」", args[2].Replace('T', ' '), due.ToString(format, CultureInfo.InvariantCulture)).ConfigureAwait(false);
    }

    private static string Warning(ScenarioContext context, Datum row, string name) =>
        context.Program.Deadlines.Find(row["deadline"].AsText())?.Warnings.FirstOrDefault(w => w.Id == name || w.Label.Ja == name)?.Id ?? name;
}
