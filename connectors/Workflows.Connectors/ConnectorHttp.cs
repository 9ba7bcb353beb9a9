using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Workflows.Engine.Data;

namespace Workflows.Connectors;

/// <summary>What the far side answered, whatever the status.</summary>
public sealed record HttpAnswer(int Status, byte[] Body, string? ContentType, TimeSpan? RetryAfter)
{
    /// <summary>The body as JSON.</summary>
    /// <exception cref="ConnectorException">It is none: worth another try, for an answer may be cut off on its way.</exception>
    public Datum Json()
    {
        try { return Datum.Parse(Body); }
        catch (JsonException e)
        {
            throw ConnectorException.Retry($"相手の応答を読み取れません（HTTP {Status}、JSONではありません）。 The answer is not JSON: {e.Message}");
        }
    }

    /// <summary>The body as JSON, or null when it is none.</summary>
    public Datum? JsonOrNull()
    {
        try { return Datum.Parse(Body); }
        catch (JsonException) { return null; }
    }
}

/// <summary>
/// HTTP of one attempt: bound to an address, a secret and a time-out. Turns transport failures and statuses into the outcomes every connector shares:
/// refused, reset, 408, 429, 5xx → retry; time-out → retry, or unknown where the operation is not idempotent; 401, 403, 400, 404 and other 4xx → fatal;
/// 409 with our own key → the first answer; 422 → a business fault by its <c>code</c>.
/// </summary>
public sealed class ConnectorHttp(HttpMessageInvoker invoker, ConnectorConfiguration configuration, Uri baseAddress, Idempotency idempotency, string key, Datum? auth = null, string? keyHeader = ConnectorHttp.OwnKeyHeader)
{
    private const string OwnKeyHeader = "Idempotency-Key";

    /// <summary>The key as a header can carry it: anything but visible ASCII is percent-encoded.</summary>
    private readonly string _key = key.All(c => c is > ' ' and < (char)127) ? key : Uri.EscapeDataString(key);

    /// <summary>How long the attempt may take; in-process far sides read it instead of waiting.</summary>
    public static readonly HttpRequestOptionsKey<TimeSpan> TimeoutOption = new("Workflows.Timeout");

    /// <summary>The same, protected by another key: one the request itself brings.</summary>
    public ConnectorHttp WithKey(string other) => new(invoker, configuration, baseAddress, idempotency, other);

    /// <summary>The same with the far side's own way to show a secret (docs/package-format.md §10) and to carry the key; null: none.</summary>
    public ConnectorHttp Signed(Datum way, string? header) => new(invoker, configuration, baseAddress, idempotency, key, way, header);

    /// <summary>Sends JSON (or nothing) and gives the JSON answer of a 2xx, or the first answer of a 409 on our own key.</summary>
    /// <param name="path">Relative to the base address, escaped.</param>
    public async ValueTask<Datum> Json(HttpMethod method, string path, Datum? body, CancellationToken cancellationToken)
    {
        var answer = await Send(method, path, body, "application/json", cancellationToken).ConfigureAwait(false);
        if (answer.Status is >= 200 and < 300) return answer.Body.Length == 0 ? Datum.EmptyObject : answer.Json();
        return FirstAnswer(answer) ?? throw Classify(answer);
    }

    /// <summary>Sends and gives the answer of any status below 500 except 401, 403, 408, 429.</summary>
    public ValueTask<HttpAnswer> Send(HttpMethod method, string path, Datum? body, string accept, CancellationToken cancellationToken) =>
        Send(method, path, body is null ? null : body.ToUtf8(), "application/json; charset=utf-8", accept, cancellationToken);

    /// <summary>The same with a body of any type; <paramref name="headers"/> are added.</summary>
    public async ValueTask<HttpAnswer> Send(
        HttpMethod method, string path, byte[]? body, string contentType, string accept, CancellationToken cancellationToken, IEnumerable<KeyValuePair<string, string>>? headers = null, bool anyStatus = false)
    {
        if (auth?["type"].AsText() == "query") path += $"{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{Uri.EscapeDataString(auth["name"].AsText()!)}={Uri.EscapeDataString(configuration.Secret ?? "")}";
        using var request = new HttpRequestMessage(method, new Uri(baseAddress.AbsoluteUri.TrimEnd('/') + "/" + path));
        Authorize(request);
        request.Headers.Accept.ParseAdd(accept);
        if (idempotency != Idempotency.Natural && keyHeader is not null) request.Headers.Add(keyHeader, _key);
        foreach (var (name, value) in headers ?? []) request.Headers.Add(name, value);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        }
        request.Options.Set(TimeoutOption, configuration.Timeout);
        var answer = await Attempt(request, cancellationToken).ConfigureAwait(false);
        return !anyStatus && (answer.Status is >= 500 or 401 or 403 or 408 or 429) ? throw Classify(answer) : answer;
    }

    private void Authorize(HttpRequestMessage request)
    {
        switch (auth?["type"].AsText())
        {
            case "none" or "query": break;
            case "basic": request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{auth["user"].AsText()}:{configuration.Secret}"))); break;
            case "header": request.Headers.TryAddWithoutValidation(auth["name"].AsText()!, configuration.Secret); break;
            default: request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", configuration.Secret); break;
        }
    }

    /// <summary>What a status that is no success means.</summary>
    public static ConnectorException Classify(HttpAnswer answer)
    {
        var said = answer.JsonOrNull() ?? Datum.Null;
        var text = said["message"].AsText() ?? said["code"].AsText() ?? "";
        return answer.Status switch
        {
            408 or 429 or >= 500 => ConnectorException.Retry($"相手が応じられません（HTTP {answer.Status}）。{text} The far side cannot serve now.", answer.RetryAfter),
            401 or 403 => ConnectorException.Fatal("UNAUTHORIZED", $"相手が認証を拒みました（HTTP {answer.Status}）。秘密の設定を確かめてください。 Check the configured secret. {text}"),
            422 when said["code"].AsText() is { Length: > 0 } code => ConnectorException.Business(code, text, said),
            409 => ConnectorException.Business(said["code"].AsText() ?? "CONFLICT", text, said),
            _ => ConnectorException.Fatal($"HTTP_{answer.Status}", $"相手が要求を受け付けません（HTTP {answer.Status}）。{text} The far side does not take the request."),
        };
    }

    /// <summary>The first answer, when this is a 409 on our own key; else null.</summary>
    public Datum? FirstAnswer(HttpAnswer answer) =>
        answer.Status == 409 && answer.JsonOrNull() is { } said && said["key"].AsText() == _key && said.TryGet("answer", out var first) ? first : null;

    private async ValueTask<HttpAnswer> Attempt(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(configuration.Timeout);
        try
        {
            using var response = await invoker.SendAsync(request, limit.Token).ConfigureAwait(false);
            var body = await response.Content.ReadAsByteArrayAsync(limit.Token).ConfigureAwait(false);
            return new((int)response.StatusCode, body, response.Content.Headers.ContentType?.ToString(), RetryAfter(response));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw Lost($"{configuration.Timeout.TotalSeconds.ToString(CultureInfo.InvariantCulture)} 秒以内に応答がありません。 No answer within the attempt's time-out.");
        }
        catch (HttpRequestException e) when (e.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.ProxyTunnelError)
        {
            throw ConnectorException.Retry($"相手に接続できません。 Cannot connect: {e.Message}");
        }
        catch (HttpRequestException e) when (e.HttpRequestError == HttpRequestError.SecureConnectionError)
        {
            throw ConnectorException.Fatal("TLS", $"相手の証明書を確かめられません。 The far side's certificate is not trusted: {e.Message}");
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw Lost($"応答の途中で接続が切れました。 The connection broke: {e.Message}");
        }
    }

    private ConnectorException Lost(string message) => idempotency == Idempotency.InquiryOnly ? ConnectorException.Unknown(message) : ConnectorException.Retry(message);

    private static TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter?.Delta;

    /// <summary>A handler that reaches the network: no redirects (they could leave the allowed hosts), no cookies.</summary>
    public static HttpMessageHandler Network() => new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        AutomaticDecompression = DecompressionMethods.All,
    };
}
