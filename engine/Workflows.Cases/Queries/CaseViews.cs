using Workflows.Cases.Packages;
using Workflows.Engine.Data;

namespace Workflows.Cases.Queries;

/// <summary>A case in a list.</summary>
/// <param name="PublicStatus">The state in words for the applicant.</param>
/// <param name="Lifecycle">draft, active, ended.</param>
/// <param name="Version">Grows with every step; the ETag.</param>
public sealed record CaseSummary(string Id, string? Number, string Program, Label ProgramTitle, string Workflow, string Status, Label StatusLabel, Label PublicStatus, string Lifecycle, string? Applicant, DateTimeOffset SubmittedAt, DateTimeOffset UpdatedAt, long Version);

/// <summary>A case as the caller may see it. Fields the caller may not read are absent; masked ones carry their mask.</summary>
/// <param name="Steps">The way of the case as the applicant reads it.</param>
/// <param name="Handover">Where the person goes next (an outside page), while the case waits for that.</param>
/// <param name="Actions">What the caller may do now.</param>
/// <param name="Hidden">How many fields are not shown for want of rights.</param>
public sealed record CaseView(
    CaseSummary Case, IReadOnlyList<CaseField> Fields, IReadOnlyList<CaseStep> Steps, string? Handover,
    IReadOnlyList<TimelineLine> Timeline, IReadOnlyList<TaskSummary> Tasks, IReadOnlyList<SubmissionView> Submissions,
    IReadOnlyList<NoticeView> Notices, IReadOnlyList<DeadlineView> Deadlines, IReadOnlyList<ActionView> Actions, IReadOnlyList<IncidentView> Incidents, int Hidden)
{
    /// <summary>Documents issued, the oldest first.</summary>
    public IReadOnlyList<DocumentView> Documents { get; init; } = [];
    /// <summary>Notes and phone memos; staff only, the newest first.</summary>
    public IReadOnlyList<NoteView> Notes { get; init; } = [];
    /// <summary>The thread between the applicant and staff, in order.</summary>
    public IReadOnlyList<MessageView> Messages { get; init; } = [];
    /// <summary>Events that came before anything waited for them, and such as came too late; staff only.</summary>
    public IReadOnlyList<ReceivedView> Received { get; init; } = [];
    /// <summary>The case is on hold since, and why; null when it goes on.</summary>
    public HeldView? Held { get; init; }
    /// <summary>To be laid over what is shown: a grant asks for it.</summary>
    public string? Watermark { get; init; }
    /// <summary>Roles a colleague's task can be asked of.</summary>
    public IReadOnlyList<RoleView> Roles { get; init; } = [];
    /// <summary>Colleagues a note can call: staff of the programme.</summary>
    public IReadOnlyList<ColleagueView> Colleagues { get; init; } = [];
    /// <summary>The caller may write a message.</summary>
    public bool MayMessage { get; init; }
    /// <summary>Who was allowed to see parts of the case; for its applicant and its staff.</summary>
    public IReadOnlyList<GrantView> Grants { get; init; } = [];
    /// <summary>Certificates of what was disposed of.</summary>
    public IReadOnlyList<string> Disposals { get; init; } = [];
}

public sealed record ColleagueView(string Id, string Name);

/// <param name="With">For a phone memo: with whom.</param>
public sealed record NoteView(DateTimeOffset At, string By, string Text, string? With, string? Phone, IReadOnlyList<string> Mentions);
public sealed record MessageView(DateTimeOffset At, string By, bool FromApplicant, string Text);
/// <param name="Use">kept, attach, task, start.</param>
public sealed record ReceivedView(DateTimeOffset At, string Event, string From, string Use);
public sealed record HeldView(DateTimeOffset At, string By, string? Reason);
public sealed record RoleView(string Id, Label Label);

/// <param name="To">A person, role or organisation, by name.</param>
/// <param name="Fields">Labels.</param>
/// <param name="Until">When it ends or ended; null: with the case.</param>
/// <param name="Uses">How often it may be used; null without limit.</param>
public sealed record GrantView(string To, IReadOnlyList<string> Fields, string? Purpose, DateTimeOffset From, DateTimeOffset? Until, int? Uses, bool Holds);

/// <param name="Value">The value, or its mask (<c>****321</c>).</param>
/// <param name="Text">The value in words: an option's label, 2026年6月30日, 15,200円.</param>
/// <param name="Reveal">The action that shows the full value with a reason, when the caller may take it.</param>
/// <param name="Rows">For a table: each row's fields.</param>
public sealed record CaseField(string Key, Label Label, string Type, Datum Value, string Text, bool Masked, string? Reveal, IReadOnlyList<IReadOnlyList<CaseField>>? Rows = null);

/// <param name="Place">done, now, next.</param>
public sealed record CaseStep(string State, Label Label, string Place, DateTimeOffset? At);

public sealed record TimelineLine(DateTimeOffset At, string Kind, string Actor, string TextJa, bool Public);
public sealed record SubmissionView(string Form, Label Title, DateTimeOffset At, string By, string Channel, IReadOnlyList<CaseField> Fields);
public sealed record NoticeView(string CaseId, string Notice, string To, string Title, string Body, string Channel, DateTimeOffset SentAt)
{
    /// <summary>What the reader may do at once.</summary>
    public IReadOnlyList<NoticeButtonView> Buttons { get; init; } = [];
    /// <summary>When its receiver first saw it; null: not yet.</summary>
    public DateTimeOffset? ReadAt { get; init; }
    /// <summary>Nobody but staff sees it before.</summary>
    public DateTimeOffset? ShowFrom { get; init; }
}

/// <param name="Action">A case action.</param>
public sealed record NoticeButtonView(string Action, string Label, Datum Values);

/// <param name="Derivation">How the date came about, in words.</param>
public sealed record DeadlineView(string Id, Label Label, DateTimeOffset Due, string? Derivation)
{
    /// <summary>running, paused, overdue, met, cancelled, ended; null for a task's due date.</summary>
    public string? State { get; init; }
    /// <summary>It was passed at some time; that stays.</summary>
    public bool Breached { get; init; }
    /// <summary>What is left while it is paused, in words.</summary>
    public string? Left { get; init; }
    public string? Law { get; init; }
    public IReadOnlyList<DateTimeOffset> Warnings { get; init; } = [];
}

/// <param name="Form">The form to fill in first, or null.</param>
/// <param name="Confirm">The question to ask first, or null.</param>
public sealed record ActionView(string Id, Label Label, FormSheet? Form, string? Confirm, bool Reveals);

/// <summary>Something went wrong at one activity; the rest of the case goes on.</summary>
/// <param name="Severity">error: the activity stands still; warning: the case goes on.</param>
public sealed record IncidentView(string Id, string CaseId, string? Number, string Program, string Workflow, string ActivityId, string ActivityType, string Severity, string Code, string Message, DateTimeOffset At);
