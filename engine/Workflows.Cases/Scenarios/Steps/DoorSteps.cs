using System.Net;
using System.Text.RegularExpressions;
using Workflows.Cases.Commands;
using Workflows.Cases.Ports;
using Workflows.Cases.Scenarios.Reading;
using Workflows.Engine.Data;
using Workflows.Engine.Turns;
using static Workflows.Cases.Scenarios.Steps.StepDefinition;

namespace Workflows.Cases.Scenarios.Steps;

/// <summary>The front door as others find it: pages with and without sign-in, and the API by method, path and body.</summary>
internal static partial class DoorSteps
{
    private const int MostRedirects = 5;
    private const string Page = "(?:頁|ページ)";

    public static IReadOnlyList<StepDefinition> All { get; } =
    [
        Act("(?:だれか|誰か)が" + Page + "{s}をログインせずに開く", "だれかが頁 \"/{自治体}/verify\" をログインせずに開く", (c, a) => Open(c, null, a[1])),
        Act("{s}が" + Page + "{s}を開く", "\"山田 花子\" が頁 \"/{自治体}/my/cases/{番号}\" を開く", (c, a) => Open(c, a[1], a[2])),
        Act("(?:{s}が)?API{s}を(?:次の内容で)?呼ぶ", "\"山田 花子\" が API \"POST /api/v1/applications/{案件}/actions/withdraw\" を次の内容で呼ぶ", Call),
        Expect(Page + "に{s}が(?:表示|示)(される|されている|されない|されていない)", "頁に \"口座振替\" が表示される", Shown),
        Expect("応答の(?:本文|内容)は次のとおりである", "応答の本文は次のとおりである", BodyIs),
        Expect("応答の(?:項目)?{s}は(.+)である", "応答の \"code\" は \"STATE_CONFLICT\" である", (c, a) => Members(c, [(a[1], a[2])])),
    ];

    private static async ValueTask Open(ScenarioContext context, string? person, string page)
    {
        var visitor = person is null ? null : (await context.Person(person).ConfigureAwait(false)).ToPerson();
        var path = await Fill(context, PathOf(context, page)).ConfigureAwait(false);
        for (var hops = 0; ; hops++)
        {
            var answer = await context.World.Visit(new(context.Tenant, "GET", path, visitor, [], null, null), context.Ct).ConfigureAwait(false);
            Remember(context, answer);
            // A browser goes where it is sent, within the product.
            if (answer.Status is < 300 or >= 400 || answer.Location is not ['/', ..] || hops == MostRedirects) return;
            path = answer.Location;
        }
    }

    private static async ValueTask Call(ScenarioContext context, StepArguments args)
    {
        if (args[2].Split(' ', 2) is not [var method, ['/', ..] path]) throw new ScenarioException($"「{args[2]}」は「GET /api/v1/…」のような方法と場所ではありません。");
        var body = args.Step.DocString is { } text ? await Fill(context, text).ConfigureAwait(false) : args.HasTable ? FieldKeys.RecordValues(null, args.Pairs).ToJson() : null;
        // Without a body a request that changes something still has an empty one.
        if (body is null && method is not ("GET" or "DELETE")) body = "{}";
        var connectors = args.Has(1) && context.Program.Connectors.Find(args[1]) is { } connector ? (string[])[connector.Id] : [];
        var visitor = !args.Has(1) ? null : connectors.Length > 0 ? new Person(args[1], args[1], "client", null, [.. connectors.Select(c => Caller.ConnectorRole(context.Program.Id, c))], Datum.EmptyObject)
            : (await context.Person(args[1]).ConfigureAwait(false)).ToPerson();
        var answer = await context.World.Visit(new(context.Tenant, method.ToUpperInvariant(), await Fill(context, path).ConfigureAwait(false), visitor, connectors, body, method == "POST" ? context.NextCommand() : null), context.Ct).ConfigureAwait(false);
        Remember(context, answer);
    }

    private static void Remember(ScenarioContext context, DoorAnswer answer)
    {
        context.Answer = answer with { Text = answer.ContentType?.StartsWith("text/html", StringComparison.Ordinal) == true ? Words(answer.Text) : answer.Text };
        context.HttpStatus = answer.Status;
        context.Problem = null;
        if (answer.Status < 400) return;
        var body = Body(answer);
        context.Problem = new Problem(answer.Status, body["code"].AsText() ?? $"HTTP_{answer.Status}", body["detail"].AsText() ?? context.Answer.Text, body["detailEn"].AsText() ?? "",
            [.. body["errors"].Items.Select(e => new FieldError(e["field"].AsText() ?? "", e["ja"].AsText() ?? ""))]);
    }

    /// <summary>A page by its address, or by what people call it.</summary>
    private static string PathOf(ScenarioContext context, string name)
    {
        if (name.StartsWith('/')) return name;
        var start = context.Program.Starts.FirstOrDefault(s => s.Form is not null && (s.Id == name || s.Label.Ja == name || context.Program.Forms.Find(s.Form) == context.Program.Forms.Find(name)));
        if (start is not null) return $"/{context.Tenant}/procedures/{context.Program.Id}/{start.Id}";
        var known = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["手続の一覧"] = $"/{context.Tenant}", ["ログイン"] = "/sign-in", ["マイページ"] = $"/{context.Tenant}/my", ["受信箱"] = $"/{context.Tenant}/inbox", ["文書の確認"] = $"/{context.Tenant}/verify", ["台帳"] = $"/{context.Tenant}/registers",
        };
        return known.TryGetValue(name, out var path) ? path
            : throw new ScenarioException($"頁「{name}」はありません。「/」で始まる場所か、{string.Join("、", known.Keys)}、申込の様式の名前で書いてください。");
    }

    /// <summary>Names in braces stand for the municipality, the programme, the case spoken of and the task found last.</summary>
    private static async ValueTask<string> Fill(ScenarioContext context, string text)
    {
        if (!text.Contains('{', StringComparison.Ordinal)) return text;
        text = text.Replace("{自治体}", context.Tenant, StringComparison.Ordinal).Replace("{tenant}", context.Tenant, StringComparison.Ordinal).Replace("{手続}", context.Program.Id, StringComparison.Ordinal).Replace("{program}", context.Program.Id, StringComparison.Ordinal);
        if (context.LastTask is { } task) text = text.Replace("{仕事}", task.Id, StringComparison.Ordinal).Replace("{task}", task.Id, StringComparison.Ordinal);
        if (context.CaseId is null) return text;
        var row = await context.Case().ConfigureAwait(false);
        return text.Replace("{案件}", row.Id, StringComparison.Ordinal).Replace("{case}", row.Id, StringComparison.Ordinal).Replace("{番号}", row.Number, StringComparison.Ordinal).Replace("{number}", row.Number, StringComparison.Ordinal);
    }

    private static DoorAnswer Answer(ScenarioContext context) => context.Answer ?? throw new ScenarioException("まだ頁を開いていません。APIも呼んでいません。");

    private static ValueTask Shown(ScenarioContext context, StepArguments args)
    {
        var (answer, expected) = (Answer(context), args[2] is "される" or "されている");
        return answer.Text.Contains(args[1], StringComparison.Ordinal) == expected ? default
            : throw Checks.Wrong($"頁（{answer.Status}）の表示", expected ? args[1] : $"「{args[1]}」がない", answer.Text.Length > 1_000 ? answer.Text[..1_000] + "…" : answer.Text);
    }

    private static ValueTask BodyIs(ScenarioContext context, StepArguments args) => Members(context, args.Pairs);

    private static ValueTask Members(ScenarioContext context, IReadOnlyList<(string, string)> pairs)
    {
        var answer = Answer(context);
        var body = Body(answer);
        if (body.IsNull) throw Checks.Wrong($"応答（{answer.Status}）の本文", "JSON", answer.Text);
        Checks.Members($"応答（{answer.Status}）の", pairs, name => FieldKeys.Read(body, name), context.Program);
        return default;
    }

    private static Datum Body(DoorAnswer answer) => answer.ContentType?.Contains("json", StringComparison.Ordinal) == true && answer.Text.Length > 0 ? Datum.Parse(answer.Text) : Datum.Null;

    /// <summary>What a reader of the page sees: its words, one space between them.</summary>
    private static string Words(string html) => Blanks().Replace(WebUtility.HtmlDecode(Markup().Replace(html, " ")), " ").Trim();

    [GeneratedRegex("<(script|style)[^>]*>.*?</\\1>|<[^>]*>", RegexOptions.Singleline)]
    private static partial Regex Markup();

    [GeneratedRegex("\\s+")]
    private static partial Regex Blanks();
}
