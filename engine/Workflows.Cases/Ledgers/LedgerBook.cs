using System.Globalization;
using Workflows.Engine.Data;

namespace Workflows.Cases.Ledgers;

/// <param name="ExpiresOn">Of what comes in: usable through this day.</param>
public sealed record LedgerLine(string From, string To, decimal Amount, string? Kind = null, string? ExpiresOn = null, string? Memo = null)
{
    public static LedgerLine Of(Datum d) => new(d["from"].AsText() ?? "", d["to"].AsText() ?? "", d["amount"].AsDecimal() ?? 0, d["kind"].AsText(), d["expiresOn"].AsText(), d["memo"].AsText());
}

/// <summary>What a posting came to.</summary>
/// <param name="Outcome">Done, InsufficientFunds, OverLimit, Capped (more is taken back than was posted), Invalid.</param>
/// <param name="Account">The account that stood in the way.</param>
public sealed record Posted(string Outcome, string? Account = null, string? Message = null)
{
    public static readonly Posted Done = new("Done");
}

/// <summary>
/// The part of a ledger a posting touches, as it stands; postings change it in memory. Pure: the same postings over the same state give the same
/// state. What came of it is read back by <see cref="ChangedLots"/>, <see cref="ChangedBalances"/> and <see cref="Entries"/>.
/// </summary>
/// <param name="limit">The figure of a limit, null for none.</param>
public sealed class LedgerBook(LedgerSpec spec, DateTimeOffset now, IEnumerable<Datum> balances, IEnumerable<Datum> lots, Func<LedgerLimit, decimal?> limit)
{
    private readonly SortedDictionary<string, Datum> _balances = new(balances.ToDictionary(b => b["account"].AsText()!, StringComparer.Ordinal), StringComparer.Ordinal);
    private readonly SortedDictionary<string, Datum> _lots = new(lots.ToDictionary(l => l["lot"].AsText()!, StringComparer.Ordinal), StringComparer.Ordinal);
    private readonly SortedSet<string> _changedLots = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _changedBalances = new(StringComparer.Ordinal);
    private readonly string _today = now.ToOffset(TimeSpan.FromHours(9)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public List<Datum> Entries { get; } = [];
    public IEnumerable<Datum> ChangedLots => _changedLots.Select(l => _lots[l]);
    public IEnumerable<Datum> ChangedBalances => _changedBalances.Select(b => _balances[b]);
    public IEnumerable<Datum> Lots => _lots.Values;
    public IEnumerable<Datum> Balances => _balances.Values;

    public decimal Balance(string account) => _balances.TryGetValue(account, out var b) ? b["balance"].AsDecimal() ?? 0 : 0;

    /// <summary>All lines or, with another outcome than Done, none that counts: the book is thrown away then.</summary>
    public Posted Post(string key, IReadOnlyList<LedgerLine> lines, string? batch = null, string? caseId = null)
    {
        if (lines.Count == 0) return new("Invalid", null, "仕訳がありません。");
        var outgo = new SortedDictionary<string, decimal>(StringComparer.Ordinal);
        for (var i = 0; i < lines.Count; i++)
        {
            var line = lines[i];
            if (Fault(line) is { } fault) return fault;
            var used = new List<Datum>();
            if (Take(line.From, line.Amount, null, used) is { Outcome: not "Done" } refused) return refused;
            outgo[line.From] = outgo.GetValueOrDefault(line.From) + line.Amount;
            Give(line.To, line.Amount, $"{key}/{i + 1}", line.Kind, line.ExpiresOn);
            Enter(key, i + 1, line, used, null, batch, caseId);
        }
        return Limits(outgo, lines.Select(l => l.To));
    }

    /// <summary>
    /// Takes a posting back, the last line first, wholly or up to an amount; what its lines used comes back in reverse order. The lines of one
    /// posting are taken back at most once over.
    /// </summary>
    /// <param name="original">The posting's entries.</param>
    /// <param name="earlier">Entries that took back part of it before.</param>
    public Posted Reverse(string key, IReadOnlyList<Datum> original, IReadOnlyList<Datum> earlier, decimal? amount, string? memo = null, string? batch = null, string? caseId = null)
    {
        var of = original[0]["key"].AsText()!;
        var back = original.Select(e => (Entry: e, Left: e["amount"].AsDecimal()!.Value - earlier.Where(r => r["ofLine"].AsLong() == e["line"].AsLong()).Sum(r => r["amount"].AsDecimal()!.Value))).OrderByDescending(e => e.Entry["line"].AsLong()).ToList();
        var wanted = amount ?? back.Sum(b => b.Left);
        if (wanted <= 0) return new(amount is null ? "Capped" : "Invalid", null, amount is null ? "すべて取り消されています。" : "金額は0より大きくしてください。");
        if (wanted > back.Sum(b => b.Left)) return new("Capped", null, "取り消す額が元の額を超えています。");
        var no = 0;
        foreach (var (entry, left) in back)
        {
            var now = Math.Min(left, wanted);
            if (now <= 0) continue;
            wanted -= now;
            var line = new LedgerLine(entry["to"].AsText()!, entry["from"].AsText()!, now, entry["kind"].AsText(), null, memo);
            var used = new List<Datum>();
            // What the posting brought is what goes back first.
            if (Take(line.From, now, $"{of}/{entry["line"].AsLong()}", used) is { Outcome: not "Done" } refused) return refused;
            Restore(line.To, now, $"{key}/{++no}", entry["lots"].Items, earlier.Where(r => r["ofLine"].AsLong() == entry["line"].AsLong()).Sum(r => r["amount"].AsDecimal()!.Value));
            Enter(key, no, line, used, of, batch, caseId, entry["line"].AsLong());
        }
        return Posted.Done;
    }

    /// <summary>Moves what expired before a day out of its accounts; Done with no entries when nothing did.</summary>
    public Posted Expire(string key, string day, string to, string? caseId = null)
    {
        var due = _lots.Values.Where(l => l["expiresOn"].AsText() is { } end && string.CompareOrdinal(end, day) < 0 && l["left"].AsDecimal() > 0).ToList();
        var no = 0;
        foreach (var group in due.GroupBy(l => l["account"].AsText()!))
        {
            var used = group.Select(l => Datum.Object(("lot", l["lot"]), ("amount", l["left"]))).ToList();
            var sum = group.Sum(l => l["left"].AsDecimal()!.Value);
            foreach (var lot in group) Lot(lot.With("left", 0));
            Move(group.Key, -sum);
            Give(to, sum, $"{key}/{++no}", null, null);
            Enter(key, no, new(group.Key, to, sum, Memo: "期限切れ"), used, null, null, caseId);
        }
        return Posted.Done;
    }

    private Posted? Fault(LedgerLine line)
    {
        if (line.Amount <= 0 || decimal.Round(line.Amount, spec.Decimals) != line.Amount) return new("Invalid", null, $"金額 {line.Amount} は正しくありません。");
        foreach (var name in new[] { line.From, line.To })
            if (spec.Account(name) is null) return new("Invalid", name, $"元帳「{spec.Label.Ja}」に口座「{name}」はありません。");
        return line.From == line.To ? new("Invalid", line.From, "同じ口座の間では動かせません。") : null;
    }

    /// <param name="first">The lots of this line go before the others; null: the usual order.</param>
    private Posted Take(string account, decimal amount, string? first, List<Datum> used)
    {
        var declared = spec.Account(account)!;
        if (declared.Lots)
        {
            var left = amount;
            foreach (var lot in _lots.Values.Where(l => l["account"].AsText() == account && l["left"].AsDecimal() > 0 && !(string.CompareOrdinal(l["expiresOn"].AsText() ?? "9", _today) < 0))
                .OrderBy(l => l["lot"].AsText() == first ? 0 : 1).ThenBy(l => l["expiresOn"].AsText() ?? "9", StringComparer.Ordinal).ThenBy(l => Rank(l["kind"].AsText())).ThenBy(l => l["grantedAt"].AsInstant()).ThenBy(l => l["lot"].AsText(), StringComparer.Ordinal).ToList())
            {
                if (left == 0) break;
                var part = Math.Min(left, lot["left"].AsDecimal()!.Value);
                left -= part;
                used.Add(Datum.Object(("lot", lot["lot"]), ("amount", Datum.Of(part))));
                Lot(lot.With("left", Datum.Of(lot["left"].AsDecimal()!.Value - part)));
            }
            if (left > 0) return new("InsufficientFunds", account, "残高が不足しています。");
        }
        else if (!declared.Negative && Balance(account) < amount) return new("InsufficientFunds", account, "残高が不足しています。");
        Move(account, -amount);
        return Posted.Done;
    }

    private void Give(string account, decimal amount, string lot, string? kind, string? expiresOn)
    {
        if (spec.Account(account)!.Lots)
            Lot(Datum.Object(("lot", lot), ("account", account), ("amount", Datum.Of(amount)), ("left", Datum.Of(amount)), ("kind", kind), ("expiresOn", expiresOn), ("grantedAt", Datum.Of(now))));
        Move(account, amount);
    }

    /// <summary>Lots used last come back first; an expired one with a new end.</summary>
    /// <param name="before">So much of them has come back already.</param>
    private void Restore(string account, decimal amount, string lot, IReadOnlyList<Datum> used, decimal before)
    {
        if (!spec.Account(account)!.Lots) { Move(account, amount); return; }
        var left = amount;
        foreach (var part in used.Reverse())
        {
            var size = part["amount"].AsDecimal()!.Value;
            var gone = Math.Min(size, before);
            before -= gone;
            var back = Math.Min(size - gone, left);
            if (back <= 0 || !_lots.TryGetValue(part["lot"].AsText()!, out var own)) continue;
            left -= back;
            own = own.With("left", Datum.Of(own["left"].AsDecimal()!.Value + back));
            if (spec.RestoreDays is { } days && own["expiresOn"].AsText() is { } end && string.CompareOrdinal(end, _today) < 0)
                own = own.With("expiresOn", DateOnly.ParseExact(_today, "yyyy-MM-dd", CultureInfo.InvariantCulture).AddDays(days).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
            Lot(own);
        }
        if (left > 0) Lot(Datum.Object(("lot", lot), ("account", account), ("amount", Datum.Of(left)), ("left", Datum.Of(left)), ("kind", Datum.Null), ("expiresOn", Datum.Null), ("grantedAt", Datum.Of(now))));
        Move(account, amount);
    }

    private Posted Limits(SortedDictionary<string, decimal> outgo, IEnumerable<string> receivers)
    {
        foreach (var (account, amount) in outgo)
        {
            var day = _balances[account];
            _balances[account] = day.With("day", _today).With("out", Datum.Of((day["day"].AsText() == _today ? day["out"].AsDecimal() ?? 0 : 0) + amount));
            foreach (var rule in spec.Account(account)!.Limits)
                if (limit(rule) is { } most && ((rule.Of == "act" && amount > most) || (rule.Of == "day" && _balances[account]["out"].AsDecimal() > most)))
                    return new("OverLimit", account, "上限額を超えています。");
        }
        foreach (var account in receivers)
            foreach (var rule in spec.Account(account)!.Limits.Where(l => l.Of == "balance"))
                if (limit(rule) is { } most && Balance(account) > most) return new("OverLimit", account, "残高の上限を超えています。");
        return Posted.Done;
    }

    private void Enter(string key, int line, LedgerLine of, List<Datum> used, string? reversed, string? batch, string? caseId, long? ofLine = null) => Entries.Add(Datum.Object(
        ("key", key), ("line", line), ("at", Datum.Of(now)), ("from", of.From), ("to", of.To), ("amount", Datum.Of(of.Amount)), ("kind", of.Kind), ("memo", of.Memo),
        ("of", reversed), ("ofLine", ofLine is { } no ? no : Datum.Null), ("batch", batch), ("case", caseId), ("lots", Datum.List(used))));

    private void Lot(Datum lot)
    {
        var id = lot["lot"].AsText()!;
        _lots[id] = lot.With("open", lot["left"].AsDecimal() > 0);
        _changedLots.Add(id);
    }

    private void Move(string account, decimal by)
    {
        var before = _balances.GetValueOrDefault(account) ?? Datum.Object(("account", account), ("balance", 0), ("lots", spec.Account(account)!.Lots));
        _balances[account] = before.With("balance", Datum.Of((before["balance"].AsDecimal() ?? 0) + by));
        _changedBalances.Add(account);
    }

    private int Rank(string? kind) => spec.Kinds.ToList().IndexOf(kind ?? "") is >= 0 and var at ? at : spec.Kinds.Count;
}
