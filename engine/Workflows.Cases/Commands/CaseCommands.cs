using Mediator;
using Workflows.Engine.Data;

namespace Workflows.Cases.Commands;

/// <summary>Everything a person or program can ask for carries who asks.</summary>
public interface ICalled
{
    Caller Caller { get; }
}

/// <summary>A change: applied once an id. The same id with other content is refused with <c>IDEMPOTENCY_CONFLICT</c>.</summary>
public interface IChange : ICalled
{
    /// <summary>Unique a client (<see cref="Caller.Client"/>).</summary>
    string CommandId { get; }
}

/// <summary>What a change of a case leads to.</summary>
/// <param name="CaseId">Public id.</param>
/// <param name="Number">Receipt number as printed, or null when the programme gives none.</param>
/// <param name="Status">The case's state after the step.</param>
/// <param name="Repeated">The command had been applied before; this is its first answer.</param>
public sealed record Receipt(string CaseId, string? Number, string Status, long Version, bool Repeated);

/// <summary>A person submits a start's form and a case begins.</summary>
/// <param name="Start">The start's id, or its form's id.</param>
/// <param name="OnBehalfOf">The person it is for, when entered at the counter or by an agent; that person becomes the applicant.</param>
/// <param name="Draft">The draft it was written in; deleted once submitted.</param>
public sealed record SubmitForm(Caller Caller, string CommandId, string Program, string Start, Datum Values, string? OnBehalfOf = null, string? Draft = null) : ICommand<Result<Receipt>>, IChange;

/// <summary>A case action (取下げ, 再申込 …) as declared in program.json.</summary>
/// <param name="Case">Public id or number.</param>
public sealed record TakeAction(Caller Caller, string CommandId, string Case, string Action, Datum Values) : ICommand<Result<Receipt>>, IChange;

/// <summary>Keeps what was typed so far; transient fields are left out. Without <paramref name="Draft"/> a new one.</summary>
public sealed record SaveDraft(Caller Caller, string CommandId, string Program, string Start, string? Draft, Datum Values) : ICommand<Result<Queries.DraftView>>, IChange;

public sealed record DeleteDraft(Caller Caller, string CommandId, string Draft) : ICommand<Result<Nothing>>, IChange;
