using Mediator;
using Workflows.Cases.Commands;
using Workflows.Engine.Data;

namespace Workflows.Cases.Queries;

/// <summary>Instances of loose definitions, the newest first.</summary>
/// <param name="Definitions">Only of these definitions; empty for all.</param>
/// <param name="Status">Running or Finished; null for both.</param>
/// <param name="SubStatus">Executing, Suspended, Finished, Cancelled, Faulted; null for all.</param>
/// <param name="Page">From 0.</param>
public sealed record ListInstances(Caller Caller, IReadOnlyList<string> Definitions, string? Status, string? SubStatus, bool? HasIncidents, int Page, int PageSize) : IQuery<Result<InstancePage>>;

/// <param name="Items">As Elsa summarises an instance.</param>
public sealed record InstancePage(IReadOnlyList<Datum> Items, int TotalCount);

/// <summary>What an instance did, in Elsa's words: activity, event, time, sequence.</summary>
public sealed record GetJournal(Caller Caller, string Id, int Skip, int Take) : IQuery<Result<InstancePage>>;

/// <summary>A definition by the id of one version.</summary>
public sealed record GetDefinitionVersion(Caller Caller, string VersionId) : IQuery<Result<DefinitionFile>>;

/// <summary>Cancels an instance of a loose definition.</summary>
public sealed record CancelInstance(Caller Caller, string CommandId, string Id) : ICommand<Result<Receipt>>;
