using System.Globalization;
using Workflows.Cases.Ledgers;
using Workflows.Cases.Scenarios.Reading;
using Workflows.Engine.Data;
using Workflows.Engine.Turns;
using static Workflows.Cases.Scenarios.Steps.StepDefinition;

namespace Workflows.Cases.Scenarios.Steps;

/// <summary>元帳: balances before, balances and entries after, and whether the sums agree.</summary>
internal static class LedgerSteps
{
    private const int Everything = 100_000;

    public static IReadOnlyList<StepDefinition> All { get; } =
    [
        Act("元帳{s}の{s}に次の(?:残高|ロット)(?:\\s*(?:\\(ロット\\)|（ロット）))?がある", "元帳 \"wallet\" の \"利用者残高:u1\" に次の残高がある", Given),
        Act("元帳{s}の{s}の残高が{n}である", "元帳 \"wallet\" の \"利用者残高:u1\" の残高が 1800 である", (c, a) => Balance(c, a, given: true)),
        Expect("元帳{s}の{s}の残高は{n}である", "元帳 \"wallet\" の \"利用者残高:u1\" の残高は 1800 である", (c, a) => Balance(c, a, given: false)),
        Expect("元帳{s}の仕訳は次のとおりである", "元帳 \"wallet\" の仕訳は次のとおりである", Entries),
        Expect("元帳{s}の{s}のロットは次のとおりである", "元帳 \"wallet\" の \"利用者残高:u1\" のロットは次のとおりである", Lots),
        Expect("(?:元帳{s}の)?貸借は一致している", "元帳 \"wallet\" の貸借は一致している", Balanced),
        Expect("仕訳は次のとおりである", "仕訳は次のとおりである", Entries),
    ];

    private static LedgerSpec Ledger(ScenarioContext context, string? name) =>
        name is null && context.Program.Ledgers.Count > 0 ? context.Program.Ledgers[0] : context.Program.Ledgers.Named("元帳", name);

    private static async ValueTask Given(ScenarioContext context, StepArguments args)
    {
        var ledger = Ledger(context, args[1]);
        var lines = args.Records.Select(r =>
        {
            string? Cell(params string[] names) => r.FirstOrDefault(c => names.Contains(c.Key)).Cell is { Length: > 0 } cell ? Values.Text(cell) : null;
            var amount = decimal.Parse(Cell("金額", "残高", "amount") ?? throw new ScenarioException("表に「金額」の列がありません。"), CultureInfo.InvariantCulture);
            return new LedgerLine(LedgerSpec.Opening, args[2], amount, Cell("種類", "kind"), Cell("期限", "expiresOn"), Cell("摘要", "memo"));
        }).ToList();
        await Post(context, ledger, lines).ConfigureAwait(false);
    }

    private static async ValueTask Balance(ScenarioContext context, StepArguments args, bool given)
    {
        var ledger = Ledger(context, args[1]);
        if (ledger.Account(args[2]) is null) throw new ScenarioException($"元帳「{ledger.Id}」に口座「{args[2]}」はありません。あるのは {string.Join("、", ledger.Accounts.Select(a => a.ByParty ? a.Id + ":…" : a.Id))} です。");
        var found = await Rows(context, ledger.BalancesRegister, Datum.Object(("account", args[2]))).ConfigureAwait(false);
        var balance = found.Count == 0 ? 0 : found[0]["balance"].AsDecimal() ?? 0;
        if (balance == args.Number(3)) return;
        if (!given) throw Checks.Wrong($"元帳「{ledger.Id}」の「{args[2]}」の残高{context.Hint}", args[3], balance.ToString(CultureInfo.InvariantCulture));
        var missing = args.Number(3) - balance;
        await Post(context, ledger, [missing > 0 ? new(LedgerSpec.Opening, args[2], missing) : new(args[2], LedgerSpec.Opening, -missing)]).ConfigureAwait(false);
    }

    private static async ValueTask Post(ScenarioContext context, LedgerSpec ledger, IReadOnlyList<LedgerLine> lines)
    {
        var balances = await Rows(context, ledger.BalancesRegister, Datum.EmptyObject).ConfigureAwait(false);
        var lots = await Rows(context, ledger.LotsRegister, Datum.Object(("open", true))).ConfigureAwait(false);
        var entries = await Rows(context, ledger.EntriesRegister, Datum.EmptyObject).ConfigureAwait(false);
        var book = new LedgerBook(ledger, context.World.Now, balances, lots, _ => null);
        var posted = book.Post($"scenario:{entries.Count + 1}", lines);
        if (posted.Outcome != "Done") throw new ScenarioException($"元帳「{ledger.Id}」に置けません: {posted.Message}");
        foreach (var (register, operation, rows) in new[] { (ledger.LotsRegister, "upsert", book.ChangedLots.ToList()), (ledger.BalancesRegister, "upsert", book.ChangedBalances.ToList()), (ledger.EntriesRegister, "add", book.Entries) })
            foreach (var row in rows)
            {
                var reply = await context.World.Registers.Change(context.Tenant, context.Program.Id, new ChangeRecord(register, operation, null, row), "scenario", context.World.Now, context.Ct).ConfigureAwait(false);
                if (reply.Outcome != Reply.Done) throw new ScenarioException($"元帳「{ledger.Id}」に置けません: {reply.Value.ToJson()}");
            }
    }

    /// <summary>The entries in the order they were made, those a scenario began with left out.</summary>
    private static async ValueTask Entries(ScenarioContext context, StepArguments args)
    {
        var ledger = Ledger(context, args.Has(1) ? args[1] : null);
        var rows = (await Rows(context, ledger.EntriesRegister, Datum.EmptyObject).ConfigureAwait(false)).Where(e => e["from"].AsText() != LedgerSpec.Opening && e["to"].AsText() != LedgerSpec.Opening).ToList();
        Compare(context, $"元帳「{ledger.Id}」の仕訳", rows, args, Heading);
    }

    private static async ValueTask Lots(ScenarioContext context, StepArguments args)
    {
        var ledger = Ledger(context, args[1]);
        var rows = (await Rows(context, ledger.LotsRegister, Datum.Object(("account", args[2]), ("open", true))).ConfigureAwait(false)).OrderBy(l => l["expiresOn"].AsText() ?? "9", StringComparer.Ordinal).ThenBy(l => l["lot"].AsText(), StringComparer.Ordinal).ToList();
        Compare(context, $"元帳「{ledger.Id}」の「{args[2]}」のロット", rows, args, Heading);
    }

    private static string Heading(string name) => name switch
    {
        "借方" => "from", "貸方" => "to", "金額" => "amount", "種類" => "kind", "摘要" => "memo", "期限" => "expiresOn", "残り" or "残高" => "left", "取消した仕訳" or "取り消した仕訳" => "of", "束" => "batch", "鍵" => "key",
        var other => other,
    };

    private static void Compare(ScenarioContext context, string what, List<Datum> rows, StepArguments args, Func<string, string> key)
    {
        var expected = args.Records.ToList();
        var shown = string.Join(" ", rows.Take(20).Select(r => r.Without("lots").ToJson()));
        if (rows.Count != expected.Count) throw Checks.Wrong($"{what}の件数{context.Hint}", expected.Count.ToString(CultureInfo.InvariantCulture), $"{rows.Count} {shown}");
        for (var i = 0; i < rows.Count; i++)
            foreach (var (name, cell) in expected[i])
                if (!Values.Same(rows[i][key(name)], cell)) throw Checks.Wrong($"{what}の {i + 1} 行目の「{name}」{context.Hint}", cell, $"{Values.Show(rows[i][key(name)])}（{shown}）");
    }

    private static async ValueTask Balanced(ScenarioContext context, StepArguments args)
    {
        foreach (var ledger in args.Has(1) ? [Ledger(context, args[1])] : context.Program.Ledgers.ToList())
        {
            var balances = await Rows(context, ledger.BalancesRegister, Datum.EmptyObject).ConfigureAwait(false);
            var lots = await Rows(context, ledger.LotsRegister, Datum.Object(("open", true))).ConfigureAwait(false);
            var total = balances.Sum(b => b["balance"].AsDecimal() ?? 0);
            if (total != 0) throw Checks.Wrong($"元帳「{ledger.Id}」の貸借の差{context.Hint}", "0", total.ToString(CultureInfo.InvariantCulture));
            foreach (var account in balances.Where(b => b["lots"].AsBoolean()))
            {
                var held = lots.Where(l => l["account"].Equals(account["account"])).Sum(l => l["left"].AsDecimal() ?? 0);
                if (held != account["balance"].AsDecimal()) throw Checks.Wrong($"元帳「{ledger.Id}」の「{account["account"].AsText()}」のロットの合計{context.Hint}", Values.Show(account["balance"]), held.ToString(CultureInfo.InvariantCulture));
            }
        }
    }

    private static async ValueTask<List<Datum>> Rows(ScenarioContext context, string register, Datum where) =>
        [.. (await context.World.Registers.Find(context.Tenant, context.Program.Id, register, where, Everything, context.Ct).ConfigureAwait(false)).Select(r => r["fields"])];
}
