using Mediator;
using Workflows.Engine.Data;

namespace Workflows.Cases.Commands;

/// <summary>Keeps a loose definition as its draft; may publish it at once.</summary>
/// <param name="Model">Elsa's definition JSON.</param>
public sealed record SaveDefinition(Caller Caller, Datum Model, bool Publish) : ICommand<Result<DefinitionView>>;

/// <summary>Publishes the newest version. One that is published already stays as it is.</summary>
public sealed record PublishDefinition(Caller Caller, string DefinitionId) : ICommand<Result<DefinitionView>>;

/// <summary>Nothing new starts on it any more.</summary>
public sealed record RetractDefinition(Caller Caller, string DefinitionId) : ICommand<Result<DefinitionView>>;

/// <summary>Makes an old version the draft again.</summary>
public sealed record RevertDefinition(Caller Caller, string DefinitionId, int Version) : ICommand<Result<DefinitionView>>;

/// <summary>Takes a definition with all its versions away, or one version. What runs on it goes on.</summary>
public sealed record DeleteDefinition(Caller Caller, string DefinitionId, int? Version) : ICommand<Result<int>>;

/// <summary>Takes one version away by its own id.</summary>
public sealed record DeleteDefinitionVersion(Caller Caller, string VersionId) : ICommand<Result<int>>;

/// <summary>Starts a published loose definition.</summary>
public sealed record StartDefinition(Caller Caller, string CommandId, string DefinitionId, Datum Input, string? CorrelationId) : ICommand<Result<Receipt>>;

/// <summary>Tells loose workflows of an event.</summary>
public sealed record TriggerEvent(Caller Caller, string CommandId, string Name, string? CorrelationId, Datum Payload) : ICommand<Result<Delivered>>;

/// <summary>Ends a task a workflow handed to the outside (<c>Elsa.RunTask</c>).</summary>
public sealed record CompleteRunTask(Caller Caller, string CommandId, string TaskId, Datum Result) : ICommand<Result<Receipt>>;

/// <param name="PlanId">Of a version that was published.</param>
/// <param name="Problems">Findings: place, Japanese, English.</param>
public sealed record DefinitionView(string Id, string DefinitionId, string Name, int Version, bool IsLatest, bool IsPublished, string? PlanId, string CreatedBy, DateTimeOffset CreatedAt, string? PublishedBy, DateTimeOffset? PublishedAt, IReadOnlyList<DefinitionProblem> Problems);

public sealed record DefinitionProblem(string Severity, string Code, string Place, string Ja, string En, string? Fix);

/// <summary>Moves running cases of one plan to another, at most <paramref name="Take"/> at once; called again until none remains.</summary>
/// <param name="Map">As proposed, edited: a list of <c>{workflow, from, to}</c>; null takes the proposal.</param>
/// <param name="Cases">Only these; null for all.</param>
public sealed record ApplyMigration(Caller Caller, string From, string To, Datum? Map, IReadOnlyList<string>? Cases, int Take) : ICommand<Result<MigrationResult>>;

/// <summary>Takes moves back, where nothing has happened since.</summary>
public sealed record UndoMigration(Caller Caller, IReadOnlyList<string> Cases) : ICommand<Result<MigrationResult>>;

/// <param name="Moved">Cases moved (back).</param>
/// <param name="Left">Cases left where they are, and why.</param>
/// <param name="Remaining">Whether the plan moved from has further cases that were not tried.</param>
public sealed record MigrationResult(IReadOnlyList<string> Moved, IReadOnlyList<MigrationRefusal> Left, bool Remaining);

public sealed record MigrationRefusal(string Case, string Code, string Reason);
