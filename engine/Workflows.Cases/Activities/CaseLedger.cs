using Workflows.Cases.Activities.Reading;
using Workflows.Cases.Expressions;
using Workflows.Cases.Ledgers;
using Workflows.Engine.Activities;
using Workflows.Engine.Data;
using Workflows.Engine.Turns;

namespace Workflows.Cases.Activities;

internal sealed record LedgerActivitySpec(string Ledger, string Operation, TextTemplate? Key, Feel? Lines, Feel? From, Feel? To, Feel? Amount, Feel? Kind, Feel? ExpiresOn, Feel? Memo, Feel? Batch, Feel? Of, Feel? On, string? Result);

/// <summary>
/// <c>Case.Ledger</c>: moves amounts between accounts of a ledger, all lines of a posting or none, once a key. <c>reverse</c> takes a posting back,
/// wholly or in part, never more than was posted; with <c>batch</c> every posting of a batch. <c>expire</c> moves out what has expired.
/// <c>prove</c> holds the sums against each other.
/// </summary>
internal sealed class CaseLedger : CaseActivity<LedgerActivitySpec>
{
    private const int Most = 100_000;
    private static readonly string[] Operations = ["post", "reverse", "expire", "prove"];

    public override ActivityDescriptor Descriptor { get; } = new("Case.Ledger", "元帳", "Ledger", "元帳「{ledger}」に{operation}する", "台帳とデータ", "ledger")
    {
        Inputs =
        [
            CaseInputs.Input("ledger", "String", "元帳", InputPicker.Text, required: true),
            CaseInputs.Choice("operation", "操作", "post", ("post", "記帳する"), ("reverse", "取り消す"), ("expire", "期限切れを移す"), ("prove", "貸借を確かめる")),
            CaseInputs.Input("key", "String", "鍵", InputPicker.Text, description: "同じ鍵では一度だけ記帳します。なければ案件と手順から作ります。"),
            CaseInputs.Input("lines", "String", "仕訳の行", InputPicker.Expression, description: "from（借方）、to（貸方）、amount（金額）、kind、expiresOn、memo の一覧を返す式。1行なら from・to・amount で書けます。"),
            CaseInputs.Input("from", "String", "借方", InputPicker.Expression),
            CaseInputs.Input("to", "String", "貸方", InputPicker.Expression),
            CaseInputs.Input("amount", "String", "金額", InputPicker.Expression),
            CaseInputs.Input("kind", "String", "ロットの種類", InputPicker.Expression),
            CaseInputs.Input("expiresOn", "String", "ロットの期限", InputPicker.Expression),
            CaseInputs.Input("memo", "String", "摘要", InputPicker.Expression),
            CaseInputs.Input("batch", "String", "束", InputPicker.Expression, description: "まとめて取り消すための名前。"),
            CaseInputs.Input("of", "String", "取り消す仕訳の鍵", InputPicker.Expression),
            CaseInputs.Input("on", "String", "期限切れの基準日", InputPicker.Expression, description: "この日より前に期限の切れたもの。なければ今日。"),
            CaseInputs.Result,
        ],
        Outcomes = ["Done", "InsufficientFunds", "OverLimit", "Capped", "NotFound", "Conflict", "Unbalanced"],
        Asks = ["find", "aggregate", "change"],
    };

    protected override LedgerActivitySpec Read(SpecReader reader)
    {
        var spec = new LedgerActivitySpec(reader.Text("ledger"), reader.OptionalText("operation") ?? "post", reader.OptionalTemplate("key"), reader.OptionalFeel("lines"), reader.OptionalFeel("from"), reader.OptionalFeel("to"),
            reader.OptionalFeel("amount"), reader.OptionalFeel("kind"), reader.OptionalFeel("expiresOn"), reader.OptionalFeel("memo"), reader.OptionalFeel("batch"), reader.OptionalFeel("of"), reader.OptionalFeel("on"), reader.OptionalText("result"));
        if (!Operations.Contains(spec.Operation))
            reader.Invalid("operation", $"元帳の操作「{spec.Operation}」はありません。{string.Join("、", Operations)} のどれかです。", $"There is no ledger operation '{spec.Operation}'.");
        if (spec.Operation == "post" && spec.Lines is null && (spec.From is null || spec.To is null || spec.Amount is null))
            reader.Invalid("lines", "lines か、from・to・amount を書いてください。", "Give 'lines', or 'from', 'to' and 'amount'.");
        if (spec.Operation == "reverse" && spec.Of is null == spec.Batch is null)
            reader.Invalid("of", "取り消すものを of（鍵）か batch（束）のどちらかで書いてください。", "Name what is reversed by 'of' or by 'batch'.");
        if (spec.Operation == "expire" && spec.To is null) reader.Missing("to");
        return spec;
    }

    public override IEnumerable<Question> Execute(ActivityContext context)
    {
        var spec = Spec(context);
        var ledger = context.Package()?.Ledgers.Find(spec.Ledger) ?? throw context.Fault("LEDGER", $"元帳「{spec.Ledger}」は定義されていません。 (There is no ledger '{spec.Ledger}'.)");
        return spec.Operation switch
        {
            "prove" => Prove(context, spec, ledger),
            "reverse" => Reverse(context, spec, ledger),
            _ => Post(context, spec, ledger),
        };
    }

    private static IEnumerable<Question> Post(ActivityContext context, LedgerActivitySpec spec, LedgerSpec ledger)
    {
        var key = KeyOf(context, spec);
        var lines = spec.Operation == "expire" ? [] : Lines(context, spec);
        // The count also keeps everybody else off the ledger until the commit.
        var seen = new AggregateRecords(ledger.EntriesRegister, Datum.Object(("key", key)), "count");
        yield return seen;
        if (context.Reply(seen).Value.AsLong() > 0)
        {
            var first = new FindRecords(ledger.EntriesRegister, Datum.Object(("key", key)), Most);
            yield return first;
            var entries = context.Reply(first).Value.Items.Select(e => e["fields"]).OrderBy(e => e["line"].AsLong()).ToList();
            var same = spec.Operation == "expire" || (entries.Count == lines.Count && entries.Zip(lines).All(p => p.First["from"].AsText() == p.Second.From && p.First["to"].AsText() == p.Second.To && p.First["amount"].AsDecimal() == p.Second.Amount));
            End(context, spec, key, same ? "Done" : "Conflict", entries, repeated: true);
            yield break;
        }
        var accounts = lines.SelectMany(l => new[] { l.From, l.To }).Distinct().Select(a => Datum.Of(a)).ToList();
        Datum? where = spec.Operation == "expire" ? Datum.Object(("open", true)) : Datum.Object(("account", Datum.List(accounts)), ("open", true));
        var lots = new FindRecords(ledger.LotsRegister, where, Most);
        yield return lots;
        var held = context.Reply(lots).Value.Items.Select(l => l["fields"]).ToList();
        if (spec.Operation == "expire") accounts = [.. held.Select(l => l["account"]).Append(context.Eval(spec.To!)).Distinct()];
        var balances = new FindRecords(ledger.BalancesRegister, Datum.Object(("account", Datum.List(accounts))), Most);
        yield return balances;
        var book = Book(context, ledger, context.Reply(balances), held);
        var posted = spec.Operation == "expire"
            ? book.Expire(key, spec.On is null ? Day(context) : context.Eval(spec.On).AsText() ?? Day(context), context.Eval(spec.To!).AsText() ?? "", context.Step.CaseId)
            : book.Post(key, lines, spec.Batch is null ? null : context.Eval(spec.Batch).AsText(), context.Step.CaseId);
        foreach (var question in Finish(context, spec, ledger, book, key, posted)) yield return question;
    }

    private static IEnumerable<Question> Reverse(ActivityContext context, LedgerActivitySpec spec, LedgerSpec ledger)
    {
        var key = KeyOf(context, spec);
        var named = spec.Of is not null ? Datum.Object(("key", context.Eval(spec.Of))) : Datum.Object(("batch", context.Eval(spec.Batch!)));
        var seen = new AggregateRecords(ledger.EntriesRegister, named, "count");
        yield return seen;
        var find = new FindRecords(ledger.EntriesRegister, named, Most);
        yield return find;
        // What reversals of the batch wrote is no part of it.
        var original = context.Reply(find).Value.Items.Select(e => e["fields"]).Where(e => spec.Of is not null || e["of"].IsNull).ToList();
        if (original.Count == 0) { End(context, spec, key, "NotFound", [], repeated: false); yield break; }
        var keys = original.Select(e => e["key"]).Distinct().ToList();
        var before = new FindRecords(ledger.EntriesRegister, Datum.Object(("of", Datum.List(keys))), Most);
        yield return before;
        var earlier = context.Reply(before).Value.Items.Select(e => e["fields"]).ToList();
        if (earlier.Where(e => e["key"].AsText() == key || e["key"].AsText()!.StartsWith(key + "#", StringComparison.Ordinal)).ToList() is { Count: > 0 } mine)
        {
            End(context, spec, key, "Done", mine, repeated: true);
            yield break;
        }
        var accounts = original.SelectMany(e => new[] { e["from"], e["to"] }).Distinct().ToList();
        var used = original.SelectMany(e => e["lots"].Items).Select(l => l["lot"]).Distinct().ToList();
        var lots = new FindRecords(ledger.LotsRegister, Datum.Object(("account", Datum.List(accounts)), ("open", true)), Most);
        yield return lots;
        var old = new FindRecords(ledger.LotsRegister, Datum.Object(("lot", Datum.List(used))), Most);
        if (used.Count > 0) yield return old;
        var balances = new FindRecords(ledger.BalancesRegister, Datum.Object(("account", Datum.List(accounts))), Most);
        yield return balances;
        var held = context.Reply(lots).Value.Items.Concat(used.Count > 0 ? context.Reply(old).Value.Items : []).Select(l => l["fields"]).DistinctBy(l => l["lot"].AsText());
        var book = Book(context, ledger, context.Reply(balances), held);
        var amount = spec.Amount is null ? null : context.Eval(spec.Amount).AsDecimal();
        var memo = spec.Memo is null ? null : context.Eval(spec.Memo).AsText();
        var posted = Posted.Done;
        for (var i = keys.Count - 1; i >= 0 && posted.Outcome == "Done"; i--)
        {
            var of = original.Where(e => e["key"].Equals(keys[i])).OrderBy(e => e["line"].AsLong()).ToList();
            var done = earlier.Where(e => e["of"].Equals(keys[i])).ToList();
            // Of a batch what was taken back singly is left alone.
            if (spec.Of is null && done.Sum(e => e["amount"].AsDecimal()) >= of.Sum(e => e["amount"].AsDecimal())) continue;
            posted = book.Reverse(spec.Of is not null ? key : $"{key}#{i + 1}", of, done, spec.Of is not null ? amount : null, memo, spec.Of is null ? of[0]["batch"].AsText() : null, context.Step.CaseId);
        }
        foreach (var question in Finish(context, spec, ledger, book, key, posted)) yield return question;
    }

    /// <summary>Credits and debits cancel out; lots are what their accounts hold.</summary>
    private static IEnumerable<Question> Prove(ActivityContext context, LedgerActivitySpec spec, LedgerSpec ledger)
    {
        var all = new AggregateRecords(ledger.BalancesRegister, Datum.EmptyObject, "sum", "balance");
        yield return all;
        var byLots = new AggregateRecords(ledger.BalancesRegister, Datum.Object(("lots", true)), "sum", "balance");
        yield return byLots;
        var lots = new AggregateRecords(ledger.LotsRegister, Datum.Object(("open", true)), "sum", "left");
        yield return lots;
        var entries = new AggregateRecords(ledger.EntriesRegister, Datum.EmptyObject, "count");
        yield return entries;
        decimal Sum(Question q) => context.Reply(q).Value.AsDecimal() ?? 0;
        var balanced = Sum(all) == 0 && Sum(byLots) == Sum(lots);
        Store(context, spec, Datum.Object(("balanced", balanced), ("total", Datum.Of(Sum(all))), ("held", Datum.Of(Sum(byLots))), ("lots", Datum.Of(Sum(lots))), ("entries", Datum.Of(Sum(entries)))));
        context.Journal("Ledger", Datum.Object(("ledger", ledger.Id), ("balanced", balanced)));
        context.Complete(balanced ? "Done" : "Unbalanced");
    }

    private static IEnumerable<Question> Finish(ActivityContext context, LedgerActivitySpec spec, LedgerSpec ledger, LedgerBook book, string key, Posted posted)
    {
        if (posted.Outcome == "Invalid") throw context.Fault("LEDGER_LINE", $"{posted.Message} (The posting cannot be made.)");
        if (posted.Outcome == "Done" && book.Entries.Count > 0)
        {
            foreach (var (register, operation, rows) in new[] { (ledger.LotsRegister, "upsert", book.ChangedLots.ToList()), (ledger.BalancesRegister, "upsert", book.ChangedBalances.ToList()), (ledger.EntriesRegister, "add", book.Entries) })
            {
                if (rows.Count == 0) continue;
                var write = new ChangeRecords(register, operation, [.. rows.Select(r => Datum.Object(("values", r)))]);
                yield return write;
                if (context.Reply(write).Outcome != Reply.Done) throw context.Fault("LEDGER_CONFLICT", $"元帳「{ledger.Id}」に記帳できませんでした: {context.Reply(write).Value.ToJson()} (The ledger refused the posting.)");
            }
        }
        End(context, spec, key, posted.Outcome, book.Entries, repeated: false, posted);
    }

    private static void End(ActivityContext context, LedgerActivitySpec spec, string key, string outcome, IReadOnlyList<Datum> entries, bool repeated, Posted? posted = null)
    {
        Store(context, spec, Datum.Object(("key", key), ("outcome", outcome), ("repeated", repeated), ("account", posted?.Account), ("message", posted?.Message),
            ("entries", Datum.List(outcome == "Done" ? entries.Take(100).Select(e => Datum.Object(("from", e["from"]), ("to", e["to"]), ("amount", e["amount"]))) : []))));
        context.Journal("Ledger", Datum.Object(("ledger", spec.Ledger), ("key", key), ("outcome", outcome)));
        context.Complete(outcome);
    }

    private static void Store(ActivityContext context, LedgerActivitySpec spec, Datum value)
    {
        if (spec.Result is not null) FieldPaths.Write(context, spec.Result, value);
    }

    private static LedgerBook Book(ActivityContext context, LedgerSpec ledger, Reply balances, IEnumerable<Datum> lots) =>
        new(ledger, context.Step.Now, balances.Value.Items.Select(b => b["fields"]), lots, limit => context.Eval(limit.Most).AsDecimal());

    private static List<LedgerLine> Lines(ActivityContext context, LedgerActivitySpec spec)
    {
        if (spec.Lines is not null) return [.. context.Eval(spec.Lines).Items.Select(LedgerLine.Of).Where(l => l.Amount != 0)];
        string? Text(Feel? feel) => feel is null ? null : context.Eval(feel).AsText();
        return [new(Text(spec.From) ?? "", Text(spec.To) ?? "", context.Eval(spec.Amount!).AsDecimal() ?? 0, Text(spec.Kind), Text(spec.ExpiresOn), Text(spec.Memo))];
    }

    private static string Day(ActivityContext context) => context.Step.Now.ToOffset(TimeSpan.FromHours(9)).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    private static string KeyOf(ActivityContext context, LedgerActivitySpec spec) => spec.Key is { } key ? context.Render(key) : $"{context.Step.CaseId}:{context.Node.Id}:{context.FrameId}";
}
