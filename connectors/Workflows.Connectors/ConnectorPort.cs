using System.Diagnostics;
using Workflows.Cases.Ports;
using Workflows.Connectors.Schemas;

namespace Workflows.Connectors;

/// <summary>
/// Carries calls to the connector of the kind: checks configuration, allowed host and both schemas, bounds the attempt, and answers with an outcome, never with an exception
/// (but for cancellation by the caller).
/// </summary>
public sealed class ConnectorPort : IConnectorPort, IDisposable
{
    /// <summary>Spans of outgoing calls. Tags carry ids and outcomes, never content.</summary>
    public static readonly ActivitySource Source = new("Workflows.Connectors");

    private readonly Dictionary<string, IConnector> _kinds;
    private readonly IConnectorDirectory _directory;
    private readonly HttpMessageInvoker _network;
    private readonly HttpMessageInvoker? _simulators;
    private readonly KeptAnswers? _answers;

    /// <param name="network">Reaches real hosts.</param>
    /// <param name="simulators">Reaches the embedded simulators; null where there are none (production).</param>
    /// <param name="kept">Where answers that may be given again are kept; null: nowhere, each call asks.</param>
    public ConnectorPort(IEnumerable<IConnector> connectors, IConnectorDirectory directory, HttpMessageHandler network, HttpMessageHandler? simulators, Func<IKeptStore>? kept = null)
    {
        _answers = kept is null ? null : new KeptAnswers(kept);
        _kinds = connectors.ToDictionary(c => c.Kind, StringComparer.Ordinal);
        _directory = directory;
        _network = new HttpMessageInvoker(network);
        _simulators = simulators is null ? null : new HttpMessageInvoker(simulators);
    }

    public async ValueTask<CallOutcome> Call(ConnectorCall call, CancellationToken cancellationToken)
    {
        using var span = Source.StartActivity("connector.call", ActivityKind.Client);
        span?.SetTag("connector", call.Connector).SetTag("operation", call.Operation).SetTag("tenant", call.Tenant).SetTag("attempt", call.Attempt);
        var outcome = _answers is not null && await _answers.Find(call, cancellationToken).ConfigureAwait(false) is { } known ? CallOutcome.Done(known) : await Attempt(call, cancellationToken).ConfigureAwait(false);
        if (_answers is not null && outcome.Kind == CallOutcomeKind.Done) await _answers.Keep(call, outcome.Value, cancellationToken).ConfigureAwait(false);
        span?.SetTag("outcome", outcome.Kind.ToString()).SetTag("code", outcome.Code);
        return outcome;
    }

    public void Dispose()
    {
        _network.Dispose();
        _simulators?.Dispose();
    }

    private async ValueTask<CallOutcome> Attempt(ConnectorCall call, CancellationToken cancellationToken)
    {
        try
        {
            var configuration = _directory.Find(call.Tenant, call.Program, call.Connector, call.Operation, call.Instance)
                ?? throw ConnectorException.Fatal("UNKNOWN_CONNECTOR", $"自治体 {call.Tenant} の手続「{call.Program}」にコネクタ「{call.Connector}」はありません。 The municipality's programme declares no such connector.");
            var connector = _kinds.GetValueOrDefault(configuration.Kind)?.For(configuration)
                ?? throw ConnectorException.Fatal("UNKNOWN_KIND", $"コネクタの種類「{configuration.Kind}」はありません。使える種類: {string.Join("、", _kinds.Keys.Order(StringComparer.Ordinal))}。 There is no connector of this kind.");
            var operation = connector.Operations.FirstOrDefault(o => o.Name == call.Operation)
                ?? throw ConnectorException.Fatal("UNKNOWN_OPERATION", $"コネクタ「{call.Connector}」に操作「{call.Operation}」はありません。使える操作: {string.Join("、", connector.Operations.Select(o => o.Name))}。 There is no such operation.");
            if (SchemaCheck.FirstProblem(operation.Request, call.Request) is { } bad)
                throw ConnectorException.Fatal("BAD_REQUEST", $"操作「{operation.Name}」に渡した値が正しくありません: {bad}");

            if (SchemaCheck.Undeclared(operation.Request, call.Request) is { } undeclared)
                throw ConnectorException.Fatal("UNDECLARED_FIELD", $"操作「{operation.Name}」は項目「{undeclared}」を渡すことを宣言していません。宣言した項目だけが外へ出ます。 The operation does not declare this field; only declared fields leave.");
            if (call.Timeout is { } limit && limit < configuration.Timeout) configuration = configuration with { Timeout = limit };

            var (invoker, address) = Route(configuration, connector);
            var http = new ConnectorHttp(invoker, configuration, address, operation.Idempotency, call.IdempotencyKey);
            var outcome = await connector.Invoke(new(configuration, operation, call.Request, call.IdempotencyKey, call.Attempt, call.Now, http), cancellationToken).ConfigureAwait(false);
            return outcome.Kind == CallOutcomeKind.Done && SchemaCheck.FirstProblem(operation.Response, outcome.Value) is { } wrong
                ? CallOutcome.Fatal("BAD_ANSWER", $"操作「{operation.Name}」への応答が約束と違います: {wrong}")
                : outcome;
        }
        catch (ConnectorException fault)
        {
            return fault.Outcome;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return CallOutcome.Fatal("CONNECTOR_ERROR", $"コネクタ「{call.Connector}」の操作「{call.Operation}」で誤りが起きました。 The connector failed: {e.GetType().Name}: {e.Message}");
        }
    }

    private (HttpMessageInvoker Invoker, Uri Address) Route(ConnectorConfiguration configuration, IConnector connector)
    {
        if (configuration.IsSimulated)
        {
            return (_simulators ?? throw ConnectorException.Fatal("NO_SIMULATOR", $"コネクタ「{configuration.Connector}」は模擬装置（sim:）に向いていますが、この環境に模擬装置はありません。baseUrl を設定してください。 No simulators run here; configure a base address."),
                new Uri($"http://simulators/sim/{configuration.Tenant}/{Uri.EscapeDataString(configuration.Place)}"));
        }
        if (!Uri.TryCreate(configuration.BaseUrl, UriKind.Absolute, out var address) || !connector.Schemes.Contains(address.Scheme))
            throw ConnectorException.Fatal("NOT_CONFIGURED", $"自治体 {configuration.Tenant} のコネクタ「{configuration.Connector}」に接続先（baseUrl）が設定されていません。 No base address is configured.");
        if (address.Scheme == "file")
        {
            if (!configuration.AllowedHosts.Contains(address.LocalPath, StringComparer.Ordinal))
                throw ConnectorException.Fatal("HOST_NOT_ALLOWED", $"フォルダー「{address.LocalPath}」は自治体 {configuration.Tenant} に許されていません。Workflows:Connectors:Municipalities:{configuration.Tenant}:AllowedHosts に加えてください。 The folder is not allowed for this municipality.");
            return (new HttpMessageInvoker(new Declared.FolderHandler(address.LocalPath)), address);
        }
        if (!configuration.AllowedHosts.Contains(address.Host, StringComparer.OrdinalIgnoreCase) && !configuration.AllowedHosts.Contains(address.Authority, StringComparer.OrdinalIgnoreCase))
            throw ConnectorException.Fatal("HOST_NOT_ALLOWED", $"接続先「{address.Authority}」は自治体 {configuration.Tenant} に許されていません。Workflows:Connectors:Municipalities:{configuration.Tenant}:AllowedHosts に加えてください。 The host is not allowed for this municipality.");
        if (string.IsNullOrEmpty(configuration.Secret) && address.Scheme is ("http" or "https") && configuration.Declaration?.Auth["type"].AsText() != "none")
            throw ConnectorException.Fatal("NO_SECRET", $"コネクタ「{configuration.Connector}」の秘密が設定されていません（Workflows:Secrets:名前）。 No secret is configured.");
        return (_network, address);
    }
}
