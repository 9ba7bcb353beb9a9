using Workflows.Engine.Data;
using Workflows.Engine.State;
using Workflows.Engine.Turns;

namespace Workflows.Cases.Ports;

/// <summary>Reads committed rows. Every method takes the municipality; rights are applied by the query handlers above it.</summary>
public interface ICaseReader
{
    ValueTask<CaseRow?> FindCase(string tenant, string caseIdOrNumber, CancellationToken ct);
    ValueTask<CaseState?> ReadState(string tenant, string caseId, CancellationToken ct);
    ValueTask<Page<CaseRow>> ListCases(string tenant, CaseFilter filter, PageRequest page, CancellationToken ct);
    ValueTask<Page<TaskRow>> ListTasks(string tenant, TaskFilter filter, PageRequest page, CancellationToken ct);
    ValueTask<TaskRow?> FindTask(string tenant, string taskId, CancellationToken ct);
    /// <summary>Rows of a projection of one case (timeline, notices, submissions, facts …) in the order written.</summary>
    ValueTask<IReadOnlyList<ProjectionRow>> ReadProjection(string tenant, string caseId, string table, CancellationToken ct);
    /// <summary>KPI facts of all cases of a programme, page by page along the cases: one query a page, however many cases.</summary>
    ValueTask<Page<ProjectionRow>> ListFacts(string tenant, string program, PageRequest page, CancellationToken ct);
    /// <summary>Notices of one person over all cases, newest first.</summary>
    ValueTask<Page<ProjectionRow>> ListNotices(string tenant, string person, PageRequest page, CancellationToken ct);
    /// <summary>Public ids of the cases of a programme with a wait of this kind and name whose key is <paramref name="key"/> (a wait without a key matches any), oldest first.</summary>
    ValueTask<IReadOnlyList<string>> FindWaiting(string tenant, string program, string kind, string name, string? key, CancellationToken ct);
    /// <summary>The names cases of a programme wait for, of one kind.</summary>
    ValueTask<IReadOnlyList<string>> WaitingNames(string tenant, string program, string kind, CancellationToken ct);
    /// <summary>Cases with an open incident, the newest first.</summary>
    ValueTask<Page<CaseRow>> ListFaulted(string tenant, string? program, PageRequest page, CancellationToken ct);
    ValueTask<IReadOnlyList<HistoryRow>> ReadHistory(string tenant, string caseId, long afterSeq, int take, CancellationToken ct);
    ValueTask<IReadOnlyList<OutboxRow>> ReadOutbox(string tenant, string caseId, CancellationToken ct);
}

/// <summary>Registers outside a step: pages, API, CSV and seeds read and change records here, by the same rules as a step's questions.</summary>
public interface IRegisterStore
{
    ValueTask<IReadOnlyList<Datum>> Find(string tenant, string program, string register, Datum where, int take, CancellationToken ct);
    /// <summary>How many records have not ended.</summary>
    ValueTask<long> Count(string tenant, string program, string register, CancellationToken ct);
    /// <summary>How many records that have not ended hold each of these values in a counted field (<see cref="RegisterSpec.Counted"/>), in the order of the values. No record is read.</summary>
    /// <param name="values">As <see cref="RegisterKeys.Parts"/> takes a value apart.</param>
    /// <exception cref="ArgumentException">The register does not count the field.</exception>
    ValueTask<IReadOnlyList<long>> Tally(string tenant, string program, string register, string field, IReadOnlyList<Datum> values, CancellationToken ct);
    /// <summary>A record <c>{id, revision, fields}</c> that has not ended, by its id; null when there is none.</summary>
    ValueTask<Datum?> Get(string tenant, string program, string register, string recordId, CancellationToken ct);
    /// <summary>Which of these keys (objects with the key's fields) name a record that has not ended, by their place in the list. Read many at once.</summary>
    ValueTask<IReadOnlySet<int>> Known(string tenant, string program, string register, IReadOnlyList<Datum> keys, CancellationToken ct);
    /// <summary>Records whose retention counts from a day not after <paramref name="until"/> and that may still hold what it erases, in order of their numbers.</summary>
    ValueTask<IReadOnlyList<(long No, string Record)>> Due(string tenant, string program, string register, DateOnly until, long after, int take, CancellationToken ct);
    /// <summary>Makes a register's index anew where another version of the package indexes other fields; nothing otherwise.</summary>
    ValueTask Reindex(string tenant, string program, string register, CancellationToken ct);
    /// <returns>Outcome as for <see cref="ChangeRecord"/>.</returns>
    ValueTask<Reply> Change(string tenant, string program, ChangeRecord change, string actor, DateTimeOffset at, CancellationToken ct, string? reason = null);
    /// <summary>The same change of many records: all, or none when one cannot be or <paramref name="keep"/> is false (a dry run).</summary>
    /// <param name="rows">As in <see cref="ChangeRecords"/>.</param>
    /// <returns>A reply for every row.</returns>
    ValueTask<IReadOnlyList<Reply>> ChangeAll(string tenant, string program, string register, string operation, IReadOnlyList<Datum> rows, bool keep, string actor, DateTimeOffset at, string? reason, CancellationToken ct);
    /// <summary>Takes fields out of a record and out of every state it had. The record's revision goes on; false when there is nothing to erase.</summary>
    ValueTask<bool> Erase(string tenant, string program, string register, string recordId, IReadOnlyList<string> fields, string reason, DateTimeOffset at, CancellationToken ct);
    /// <summary>Every state of a record, the first first: <c>{revision, operation, fields, at, actor, case, reason}</c>.</summary>
    ValueTask<IReadOnlyList<Datum>> History(string tenant, string program, string register, string recordId, CancellationToken ct);
}

/// <param name="Id">Public id.</param>
public sealed record CaseRow(string Id, string Tenant, string Program, int ProgramVersion, string Workflow, string? Number, string Status, string? Applicant, string Lifecycle, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, long Version, string PlanId, Datum Head)
{
    /// <summary>Lifecycle of a case whose content was erased.</summary>
    public const string Disposed = "disposed";
}

/// <param name="Id">Public id of the task: <c>{caseId}~{bookmarkId}</c>.</param>
public sealed record TaskRow(string Id, string CaseId, string CaseNumber, string Program, string Task, string Title, string Role, string? Office, string Status, string? Assignee, DateTimeOffset CreatedAt, DateTimeOffset? Due, Datum Row);

public sealed record ProjectionRow(string CaseId, string Table, string Key, long No, Datum Row);

/// <summary>One step, as stored: what was said, in which context, what was asked and answered, what happened, what it led to.</summary>
public sealed record HistoryRow(long Seq, DateTimeOffset At, Stimulus Stimulus, StepContext Context, IReadOnlyList<(Datum Question, Reply Reply)> Tape, IReadOnlyList<JournalEntry> Journal, string StateHash, string PlanId);

public sealed record OutboxRow(string CaseId, string Key, string Kind, string Target, Datum Body, string Status, int Attempts, DateTimeOffset? NextAt, string? LastError, DateTimeOffset CreatedAt);

/// <param name="Scope">Cases the reader may know of; null for all.</param>
/// <param name="Text">Words: each is found in the case's number or title, or in a field.</param>
/// <param name="TextIn">Searchable fields of the programme words may be found in: those the reader may read; null for none.</param>
public sealed record CaseFilter(
    string? Program = null, string? Workflow = null, string? Status = null, string? Applicant = null, string? Text = null, bool? Open = null, CaseScope? Scope = null, IReadOnlyList<string>? TextIn = null);

/// <summary>Which cases a list is cut to: those of any branch, those granted to a principal, and a person's own.</summary>
/// <param name="Principals"><c>user:…</c>, <c>role:…</c>, <c>organisation:…</c>.</param>
public sealed record CaseScope(IReadOnlyList<CaseBranch> Branches, IReadOnlyList<string> Principals, string Person);

/// <param name="Workflows">Empty for all.</param>
/// <param name="Where">Searchable fields and the values each may have.</param>
public sealed record CaseBranch(IReadOnlyList<string> Workflows, IReadOnlyList<(string Field, IReadOnlyList<string> Values)> Where);

/// <param name="Queues">Visible queues: role ids with their programme, <c>program/role</c>; null sees none.</param>
/// <param name="Assignee">Only tasks of this person.</param>
/// <param name="View">mine, unassigned, group, dueSoon, overdue, done.</param>
/// <param name="Text">Words: all are found in the task's title, or each in its case's number or title or in a field.</param>
/// <param name="TextIn">Searchable fields words may be found in, by programme: those the reader may read; null for none.</param>
public sealed record TaskFilter(
    IReadOnlyList<string> Queues, string? Assignee = null, string? View = null, string? Program = null, string? CaseId = null, string? Text = null, DateTimeOffset? DueBefore = null,
    IReadOnlyList<(string Program, IReadOnlyList<string> Fields)>? TextIn = null)
{
    private const string Person = "~user:";

    /// <summary>What a task added for one person is listed under, in place of a role.</summary>
    public static string PersonRole(string user) => Person + user;

    public static string PersonQueue(string program, string user) => $"{program}/{PersonRole(user)}";
}

/// <param name="Cursor">Opaque, from the page before; null for the first.</param>
/// <param name="Sort">Field key, '-' in front for descending; null = natural order.</param>
public sealed record PageRequest(int Take = 50, string? Cursor = null, string? Sort = null);

/// <param name="Count">Number of all matches as far as they were counted: mostly to 1 000.</param>
/// <param name="IsLeast">There may be more than counted.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next, int Count, bool IsLeast = false)
{
    /// <summary>The same place of the list with other items.</summary>
    public Page<TOther> With<TOther>(IReadOnlyList<TOther> items) => new(items, Next, Count, IsLeast);
}
