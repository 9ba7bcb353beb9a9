using Workflows.Engine.Data;

namespace Workflows.Cases.Notices;

/// <summary>
/// A notice's button as a channel gives it back (LINE's postback): which button of which notice of which case, for whom. It is no secret:
/// who sends it back must be the one it was sent to.
/// </summary>
/// <param name="No">Of the button, from 0.</param>
public sealed record ReplyButton(string Case, string Notice, string Receiver, int No)
{
    private const string Mark = "wf1";

    public string Encode() => string.Join('&', Mark, Uri.EscapeDataString(Case), Uri.EscapeDataString(Notice), Uri.EscapeDataString(Receiver), No.ToString(System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>Null for what is no button of ours.</summary>
    public static ReplyButton? Decode(string? text) =>
        text?.Split('&') is [Mark, var of, var notice, var receiver, var no] && int.TryParse(no, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var at)
            ? new(Uri.UnescapeDataString(of), Uri.UnescapeDataString(notice), Uri.UnescapeDataString(receiver), at) : null;

    /// <summary>A notice's buttons as a connector sends them.</summary>
    public static Datum Sent(string caseId, Datum message) =>
        Datum.List(message["buttons"].Items.Select((b, i) => Datum.Object(("label", b["label"]), ("data", new ReplyButton(caseId, message["id"].AsText() ?? "", message["to"].AsText() ?? "", i).Encode()))));
}
