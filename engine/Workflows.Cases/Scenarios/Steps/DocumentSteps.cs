using Workflows.Cases.Commands;
using Workflows.Cases.Packages;
using Workflows.Cases.Ports;
using Workflows.Cases.Queries;
using static Workflows.Cases.Scenarios.Steps.StepDefinition;

namespace Workflows.Cases.Scenarios.Steps;

/// <summary>Documents of a case: issued, opened by people, and whether what is kept is still what was issued.</summary>
internal static class DocumentSteps
{
    public static IReadOnlyList<StepDefinition> All { get; } =
    [
        Act("{s}が(?:案件{s}の)?文書{s}を開く", "\"収納 太郎\" が案件 \"KF-2026-000001\" の文書 \"D-01\" を開く", Open),
        Expect("文書{s}の番号は{s}である", "文書 \"D-01\" の番号は \"D-2026-0001\" である", async (c, a) => await Checks.Equal("文書の番号", a[2], (await Find(c, a[1]).ConfigureAwait(false)).Row["number"].AsText() ?? "なし").ConfigureAwait(false)),
        Expect("文書{s}は(無効|差替え済み|有効)である", "文書 \"D-01\" は 無効である", State),
        Expect("文書{s}が{n}件発行されている", "文書 \"D-01\" が 2 件発行されている", async (c, a) => await Checks.Equal("文書の件数", a[2], $"{(await Named(c, a[1]).ConfigureAwait(false)).Count}").ConfigureAwait(false)),
        Expect("文書{s}(?:は|が)発行されていない", "文書 \"D-01\" は発行されていない", async (c, a) => await Checks.Equal("文書の件数", "0", $"{(await Named(c, a[1]).ConfigureAwait(false)).Count}").ConfigureAwait(false)),
        Expect("{s}は文書{s}を(開ける|開けない)", "\"山田 花子\" は文書 \"D-01\" を開ける", MayOpen),
        Expect("文書{s}が発行され(?:ている)?(?:、{s}を(含む|含まない))?", "文書 \"D-01\" が発行され、\"個人市県民税\" を含む", async (c, a) => { var found = await Find(c, a[1]).ConfigureAwait(false); if (a.Has(2)) NoticeSteps.Contains(found, a[2], a[3] == "含む"); }),
        Expect("文書{s}(?:は|が){s}を(含む|含まない)", "文書 \"D-01\" は \"個人市県民税\" を含む", async (c, a) => NoticeSteps.Contains(await Find(c, a[1]).ConfigureAwait(false), a[2], a[3] == "含む")),
        Expect("文書{s}を書き換えて検証すると不一致が報告される", "文書 \"D-01\" を書き換えて検証すると不一致が報告される", (c, a) => Verify(c, a[1], altered: true)),
        Expect("文書{s}を検証すると一致する", "文書 \"D-01\" を検証すると一致する", (c, a) => Verify(c, a[1], altered: false)),
    ];

    private static ValueTask<IReadOnlyList<ProjectionRow>> Issued(ScenarioContext context, string caseId) => context.World.Reader.ReadProjection(context.Tenant, caseId, Projections.Documents, context.Ct);

    /// <summary>Documents of the case spoken of by id, alias, title or number, oldest first.</summary>
    private static async ValueTask<List<ProjectionRow>> Named(ScenarioContext context, string name, string? caseId = null)
    {
        var id = context.Program.Notices.Find(name)?.Id ?? name;
        return [.. (await Issued(context, caseId ?? context.TheCase).ConfigureAwait(false)).Where(d => d.Row["document"].AsText() == id || d.Row["title"].AsText() == name || d.Row["number"].AsText() == name)];
    }

    private static async ValueTask<ProjectionRow> Find(ScenarioContext context, string name, string? caseId = null)
    {
        if ((await Named(context, name, caseId).ConfigureAwait(false)).LastOrDefault() is { } found) return context.LastNotice = found;
        var all = await Issued(context, caseId ?? context.TheCase).ConfigureAwait(false);
        throw Checks.Wrong($"発行された文書{context.Hint}", name, all.Count == 0 ? "なし" : string.Join("、", all.Select(d => d.Row["document"].AsText())));
    }

    private static async ValueTask Open(ScenarioContext context, StepArguments args)
    {
        var owner = args.Has(2) ? (await context.Case(args[2]).ConfigureAwait(false)).Id : context.TheCase;
        var document = await Find(context, args[3], owner).ConfigureAwait(false);
        await context.Ask(new GetDocument(await context.Caller(args[1]).ConfigureAwait(false), owner, document.Key)).ConfigureAwait(false);
    }

    private static async ValueTask State(ScenarioContext context, StepArguments args)
    {
        var document = await Find(context, args[1]).ConfigureAwait(false);
        var mark = (await context.World.Reader.ReadProjection(context.Tenant, context.TheCase, Projections.DocumentMarks, context.Ct).ConfigureAwait(false)).FirstOrDefault(m => m.Key == document.Key);
        await Checks.Equal($"文書「{args[1]}」", args[2], mark?.Row["state"].AsText() switch { "void" => "無効", "replaced" => "差替え済み", _ => "有効" }).ConfigureAwait(false);
    }

    private static async ValueTask MayOpen(ScenarioContext context, StepArguments args)
    {
        var document = await Find(context, args[2]).ConfigureAwait(false);
        var opened = await context.World.Sender.Send(new GetDocument(await context.Caller(args[1]).ConfigureAwait(false), context.TheCase, document.Key), context.Ct).ConfigureAwait(false);
        if (opened.Ok != (args[3] == "開ける")) throw Checks.Wrong($"「{args[1]}」が文書「{args[2]}」を開く", args[3], opened.Ok ? "開ける" : $"開けない（{opened.Problem!.Ja}）");
    }

    /// <summary>Reads the kept file as everybody's page does, perhaps after a bit of it was changed past the product; a changed bit is set back.</summary>
    private static async ValueTask Verify(ScenarioContext context, string name, bool altered)
    {
        var document = await Find(context, name).ConfigureAwait(false);
        var file = document.Row["file"]["file"].AsText() ?? throw new ScenarioException($"文書「{name}」のファイルはまだありません。");
        // Whom it is for may read it; a document for nobody is read by the programme's staff.
        var reader = document.Row["to"].Items.Select(t => t.AsText()).FirstOrDefault(t => t is not null) is { } to ? await context.Caller(to).ConfigureAwait(false)
            : new Caller("検証", "検証", context.Tenant, [.. context.Program.Roles.Where(r => r.Kind == "staff").Select(r => $"{context.Program.Id}/{r.Id}")], false, "counter", "scenario");
        if (altered) await context.World.AlterFile(context.Tenant, file, context.Ct).ConfigureAwait(false);
        var read = await context.World.Sender.Send(new GetDocument(reader, context.TheCase, document.Key), context.Ct).ConfigureAwait(false);
        if (altered) await context.World.AlterFile(context.Tenant, file, context.Ct).ConfigureAwait(false);
        var (expected, actual) = (altered ? "不一致" : "一致", read.Ok ? "一致" : read.Problem!.Code == DocumentFile.ChangedCode ? "不一致" : read.Problem.Ja);
        if (actual != expected) throw Checks.Wrong($"文書「{name}」の検証", expected, actual);
    }
}
