using Workflows.Cases.Activities.Time;
using Workflows.Cases.Expressions;
using Workflows.Cases.Notices;
using Workflows.Cases.Ports;
using Workflows.Engine.Activities;
using Workflows.Engine.Data;
using Workflows.Engine.Turns;

namespace Workflows.Cases.Activities.Notices;

/// <summary>How a notice goes.</summary>
/// <param name="At">A date or date-time before which nobody sees it; null: now.</param>
/// <param name="Omit">Fields left out of the text.</param>
/// <param name="Buttons"><c>[{ action, label, values }]</c>.</param>
/// <param name="Wait">Somebody waits for whether it was delivered.</param>
internal sealed record NoticeWay(bool Preferred, bool Important, bool Urgent, IReadOnlyList<string> Channels, Datum At, IReadOnlyList<string> Omit, Datum Buttons, bool Wait)
{
    public static readonly NoticeWay Plain = new(false, false, false, [], Datum.Null, [], Datum.EmptyList, false);
}

/// <summary>Writes a notice out and sends it: a row people read, and an outbox message for each channel beyond the portal, or one that looks for the channel that reaches.</summary>
internal static class NoticeDesk
{
    public const string Portal = "portal";
    /// <summary>The channel of a message whose carrier chooses by the person's preference.</summary>
    public const string Preferred = "preferred";
    private const string ScheduledKey = "scheduled";

    public static IReadOnlyList<string> Applicant(ActivityContext context) =>
        context.Head["applicant"].AsText() is { Length: > 0 } applicant ? [applicant] : [];

    /// <summary>What a text sees from where an activity stands.</summary>
    public static NoticeModel Model(ActivityContext context, Datum data) => new(context.Fields, context.Head, data, context.Step.Refs["settings"],
        context.Step.Refs["municipality"] is { Kind: DatumKind.Object } municipality ? municipality : Datum.Object(("code", context.Step.Tenant), ("name", context.Head["tenantName"])));

    /// <param name="once">A key under which it is sent at most once in the case; null: each time.</param>
    /// <returns>How many answers are waited for.</returns>
    public static int Send(ActivityContext context, string noticeId, IReadOnlyList<string> receivers, Datum data, string? once, NoticeWay? way = null)
    {
        way ??= NoticeWay.Plain;
        var package = context.Package() ?? throw context.Fault("NOTICE", "通知は手続の定義の中でだけ送れます。 (Notices need a package.)");
        var notice = package.Notices.Find(noticeId) ?? throw context.Fault("NOTICE", $"通知「{noticeId}」は定義されていません。 (There is no notice '{noticeId}'.)");
        if (once is not null)
        {
            var sent = context.Head["once"];
            if (sent[once].AsBoolean()) return 0;
            context.Head = context.Head.With("once", sent.With(once, true));
        }
        var model = Model(context, data);
        foreach (var field in way.Omit) model = model with { Fields = FieldPath.Parse(field).Write(model.Fields, Datum.Null) };
        var (title, body) = Write(context, notice, model);
        var channels = way.Channels.Count > 0 ? way.Channels : notice.Channels;
        var at = When(context, way.At);
        var policy = Policy(context, way, at);
        var waiting = 0;
        foreach (var receiver in receivers)
        {
            var id = context.NewId("n");
            var row = Datum.Object(
                ("notice", notice.Id), ("kind", notice.Kind), ("to", receiver), ("title", title), ("body", body), ("channel", channels.Count > 0 ? channels[0] : Portal),
                ("channels", Datum.List(channels.Select(Datum.Of))), ("sentAt", Datum.Of(at ?? context.Step.Now)), ("once", once));
            if (way.Buttons.Items.Length > 0) row = row.With("buttons", way.Buttons);
            if (at is not null) row = row.With("showFrom", Datum.Of(at.Value));
            context.Emit(new ProjectionSet(Projections.Notices, id, row));
            var message = Datum.Object(("id", id), ("notice", notice.Id), ("to", receiver), ("title", title), ("body", body), ("channels", Datum.List(channels.Select(Datum.Of))));
            if (way.Buttons.Items.Length > 0) message = message.With("buttons", way.Buttons);
            if (notice.NeutralOutside) message = message.With("neutral", true);
            var keys = new List<Datum>();
            void Leave(string channel, Datum content)
            {
                var key = $"{context.Step.CaseId}:{id}:{channel}";
                keys.Add(key);
                string? wait = null;
                if (way.Wait) { wait = context.SetBookmark(StimulusKinds.Answer, OutboxBodies.Notify, null, Datum.Object(("to", receiver))).Id; waiting++; }
                context.Send(key, OutboxBodies.Notify, channel, content, wait, policy);
            }
            if (way.Preferred)
                Leave(Preferred, message.With("important", way.Important).With("texts", Datum.List(notice.Variants.Select(v => Variant(context, v, model)))));
            else
                foreach (var channel in channels.Where(c => c != Portal)) Leave(channel, message);
            if (at is not null && once is not null) Schedule(context, once, id, Datum.List(keys), at.Value);
            if (at is null)
                Timeline.Add(context, "notice", $"「{title}」を送りました。", isPublic: receiver == context.Head["applicant"].AsText(), Datum.Object(("notice", notice.Id), ("to", receiver)));
            else
                Timeline.Add(context, "noticePlanned", $"「{title}」を送る予定です。", isPublic: false, Datum.Object(("notice", notice.Id), ("to", receiver), ("at", Datum.Of(at.Value))));
        }
        if (receivers.Count == 0)
            Timeline.Add(context, "noticeUnsent", $"「{title}」の送り先がありません。", isPublic: false, Datum.Object(("notice", notice.Id)));
        return waiting;
    }

    /// <summary>Takes back what was planned under the key and has not been sent; the key is free again.</summary>
    public static void Cancel(ActivityContext context, string once)
    {
        var planned = context.Head[ScheduledKey][once];
        foreach (var item in planned.Items)
        {
            if (item["at"].AsInstant() is not { } at || at <= context.Step.Now) continue;
            foreach (var key in item["keys"].Items) context.Emit(new OutboxCancelled(key.AsText()!));
            context.Emit(new ProjectionSet(Projections.Notices, item["id"].AsText()!, null));
            context.Head = context.Head.With("once", context.Head["once"].Without(once));
        }
        if (!planned.IsNull) context.Head = context.Head.With(ScheduledKey, context.Head[ScheduledKey].Without(once));
    }

    private static void Schedule(ActivityContext context, string once, string id, Datum keys, DateTimeOffset at)
    {
        var all = context.Head[ScheduledKey].IsNull ? Datum.EmptyObject : context.Head[ScheduledKey];
        context.Head = context.Head.With(ScheduledKey, all.With(once, Datum.List(all[once].Items.Append(Datum.Object(("id", id), ("keys", keys), ("at", Datum.Of(at)))))));
    }

    private static (string Title, string Body) Write(ActivityContext context, NoticeSpec notice, NoticeModel model)
    {
        try { return NoticeRenderer.Render(notice, model); }
        catch (NoticeException e) { throw context.Fault("NOTICE", $"通知「{notice.Id}」を書けません: {e.Message}"); }
    }

    private static Datum Variant(ActivityContext context, NoticeVariant variant, NoticeModel model)
    {
        var (title, body) = Write(context, variant.Text, model);
        return Datum.Object(("language", variant.Language), ("channel", variant.Channel), ("title", title), ("body", body));
    }

    private static Datum Policy(ActivityContext context, NoticeWay way, DateTimeOffset? at)
    {
        var policy = Policies.Notify;
        if (at is { } later) policy = policy.With("notBefore", Datum.Of(later));
        // Nobody is woken: outside its window a message waits for the morning.
        var quiet = context.Step.Refs["settings"]["quietHours"];
        if (!way.Urgent && quiet["from"].AsText() is { } from && quiet["to"].AsText() is { } to && string.CompareOrdinal(to, from) < 0)
            policy = policy.With("window", Datum.Object(("from", to), ("to", from)));
        return policy;
    }

    private static DateTimeOffset? When(ActivityContext context, Datum at)
    {
        if (at.IsNull) return null;
        var moment = TimerSpec.Instant(at.AsText()!) ?? throw context.Fault("NOTICE_TIME", $"送る日時「{at.AsText()}」は日付でも日時でもありません。 (Neither a date nor a date-time.)");
        return moment > context.Step.Now ? moment : null;
    }
}
