using System.Net;
using System.Text;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;
using Workflows.Cases.Scenarios;

namespace Workflows.Server.Scenarios;

/// <summary>Carries requests into the product's own pipeline without a socket, one at a time.</summary>
internal sealed class WorldServer : IServer
{
    private Func<IFeatureCollection, Task>? _serve;

    public IFeatureCollection Features { get; } = new FeatureCollection();

    public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken) where TContext : notnull
    {
        _serve = async features =>
        {
            var context = application.CreateContext(features);
            Exception? failed = null;
            try
            {
                await application.ProcessRequestAsync(context);
                await ((Answered)features.GetRequiredFeature<IHttpResponseFeature>()).End();
            }
            catch (Exception e) { failed = e; throw; }
            finally { application.DisposeContext(context, failed); }
        };
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() { }

    /// <param name="headers">Besides those of the body and the key.</param>
    public async Task<DoorAnswer> Send(DoorRequest request, IEnumerable<(string Name, string Value)> headers)
    {
        var cut = request.Path.IndexOf('?', StringComparison.Ordinal);
        var asked = new HttpRequestFeature
        {
            Method = request.Method, Scheme = "https", Protocol = "HTTP/1.1", RawTarget = request.Path,
            Path = Uri.UnescapeDataString(cut < 0 ? request.Path : request.Path[..cut]), QueryString = cut < 0 ? "" : request.Path[cut..],
        };
        asked.Headers.Host = "scenario.example.jp";
        foreach (var (name, value) in headers) asked.Headers[name] = value;
        if (request.Key is not null) asked.Headers[Api.Idempotency.Header] = request.Key;
        if (request.Json is not null)
        {
            var bytes = Encoding.UTF8.GetBytes(request.Json);
            asked.Body = new MemoryStream(bytes);
            asked.Headers.ContentType = "application/json";
            asked.Headers.ContentLength = bytes.Length;
        }
        var answer = new Answered();
        using var written = new MemoryStream();
        var features = new FeatureCollection();
        features.Set<IHttpRequestFeature>(asked);
        features.Set<IHttpRequestBodyDetectionFeature>(new Detected(request.Json is not null));
        features.Set<IHttpResponseFeature>(answer);
        features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(written));
        features.Set<IHttpConnectionFeature>(new HttpConnectionFeature { RemoteIpAddress = IPAddress.Loopback, LocalIpAddress = IPAddress.Loopback });
        await (_serve ?? throw new InvalidOperationException("The server has not been started."))(features);
        return new(answer.StatusCode, answer.Headers.ContentType.ToString() is { Length: > 0 } type ? type : null, Encoding.UTF8.GetString(written.ToArray()), answer.Headers.Location.ToString() is { Length: > 0 } location ? location : null);
    }

    private sealed record Detected(bool CanHaveBody) : IHttpRequestBodyDetectionFeature;

    /// <summary>Headers go out when the answer is whole: then is what a real server calls the start.</summary>
    private sealed class Answered : HttpResponseFeature
    {
        private readonly Stack<(Func<object, Task> Run, object State)> _starting = new();
        private readonly Stack<(Func<object, Task> Run, object State)> _completed = new();

        public override void OnStarting(Func<object, Task> callback, object state) => _starting.Push((callback, state));
        public override void OnCompleted(Func<object, Task> callback, object state) => _completed.Push((callback, state));

        public async Task End()
        {
            while (_starting.TryPop(out var next)) await next.Run(next.State);
            while (_completed.TryPop(out var next)) await next.Run(next.State);
        }
    }
}
