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

/// <summary>The same done to every incident a filter finds, case by case: what one case refuses does not stop the others.</summary>
/// <param name="Do"><see cref="IncidentBatches"/>.</param>
/// <param name="Outcome">For skip: the outcome to go on with.</param>
/// <param name="Change">For correct: what <see cref="AlterCase"/> takes; the activity then runs again.</param>
/// <param name="Reason">For cancel.</param>
/// <param name="Cases">Only these cases (ids or numbers); null for all the filter finds.</param>
/// <param name="DryRun">Only tells what would be done.</param>
public sealed record ChangeIncidents(Caller Caller, string CommandId, Queries.IncidentFilter Filter, string Do, string? Outcome = null, Datum? Change = null, string? Reason = null, IReadOnlyList<string>? Cases = null, bool DryRun = true) : ICommand<Result<IncidentBatchReport>>, IChange;

/// <summary>What can be done to incidents in a batch.</summary>
public static class IncidentBatches
{
    public const string Retry = "retry", Skip = "skip", Correct = "correct", Cancel = "cancel";
    public static readonly IReadOnlyList<string> All = [Retry, Skip, Correct, Cancel];
    /// <summary>Incidents one batch takes; what is left stands in <see cref="IncidentBatchReport.Left"/>.</summary>
    public const int Most = 500;
}

/// <param name="Left">More were found than one batch takes: send the batch again under a new command id.</param>
public sealed record IncidentBatchReport(bool DryRun, int Found, int Done, int Refused, bool Left, IReadOnlyList<IncidentBatchLine> Lines);

/// <param name="Result">would, done or refused.</param>
public sealed record IncidentBatchLine(string Case, string? Number, string Incident, string Activity, string Code, string Result, string? Message);

/// <summary>Adds, changes or ends a register record, by the register's editors only.</summary>
/// <param name="Operation">add, change, end, upsert.</param>
/// <param name="ExpectedRevision">Refused with 409 when somebody else changed it meanwhile.</param>
/// <param name="Reason">Why; kept with the state it leads to.</param>
public sealed record ChangeRegisterRecord(Caller Caller, string CommandId, string Program, string Register, string Operation, string? Record, Datum Values, long? ExpectedRevision = null, string? Reason = null) : ICommand<Result<Queries.RegisterRecord>>, IChange;

/// <summary>Takes a CSV file into a register, all rows or none.</summary>
/// <param name="Content">The file in Base64; UTF-8 or CP932, told by its bytes.</param>
/// <param name="DryRun">Only tells what would happen.</param>
/// <param name="Reason">Kept with every record it writes.</param>
public sealed record ImportRegister(Caller Caller, string CommandId, string Program, string Register, string Content, bool DryRun, string? Reason) : ICommand<Result<RegisterImport>>, IChange;

/// <param name="Encoding">utf-8 or shift_jis.</param>
/// <param name="Added">Records that are new; <paramref name="Changed"/>: those that were there.</param>
/// <param name="Applied">Written; not in a dry run, nor while there is an error.</param>
public sealed record RegisterImport(bool DryRun, string Encoding, int Rows, int Added, int Changed, bool Applied, IReadOnlyList<Registers.RegisterImportError> Errors);

/// <summary>Tells a kept delivery of the hook front to the cases once more: one nobody heard, or that was refused. Cases that heard it do not hear it twice.</summary>
public sealed record Redeliver(Caller Caller, string CommandId, string Program, string Connector, string Event) : ICommand<Result<Queries.DeliveryView>>, IChange;
