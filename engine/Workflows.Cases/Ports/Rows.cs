using Workflows.Engine.Data;

namespace Workflows.Cases.Ports;

/// <summary>Names of the projections the case layer writes with <c>ProjectionSet</c>, and their rows' keys. Each row is a <see cref="Datum"/> object.</summary>
public static class Projections
{
    /// <summary>
    /// A task, key = bookmark id. Row: <c>{task, title, role, office, form, activityId, scopePath, status (open|claimed|done|cancelled), assignee, due, decisions, notSameAs,
    /// createdAt, completedAt, completedBy, outcome}</c>.
    /// </summary>
    public const string Tasks = "tasks";
    /// <summary>A notice sent, key = its id. Row: <c>{notice, to, title, body, channel, sentAt, once, buttons, showFrom}</c>; nobody but staff sees it before <c>showFrom</c>.</summary>
    public const string Notices = "notices";
    /// <summary>
    /// A document issued, key = its id; never changed once its file is there. Row: <c>{id, document, title, number, to, issuedAt, body (its words), state (printing|issued), file {file, name, type, sha256, length},
    /// verification, masked, batch, reissue, replaces, reason}</c>.
    /// </summary>
    public const string Documents = "documents";
    /// <summary>What became of a document, key = its id. Row: <c>{state (void|replaced), reason, by, at}</c>.</summary>
    public const string DocumentMarks = "documentMarks";
    /// <summary>A line of the case's timeline, key = its id. Row: <c>{at, kind, actor, textJa, public (bool), data}</c>.</summary>
    public const string Timeline = "timeline";
    /// <summary>The case's header, key = "". Row: <c>{number, program, programVersion, workflow, start, status, statusLabel, publicStatus, lifecycle, applicant, title, submittedAt, updatedAt, closedAt, result, channel}</c>.</summary>
    public const string Header = "header";
    /// <summary>A form as submitted, key = its id. Row: <c>{form, version, values, at, by, channel, differences}</c>.</summary>
    public const string Submissions = "submissions";
    /// <summary>An event that came too late, key = its id. Row: <c>{event, at, from, key, data, use (attach|task|start)}</c>.</summary>
    public const string Received = "received";
    /// <summary>A note or phone memo of staff, key = its id. Row: <c>{kind (note|phone), at, by, text, with, phone, mentions}</c>.</summary>
    public const string Notes = "notes";
    /// <summary>A message between the applicant and staff, key = its id. Row: <c>{at, by, from (applicant|staff), text}</c>.</summary>
    public const string Messages = "messages";
    /// <summary>KPI facts without personal data, key = their id. Row: <c>{fact, at, data}</c>.</summary>
    public const string Facts = "facts";
    /// <summary>A searchable field's value for sorting and filtering, key = field key. Row: <c>{value, type}</c>.</summary>
    public const string Sort = "sort";
    /// <summary>Access allowed for a time (<see cref="Privacy.Grant"/>), key = its id. Found by whom it is for.</summary>
    public const string Grants = "grants";
    /// <summary>Certificates of disposals, key = their time. Row: <c>{text, sha256, at, rule, fields}</c>.</summary>
    public const string Disposals = "disposals";
}
