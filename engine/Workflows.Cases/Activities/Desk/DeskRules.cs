using Workflows.Cases.Activities.Reading;
using Workflows.Cases.Activities.Tasks;
using Workflows.Cases.Activities.Time;
using Workflows.Cases.Activities.Triggers;
using Workflows.Cases.Packages;
using Workflows.Cases.Ports;
using Workflows.Engine.Activities;
using Workflows.Engine.Data;
using Workflows.Engine.Turns;

namespace Workflows.Cases.Activities.Desk;

/// <summary>
/// What people do around a case beside its flow: notes, phone memos, messages with the applicant, tasks asked of colleagues, putting the
/// whole case on hold and taking it up again. A stimulus of kind <c>desk</c>, named by the operation; rights are the edge's.
/// </summary>
internal sealed class DeskRules(ProgramPackage package)
{
    public const string Note = "note";
    public const string Phone = "phone";
    public const string Message = "message";
    public const string Task = "task";
    public const string Drop = "drop";
    public const string Hold = "hold";
    public const string Resume = "resume";

    public const int LongestText = 4_000;

    public void Run(ActivityContext context)
    {
        var (stimulus, data) = (context.Stimulus, context.Stimulus.Data);
        switch (stimulus.Name)
        {
            case Note or Phone:
                Write(context, Projections.Notes, Datum.Object(("kind", stimulus.Name), ("text", Text(context)), ("with", data["with"]), ("phone", data["phone"]), ("mentions", Datum.List(data["mentions"].Items.Select(m => m["id"])))));
                foreach (var mentioned in data["mentions"].Items.Select(m => m["id"].AsText()).OfType<string>().Distinct(StringComparer.Ordinal))
                    AdHoc.Open(context, new AdHocTask("メモで呼ばれています", data["mentions"].Items.First(m => m["id"].AsText() == mentioned)["role"].AsText()!, mentioned, null, data["text"].AsText(), Outlives: true));
                Timeline.Add(context, stimulus.Name!, stimulus.Name == Note ? "メモを書きました。" : $"電話の記録を残しました（{data["with"].AsText()}）。", isPublic: false);
                break;
            case Message:
                var applicant = stimulus.Person() == context.Head["applicant"].AsText();
                Write(context, Projections.Messages, Datum.Object(("from", applicant ? "applicant" : "staff"), ("text", Text(context))));
                Timeline.Add(context, Message, applicant ? "申請者からメッセージが届きました。" : "申請者へメッセージを送りました。", isPublic: true);
                break;
            case Task:
                var role = package.Roles.Find(data["role"].AsText())?.Id ?? throw Invalid(context, "role", "だれに頼むか（役割）を選んでください。");
                if (data["title"].AsText() is not { Length: > 0 } title) throw Invalid(context, "title", "頼むことを書いてください。");
                AdHoc.Open(context, new AdHocTask(title, role, data["assignee"].AsText(), data["due"].AsText() is { Length: > 0 } due ? Due(context, due) : null, data["text"].AsText(), Policy.CaseSummary.IsOver(context)));
                break;
            case Drop:
                if (!AdHoc.Drop(context, data["task"].AsText() ?? "")) throw context.Refuse(new Refusal(RefusalCodes.StateConflict, "この仕事はすでに終わっています。"));
                break;
            case Hold: Held.Begin(context, package, data["reason"].AsText()); break;
            case Resume: Held.End(context, package); break;
            default: throw context.Refuse(new Refusal(RefusalCodes.Validation, $"案件への操作「{stimulus.Name}」はありません。"));
        }
        Heard.Mark(context);
    }

    private static void Write(ActivityContext context, string table, Datum row) => context.Emit(new ProjectionSet(table, context.NewId("n"),
        row.With("at", Datum.Of(context.Step.Now)).With("by", context.Stimulus.Actor)));

    private static string Text(ActivityContext context) => context.Stimulus.Data["text"].AsText() switch
    {
        null or "" => throw Invalid(context, "text", "内容を書いてください。"),
        { Length: > LongestText } => throw Invalid(context, "text", $"内容は{LongestText:N0}字までで書いてください。"),
        var text => text,
    };

    private static string Due(ActivityContext context, string due) =>
        DateOnly.TryParseExact(due, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.None, out var day)
            ? Datum.Of(Jst.EndOf(day)).AsText()! : throw Invalid(context, "due", "期限は 2026-06-30 のように書いてください。");

    private static Exception Invalid(ActivityContext context, string field, string message) => TaskForm.Invalid(context, field, message);
}

/// <summary>
/// A case on hold: its timers stand still with what remains of them, its clocks are stopped, tasks and actions are refused, and what comes from
/// outside is put by. Taken up again it goes on where it stopped, and what was put by is told to it in the order it came.
/// </summary>
internal static class Held
{
    public const string Head = "held";
    private const string Waiting = "heldBack";

    public static bool Is(ActivityContext context) => !context.Head[Head].IsNull;

    public static void Begin(ActivityContext context, ProgramPackage package, string? reason)
    {
        if (Is(context)) throw context.Refuse(new Refusal(RefusalCodes.StateConflict, "この案件はすでに保留中です。"));
        if (Policy.CaseSummary.IsOver(context)) throw context.Refuse(new Refusal(RefusalCodes.StateConflict, package.Text(ProductTexts.StateConflict)));
        context.FreezeTimers();
        var clocks = new List<Datum>();
        foreach (var (name, row) in context.Head[Clocks.Head].Members.ToArray())
            if (package.Deadlines.Find(row["deadline"].AsText()) is { } spec && Clocks.Pause(context, spec, name, "保留")) clocks.Add(name);
        context.Head = context.Head.With(Head, Datum.Object(("at", Datum.Of(Jst.Base(context))), ("by", context.Stimulus.Actor), ("reason", reason), ("clocks", Datum.List(clocks))));
        Timeline.Add(context, "held", $"保留にしました。{reason}", isPublic: false, Datum.Object(("reason", reason)));
    }

    public static void End(ActivityContext context, ProgramPackage package)
    {
        if (!Is(context)) throw context.Refuse(new Refusal(RefusalCodes.StateConflict, "この案件は保留中ではありません。"));
        var held = context.Head[Head];
        context.ThawTimers(Jst.Base(context) - held["at"].AsInstant()!.Value);
        foreach (var name in held["clocks"].Items.Select(c => c.AsText()!))
            if (package.Deadlines.Find(Clocks.Row(context, name)["deadline"].AsText()) is { } spec) Clocks.Resume(context, spec, name);
        var back = context.Head[Waiting].Items;
        for (var i = 0; i < back.Length; i++)
            context.Send($"{context.Step.CaseId}:back:{back[i]["id"].AsText()}", OutboxBodies.Again, context.Step.CaseId, back[i], null, Policies.Signal);
        context.Head = context.Head.Without(Head).Without(Waiting);
        Timeline.Add(context, "resumed", "保留を終え、続きから進めます。", isPublic: false);
    }

    /// <summary>What a held case does with a stimulus: refuses what people do, puts by what comes from outside. True: nothing else happens in this step.</summary>
    public static bool Meets(ActivityContext context, ProgramPackage package)
    {
        if (!Is(context)) return false;
        var stimulus = context.Stimulus;
        switch (stimulus.Kind)
        {
            case StimulusKinds.Task:
            case StimulusKinds.Action when package.Actions.Find(stimulus.Name)?.Effect is not ("resume" or "reveal"):
                throw context.Refuse(new Refusal(RefusalCodes.StateConflict, package.Text("held")));
            case StimulusKinds.Event or StimulusKinds.Signal or StimulusKinds.Answer or StimulusKinds.Timer or RegisterWatch.Kind:
                context.Head = context.Head.With(Waiting, (context.Head[Waiting].IsNull ? Datum.EmptyList : context.Head[Waiting]).Append(stimulus.ToDatum()));
                context.StepNotes = context.StepNotes.With("held", true);
                Heard.Mark(context);
                return true;
            default:
                return false;
        }
    }
}
