using System.Globalization;
using Workflows.Cases.Ports;
using Workflows.Connectors.Simulation;
using Workflows.Connectors.Wire;
using Workflows.Engine.Data;

namespace Workflows.Connectors.Revenue;

/// <summary>The core tax system, seeded with the liabilities of account-transfer §7.5.</summary>
public sealed class RevenueSimulatorKind : ISimulatorKind
{
    public string Kind => "revenue";

    public SimulatorDescription Description { get; } = new("revenue", "基幹収納システム",
        [
            new("moved", "転出 {payerKey, date}"), new("deceased", "死亡 {payerKey, date}"), new("paid", "納付書などで納付される {customerNo, amount, date}"),
        ],
        CommonSwitches.All);

    public Simulator Open(SimulatorSetting setting) => new RevenueSimulator(setting);
}

internal sealed class RevenueSimulator(SimulatorSetting setting) : Simulator(setting)
{
    private readonly LiabilityBook _liabilities = LiabilityBook.Seeded();
    private readonly SortedDictionary<string, Datum> _mandates = new(StringComparer.Ordinal);

    protected override Operation? Route(WireRequest request, IReadOnlyList<string> path)
    {
        var key = request.Header("Idempotency-Key");
        var query = Datum.Object(request.Query.Select(q => KeyValuePair.Create(q.Key, Datum.Of(q.Value))));
        var body = request.Json() ?? Datum.Null;
        return (request.Method, path) switch
        {
            ("GET", ["liabilities"]) => new("findLiability", query, null, null, () => Find(query)),
            ("GET", ["liabilities", "due"]) => new("listDue", query, null, null, () => WireResponse.Json(200, Datum.Object(("items", Datum.List(_liabilities.Due(query)))))),
            ("PUT", ["mandates", var id]) => new("upsertMandate", body, key, id, () => Once(() => (null, "mandate", body.With("mandateId", id).With("status", "有効"), Receipt(id)), "upsertMandate", key, id)),
            ("POST", ["mandates", var id, "close"]) => new("closeMandate", body, key, id, () => Close(id, body, key)),
            ("POST", ["payments"]) => new("applyPayment", body, key ?? body["key"].AsText(), body["customerNo"].AsText(), () => Pay(body, key ?? body["key"].AsText())),
            ("POST", ["unpaid"]) => new("unpaid", body, key, body["customerNo"].AsText(), () => Unpaid(body, key)),
            _ => null,
        };
    }

    protected override Datum? Perform(string act, Datum arguments)
    {
        if (act is not ("moved" or "deceased" or "paid")) return null;
        var needed = act == "paid" ? "customerNo" : "payerKey";
        if (arguments[needed].AsText() is not { Length: > 0 } about)
            throw new SimulatorException($"{act} には {needed} が必要です。", $"{act} needs {needed}.");
        var payload = arguments.Without("key").With(needed, about);
        if (payload["date"].AsText() is not { Length: > 0 }) payload = payload.With("date", Now.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        if (act == "paid")
        {
            if (_liabilities.Balance(about) is not { } balance) throw new SimulatorException($"顧客番号「{about}」の賦課はありません。", $"No liability has customer number '{about}'.");
            var amount = payload["amount"].AsDecimal() ?? balance;
            payload = payload.With("amount", Datum.Of((long)amount));
            Commit("payment", payload);
        }
        Send(Outgoing.Push(NextId($"{Setting.Tenant}-{Setting.Connector}"), act, payload));
        return payload;
    }

    protected override void Seed(string collection, IReadOnlyList<Datum> rows)
    {
        if (collection is "R-LIAB" or "liabilities") Commit("seed", Datum.Object(("rows", Datum.List(rows))));
    }

    protected override void Apply(string type, Datum data, DateTimeOffset at)
    {
        switch (type)
        {
            case "seed": foreach (var row in data["rows"].Items) _liabilities.Put(row); break;
            case "mandate": _mandates[data["mandateId"].AsText()!] = data; break;
            case "close": _mandates[data["mandateId"].AsText()!] = _mandates[data["mandateId"].AsText()!].Merge(data); break;
            case "payment": _liabilities.Pay(data["customerNo"].AsText()!, data["amount"].AsDecimal() ?? 0); break;
        }
    }

    private WireResponse Find(Datum query) =>
        _liabilities.Find(query["subject"].AsText(), query["FY"].AsText(), query["noticeNo"].AsText()) is { } found
            ? WireResponse.Json(200, found)
            : WireResponse.Error(404, "notFound", "該当する賦課はありません。 No such liability.");

    private WireResponse Close(string id, Datum body, string? key) => Once(
        () => _mandates.ContainsKey(id)
            ? (null, "close", Datum.Object(("mandateId", id), ("status", body["status"].IsNull ? "廃止" : body["status"]), ("reason", body["reason"]), ("endTerm", body["endTerm"])), Receipt(id))
            : (WireResponse.Error(422, "unknownMandate", "その契約は登録されていません。 Unknown mandate."), "", Datum.Null, Datum.Null),
        "closeMandate", key, id);

    private WireResponse Pay(Datum body, string? key)
    {
        if (body["customerNo"].AsText() is not { Length: 20 } customer || body["amount"].AsDecimal() is not { } paid || paid <= 0)
            return WireResponse.Error(400, "MALFORMED", "customerNo（20桁）と amount が必要です。 They are required.");
        return Once(() =>
        {
            if (_liabilities.Balance(customer) is not { } balance) return (WireResponse.Error(422, "unknownCustomer", "その顧客番号の賦課はありません。 Unknown customer number."), "", Datum.Null, Datum.Null);
            var over = Math.Max(0, paid - balance);
            return (null, "payment", body, Datum.Object(("receiptNo", NextId("TAX")), ("balance", Datum.Of((long)Math.Max(0, balance - paid))), ("overpaid", Datum.Of((long)over))));
        }, "applyPayment", key, customer);
    }

    private WireResponse Unpaid(Datum body, string? key)
    {
        var customer = body["customerNo"].AsText() ?? "";
        return Once(() => _liabilities.Balance(customer) is null
            ? (WireResponse.Error(422, "unknownCustomer", "その顧客番号の賦課はありません。 Unknown customer number."), "", Datum.Null, Datum.Null)
            : (null, "unpaid", body, Datum.Object(("receiptNo", NextId("TAX")))), "unpaid", key, customer);
    }

    private Datum Receipt(string id) => Datum.Object(("mandateId", id), ("receiptNo", NextId("TAX")));
}
