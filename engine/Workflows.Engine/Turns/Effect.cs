using Workflows.Engine.Data;

namespace Workflows.Engine.Turns;

/// <summary>A change to the case's own rows. Effects cannot fail and touch nothing another case competes for.</summary>
public abstract record Effect;

/// <summary>A wait began. <paramref name="Name"/> and <paramref name="Key"/> are how the outside finds it.</summary>
public sealed record BookmarkSet(string BookmarkId, string Kind, string Name, string? Key, string ActivityId, string ScopePath) : Effect;

public sealed record BookmarkCleared(string BookmarkId) : Effect;

/// <summary>A timer of this case. Served as a <see cref="StimulusKinds.Timer"/> stimulus at or after <paramref name="Due"/>.</summary>
public sealed record TimerSet(string BookmarkId, DateTimeOffset Due, string ActivityId, string ScopePath, string? Name) : Effect;

/// <summary>A wait or timer keeps everything but the place it is found at: the case moved to another plan.</summary>
public sealed record WaitMoved(string BookmarkId, string ActivityId, string ScopePath) : Effect;

public sealed record TimerCleared(string BookmarkId) : Effect;

/// <summary>
/// A message that leaves the case: a connector call, a notice, a signal. Delivered at least once with a key that never changes.
/// </summary>
/// <param name="Key">Idempotency key, stable over retries, restarts and nodes.</param>
/// <param name="Kind">call, notify, signal, document, vault.</param>
/// <param name="Target">Connector id, receiver's case id, or channel.</param>
/// <param name="Body">What is sent; transient values only as <c>{vault}</c> references.</param>
/// <param name="ReplyTo">The bookmark that waits for the answer, or null.</param>
/// <param name="Policy">Retry schedule and windows: <c>{attemptTimeout, retry:[seconds…], giveUpAfter}</c>.</param>
public sealed record OutboxAdd(string Key, string Kind, string Target, Datum Body, string? ReplyTo, Datum Policy) : Effect;

/// <summary>An outbox message that has not been sent is withdrawn. One under way is not called back.</summary>
public sealed record OutboxCancelled(string Key) : Effect;

/// <summary>A workflow instance's row: Elsa's view of the case.</summary>
public sealed record InstanceSet(int InstanceNo, string DefinitionId, int Version, string Status, string SubStatus, string? CorrelationId, string? Name) : Effect;

/// <summary>A row of a projection the case layer owns (task, message, timeline, document, fact): replaced whole by its key.</summary>
/// <param name="Table">The projection's name: tasks, notices, documents, timeline, facts, sort …</param>
/// <param name="Row">Null removes the row.</param>
public sealed record ProjectionSet(string Table, string Key, Datum? Row) : Effect;

/// <summary>The step stopped at a bound: the case goes on at once by <see cref="StimulusKinds.Continue"/>.</summary>
public sealed record ContinueSoon : Effect;
