namespace Workflows.Cases.Ports;

/// <summary>Words of the access log, as auditors read them.</summary>
public static class AccessActions
{
    /// <summary>Looked at somebody else's case, or had a masked field shown. A refused attempt is <see cref="AccessEntry.Denied"/>.</summary>
    public const string Read = "閲覧";
    public const string SignIn = "ログイン";
    public const string SignInFailed = "ログイン失敗";
    public const string SignOut = "ログアウト";
    public const string ReturnRefused = "戻りの拒否";
    /// <summary>Looked at a case by a grant; its id stands in the detail.</summary>
    public const string GrantUsed = "許可による閲覧";
    public const string Disposed = "廃棄";
    /// <summary>Took a file into a register, or a register out as a file; which stands in the detail.</summary>
    public const string Imported = "取込";
    public const string Exported = "出力";
    /// <summary>A task was opened by its link; the link's id is the actor.</summary>
    public const string LinkUsed = "リンクの利用";
    /// <summary>A one-time code went to an address (refused: it could not be sent), was typed wrong, was typed right.</summary>
    public const string CodeSent = "確認コードの送付";
    public const string CodeWrong = "確認コードの誤り";
    public const string CodeConfirmed = "確認コードの確認";
    public const string AuditRead = "監査記録の閲覧";
    public const string AuditVerified = "監査記録の検証";

    /// <summary>Ended applications to a programme, or took them up again; which and which step of it stand in the detail.</summary>
    public const string Retired = "受付終了";

    /// <summary>A role was given to or taken from somebody, or that was refused; whom and which stand in the detail.</summary>
    public const string RoleGiven = "役割を付ける";
    public const string RoleTaken = "役割を外す";
    public const string StaffRead = "職員一覧の閲覧";

    public static readonly IReadOnlyList<string> All = [Read, GrantUsed, SignIn, SignInFailed, SignOut, ReturnRefused, Disposed, LinkUsed, CodeSent, CodeWrong, CodeConfirmed, Imported, Exported, AuditRead, AuditVerified, Retired, RoleGiven, RoleTaken, StaffRead];
}
