using System.Security.Cryptography;
using Workflows.Cases.Packages;
using Workflows.Cases.Ports;
using Workflows.Cases.Registers;
using Workflows.Engine.Data;
using Workflows.Engine.Plans;
using Workflows.Engine.Turns;
using Workflows.Storage.Running;

namespace Workflows.Storage.Sql;

/// <summary>Makes the answers of one step.</summary>
internal sealed class SqlAnswersFactory(SqlRegisters registers, SqlCases cases, SqlOutbox outbox, VaultCipher cipher, IRegisterSchema? schema = null)
{
    public IAnswers Create(SqlSession session, StepDraft draft, long caseKey) => new SqlAnswers(session, draft, caseKey, registers, cases, outbox, cipher, schema);
}

/// <summary>Answers a step's questions inside its transaction: a later one sees what an earlier one wrote, nobody else does before the commit.</summary>
internal sealed class SqlAnswers(
    SqlSession session, StepDraft draft, long caseKey, SqlRegisters registers, SqlCases cases, SqlOutbox outbox, VaultCipher cipher, IRegisterSchema? schema) : IAnswers
{
    private static readonly TimeSpan SecretLife = TimeSpan.FromHours(24);

    private string Tenant => draft.Command.Tenant;
    private DateTimeOffset At => draft.Command.Stimulus.At;
    private SqlDb Db => session.Db;

    public ValueTask<Reply> Answer(Question question, CancellationToken cancellationToken)
    {
        // A count or sum is there to be held against a limit: whoever asks for it goes one after another.
        IEnumerable<string> guards = question is AggregateRecords of ? [.. question.Guards, $"{draft.Program}/{of.Register}"] : question.Guards;
        session.Guard(guards.Select(name => $"{Tenant}/{name}").Order(StringComparer.Ordinal));
        return ValueTask.FromResult(AnswerOf(question));
    }

    private Reply AnswerOf(Question question) => question switch
    {
        FindRecords find => Done(find, Datum.List(registers.Find(Db, Tenant, draft.Program, SpecOf(find.Register), find.Where, find.Take))),
        AggregateRecords aggregate => Done(aggregate, registers.Aggregate(Db, Tenant, draft.Program, SpecOf(aggregate.Register), aggregate.Where, aggregate.Function, aggregate.Field)),
        ChangeRecord change => registers.Change(session, Tenant, draft.Program, SpecOf(change.Register), change, new RegisterActor(draft.Command.Stimulus.Actor, draft.CaseId, At)),
        ChangeRecords all => registers.ChangeAll(session, Tenant, draft.Program, SpecOf(all.Register), all, new RegisterActor(draft.Command.Stimulus.Actor, draft.CaseId, At)),
        TakeNumber number => Done(number, SqlNumbers.Take(Db, Tenant, draft.Program, number.Series, number.Period)),
        ClaimKey claim => Claim(claim),
        UnclaimKey unclaim => Unclaim(unclaim),
        ClaimKeys claims => Done(claims, Datum.Object(("taken", Datum.List(claims.Keys.Select(k => (Key: k, Reply: Claim(new ClaimKey(claims.Namespace, k)))).Where(c => c.Reply.Outcome == Reply.Taken)
            .Select(c => Datum.Object(("key", c.Key), ("by", c.Reply.Value["by"]))))))),
        UnclaimKeys unclaims => UnclaimAll(unclaims),
        FindCases find => Done(find, Datum.List(Cases(find))),
        TaskLoad load => Done(load, Datum.Object(load.Persons.Select(p => KeyValuePair.Create(p, Datum.Of(Db.Number("SELECT COUNT(*) FROM Tasks WHERE Tenant = ? AND Assignee = ? AND Open = 1", Tenant, p) ?? 0))))),
        StartChild child => Child(child),
        NewSecret secret => Secret(secret),
        _ => throw new NotSupportedException($"Storage does not know the question {question.GetType().Name}."),
    };

    private static Reply Done(Question question, Datum value) => new(question.No, Reply.Done, value);

    private RegisterSpec SpecOf(string register) =>
        schema?.Find(Tenant, draft.Program, register)
        ?? (draft.Plan.Artefacts as ProgramPackage)?.Registers.Find(register)
        ?? throw new StepRefusedException(new Refusal("REGISTER_UNKNOWN",
            $"台帳「{register}」は手続「{draft.Program}」に定義されていません。定義を確認してください。 (The programme declares no register '{register}'.)"));

    private Reply Claim(ClaimKey claim)
    {
        if (Db.InsertNew(StepTable.Claims, Tenant, claim.Namespace, claim.Key, caseKey, At)) return Done(claim, Datum.Null);
        using var row = Db.Query("SELECT k.CaseId, c.PublicId FROM Claims k LEFT JOIN Cases c ON c.Id = k.CaseId WHERE k.Tenant = ? AND k.Namespace = ? AND k.Key = ?", Tenant, claim.Namespace, claim.Key);
        if (!row.Step()) throw new InvalidOperationException("A claim was neither free nor held.");
        // Held by this case already: asking again is no conflict.
        return row.Long(0) == caseKey ? Done(claim, Datum.Null) : new Reply(claim.No, Reply.Taken, Datum.Object(("by", row.TextOrNull(1))));
    }

    private Reply Unclaim(UnclaimKey unclaim)
    {
        Db.Run("DELETE FROM Claims WHERE Tenant = ? AND Namespace = ? AND Key = ? AND CaseId = ?", Tenant, unclaim.Namespace, unclaim.Key, caseKey);
        return Done(unclaim, Datum.Null);
    }

    private Reply UnclaimAll(UnclaimKeys unclaims)
    {
        foreach (var key in unclaims.Keys) Unclaim(new UnclaimKey(unclaims.Namespace, key));
        return Done(unclaims, Datum.Null);
    }

    /// <summary>Cases that have not ended, unless the condition names a lifecycle itself.</summary>
    private List<Datum> Cases(FindCases find)
    {
        var slash = find.Workflow.IndexOf('/', StringComparison.Ordinal);
        var (program, workflow) = slash < 0 ? (draft.Program, find.Workflow) : (find.Workflow[..slash], find.Workflow[(slash + 1)..]);
        var candidates = new List<(long Key, string Id, string? Number, string Status, string Lifecycle, Datum Head)>();
        using (var rows = Db.Query("SELECT Id, PublicId, Number, Status, Lifecycle, Head FROM Cases WHERE Tenant = ? AND Program = ? AND Workflow = ? AND (Lifecycle NOT IN ('ended', 'disposed') OR ? = 1) ORDER BY Id",
            Tenant, program, workflow, find.Where.Has("lifecycle")))
            while (rows.Step()) candidates.Add((rows.Long(0), rows.Text(1), rows.TextOrNull(2), rows.Text(3), rows.Text(4), Packing.UnpackDatum(rows.Opened(5))));

        var found = new List<Datum>();
        foreach (var candidate in candidates)
        {
            if (found.Count >= find.Take) break;
            var header = candidate.Head.With("caseId", candidate.Id).With("number", candidate.Number).With("status", candidate.Status).With("lifecycle", candidate.Lifecycle);
            var ofHeader = find.Where.Members.Where(m => header.Has(m.Key));
            if (!ofHeader.All(m => RegisterValues.Matches(header[m.Key], m.Value))) continue;
            var fields = cases.ReadState(Db, candidate.Key, Tenant).Fields;
            var ofFields = find.Where.Members.Where(m => !header.Has(m.Key));
            if (!ofFields.All(m => RegisterValues.Matches(fields[m.Key], m.Value))) continue;
            found.Add(Datum.Object(("caseId", candidate.Id), ("number", candidate.Number), ("status", candidate.Status), ("fields", Shown(candidate.Key, fields, find.Where))));
        }
        return found;
    }

    /// <summary>A reply stays small: the fields the question names and the searchable ones.</summary>
    private Datum Shown(long key, Datum fields, Datum where)
    {
        var names = new SortedSet<string>(where.Members.Select(m => m.Key), StringComparer.Ordinal);
        using (var rows = Db.Query("SELECT FieldId FROM CaseSort WHERE CaseId = ?", key))
            while (rows.Step()) names.Add(rows.Text(0));
        var shown = Datum.EmptyObject;
        foreach (var name in names)
            if (fields.TryGet(name, out var value)) shown = shown.With(name, value);
        return shown;
    }

    private Reply Child(StartChild child)
    {
        var id = PublicIds.From($"{draft.CaseId}/{child.Workflow}/{(child.Key.Length > 0 ? child.Key : $"{draft.Command.Stimulus.Id}#{child.No}")}");
        if (Db.Number("SELECT Id FROM Cases WHERE PublicId = ?", id) is null)
        {
            cases.InsertChild(session, id, Tenant, draft.Program, child.Workflow, draft.CaseId, At);
            var key = Db.Number("SELECT Id FROM Cases WHERE PublicId = ?", id)!.Value;
            var body = Db.Seal(Packing.Pack(child.Input));
            outbox.Add(session, new EffectTarget(Tenant, draft.Program, key, id, At, At), new OutboxAdd("start", SqlOutbox.StartChild, id, child.Input, null, Datum.EmptyObject), body, mayBeKnown: false);
        }
        return Done(child, Datum.Object(("caseId", id)));
    }

    private Reply Secret(NewSecret secret)
    {
        var id = SqlVault.Put(Db, cipher, Tenant, RandomNumberGenerator.GetBytes(secret.Bytes), At + SecretLife);
        return Done(secret, Datum.Object(("vault", id), ("present", true)));
    }
}
