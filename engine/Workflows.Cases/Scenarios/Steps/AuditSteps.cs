using Workflows.Cases.Ports;
using Workflows.Cases.Queries;
using Workflows.Cases.Scenarios.Reading;
using static Workflows.Cases.Scenarios.Steps.StepDefinition;

namespace Workflows.Cases.Scenarios.Steps;

/// <summary>Who sees what, what was logged, what must not be kept.</summary>
internal static class AuditSteps
{
    /// <summary>Words people use for what the access log calls otherwise.</summary>
    private static readonly Dictionary<string, string[]> Words = new(StringComparer.Ordinal)
    {
        ["閲覧"] = ["閲覧", "read", "reveal", "表示"],
        ["表示"] = ["閲覧", "reveal", "表示"],
        ["拒否"] = ["拒否", "refused", "denied"],
        ["denied"] = ["拒否", "refused", "denied"],
        ["access.denied"] = ["拒否", "refused", "denied"],
        ["reveal"] = ["閲覧", "reveal"],
        ["read"] = ["閲覧", "read"],
    };

    public static IReadOnlyList<StepDefinition> All { get; } =
    [
        Expect("{s}には項目{s}が(見えない|伏せられて見える|見える)", "\"科目 桜\" には項目 \"accountNo\" が見えない", Visible),
        Expect("{s}には項目{s}が{s}と見える", "\"山田 花子\" には項目 \"accountNo\" が \"****321\" と見える", Shown),
        Expect("監査記録に{s}{s}が残っている", "監査記録に \"閲覧\" \"収納 太郎\" が残っている", Logged),
        Expect("監査記録に{s}{s}が残っていない", "監査記録に \"閲覧\" \"収納 太郎\" が残っていない", NotLogged),
        Expect("保存されたどの記録にも{s}は残っていない", "保存されたどの記録にも \"7654321\" は残っていない", NotStored),
        Expect("監査の連鎖は正しい", "監査の連鎖は正しい", Chained),
        Act("定時処理{s}が動く", "定時処理 \"保存期間の満了と廃棄\" が動く", async (c, a) => await c.World.RunJob(a[1], c.Ct).ConfigureAwait(false)),
        Act("サーバーが再起動する", "サーバーが再起動する", (c, _) => c.World.Restart(c.Ct)),
    ];

    private static async ValueTask Chained(ScenarioContext context, StepArguments args)
    {
        var broken = await context.World.VerifyAudit(context.Ct).ConfigureAwait(false);
        if (broken.Count > 0) throw Checks.Wrong("監査の連鎖", "正しい", string.Join(" ", broken.Take(10)));
    }

    /// <summary>The field as this person's case page has it; null when it is not there, or the page is not theirs to see.</summary>
    private static async ValueTask<CaseField?> Field(ScenarioContext context, string person, string name)
    {
        var caller = await context.Caller(person).ConfigureAwait(false);
        var result = await context.World.Sender.Send(new GetCase(caller, context.TheCase), context.Ct).ConfigureAwait(false);
        if (result.Value is not { } view) return null;
        var key = FieldKeys.Known(context.Program, name)?.Key ?? name;
        var field = view.Fields.FirstOrDefault(f => f.Key == name || f.Label.Ja == name || f.Key == key)
            ?? view.Fields.SelectMany(f => f.Rows ?? []).SelectMany(r => r).FirstOrDefault(f => f.Key == name || f.Label.Ja == name || f.Key == key);
        return field is { Masked: true } && context.Revealed is { } shown && shown.Person == person && shown.Case == context.TheCase
            && (await context.World.Sender.Send(new RevealField(caller, context.NextCommand(), context.TheCase, field.Key, shown.Reason), context.Ct).ConfigureAwait(false)).Value is { } revealed
            ? field with { Masked = false, Value = revealed.Value, Text = revealed.Value.AsText() ?? "" } : field;
    }

    private static async ValueTask Visible(ScenarioContext context, StepArguments args)
    {
        var field = await Field(context, args[1], args[2]).ConfigureAwait(false);
        var actual = field is null ? "見えない" : field.Masked ? "伏せられて見える" : "見える";
        if (actual != args[3]) throw Checks.Wrong($"「{args[1]}」に項目「{args[2]}」が", args[3], field is null ? actual : $"{actual}（{field.Text}）");
    }

    private static async ValueTask Shown(ScenarioContext context, StepArguments args)
    {
        var field = await Field(context, args[1], args[2]).ConfigureAwait(false);
        if (field is null || (field.Text != args[3] && field.Value.AsText() != args[3])) throw Checks.Wrong($"「{args[1]}」に見える項目「{args[2]}」", args[3], field?.Text ?? "見えない");
    }

    private static async ValueTask<(bool Found, string All)> Find(ScenarioContext context, string action, string person)
    {
        var entries = await context.World.AccessLog.Read(context.Tenant, null, 10_000, context.Ct).ConfigureAwait(false);
        var declared = context.Program.Actions.Find(action);
        string[] wanted = [.. Words.GetValueOrDefault(action, [action]), .. declared is null ? Array.Empty<string>() : [declared.Id, declared.Label.Ja]];
        bool Is(AccessEntry e) => e.Actor == person && (wanted.Contains(e.Action) || (e.Denied && wanted.Contains("拒否")) || (declared is not null && e.Field is not null));
        if (entries.Any(Is)) return (true, "");
        // What people do to a case stands in its own history.
        foreach (var row in await context.Cases().ConfigureAwait(false))
        {
            var lines = await context.World.Reader.ReadProjection(context.Tenant, row.Id, Projections.Timeline, context.Ct).ConfigureAwait(false);
            if (lines.Any(l => l.Row["actor"].AsText() == person && (wanted.Contains(l.Row["kind"].AsText()) || wanted.Any(w => l.Row["textJa"].AsText()?.Contains(w, StringComparison.Ordinal) == true)))) return (true, "");
        }
        return (false, string.Join("、", entries.Select(e => $"{e.Action} {e.Actor}{(e.Denied ? " 拒否" : "")}")) is { Length: > 0 } text ? text : "なし");
    }

    private static async ValueTask Logged(ScenarioContext context, StepArguments args)
    {
        var (found, all) = await Find(context, args[1], args[2]).ConfigureAwait(false);
        if (!found) throw Checks.Wrong("監査記録", $"{args[1]} {args[2]}", all);
    }

    private static async ValueTask NotLogged(ScenarioContext context, StepArguments args)
    {
        if ((await Find(context, args[1], args[2]).ConfigureAwait(false)).Found) throw Checks.Wrong("監査記録", $"{args[1]} {args[2]} がない", "ある");
    }

    private static async ValueTask NotStored(ScenarioContext context, StepArguments args)
    {
        var places = await context.World.FindStored(args[1], context.Ct).ConfigureAwait(false);
        if (places.Count > 0) throw Checks.Wrong($"保存された「{args[1]}」", "ない", string.Join("、", places));
    }
}
