using System.Text;
using Workflows.Cases.Ports;
using Workflows.Engine.Data;
using Workflows.Engine.Turns;
using Workflows.Storage.Model;
using Workflows.Storage.Sql;

namespace Workflows.Storage.Running;

/// <summary>
/// Carries outbox messages: to connectors, people, other cases, children. An answer and the message's end are one transaction,
/// so that neither is lost or doubled; an attempt cut short is made again with the same key.
/// </summary>
internal sealed class OutboxDispatcher(
    StepRunner runner, IOutboxStore store, IVault vault, TimeProvider time, StorageOptions options,
    IEnumerable<IOutboxHandler> handlers, IConnectorPort? connectors = null, INoticeSender? notices = null)
{
    /// <summary>Stands as the last error of a message while its only attempt is under way.</summary>
    private const string Begun = "送信中 (sending)";
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private readonly Dictionary<string, IOutboxHandler> _handlers = handlers.ToDictionary(h => h.Kind, StringComparer.Ordinal);

    public async ValueTask Carry(LeasedMessage message, CancellationToken ct)
    {
        var policy = RetryPolicy.From(message.Policy);
        if ((Times.Instant(message.Policy["notBefore"]) is { } start && start > Instants.Now(time) ? start : OpeningWindow.ClosedUntil(message.Policy["window"], Instants.Now(time))) is { } opens)
        {
            await store.Postpone(message.Id, message.Attempt - 1, opens, message.LastError, ct).ConfigureAwait(false);
            return;
        }
        // Nobody may send this twice: a former attempt that was cut short is as good as lost, and an inquiry must tell.
        var once = message.Policy["once"].AsBoolean();
        if (once && message.LastError == Begun)
        {
            await End(message, CallOutcome.Unknown("送信の途中で止まったため、届いたか分かりません。 (The node stopped while it was sending.)"), Instants.Now(time), ct).ConfigureAwait(false);
            return;
        }
        if (once) await store.Mark(message.Id, Begun, ct).ConfigureAwait(false);
        CallOutcome outcome;
        using (var timeout = CancellationTokenSource.CreateLinkedTokenSource(ct))
        {
            // The carrier itself keeps the attempt's time-out; this one only catches a carrier that hangs.
            timeout.CancelAfter(message.Kind == OutboxBodies.Call ? policy.AttemptTimeout + Grace : policy.AttemptTimeout);
            try { outcome = await Attempt(message, timeout.Token).ConfigureAwait(false); }
            catch (OperationCanceledException) when (ct.IsCancellationRequested) { throw; }
            catch (OperationCanceledException) when (once) { outcome = CallOutcome.Unknown("時間内に応答がありませんでした。 (No answer in time.)"); }
            catch (OperationCanceledException) { outcome = CallOutcome.Retry($"{policy.AttemptTimeout.TotalSeconds:0}秒以内に応答がありませんでした。 (No answer within {policy.AttemptTimeout.TotalSeconds:0} s.)"); }
            catch (Exception error) { outcome = CallOutcome.Retry(error.Message); }
        }

        Telemetry.Attempt(message.Kind, message.Target, outcome.Kind.ToString());
        var now = Instants.Now(time);
        if (outcome.Kind == CallOutcomeKind.Retry)
        {
            if (policy.Next(message.Attempt, message.WindowFrom, now, outcome.RetryAfter) is { } next)
            {
                await Tell(message, outcome, next, now, ct).ConfigureAwait(false);
                await store.Postpone(message.Id, message.Attempt, next, outcome.Message, ct).ConfigureAwait(false);
                return;
            }
            outcome = outcome with { Kind = CallOutcomeKind.Fatal, Code = "GIVEN_UP" };
        }
        try { await End(message, outcome, now, ct).ConfigureAwait(false); }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            // The answer could not enter the case. The message stays; the far side knows the key of the next attempt.
            await store.Postpone(message.Id, message.Attempt, now + TimeSpan.FromMinutes(1), error.Message, ct).ConfigureAwait(false);
        }
    }

    private async ValueTask<CallOutcome> Attempt(LeasedMessage message, CancellationToken ct)
    {
        var now = Instants.Now(time);
        switch (message.Kind)
        {
            case OutboxBodies.Call:
                if (connectors is null) return CallOutcome.Retry("コネクタの実行環境がありません。 (No connectors are installed.)");
                if (message.Policy["undoes"].AsText() is { } undone)
                {
                    if (store.HasLeft(message.CaseKey, undone) is not { } left) return CallOutcome.Retry("取り消す依頼がまだ送信中です。 (What is to be undone is still under way.)");
                    if (!left) return CallOutcome.Done(Datum.Null);
                }
                var (request, used, missing) = await Reveal(message.Tenant, message.Body["request"], ct).ConfigureAwait(false);
                if (missing) return CallOutcome.Fatal("VAULT_EXPIRED", "一時的な秘密の値の期限が切れました。 (A transient value has run out.)");
                var called = await connectors.Call(new ConnectorCall(message.Tenant, message.Program, message.Target, message.Body["operation"].AsText() ?? "", request, message.Key, message.Attempt, now)
                {
                    Timeout = RetryPolicy.From(message.Policy).AttemptTimeout, Instance = message.Body["instance"].AsText(), Cache = Times.Length(message.Policy["cache"]),
                }, ct).ConfigureAwait(false);
                // Acknowledged: the far side has it, nobody needs it here any more.
                if (called.Kind is CallOutcomeKind.Done) foreach (var id in used) await vault.Destroy(message.Tenant, id, ct).ConfigureAwait(false);
                return called;
            case OutboxBodies.Notify when notices is not null:
                return await notices.Send(new NoticeMessage(message.Tenant, message.Program, message.CaseId, message.Target, message.Body, message.Key, message.Attempt, now), ct).ConfigureAwait(false);
            case OutboxBodies.Notify when message.Target == "portal":
                return CallOutcome.Done(Datum.Null);
            case OutboxBodies.Notify when connectors is not null:
                return await connectors.Call(new ConnectorCall(message.Tenant, message.Program, message.Target, "send", message.Body, message.Key, message.Attempt, now), ct).ConfigureAwait(false);
            case OutboxBodies.Signal:
                return await Signal(message, now, ct).ConfigureAwait(false);
            case OutboxBodies.Again:
                return await Again(message, now, ct).ConfigureAwait(false);
            case OutboxBodies.Begin:
                return await Begin(message, now, ct).ConfigureAwait(false);
            case SqlOutbox.StartChild:
                return await StartChild(message, now, ct).ConfigureAwait(false);
            case "vault":
                await vault.Destroy(message.Tenant, message.Body["vault"].AsText() ?? "", ct).ConfigureAwait(false);
                return CallOutcome.Done(Datum.Null);
            default:
                return _handlers.TryGetValue(message.Kind, out var handler)
                    ? await handler.Handle(new OutboxMessage(message.Tenant, message.Program, message.CaseId, message.Kind, message.Target, message.Body, message.Key, message.Attempt, now), ct).ConfigureAwait(false)
                    : CallOutcome.Retry($"種類「{message.Kind}」の送信を扱うものがありません。 (Nothing carries messages of kind '{message.Kind}'.)");
        }
    }

    /// <summary>Tells the case that attempts fail, once, after as many as it asked for. The message goes on.</summary>
    private async ValueTask Tell(LeasedMessage message, CallOutcome outcome, DateTimeOffset next, DateTimeOffset now, CancellationToken ct)
    {
        var tell = message.Policy["tell"];
        if (tell["to"].AsText() is not { } wait || message.Attempt < (tell["after"].AsLong() ?? 1)) return;
        var payload = Datum.Object(("key", message.Key), ("outcome", OutboxBodies.Trying), ("attempts", message.Attempt), ("nextAt", Datum.Of(next)), ("message", outcome.Message));
        if (store.FindWait(message.CaseKey, wait) is not { } place) return;
        var stimulus = new Stimulus($"{message.CaseId}:{message.Key}:{wait}", StimulusKinds.Answer, now, message.Target, Channel: "connector", ActivityId: place.ActivityId, ScopePath: place.ScopePath, Name: place.Name, Key: wait, Payload: payload);
        // Busy: the next failing attempt tells.
        await runner.Execute(new CaseCommand(Clients.Outbox, message.Tenant, message.CaseId, stimulus), null, ct).ConfigureAwait(false);
    }

    private async ValueTask<CallOutcome> Signal(LeasedMessage message, DateTimeOffset now, CancellationToken ct)
    {
        if (store.FindReceiver(message.Tenant, message.Program, message.Target) is not { } receiver) return CallOutcome.Fault(OutboxBodies.NotFound, "宛先の案件がありません。 (There is no such case.)");
        var body = message.Body;
        var stimulus = new Stimulus(body["id"].AsText() ?? message.Key, StimulusKinds.Signal, now, "system", Channel: "case", Name: body["signal"].AsText(), Key: body["key"].AsText(), Payload: body["payload"]);
        // The same signal goes to many receivers: its id is unique a receiver.
        var outcome = await runner.Execute(new CaseCommand($"signal:{receiver}", message.Tenant, receiver, stimulus), null, ct).ConfigureAwait(false);
        return outcome.Kind switch
        {
            CaseOutcomeKind.Applied or CaseOutcomeKind.Repeated => CallOutcome.Fault(OutboxBodies.Applied, ""),
            CaseOutcomeKind.Refused => CallOutcome.Fault(OutboxBodies.Refused, outcome.Refusal?.Message ?? ""),
            CaseOutcomeKind.NotFound => CallOutcome.Fault(OutboxBodies.NotFound, ""),
            CaseOutcomeKind.Unheard => CallOutcome.Fault(OutboxBodies.Unheard, ""),
            _ => CallOutcome.Retry("", outcome.RetryAfter),
        };
    }

    /// <summary>A stimulus put by is told again, as of now, under a key of its own.</summary>
    private async ValueTask<CallOutcome> Again(LeasedMessage message, DateTimeOffset now, CancellationToken ct)
    {
        var stimulus = Engine.Turns.Stimulus.From(message.Body) with { Id = message.Key, At = now };
        var outcome = await runner.Execute(new CaseCommand(Clients.Outbox, message.Tenant, message.CaseId, stimulus), null, ct).ConfigureAwait(false);
        return outcome.Kind == CaseOutcomeKind.Busy ? CallOutcome.Retry("", outcome.RetryAfter) : CallOutcome.Done(Datum.Null);
    }

    /// <summary>A case begins by what came too late for another.</summary>
    private async ValueTask<CallOutcome> Begin(LeasedMessage message, DateTimeOffset now, CancellationToken ct)
    {
        var startId = message.Body["start"].AsText()!;
        if (message.Body["workflow"].AsText() is not { } workflow) return CallOutcome.Fatal("START_UNKNOWN", $"開始「{startId}」がありません。 (There is no such start.)");
        var stimulus = new Stimulus(message.Key, StimulusKinds.Start, now, "system", Channel: "case", Name: startId, Payload: Datum.Object(("event", message.Body["event"]), ("start", startId)));
        var outcome = await runner.Execute(new CaseCommand(Clients.Outbox, message.Tenant, null, stimulus, new StartTarget(message.Program, startId, workflow)), null, ct).ConfigureAwait(false);
        return outcome.Kind switch
        {
            CaseOutcomeKind.Busy => CallOutcome.Retry("", outcome.RetryAfter),
            CaseOutcomeKind.Refused => CallOutcome.Fatal(outcome.Refusal!.Code, outcome.Refusal.Message),
            _ => CallOutcome.Done(Datum.Null),
        };
    }

    private async ValueTask<CallOutcome> StartChild(LeasedMessage message, DateTimeOffset now, CancellationToken ct)
    {
        var workflow = store.WorkflowOf(message.CaseKey);
        var stimulus = new Stimulus($"{message.CaseId}:start", StimulusKinds.Start, now, "system", Channel: "case", Payload: message.Body);
        var outcome = await runner.Execute(new CaseCommand(Clients.Outbox, message.Tenant, message.CaseId, stimulus, new StartTarget(message.Program, null, workflow)), null, ct).ConfigureAwait(false);
        return outcome.Kind switch
        {
            CaseOutcomeKind.Applied or CaseOutcomeKind.Repeated => CallOutcome.Done(Datum.Null),
            CaseOutcomeKind.Refused when outcome.Refusal?.Code == "NOT_PUBLISHED" => CallOutcome.Retry(outcome.Refusal.Message),
            CaseOutcomeKind.Refused => CallOutcome.Fatal(outcome.Refusal!.Code, outcome.Refusal.Message),
            CaseOutcomeKind.Busy => CallOutcome.Retry("", outcome.RetryAfter),
            _ => CallOutcome.Fatal(outcome.Kind.ToString(), ""),
        };
    }

    private async ValueTask End(LeasedMessage message, CallOutcome outcome, DateTimeOffset now, CancellationToken ct)
    {
        var failed = outcome.Kind is CallOutcomeKind.Fatal or CallOutcomeKind.Unknown;
        // A signal that reached nobody, and whose sender does not wait to hear so, shows it at its row.
        var undelivered = message is { Kind: OutboxBodies.Signal, ReplyTo: null } && outcome.Code != OutboxBodies.Applied;
        var end = new OutboxEnd(message.Id, failed ? OutboxStatus.Failed : OutboxStatus.Done, failed || undelivered ? $"{outcome.Code}: {outcome.Message}" : null, message.Attempt, now);
        if (message.ReplyTo is not { } replyTo)
        {
            await store.End(end, ct).ConfigureAwait(false);
            return;
        }
        var name = outcome.Kind switch
        {
            CallOutcomeKind.Done => OutboxBodies.Done,
            CallOutcomeKind.BusinessFault => outcome.Code ?? OutboxBodies.Failed,
            _ => OutboxBodies.Failed,
        };
        var code = outcome.Kind == CallOutcomeKind.Unknown ? outcome.Code ?? "UNKNOWN" : outcome.Code;
        var payload = Datum.Object(("key", message.Key), ("outcome", name), ("value", outcome.Value), ("code", code), ("message", outcome.Message));
        if (outcome.Kind == CallOutcomeKind.Unknown) payload = payload.With("unknown", true);
        var wait = store.FindWait(message.CaseKey, replyTo);
        var stimulus = new Stimulus($"{message.CaseId}:{message.Key}:{replyTo}", StimulusKinds.Answer, now, message.Kind == OutboxBodies.Call ? message.Target : "system", Channel: "connector",
            ActivityId: wait?.ActivityId, ScopePath: wait?.ScopePath, Name: wait?.Name, Key: replyTo, Payload: payload);
        while (true)
        {
            var answered = await runner.Execute(new CaseCommand(Clients.Outbox, message.Tenant, message.CaseId, stimulus), new Served(Outbox: end), ct).ConfigureAwait(false);
            if (answered.Kind != CaseOutcomeKind.Busy) return;
            await Task.Delay(answered.RetryAfter ?? options.RetryAfter, ct).ConfigureAwait(false);
        }
    }

    /// <summary>The request with the vault's values in place of their references.</summary>
    private async ValueTask<(Datum Request, List<string> Used, bool Missing)> Reveal(string tenant, Datum request, CancellationToken ct)
    {
        var used = new List<string>();
        var missing = false;
        async ValueTask<Datum> Walk(Datum value)
        {
            if (value.Kind == DatumKind.List)
            {
                var items = new List<Datum>();
                foreach (var item in value.Items) items.Add(await Walk(item).ConfigureAwait(false));
                return Datum.List(items);
            }
            if (value.Kind != DatumKind.Object) return value;
            if (value["vault"].Kind == DatumKind.Text && value.Members.All(m => m.Key is "vault" or "present"))
            {
                var id = value["vault"].AsText()!;
                if (await vault.Get(tenant, id, ct).ConfigureAwait(false) is not { } bytes) { missing = true; return Datum.Null; }
                used.Add(id);
                return Datum.Of(Encoding.UTF8.GetString(bytes));
            }
            var members = new List<KeyValuePair<string, Datum>>();
            foreach (var (key, member) in value.Members) members.Add(new(key, await Walk(member).ConfigureAwait(false)));
            return Datum.Object(members);
        }
        return (await Walk(request).ConfigureAwait(false), used, missing);
    }
}

/// <summary>The outbox's rows and what a dispatcher looks up around them.</summary>
internal interface IOutboxStore
{
    /// <summary>The message ready first, if one is by <paramref name="now"/>.</summary>
    (long Id, DateTimeOffset At)? Next();
    ValueTask<IReadOnlyList<LeasedMessage>> Lease(DateTimeOffset now, int take, long? only, CancellationToken ct);
    /// <summary>This node still carries these.</summary>
    ValueTask Renew(IReadOnlyCollection<long> ids, CancellationToken ct);
    ValueTask Postpone(long id, int attempts, DateTimeOffset nextAt, string? error, CancellationToken ct);
    ValueTask End(OutboxEnd end, CancellationToken ct);
    /// <summary>Writes the last error of a message under way, before anything is sent.</summary>
    ValueTask Mark(long id, string error, CancellationToken ct);
    /// <summary>Whether a message of the case may have reached the far side; null while it is under way.</summary>
    bool? HasLeft(long caseKey, string key);
    ValueTask FreeLeases(CancellationToken ct);
    /// <summary>Public id of a case by id or number; one of <paramref name="program"/> before others.</summary>
    string? FindReceiver(string tenant, string program, string idOrNumber);
    string WorkflowOf(long caseKey);
    (string ActivityId, string ScopePath, string Name)? FindWait(long caseKey, string bookmarkId);
}
