using Workflows.Cases.Ports;

namespace Workflows.Connectors.Message;

/// <summary>A message gateway (account-transfer C-MAIL): takes one message a call and delivers it by its channel. See README.md for the wire.</summary>
public sealed class MessageConnector : IConnector
{
    public string Kind => "message";
    public string LabelJa => "通知の送信";
    public IReadOnlyList<OperationDescriptor> Operations => MessageOperations.All;
    public IReadOnlyList<EventDescriptor> Events => [];

    public async ValueTask<CallOutcome> Invoke(ConnectorRequest request, CancellationToken cancellationToken) =>
        CallOutcome.Done(await request.Http.Json(HttpMethod.Post, "messages", request.Body, cancellationToken).ConfigureAwait(false));
}
