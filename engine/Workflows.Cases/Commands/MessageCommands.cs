using Mediator;
using Workflows.Cases.Ports;
using Workflows.Cases.Queries;

namespace Workflows.Cases.Commands;

/// <summary>Messages that were given up, or others by status. Operators only.</summary>
/// <param name="Status">pending, done, failed (when null), cancelled.</param>
public sealed record ListMessages(Caller Caller, string? Status, string? Kind, string? Target, PageRequest Page) : IQuery<Result<Page<OutgoingMessage>>>, ICalled;

/// <summary>Sends a given-up message again under its key, or puts it aside.</summary>
public sealed record ChangeMessage(Caller Caller, string CommandId, long Message, bool Discard) : ICommand<Result<OutgoingMessage>>, IChange;
