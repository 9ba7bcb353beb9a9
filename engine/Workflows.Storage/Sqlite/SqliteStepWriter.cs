using Workflows.Cases.Ports;
using Workflows.Engine;
using Workflows.Engine.Data;
using Workflows.Engine.Turns;
using Workflows.Storage.Model;
using Workflows.Storage.Running;

namespace Workflows.Storage.Sqlite;

/// <summary>
/// Writes steps to SQLite: command, fence, case row, dirty parts, effects, history. A refused or unheard step leaves nothing
/// but, when refused, the command's answer.
/// </summary>
internal sealed class SqliteStepWriter(SqliteWriter writer, SqliteCases cases, SqliteEffects effects, SqliteAnswersFactory answers) : IStepWriter
{
    public Task<StepResult> Write(StepDraft draft) => writer.Write(session => Run(session, draft));

    private StepResult Run(SqliteSession session, StepDraft draft)
    {
        var db = session.Db;
        if (FindAnswer(db, draft.Command) is { } known)
        {
            Serve(db, draft.Serves);
            return new StepResult(StepResultKind.Answered, known);
        }

        var loaded = draft.Loaded;
        if (loaded is not null && (draft.Asks || draft.Insist))
        {
            if (db.Number("SELECT Version FROM Cases WHERE Id = ?", loaded.Key) != loaded.Version)
            {
                if (!draft.Insist) return StepResult.Overtaken;
                loaded = cases.LoadUncommitted(db, loaded.Tenant, loaded.PublicId)!;
            }
        }

        var key = loaded?.Key ?? cases.NextKey(db);
        if (draft.Command.Start?.Key is { } startKey && loaded is not { Version: > 0 } && HolderOfStart(db, draft, startKey, key) is { } holder)
            return Refuse(session, draft, loaded, new Refusal("ALREADY_OPEN", "同じ対象の案件がすでに進行中です。 (A case of the same key is open.)"), holder);

        SettledStep settled;
        try { settled = draft.Settle(loaded, answers.Create(session, draft, key)); }
        catch (StepRefusedException refused) { return Refuse(session, draft, loaded, refused.Refusal, loaded?.PublicId); }
        if (settled.Step.Refusal is { } refusal) return Refuse(session, draft, loaded, refusal, loaded?.PublicId);
        if (!settled.Step.Heard)
        {
            session.RollbackToMark();
            Serve(db, draft.Serves);
            return new StepResult(StepResultKind.Answered, new CaseOutcome(CaseOutcomeKind.Unheard, draft.CaseId, loaded?.Version ?? 0, loaded?.Head ?? Datum.EmptyObject));
        }
        return Apply(session, draft, loaded, key, settled);
    }

    private StepResult Apply(SqliteSession session, StepDraft draft, LoadedCase? loaded, long key, SettledStep settled)
    {
        var db = session.Db;
        var (step, context) = (settled.Step, settled.Context);
        var version = (loaded?.Version ?? 0) + 1;
        var header = CaseHeader.Of(step, loaded?.Head, draft.Plan, draft.Workflow, draft.Command.Start?.Applicant);
        var planKey = cases.PlanKey(session, draft.Plan.PlanId);
        var stateHash = Convert.FromHexString(step.State.Hash);
        var refs = cases.KeepRefs(session, draft.Command.Tenant, context.Refs);
        var body = HistoryBody.Write(draft.Command.Stimulus, context, refs, settled.Tape, step.Journal);
        var digest = HistoryBody.Digest(loaded?.Digest, version, draft.Plan.PlanId, stateHash, body);
        var startKey = header.IsEnded ? null : loaded?.StartKey ?? draft.Command.Start?.Key;

        if (loaded is null) InsertCase(db, draft, key, header, planKey, context.Now, digest, startKey);
        else if (!UpdateCase(db, loaded, header, planKey, context.Now, digest, startKey))
        {
            session.RollbackToMark();
            return StepResult.Overtaken;
        }
        if (header.IsEnded && (loaded?.StartKey ?? draft.Command.Start?.Key) is not null)
            db.Run("DELETE FROM Claims WHERE CaseId = ? AND Namespace >= 'start:' AND Namespace < 'start;'", key);

        foreach (var no in step.DirtyParts)
        {
            if (step.State.Parts.TryGetValue(no, out var part))
                db.Run("INSERT INTO Parts (CaseId, PartNo, Bytes) VALUES (?, ?, ?) ON CONFLICT (CaseId, PartNo) DO UPDATE SET Bytes = excluded.Bytes",
                    key, no, SqliteCases.Pack(session, draft.Command.Tenant, key, part.Bytes));
            else
                db.Run("DELETE FROM Parts WHERE CaseId = ? AND PartNo = ?", key, no);
        }
        db.Run("INSERT INTO History (CaseId, Seq, At, Kind, PlanKey, Body, StateHash, PrevDigest) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            key, version, context.Now, draft.Command.Stimulus.Kind, planKey, SqliteCases.Pack(session, draft.Command.Tenant, key, body), stateHash, loaded?.Digest);
        // What the step served ends before its effects: the step may send the same message or stop at a bound again.
        Serve(db, draft.Serves);
        var wakes = effects.Apply(session, new EffectTarget(draft.Command.Tenant, draft.Program, key, draft.CaseId, context.Now), step.Effects, header);

        var outcome = new CaseOutcome(CaseOutcomeKind.Applied, draft.CaseId, version, header.Head, null, step.Replies.Count > 0 ? step.Replies : null);
        KeepAnswer(db, draft, context.Now, outcome);
        var after = new LoadedCase(key, draft.CaseId, draft.Command.Tenant, draft.Program, header.Workflow, version, draft.Plan.PlanId, step.State, header.Head, digest, startKey, header.Listed);
        session.AfterCommit(() => cases.Remember(after));
        return new StepResult(StepResultKind.Answered, outcome, after, wakes);
    }

    private static void InsertCase(SqliteFile db, StepDraft draft, long key, CaseHeader header, long planKey, DateTimeOffset now, byte[] digest, string? startKey) =>
        db.Run("""
            INSERT INTO Cases (Id, PublicId, Tenant, Program, ProgramVersion, Workflow, Number, Status, Lifecycle, Applicant, StartKey, Faulted, CreatedAt, UpdatedAt, Version, PlanKey, StateFormat, Head, Digest)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, ?, ?, ?, ?)
            """,
            key, draft.CaseId, draft.Command.Tenant, draft.Program, header.ProgramVersion, header.Workflow, header.Number, header.Status, header.Lifecycle, header.Applicant,
            startKey, header.Faulted, now, now, planKey, Semantics.StateFormat, db.Seal(Packing.Pack(header.Head)), digest);

    private static bool UpdateCase(SqliteFile db, LoadedCase loaded, CaseHeader header, long planKey, DateTimeOffset now, byte[] digest, string? startKey)
    {
        db.Run("""
            UPDATE Cases SET ProgramVersion = ?, Workflow = ?, Lifecycle = ?, StartKey = ?, UpdatedAt = ?, Version = Version + 1, PlanKey = ?, StateFormat = ?, Head = ?, Digest = ?
            WHERE Id = ? AND Version = ?
            """,
            header.ProgramVersion, header.Workflow, header.Lifecycle, startKey, now, planKey, Semantics.StateFormat, db.Seal(Packing.Pack(header.Head)), digest, loaded.Key, loaded.Version);
        if (db.Changes != 1) return false;
        // Apart, and only when they changed: naming an indexed column rewrites its index entries.
        if (header.Listed != loaded.Listed)
            db.Run("UPDATE Cases SET Number = ?, Status = ?, Applicant = ?, Faulted = ? WHERE Id = ?", header.Number, header.Status, header.Applicant, header.Faulted, loaded.Key);
        return true;
    }

    /// <summary>Everything is undone; the command id keeps the refusal.</summary>
    private static StepResult Refuse(SqliteSession session, StepDraft draft, LoadedCase? loaded, Refusal refusal, string? caseId)
    {
        session.RollbackToMark();
        var outcome = new CaseOutcome(CaseOutcomeKind.Refused, caseId, loaded?.Version ?? 0, loaded?.Head ?? Datum.EmptyObject, refusal);
        KeepAnswer(session.Db, draft, draft.Command.Stimulus.At, outcome);
        Serve(session.Db, draft.Serves);
        return new StepResult(StepResultKind.Answered, outcome);
    }

    /// <summary>The answer a command id led to before; null when it is new.</summary>
    public static CaseOutcome? FindAnswer(SqliteFile db, CaseCommand command)
    {
        using var row = db.Query("SELECT Digest, Reply FROM Commands WHERE Tenant = ? AND Client = ? AND CommandId = ?", command.Tenant, command.Client, command.Stimulus.Id);
        if (!row.Step()) return null;
        return row.TextOrNull(0) is { } digest && command.Digest is not null && digest != command.Digest
            ? CommandReply.Conflict(command.CaseId)
            : CommandReply.Read(row.Opened(1));
    }

    private static void KeepAnswer(SqliteFile db, StepDraft draft, DateTimeOffset at, CaseOutcome outcome) =>
        db.Run("INSERT INTO Commands (Tenant, Client, CommandId, Digest, At, Reply) VALUES (?, ?, ?, ?, ?, ?)",
            draft.Command.Tenant, draft.Command.Client, draft.Command.Stimulus.Id, draft.Command.Digest, at, db.Seal(CommandReply.Write(outcome)));

    private static void Serve(SqliteFile db, Served? served)
    {
        if (served?.TimerId is { } timer) db.Run("DELETE FROM Timers WHERE Id = ?", timer);
        if (served?.Outbox is { } end) SqliteOutbox.End(db, end);
    }

    private static string StartNamespace(StepDraft draft) => $"start:{draft.Program}/{draft.Workflow}";

    /// <summary>Claims the start key; the public id of the case that holds it when it is taken.</summary>
    private static string? HolderOfStart(SqliteFile db, StepDraft draft, string startKey, long caseKey)
    {
        db.Run("INSERT OR IGNORE INTO Claims (Tenant, Namespace, Key, CaseId, At) VALUES (?, ?, ?, ?, ?)",
            draft.Command.Tenant, StartNamespace(draft), startKey, caseKey, draft.Command.Stimulus.At);
        if (db.Changes == 1) return null;
        using var row = db.Query("SELECT c.PublicId FROM Claims k JOIN Cases c ON c.Id = k.CaseId WHERE k.Tenant = ? AND k.Namespace = ? AND k.Key = ?",
            draft.Command.Tenant, StartNamespace(draft), startKey);
        return row.Step() ? row.Text(0) : "";
    }
}
