using System.Globalization;
using Workflows.Engine.Data;

namespace Workflows.Connectors.Revenue;

/// <summary>Liabilities (賦課) by subject, fiscal year and notice number, with the balance of each term. Rows have the fields of register R-LIAB.</summary>
internal sealed class LiabilityBook
{
    private readonly SortedDictionary<string, Datum> _rows = new(StringComparer.Ordinal);

    /// <summary>The two liabilities of account-transfer §7.5; amounts are those of its barcodes (D1).</summary>
    public static LiabilityBook Seeded()
    {
        var book = new LiabilityBook();
        book.Put(Row("11", "1234567890", "P-1001", "ヤマダ ハナコ", "1980-04-01", "2480000", 4, 15200));
        book.Put(Row("31", "2000000017", "P-1002", "スズキ キョウイチ", "1950-01-15", "2490000", 10, 7800));
        return book;
    }

    public void Put(Datum row)
    {
        var terms = row["terms"].Items.Select(t => t["balance"].IsNull ? t.With("balance", t["amount"]) : t);
        _rows[Place(row["subject"].AsText(), row["FY"].AsText(), row["noticeNo"].AsText())] = row["terms"].Kind == DatumKind.List ? row.With("terms", Datum.List(terms)) : row;
    }

    public Datum? Find(string? subject, string? year, string? noticeNo) => _rows.GetValueOrDefault(Place(subject, year, noticeNo));

    /// <summary>Terms with something to pay. <c>term</c> is a number or <c>R8-2</c>.</summary>
    public IEnumerable<Datum> Due(Datum query)
    {
        var wanted = query["term"].AsText() ?? "";
        var dash = wanted.IndexOf('-', StringComparison.Ordinal);
        var year = dash > 0 ? Year(wanted[..dash]) : query["FY"].AsText() is { Length: > 0 } given ? Year(given) : null;
        var term = dash > 0 ? wanted[(dash + 1)..] : wanted;
        foreach (var row in _rows.Values.Where(r => r["subject"].AsText() == query["subject"].AsText() && (year is null || Year(r["FY"].AsText()) == year)))
        {
            foreach (var one in row["terms"].Items.Where(t => t["no"].AsText() == term && t["balance"].AsDecimal() > 0))
            {
                yield return Datum.Object(
                    ("customerNo", CustomerNo(row, term)), ("subject", row["subject"]), ("FY", row["FY"]), ("noticeNo", row["noticeNo"]), ("term", one["no"]),
                    ("payerKey", row["payerKey"]), ("kana", row["kana"]), ("amount", one["amount"]), ("balance", one["balance"]));
            }
        }
    }

    /// <summary>Yen left on the term a customer number (科目2 年度2 通知書10 期別2 0000) names; null when there is none.</summary>
    public decimal? Balance(string customerNo) => Locate(customerNo) is var (row, index) ? row["terms"][index]["balance"].AsDecimal() : null;

    public void Pay(string customerNo, decimal amount)
    {
        if (Locate(customerNo) is not var (row, index)) return;
        var term = row["terms"][index];
        var left = Math.Max(0, (term["balance"].AsDecimal() ?? 0) - amount);
        Put(row.With("terms", row["terms"].WithItem(index, term.With("balance", Datum.Of((long)left)))));
    }

    private (Datum Row, int Index)? Locate(string customerNo)
    {
        if (customerNo.Length != 20 || Find(customerNo[..2], customerNo[2..4], customerNo[4..14]) is not { } row) return null;
        var terms = row["terms"].Items;
        for (var i = 0; i < terms.Length; i++)
            if (terms[i]["no"].AsText()?.PadLeft(2, '0') == customerNo[14..16]) return (row, i);
        return null;
    }

    private static string CustomerNo(Datum row, string term) =>
        $"{row["subject"].AsText()!.PadLeft(2, '0')}{Year(row["FY"].AsText()).PadLeft(2, '0')}{row["noticeNo"].AsText()!.PadLeft(10, '0')}{term.PadLeft(2, '0')}0000";

    private static string Place(string? subject, string? year, string? noticeNo) => $"{subject}|{Year(year)}|{noticeNo}";

    /// <summary>令和 year without its letter and leading zeros.</summary>
    private static string Year(string? year) => (year ?? "").TrimStart('R', 'r', '0');

    private static Datum Row(string subject, string noticeNo, string payer, string kana, string birth, string postal, int terms, long amount) => Datum.Object(
        ("subject", subject), ("FY", 8), ("noticeNo", noticeNo), ("payerKey", payer), ("kana", kana), ("birth", birth), ("postal", postal), ("isCorp", false),
        ("terms", Datum.List(Enumerable.Range(1, terms).Select(n => Datum.Object(("no", Datum.Number(n.ToString(CultureInfo.InvariantCulture))), ("amount", amount), ("balance", amount))))));
}
