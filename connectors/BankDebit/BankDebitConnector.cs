using System.Security.Cryptography;
using Workflows.Cases.Ports;
using Workflows.Engine.Data;

namespace Workflows.Connectors.BankDebit;

/// <summary>口座振替 with a bank's 全銀 files (account-transfer C-BANK), over a file gateway that puts them on SFTP or データ伝送. See README.md for the wire.</summary>
public sealed class BankDebitConnector : IConnector
{
    public string Kind => "bank-debit";
    public string LabelJa => "口座振替（全銀）";
    public IReadOnlyList<OperationDescriptor> Operations => BankDebitOperations.All;
    public IReadOnlyList<EventDescriptor> Events => [];

    public ValueTask<CallOutcome> Invoke(ConnectorRequest request, CancellationToken cancellationToken) =>
        request.Operation.Name == "putRequest" ? Put(request, cancellationToken) : GetResult(request, cancellationToken);

    private static async ValueTask<CallOutcome> Put(ConnectorRequest request, CancellationToken cancellationToken)
    {
        var bytes = JisText.Encode(request.Body["file"].AsText()!);
        var query = request.Body["transferDate"].AsText() is { Length: > 0 } date ? $"?transferDate={date}" : "";
        var answer = await request.Http.Send(HttpMethod.Post, "requests" + query, bytes, "application/octet-stream", "application/json", cancellationToken).ConfigureAwait(false);
        var said = answer.Status is 200 or 201 ? answer.Json() : request.Http.FirstAnswer(answer) ?? throw ConnectorHttp.Classify(answer);
        return CallOutcome.Done(Datum.Object(("receiptNo", said["receiptNo"]), ("sha256", Hash(bytes))));
    }

    private static async ValueTask<CallOutcome> GetResult(ConnectorRequest request, CancellationToken cancellationToken)
    {
        var date = request.Body["transferDate"].AsText()!;
        var only = request.Body["receiptNo"].AsText() is { Length: > 0 } receipt ? $"?receiptNo={Uri.EscapeDataString(receipt)}" : "";
        var answer = Known(await request.Http.Send(HttpMethod.Get, $"results/{date}{only}", null, "application/json", cancellationToken).ConfigureAwait(false), date);
        var files = answer.Json()["files"].Items.Select(File).ToList();
        if (files.Count == 0) throw ConnectorException.Business("noFile", $"{date} に請求したファイルはありません。 Nothing was requested for that date.");
        return CallOutcome.Done(Datum.Object(
            ("transferDate", date), ("files", Datum.List(files)), ("text", files[0]["text"]), ("sha256", files[0]["sha256"]), ("name", $"result-{date}-{files[0]["receiptNo"]}.txt")));
    }

    /// <summary>The answer when there is a file; else why not.</summary>
    private static HttpAnswer Known(HttpAnswer answer, string date) => (answer.Status, answer.Status == 200 ? null : answer.JsonOrNull()?["code"].AsText()) switch
    {
        (200, _) => answer,
        (404, "notReady") => throw ConnectorException.Retry($"{date} の振替結果はまだありません。 The result is not ready yet."),
        (404, "noFile") => throw ConnectorException.Business("noFile", $"{date} に請求したファイルはありません。 Nothing was requested for that date."),
        _ => throw ConnectorHttp.Classify(answer),
    };

    private static Datum File(Datum wire)
    {
        byte[] bytes;
        try { bytes = Convert.FromBase64String(wire["content"].AsText() ?? ""); }
        catch (FormatException e) { throw ConnectorException.Retry($"結果ファイルがBase64ではありません。 The result file is not Base64: {e.Message}"); }
        return Datum.Object(("receiptNo", wire["receiptNo"]), ("text", JisText.Decode(bytes)), ("sha256", Hash(bytes)));
    }

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
