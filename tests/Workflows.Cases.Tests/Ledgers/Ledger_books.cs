using System.Globalization;
using Workflows.Cases.Ledgers;
using Workflows.Engine.Data;

namespace Workflows.Cases.Tests.Ledgers;

/// <summary>What a ledger's postings come to, whoever keeps them.</summary>
public sealed class Ledger_books
{
    private static readonly DateTimeOffset Noon = new(2026, 6, 10, 12, 0, 0, TimeSpan.FromHours(9));
    private static readonly LedgerSpec Spec = new("wallet", "ポイント", [], "円", 0,
        [
            new("利用者残高", "利用者残高", ByParty: true, Lots: true, Negative: false, [new("act", new("50000")), new("day", new("100000")), new("balance", new("300000"))]),
            new("加盟店未払", "加盟店未払", ByParty: true, Lots: false, Negative: true, []), new("預り金", "預り金", false, false, true, []), new("プレミアム費", "プレミアム費", false, false, true, []),
            new("クーポン費", "クーポン費", false, false, true, []), new("失効益", "失効益", false, false, true, []), new("予算", "予算", false, false, Negative: false, []),
        ], ["ポイント", "ボーナス", "マネー"], 14, []);

    private readonly List<Datum> _entries = [];
    private List<Datum> _balances = [], _lots = [];
    private DateTimeOffset _now = Noon;

    [Fact]
    public void A_charge_with_a_bonus_and_a_payment_with_a_coupon_book_as_the_city_shows_it()
    {
        Done(Post("charge", new LedgerLine("預り金", "利用者残高:u1", 10_000, "マネー"), new LedgerLine("プレミアム費", "利用者残高:u1", 2_000, "ボーナス", "2027-03-31")));
        Assert.Equal(12_000, Balance("利用者残高:u1"));
        Done(Post("pay", new LedgerLine("利用者残高:u1", "加盟店未払:s1", 2_000), new LedgerLine("クーポン費", "加盟店未払:s1", 500)));
        Assert.Equal((10_000m, -500m, 2_500m), (Balance("利用者残高:u1"), Balance("クーポン費"), Balance("加盟店未払:s1")));
        // The bonus expires, so it went first.
        Assert.Equal([("マネー", 10_000m)], Open("利用者残高:u1"));
    }

    [Fact]
    public void Lots_go_by_expiry_then_kind_then_age_and_nothing_is_booked_when_they_do_not_suffice()
    {
        Done(Post("a", new LedgerLine("預り金", "利用者残高:u1", 100, "マネー", "2026-12-31")));
        Done(Post("b", new LedgerLine("プレミアム費", "利用者残高:u1", 100, "ポイント", "2026-12-31")));
        Done(Post("c", new LedgerLine("プレミアム費", "利用者残高:u1", 100, "ボーナス", "2026-07-31")));
        Assert.Equal("InsufficientFunds", Post("d", new LedgerLine("利用者残高:u1", "加盟店未払:s1", 301)).Outcome);
        Assert.Equal(300, Balance("利用者残高:u1"));
        Done(Post("e", new LedgerLine("利用者残高:u1", "加盟店未払:s1", 150)));
        Assert.Equal([("ポイント", 50m), ("マネー", 100m)], Open("利用者残高:u1"));
        Assert.Equal("InsufficientFunds", Post("f", new LedgerLine("予算", "利用者残高:u1", 1)).Outcome);
    }

    [Fact]
    public void A_refund_restores_the_lots_used_last_first_and_an_expired_one_lives_fourteen_days_more()
    {
        Done(Post("a", new LedgerLine("プレミアム費", "利用者残高:u1", 100, "ボーナス", "2026-06-20"), new LedgerLine("預り金", "利用者残高:u1", 100, "マネー")));
        Done(Post("pay", new LedgerLine("利用者残高:u1", "加盟店未払:s1", 150)));
        _now = Noon.AddDays(20);
        Done(Reverse("r1", "pay", 60));
        Assert.Equal([("ボーナス", 10m), ("マネー", 100m)], Open("利用者残高:u1"));
        Assert.Equal("2026-07-14", _lots.Single(l => l["kind"].AsText() == "ボーナス")["expiresOn"].AsText());
        Assert.Equal("Capped", Reverse("r2", "pay", 91).Outcome);
        Done(Reverse("r3", "pay", null));
        Assert.Equal("Capped", Reverse("r4", "pay", null).Outcome);
        Assert.Equal((200m, 0m), (Balance("利用者残高:u1"), Balance("加盟店未払:s1")));
    }

    [Fact]
    public void Limits_an_act_a_day_and_a_balance_hold_to_the_unit()
    {
        for (var i = 0; i < 6; i++) Done(Post($"in{i}", new LedgerLine("預り金", "利用者残高:u1", 50_000)));
        Assert.Equal("OverLimit", Post("in", new LedgerLine("預り金", "利用者残高:u1", 1)).Outcome);
        Assert.Equal("OverLimit", Post("p0", new LedgerLine("利用者残高:u1", "加盟店未払:s1", 50_001)).Outcome);
        Done(Post("p1", new LedgerLine("利用者残高:u1", "加盟店未払:s1", 50_000)));
        Done(Post("p2", new LedgerLine("利用者残高:u1", "加盟店未払:s1", 50_000)));
        Assert.Equal("OverLimit", Post("p3", new LedgerLine("利用者残高:u1", "加盟店未払:s1", 1)).Outcome);
        _now = Noon.AddDays(1);
        Done(Post("p4", new LedgerLine("利用者残高:u1", "加盟店未払:s1", 1)));
    }

    [Fact]
    public void What_has_expired_goes_out_on_the_day_after_and_cannot_be_spent()
    {
        Done(Post("a", new LedgerLine("プレミアム費", "利用者残高:u1", 100, "ボーナス", "2026-06-10"), new LedgerLine("預り金", "利用者残高:u1", 30)));
        Done(Expire("x0", "2026-06-10"));
        Assert.Equal(130, Balance("利用者残高:u1"));
        _now = Noon.AddDays(1);
        Assert.Equal("InsufficientFunds", Post("p", new LedgerLine("利用者残高:u1", "加盟店未払:s1", 31)).Outcome);
        Done(Expire("x1", "2026-06-11"));
        Assert.Equal((30m, 100m), (Balance("利用者残高:u1"), Balance("失効益")));
    }

    [Fact]
    public void Whatever_is_posted_and_taken_back_the_sums_prove_it()
    {
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        string[] people = ["利用者残高:u1", "利用者残高:u2", "利用者残高:u3"], shops = ["加盟店未払:s1", "加盟店未払:s2"];
        var keys = new List<string>();
        for (var step = 0; step < 600; step++)
        {
            if (random.Next(20) == 0) _now = _now.AddDays(random.Next(1, 12));
            var key = $"k{step}";
            var person = people[random.Next(3)];
            var amount = random.Next(1, 60_000);
            var before = _lots.Concat(_balances).ToList();
            var posted = random.Next(6) switch
            {
                0 or 1 => Post(key, new LedgerLine("預り金", person, amount, Pick("マネー", "ポイント", "ボーナス"), random.Next(2) == 0 ? null : Day(random.Next(0, 60)))),
                2 or 3 => Post(key, new LedgerLine(person, shops[random.Next(2)], amount)),
                4 when keys.Count > 0 => Reverse(key, keys[random.Next(keys.Count)], random.Next(2) == 0 ? null : random.Next(1, 60_000)),
                _ => Expire(key, Day(0)),
            };
            if (posted.Outcome == "Done" && _entries.Exists(e => e["key"].AsText() == key && e["of"].IsNull && e["memo"].AsText() != "期限切れ")) keys.Add(key);
            else if (posted.Outcome != "Done") Assert.True(before.SequenceEqual(_lots.Concat(_balances)), $"seed {seed}, step {step}: a refused posting left something");
            Proof($"seed {seed}, step {step}");
        }

        string Pick(params string[] kinds) => kinds[random.Next(kinds.Length)];
        string Day(int ahead) => _now.AddDays(ahead).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
    }

    /// <summary>Debits equal credits; lots are what their accounts hold; no account with lots is below zero; nothing was taken back twice; entries add up to balances.</summary>
    private void Proof(string place)
    {
        Assert.True(_balances.Sum(b => b["balance"].AsDecimal()) == 0, place);
        foreach (var balance in _balances)
        {
            var account = balance["account"].AsText()!;
            Assert.True(balance["balance"].AsDecimal() == _entries.Sum(e => e["to"].AsText() == account ? e["amount"].AsDecimal() : e["from"].AsText() == account ? -e["amount"].AsDecimal() : 0), $"{place}: {account} and its entries");
            if (!Spec.Account(account)!.Lots) continue;
            Assert.True(balance["balance"].AsDecimal() == _lots.Where(l => l["account"].AsText() == account).Sum(l => l["left"].AsDecimal()), $"{place}: {account} and its lots");
            Assert.True(balance["balance"].AsDecimal() >= 0, $"{place}: {account} below zero");
        }
        Assert.All(_lots, l => Assert.True(l["left"].AsDecimal() >= 0, $"{place}: {l.ToJson()}"));
        foreach (var back in _entries.Where(e => !e["of"].IsNull).GroupBy(e => e["of"].AsText()))
            Assert.True(back.Sum(e => e["amount"].AsDecimal()) <= _entries.Where(e => e["key"].AsText() == back.Key).Sum(e => e["amount"].AsDecimal()), $"{place}: {back.Key} taken back too far");
    }

    private Posted Post(string key, params LedgerLine[] lines) => Keep(book => book.Post(key, lines));
    private Posted Expire(string key, string day) => Keep(book => book.Expire(key, day, "失効益"));

    private Posted Reverse(string key, string of, decimal? amount) =>
        Keep(book => book.Reverse(key, [.. _entries.Where(e => e["key"].AsText() == of)], [.. _entries.Where(e => e["of"].AsText() == of)], amount));

    private Posted Keep(Func<LedgerBook, Posted> act)
    {
        var book = new LedgerBook(Spec, _now, _balances, _lots, l => decimal.Parse(l.Most.Text, CultureInfo.InvariantCulture));
        var posted = act(book);
        if (posted.Outcome != "Done") return posted;
        (_balances, _lots) = ([.. book.Balances], [.. book.Lots]);
        _entries.AddRange(book.Entries);
        return posted;
    }

    private static void Done(Posted posted) => Assert.True(posted.Outcome == "Done", $"{posted.Outcome} {posted.Message}");
    private decimal Balance(string account) => _balances.FirstOrDefault(b => b["account"].AsText() == account)?["balance"].AsDecimal() ?? 0;
    private List<(string?, decimal)> Open(string account) => [.. _lots.Where(l => l["account"].AsText() == account && l["left"].AsDecimal() > 0)
        .OrderBy(l => l["expiresOn"].AsText() ?? "9", StringComparer.Ordinal).ThenBy(l => Spec.Kinds.ToList().IndexOf(l["kind"].AsText()!)).Select(l => (l["kind"].AsText(), l["left"].AsDecimal()!.Value))];
}
