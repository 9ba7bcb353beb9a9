using Mediator;
using Workflows.Engine.Data;

namespace Workflows.Cases.Commands;

/// <summary>Runs the faulted activity again.</summary>
public sealed record RetryIncident(Caller Caller, string CommandId, string Case, string Incident) : ICommand<Result<Receipt>>, IChange;

/// <summary>Goes on after the faulted activity as if it had ended with <paramref name="Outcome"/>.</summary>
public sealed record SkipIncident(Caller Caller, string CommandId, string Case, string Incident, string? Outcome) : ICommand<Result<Receipt>>, IChange;

/// <summary>Ends a case by hand.</summary>
public sealed record CancelCase(Caller Caller, string CommandId, string Case, string Reason) : ICommand<Result<Receipt>>, IChange;

/// <summary>Places or corrects a case by hand (operators, scenarios). The change is in its history.</summary>
/// <param name="Change"><c>{fields, state, …}</c>, as the case layer reads it.</param>
public sealed record AlterCase(Caller Caller, string CommandId, string Case, Datum Change) : ICommand<Result<Receipt>>, IChange;

/// <summary>Adds, changes or ends a register record, by the register's editors only.</summary>
/// <param name="Operation">add, change, end, upsert.</param>
/// <param name="ExpectedRevision">Refused with 409 when somebody else changed it meanwhile.</param>
public sealed record ChangeRegisterRecord(Caller Caller, string CommandId, string Program, string Register, string Operation, string? Record, Datum Values, long? ExpectedRevision = null) : ICommand<Result<Queries.RegisterRecord>>, IChange;

/// <summary>Tells a kept delivery of the hook front to the cases once more: one nobody heard, or that was refused. Cases that heard it do not hear it twice.</summary>
public sealed record Redeliver(Caller Caller, string CommandId, string Program, string Connector, string Event) : ICommand<Result<Queries.DeliveryView>>, IChange;
