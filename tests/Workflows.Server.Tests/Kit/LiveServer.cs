using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Workflows.Decisions.Calendars;
using Workflows.Server.Hosting;
using Workflows.Server.Platform;

namespace Workflows.Server.Tests.Kit;

/// <summary>A development server on a free port, with its data in a folder of its own.</summary>
public sealed class LiveServer : IAsyncLifetime
{
    private readonly string? _definitions;
    private readonly string[] _more = [];

    public LiveServer() { }
    /// <param name="more">Further settings, over the usual ones.</param>
    internal LiveServer(string definitions, params string[] more) => (_definitions, _more) = (definitions, more);

    /// <summary>A Tuesday; the day after is a business day.</summary>
    public static readonly DateTimeOffset Begin = new(2027, 6, 1, 9, 0, 0, TimeSpan.FromHours(9));

    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("workflows-server-tests-");

    public WebApplication App { get; private set; } = null!;
    public string Url { get; private set; } = "";

    public static string Definitions { get; } = FindUp("definitions");

    public async ValueTask InitializeAsync()
    {
        App = ServeHost.Build(
        [
            "--environment=Development", "--urls=http://127.0.0.1:0", $"--Workflows:DataFolder={_data.FullName}", $"--Workflows:DefinitionsFolder={_definitions ?? Definitions}",
            $"--Workflows:ClockStart={Begin:O}", "--Workflows:Limits:Requests=100000", "--Workflows:Limits:SignIns=100000", "--Workflows:RequestTimeout=00:00:01", "--Workflows:AllowedHosts:0=127.0.0.1", .. _more,
        ]);
        await ServeHost.Prepare(App);
        await App.StartAsync();
        Url = App.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
    }

    public async ValueTask DisposeAsync()
    {
        await App.StopAsync();
        await App.DisposeAsync();
        _data.Delete(recursive: true);
    }

    public static string Key(string name) => $"wfk_{name}_{DemoUsers.KeySecret}";
    public static string KeyOf(string user, string tenant = "14204") => Key($"{tenant}-{user}");

    /// <summary>A request to the API under a key; every POST with an Idempotency-Key.</summary>
    public async Task<(int Status, JsonElement Body, HttpResponseMessage Raw)> Api(string? key, string method, string path, object? body = null, string? idempotency = null)
    {
        using var client = new HttpClient { BaseAddress = new Uri(Url) };
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (key is not null) request.Headers.Add("Authorization", $"Bearer {key}");
        if (method == "POST" && idempotency != "") request.Headers.Add("Idempotency-Key", idempotency ?? Guid.NewGuid().ToString("N"));
        if (body is Func<HttpContent> made) request.Content = made();
        else if (body is string text) request.Content = new StringContent(text, System.Text.Encoding.UTF8, "application/json");
        else if (body is not null) request.Content = JsonContent.Create(body);
        var response = await client.SendAsync(request);
        var answer = await response.Content.ReadAsStringAsync();
        var json = answer.Length > 0 && answer[0] is '{' or '[' ? JsonDocument.Parse(answer).RootElement : default;
        return ((int)response.StatusCode, json, response);
    }

    /// <summary>Moves the clock; everything due is served before it returns.</summary>
    public async Task ClockTo(DateTimeOffset to)
    {
        var (status, _, raw) = await Api(null, "POST", "/dev/clock", new { to }, idempotency: "");
        Assert.True(status == 200, $"The clock answered {status} {await raw.Content.ReadAsStringAsync()}");
    }

    public async Task<DateTimeOffset> Now() => (await Api(null, "GET", "/dev/clock")).Body.GetProperty("now").GetDateTimeOffset();

    /// <summary>Half past eight on the next business day of banks: the daily file has been fetched.</summary>
    public async Task NextMorning()
    {
        var day = BusinessCalendars.Bank.AddBusinessDays(DateOnly.FromDateTime((await Now()).DateTime), 1);
        await ClockTo(new DateTimeOffset(day.ToDateTime(new TimeOnly(8, 30)), TimeSpan.FromHours(9)));
    }

    public async Task Later(TimeSpan by) => await ClockTo(await Now() + by);

    public PageClient Browser() => new(Url);

    /// <summary>Small packages of the blocks, with surveys and tasks of people outside.</summary>
    public static string Blocks { get; } = Path.Combine(FindUp("tests"), "Workflows.Acceptance", "Blocks", "definitions");

    /// <summary>A package that uses every way of saying who sees what.</summary>
    public static string PrivacyLab { get; } = Path.Combine(FindUp("tests"), "Workflows.Server.Tests", "Definitions");

    private static string FindUp(string folder)
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
            if (File.Exists(Path.Combine(at.FullName, "Workflows.sln"))) return Path.Combine(at.FullName, folder);
        throw new DirectoryNotFoundException($"There is no folder '{folder}' above {AppContext.BaseDirectory}.");
    }
}
