using Workflows.Engine.Data;

namespace Workflows.Connectors.DebitEnrolment;

/// <summary>One application at the bank, as <c>start</c> handed it over.</summary>
internal sealed class BankSession(string token, Datum request, DateTimeOffset startedAt)
{
    public string Token { get; } = token;
    public Datum Request { get; } = request;
    public DateTimeOffset StartedAt { get; } = startedAt;
    public string ApplicationId { get; } = request["applicationId"].AsText()!;
    public string ReturnUrl { get; } = request["returnUrl"].AsText() ?? "";
    public string State { get; } = request["state"].AsText() ?? "";
    public string? AccountNo { get; } = request["accountNo"].AsText();
    public IReadOnlyList<BankLine> Lines { get; } = LinesOf(request);

    /// <summary>A later start of the same lines took its place.</summary>
    public bool Superseded { get; set; }
    /// <summary>How the citizen ended at the bank; null while open.</summary>
    public string? Code { get; set; }

    private static List<BankLine> LinesOf(Datum request)
    {
        var lines = new List<BankLine>();
        foreach (var subject in request["subjects"].Items)
        {
            var line = subject.Kind == DatumKind.Object ? subject : Datum.Object(("subjectCode", subject));
            string? Of(string key) => line[key].AsText() ?? request[key].AsText();
            lines.Add(new(Of("lineNo") ?? (lines.Count + 1).ToString(), line["subjectCode"].AsText() ?? "", Of("fiscalYear") ?? "", Of("noticeNo") ?? "", Of("paymentPlan") ?? ""));
        }
        return lines;
    }
}

/// <summary>A line of an application (科目).</summary>
internal sealed record BankLine(string No, string SubjectCode, string FiscalYear, string NoticeNo, string PaymentPlan);

/// <param name="Code">What the citizen came back with.</param>
/// <param name="FileCode">What the result file says, when it differs.</param>
internal sealed record BankCompletion(BankSession Session, string Code, string? FileCode, DateTimeOffset At)
{
    public string Result => FileCode ?? Code;

    /// <summary>Only what the bank finished is in the result file.</summary>
    public bool IsReported => Code == "00" || FileCode is not null;
}
