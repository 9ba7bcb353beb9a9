using Mediator;
using Workflows.Engine.Data;

namespace Workflows.Cases.Commands;

/// <summary>How many cases an outside delivery reached.</summary>
/// <param name="Reached">Cases whose waits heard it, or that it started.</param>
public sealed record Delivered(IReadOnlyList<string> Reached, bool Repeated);

/// <summary>
/// An outside system tells that something happened (payment made, person moved). Reaches the named case, or every case waiting for it by key, or starts one.
/// </summary>
/// <param name="CommandId">The event's own id: the same again has no effect.</param>
/// <param name="Case">Public id or number, when the event names its case.</param>
/// <param name="Key">Correlation key, when it names something else.</param>
public sealed record DeliverEvent(Caller Caller, string CommandId, string Program, string Connector, string Event, string? Case, string? Key, Datum Data) : ICommand<Result<Delivered>>, IChange;

/// <summary>A connector pushed a file: starts the programme's file start of that connector. Known by date and SHA-256 in the definition.</summary>
/// <param name="Date">The date the file is for; today when the name tells none.</param>
public sealed record DeliverFile(Caller Caller, string CommandId, string Program, string Connector, string Name, string Text, DateOnly Date) : ICommand<Result<Delivered>>, IChange;

/// <summary>
/// A person comes back from an outside page (bank). Believed only when <paramref name="State"/> was signed by us for this application and has not expired;
/// otherwise 400 and nothing changes. A repeated return has no effect.
/// </summary>
/// <param name="Application">The case number the outside page was given.</param>
public sealed record DeliverReturn(Caller Caller, string Program, string Connector, string Application, string Code, string State) : ICommand<Result<Returned>>, ICalled;

/// <param name="Heard">False: the signature was good but the case no longer waits for it.</param>
public sealed record Returned(string CaseId, string Number, string Status, bool Heard);
