using System.Runtime.CompilerServices;
using Workflows.Cases.Packages;
using Workflows.Cases.Ports;
using Workflows.Engine.Data;

namespace Workflows.Cases.Tests.Activities;

/// <summary>The shipped account-transfer programme, case by case, without storage and connectors (account-transfer Annex A).</summary>
public sealed class Account_transfer
{
    private static readonly PackageSet Set = PackageLoader.LoadFolder(Path.Combine(Root(), "definitions"));
    private static readonly ProgramPackage Package = Set.Packages.Get("account-transfer");

    private const string Applied = """
        {"form": "F-APP", "values": {"agree": true, "email": "hanako@example.jp", "phone": "0467230000", "barcode": "91920001110812345678900100000026063000152003",
          "paymentPlan": "期別", "payerKana": "ヤマダ ハナコ", "payerName": "山田 花子", "payerBirth": "1980-04-01", "payerPostal": "2480000", "holderIsPayer": true,
          "bankCode": "0001", "branchCode": "123", "accountType": "1", "accountNo": "7654321"}}
        """;

    internal const string Liability = """{"found": true, "liability": {"subject": "11", "FY": 8, "noticeNo": "1234567890", "payerKey": "K-1", "kana": "ﾔﾏﾀﾞ ﾊﾅｺ", "birth": "1980-04-01", "postal": "2480000", "isCorp": false, "terms": [{"no": 1, "amount": 15200, "balance": 15200}]}}""";

    private static CaseBench P1()
    {
        var bench = new CaseBench(Package, "P1") { Settings = Settings.Merge(Package, Municipality.Settings) };
        foreach (var register in Package.Registers.Where(r => r.IdSeries is not null)) bench.Shared.IdSeries[register.Id] = (register.Key[0], register.IdSeries!);
        foreach (var register in Package.Registers)
            foreach (var row in register.Seed.Concat(Municipality.Registers.GetValueOrDefault(register.Id) ?? [])) bench.Shared.Add(register.Id, row);
        Assert.Empty(bench.Problems.Where(p => p.Severity == "error").Select(p => $"{p.Place}: {p.MessageJa}"));
        return bench;
    }

    private static MunicipalityProgramSpec Municipality => Set.Find("14204", "account-transfer")!.Value.Program;

    internal static string Row(string code = "00", string kana = "ﾔﾏﾀﾞ ﾊﾅｺ", string birth = "1980-04-01") => $$$"""
        {"row": {"applicationId": "KF-2026-000001", "subjectCode": "11", "fiscalYear": 8, "noticeNo": "1234567890", "payerKana": "{{{kana}}}", "payerBirth": "{{{birth}}}", "payerPostal": "2480000", "resultCode": "{{{code}}}"}}
        """;

    /// <summary>An application for the first subjects of Kamakura, sent.</summary>
    internal static CaseBench Begin(int lines) => P1().Start(Datum.Parse(Applied).With("values", Datum.Parse(Applied)["values"].Without("barcode").Without("paymentPlan").With("lines", Datum.List(Enumerable.Range(0, lines).Select(i =>
        Datum.Object(("subjectCode", new[] { "11", "12", "13" }[i]), ("fiscalYear", 8), ("noticeNo", i == 0 ? "1234567890" : $"123456789{i}"), ("paymentPlan", "期別"))))))).NoIncident();

    private static CaseBench Sent() => P1().Start(Applied).NoIncident();

    private static CaseBench Matching(string liability = Liability) => Sent().Answer(value: """{"redirectUrl": "https://bank.example/", "expiresAt": "2026-06-10T09:30:00+09:00"}""")
        .Event("return", """{"code": "00"}""").Signal("row", Row()).Answer(value: liability);

    [Fact]
    public void An_application_is_sent_to_the_bank()
    {
        var bench = Sent();
        Assert.Equal(("KF-2026-000001", "金融機関手続中"), (bench.Head["number"].AsText(), bench.Status));
        Assert.Equal(("11", 8L, "1234567890", "金融機関手続中"), (bench.Fields["subjectCode"].AsText(), bench.Fields["fiscalYear"].AsLong(), bench.Fields["noticeNo"].AsText(), bench.Fields["state"].AsText()));
        var call = Assert.Single(bench.Outbox);
        Assert.Equal(("C-SVC", "KF-2026-000001:start:1"), (call.Target, call.Key));
        Assert.Equal("11", call.Body["request"]["subjects"][0]["subjectCode"].AsText());
    }

    [Fact]
    public void From_the_barcode_to_the_registered_mandate()
    {
        var bench = Matching().NoIncident();
        Assert.Equal(["金融機関手続中", "受付完了(仮)", "照合中", "登録済"], bench.Rows(Projections.Facts).Where(f => f["fact"].AsText() == "state").Select(f => f["data"]["state"].AsText()!));
        Assert.Equal(("登録済", "auto", "2026-06-10"), (bench.Status, bench.Fields["result"].AsText(), bench.Fields["registeredOn"].AsText()));
        var mandate = Assert.Single(bench.Shared.Rows("R-MAND"));
        Assert.Equal(("有効", "K-1", "hanako"), (mandate["status"].AsText(), mandate["payerKey"].AsText(), mandate["applicant"].AsText()));
        var notice = bench.Rows(Projections.Notices).Single(n => n["notice"].AsText() == "N-05");
        Assert.Contains("****321", notice["body"].AsText(), StringComparison.Ordinal);
        Assert.Contains("2026-06-30", notice["body"].AsText(), StringComparison.Ordinal);
        Assert.Equal("upsertMandate", bench.Outbox.Last(o => o.Kind == "call").Body["operation"].AsText());
        bench.AdvanceTo(new(2026, 6, 30, 0, 0, 0, TimeSpan.FromHours(9))).NoIncident();
        Assert.Equal(("振替開始", "振替開始"), (bench.Status, bench.Head["result"].AsText()));
        Assert.True(bench.IsOver);
    }

    [Fact]
    public void A_return_that_failed_may_be_tried_again()
    {
        var bench = Sent().Answer(value: "{}").Event("return", """{"code": "11"}""").NoIncident();
        Assert.Equal("金融機関不可", bench.Status);
        Assert.True(bench.Event("return", """{"code": "00"}""").Unheard);
        bench.Action("retry", """{"bankCode": "0001", "branchCode": "456", "accountType": "1", "accountNo": "1112223"}""").NoIncident();
        Assert.Equal(("金融機関手続中", "456"), (bench.Status, bench.Fields["branchCode"].AsText()));
        Assert.Equal("KF-2026-000001:start:2", bench.Outbox.Last(o => o.Kind == "call").Key);
    }

    [Fact]
    public void Two_files_without_it_interrupt_and_a_later_row_revives()
    {
        var bench = Sent().Answer(value: "{}").Signal("dailyFile", """{"date": "2026-06-11", "rows": []}""").NoIncident();
        Assert.Equal("金融機関手続中", bench.Status);
        bench.Signal("dailyFile", """{"date": "2026-06-12", "rows": []}""").NoIncident();
        Assert.Equal("中断", bench.Status);
        Assert.Contains(bench.Rows(Projections.Notices), n => n["notice"].AsText() == "N-02");
        bench.Signal("row", Row()).NoIncident();
        Assert.Equal("照合中", bench.Status);
    }

    [Fact]
    public void What_does_not_match_goes_to_a_person_and_back_to_the_applicant()
    {
        var bench = Matching(Liability.Replace("1980-04-01", "1981-01-01", StringComparison.Ordinal)).NoIncident();
        Assert.Equal("照合中", bench.Status);
        var task = Assert.Single(bench.OpenTasks);
        Assert.Equal(("matching", "2026-06-15T23:59:59.0000000+09:00"), (task["task"].AsText(), task["due"].AsText()));
        bench.Task("matching", "complete", """{"outcome": "差戻し", "values": {}}""", roles: ["collectionStaff"]);
        Assert.Equal("reason", bench.Refusal?.Field);
        bench.Task("matching", "complete", """{"outcome": "差戻し", "values": {"reason": "生年月日", "open": ["payerBirth"]}}""", roles: ["collectionStaff"]).NoIncident();
        Assert.Equal("差戻し", bench.Status);
        bench.Task("correction", "complete", """{"values": {"payerBirth": "1981-01-01"}}""", "hanako", ["citizen"]).NoIncident();
        Assert.Equal("照合中", bench.Status);
        bench.Answer(value: Liability.Replace("1980-04-01", "1981-01-01", StringComparison.Ordinal)).NoIncident();
        Assert.Equal("登録済", bench.Status);
    }

    [Fact]
    public void An_unanswered_correction_ends_it()
    {
        var bench = Matching(Liability.Replace("1980-04-01", "1981-01-01", StringComparison.Ordinal))
            .Task("matching", "complete", """{"outcome": "差戻し", "values": {"reason": "生年月日"}}""", roles: ["collectionStaff"]).Advance(TimeSpan.FromDays(15)).NoIncident();
        Assert.Equal(("無効", true), (bench.Status, bench.IsOver));
    }

    [Fact]
    public void It_may_be_withdrawn_until_it_is_registered()
    {
        var bench = Sent().Answer(value: "{}").Action("withdraw").NoIncident().Answer().NoIncident();
        Assert.Equal(("取下げ", "取下げ"), (bench.Status, bench.Head["result"].AsText()));
        bench = Matching().Action("withdraw");
        Assert.Equal((RefusalCodes.StateConflict, "現在の状態ではこの操作はできません。"), (bench.Refusal!.Code, bench.Refusal.Message));
    }

    [Fact]
    public void A_placed_case_stands_in_its_state()
    {
        var bench = P1();
        bench.Alter("""{"state": "差戻し", "applicant": "hanako", "fields": {"subjectCode": "11", "fiscalYear": 8, "noticeNo": "1234567890", "bankCode": "0001", "payerKana": "ヤマダ ハナコ", "holderKana": "ヤマダ ハナコ", "accountNo": "7654321"}}""").NoIncident();
        Assert.Equal("差戻し", bench.Status);
        Assert.Equal("correction", Assert.Single(bench.OpenTasks)["task"].AsText());
    }

    private static string Root([CallerFilePath] string path = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, "..", "..", ".."));
}
