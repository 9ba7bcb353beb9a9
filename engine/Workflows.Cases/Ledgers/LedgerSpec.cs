using Workflows.Cases.Expressions;
using Workflows.Cases.Packages;
using Workflows.Cases.Registers;
using Workflows.Engine.Data;

namespace Workflows.Cases.Ledgers;

/// <summary>A 元帳: accounts of one unit (yen, points, grams, pieces) between which amounts move. Its entries, lots and balances are registers.</summary>
/// <param name="Unit">What amounts count, as people say it.</param>
/// <param name="Kinds">Kinds of lots in the order they are consumed when they expire alike; empty: kinds do not matter.</param>
/// <param name="RestoreDays">A restored lot that has expired lives so many days more; null: it comes back as it was.</param>
public sealed record LedgerSpec(string Id, Label Label, IReadOnlyList<string> Aliases, string Unit, int Decimals, IReadOnlyList<LedgerAccountSpec> Accounts, IReadOnlyList<string> Kinds, int? RestoreDays, IReadOnlyList<string> Readers) : IDeclared
{
    /// <summary>Where balances that were there before the ledger come from.</summary>
    public const string Opening = "開始残高";

    public string EntriesRegister => Id + ".entries";
    public string LotsRegister => Id + ".lots";
    public string BalancesRegister => Id + ".balances";

    /// <summary>Whether a register is one of the ledger's own: its field names say nothing of the package's.</summary>
    public bool Keeps(string register) => register == EntriesRegister || register == LotsRegister || register == BalancesRegister;

    /// <summary>The declaration of an account, <c>利用者残高</c> or <c>利用者残高:u001</c>; null when there is none.</summary>
    public LedgerAccountSpec? Account(string name)
    {
        if (name == Opening) return new(Opening, Opening, ByParty: false, Lots: false, Negative: true, []);
        var colon = name.IndexOf(':', StringComparison.Ordinal);
        return Accounts.FirstOrDefault(a => a.Id == (colon < 0 ? name : name[..colon])) is { } account && account.ByParty == colon >= 0 ? account : null;
    }

    /// <summary>The registers it is kept in: written by its activity only, read by its readers.</summary>
    public IEnumerable<RegisterSpec> Registers() =>
    [
        new(EntriesRegister, $"{Label.Ja} 仕訳", [], "append", null, ["key", "line"], null, [], Readers,
            [Field("key", "鍵", indexed: true), Field("line", "行", "number"), Field("at", "日時", "datetime"), Field("from", "借方", indexed: true), Field("to", "貸方", indexed: true), Field("amount", "金額", "number"),
             Field("kind", "種類"), Field("memo", "摘要"), Field("of", "取り消した仕訳", indexed: true), Field("ofLine", "その行", "number"), Field("batch", "束", indexed: true), Field("case", "案件", indexed: true), Field("lots", "ロット", "list")], [], []),
        new(LotsRegister, $"{Label.Ja} ロット", [], "record", null, ["lot"], null, [], Readers,
            [Field("lot", "ロット"), Field("account", "口座", indexed: true), Field("amount", "金額", "number"), Field("left", "残り", "number"), Field("kind", "種類"), Field("expiresOn", "期限", "date"), Field("grantedAt", "付与日時", "datetime"), Field("open", "残りあり", "boolean", indexed: true)], [], []),
        new(BalancesRegister, $"{Label.Ja} 残高", [], "record", null, ["account"], null, [], Readers,
            [Field("account", "口座"), Field("balance", "残高", "number"), Field("day", "日", "date"), Field("out", "その日の出金", "number"), Field("lots", "ロット", "boolean", indexed: true)], [], []),
    ];

    private static RegisterFieldSpec Field(string key, string label, string type = "text", bool indexed = false) => new(key, label, type, indexed, false, null, []);
}

/// <param name="ByParty">One account a party: its name is <c>id:party</c>.</param>
/// <param name="Lots">What comes in stays apart by kind and expiry; the soonest to expire goes out first.</param>
/// <param name="Negative">May go below zero (a fund, a liability); an account with lots never does.</param>
public sealed record LedgerAccountSpec(string Id, Label Label, bool ByParty, bool Lots, bool Negative, IReadOnlyList<LedgerLimit> Limits);

/// <param name="Of">act (one posting's outgo), day (a day's outgo) or balance.</param>
/// <param name="Most">A number, or FEEL over settings and the case.</param>
public sealed record LedgerLimit(string Of, Feel Most);
