using Workflows.Cases.Packages;
using Workflows.Engine.Data;

namespace Workflows.Cases.Queries;

/// <summary>A task in a list.</summary>
/// <param name="Status">open, claimed, done, cancelled.</param>
/// <param name="DueWords">期限を過ぎています・あと 2 開庁日 … : a word, not only a colour.</param>
public sealed record TaskSummary(
    string Id, string CaseId, string CaseNumber, string Program, Label ProgramTitle, string Task, string Title, string Role, Label RoleLabel, string Status,
    string? Assignee, DateTimeOffset CreatedAt, DateTimeOffset? Due, string? DueWords, bool Overdue, string? Outcome = null);

/// <summary>A task with what it needs to be decided.</summary>
/// <param name="Sheet">Its form (or a correction's opened fields) with what is there already; null for none.</param>
/// <param name="Compare">Values side by side that the task is to compare (申込 and 賦課), where the task names them.</param>
/// <param name="Allowed">claim, unclaim, assign, complete, draft, answer.</param>
/// <param name="Refusal">Why the caller may not work on it (四眼), or null.</param>
/// <param name="Colleagues">Persons it can be assigned to.</param>
public sealed record TaskView(
    TaskSummary Task, IReadOnlyList<TaskDecision> Decisions, FormSheet? Sheet, Datum? Draft, IReadOnlyList<CaseField> Shown, IReadOnlyList<CompareRow> Compare,
    IReadOnlyList<string> Allowed, string? Refusal, string? Reason, bool IsCorrection, CaseSummary Case, long Version);

/// <param name="Requires">Fields that must be given with it.</param>
public sealed record TaskDecision(string Key, Label Label, IReadOnlyList<string> Requires);

/// <param name="Same">Null when there is nothing to compare with.</param>
public sealed record CompareRow(Label Label, string Left, string Right, bool? Same);

/// <summary>A register record with what the caller may see of it.</summary>
public sealed record RegisterRecord(string Id, long Revision, Datum Fields);

public sealed record RegisterView(string Program, string Register, Label Label, string Kind, bool Editable, IReadOnlyList<RegisterColumn> Columns, IReadOnlyList<RegisterRecord> Records);

public sealed record RegisterColumn(string Key, Label Label, string Type, bool Masked);
