using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Workflows.Cases.Ports;
using Workflows.Engine.Data;
using Workflows.Server.Hosting;

namespace Workflows.Server.WorkflowHttp;

/// <summary>
/// Requests of <c>SendHttpRequest</c>. Only to hosts of <c>Workflows:AllowedHosts</c>; the message's key goes along as Idempotency-Key. Any
/// status is an answer; no connection is <c>CONNECTION</c>, no answer in time <c>TIMEOUT</c>, a host that is not allowed <c>HOST_NOT_ALLOWED</c>.
/// </summary>
internal sealed class HttpSender(ServerOptions options) : IOutboxHandler, IDisposable
{
    private const int MaxAnswer = 1024 * 1024;
    private readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = TimeSpan.FromSeconds(10), PooledConnectionLifetime = TimeSpan.FromMinutes(5) }) { Timeout = TimeSpan.FromSeconds(25) };

    public string Kind => "http";

    public async ValueTask<CallOutcome> Handle(OutboxMessage message, CancellationToken cancellationToken)
    {
        if (!Uri.TryCreate(message.Target, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https")) return CallOutcome.Fatal("URL_INVALID", $"宛先「{message.Target}」は http(s) の URL ではありません。");
        if (!options.AllowedHosts.Contains(url.Host, StringComparer.OrdinalIgnoreCase)) return CallOutcome.Fatal("HOST_NOT_ALLOWED", $"宛先「{url.Host}」へは送れません。Workflows:AllowedHosts に加えてください。 (The host is not allowed.)");
        using var request = new HttpRequestMessage(new HttpMethod(message.Body["method"].AsText() is { Length: > 0 } method ? method.ToUpperInvariant() : "GET"), url);
        if (Content(message.Body) is { } content) request.Content = content;
        foreach (var (name, value) in message.Body["headers"].Members)
            if (!request.Headers.TryAddWithoutValidation(name, value.AsText() ?? value.ToJson())) request.Content?.Headers.TryAddWithoutValidation(name, value.AsText());
        if (message.Body["authorization"].AsText() is { Length: > 0 } authorization) request.Headers.TryAddWithoutValidation("Authorization", authorization);
        request.Headers.TryAddWithoutValidation("Idempotency-Key", message.Key);
        try
        {
            using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
            return await Answer(response, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested) { return CallOutcome.Fatal("TIMEOUT", $"{url.Host}: 時間内に応答がありませんでした。 (No answer in time.)"); }
        catch (HttpRequestException e) { return CallOutcome.Fatal(e.InnerException is OperationCanceledException ? "TIMEOUT" : "CONNECTION", $"{url.Host}: 接続できませんでした。 ({e.Message})"); }
    }

    private static StringContent? Content(Datum body)
    {
        var content = body["content"];
        if (content.IsNull) return null;
        var text = content.Kind == DatumKind.Text ? content.AsText()! : content.ToJson();
        var type = body["contentType"].AsText() is { Length: > 0 } given ? given : content.Kind == DatumKind.Text ? "text/plain" : "application/json";
        return new StringContent(text, Encoding.UTF8, MediaTypeHeaderValue.TryParse(type, out var parsed) ? parsed.MediaType! : "text/plain");
    }

    private static async Task<CallOutcome> Answer(HttpResponseMessage response, CancellationToken ct)
    {
        using var stream = await response.Content.ReadAsStreamAsync(ct).ConfigureAwait(false);
        using var copy = new MemoryStream();
        var block = new byte[16 * 1024];
        int read;
        while ((read = await stream.ReadAsync(block, ct).ConfigureAwait(false)) > 0)
        {
            if (copy.Length + read > MaxAnswer) return CallOutcome.Fatal("ANSWER_TOO_LARGE", $"応答が {MaxAnswer / 1024} KB を超えました。 (The answer is too large.)");
            copy.Write(block, 0, read);
        }
        var text = Encoding.UTF8.GetString(copy.ToArray());
        Datum body = text;
        if (response.Content.Headers.ContentType?.MediaType is { } media && media.Contains("json", StringComparison.OrdinalIgnoreCase))
        {
            try { body = Datum.Parse(text); }
            catch (JsonException) { body = text; }
        }
        var headers = response.Headers.Concat(response.Content.Headers).Select(h => KeyValuePair.Create(h.Key, Datum.Of(string.Join(", ", h.Value))));
        return CallOutcome.Done(Datum.Object(("status", (int)response.StatusCode), ("body", body), ("headers", Datum.Object(headers))));
    }

    public void Dispose() => _client.Dispose();
}
