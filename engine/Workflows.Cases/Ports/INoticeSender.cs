using Workflows.Engine.Data;

namespace Workflows.Cases.Ports;

/// <summary>Carries outbox messages of kind <c>notify</c> by their channel. Without one, portal notices need no carrying and others go to the connector named by the channel.</summary>
public interface INoticeSender
{
    ValueTask<CallOutcome> Send(NoticeMessage message, CancellationToken cancellationToken);
}

/// <param name="Channel">portal, mail, line, sms, post.</param>
/// <param name="Key">The same over all attempts.</param>
/// <param name="Attempt">From 1.</param>
public sealed record NoticeMessage(string Tenant, string Program, string CaseId, string Channel, Datum Body, string Key, int Attempt, DateTimeOffset Now);

/// <summary>Carries outbox messages of another kind (documents …).</summary>
public interface IOutboxHandler
{
    string Kind { get; }
    ValueTask<CallOutcome> Handle(OutboxMessage message, CancellationToken cancellationToken);
}

public sealed record OutboxMessage(string Tenant, string Program, string CaseId, string Kind, string Target, Datum Body, string Key, int Attempt, DateTimeOffset Now);
