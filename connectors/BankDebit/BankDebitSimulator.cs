using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Workflows.Cases.Ports;
using Workflows.Connectors.Simulation;
using Workflows.Connectors.Wire;
using Workflows.Engine.Data;

namespace Workflows.Connectors.BankDebit;

/// <summary>The banks of 口座振替 (account-transfer §7, "Simulators"): results at 17:00 of the transfer date, codes by amount, account and act.</summary>
public sealed class BankDebitSimulatorKind : ISimulatorKind
{
    public string Kind => "bank-debit";

    public SimulatorDescription Description { get; } = new("bank-debit", "口座振替（全銀）",
        [new("setResult", "顧客番号の振替結果コードを決める {customerNo, code}")],
        [.. CommonSwitches.All, new(BankDebitSimulator.BrokenTrailer, "結果ファイルの振替済金額が 1 円ずれる")]);

    public Simulator Open(SimulatorSetting setting) => new BankDebitSimulator(setting);
}

internal sealed class BankDebitSimulator(SimulatorSetting setting) : Simulator(setting)
{
    public const string BrokenTrailer = "brokenTrailer";

    private readonly List<Filed> _files = [];
    private readonly Dictionary<string, string> _results = new(StringComparer.Ordinal);

    private sealed record Filed(string ReceiptNo, string TransferDate, byte[] Bytes, string Hash);

    protected override Operation? Route(WireRequest request, IReadOnlyList<string> path) => (request.Method, path) switch
    {
        ("POST", ["requests"]) => Put(request),
        ("GET", ["results", var date]) => new("getResult", Datum.Object(("transferDate", date), ("receiptNo", request.Query.GetValueOrDefault("receiptNo"))), null, null, () => Results(date, request.Query.GetValueOrDefault("receiptNo"))),
        _ => null,
    };

    protected override Datum? Perform(string act, Datum arguments)
    {
        if (act != "setResult") return null;
        var customer = arguments["customerNo"].AsText();
        var code = arguments["code"].AsText();
        if (customer is not { Length: 20 } || code is not ("0" or "1" or "2" or "3" or "4" or "8" or "9"))
            throw new SimulatorException("setResult には customerNo（20桁）と code（0 1 2 3 4 8 9）が必要です。", "setResult needs customerNo and code.");
        Commit("setResult", Datum.Object(("customerNo", customer), ("code", code)));
        return arguments;
    }

    protected override void Apply(string type, Datum data, DateTimeOffset at)
    {
        switch (type)
        {
            case "request":
                var bytes = Convert.FromBase64String(data["bytes"].AsText()!);
                _files.Add(new(data["receiptNo"].AsText()!, data["transferDate"].AsText()!, bytes, Hash(bytes)));
                break;
            case "setResult": _results[data["customerNo"].AsText()!] = data["code"].AsText()!; break;
        }
    }

    protected override WireResponse Wrap(string operation, Datum answer) => answer["text"].AsText() is { } text
        ? Files([("B-000000", JisBytes(text))])
        : base.Wrap(operation, answer);

    private Operation Put(WireRequest request)
    {
        var key = request.Header("Idempotency-Key");
        var date = request.Query.GetValueOrDefault("transferDate");
        var asked = Datum.Object(("file", JisString(request.Body)), ("transferDate", date));
        return new("putRequest", asked, key, date, () =>
        {
            if (DebitFile.Problem(request.Body) is { } problem) return WireResponse.Error(422, "badFile", problem);
            return Once(() =>
            {
                // The same bytes under another key are the same request.
                if (_files.FirstOrDefault(f => f.Hash == Hash(request.Body)) is { } known) return (WireResponse.Json(200, Datum.Object(("receiptNo", known.ReceiptNo))), "", Datum.Null, Datum.Null);
                var receipt = $"B-{_files.Count + 1:D6}";
                return (null, "request", Datum.Object(("receiptNo", receipt), ("transferDate", date ?? NextDate(request.Body)), ("bytes", Convert.ToBase64String(request.Body))), Datum.Object(("receiptNo", receipt)));
            }, "putRequest", key, date);
        });
    }

    private WireResponse Results(string date, string? receipt)
    {
        var files = _files.Where(f => f.TransferDate == date && (receipt is null || f.ReceiptNo == receipt)).ToList();
        if (files.Count == 0) return WireResponse.Error(404, "noFile", "その日に請求したファイルはありません。 Nothing was requested for that date.");
        var written = new DateTimeOffset(DateTime.ParseExact(date, "yyyy-MM-dd", CultureInfo.InvariantCulture).AddHours(17), Japan.Offset);
        if (Now < written) return WireResponse.Error(404, "notReady", $"結果は {written:yyyy-MM-dd HH:mm} に出ます。 Not ready yet.");
        return Files(files.Select(f => (f.ReceiptNo, DebitFile.Answer(f.Bytes, CodeOf, IsOn(BrokenTrailer)))));
    }

    private static WireResponse Files(IEnumerable<(string ReceiptNo, byte[] Bytes)> files) => WireResponse.Json(200, Datum.Object(("files", Datum.List(
        files.Select(f => Datum.Object(("receiptNo", f.ReceiptNo), ("content", Convert.ToBase64String(f.Bytes))))))));

    private char CodeOf(string customerNo, string account, long yen) =>
        _results.TryGetValue(customerNo, out var set) ? set[0] : account == "0000002" ? '2' : yen >= 100_000 ? '1' : '0';

    /// <summary>The header's MMDD, the next time it comes (or was within the last month).</summary>
    private string NextDate(byte[] file)
    {
        var (month, day) = (DebitFile.Digits(file, 54, 2), DebitFile.Digits(file, 56, 2));
        var year = Now.Year;
        var date = new DateOnly(year, (int)month, (int)Math.Min(day, DateTime.DaysInMonth(year, (int)month)));
        if (date < DateOnly.FromDateTime(Now.DateTime).AddDays(-31)) date = date.AddYears(1);
        return date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
    }

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    // The bank's own reading of JIS X 0201, kept apart from the connector's: half-width katakana are the bytes A1 to DF.
    private static string JisString(byte[] bytes) => string.Concat(bytes.Select(b => b is >= 0xA1 and <= 0xDF ? (char)(0xFF00 + b - 0x40) : (char)b));
    private static byte[] JisBytes(string text) => [.. text.Select(c => c >= 0xFF61 ? (byte)(c - 0xFF00 + 0x40) : (byte)c)];
}
