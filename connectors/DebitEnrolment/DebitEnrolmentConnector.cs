using System.Security.Cryptography;
using System.Text;
using Workflows.Cases.Ports;
using Workflows.Connectors.Inbound;
using Workflows.Engine.Data;

namespace Workflows.Connectors.DebitEnrolment;

/// <summary>
/// Web口座振替受付サービス (account-transfer C-SVC): the citizen is sent to the bank with a signed state and comes back with a code;
/// a daily CSV says what the banks decided. See README.md for the wire.
/// </summary>
public sealed class DebitEnrolmentConnector : IConnector
{
    private static readonly UTF8Encoding Utf8 = new(false, throwOnInvalidBytes: true);

    public string Kind => "debit-enrolment";
    public string LabelJa => "Web口座振替受付サービス";
    public IReadOnlyList<OperationDescriptor> Operations => DebitEnrolmentOperations.All;
    public IReadOnlyList<EventDescriptor> Events => [];

    public ValueTask<CallOutcome> Invoke(ConnectorRequest request, CancellationToken cancellationToken) => request.Operation.Name switch
    {
        "start" => Start(request, cancellationToken),
        "getResults" => GetResults(request, cancellationToken),
        _ => Withdraw(request, cancellationToken),
    };

    private static async ValueTask<CallOutcome> Start(ConnectorRequest request, CancellationToken cancellationToken)
    {
        var options = DebitEnrolmentOptions.From(request.Configuration);
        var body = request.Body;
        if (string.IsNullOrEmpty(body["returnUrl"].AsText())) body = body.With("returnUrl", options.ReturnUrl);
        if (string.IsNullOrEmpty(body["state"].AsText())) body = body.With("state", ReturnState.SignFor(options.StateKey, body["applicationId"].AsText()!, request.Key, request.Now));
        return CallOutcome.Done(await request.Http.Json(HttpMethod.Post, "applications", body, cancellationToken).ConfigureAwait(false));
    }

    private static async ValueTask<CallOutcome> GetResults(ConnectorRequest request, CancellationToken cancellationToken)
    {
        var date = request.Body["date"].AsText()!;
        var answer = await request.Http.Send(HttpMethod.Get, $"results/{date}", null, "text/csv", cancellationToken).ConfigureAwait(false);
        if (answer.Status != 200) throw NoFile(answer, date);
        if (answer.ContentType is null || !answer.ContentType.StartsWith("text/csv", StringComparison.OrdinalIgnoreCase))
            throw ConnectorException.Retry($"受付結果がCSVではありません（{answer.ContentType}）。 The result file is not text/csv.");
        return CallOutcome.Done(Datum.Object(
            ("date", date), ("name", $"results-{date}.csv"), ("text", Decode(answer.Body)),
            ("sha256", Convert.ToHexStringLower(SHA256.HashData(answer.Body))), ("size", answer.Body.Length)));
    }

    private static async ValueTask<CallOutcome> Withdraw(ConnectorRequest request, CancellationToken cancellationToken)
    {
        var id = request.Body["applicationId"].AsText()!;
        var answer = await request.Http.Send(HttpMethod.Post, $"applications/{Uri.EscapeDataString(id)}/withdraw", Datum.Object(("reason", request.Body["reason"])), "application/json", cancellationToken).ConfigureAwait(false);
        return answer.Status switch
        {
            200 => CallOutcome.Done(answer.Json()),
            404 when CodeOf(answer) == "unknownApplication" => CallOutcome.Fault("unknownApplication", $"申込「{id}」は届いていません。 The application is unknown there."),
            _ => throw ConnectorHttp.Classify(answer),
        };
    }

    /// <summary>Not yet written: worth asking again. Never written: a fault of the business.</summary>
    private static ConnectorException NoFile(HttpAnswer answer, string date) => (answer.Status, CodeOf(answer)) switch
    {
        (404, "notReady") => ConnectorException.Retry($"{date} の受付結果はまだありません。 The file is not ready yet."),
        (404, "noFile") => ConnectorException.Business("noFile", $"{date} の受付結果ファイルはありません（銀行営業日でない）。 There is no file of that date."),
        _ => ConnectorHttp.Classify(answer),
    };

    private static string? CodeOf(HttpAnswer answer) => answer.JsonOrNull()?["code"].AsText();

    private static string Decode(byte[] body)
    {
        try { return Utf8.GetString(body).TrimStart('\uFEFF'); }
        catch (DecoderFallbackException e)
        {
            throw ConnectorException.Fatal("BAD_ANSWER", $"受付結果がUTF-8ではありません。 The result file is not UTF-8: {e.Message}");
        }
    }
}
