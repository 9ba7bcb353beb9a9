using System.Net;

namespace Workflows.Faults;

/// <summary>The database goes away under full load and comes back: whoever asks meanwhile is told to come again, nothing accepted is lost, nobody restarts anything.</summary>
public sealed class DatabaseAwayTests(ITestOutputHelper output)
{
    private static readonly bool Long = Environment.GetEnvironmentVariable("WORKFLOWS_TESTS") == "long";
    private static readonly TimeSpan Away = TimeSpan.FromSeconds(Long ? 60 : 6);

    [Fact]
    public async Task Requests_get_503_and_when_to_ask_again_and_the_server_recovers_by_itself()
    {
        var ct = TestContext.Current.CancellationToken;
        var applicants = Hands.Applicants(Long ? 200 : 60);
        await using var office = await Installation.Begin(Database.PostgreSql, applicants, ct);
        var third = applicants.Count / 3;
        await Hands.ApplyAll(office.Api, applicants[..third], 8, ct);

        var going = Hands.ApplyAll(office.Api, applicants[third..], 16, ct);
        await Task.Delay(300, ct);
        office.Cluster!.Stop();
        await Task.Delay(Away / 2, ct);
        Assert.False(going.IsCompleted, "Everything was accepted before the database went away.");
        foreach (var path in new[] { "/api/v1/tasks", "/14204/", "/14204/my", "/healthz/ready" }) await SaysComeAgain(office.Api.Url, path, ct);
        await Task.Delay(Away / 2, ct);
        office.Cluster.Start();
        await going;

        output.WriteLine($"Away {Away.TotalSeconds:0} s. Put off: {string.Join(", ", office.Api.PutOff.Select(p => $"{p.Value} × {p.Key}"))}.");
        // Nothing but 503, each with Retry-After.
        Assert.Equal([503], office.Api.PutOff.Keys);
        Assert.Equal(0, office.Api.Unadvised);
        Assert.Equal(0, office.Server.Kills);
        await Hands.Judge(office, office.Api, applicants, ct);
    }

    private static async Task SaysComeAgain(string url, string path, CancellationToken ct)
    {
        using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
        if (path.StartsWith("/api", StringComparison.Ordinal)) http.DefaultRequestHeaders.Add("Authorization", $"Bearer {Api.KeyOf("operator")}");
        using var answer = await http.GetAsync(url + path, ct);
        // Pages that need no database go on.
        if (path is "/14204/" or "/14204/my") { Assert.Contains(answer.StatusCode, new[] { HttpStatusCode.OK, HttpStatusCode.Redirect, HttpStatusCode.ServiceUnavailable }); return; }
        Assert.Equal((path, HttpStatusCode.ServiceUnavailable), (path, answer.StatusCode));
        if (path.StartsWith("/api", StringComparison.Ordinal)) Assert.True(answer.Headers.RetryAfter?.Delta > TimeSpan.Zero);
    }
}
