using Workflows.Engine.Data;
using Workflows.Engine.State;

namespace Workflows.Engine.Turns;

/// <summary>The request is refused whole: nothing of the step is kept, no number is consumed, the command id keeps the refusal.</summary>
/// <param name="Code">Machine-readable, UPPER_SNAKE (e.g. <c>STATE_CONFLICT</c>, <c>VALIDATION</c>, <c>FORBIDDEN</c>, <c>NOT_FOUND</c>, <c>LIMIT</c>).</param>
/// <param name="Message">A Japanese sentence for the person.</param>
/// <param name="Field">The field it is about, if one.</param>
/// <param name="Errors">All findings at fields: (field, message).</param>
public sealed record Refusal(string Code, string Message, string? Field = null, IReadOnlyList<FieldError>? Errors = null);

/// <param name="Field">Field key; <c>lines[2].noticeNo</c> inside a table (rows from 1).</param>
public sealed record FieldError(string Field, string Message);

/// <summary>An HTTP response the workflow wrote; sent after the commit.</summary>
public sealed record HttpReply(int Status, string ContentType, string Body, Datum Headers)
{
    /// <summary>The header (never sent) that says the body is bytes in base64.</summary>
    public const string Base64 = "x-body-base64";
}

/// <summary>One line of a step's journal: an activity started, completed, faulted, was cancelled, or wrote a line.</summary>
public readonly record struct JournalEntry(string Event, string ActivityId, string ScopePath, string ActivityType, Datum? Data);

/// <summary>What a turn decided: all of it commits in one transaction, or none.</summary>
/// <param name="State">The new state; its hash is <see cref="CaseState.Hash"/>.</param>
/// <param name="DirtyParts">Numbers of the state parts that differ from before.</param>
public sealed record Step(
    CaseState State,
    IReadOnlyList<int> DirtyParts,
    IReadOnlyList<Effect> Effects,
    IReadOnlyList<JournalEntry> Journal,
    IReadOnlyList<HttpReply> Replies,
    Refusal? Refusal)
{
    /// <summary>Whether the stimulus reached a wait or began something. An unheard stimulus changes nothing: storage keeps nothing of its step.</summary>
    public bool Heard { get; init; } = true;
}

/// <summary>Open questions, or a settled step: exactly one of the two.</summary>
public sealed class Turn
{
    internal Turn(IReadOnlyList<Question> open, Step? settled, object? machine) { Open = open; Settled = settled; Machine = machine; }

    public IReadOnlyList<Question> Open { get; }
    public Step? Settled { get; }
    /// <summary>The private working copy; a turn is resumed once.</summary>
    internal object? Machine { get; }
}
