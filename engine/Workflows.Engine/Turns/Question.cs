using Workflows.Engine.Data;

namespace Workflows.Engine.Turns;

/// <summary>
/// Something only shared data can answer, asked at an activity boundary and answered inside the step's own transaction.
/// A later question of the step sees what an earlier one wrote; nobody else sees it before the step commits.
/// A constraint hit is an answer (Taken, Conflict), never an exception.
/// </summary>
public abstract record Question
{
    /// <summary>Position among the step's questions, from 1; set by the engine.</summary>
    public int No { get; init; }
    public string ActivityId { get; init; } = "";
    public string ScopePath { get; init; } = "";
    /// <summary>Names taken as transaction locks, in sorted order, before a read that guards a limit.</summary>
    public IReadOnlyList<string> Guards { get; init; } = [];

    /// <summary>The stored form, for the tape and for comparing a replay with it.</summary>
    public abstract Datum ToDatum();
}

/// <summary>Register records matching a condition. Value: a list of records <c>{id, revision, fields}</c>, oldest first.</summary>
/// <param name="Where">Equality by field: <c>{field: value}</c>; a list value means any of.</param>
/// <param name="Take">At most so many.</param>
public sealed record FindRecords(string Register, Datum Where, int Take = 100) : Question
{
    public override Datum ToDatum() => Datum.Object(("ask", "find"), ("register", Register), ("where", Where), ("take", Take));
}

/// <summary>A count, sum or existence over register records. Value: a number, or true/false for exists.</summary>
public sealed record AggregateRecords(string Register, Datum Where, string Function, string? Field = null) : Question
{
    public override Datum ToDatum() => Datum.Object(("ask", "aggregate"), ("register", Register), ("where", Where), ("function", Function), ("field", Field));
}

/// <summary>
/// Add, change or end a register record. Outcomes: Done (value: record), Conflict (value: <c>{constraint, fields, existing}</c>), NotFound.
/// </summary>
/// <param name="Operation">add, change, end, upsert.</param>
/// <param name="RecordId">The record changed or ended; null for add, and for an upsert by the register's key.</param>
/// <param name="ExpectedRevision">Refused as Conflict when the record has another revision; null accepts any.</param>
public sealed record ChangeRecord(string Register, string Operation, string? RecordId, Datum Values, long? ExpectedRevision = null) : Question
{
    public override Datum ToDatum() => Datum.Object(("ask", "change"), ("register", Register), ("operation", Operation), ("recordId", RecordId), ("values", Values),
        ("expectedRevision", ExpectedRevision is { } revision ? revision : Datum.Null));
}

/// <summary>
/// The same change of many records of a register, all or none. Outcomes: Done (value: <c>{count}</c>); Conflict or NotFound (value: <c>{index, constraint, fields, existing}</c>,
/// the index of the first row that cannot be, from 0), and nothing is changed.
/// </summary>
/// <param name="Operation">add, change, end, upsert.</param>
/// <param name="Rows">Each <c>{values, recordId?, revision?}</c>; without <c>recordId</c> the values name the record by the register's key.</param>
public sealed record ChangeRecords(string Register, string Operation, IReadOnlyList<Datum> Rows) : Question
{
    public override Datum ToDatum() => Datum.Object(("ask", "changeAll"), ("register", Register), ("operation", Operation), ("rows", Datum.List(Rows)));
}

/// <summary>The next number of a series. Value: the number (gapless: it is given back when the step does not commit).</summary>
public sealed record TakeNumber(string Series, string Period) : Question
{
    public override Datum ToDatum() => Datum.Object(("ask", "number"), ("series", Series), ("period", Period));
}

/// <summary>Competes for a key. Outcomes: Done, Taken (value: <c>{by}</c>, the holder's case id).</summary>
public sealed record ClaimKey(string Namespace, string Key) : Question
{
    public override Datum ToDatum() => Datum.Object(("ask", "claim"), ("namespace", Namespace), ("key", Key));
}

/// <summary>Gives a claimed key back. Outcome: Done, also when it was not held.</summary>
public sealed record UnclaimKey(string Namespace, string Key) : Question
{
    public override Datum ToDatum() => Datum.Object(("ask", "unclaim"), ("namespace", Namespace), ("key", Key));
}

/// <summary>Competes for many keys at once. Outcome: Done (value: <c>{taken: [{key, by}]}</c>, those another case holds; the others are held by this one now).</summary>
public sealed record ClaimKeys(string Namespace, IReadOnlyList<string> Keys) : Question
{
    public override Datum ToDatum() => Datum.Object(("ask", "claimAll"), ("namespace", Namespace), ("keys", Datum.List(Keys.Select(k => Datum.Of(k)))));
}

/// <summary>Gives many claimed keys back. Outcome: Done, also for those that were not held.</summary>
public sealed record UnclaimKeys(string Namespace, IReadOnlyList<string> Keys) : Question
{
    public override Datum ToDatum() => Datum.Object(("ask", "unclaimAll"), ("namespace", Namespace), ("keys", Datum.List(Keys.Select(k => Datum.Of(k)))));
}

/// <summary>How many open tasks people have in the municipality. Value: <c>{person: count}</c>.</summary>
public sealed record TaskLoad(IReadOnlyList<string> Persons) : Question
{
    public override Datum ToDatum() => Datum.Object(("ask", "load"), ("persons", Datum.List(Persons.Select(Datum.Of))));
}

/// <summary>A child case made in this step. Value: <c>{caseId}</c>. It starts by its own stimulus after the commit.</summary>
public sealed record StartChild(string Workflow, string Key, Datum Input) : Question
{
    public override Datum ToDatum() => Datum.Object(("ask", "child"), ("workflow", Workflow), ("key", Key), ("input", Input));
}

/// <summary>Cryptographic random bytes kept in the vault. Value: <c>{vault}</c>; the bytes never reach state or tape.</summary>
public sealed record NewSecret(int Bytes) : Question
{
    public override Datum ToDatum() => Datum.Object(("ask", "secret"), ("bytes", Bytes));
}

/// <summary>Cases of the same tenant matching a condition on their header. Value: a list of <c>{caseId, number, status, fields}</c>.</summary>
public sealed record FindCases(string Workflow, Datum Where, int Take = 100) : Question
{
    public override Datum ToDatum() => Datum.Object(("ask", "cases"), ("workflow", Workflow), ("where", Where), ("take", Take));
}

/// <summary>An answer, at most 64 KiB as JSON. On the tape beside its question.</summary>
public sealed record Reply(int No, string Outcome, Datum Value)
{
    public const string Done = "Done";
    public const string Conflict = "Conflict";
    public const string NotFound = "NotFound";
    public const string Taken = "Taken";

    public Datum ToDatum() => Datum.Object(("no", No), ("outcome", Outcome), ("value", Value));
    public static Reply From(Datum d) => new((int)d["no"].AsLong()!.Value, d["outcome"].AsText()!, d["value"]);
}

/// <summary>Answers questions: from the database inside the step's transaction, from a tape, or from a rehearsal.</summary>
public interface IAnswers
{
    ValueTask<Reply> Answer(Question question, CancellationToken cancellationToken);
}
