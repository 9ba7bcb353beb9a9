using Workflows.Cases.Ports;
using Workflows.Engine;
using Workflows.Engine.Data;
using Workflows.Engine.Turns;
using Workflows.Storage.Running;

namespace Workflows.Storage.Sql;

/// <summary>
/// What writing a step means, on every database: command, fence, case row, dirty parts, history, effects. A refused or unheard
/// step leaves nothing but, when refused, the command's answer.
/// </summary>
internal sealed class StepWriting(SqlCases cases, SqlEffects effects, SqlAnswersFactory answers, VaultCipher cipher)
{
    /// <summary>What can be done before the step's turn at the writer comes; null for a step that must be settled inside the transaction.</summary>
    public PreparedStep? Prepare(StepDraft draft) =>
        draft.Asks || draft.Insist ? null : PreparedStep.Of(draft, draft.Loaded, draft.Settle(draft.Loaded, NoAnswers.Instance), cases, cipher);

    /// <summary>Whether the step competes with others for more than its own case.</summary>
    public static bool StandsAlone(StepDraft draft) => draft.Asks || draft.Insist || (draft.Command.Start is { } start && (start.Key ?? start.Once) is not null && draft.Loaded is not { Version: > 0 });

    /// <summary>Whether the step only has its own case's rows to write: it needs no answers and nothing can refuse it any more.</summary>
    public static bool IsPlain(StepDraft draft, PreparedStep? prepared) => prepared is { Applies: true } && !StandsAlone(draft);

    /// <summary>Writes one step in the session's transaction.</summary>
    public StepResult Run(SqlSession session, StepDraft draft, PreparedStep? prepared)
    {
        var db = session.Db;
        // A step that is settled and competes with nobody finds out by the command's own row whether it is a repetition.
        var looks = !IsPlain(draft, prepared);
        if (looks && FindAnswer(db, draft.Command) is { } known) return Known(session, draft, known);

        var loaded = draft.Loaded;
        if (loaded is not null && prepared is null)
        {
            // Locked, so that what the answers are given for is still so at the end.
            if (db.Number($"SELECT Version FROM Cases{db.Dialect.LockHint} WHERE Id = ?{db.Dialect.ForUpdate}", loaded.Key) != loaded.Version)
            {
                if (!draft.Insist) return StepResult.Overtaken;
                loaded = cases.LoadUncommitted(db, loaded.Tenant, loaded.PublicId)!;
            }
        }

        var key = loaded?.Key ?? session.NextCaseKey();
        if (draft.Command.Start?.Key is { } startKey && loaded is not { Version: > 0 } && HolderOfStart(db, draft, startKey, key) is { } holder)
            return Undone(session).Refuse(session, draft, loaded, new Refusal("ALREADY_OPEN", "同じ対象の案件がすでに進行中です。 (A case of the same key is open.)"), holder);

        if (draft.Command.Start is { Once: { } once, StartId: { } onceOf } && loaded is not { Version: > 0 } && !ClaimOnce(db, draft, onceOf, once, key))
            return Undone(session).Refuse(session, draft, loaded, new Refusal("ALREADY_STARTED", "同じ対象ではすでに始めています。 (This start has begun a case of the same key before.)"), null);

        if (prepared is null)
        {
            try { prepared = PreparedStep.Of(draft, loaded, draft.Settle(loaded, answers.Create(session, draft, key)), cases, cipher); }
            catch (StepRefusedException refused) { return Undone(session).Refuse(session, draft, loaded, refused.Refusal, loaded?.PublicId); }
        }
        if (!prepared.Applies) return Undone(session).Unapplied(session, prepared)!;
        if (loaded is not null && !Advance(session, prepared))
        {
            session.RollbackToMark();
            return StepResult.Overtaken;
        }
        if (looks) session.Rows.Add(StepTable.Commands, CommandRow(prepared));
        else if (!db.InsertNew(StepTable.Commands, CommandRow(prepared)))
        {
            session.RollbackToMark();
            return Known(session, draft, FindAnswer(db, draft.Command)!);
        }
        if (loaded is null) Insert(session, prepared, key);
        return Finish(session, prepared, key);
    }

    /// <summary>The row by which a command is known again.</summary>
    public static object?[] CommandRow(PreparedStep step) =>
        [step.Draft.Command.Tenant, step.Draft.Command.Client, step.Draft.Command.Stimulus.Id, step.Draft.Command.Digest, step.Now, step.Reply];

    /// <summary>The command was answered before: only what it serves is done with.</summary>
    public static StepResult Known(SqlSession session, StepDraft draft, CaseOutcome known)
    {
        Serve(session, draft.Serves);
        return new StepResult(StepResultKind.Answered, known);
    }

    /// <summary>The end of a step that was refused or not heard; null when it applies.</summary>
    public StepResult? Unapplied(SqlSession session, PreparedStep prepared)
    {
        var (draft, loaded) = (prepared.Draft, prepared.Loaded);
        if (prepared.Step.Refusal is { } refusal) return Refuse(session, draft, loaded, refusal, loaded?.PublicId);
        if (prepared.Step.Heard) return null;
        Serve(session, draft.Serves);
        return new StepResult(StepResultKind.Answered, new CaseOutcome(CaseOutcomeKind.Unheard, draft.CaseId, loaded?.Version ?? 0, loaded?.Head ?? Datum.EmptyObject));
    }

    public void Insert(SqlSession session, PreparedStep step, long key)
    {
        var (draft, header) = (step.Draft, step.Header);
        session.Rows.Add(StepTable.Cases, key, draft.CaseId, draft.Command.Tenant, draft.Program, header.ProgramVersion, header.Workflow, header.Number, header.Status, header.Lifecycle,
            header.Applicant, step.StartKey, header.Faulted, step.Now, step.Now, 1L, cases.PlanKey(session, draft.Plan.PlanId), SqlCases.Format, step.Head, step.Digest);
    }

    /// <summary>Everything but the case's own row, which is there by now in its new version, and the command's.</summary>
    public StepResult Finish(SqlSession session, PreparedStep step, long key)
    {
        var (draft, header, loaded) = (step.Draft, step.Header, step.Loaded);
        var (rows, tenant) = (session.Rows, draft.Command.Tenant);
        if (loaded is not null && CaseHeader.IsOver(loaded.State)) SqlArchive.BringBack(session, key);
        cases.Keep(session, tenant, key, step);
        var planKey = cases.PlanKey(session, draft.Plan.PlanId);
        if (header.IsEnded && (loaded?.StartKey ?? draft.Command.Start?.Key) is not null)
            session.Db.Run("DELETE FROM Claims WHERE CaseId = ? AND Namespace >= 'start:' AND Namespace < 'start;'", key);
        foreach (var (no, bytes) in step.Parts)
        {
            if (bytes is null) rows.Remove(StepTable.Parts, key, no);
            else rows.Put(StepTable.Parts, key, no, bytes);
        }
        rows.Add(StepTable.History, key, step.Version, step.Now, draft.Command.Stimulus.Kind, planKey, step.Body, step.StateHash, loaded?.Digest);
        // What the step served ends before its effects: the step may send the same message or stop at a bound again.
        Serve(session, draft.Serves);
        var wakes = effects.Apply(session, new EffectTarget(tenant, draft.Program, key, draft.CaseId, step.Now, draft.Command.Stimulus.At), step);
        var after = new LoadedCase(key, draft.CaseId, tenant, draft.Program, header.Workflow, step.Version, draft.Plan.PlanId, step.Step.State, header.Head, step.Digest, step.StartKey, header.Listed);
        session.AfterCommit(() => cases.Remember(after));
        return new StepResult(StepResultKind.Answered, step.Outcome, after, wakes);
    }

    /// <summary>The fence: the case's row goes on by one version, from the one the step began from and from no other.</summary>
    private bool Advance(SqlSession session, PreparedStep step)
    {
        var (db, header, loaded) = (session.Db, step.Header, step.Loaded!);
        var advanced = db.Run("""
            UPDATE Cases SET ProgramVersion = ?, Workflow = ?, Lifecycle = ?, StartKey = ?, UpdatedAt = ?, Version = Version + 1, PlanKey = ?, StateFormat = ?, Head = ?, Digest = ?
            WHERE Id = ? AND Version = ?
            """,
            header.ProgramVersion, header.Workflow, header.Lifecycle, step.StartKey, step.Now, cases.PlanKey(session, step.Draft.Plan.PlanId), SqlCases.Format, step.Head, step.Digest, loaded.Key, loaded.Version);
        if (advanced != 1) return false;
        // Apart, and only when they changed: naming an indexed column rewrites its index entries.
        if (header.Listed != loaded.Listed)
            db.Run("UPDATE Cases SET Number = ?, Status = ?, Applicant = ?, Faulted = ? WHERE Id = ?", header.Number, header.Status, header.Applicant, header.Faulted, loaded.Key);
        return true;
    }

    /// <summary>What the step's answers wrote is undone first.</summary>
    private StepWriting Undone(SqlSession session)
    {
        session.RollbackToMark();
        return this;
    }

    /// <summary>The command id keeps the refusal.</summary>
    private StepResult Refuse(SqlSession session, StepDraft draft, LoadedCase? loaded, Refusal refusal, string? caseId)
    {
        var outcome = new CaseOutcome(CaseOutcomeKind.Refused, caseId, loaded?.Version ?? 0, loaded?.Head ?? Datum.EmptyObject, refusal);
        session.Rows.Add(StepTable.Commands, draft.Command.Tenant, draft.Command.Client, draft.Command.Stimulus.Id, draft.Command.Digest, draft.Command.Stimulus.At, cipher.Seal(CommandReply.Write(outcome)));
        Serve(session, draft.Serves);
        return new StepResult(StepResultKind.Answered, outcome);
    }

    /// <summary>The answer a command id led to before; null when it is new.</summary>
    public static CaseOutcome? FindAnswer(SqlDb db, CaseCommand command)
    {
        using var row = db.Query("SELECT Digest, Reply FROM Commands WHERE Tenant = ? AND Client = ? AND CommandId = ?", command.Tenant, command.Client, command.Stimulus.Id);
        return row.Step() ? Answer(command, row.TextOrNull(0), row.Opened(1)) : null;
    }

    public static CaseOutcome Answer(CaseCommand command, string? digest, byte[] reply) =>
        digest is not null && command.Digest is not null && digest != command.Digest ? CommandReply.Conflict(command.CaseId) : CommandReply.Read(reply);

    private static void Serve(SqlSession session, Served? served)
    {
        if (served?.TimerId is { } timer) session.Rows.Remove(StepTable.ServedTimers, timer);
        if (served?.Outbox is { } end) SqlOutbox.End(session.Db, end);
    }

    /// <summary>Claims a key for good; false when a case was begun with it before.</summary>
    private static bool ClaimOnce(SqlDb db, StepDraft draft, string start, string once, long caseKey) =>
        db.InsertNew(StepTable.Claims, draft.Command.Tenant, $"once:{draft.Program}/{start}", once, caseKey, draft.Command.Stimulus.At);

    private static string StartNamespace(StepDraft draft) => $"start:{draft.Program}/{draft.Workflow}";

    /// <summary>Claims the start key; the public id of the case that holds it when it is taken.</summary>
    private static string? HolderOfStart(SqlDb db, StepDraft draft, string startKey, long caseKey)
    {
        if (db.InsertNew(StepTable.Claims, draft.Command.Tenant, StartNamespace(draft), startKey, caseKey, draft.Command.Stimulus.At)) return null;
        using var row = db.Query("SELECT c.PublicId FROM Claims k JOIN Cases c ON c.Id = k.CaseId WHERE k.Tenant = ? AND k.Namespace = ? AND k.Key = ?",
            draft.Command.Tenant, StartNamespace(draft), startKey);
        return row.Step() ? row.Text(0) : "";
    }

    private sealed class NoAnswers : IAnswers
    {
        public static readonly NoAnswers Instance = new();
        public ValueTask<Reply> Answer(Question question, CancellationToken cancellationToken) => throw new InvalidOperationException("The step said that it asks nothing.");
    }
}

/// <summary>Writes each step as a job of the writer's queue.</summary>
internal sealed class QueuedStepWriter(ISqlWriter writer, StepWriting writing) : IStepWriter
{
    public Task<StepResult> Write(StepDraft draft)
    {
        var prepared = writing.Prepare(draft);
        var tries = 0;
        // A turn with questions cannot be settled twice: when its group is written again, it begins again from the start.
        return writer.Write(session => prepared is null && !draft.Insist && tries++ > 0 ? StepResult.Overtaken : writing.Run(session, draft, prepared), StepWriting.IsPlain(draft, prepared));
    }
}
