using System.Net;
using System.Text;
using Workflows.Decisions.Calendars;

namespace Workflows.Faults;

/// <summary>The clock of server and outside world: the real one, moved ahead together.</summary>
internal sealed class MovedClock(string server, string world) : IDisposable
{
    private static readonly TimeSpan Jst = TimeSpan.FromHours(9);
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(30) };
    private TimeSpan _ahead;

    public DateTimeOffset Now => (DateTimeOffset.UtcNow + _ahead).ToOffset(Jst);

    /// <summary>To a minute past 08:00 of the next bank business day, when the file of what was done until today is fetched.</summary>
    public async Task ToNextFile(CancellationToken ct)
    {
        var day = BusinessCalendars.Bank.AddBusinessDays(DateOnly.FromDateTime(Now.DateTime), 1);
        var target = new DateTimeOffset(day.ToDateTime(new TimeOnly(8, 1)), Jst);
        _ahead += target - Now;
        using (await _http.PostAsync(world + "/sim/clock", Json($$"""{"offsetSeconds":{{(long)_ahead.TotalSeconds}}}"""), ct)) { }
        await Apply(ct);
    }

    /// <summary>Tells the server what time it is, until this life or a later one knows.</summary>
    private async Task Apply(CancellationToken ct)
    {
        while (true)
        {
            try
            {
                using var told = await _http.PostAsync(server + "/dev/clock", Json($$"""{"to":"{{Now:O}}"}"""), ct);
                // 400: it is ahead already by the moment the request took.
                if (told.StatusCode is HttpStatusCode.OK or HttpStatusCode.BadRequest) return;
                throw new InvalidOperationException($"/dev/clock: {(int)told.StatusCode} {await told.Content.ReadAsStringAsync(ct)}");
            }
            catch (Exception e) when (e is HttpRequestException or IOException || (e is TaskCanceledException && !ct.IsCancellationRequested))
            {
                await Task.Delay(100, ct);
            }
        }
    }

    public void Dispose() => _http.Dispose();

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");
}
