using Workflows.Cases.Notices;
using Workflows.Cases.Ports;
using Workflows.Engine.Activities;
using Workflows.Engine.Data;
using Workflows.Engine.Turns;

namespace Workflows.Cases.Activities.Notices;

/// <summary>Writes a notice out and sends it: a row people read, and an outbox message for each channel beyond the portal.</summary>
internal static class NoticeDesk
{
    private const string Portal = "portal";

    public static IReadOnlyList<string> Applicant(ActivityContext context) =>
        context.Head["applicant"].AsText() is { Length: > 0 } applicant ? [applicant] : [];

    /// <param name="once">A key under which it is sent at most once in the case; null: each time.</param>
    public static void Send(ActivityContext context, string noticeId, IReadOnlyList<string> receivers, Datum data, string? once)
    {
        var package = context.Package() ?? throw context.Fault("NOTICE", "通知は手続の定義の中でだけ送れます。 (Notices need a package.)");
        var notice = package.Notices.Find(noticeId) ?? throw context.Fault("NOTICE", $"通知「{noticeId}」は定義されていません。 (There is no notice '{noticeId}'.)");
        if (once is not null)
        {
            var sent = context.Head["once"];
            if (sent[once].AsBoolean()) return;
            context.Head = context.Head.With("once", sent.With(once, true));
        }
        var model = new NoticeModel(context.Fields, context.Head, data, context.Step.Refs["settings"],
            context.Step.Refs["municipality"] is { Kind: DatumKind.Object } municipality ? municipality : Datum.Object(("code", context.Step.Tenant), ("name", context.Head["tenantName"])));
        string title, body;
        try { (title, body) = NoticeRenderer.Render(notice, model); }
        catch (NoticeException e) { throw context.Fault("NOTICE", $"通知「{noticeId}」を書けません: {e.Message}"); }
        foreach (var receiver in receivers)
        {
            var id = context.NewId("n");
            context.Emit(new ProjectionSet(Projections.Notices, id, Datum.Object(
                ("notice", notice.Id), ("kind", notice.Kind), ("to", receiver), ("title", title), ("body", body), ("channel", notice.Channels.Count > 0 ? notice.Channels[0] : Portal),
                ("channels", Datum.List(notice.Channels.Select(Datum.Of))), ("sentAt", Datum.Of(context.Step.Now)), ("once", once))));
            foreach (var channel in notice.Channels.Where(c => c != Portal))
                context.Send($"{context.Step.CaseId}:{id}:{channel}", OutboxBodies.Notify, channel, Datum.Object(
                    ("id", id), ("notice", notice.Id), ("to", receiver), ("title", title), ("body", body), ("channels", Datum.List(notice.Channels.Select(Datum.Of)))), null, Policies.Notify);
            Timeline.Add(context, "notice", $"「{title}」を送りました。", isPublic: receiver == context.Head["applicant"].AsText(), Datum.Object(("notice", notice.Id), ("to", receiver)));
        }
        if (receivers.Count == 0)
            Timeline.Add(context, "noticeUnsent", $"「{title}」の送り先がありません。", isPublic: false, Datum.Object(("notice", notice.Id)));
    }
}
