using Workflows.Cases.Ports;
using Workflows.Engine.Data;

namespace Workflows.Connectors.Revenue;

/// <summary>基幹収納システム (account-transfer C-TAX): liabilities, mandates, payments; it pushes 転出, 死亡 and payments. See README.md for the wire.</summary>
public sealed class RevenueConnector : IConnector
{
    public string Kind => "revenue";
    public string LabelJa => "基幹収納システム";
    public IReadOnlyList<OperationDescriptor> Operations => RevenueOperations.All;
    public IReadOnlyList<EventDescriptor> Events => RevenueOperations.Events;

    public async ValueTask<CallOutcome> Invoke(ConnectorRequest request, CancellationToken cancellationToken)
    {
        var body = request.Body;
        return request.Operation.Name switch
        {
            "findLiability" => await Find(request, cancellationToken).ConfigureAwait(false),
            "listDue" => await Json(request, HttpMethod.Get, $"liabilities/due?{Query(body, "subject", "FY", "term")}", null, cancellationToken).ConfigureAwait(false),
            "upsertMandate" => await Json(request, HttpMethod.Put, Mandate(body), body, cancellationToken).ConfigureAwait(false),
            "closeMandate" => await Json(request, HttpMethod.Post, Mandate(body) + "/close", body, cancellationToken).ConfigureAwait(false),
            "applyPayment" => await Pay(request, body["key"].AsText() is { Length: > 0 } own ? own : request.Key, cancellationToken).ConfigureAwait(false),
            _ => await Json(request, HttpMethod.Post, "unpaid", body, cancellationToken).ConfigureAwait(false),
        };
    }

    private static async ValueTask<CallOutcome> Find(ConnectorRequest request, CancellationToken cancellationToken)
    {
        var answer = await request.Http.Send(HttpMethod.Get, $"liabilities?{Query(request.Body, "subject", "FY", "noticeNo")}", null, "application/json", cancellationToken).ConfigureAwait(false);
        return answer.Status switch
        {
            200 => CallOutcome.Done(Datum.Object(("found", true), ("liability", answer.Json()))),
            404 when answer.JsonOrNull()?["code"].AsText() == "notFound" => CallOutcome.Done(Datum.Object(("found", false), ("liability", Datum.Null))),
            _ => throw ConnectorHttp.Classify(answer),
        };
    }

    private static async ValueTask<CallOutcome> Json(ConnectorRequest request, HttpMethod method, string path, Datum? body, CancellationToken cancellationToken) =>
        CallOutcome.Done(await request.Http.Json(method, path, body, cancellationToken).ConfigureAwait(false));

    private static async ValueTask<CallOutcome> Pay(ConnectorRequest request, string key, CancellationToken cancellationToken) =>
        CallOutcome.Done(await request.Http.WithKey(key).Json(HttpMethod.Post, "payments", request.Body.With("key", key), cancellationToken).ConfigureAwait(false));

    private static string Mandate(Datum body) => "mandates/" + Uri.EscapeDataString(body["mandateId"].AsText()!);

    private static string Query(Datum body, params ReadOnlySpan<string> names)
    {
        var parts = new List<string>();
        foreach (var name in names)
            if (body[name].AsText() is { Length: > 0 } value) parts.Add($"{name}={Uri.EscapeDataString(value)}");
        return string.Join('&', parts);
    }
}
