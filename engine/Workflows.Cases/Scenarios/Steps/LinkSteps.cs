using System.Text.RegularExpressions;
using Workflows.Cases.Commands;
using Workflows.Cases.Links;
using Workflows.Cases.Scenarios.Reading;
using Workflows.Engine.Data;
using static Workflows.Cases.Scenarios.Steps.StepDefinition;

namespace Workflows.Cases.Scenarios.Steps;

/// <summary>Links that people without an account got by mail: for a task, or to see what was granted.</summary>
internal static partial class LinkSteps
{
    public static IReadOnlyList<StepDefinition> All { get; } =
    [
        Expect("{s}に(仕事|閲覧)のリンクが{n}通届いている", "\"holder@example.jp\" に仕事のリンクが 1 通届いている", (c, a) => Checks.Equal($"「{a[1]}」への{a[2]}のリンク", a[3], $"{Tokens(c, a[1], a[2]).Count()}")),
        Act("{s}が届いた(?:(仕事|閲覧)の)?リンクを開く", "\"holder@example.jp\" が届いたリンクを開く", Open),
        Expect("リンクの頁に{s}が(示される|示されない)", "リンクの頁に \"氏名\" が示される", Shown),
        Act("{s}が届いたリンクで(?:結果{s}で)?(?:次の内容で)?答える", "\"holder@example.jp\" が届いたリンクで結果 \"許諾\" で次の内容で答える", Answer),
    ];

    private static async ValueTask Open(ScenarioContext context, StepArguments args)
    {
        if (args.Has(2) && args[2] == Granted)
        {
            var granted = (await context.Ask(new OpenGrantLink(context.Tenant, Newest(context, args[1], Granted))).ConfigureAwait(false)).Value;
            context.Linked = granted is null ? null : [granted.View.Case.ProgramTitle.Ja, granted.Purpose ?? "", .. Texts(granted.View.Fields), .. granted.View.Documents.Where(d => d.HasFile).Select(d => d.Title)];
            return;
        }
        var task = (await context.Ask(new OpenTaskLink(context.Tenant, Newest(context, args[1], Task))).ConfigureAwait(false)).Value;
        context.Linked = task is null ? null : [.. Texts(task.Shown), .. (task.Sheet?.Pages ?? []).SelectMany(p => p.Fields).Select(f => f.Label.Ja), task.Title, task.Program.Ja];
    }

    private static IEnumerable<string> Texts(IEnumerable<Queries.CaseField> fields) => fields.SelectMany(f => new[] { f.Label.Ja, f.Text });

    private static ValueTask Shown(ScenarioContext context, StepArguments args)
    {
        var all = context.Linked ?? throw Checks.Wrong("リンクの頁", args[1], "開けない" + context.Hint);
        if (all.Contains(args[1]) != (args[2] == "示される")) throw Checks.Wrong("リンクの頁", $"{args[1]} が{args[2]}", string.Join("、", all));
        return default;
    }

    private static async ValueTask Answer(ScenarioContext context, StepArguments args)
    {
        var values = FieldKeys.RecordValues(null, args.Pairs);
        await context.Send(new CompleteTaskLink(context.Tenant, context.NextCommand(), Newest(context, args[1], Task), args.Has(2) ? args[2] : null, values)).ConfigureAwait(false);
    }

    private const string Task = "仕事", Granted = "閲覧";

    private static string Newest(ScenarioContext context, string address, string kind) => Tokens(context, address, kind).LastOrDefault() ?? throw Checks.Wrong($"「{address}」への{kind}のリンク", "あり", "なし");

    private static IEnumerable<string> Tokens(ScenarioContext context, string address, string kind) =>
        ConnectorSteps.Mails(context, (kind == Granted ? GrantLinkDesk.Mail : TaskLinkDesk.Mail).Notice).Where(m => m["to"].AsText() == address).Select(m => Link().Match(m["body"].AsText()!).Groups[1].Value);

    [GeneratedRegex("/link/([A-Za-z0-9_-]+)")]
    private static partial Regex Link();
}
