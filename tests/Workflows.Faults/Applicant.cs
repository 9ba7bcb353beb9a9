using Workflows.Engine.Data;

namespace Workflows.Faults;

/// <summary>What one applicant does, and how it must end.</summary>
internal enum Story
{
    /// <summary>Finishes at the bank and comes back.</summary>
    ComesBack,
    /// <summary>Finishes at the bank and closes the window: only the daily file tells.</summary>
    NeverComesBack,
    /// <summary>Is refused for another name on the account, tries again with the right account.</summary>
    TriesAgain,
    /// <summary>Withdraws before the bank has finished.</summary>
    Withdraws,
}

/// <summary>One application on its way.</summary>
internal sealed class Applicant(int no, Story story)
{
    public int No { get; } = no;
    public Story Story { get; } = story;
    public string User { get; } = no % 2 == 0 ? "kamakura-hanako" : "kamakura-kyoichi";
    public string NoticeNo { get; } = (3000000000 + no).ToString();
    public string PayerKey { get; } = $"F-{no:D4}";
    public string Kana { get; } = "テスト " + string.Concat(no.ToString("D3").Select(d => "アイウエオカキクケコ"[d - '0']));
    public string RightEnd => Story == Story.Withdraws ? "取下げ" : "登録済";

    /// <summary>Set once it has been accepted.</summary>
    public string? CaseId { get; set; }
    public string? Number { get; set; }

    /// <summary>The tax system's record of what is owed.</summary>
    public Datum Liability() => Datum.Object(
        ("subject", "11"), ("FY", 8), ("noticeNo", NoticeNo), ("payerKey", PayerKey), ("kana", Kana), ("birth", "1980-04-01"), ("postal", "2480000"), ("isCorp", false),
        ("terms", Datum.List(Enumerable.Range(1, 4).Select(n => Datum.Object(("no", n), ("amount", 15200), ("balance", 15200))))));

    public Datum Submission() => Datum.Object(("program", "account-transfer"), ("start", "apply"), ("values", Datum.Object(
        ("agree", true), ("email", User == "kamakura-hanako" ? "hanako@example.jp" : "kyoichi@example.jp"), ("phone", "0467-00-0000"),
        ("subjectCode", "11"), ("fiscalYear", 8), ("noticeNo", NoticeNo), ("paymentPlan", "期別"),
        ("payerKana", Kana), ("payerName", "試験 太郎"), ("payerBirth", "1980-04-01"), ("payerPostal", "2480000"), ("holderIsPayer", true), ("holderKana", Kana),
        ("bankCode", "0001"), ("branchCode", "123"), ("accountType", "1"), ("accountNo", AccountNo(Story == Story.TriesAgain ? 9 : 1)))));

    /// <summary>The right account, for the second try.</summary>
    public Datum SecondTry() => Datum.Object(("values", Datum.Object(("accountNo", AccountNo(1)))));

    private string AccountNo(int last) => $"{100000 + No}{last}";
}
