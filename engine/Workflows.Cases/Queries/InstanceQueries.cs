using Mediator;
using Workflows.Cases.Commands;
using Workflows.Engine.Data;

namespace Workflows.Cases.Queries;

/// <summary>Instances of loose definitions, the newest first.</summary>
/// <param name="Filter">Status: Running, Finished; sub-status: Executing, Suspended, Finished, Cancelled, Faulted.</param>
/// <param name="Page">From 0.</param>
public sealed record ListInstances(Caller Caller, Ports.InstanceFilter Filter, int Page, int PageSize) : IQuery<Result<InstancePage>>;

/// <param name="Items">As Elsa summarises an instance.</param>
public sealed record InstancePage(IReadOnlyList<Datum> Items, int TotalCount);

/// <summary>What an instance did, in Elsa's words: activity, event, time, sequence.</summary>
public sealed record GetJournal(Caller Caller, string Id, int Skip, int Take) : IQuery<Result<InstancePage>>;

/// <summary>A definition by the id of one version.</summary>
public sealed record GetDefinitionVersion(Caller Caller, string VersionId) : IQuery<Result<DefinitionFile>>;

/// <summary>Cancels an instance of a loose definition.</summary>
public sealed record CancelInstance(Caller Caller, string CommandId, string Id) : ICommand<Result<Receipt>>;

/// <summary>Erases an instance: one still running is cancelled first. The digests of its steps and a certificate stay, its content does not.</summary>
public sealed record DeleteInstance(Caller Caller, string CommandId, string Id) : ICommand<Result<Nothing>>;

/// <summary>Sets variables of running activities; all or none.</summary>
/// <param name="Variables">A list of <c>{id | name, value, activityId?, scopePath?}</c>; without a place the outermost activity that has the variable.</param>
public sealed record SetInstanceVariables(Caller Caller, string CommandId, string Id, Datum Variables) : ICommand<Result<InstancePage>>;

/// <summary>What the activities of an instance did: one row each time one began.</summary>
/// <param name="ActivityId">Null for all.</param>
/// <param name="Completed">Only those that have ended, or have not; null for both.</param>
public sealed record ListExecutions(Caller Caller, string Id, string? ActivityId, bool? Completed, int Skip, int Take) : IQuery<Result<InstancePage>>;

/// <summary>How often each activity of an instance began, ended, waits, failed.</summary>
/// <param name="Activities">Only these; null for all.</param>
public sealed record ReportExecutions(Caller Caller, string Id, IReadOnlyList<string>? Activities) : IQuery<Result<Datum>>;

/// <summary>The variables of an instance, those of its containers under their own ids.</summary>
public sealed record GetInstanceVariables(Caller Caller, string Id) : IQuery<Result<InstancePage>>;

/// <summary>An instance whole: state, outputs, incidents, waits, variables, journal.</summary>
public sealed record ExportInstance(Caller Caller, string Id) : IQuery<Result<Datum>>;

/// <summary>Runs faulted activities of instances again.</summary>
/// <param name="Activities">Only these activities; null for every open incident.</param>
public sealed record RetryInstances(Caller Caller, string CommandId, IReadOnlyList<string> Instances, IReadOnlyList<string>? Activities) : ICommand<Result<RetryReport>>;

/// <param name="Retried">Incidents that were taken up again.</param>
/// <param name="Left">Instances where nothing was, and why.</param>
public sealed record RetryReport(int Retried, IReadOnlyList<RetryLeft> Left);

public sealed record RetryLeft(string InstanceId, string Code, string Reason);
