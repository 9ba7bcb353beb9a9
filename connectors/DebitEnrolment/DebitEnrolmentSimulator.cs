using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Workflows.Cases.Ports;
using Workflows.Connectors.Simulation;
using Workflows.Connectors.Wire;
using Workflows.Decisions.Calendars;
using Workflows.Engine.Data;

namespace Workflows.Connectors.DebitEnrolment;

/// <summary>The service, its banks and the citizen at the bank (account-transfer §7, "Simulators").</summary>
public sealed class DebitEnrolmentSimulatorKind : ISimulatorKind
{
    public string Kind => "debit-enrolment";

    public SimulatorDescription Description { get; } = new("debit-enrolment", "Web口座振替受付サービスと金融機関",
        [new("finish", "申込者が金融機関の手続を終える {applicationId, code（省略: 口座番号の末尾による）, returns（false: 戻らない）, fileCode（結果ファイルだけ違うコード）}")],
        [.. CommonSwitches.All, new(DebitEnrolmentSimulator.BrokenFooter, "結果ファイルの件数が 1 ずれる"), new(DebitEnrolmentSimulator.NgRows, "結果ファイルの行がこのコードになる（11 など）")]);

    public Simulator Open(SimulatorSetting setting) => new DebitEnrolmentSimulator(setting);
}

internal sealed class DebitEnrolmentSimulator(SimulatorSetting setting) : Simulator(setting)
{
    public const string BrokenFooter = "brokenFooter";
    public const string NgRows = "ngRows";

    /// <summary>Return codes (account-transfer P1-6).</summary>
    public static readonly IReadOnlyList<KeyValuePair<string, string>> Codes =
    [
        new("00", "手続を完了する"), new("10", "口座なし"), new("11", "名義相違"), new("12", "認証誤り（3回）"),
        new("20", "利用者が中断"), new("30", "取扱対象外"), new("90", "システム障害"),
    ];

    private static readonly TimeOnly FileTime = new(7, 0);
    private static readonly BusinessCalendar Bank = BusinessCalendars.Get("jp-bank");

    private readonly Dictionary<string, BankSession> _byToken = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<BankSession>> _byApplication = new(StringComparer.Ordinal);
    private readonly List<BankCompletion> _completions = [];
    private readonly HashSet<string> _withdrawn = new(StringComparer.Ordinal);

    protected override Operation? Route(WireRequest request, IReadOnlyList<string> path) => (request.Method, path) switch
    {
        ("POST", ["applications"]) => StartOf(request),
        ("POST", ["applications", var id, "withdraw"]) => new("withdraw", Datum.Object(("applicationId", id), ("reason", (request.Json() ?? Datum.Null)["reason"])), null, id, () => Withdraw(id)),
        ("GET", ["results", var date]) => new("getResults", Datum.Object(("date", date)), null, null, () => Results(date)),
        _ => null,
    };

    protected override WireResponse? Page(WireRequest request, IReadOnlyList<string> path)
    {
        if (path is not ["bank", var token]) return null;
        if (!_byToken.TryGetValue(token, out var session)) return BankPage.Unknown();
        if (request.Method == "GET") return BankPage.Show(Setting, session);
        if (request.Method != "POST") return WireResponse.Error(405, "METHOD", "GET か POST だけです。 Only GET and POST.");
        var form = request.Form();
        var code = form.GetValueOrDefault("code") is { Length: > 0 } pressed ? pressed : CodeByAccount(form.GetValueOrDefault("accountNo") ?? session.AccountNo);
        if (Codes.All(c => c.Key != code)) return WireResponse.Error(400, "CODE", $"結果コード「{code}」はありません。 Unknown code.");
        var returns = form.GetValueOrDefault("returns") != "false";
        Finish(session, code, null);
        return returns ? WireResponse.SeeOther(ReturnUrl(session, code)) : BankPage.Closed(session);
    }

    protected override Datum? Perform(string act, Datum arguments)
    {
        if (act != "finish") return null;
        var id = arguments["applicationId"].AsText() ?? arguments["number"].AsText() ?? arguments["key"].AsText()
            ?? throw new SimulatorException("finish には applicationId（受付番号）が必要です。", "finish needs applicationId.");
        if (!_byApplication.TryGetValue(id, out var sessions))
            throw new SimulatorException($"申込「{id}」の手続は始まっていません。start を受けた申込: {string.Join("、", _byApplication.Keys)}。", $"No session of application '{id}'.");
        var fileCode = arguments["fileCode"].AsText() is { Length: > 0 } other ? Known(other) : null;
        var returns = arguments["returns"].AsText() is not ("false" or "いいえ");

        var open = sessions.Where(s => s is { Superseded: false, Code: null }).ToList();
        if (open.Count == 0) open = [sessions[^1]];
        var last = "";
        foreach (var session in open)
        {
            last = arguments["code"].AsText() is { Length: > 0 } given ? Known(given) : CodeByAccount(arguments["accountNo"].AsText() ?? session.AccountNo);
            Finish(session, last, fileCode);
            if (returns) Send(Outgoing.Browse(NextId("return"), ReturnUrl(session, last)));
        }
        return Datum.Object(("applicationId", id), ("code", last), ("returned", returns));
    }

    protected override void Apply(string type, Datum data, DateTimeOffset at)
    {
        switch (type)
        {
            case "start":
                var session = new BankSession(data["token"].AsText()!, data["request"], at);
                _byToken[session.Token] = session;
                if (!_byApplication.TryGetValue(session.ApplicationId, out var sessions)) _byApplication[session.ApplicationId] = sessions = [];
                foreach (var older in sessions.Where(s => s.Lines.Any(l => session.Lines.Any(n => n.No == l.No)))) older.Superseded = true;
                sessions.Add(session);
                break;
            case "finish":
                var finished = _byToken[data["token"].AsText()!];
                finished.Code = data["code"].AsText();
                _completions.Add(new(finished, finished.Code!, data["fileCode"].AsText(), at));
                break;
            case "withdraw":
                _withdrawn.Add(data["applicationId"].AsText()!);
                break;
        }
    }

    protected override WireResponse Wrap(string operation, Datum answer) =>
        operation == "getResults" ? WireResponse.Text(200, "text/csv; charset=utf-8", answer["text"].AsText() ?? answer.AsText()!) : base.Wrap(operation, answer);

    /// <summary>The code an account ends with at its bank: last digit 0 → 10, 9 → 11, 8 → 12, else 00.</summary>
    public static string CodeByAccount(string? accountNo) => accountNo is not { Length: > 0 } ? "00" : accountNo[^1] switch { '0' => "10", '9' => "11", '8' => "12", _ => "00" };

    private Operation StartOf(WireRequest request)
    {
        var body = request.Json() ?? Datum.Null;
        var key = request.Header("Idempotency-Key");
        var about = body["applicationId"].AsText();
        return new("start", body, key, about, () => Start(request, body, key, about));
    }

    private WireResponse Start(WireRequest request, Datum body, string? key, string? about)
    {
        if (about is not { Length: > 0 } || body["subjects"].Items.Length == 0 || body["returnUrl"].AsText() is not { Length: > 0 } || body["state"].AsText() is not { Length: > 0 })
            return WireResponse.Error(400, "MALFORMED", "applicationId、subjects、returnUrl、state が必要です。 They are required.");
        return Once(() =>
        {
            var session = new BankSession(Token(key!), body, Now);
            if (_completions.Any(c => c.Session.ApplicationId == about && c.Result == "00" && !_withdrawn.Contains(about) && c.Session.Lines.Any(l => session.Lines.Any(n => n.No == l.No))))
                return (WireResponse.Error(409, "alreadyCompleted", "この申込は金融機関で完了しています。 Already completed."), "", Datum.Null, Datum.Null);
            var answer = Datum.Object(
                ("redirectUrl", $"{request.Origin}/sim/{Setting.Tenant}/{Uri.EscapeDataString(Setting.Connector)}/bank/{session.Token}"),
                ("expiresAt", Now.AddMinutes(30).ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture)));
            return (null, "start", Datum.Object(("token", session.Token), ("request", body)), answer);
        }, "start", key, about);
    }

    private WireResponse Withdraw(string id)
    {
        if (!_byApplication.ContainsKey(id)) return WireResponse.Error(404, "unknownApplication", "その申込は届いていません。 Unknown application.");
        if (!_withdrawn.Contains(id)) Commit("withdraw", Datum.Object(("applicationId", id)));
        return WireResponse.Json(200, Datum.Object(("applicationId", id), ("withdrawn", true)));
    }

    private WireResponse Results(string text)
    {
        if (!DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
            return WireResponse.Error(400, "DATE", "日付は YYYY-MM-DD です。 The date must be YYYY-MM-DD.");
        if (!Bank.IsBusinessDay(date)) return WireResponse.Error(404, "noFile", $"{text} は銀行営業日ではありません。 Not a bank business day.");
        var written = new DateTimeOffset(date.ToDateTime(FileTime), Japan.Offset);
        if (Now < written) return WireResponse.Error(404, "notReady", $"{text} のファイルは {written:HH:mm} に作られます。 Not written yet.");

        var from = Bank.PreviousBusinessDay(date.AddDays(-1));
        var file = ResultFile.Write(_completions.Where(c => c.IsReported && !_withdrawn.Contains(c.Session.ApplicationId) && DateOnly.FromDateTime(c.At.DateTime) is var day && day >= from && day < date),
            duplicate: IsOn(CommonSwitches.Duplicate), reverse: IsOn(CommonSwitches.OutOfOrder), brokenFooter: IsOn(BrokenFooter));
        return WireResponse.Text(200, "text/csv; charset=utf-8", file) with
        {
            Headers = new Dictionary<string, string> { ["Content-Disposition"] = $"attachment; filename=\"results-{text}.csv\"" },
        };
    }

    private void Finish(BankSession session, string code, string? fileCode)
    {
        var written = fileCode ?? (code == "00" && IsOn(NgRows) ? SwitchValue(NgRows).AsText() is { Length: 2 } ng ? ng : "11" : null);
        Commit("finish", Datum.Object(("token", session.Token), ("code", code), ("fileCode", written)));
    }

    private static string ReturnUrl(BankSession session, string code)
    {
        var url = session.ReturnUrl;
        return $"{url}{(url.Contains('?', StringComparison.Ordinal) ? '&' : '?')}applicationId={Uri.EscapeDataString(session.ApplicationId)}&code={code}&state={Uri.EscapeDataString(session.State)}";
    }

    private static string Known(string code)
    {
        var two = code.PadLeft(2, '0');
        return Codes.Any(c => c.Key == two) ? two
            : throw new SimulatorException($"結果コード「{code}」はありません。使えるコード: {string.Join("、", Codes.Select(c => c.Key))}。", $"Unknown code '{code}'.");
    }

    /// <summary>Made from the key, so that a restart or a repeated request gives the same page.</summary>
    private string Token(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{Setting.Tenant}|{Setting.Connector}|{key}")))[..24];
}
