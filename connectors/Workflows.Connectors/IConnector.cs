using Workflows.Cases.Ports;
using Workflows.Engine.Data;

namespace Workflows.Connectors;

/// <summary>A kind of outside system and how to speak with it. Holds no state: one object serves every municipality.</summary>
public interface IConnector
{
    /// <summary>As packages name it: <c>debit-enrolment</c>.</summary>
    string Kind { get; }

    /// <summary>What it is called in the catalogue.</summary>
    string LabelJa { get; }

    IReadOnlyList<OperationDescriptor> Operations { get; }

    /// <summary>Signed events its far side pushes.</summary>
    IReadOnlyList<EventDescriptor> Events { get; }

    /// <summary>Schemes of the addresses it can speak to.</summary>
    IReadOnlyList<string> Schemes => ["http", "https"];

    /// <summary>How its far side signs and writes pushed events.</summary>
    Inbound.HookScheme Hook => Inbound.HookScheme.Own;

    /// <summary>The connector as the configuration makes it: itself, unless a declaration says what it is.</summary>
    IConnector For(ConnectorConfiguration configuration) => this;

    /// <summary>Carries out one attempt. The request has passed the operation's schema.</summary>
    /// <exception cref="ConnectorException">The attempt failed; the port makes it an outcome. Anything else thrown becomes <c>Fatal</c>.</exception>
    ValueTask<CallOutcome> Invoke(ConnectorRequest request, CancellationToken cancellationToken);
}

/// <param name="Operation">One of the connector's own.</param>
/// <param name="Key">Idempotency key, the same over all attempts.</param>
/// <param name="Attempt">From 1.</param>
/// <param name="Http">Already bound to the configured address, secret and time-out.</param>
public sealed record ConnectorRequest(ConnectorConfiguration Configuration, OperationDescriptor Operation, Datum Body, string Key, int Attempt, DateTimeOffset Now, ConnectorHttp Http);

/// <summary>What protects an operation from taking effect twice.</summary>
public enum Idempotency
{
    /// <summary>The far side knows our key and repeats its first answer (409 on the own key counts as done).</summary>
    ByKey,
    /// <summary>Doing it again changes nothing (a look-up, setting a value).</summary>
    Natural,
    /// <summary>Neither: when an answer is lost, nobody may try again before an inquiry has told what happened.</summary>
    InquiryOnly,
}

/// <param name="Name">As packages name it: <c>start</c>.</param>
/// <param name="Request">JSON Schema, in the vocabulary of <see cref="Schemas.SchemaCheck"/>.</param>
/// <param name="Response">JSON Schema of the outcome's value.</param>
/// <param name="Example">A request and its answer, shown in the catalogue and used by the compliance suite.</param>
public sealed record OperationDescriptor(
    string Name, string LabelJa, Idempotency Idempotency, Datum Request, Datum Response, IReadOnlyList<FaultDescriptor> Faults, OperationExample Example);

public sealed record OperationExample(Datum Request, Datum Response);

/// <summary>A refusal for a reason of the business; its code is an outcome of <c>Case.Call</c>.</summary>
public sealed record FaultDescriptor(string Code, string LabelJa);

/// <param name="KeyField">The member of the payload (a dotted path) that waits are matched by, or null.</param>
public sealed record EventDescriptor(string Name, string LabelJa, Datum Payload, string? KeyField);
