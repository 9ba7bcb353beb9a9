using System.Text.RegularExpressions;
using Workflows.Cases.Commands;
using Workflows.Cases.Identity;
using Workflows.Cases.Scenarios.Reading;
using static Workflows.Cases.Scenarios.Steps.StepDefinition;

namespace Workflows.Cases.Scenarios.Steps;

/// <summary>One-time codes by e-mail. A scenario that speaks of them asks for them; in all others they count as typed.</summary>
internal static partial class CodeSteps
{
    private const string Word = "確認コード";

    public static IReadOnlyList<StepDefinition> All { get; } =
    [
        Act("{s}が様式{s}の確認コードを(?:次の内容で)?求める", "\"山田 花子\" が様式 \"F-APP\" の確認コードを次の内容で求める", Request),
        Act("{s}が届いた確認コードを入力する", "\"山田 花子\" が届いた確認コードを入力する", async (c, a) => await Confirm(c, a[1], Newest(c)).ConfigureAwait(false)),
        Act("{s}が確認コード{s}を入力する", "\"山田 花子\" が確認コード \"000000\" を入力する", (c, a) => Confirm(c, a[1], a[2])),
        Expect("{s}に確認コードが{n}通届いている", "\"hanako@example.jp\" に確認コードが 1 通届いている", (c, a) => Checks.Equal($"「{a[1]}」への確認コード", a[2], $"{Mails(c).Count(m => m.To == a[1])}")),
        Expect("{s}に確認コードは届いていない", "\"hanako@example.jp\" に確認コードは届いていない", (c, a) => Checks.Equal($"「{a[1]}」への確認コード", "0", $"{Mails(c).Count(m => m.To == a[1])}")),
    ];

    public static bool SpeaksOf(string text) => text.Contains(Word, StringComparison.Ordinal);

    private static async ValueTask Request(ScenarioContext context, StepArguments args)
    {
        var form = FormSteps.Form(context, args[2]);
        var values = await OptionLabels.Resolve(context, form, FieldKeys.FormValues(form, args.Pairs, context.Program)).ConfigureAwait(false);
        var sent = await context.Send(new RequestCode(await context.Caller(args[1]).ConfigureAwait(false), context.NextCommand(), context.Program.Id, FormSteps.Start(context, args[2], form).Id, values)).ConfigureAwait(false);
        if (sent.Ok) context.Code = sent.Value;
    }

    private static async ValueTask Confirm(ScenarioContext context, string person, string digits)
    {
        var code = context.Code ?? throw new ScenarioException("確認コードはまだ求められていません。");
        await context.Send(new ConfirmCode(await context.Caller(person).ConfigureAwait(false), context.NextCommand(), code.Code, digits)).ConfigureAwait(false);
    }

    private static string Newest(ScenarioContext context) => Mails(context).LastOrDefault().Digits ?? throw Checks.Wrong("届いた確認コード", "あり", "なし");

    /// <summary>Codes as they left by mail, oldest first.</summary>
    private static IEnumerable<(string To, string? Digits)> Mails(ScenarioContext context) =>
        ConnectorSteps.Mails(context, OneTimeCodes.CodeMail.Notice).Select(m => (m["to"].AsText()!, (string?)Digits().Match(m["body"].AsText()!).Value));

    [GeneratedRegex("[0-9]{4,9}")]
    private static partial Regex Digits();
}
