using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Workflows.Engine.Data;

namespace Workflows.Faults;

/// <summary>A client that knows its server may die at any moment: it asks again, with the same idempotency key, until it has an answer.</summary>
internal sealed class Api(string url) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(300);
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(15) };

    public string Url => url;

    /// <summary>A demonstration user's key.</summary>
    public static string KeyOf(string user) => $"wfk_14204-{user}_demo-only-not-a-secret";

    public int Repeats { get; private set; }

    /// <summary>Requests that were answered, with whatever but a plea to ask again.</summary>
    public long Answers => Interlocked.Read(ref _answers);
    private long _answers;

    /// <summary>Answers that said to ask again, by status.</summary>
    public IReadOnlyDictionary<int, int> PutOff => _putOff;
    /// <summary>Of those, how many did not say when.</summary>
    public int Unadvised => _unadvised;
    private readonly ConcurrentDictionary<int, int> _putOff = new();
    private int _unadvised;

    public Task<(int Status, Datum Body)> Get(string user, string path, CancellationToken ct) => Send(HttpMethod.Get, user, path, null, null, ct);

    public Task<(int Status, Datum Body)> Post(string user, string path, Datum body, string key, CancellationToken ct) => Send(HttpMethod.Post, user, path, body, key, ct);

    public void Dispose() => _http.Dispose();

    private async Task<(int Status, Datum Body)> Send(HttpMethod method, string user, string path, Datum? body, string? key, CancellationToken ct)
    {
        var until = DateTime.UtcNow + Patience;
        while (true)
        {
            try
            {
                using var request = new HttpRequestMessage(method, url + path);
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", KeyOf(user));
                if (key is not null) request.Headers.Add("Idempotency-Key", key);
                if (body is not null) request.Content = new StringContent(body.ToJson(), Encoding.UTF8, "application/json");
                using var response = await _http.SendAsync(request, ct);
                var text = await response.Content.ReadAsStringAsync(ct);
                if (response.StatusCode is not (HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError))
                {
                    Interlocked.Increment(ref _answers);
                    return ((int)response.StatusCode, text.Length == 0 ? Datum.Null : Datum.Parse(text));
                }
                _putOff.AddOrUpdate((int)response.StatusCode, 1, (_, n) => n + 1);
                if (response.Headers.RetryAfter?.Delta is not { Ticks: > 0 }) Interlocked.Increment(ref _unadvised);
            }
            catch (Exception e) when (e is HttpRequestException or IOException || (e is TaskCanceledException && !ct.IsCancellationRequested))
            {
                if (DateTime.UtcNow > until) throw new TimeoutException($"{method} {path}: no answer for {Patience.TotalSeconds:0} s.", e);
            }
            Repeats++;
            await Task.Delay(100, ct);
        }
    }
}
