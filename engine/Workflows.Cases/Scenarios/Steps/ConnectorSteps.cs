using System.Text;
using Workflows.Cases.Commands;
using Workflows.Cases.Packages;
using Workflows.Cases.Ports;
using Workflows.Cases.Scenarios.Reading;
using Workflows.Engine.Data;
using static Workflows.Cases.Scenarios.Steps.StepDefinition;

namespace Workflows.Cases.Scenarios.Steps;

/// <summary>The outside: what connectors answer, what their far sides do, what reaches us, and what was asked of them.</summary>
internal static class ConnectorSteps
{
    public static IReadOnlyList<StepDefinition> All { get; } =
    [
        Act("コネクタ{s}は操作{s}に次を返す", "コネクタ \"C-TAX\" は操作 \"findLiability\" に次を返す", (c, a) => Answer(c, a)),
        Act("コネクタ{s}は操作{s}に{s}で失敗する", "コネクタ \"C-SVC\" は操作 \"start\" に \"503\" で失敗する", (c, a) => Fail(c, a[1], a[2], a[3], null)),
        Act("コネクタ{s}は操作{s}に{s}で{n}回失敗してから(次を返す|応じる|返す)", "コネクタ \"C-TAX\" は操作 \"upsertMandate\" に \"503\" で 2 回失敗してから応じる", FailThen),
        Act("コネクタ{s}は操作{s}(?:に|を)(?:次を)?{n}回失敗してから(次を返す|応じる|返す)", "コネクタ \"C-TAX\" は操作 \"upsertMandate\" に 2 回失敗してから応じる", FailThenPlain),
        Act("コネクタ{s}(?:の模擬装置)?が(停止|復旧)する", "コネクタ \"C-SVC\" が停止する", (c, a) => { c.World.Simulators.Switch(c.Tenant, Connector(c, a[1]), "down", a[2] == "停止"); return default; }),
        Act("コネクタ{s}の操作{s}の{n}回目の応答が失われる", "コネクタ \"C-TAX\" の操作 \"upsertMandate\" の 1 回目の応答が失われる", (c, a) => Fail(c, a[1], a[2], "lost", 1, a.Number(3) - 1)),
        Act("コネクタ{s}の(?:模擬装置の)?{n}回目の応答が失われる", "コネクタ \"C-TAX\" の 2 回目の応答が失われる", (c, a) => Fail(c, a[1], "*", "lost", 1, a.Number(2) - 1)),
        Act("{s}へのメールは(届かない|届くようになる)", "\"hanako@example.jp\" へのメールは届かない", Bounce),
        Act("コネクタ{s}の模擬装置で{s}を(?:次の内容で)?行う", "コネクタ \"C-SVC\" の模擬装置で \"finish\" を次の内容で行う", Simulate),
        Act("(?:外部システム|コネクタ){s}から(署名の正しくない|署名のない)?出来事{s}が(?:次の内容で)?(もう一度)?届く", "外部システム \"C-SVC\" から出来事 \"return\" が届く", Event),
        Act("(?:同じ)?(?:出来事|ファイル)がもう一度届く", "出来事が もう一度届く", Again),
        Act("コネクタ{s}からファイル{s}が(もう一度)?届く", "コネクタ \"C-SVC\" からファイル \"results-2026-06-11.csv\" が届く", File),
        Expect("コネクタ{s}の操作{s}が次の内容で{n}回呼ばれている", "コネクタ \"C-TAX\" の操作 \"upsertMandate\" が次の内容で 1 回呼ばれている", Called),
        Expect("コネクタ{s}の操作{s}が{n}回呼ばれている", "コネクタ \"C-TAX\" の操作 \"upsertMandate\" が 1 回呼ばれている", Called),
        Expect("コネクタ{s}の操作{s}が鍵{s}で(?:次の内容で)?{n}回呼ばれている", "コネクタ \"C-TAX\" の操作 \"upsertMandate\" が鍵 \"M-000001\" で 1 回呼ばれている", CalledByKey),
        Expect("コネクタ{s}の操作{s}が次の内容で呼ばれている", "コネクタ \"C-SVC\" の操作 \"start\" が次の内容で呼ばれている", CalledWith),
        Expect("(?:次の内容で)?コネクタ{s}の操作{s}が呼ばれていない", "コネクタ \"C-TAX\" の操作 \"upsertMandate\" が呼ばれていない", NotCalled),
        Expect("(?:外部システムの)?呼出しの順は次のとおりである", "呼出しの順は次のとおりである", Order),
        Expect("コネクタ{s}へ送られたファイルは{n}行である", "コネクタ \"C-BANK\" へ送られたファイルは 5 行である", async (c, a) => await Checks.Equal("行数", a[2], $"{(await Lines(c, a[1]).ConfigureAwait(false)).Count}").ConfigureAwait(false)),
        Expect("コネクタ{s}へ送られたファイルの全行は{n}バイトである", "コネクタ \"C-BANK\" へ送られたファイルの全行は 120 バイトである", (c, a) => AllBytes(c, a[1], a.Number(2))),
        Expect("コネクタ{s}へ送られたファイルの{n}行目の{n}から{n}文字目は{s}である", "コネクタ \"C-BANK\" へ送られたファイルの 2 行目の 81 から 90 文字目は \"0000015200\" である", Slice),
        Expect("コネクタ{s}へ送られたファイルの{n}から{n}文字目は{s}である", "コネクタ \"C-BANK\" へ送られたファイルの 1 から 3 文字目は \"191\" である", (c, a) => Slice(c, a[1], 1, a.Number(2), a.Number(3), a[4])),
        Expect("全行は{n}バイトである", "全行は 120 バイトである", (c, a) => AllBytes(c, LastFile(c), a.Number(1))),
        Expect("{n}行目の{n}から{n}文字目は{s}である", "2 行目の 81 から 90 文字目は \"0000015200\" である", SliceAgain),
        Expect("コネクタ{s}へファイルは送られていない", "コネクタ \"C-BANK\" へファイルは送られていない", (c, a) => SentFile(c, a[1]) is null ? default : throw Checks.Wrong($"コネクタ「{a[1]}」へ送られたファイル", "ない", "ある")),
        Expect("コネクタ{s}へ送られたファイルは次のとおりである", "コネクタ \"C-BANK\" へ送られたファイルは次のとおりである", WholeFile),
    ];

    private static string Connector(ScenarioContext context, string name) =>
        context.Program.Connectors.Named("コネクタ", name).Id;

    private static ValueTask Answer(ScenarioContext context, StepArguments args)
    {
        context.World.Simulators.Answer(context.Tenant, Connector(context, args[1]), args[2], FieldKeys.RecordValues(null, args.Pairs));
        return default;
    }

    private static ValueTask Fail(ScenarioContext context, string connector, string operation, string fault, int? times, int after = 0)
    {
        context.World.Simulators.Fail(context.Tenant, Connector(context, connector), operation, fault, times, after);
        return default;
    }

    private static async ValueTask FailThen(ScenarioContext context, StepArguments args)
    {
        await Fail(context, args[1], args[2], args[3], args.Number(4)).ConfigureAwait(false);
        if (args.HasTable) await Answer(context, args).ConfigureAwait(false);
    }

    private static async ValueTask FailThenPlain(ScenarioContext context, StepArguments args)
    {
        await Fail(context, args[1], args[2], "503", args.Number(3)).ConfigureAwait(false);
        if (args.HasTable) await Answer(context, args).ConfigureAwait(false);
    }

    /// <summary>The arguments of an act or event; the case spoken of stands behind those that name none.</summary>
    private static async ValueTask<Datum> Arguments(ScenarioContext context, StepArguments args)
    {
        var values = Datum.EmptyObject;
        foreach (var (key, cell) in args.Pairs)
        {
            var value = Values.Parse(cell);
            // Codes and numbers of accounts are written without quotes where they have no leading zero.
            if (value.Kind == DatumKind.Number && key is "code" or "customerNo" or "accountNo" or "fileCode") value = Values.Text(cell);
            values = values.With(key, value);
        }
        if (!values.Has("key") && context.CaseId is not null && (await context.Case().ConfigureAwait(false)).Number is { } number) values = values.With("key", number);
        return values;
    }

    private static async ValueTask Simulate(ScenarioContext context, StepArguments args)
    {
        var connector = Connector(context, args[1]);
        var arguments = await Arguments(context, args).ConfigureAwait(false);
        context.Problem = null;
        await context.World.Simulators.Act(context.Tenant, connector, args[2], arguments, context.Ct).ConfigureAwait(false);
        context.LastDelivery = async () => await context.World.Simulators.Act(context.Tenant, connector, args[2], arguments, context.Ct).ConfigureAwait(false);
    }

    private static async ValueTask Event(ScenarioContext context, StepArguments args)
    {
        if (args.Has(4) && !args.HasTable) { await Again(context, args).ConfigureAwait(false); return; }
        var connector = Connector(context, args[1]);
        var arguments = await Arguments(context, args).ConfigureAwait(false);
        var signature = !args.Has(2) ? EventSignature.Good : args[2] == "署名のない" ? EventSignature.Missing : EventSignature.Wrong;
        // The same key with other content is another event that claims to be the same one.
        var id = context.CommandKey ?? $"scenario-event-{context.NextCommand()}";
        // What comes again is the same: the state of then, not of now.
        var sent = args[3] == ReturnPage.Event ? ReturnPage.Sent(context, connector, arguments) : null;
        async ValueTask Deliver()
        {
            context.Problem = null;
            var given = args.Pairs.Select(p => p.Key).ToHashSet(StringComparer.Ordinal);
            if (sent is not null)
            {
                await ReturnPage.Come(context, connector, sent, Values.Text(arguments["code"].AsText() ?? ""), signature).ConfigureAwait(false);
                return;
            }
            var kind = context.Program.Connectors.Find(connector)!.Kind;
            // A far side signs rightly by itself, under ids of its own: what is forged or has a named id is pushed as written.
            if (signature == EventSignature.Good && context.CommandKey is null && context.World.Simulators.Kinds.FirstOrDefault(k => k.Kind == kind) is { } simulator && simulator.Acts.Any(a => a.Key == args[3]))
            {
                var answer = await context.World.Simulators.Act(context.Tenant, connector, args[3], arguments, context.Ct).ConfigureAwait(false);
                context.HttpStatus = (int?)answer["status"].AsLong() ?? 200;
                return;
            }
            var payload = given.Contains("key") ? arguments : arguments.Without("key");
            context.HttpStatus = await context.World.Simulators.Push(context.Tenant, connector, args[3], payload, id, signature, context.Ct).ConfigureAwait(false);
        }
        context.LastDelivery = Deliver;
        await Deliver().ConfigureAwait(false);
    }

    private static async ValueTask Bounce(ScenarioContext context, StepArguments args)
    {
        var carriers = context.Program.Connectors.Where(c => c.Kind == "message").ToList();
        if (carriers.Count == 0) throw new ScenarioException($"手続「{context.Program.Id}」にメールを運ぶコネクタ（kind: message）はありません。");
        foreach (var carrier in carriers)
            await context.World.Simulators.Act(context.Tenant, carrier.Id, "bounce", Datum.Object(("to", args[1]), ("on", args[2] == "届かない")), context.Ct).ConfigureAwait(false);
    }

    /// <summary>What left by mail under this notice's name, oldest first.</summary>
    internal static IEnumerable<Datum> Mails(ScenarioContext context, string notice) => context.Program.Connectors.Where(c => c.Kind == "message")
        .SelectMany(c => context.World.Simulators.Calls(context.Tenant, c.Id)).Where(c => c.Request["notice"].AsText() == notice && c.Outcome == "done").Select(c => c.Request);

    private static ValueTask Again(ScenarioContext context, StepArguments args) =>
        (context.LastDelivery ?? throw new ScenarioException("まだ何も届いていません。"))();

    private static async ValueTask File(ScenarioContext context, StepArguments args)
    {
        if (args.Has(3) && args.Step.DocString is null) { await Again(context, args).ConfigureAwait(false); return; }
        var connector = Connector(context, args[1]);
        var text = await FillNumber(context, args.DocString).ConfigureAwait(false);
        if (!text.EndsWith('\n')) text += "\n";
        var date = FileDate(args[2]) ?? DateOnly.FromDateTime(context.World.Now.DateTime);
        var caller = new Caller($"connector:{connector}", connector, context.Tenant, [Caller.ConnectorRole(context.Program.Id, connector)], false, "connector", $"connector:{connector}");
        async ValueTask Deliver() =>
            await context.Send(new DeliverFile(caller, context.NextCommand(), context.Program.Id, connector, args[2], text, date)).ConfigureAwait(false);
        context.LastDelivery = Deliver;
        await Deliver().ConfigureAwait(false);
    }

    /// <summary><c>{number}</c> or <c>{受付番号}</c> in a file stands for the number of the case spoken of.</summary>
    private static async ValueTask<string> FillNumber(ScenarioContext context, string text)
    {
        if (context.CaseId is null || !(text.Contains("{number}", StringComparison.Ordinal) || text.Contains("{受付番号}", StringComparison.Ordinal))) return text;
        var number = (await context.Case().ConfigureAwait(false)).Number;
        return text.Replace("{number}", number, StringComparison.Ordinal).Replace("{受付番号}", number, StringComparison.Ordinal);
    }

    private static DateOnly? FileDate(string name)
    {
        var digits = new string([.. name.Where(c => char.IsAsciiDigit(c) || c == '-')]).Trim('-');
        return DateOnly.TryParseExact(digits, "yyyy-MM-dd", out var dashed) ? dashed : DateOnly.TryParseExact(digits, "yyyyMMdd", out var plain) ? plain : null;
    }

    private static List<SimulatorCall> Calls(ScenarioContext context, string connector, string operation) =>
        [.. context.World.Simulators.Calls(context.Tenant, Connector(context, connector)).Where(c => c.Operation == operation)];

    private static List<SimulatorCall> Matching(ScenarioContext context, StepArguments args) =>
        [.. Calls(context, args[1], args[2]).Where(call => args.Pairs.All(p => Values.Same(FieldKeys.Read(call.Request, p.Key), p.Cell)))];

    /// <summary>Attempts of one call carry one key. Both ways of counting are what people mean by 呼ばれている; either may be the number given.</summary>
    private static ValueTask Called(ScenarioContext context, StepArguments args)
    {
        var found = Matching(context, args);
        var calls = found.Select(c => c.Key ?? $"#{c.No}").Distinct().Count();
        return found.Count == args.Number(3) || calls == args.Number(3) ? default
            : throw Checks.Wrong($"コネクタ「{args[1]}」の操作「{args[2]}」の呼出し", $"{args[3]} 回", $"{calls} 回（試行 {found.Count} 回）{Shown(context, args)}");
    }

    private static ValueTask CalledByKey(ScenarioContext context, StepArguments args)
    {
        var found = Matching(context, args).Where(c => c.Key == args[3]).ToList();
        // One key takes effect once; how often it was tried may be meant as well.
        return found.Count == args.Number(4) || (found.Count > 0 && args.Number(4) == 1) ? default
            : throw Checks.Wrong($"コネクタ「{args[1]}」の操作「{args[2]}」の鍵「{args[3]}」での呼出し", $"{args[4]} 回", $"{found.Count} 回{Shown(context, args)}");
    }

    private static ValueTask CalledWith(ScenarioContext context, StepArguments args) => Matching(context, args).Count > 0 ? default
        : throw Checks.Wrong($"コネクタ「{args[1]}」の操作「{args[2]}」の呼出し", "ある", $"ない{Shown(context, args)}");

    private static ValueTask NotCalled(ScenarioContext context, StepArguments args) => Matching(context, args).Count == 0 ? default
        : throw Checks.Wrong($"コネクタ「{args[1]}」の操作「{args[2]}」の呼出し", "なし", Shown(context, args));

    private static string Shown(ScenarioContext context, StepArguments args) =>
        string.Concat(Calls(context, args[1], args[2]).Select(c => $"\n  {c.No}: {c.Outcome} 鍵 {c.Key ?? "なし"} {c.Request.ToJson()}"));

    private static ValueTask Order(ScenarioContext context, StepArguments args)
    {
        var all = context.Program.Connectors
            .SelectMany(c => context.World.Simulators.Calls(context.Tenant, c.Id).Select(call => (Connector: c.Id, call.Operation, call.At, call.No)))
            .OrderBy(c => c.At).ThenBy(c => c.No).ToList();
        var wanted = args.Records.Select(r => (Connector: Values.Text(r[0].Cell), Operation: Values.Text(r[^1].Cell))).ToList();
        var at = 0;
        foreach (var call in all) if (at < wanted.Count && call.Operation == wanted[at].Operation && (call.Connector == wanted[at].Connector || wanted[at].Connector == wanted[at].Operation)) at++;
        return at == wanted.Count ? default
            : throw Checks.Wrong("呼出しの順", string.Join(" → ", wanted.Select(w => $"{w.Connector}.{w.Operation}")), string.Join(" → ", all.Select(c => $"{c.Connector}.{c.Operation}")));
    }

    /// <summary>Lines of the last file sent: by line ends, else by 120 bytes.</summary>
    private static ValueTask<IReadOnlyList<string>> Lines(ScenarioContext context, string connector)
    {
        context.LastFile = connector;
        var text = SentFile(context, connector) ?? throw new ScenarioException($"コネクタ「{connector}」へ送られたファイルはありません。");
        IReadOnlyList<string> lines = text.Contains('\n', StringComparison.Ordinal)
            ? [.. text.Split('\n').Select(l => l.TrimEnd('\r')).Where(l => l.Length > 0)]
            : [.. Enumerable.Range(0, (text.Length + 119) / 120).Select(i => text.Substring(i * 120, Math.Min(120, text.Length - i * 120)))];
        return ValueTask.FromResult(lines);
    }

    private static string? SentFile(ScenarioContext context, string connector) => context.World.Simulators.Calls(context.Tenant, Connector(context, connector)).Reverse()
        .Select(c => new[] { "file", "text", "content" }.Select(k => c.Request[k].AsText() ?? c.Request[k]["text"].AsText()).FirstOrDefault(t => t is not null)).FirstOrDefault(t => t is not null);

    /// <summary>Bytes in JIS X 0201: half-width kana are one byte.</summary>
    private static int Bytes(string line) => line.Sum(c => c < 0x80 || c is >= '｡' and <= 'ﾟ' ? 1 : Encoding.UTF8.GetByteCount([c]));

    private static async ValueTask AllBytes(ScenarioContext context, string connector, int bytes)
    {
        var lines = await Lines(context, connector).ConfigureAwait(false);
        for (var i = 0; i < lines.Count; i++)
            if (Bytes(lines[i]) != bytes) throw Checks.Wrong($"{i + 1}行目のバイト数", $"{bytes}", $"{Bytes(lines[i])}");
    }

    private static string LastFile(ScenarioContext context) => context.LastFile ?? throw new ScenarioException("どのコネクタのファイルかが分かりません。「コネクタ \"…\" へ送られたファイルは…」を先に書いてください。");

    private static ValueTask Slice(ScenarioContext context, StepArguments args) => Slice(context, args[1], args.Number(2), args.Number(3), args.Number(4), args[5]);

    private static ValueTask SliceAgain(ScenarioContext context, StepArguments args) =>
        Slice(context, LastFile(context), args.Number(1), args.Number(2), args.Number(3), args[4]);

    private static async ValueTask Slice(ScenarioContext context, string connector, int line, int from, int to, string expected)
    {
        var lines = await Lines(context, connector).ConfigureAwait(false);
        if (line > lines.Count || to > lines[line - 1].Length) throw Checks.Wrong($"{line}行目の{from}から{to}文字目", expected, "その行または桁がない");
        var actual = lines[line - 1][(from - 1)..to];
        if (actual != expected) throw Checks.Wrong($"{line}行目の{from}から{to}文字目", expected, actual);
    }

    private static async ValueTask WholeFile(ScenarioContext context, StepArguments args)
    {
        var actual = await Lines(context, args[1]).ConfigureAwait(false);
        // As a text block, or a table of one cell a line; quotes keep spaces at the end.
        IReadOnlyList<string> expected = args.HasTable ? [.. args.Step.Table!.Select(r => Values.Text(string.Join(',', r)))]
            : [.. args.DocString.Split('\n').Select(l => l.TrimEnd('\r')).Where(l => l.Length > 0)];
        for (var i = 0; i < Math.Max(actual.Count, expected.Count); i++)
        {
            var (left, right) = (i < expected.Count ? expected[i] : "", i < actual.Count ? actual[i] : "");
            if (left.TrimEnd() != right.TrimEnd()) throw Checks.Wrong($"ファイルの{i + 1}行目", left, right);
        }
    }
}
