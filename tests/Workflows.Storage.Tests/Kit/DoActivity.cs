using Workflows.Engine.Activities;
using Workflows.Engine.Data;
using Workflows.Engine.State;
using Workflows.Engine.Turns;

namespace Workflows.Storage.Tests.Kit;

/// <summary>
/// An activity that does what the stimulus tells: asks questions, makes effects, waits. It hears the event and the signal <c>do</c>
/// until told to end, and keeps what it heard in the fields <c>replies</c>, <c>timers</c>, <c>answers</c>, <c>heard</c>.
/// </summary>
internal sealed class DoActivity : Activity
{
    public override ActivityDescriptor Descriptor { get; } = new("Test.Do", "する", "Do", "する", "試験", "gear");

    public override IEnumerable<Question> Execute(ActivityContext context)
    {
        context.SetBookmark(StimulusKinds.Event, "do", null, Datum.Object(("keep", true)));
        context.SetBookmark(StimulusKinds.Signal, "do", null, Datum.Object(("keep", true)));
        foreach (var question in Run(context, context.Stimulus.Data)) yield return question;
    }

    public override IEnumerable<Question> Resume(ActivityContext context, Bookmark bookmark, Stimulus stimulus)
    {
        switch (stimulus.Kind)
        {
            case StimulusKinds.Timer:
                Append(context, "timers", Datum.Object(("name", stimulus.Name), ("due", Datum.Of(stimulus.Due!.Value)), ("now", Datum.Of(context.Step.Now))));
                yield break;
            case StimulusKinds.Answer:
                Append(context, "answers", stimulus.Data);
                if (context.Fields["again"] is { IsNull: false } again)
                {
                    context.Fields = context.Fields.Without("again");
                    Do(context, again);
                }
                yield break;
        }
        Append(context, "heard", stimulus.Id);
        foreach (var question in Run(context, stimulus.Data)) yield return question;
    }

    private static IEnumerable<Question> Run(ActivityContext context, Datum payload)
    {
        foreach (var op in payload["ops"].Items)
        {
            if (op["op"].AsText() == "room")
            {
                foreach (var step in TakeRoom(context, op)) yield return step;
                continue;
            }
            if (Asked(op) is { } question)
            {
                yield return question;
                var reply = context.Reply(question);
                Append(context, "replies", Datum.Object(("outcome", reply.Outcome), ("value", reply.Value)));
                continue;
            }
            Do(context, op);
        }
    }

    /// <summary>Adds a record while fewer than the limit are there: the count stands behind a guard key.</summary>
    private static IEnumerable<Question> TakeRoom(ActivityContext context, Datum op)
    {
        var count = new AggregateRecords(op["register"].AsText()!, op["where"], "count") { Guards = ["room"] };
        yield return count;
        if (context.Reply(count).Value.AsLong() >= op["limit"].AsLong()) yield break;
        var add = new ChangeRecord(op["register"].AsText()!, "add", null, op["values"]);
        yield return add;
        context.Fields = context.Fields.With("got", context.Reply(add).Outcome == Reply.Done);
    }

    private static Question? Asked(Datum op) => op["op"].AsText() switch
    {
        "claim" => new ClaimKey("test", op["key"].AsText()!),
        "claimAll" => new ClaimKeys("test", [.. op["keys"].Items.Select(k => k.AsText()!)]),
        "unclaimAll" => new UnclaimKeys("test", [.. op["keys"].Items.Select(k => k.AsText()!)]),
        "changeAll" => new ChangeRecords(op["register"].AsText()!, op["operation"].AsText()!, op["rows"].Items),
        "unclaim" => new UnclaimKey("test", op["key"].AsText()!),
        "number" => new TakeNumber(op["series"].AsText()!, "2026"),
        "find" => new FindRecords(op["register"].AsText()!, op["where"]),
        "aggregate" => new AggregateRecords(op["register"].AsText()!, op["where"], op["function"].AsText()!, op["field"].AsText()),
        "change" => new ChangeRecord(op["register"].AsText()!, op["operation"].AsText()!, op["id"].AsText(), op["values"], op["revision"].AsLong()),
        "child" => new StartChild(op["workflow"].AsText()!, op["key"].AsText()!, op["input"]),
        "secret" => new NewSecret(16),
        "load" => new TaskLoad([op["person"].AsText()!]),
        "cases" => new FindCases(op["workflow"].AsText()!, op["where"]),
        _ => null,
    };

    private static void Do(ActivityContext context, Datum op)
    {
        switch (op["op"].AsText())
        {
            case "set": context.Fields = context.Fields.With(op["field"].AsText()!, op["value"]); break;
            case "head": context.Head = context.Head.With(op["field"].AsText()!, op["value"]); break;
            case "timer": context.SetTimer(context.Step.Now.AddSeconds((double)op["seconds"].AsDecimal()!.Value), op["name"].AsText() ?? "t"); break;
            case "call":
                var wait = context.SetBookmark(StimulusKinds.Answer, "call");
                context.Send(op["key"].AsText()!, "call", "C-1", Datum.Object(("operation", "op"), ("request", op["request"])), wait.Id, op["policy"]);
                break;
            case "signal":
                var reply = context.SetBookmark(StimulusKinds.Answer, "signal");
                context.Send(op["id"].AsText()!, "signal", op["to"].AsText()!, Datum.Object(("signal", "do"), ("key", Datum.Null), ("payload", op["payload"]), ("id", op["id"])), reply.Id, Datum.EmptyObject);
                break;
            case "moved": context.Emit(new WaitMoved("1.1", "do1", "")); break;
            case "withdraw": context.Emit(new OutboxCancelled(op["key"].AsText()!)); break;
            case "notify": context.Send(op["key"].AsText()!, "notify", op["channel"].AsText()!, Datum.EmptyObject, null, Datum.EmptyObject); break;
            case "project": context.Emit(new ProjectionSet(op["table"].AsText()!, op["key"].AsText()!, op["row"].IsNull ? null : op["row"])); break;
            case "refuse": throw context.Refuse(new Refusal("TEST", "断ります。", "f", [new FieldError("f", "だめ")]));
            case "http": context.WriteHttp(new HttpReply(201, "text/plain", "made", Datum.EmptyObject)); break;
            case "end": context.Complete(); break;
            default: throw context.Fault("OP", $"unknown operation {op.ToJson()}");
        }
    }

    private static void Append(ActivityContext context, string field, Datum value) => context.Fields = context.Fields.With(field, context.Fields[field].Append(value));
}

/// <summary>Asks 600 questions and ends: two of them are more than a step may ask.</summary>
internal sealed class ManyActivity : Activity
{
    public override ActivityDescriptor Descriptor { get; } = new("Test.Many", "多く問う", "Many", "多く問う", "試験", "gear");

    public override IEnumerable<Question> Execute(ActivityContext context)
    {
        for (var i = 0; i < 600; i++) yield return new TakeNumber("many", "2026");
        context.Complete();
    }
}
