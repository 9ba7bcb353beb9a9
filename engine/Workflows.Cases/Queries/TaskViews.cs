using Workflows.Cases.Packages;
using Workflows.Engine.Data;

namespace Workflows.Cases.Queries;

/// <summary>A task in a list.</summary>
/// <param name="Status">open, claimed, done, cancelled.</param>
/// <param name="Kind">task, correction, approval or adhoc: what made it.</param>
/// <param name="DueWords">期限を過ぎています・あと 2 開庁日 … : a word, not only a colour.</param>
public sealed record TaskSummary(
    string Id, string CaseId, string CaseNumber, string Program, Label ProgramTitle, string Task, string Title, string Role, Label RoleLabel, string Status,
    string? Assignee, DateTimeOffset CreatedAt, DateTimeOffset? Due, string? DueWords, bool Overdue, string? Outcome = null, string? Kind = null);

/// <summary>A task with what it needs to be decided.</summary>
/// <param name="Sheet">Its form (or a correction's opened fields) with what is there already; null for none.</param>
/// <param name="Compare">Values side by side that the task is to compare (申込 and 賦課), where the task names them.</param>
/// <param name="Allowed">claim, unclaim, assign, complete, draft, answer.</param>
/// <param name="Refusal">Why the caller may not work on it (四眼), or null.</param>
/// <param name="Colleagues">Persons it can be assigned to.</param>
public sealed record TaskView(
    TaskSummary Task, IReadOnlyList<TaskDecision> Decisions, FormSheet? Sheet, Datum? Draft, IReadOnlyList<CaseField> Shown, IReadOnlyList<CompareRow> Compare,
    IReadOnlyList<string> Allowed, string? Refusal, string? Reason, bool IsCorrection, CaseSummary Case, long Version)
{
    /// <summary>What an ad-hoc task asks for, in its asker's words.</summary>
    public string? Text { get; init; }
    public IReadOnlyList<CheckItemView> Checklist { get; init; } = [];
    /// <summary>Parts of an approval that may be approved one by one.</summary>
    public IReadOnlyList<PartView> Parts { get; init; } = [];
    /// <summary>The way of an approval, step by step.</summary>
    public IReadOnlyList<RouteStepView> Route { get; init; } = [];
    /// <summary>What happened because nobody did it in time.</summary>
    public IReadOnlyList<EscalationView> Escalations { get; init; } = [];
    /// <summary>Who has done it already, where several must.</summary>
    public IReadOnlyList<string> Confirmed { get; init; } = [];
    public int Persons { get; init; } = 1;
    public DateTimeOffset? AcknowledgedAt { get; init; }
}

public sealed record CheckItemView(string Id, string Label, bool Required, bool Checked);
public sealed record PartView(string Id, string Label);
/// <param name="State">waiting, open, Approved, Returned, Rejected.</param>
public sealed record RouteStepView(string Label, string State, string? By, DateTimeOffset? At, string? Comment, bool StandsIn);
public sealed record EscalationView(int No, DateTimeOffset At, string Action, string To, string? Channel);

/// <param name="Requires">Fields that must be given with it.</param>
public sealed record TaskDecision(string Key, Label Label, IReadOnlyList<string> Requires);

/// <param name="Same">Null when there is nothing to compare with.</param>
public sealed record CompareRow(Label Label, string Left, string Right, bool? Same);

/// <summary>A register record with what the caller may see of it.</summary>
public sealed record RegisterRecord(string Id, long Revision, Datum Fields);

public sealed record RegisterView(string Program, string Register, Label Label, string Kind, bool Editable, bool HasPeriod, IReadOnlyList<RegisterColumn> Columns, IReadOnlyList<RegisterRecord> Records);

/// <param name="Register">The register, with this one record.</param>
/// <param name="Record">Null for one that is yet to be added.</param>
/// <param name="Fields">What an editor fills in.</param>
/// <param name="Changes">The newest first.</param>
public sealed record RegisterRecordView(RegisterView Register, RegisterRecord? Record, bool Ended, IReadOnlyList<SheetField> Fields, IReadOnlyList<RegisterChange> Changes);

/// <param name="Operation">add, change, end, upsert, cut (its period was ended by a record that follows).</param>
/// <param name="Case">The number of the case whose step did it.</param>
public sealed record RegisterChange(long Revision, string Operation, DateTimeOffset At, string By, string? Case, string? Reason, IReadOnlyList<RegisterDifference> Differences);

public sealed record RegisterDifference(string Key, Label Label, Datum Before, Datum After);

public sealed record RegisterFile(string Name, byte[] Content, string Encoding);

/// <param name="Searchable">Records can be found by it.</param>
/// <param name="IsKey">What names a record to people.</param>
/// <param name="Columns">Of an object or of a list's items.</param>
public sealed record RegisterColumn(string Key, Label Label, string Type, bool Masked, bool Searchable, IReadOnlyList<RegisterColumn> Columns, bool IsKey = false);
