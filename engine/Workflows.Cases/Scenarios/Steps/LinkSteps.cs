using System.Text.RegularExpressions;
using Workflows.Cases.Commands;
using Workflows.Cases.Links;
using Workflows.Cases.Scenarios.Reading;
using Workflows.Engine.Data;
using static Workflows.Cases.Scenarios.Steps.StepDefinition;

namespace Workflows.Cases.Scenarios.Steps;

/// <summary>Links that people without an account got by mail for a task.</summary>
internal static partial class LinkSteps
{
    public static IReadOnlyList<StepDefinition> All { get; } =
    [
        Expect("{s}に仕事のリンクが{n}通届いている", "\"holder@example.jp\" に仕事のリンクが 1 通届いている", (c, a) => Checks.Equal($"「{a[1]}」への仕事のリンク", a[2], $"{Tokens(c, a[1]).Count()}")),
        Act("{s}が届いたリンクを開く", "\"holder@example.jp\" が届いたリンクを開く", Open),
        Expect("リンクの頁に{s}が(示される|示されない)", "リンクの頁に \"氏名\" が示される", Shown),
        Act("{s}が届いたリンクで(?:結果{s}で)?(?:次の内容で)?答える", "\"holder@example.jp\" が届いたリンクで結果 \"許諾\" で次の内容で答える", Answer),
    ];

    private static async ValueTask Open(ScenarioContext context, StepArguments args) =>
        context.Linked = (await context.Ask(new OpenTaskLink(context.Tenant, Newest(context, args[1]))).ConfigureAwait(false)).Value;

    private static ValueTask Shown(ScenarioContext context, StepArguments args)
    {
        var page = context.Linked ?? throw Checks.Wrong("リンクの頁", args[1], "開けない" + context.Hint);
        var all = page.Shown.SelectMany(f => new[] { f.Label.Ja, f.Text }).Concat((page.Sheet?.Pages ?? []).SelectMany(p => p.Fields).Select(f => f.Label.Ja)).Append(page.Title).Append(page.Program.Ja).ToList();
        if (all.Contains(args[1]) != (args[2] == "示される")) throw Checks.Wrong("リンクの頁", $"{args[1]} が{args[2]}", string.Join("、", all));
        return default;
    }

    private static async ValueTask Answer(ScenarioContext context, StepArguments args)
    {
        var values = FieldKeys.RecordValues(null, args.Pairs);
        await context.Send(new CompleteTaskLink(context.Tenant, context.NextCommand(), Newest(context, args[1]), args.Has(2) ? args[2] : null, values)).ConfigureAwait(false);
    }

    private static string Newest(ScenarioContext context, string address) => Tokens(context, address).LastOrDefault() ?? throw Checks.Wrong($"「{address}」への仕事のリンク", "あり", "なし");

    private static IEnumerable<string> Tokens(ScenarioContext context, string address) =>
        ConnectorSteps.Mails(context, TaskLinkDesk.Mail.Notice).Where(m => m["to"].AsText() == address).Select(m => Link().Match(m["body"].AsText()!).Groups[1].Value);

    [GeneratedRegex("/link/([A-Za-z0-9_-]+)")]
    private static partial Regex Link();
}
