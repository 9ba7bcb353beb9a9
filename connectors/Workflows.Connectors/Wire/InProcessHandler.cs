using System.Net;
using System.Net.Http.Headers;

namespace Workflows.Connectors.Wire;

/// <summary>
/// Brings an HttpClient's request to a service of the same process, without a socket. Delays are not waited for: an answer that would come too late
/// is a time-out at once, every other answer comes at once, so that a scenario with slow systems is still fast and exact.
/// </summary>
public sealed class InProcessHandler(IWireService service) : HttpMessageHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var timeout = request.Options.TryGetValue(ConnectorHttp.TimeoutOption, out var limit) ? limit : ConnectorConfiguration.DefaultTimeout;
        var answer = await service.Serve(await Read(request, timeout, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        if (answer.Lost || answer.Delay >= timeout) throw new TaskCanceledException("The simulated answer came too late.", new TimeoutException());
        var response = new HttpResponseMessage((HttpStatusCode)answer.Status) { RequestMessage = request, Content = new ByteArrayContent(answer.Body) };
        response.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(answer.ContentType);
        foreach (var (name, value) in answer.Headers ?? new Dictionary<string, string>())
            if (!response.Headers.TryAddWithoutValidation(name, value)) response.Content.Headers.TryAddWithoutValidation(name, value);
        return response;
    }

    private static async Task<WireRequest> Read(HttpRequestMessage request, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, values) in request.Headers.Concat(request.Content?.Headers ?? Enumerable.Empty<KeyValuePair<string, IEnumerable<string>>>()))
            headers[name] = string.Join(",", values);
        var body = request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
        var path = request.RequestUri!.AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(Uri.UnescapeDataString).ToList();
        return new(request.Method.Method, path, WireRequest.ParseQuery(request.RequestUri.Query), headers, body, timeout);
    }
}
