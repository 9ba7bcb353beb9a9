using System.Security.Cryptography;
using System.Text;
using Workflows.Cases.Ports;
using Workflows.Engine;
using Workflows.Engine.Data;
using Workflows.Engine.Plans;
using Workflows.Engine.State;
using Workflows.Engine.Turns;
using Workflows.Storage.Sql;

namespace Workflows.Storage.Running;

/// <summary>
/// Turns commands into steps. The turn runs outside the writer as long as it asks nothing; the version it began from is the
/// fence. Whoever loses the fence loads and begins again, at most five times; then the turn runs inside the transaction.
/// </summary>
internal sealed class StepRunner(IStepWriter writer, ICaseLoader loader, ITimerStore timers, IPlanSource plans, EngineWake wake, TimeProvider time, IRefsSource? refs = null, IReplyBoard? replies = null)
{
    private const int MaxOvertaken = 5, MaxAborted = 3;

    /// <param name="serves">What the command serves; done with in the step's own transaction.</param>
    public async ValueTask<CaseOutcome> Execute(CaseCommand command, Served? serves, CancellationToken ct)
    {
        Check(command);
        var caseId = command.CaseId ?? PublicIds.New(time.GetUtcNow());
        using var span = Telemetry.Step(command, caseId);
        try
        {
            var outcome = await Apply(command, caseId, serves, ct).ConfigureAwait(false);
            span.End(outcome);
            return outcome;
        }
        catch (NewerCaseException)
        {
            // Nodes of the newer version serve it; whoever asked here asks again and reaches one of them.
            var busy = new CaseOutcome(CaseOutcomeKind.Busy, command.CaseId, 0, Datum.EmptyObject, RetryAfter: TimeSpan.FromSeconds(5));
            span.End(busy);
            return busy;
        }
        catch (CaseUnreadableException unreadable)
        {
            span.Failed(unreadable);
            await loader.MarkUnreadable(command.Tenant, unreadable.CaseId, ct).ConfigureAwait(false);
            throw;
        }
        catch (StorageBusyException away)
        {
            var busy = new CaseOutcome(CaseOutcomeKind.Busy, command.CaseId, 0, Datum.EmptyObject, RetryAfter: away.RetryAfter);
            span.End(busy);
            return busy;
        }
        catch (Exception error)
        {
            span.Failed(error);
            throw;
        }
    }

    private async ValueTask<CaseOutcome> Apply(CaseCommand command, string newCaseId, Served? serves, CancellationToken ct)
    {
        for (var (overtaken, aborted) = (0, 0); ; )
        {
            ct.ThrowIfCancellationRequested();
            // Of a start nothing is known but perhaps its answer, and that the writer finds by the command's key.
            var before = command.CaseId is null ? LoadResult.Nothing : await loader.Load(command, DueBefore(command)).ConfigureAwait(false);
            if (before.Answer is { } known && serves is null) return known;
            var loaded = before.Case;
            if (command.CaseId is not null && loaded is null && before.Answer is null) return new CaseOutcome(CaseOutcomeKind.NotFound, command.CaseId, 0, Datum.EmptyObject);
            if (before.DueTimer is { } due && before.Answer is null)
            {
                await Fire(due, command.Stimulus.At, ct).ConfigureAwait(false);
                continue;
            }

            if (command.Stimulus.Kind == StimulusKinds.Migrate && loaded is not null && loaded.PlanId != command.Stimulus.Data["from"].AsText())
                return new CaseOutcome(CaseOutcomeKind.Refused, command.CaseId, loaded.Version, loaded.Head, new Refusal("MIGRATION_FROM", "案件は移す前の版の上にありません。 (The case is not on the plan it is to be moved from.)"));
            var program = loaded?.Program ?? command.Start!.Program;
            var workflow = loaded?.Workflow ?? command.Start!.Workflow;
            var plan = (Target(command.Stimulus) ?? loaded?.PlanId) is { } planId
                ? await plans.Get(planId, ct).ConfigureAwait(false)
                : await plans.Current(command.Tenant, program, workflow, ct).ConfigureAwait(false);
            // Asked again after its definition was withdrawn, a start has its first answer.
            if (plan is null) return (loaded is null ? loader.FindAnswer(command) : null) ?? NotPublished(command, loaded, program, workflow);
            var settings = refs is null ? Datum.EmptyObject : await refs.Refs(command.Tenant, program, ct).ConfigureAwait(false);

            StepResult result;
            try
            {
                var draft = Draft(command, loaded, newCaseId, program, workflow, plan, settings, serves, insist: overtaken >= MaxOvertaken);
                result = await writer.Write(draft).ConfigureAwait(false);
            }
            catch (Exception error) when (error is InsufficientExecutionStackException or OutOfMemoryException && loaded is { Version: > 0 } && aborted < MaxAborted)
            {
                // A limit of the machine, not of the definition: tried again, and the third time shown at the case as an incident.
                if (++aborted == MaxAborted) command = command with { Stimulus = Aborted(command.Stimulus, error) };
                continue;
            }
            if (result.Kind == StepResultKind.Overtaken) { overtaken++; continue; }
            if (result.Wakes) wake.Signal();
            if (result.Outcome is { Kind: CaseOutcomeKind.Applied, CaseId: { } at, Replies: { Count: > 0 } written }) replies?.Post(at, written);
            return result.Outcome!;
        }
    }

    /// <summary>A move runs on the plan it leads to; everything else on the case's own.</summary>
    private static string? Target(Stimulus stimulus) =>
        stimulus.Kind is StimulusKinds.Migrate or StimulusKinds.UndoMigration ? stimulus.Data["to"].AsText() : null;

    private static Stimulus Aborted(Stimulus of, Exception error) => new(of.Id, StimulusKinds.Aborted, of.At, "system", ActivityId: of.ActivityId, ScopePath: of.ScopePath,
        Payload: Datum.Object(("reason", error.Message), ("stimulus", of.ToDatum())));

    /// <summary>Serves a timer row: the step and the row's end are one transaction.</summary>
    public async ValueTask<CaseOutcome?> Fire(DueTimer timer, DateTimeOffset now, CancellationToken ct)
    {
        var at = now < timer.Due ? timer.Due : now;
        var stimulus = timer.Kind == Model.TimerKind.Continue
            ? new Stimulus($"{timer.CaseId}:continue:{timer.Id}", StimulusKinds.Continue, at, "system", Channel: "timer")
            : new Stimulus($"{timer.CaseId}:{timer.BookmarkId}:{timer.Due.UtcTicks}", StimulusKinds.Timer, at, "system", Channel: "timer",
                ActivityId: timer.ActivityId, ScopePath: timer.ScopePath, Name: timer.Name, Key: timer.BookmarkId, Due: timer.Due);
        try
        {
            return await Execute(new CaseCommand(Clients.Timer, timer.Tenant, timer.CaseId, stimulus), new Served(TimerId: timer.Id), ct).ConfigureAwait(false);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            // Kept and tried again later: the case goes on with everything else, and the error is shown with the row.
            await timers.Postpone(timer, now, error.Message, ct).ConfigureAwait(false);
            return null;
        }
    }

    private static StepDraft Draft(CaseCommand command, LoadedCase? loaded, string newCaseId, string program, string workflow, Plan plan, Datum settings, Served? serves, bool insist)
    {
        var stimulus = command.Stimulus.Name is null && command.Stimulus.Kind == StimulusKinds.Start && command.Start?.StartId is { } startId
            ? command.Stimulus with { Name = startId } : command.Stimulus;
        command = command with { Stimulus = stimulus };
        var caseId = loaded?.PublicId ?? newCaseId;
        Turn Begin(LoadedCase? from, out StepContext context)
        {
            var state = from?.State ?? CaseState.Empty;
            var now = from is not null && state.Parts.Count > 0 && state.LastNow > stimulus.At ? state.LastNow : stimulus.At;
            context = new StepContext(command.Tenant, caseId, now, SeedOf(command), settings);
            return Interpreter.Begin(plan, state, stimulus, context);
        }

        StepContext context = null!;
        var turn = insist ? null : Begin(loaded, out context);
        return new StepDraft
        {
            Command = command,
            CaseId = caseId,
            Loaded = loaded,
            Program = program,
            Workflow = workflow,
            Plan = plan,
            Asks = turn is not { Settled: not null },
            Insist = insist,
            Serves = serves,
            Settle = (current, answers) =>
            {
                var own = context;
                var open = insist ? Begin(current, out own) : turn!;
                var tape = new List<(Question, Reply)>();
                while (open.Settled is null) open = Interpreter.Resume(open, Answer(open, answers, tape));
                return new SettledStep(open.Settled, tape, own);
            },
        };
    }

    private static List<Reply> Answer(Turn turn, IAnswers answers, List<(Question, Reply)> tape)
    {
        var replies = new List<Reply>(turn.Open.Count);
        foreach (var question in turn.Open)
        {
            var answer = answers.Answer(question, CancellationToken.None);
            // The writer's own thread answers, so the answer is there at once.
            var reply = (answer.IsCompleted ? answer.Result : answer.AsTask().GetAwaiter().GetResult()) with { No = question.No };
            replies.Add(reply);
            tape.Add((question, reply));
        }
        return replies;
    }

    /// <summary>Timers of the case due by the stimulus's receipt fire first; a timer lets only earlier ones go ahead.</summary>
    private static TimerBound? DueBefore(CaseCommand command) => command.CaseId is null ? null : command.Stimulus.Kind switch
    {
        StimulusKinds.Timer when command.Stimulus.Due is { } due => new TimerBound(due, Strictly: true),
        StimulusKinds.Continue => null,
        _ => new TimerBound(command.Stimulus.At, Strictly: false),
    };

    private static string SeedOf(CaseCommand command)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{command.Tenant}\n{command.Client}\n{command.Stimulus.Id}"), digest);
        return Convert.ToHexStringLower(digest[..16]);
    }

    private static void Check(CaseCommand command)
    {
        if (command.Tenant.Length == 0) throw new ArgumentException("The command names no municipality (Tenant).", nameof(command));
        if (command.Client.Length == 0) throw new ArgumentException("The command names no client.", nameof(command));
        if (command.Stimulus.Id.Length == 0) throw new ArgumentException("The command has no id (Stimulus.Id).", nameof(command));
        if (command.CaseId is null && command.Start is null) throw new ArgumentException("The command names neither a case (CaseId) nor what to start (Start).", nameof(command));
    }

    private static CaseOutcome NotPublished(CaseCommand command, LoadedCase? loaded, string program, string workflow) =>
        new(CaseOutcomeKind.Refused, command.CaseId, loaded?.Version ?? 0, loaded?.Head ?? Datum.EmptyObject,
            new Refusal("NOT_PUBLISHED", $"この自治体では手続「{program}」（{workflow}）を受け付けていません。 ('{program}/{workflow}' is not published here.)"));
}

/// <summary>Names under which the engine issues commands to itself.</summary>
internal static class Clients
{
    public const string Timer = "timer";
    public const string Outbox = "outbox";
}

/// <param name="Strictly">Before, not at.</param>
internal sealed record TimerBound(DateTimeOffset At, bool Strictly);

internal sealed record DueTimer(long Id, string Tenant, string? CaseId, Model.TimerKind Kind, string? BookmarkId, DateTimeOffset Due, string? ActivityId, string? ScopePath, string? Name, string? Program, string? StartId, int Attempts, DateTimeOffset ReadyAt);

/// <param name="Answer">What the command id led to before.</param>
/// <param name="DueTimer">A timer of the case to be served first.</param>
internal sealed record LoadResult(CaseOutcome? Answer, LoadedCase? Case, DueTimer? DueTimer)
{
    public static readonly LoadResult Nothing = new(null, null, null);
}

/// <summary>Reads what a step of a known case begins from, in one snapshot.</summary>
internal interface ICaseLoader
{
    /// <exception cref="CaseUnreadableException">What is stored of the case is damaged.</exception>
    ValueTask<LoadResult> Load(CaseCommand command, TimerBound? timersBefore);

    /// <summary>What the command's id led to before; null when it is new.</summary>
    CaseOutcome? FindAnswer(CaseCommand command);

    /// <summary>The case stands among those with an incident until a step of it succeeds.</summary>
    ValueTask MarkUnreadable(string tenant, string caseId, CancellationToken ct);
}
