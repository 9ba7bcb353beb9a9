using System.Globalization;
using Workflows.Cases.Activities.Reading;
using Workflows.Cases.Activities.Tasks;
using Workflows.Cases.Packages;
using Workflows.Cases.Ports;
using Workflows.Engine.Activities;
using Workflows.Engine.Data;
using Workflows.Engine.State;
using Workflows.Engine.Turns;

namespace Workflows.Cases.Activities.Calls;

/// <summary>The messages of one call: their keys and bodies are made once, when the activity begins, and never change.</summary>
internal static class CallDesk
{
    public const string Budget = "waitFor";
    public const string AskAgain = "inquiry";
    public const string AttemptName = "attempt";
    public const string Sent = "sent";
    public const string SendAgain = "retry";
    private const string KeyName = "key";
    private const string BodyName = "body";
    private const string ChunksName = "chunks";
    private const string LineName = "line";

    public static readonly IReadOnlyList<TaskDecision> FailureDecisions = [new(SendAgain, "もう一度送る", []), new("giveUp", "あきらめる", [])];

    public static Datum Chunks(ActivityContext context) => context.Own(ChunksName);

    public static string Key(ActivityContext context) => context.Own(KeyName).AsText()!;

    public static Datum Request(ActivityContext context) => context.Own(BodyName)["request"];

    /// <summary>Every key a message of this call may stand under.</summary>
    public static IEnumerable<string> Keys(ActivityContext context) =>
        Chunks(context) is { Kind: DatumKind.List } chunks ? chunks.Items.Select(c => c[KeyName].AsText()!) : context.Own(KeyName).AsText() is { } key ? [key] : [];

    public static void Begin(ActivityContext context, CallSpec spec)
    {
        var run = NextRun(context);
        var key = spec.Key is null ? $"{context.Step.CaseId}:{context.Node.Id}:{context.ScopePath}:{run}" : context.Render(spec.Key);
        var instance = spec.Instance is null ? Datum.Null : context.Eval(spec.Instance);
        if (spec.Chunk is null) context.Data = Datum.Object((KeyName, key), (BodyName, Body(spec.Operation, context.EvalAll(spec.Request), instance)));
        else
        {
            var items = context.Eval(spec.Chunk.Items);
            if (items.Kind != DatumKind.List && !items.IsNull) throw context.Fault("CHUNK_ITEMS", $"分けて送る一覧が一覧ではありません（式: {spec.Chunk.Items.Text}）。 (The items of a chunked call are no list.)");
            var chunks = new List<Datum>();
            foreach (var part in items.Items.Chunk(spec.Chunk.Size))
            {
                var no = chunks.Count + 1;
                var names = Datum.Object(("chunk", Datum.List(part)), ("chunkNo", no));
                chunks.Add(Datum.Object((KeyName, $"{key}:{no.ToString(CultureInfo.InvariantCulture)}"), (BodyName, Body(spec.Operation, context.EvalAll(spec.Request, names), instance)), ("count", part.Length), ("state", "")));
            }
            context.Data = Datum.Object((KeyName, key), (ChunksName, Datum.List(chunks)));
        }
        if (spec.Concurrency is not null) context.SetOwn(LineName, $"{context.Step.Tenant}|{spec.Connector}|{context.Render(spec.Concurrency)}");
    }

    /// <summary>Sends what is not answered, always under the same keys.</summary>
    public static void Send(ActivityContext context, CallSpec spec)
    {
        var policy = Policy(context, spec);
        if (Chunks(context) is { Kind: DatumKind.List } chunks)
        {
            var sent = new List<Datum>();
            for (var i = 0; i < chunks.Items.Length; i++)
            {
                var chunk = chunks.Items[i];
                if (chunk["state"].AsText() != OutboxBodies.Done)
                {
                    var wait = context.SetBookmark(StimulusKinds.Answer, spec.Operation, null, Datum.Object(("chunk", i)));
                    context.Send(chunk[KeyName].AsText()!, OutboxBodies.Call, spec.Connector, chunk[BodyName], wait.Id, policy);
                    chunk = chunk.With("state", Sent);
                }
                sent.Add(chunk);
            }
            context.SetOwn(ChunksName, Datum.List(sent));
            return;
        }
        var bookmark = context.SetBookmark(StimulusKinds.Answer, spec.Operation);
        if (spec.Fallback is { } fallback)
        {
            var told = context.SetBookmark(StimulusKinds.Answer, AttemptName, null, Datum.Object((AttemptName, true)));
            policy = policy.With("tell", Datum.Object(("after", fallback.After), ("to", told.Id)));
        }
        if (spec.Answer is { } answer && !context.Bookmarks.Any(b => b.Kind == StimulusKinds.Event && b.Name == answer.Event && b.Data["late"].AsBoolean()))
            ListenFor(context, answer, Datum.Null);
        context.Send(Key(context), OutboxBodies.Call, spec.Connector, context.Own(BodyName), bookmark.Id, policy);
    }

    /// <summary>The far side has taken it: from now on only its event counts, under the key its first answer gives.</summary>
    public static void AwaitAnswer(ActivityContext context, CallSpec spec, Datum value)
    {
        context.SetOwn("taken", value);
        context.ClearBookmarks(b => b.Data[AttemptName].AsBoolean() || (b.Kind == StimulusKinds.Event && b.Data["late"].AsBoolean()));
        ListenFor(context, spec.Answer!, value);
    }

    private static void ListenFor(ActivityContext context, AsyncAnswerSpec answer, Datum taken)
    {
        var key = answer.Key is null ? null : context.Eval(answer.Key, Datum.Object(("answer", taken), (KeyName, Key(context)))).AsText();
        // A key that only the first answer gives cannot be listened for before it.
        if (answer.Key is not null && key is null) return;
        context.SetBookmark(StimulusKinds.Event, answer.Event, key, CaseContext.Keep.With("late", true));
    }

    public static IReadOnlyList<Datum> Answered(ActivityContext context, int index, Datum answer)
    {
        var chunks = Chunks(context).Items.ToList();
        var state = answer["outcome"].AsText() ?? OutboxBodies.Failed;
        if (answer["unknown"].AsBoolean()) state = "UNKNOWN";
        chunks[index] = chunks[index].With("state", state).With("value", answer["value"]).With("message", answer["message"]);
        context.SetOwn(ChunksName, Datum.List(chunks));
        return chunks;
    }

    public static Datum ChunkResults(ActivityContext context) =>
        Datum.List(Chunks(context).Items.Select((c, i) => Datum.Object(("no", i + 1), ("count", c["count"]), ("key", c[KeyName]), ("value", c["value"]))));

    /// <summary>Undoes what may have been sent. The carrier skips it when the message was withdrawn before its first attempt.</summary>
    public static void Compensate(ActivityContext context, CallSpec spec)
    {
        var key = Key(context);
        var request = context.EvalAll(spec.Compensate!.Request, Datum.Object((KeyName, key), ("request", Request(context)), ("answer", context.Own("taken"))));
        context.Send($"{key}:undo", OutboxBodies.Call, spec.Connector, Body(spec.Compensate.Operation, request, context.Own(BodyName)["instance"]), null, Policy(context, spec).Without("tell").With("undoes", key));
    }

    public static void OpenTask(ActivityContext context, CallSpec spec, string role, string message) =>
        TaskDesk.Open(context, Datum.Object(
            ("kind", "callFailed"), ("task", $"{context.Node.Id}.failed"), ("title", $"外部への依頼の失敗（{context.Node.Name ?? spec.Operation}）"), ("role", role),
            ("form", Datum.Null), ("due", Datum.Null), ("notSameAs", Datum.EmptyList), ("message", message),
            ("decisions", Datum.List(FailureDecisions.Select(d => Datum.Object(("key", d.Key), ("label", d.Label), ("requires", Datum.EmptyList)))))));

    public static Datum Body(string operation, Datum request, Datum instance)
    {
        var body = Datum.Object(("operation", operation), ("request", request));
        return instance.AsText() is { Length: > 0 } ? body.With("instance", instance) : body;
    }

    public static Datum Policy(ActivityContext context, CallSpec spec)
    {
        var declared = context.Package()?.Connectors.Find(spec.Connector)?.PolicyOf(spec.Operation) ?? CallPolicySpec.None;
        var policy = spec.Policy.Over(declared).ToPolicy();
        // What an inquiry must settle is never sent twice by a carrier that was cut short.
        if (spec.Inquiry is not null) policy = policy.With("once", true);
        return context.Own(LineName).AsText() is { } line ? policy.With(LineName, line) : policy;
    }

    /// <summary>How often this place has run in the case, from 1: part of the default key, so that a loop's second call is not taken for the first.</summary>
    private static long NextRun(ActivityContext context)
    {
        var place = $"{context.Node.Id}@{context.ScopePath}";
        var runs = context.Instance.Properties["runs"];
        var run = (runs[place].AsLong() ?? 0) + 1;
        context.ChangeInstance(i => i with { Properties = i.Properties.With("runs", runs.With(place, run)) });
        return run;
    }
}
