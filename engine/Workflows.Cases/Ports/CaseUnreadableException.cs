namespace Workflows.Cases.Ports;

/// <summary>What is stored of one case cannot be read: it was damaged, or sealed with another key. Only this case stands still; it shows as an incident.</summary>
public sealed class CaseUnreadableException(string caseId, Exception cause) : Exception(JaOf(cause) + EnOf(cause), cause)
{
    public const string Code = "CASE_UNREADABLE";

    public string CaseId { get; } = caseId;
    public string Ja => JaOf(InnerException!);
    public string En => EnOf(InnerException!);

    private static string JaOf(Exception cause) => $"案件の記録が読めません。運用担当者が写しから戻すまで、この案件だけが止まります。（{cause.GetType().Name}）";
    private static string EnOf(Exception cause) => $"What is stored of the case cannot be read; this case alone stands still until it is restored from a backup. ({cause.GetType().Name})";
}
