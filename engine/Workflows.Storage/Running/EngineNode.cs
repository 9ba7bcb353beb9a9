using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Workflows.Cases.Ports;
using Workflows.Engine.Turns;
using Workflows.Storage.Model;
using Workflows.Storage.Sql;

namespace Workflows.Storage.Running;

/// <summary>
/// Serves what is due: timers and scheduled starts oldest first, outbox messages in order of their next attempt. Runs in the
/// background of a host, or by hand to the last with <see cref="DrainAsync"/>. The clock is the <see cref="TimeProvider"/>.
/// </summary>
internal sealed class EngineNode(
    StepRunner runner, OutboxDispatcher dispatcher, IOutboxStore outbox, ITimerStore timers, EngineWake wake, NodeGate gate, StorageOptions options, TimeProvider time,
    ILogger<EngineNode> log, IScheduleSource? schedules = null) : IEnginePump
{
    private const int TimersAtOnce = 64;
    /// <summary>Other nodes write what is due too, and die: each looks for itself so often.</summary>
    private static readonly TimeSpan LongestSleep = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<long, bool> _carried = new();

    public async ValueTask<int> DrainAsync(int turns = 10_000, CancellationToken cancellationToken = default)
    {
        var served = 0;
        while (served < turns)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var now = Instants.Now(time);
            var timer = timers.Oldest(now, 1) is [var first, ..] ? first : null;
            var message = outbox.Next() is { } next && next.At <= now ? next : ((long Id, DateTimeOffset At)?)null;
            if (timer is not null && (message is null || timer.ReadyAt <= message.Value.At)) await Fire(timer, now, cancellationToken).ConfigureAwait(false);
            else if (message is { } ready)
            {
                foreach (var leased in await outbox.Lease(now, 1, ready.Id, cancellationToken).ConfigureAwait(false)) await dispatcher.Carry(leased, cancellationToken).ConfigureAwait(false);
            }
            else break;
            served++;
        }
        return served;
    }

    public ValueTask<DateTimeOffset?> NextDue(CancellationToken cancellationToken) => ValueTask.FromResult(Lag().NextDue);

    /// <summary>Serves until cancelled.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        await outbox.FreeLeases(ct).ConfigureAwait(false);
        Telemetry.Watch(() => Behind(outbox.Next()?.At), () => Behind(timers.NextReady()));
        var carrying = new HashSet<Task>();
        var renewing = Renew(ct);
        while (!ct.IsCancellationRequested)
        {
            var woken = wake.Next;
            try
            {
                carrying.RemoveWhere(t => t.IsCompleted);
                if (!gate.Serves) await Task.WhenAny(woken, Task.Delay(LongestSleep, time, ct)).ConfigureAwait(false);
                else if (await ServeSome(carrying, ct).ConfigureAwait(false)) continue;
                await Sleep(woken, carrying, ct).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested) { break; }
            catch (Exception error)
            {
                log.LogError(error, "The engine node could not serve what is due; it tries again.");
                await Task.Delay(TimeSpan.FromSeconds(1), time, CancellationToken.None).ConfigureAwait(false);
            }
        }
        await Task.WhenAll([.. carrying, renewing]).ConfigureAwait(false);
    }

    /// <summary>Keeps the leases of what is under way; by the machine's clock, as the database's goes.</summary>
    private async Task Renew(CancellationToken ct)
    {
        using var timer = new PeriodicTimer(SqlOutbox.Renewal);
        try
        {
            while (await timer.WaitForNextTickAsync(ct).ConfigureAwait(false))
            {
                if (_carried.IsEmpty) continue;
                try { await outbox.Renew([.. _carried.Keys], ct).ConfigureAwait(false); }
                catch (Exception error) when (error is not OperationCanceledException) { log.LogWarning(error, "Leases could not be renewed; another node may carry on what this one has under way."); }
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested) { }
    }

    public NodeLag Lag()
    {
        var (message, timer) = (outbox.Next()?.At, timers.NextReady());
        return new NodeLag(Behind(message), Behind(timer), timer is null || message < timer ? message : timer);
    }

    private TimeSpan Behind(DateTimeOffset? ready) => ready is { } at && Instants.Now(time) - at is { Ticks: > 0 } late ? late : TimeSpan.Zero;

    private async Task<bool> ServeSome(HashSet<Task> carrying, CancellationToken ct)
    {
        using var pass = gate.Enter();
        var now = Instants.Now(time);
        var due = timers.Oldest(now, TimersAtOnce);
        // Different cases at once; a case's own timers one after another.
        await Task.WhenAll(due.GroupBy(t => t.CaseId ?? $"{t.Tenant}/{t.Program}/{t.StartId}").Select(async ofCase =>
        {
            foreach (var timer in ofCase) await Fire(timer, now, ct).ConfigureAwait(false);
        })).ConfigureAwait(false);

        var free = options.Dispatchers - carrying.Count;
        var leased = free > 0 && outbox.Next() is { } next && next.At <= now ? await outbox.Lease(now, free, null, ct).ConfigureAwait(false) : [];
        foreach (var message in leased) carrying.Add(Carry(message, ct));
        return due.Count > 0 || leased.Count > 0;
    }

    private async Task Carry(LeasedMessage message, CancellationToken ct)
    {
        using var pass = gate.Enter();
        _carried[message.Id] = true;
        try { await dispatcher.Carry(message, ct).ConfigureAwait(false); }
        catch (OperationCanceledException) when (ct.IsCancellationRequested) { }
        catch (Exception error) { log.LogError(error, "Outbox message {Id} could not be carried; its lease runs out.", message.Id); }
        finally { _carried.TryRemove(message.Id, out _); }
        wake.Signal();
    }

    private async Task Sleep(Task woken, HashSet<Task> carrying, CancellationToken ct)
    {
        var next = await NextDue(ct).ConfigureAwait(false);
        var wait = next is { } at ? at - time.GetUtcNow() : LongestSleep;
        // A due message with every dispatcher busy waits for one of them, not for the clock.
        if (wait <= TimeSpan.Zero) wait = carrying.Count > 0 ? LongestSleep : TimeSpan.FromMilliseconds(50);
        if (wait > LongestSleep) wait = LongestSleep;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        await Task.WhenAny(woken, Task.Delay(wait, time, stop.Token)).ConfigureAwait(false);
        await stop.CancelAsync().ConfigureAwait(false);
    }

    private async ValueTask Fire(DueTimer timer, DateTimeOffset now, CancellationToken ct)
    {
        if (timer.Kind == TimerKind.Schedule)
        {
            try { await FireSchedule(timer, now, ct).ConfigureAwait(false); }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                log.LogError(error, "The scheduled start {Program}/{Start} of {Tenant} failed; it is tried again.", timer.Program, timer.StartId, timer.Tenant);
                await timers.Postpone(timer, now, error.Message, ct).ConfigureAwait(false);
            }
            return;
        }
        var outcome = await runner.Fire(timer, now, ct).ConfigureAwait(false);
        if (outcome is { Kind: CaseOutcomeKind.Busy or CaseOutcomeKind.NotFound }) await timers.Postpone(timer, now, outcome.Kind.ToString(), ct).ConfigureAwait(false);
    }

    /// <summary>Begins what a row stands for; each start once, whatever happens between. The row goes on to its next due time only when all have begun.</summary>
    private async ValueTask FireSchedule(DueTimer timer, DateTimeOffset now, CancellationToken ct)
    {
        if (schedules is null) throw new InvalidOperationException("予定による開始を扱うものがありません。 (No IScheduleSource is installed.)");
        var (program, startId) = (timer.Program!, timer.StartId!);
        var firing = await schedules.Fire(timer.Tenant, program, startId, timer.Due, now, ct).ConfigureAwait(false);
        foreach (var start in firing.Starts)
        {
            var stamp = start.Stamp.Length > 0 ? start.Stamp : timer.Due.UtcTicks.ToString(System.Globalization.CultureInfo.InvariantCulture);
            var name = start.Target.StartId ?? startId;
            var stimulus = new Stimulus($"{program}:{name}:{stamp}", StimulusKinds.Start, now, "system", Channel: "timer", ActivityId: start.ActivityId, Name: start.ActivityId is null ? name : null, Due: timer.Due, Payload: start.Payload);
            var outcome = await runner.Execute(new CaseCommand("schedule", timer.Tenant, null, stimulus, start.Target), null, ct).ConfigureAwait(false);
            if (outcome.Kind == CaseOutcomeKind.Busy) throw new InvalidOperationException("Busy.");
            if (outcome.Kind != CaseOutcomeKind.Refused) continue;
            log.LogInformation("The start {Program}/{Start} of {Tenant} was refused: {Code}.", program, name, timer.Tenant, outcome.Refusal?.Code);
            if (start.Signal is { } signal && outcome.Refusal?.Code == "ALREADY_OPEN" && outcome.CaseId is { Length: > 0 } live)
                await Tell(timer.Tenant, live, new Stimulus($"{program}:{name}:{stamp}:signal", StimulusKinds.Signal, now, "system", Channel: "timer", Name: signal, Payload: start.Payload), ct).ConfigureAwait(false);
        }
        foreach (var (caseId, kind, name) in firing.Told)
            await Tell(timer.Tenant, caseId, new Stimulus($"{startId}:{timer.Due.UtcTicks}:{timer.Id}", kind, now, "system", Channel: "register", Name: name), ct).ConfigureAwait(false);
        foreach (var (row, due) in firing.Rows) await timers.SetRow(timer.Tenant, program, row, due, ct).ConfigureAwait(false);
        await timers.Reschedule(timer, firing.Next, ct).ConfigureAwait(false);
    }

    private async ValueTask Tell(string tenant, string caseId, Stimulus stimulus, CancellationToken ct)
    {
        var outcome = await runner.Execute(new CaseCommand($"told:{caseId}", tenant, caseId, stimulus), null, ct).ConfigureAwait(false);
        if (outcome.Kind == CaseOutcomeKind.Busy) throw new InvalidOperationException("Busy.");
    }
}

/// <summary>The timers' rows.</summary>
internal interface ITimerStore
{
    /// <summary>Timers ready at <paramref name="now"/>, oldest first.</summary>
    IReadOnlyList<DueTimer> Oldest(DateTimeOffset now, int take);
    DateTimeOffset? NextReady();
    ValueTask Postpone(DueTimer timer, DateTimeOffset now, string error, CancellationToken ct);
    /// <summary>A scheduled start is due next then; null takes it off.</summary>
    ValueTask Reschedule(DueTimer timer, DateTimeOffset? next, CancellationToken ct);
    /// <summary>Writes a row of a start (or of one of its records), due at the given time or earlier.</summary>
    ValueTask SetRow(string tenant, string program, string startId, DateTimeOffset due, CancellationToken ct);
}
