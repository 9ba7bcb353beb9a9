using System.Text.Json;
using Microsoft.Playwright;

namespace Workflows.Browser;

/// <summary>
/// What a page's main thread works, by the thread's own clock: other programs on the machine make a page slow to look at, but not this figure.
/// </summary>
public sealed class MainThread : IAsyncDisposable
{
    private readonly ICDPSession _session;
    private readonly List<JsonElement> _events = [];
    private TaskCompletionSource _complete = new();

    private MainThread(ICDPSession session) => _session = session;

    public static async Task<MainThread> Of(IPage page)
    {
        var session = await page.Context.NewCDPSessionAsync(page);
        var thread = new MainThread(session);
        session.Event("Tracing.dataCollected").OnEvent += (_, data) => thread._events.AddRange(data!.Value.GetProperty("value").EnumerateArray().Select(e => e.Clone()));
        session.Event("Tracing.tracingComplete").OnEvent += (_, _) => thread._complete.TrySetResult();
        return thread;
    }

    /// <summary>The pieces of work done meanwhile, milliseconds each; a piece is what keeps the page from anything else.</summary>
    public async Task<IReadOnlyList<double>> During(Func<Task> act)
    {
        _events.Clear();
        _complete = new();
        await _session.SendAsync("Tracing.start", new() { ["transferMode"] = "ReportEvents", ["traceConfig"] = new { includedCategories = (string[])["disabled-by-default-devtools.timeline", "__metadata"] } });
        await act();
        await _session.SendAsync("Tracing.end");
        await _complete.Task;
        var main = _events.Where(e => Text(e, "name") == "thread_name" && Text(e.GetProperty("args"), "name") == "CrRendererMain").Select(Thread).ToHashSet();
        return [.. _events.Where(e => Text(e, "name") == "RunTask" && e.TryGetProperty("tdur", out _) && main.Contains(Thread(e))).Select(e => e.GetProperty("tdur").GetDouble() / 1000)];
    }

    public async ValueTask DisposeAsync() => await _session.DetachAsync();

    private static string? Text(JsonElement of, string member) => of.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
    private static (int, int) Thread(JsonElement e) => (e.GetProperty("pid").GetInt32(), e.GetProperty("tid").GetInt32());
}
