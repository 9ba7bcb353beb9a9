using Workflows.Cases.Ledgers;

namespace Workflows.Cases.Packages.Reading;

/// <summary>Reads <c>ledgers</c> of program.json.</summary>
internal static class LedgerReader
{
    public static LedgerSpec Ledger(Node node)
    {
        var readers = node.Texts("readers");
        node.Refer(RefKind.Role, readers, "readers");
        var accounts = node.List("accounts", Shapes.LedgerAccount, Account);
        if (accounts.Select(a => a.Id).Distinct(StringComparer.Ordinal).Count() < accounts.Count) node.Error("accounts", "同じ id の口座が二つあります。", "Two accounts have the same id.");
        if (accounts.Count < 2) node.Error("accounts", "口座は二つ以上書いてください。", "A ledger has at least two accounts.");
        return new(node.Id(), node.Label("label"), node.Texts("aliases"), node.OptionalText("unit") ?? "円", node.Int("decimals") ?? 0, accounts, node.Texts("kinds"), node.Int("restoreDays"), readers);
    }

    private static LedgerAccountSpec Account(Node node)
    {
        var lots = node.Flag("lots");
        var negative = node.Flag("negative", otherwise: !lots);
        if (lots && negative) node.Error("negative", "ロットを持つ口座は負になりません。", "An account with lots never goes below zero.");
        if (node.Text("id") is var id && (id.Contains(':', StringComparison.Ordinal) || id == LedgerSpec.Opening)) node.Error("id", $"口座の id に「:」と「{LedgerSpec.Opening}」は使えません。", "An account's id has no ':'.");
        return new(node.Id(), node.OptionalLabel("label") ?? id, node.Flag("byParty"), lots, negative, node.List("limits", Shapes.LedgerLimit, n => new LedgerLimit(n.Choice("of", "act", "act", "day", "balance"), n.RequiredFeel("most"))));
    }
}
