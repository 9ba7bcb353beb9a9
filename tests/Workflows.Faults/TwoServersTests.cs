using System.Net;
using Workflows.Engine.Data;

namespace Workflows.Faults;

/// <summary>Two server processes over one PostgreSQL: they share people, sign-ins, answers and work, and one carries on what the other had when it died.</summary>
public sealed class TwoServersTests(ITestOutputHelper output)
{
    private const int Many = 12;
    /// <summary>What the operating guide promises; a machine shared with other tests gets more.</summary>
    private static readonly TimeSpan Promised = TimeSpan.FromSeconds(Environment.GetEnvironmentVariable("WORKFLOWS_TESTS") == "long" ? 10 : 30);

    [Fact]
    public async Task One_is_killed_and_the_other_carries_its_work_on_people_stay_signed_in_and_dropped_schedules_come_back()
    {
        var ct = TestContext.Current.CancellationToken;
        var applicants = Hands.Applicants(Many);
        // Both begin at the same moment over a database that is not there yet.
        await using var office = await Installation.Begin(Database.PostgreSql, applicants, ct, servers: 2);
        var (first, second) = (office.Apis[0], office.Apis[1]);
        await Hands.Apply(second, applicants[0], ct);

        using var browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
        await SignIn(browser, first.Url, ct);
        // The bank answers late, so that the first server dies with calls under way and messages it had not begun to carry.
        office.World.Slow("C-SVC", 2_000);
        await Hands.ApplyAll(first, applicants.Skip(1), Many, ct);
        office.Servers[0].Kill();
        office.World.Slow("C-SVC", 50);
        var took = await Hands.Until(() => applicants.All(a => office.World.Starts(a.Number!) >= 1) && office.Unfinished(waitingOnly: true).Count == 0, "the second server carried on what the first had", ct);
        output.WriteLine($"The dead server's work was done {took.TotalSeconds:0.0} s after its death.");
        Assert.True(took < Promised, $"{took.TotalSeconds:0.0} s, promised were {Promised.TotalSeconds:0} s.");
        await Hands.Judge(office, second, applicants, ct);

        // The sign-in made at the first server holds at the second: cookies of one host go to both ports.
        using var page = await browser.GetAsync($"{second.Url}/14204/my", ct);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.Contains(applicants.First(a => a.User == "kamakura-hanako").Number!, await page.Content.ReadAsStringAsync(ct), StringComparison.Ordinal);

        await DropSchedules(office, second, ct);
    }

    private static async Task SignIn(HttpClient browser, string url, CancellationToken ct)
    {
        var form = await browser.GetStringAsync($"{url}/sign-in", ct);
        var token = System.Text.RegularExpressions.Regex.Match(form, "name=\"_csrf\" value=\"([^\"]+)\"").Groups[1].Value;
        using var signedIn = await browser.PostAsync($"{url}/sign-in", new FormUrlEncodedContent([new("_csrf", WebUtility.HtmlDecode(token)), new("name", "kamakura-hanako"), new("password", "demo-2026"), new("returnUrl", "")]), ct);
        Assert.Equal(HttpStatusCode.Redirect, signedIn.StatusCode);
    }

    /// <summary>Losing every row of Quartz loses nothing: what cases wait for stands elsewhere, and the jobs come again.</summary>
    private static async Task DropSchedules(Installation office, Api api, CancellationToken ct)
    {
        const string Rows = """SELECT COUNT(*) FROM "qrtz_triggers" """;
        Assert.True(office.Number(Rows) > 0);
        using (var db = office.Open())
        {
            using var names = db.CreateCommand();
            names.CommandText = "SELECT string_agg(quote_ident(tablename), ', ') FROM pg_tables WHERE tablename ILIKE 'qrtz_%'";
            using var drop = db.CreateCommand();
            drop.CommandText = $"TRUNCATE {names.ExecuteScalar()}";
            drop.ExecuteNonQuery();
        }
        await Hands.Until(() => office.Number(Rows) > 0, "the jobs are on their schedule again", ct);
        var jobs = await api.Get("operator", "/api/v1/operations/jobs", ct);
        await Hands.Until(() => Next(jobs = api.Get("operator", "/api/v1/operations/jobs", ct).GetAwaiter().GetResult()).All(n => n is not null), "every job has a next time", ct);
        Assert.Equal(200, jobs.Status);
        Assert.True(Next(jobs).Count > 2);
    }

    private static List<string?> Next((int Status, Datum Body) jobs) => [.. jobs.Body.Items.Select(j => j["next"].AsText())];
}
