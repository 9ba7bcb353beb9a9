using Workflows.Cases.Ports;

namespace Workflows.Connectors.Message;

/// <summary>A message gateway (account-transfer C-MAIL): takes one message a call and delivers it by its channel. See README.md for the wire.</summary>
public sealed class MessageConnector : IConnector
{
    public string Kind => "message";
    public string LabelJa => "通知の送信";
    public IReadOnlyList<OperationDescriptor> Operations => MessageOperations.All;
    public IReadOnlyList<EventDescriptor> Events => [];

    public IReadOnlyList<string> Schemes { get; } = ["http", "https", "smtp", "smtps"];

    public async ValueTask<CallOutcome> Invoke(ConnectorRequest request, CancellationToken cancellationToken) =>
        SmtpMail.Serves(request.Configuration) ? await SmtpMail.Send(request, cancellationToken).ConfigureAwait(false) :
        CallOutcome.Done(await request.Http.Json(HttpMethod.Post, "messages", request.Body, cancellationToken).ConfigureAwait(false));
}
