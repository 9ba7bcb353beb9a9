namespace Workflows.Cases.Ports;

/// <summary>Words of the access log, as auditors read them.</summary>
public static class AccessActions
{
    /// <summary>Looked at somebody else's case, or had a masked field shown. A refused attempt carries <see cref="Refused"/> in its detail.</summary>
    public const string Read = "閲覧";
    public const string SignIn = "ログイン";
    public const string SignInFailed = "ログイン失敗";
    public const string SignOut = "ログアウト";
    public const string ReturnRefused = "戻りの拒否";
    public const string Refused = "拒否";
}
