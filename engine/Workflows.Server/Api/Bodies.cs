using Workflows.Engine.Data;

namespace Workflows.Server.Api;

/// <summary>Starts an application. <c>OnBehalfOf</c> by staff only.</summary>
public sealed record StartBody(string Program, string Start, Datum? Values, string? OnBehalfOf, string? Draft);
public sealed record CheckBody(Datum? Values, string? Page, bool Live, string? Case, string? Task);
/// <summary>For which start and values an address is to be confirmed.</summary>
/// <param name="Language">ja, en, easy: of the mail; absent: as the person prefers.</param>
public sealed record CodeBody(string Program, string Start, Datum? Values, string? Language = null);
public sealed record DigitsBody(string? Digits);
public sealed record ValuesBody(Datum? Values);
public sealed record DraftBody(string Program, string Start, Datum? Values);
public sealed record AssignBody(string Assignee);

/// <param name="Outcome">A decision's key, where the task has decisions.</param>
/// <param name="Checked">Ids of the checklist's items that were checked.</param>
/// <param name="Parts">Of an approval: the parts approved; all when absent.</param>
public sealed record CompleteBody(string? Outcome, Datum? Values, string? Comment, IReadOnlyList<string>? Checked = null, IReadOnlyList<string>? Parts = null);

/// <param name="Operation">claim, unclaim, assign, complete.</param>
public sealed record BulkBody(string Operation, IReadOnlyList<string>? Tasks, string? Outcome, string? Comment, string? Assignee, bool? DryRun);

/// <param name="With">For a phone memo: with whom.</param>
public sealed record NoteBody(string Text, string? With, string? Phone, IReadOnlyList<string>? Mentions);
public sealed record MessageBody(string Text);

/// <param name="Due">YYYY-MM-DD.</param>
public sealed record AskBody(string Title, string Role, string? Assignee, string? Due, string? Text);

public sealed record RevealBody(string Field, string Reason);
public sealed record ReasonBody(string Reason);
public sealed record SkipBody(string? Outcome);

/// <param name="Operation">add, change, end, upsert.</param>
public sealed record RegisterBody(string Operation, string? Record, Datum? Values, long? ExpectedRevision, string? Reason = null);

/// <param name="Content">A CSV file in Base64, UTF-8 or Shift_JIS (CP932).</param>
/// <param name="DryRun">Tells what would happen and changes nothing.</param>
public sealed record RegisterFileBody(string Content, bool DryRun, string? Reason);

/// <param name="Case">Case number or id, when the event names its case.</param>
/// <param name="Key">What else it is about.</param>
public sealed record EventBody(string Event, string? Case, string? Key, Datum? Data);

/// <param name="Date">The date the file is for; today when absent.</param>
public sealed record FileBody(string Name, string Text, DateOnly? Date);

/// <param name="Until">The last day the link works.</param>
public sealed record SurveyLinkBody(DateOnly Until);

/// <summary>Who the key speaks for.</summary>
public sealed record MeBody(string Id, string Name, string Municipality, bool Citizen, IReadOnlyList<string> Roles, IReadOnlyList<string> Scopes);

public sealed record PageBody<T>(IReadOnlyList<T> Items, string? Next, int Count, bool CountIsLeast);

/// <param name="Type">By its content.</param>
internal sealed record FileAnswer(string Id, string Name, string Type, string Sha256, long Size);

/// <param name="Do">retry, skip, correct, cancel.</param>
/// <param name="DryRun">True when absent: nothing is done, only told.</param>
internal sealed record IncidentBatchBody(string Do, Workflows.Cases.Queries.IncidentFilter? Filter, string? Outcome, Datum? Change, string? Reason, IReadOnlyList<string>? Cases, bool? DryRun);

/// <param name="Role"><c>program/role</c>, one of <c>GET /roles</c>.</param>
/// <param name="Scope">For one facility, section … only; absent: everywhere.</param>
/// <param name="From">YYYY-MM-DD, today when absent; <c>Until</c> likewise, without end when absent.</param>
public sealed record GiveRoleBody(string Role, string? Scope = null, DateOnly? From = null, DateOnly? Until = null, string? Reason = null, bool? DryRun = null);
public sealed record TakeRoleBody(string? Reason = null, bool? DryRun = null);
