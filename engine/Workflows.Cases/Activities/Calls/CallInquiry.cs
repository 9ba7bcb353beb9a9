using System.Globalization;
using Workflows.Cases.Activities.Reading;
using Workflows.Cases.Activities.Time;
using Workflows.Cases.Ports;
using Workflows.Engine.Activities;
using Workflows.Engine.Data;
using Workflows.Engine.Turns;

namespace Workflows.Cases.Activities.Calls;

/// <summary>
/// What became of a call whose answer was lost: asked until known. Only when the far side says that nothing happened is the call sent again,
/// under its own key; nobody ever guesses.
/// </summary>
internal static class CallInquiry
{
    public const string Mark = "inquiry";
    private const string CountName = "inquiries";
    private const string SinceName = "unknownSince";
    private const string ResentName = "resent";
    private const int MaxResent = 5;

    public static bool IsOpen(ActivityContext context) => !context.Own(SinceName).IsNull;

    public static void Begin(ActivityContext context, CallSpec spec)
    {
        context.SetOwn(SinceName, Datum.Of(context.Step.Now));
        Send(context, spec);
    }

    public static void Send(ActivityContext context, CallSpec spec)
    {
        var inquiry = spec.Inquiry!;
        var no = (context.Own(CountName).AsLong() ?? 0) + 1;
        context.SetOwn(CountName, no);
        var key = CallDesk.Key(context);
        var request = context.EvalAll(inquiry.Request, Datum.Object(("key", key), ("request", CallDesk.Request(context))));
        var wait = context.SetBookmark(StimulusKinds.Answer, inquiry.Operation, null, Datum.Object((Mark, true)));
        context.Send($"{key}:inquiry:{no.ToString(CultureInfo.InvariantCulture)}", OutboxBodies.Call, spec.Connector,
            CallDesk.Body(inquiry.Operation, request, context.Own("body")["instance"]), wait.Id, CallDesk.Policy(context, spec).Without("once").Without("window").Without("cache").Without("line"));
    }

    /// <summary>Whether the call took effect, and its result when it did; null: not known yet.</summary>
    public static (bool? Happened, Datum Value) Judge(ActivityContext context, CallSpec spec, Datum answer)
    {
        var code = answer["outcome"].AsText() ?? OutboxBodies.Failed;
        if (code == OutboxBodies.Failed) return (null, Datum.Null);
        var names = Datum.Object(("answer", answer["value"]), ("code", code), ("request", CallDesk.Request(context)));
        var said = context.Eval(spec.Inquiry!.Happened, names);
        bool? happened = said.Kind == DatumKind.Boolean ? said.AsBoolean() : null;
        return (happened, happened == true && spec.Inquiry.Value is { } value ? context.Eval(value, names) : answer["value"]);
    }

    /// <summary>Asks again in a while; false when the time for asking is over.</summary>
    public static bool Later(ActivityContext context, CallSpec spec)
    {
        var next = spec.Inquiry!.Every.After(context.Step.Now);
        if (context.Own(SinceName).AsInstant() is { } since && next > spec.Inquiry.GiveUpAfter.After(since)) return false;
        context.SetTimer(next, CallDesk.AskAgain);
        return true;
    }

    public static bool MaySendAgain(ActivityContext context)
    {
        var resent = (context.Own(ResentName).AsLong() ?? 0) + 1;
        context.SetOwn(ResentName, resent);
        return resent <= MaxResent;
    }

    public static void Settle(ActivityContext context) => context.Data = context.Data.Without(SinceName);
}
