using System.Diagnostics;

namespace Workflows.Faults;

/// <summary>Several applicants at once, each once, at whichever server is told.</summary>
internal static class Hands
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    /// <summary>So many who only apply; the bank's page is left open.</summary>
    public static List<Applicant> Applicants(int count) => [.. Enumerable.Range(1, count).Select(n => new Applicant(n, Story.NeverComesBack))];

    /// <summary>Sends the application until it is accepted.</summary>
    public static async Task Apply(Api api, Applicant a, CancellationToken ct)
    {
        var (status, receipt) = await api.Post(a.User, "/api/v1/applications", a.Submission(), $"apply-{a.No}", ct);
        Assert.True(status == 201, $"{a.No}: {status} {receipt.ToJson()}");
        (a.CaseId, a.Number) = (receipt["caseId"].AsText(), receipt["number"].AsText());
    }

    public static Task ApplyAll(Api api, IEnumerable<Applicant> applicants, int hands, CancellationToken ct) =>
        Parallel.ForEachAsync(applicants, new ParallelOptions { MaxDegreeOfParallelism = hands, CancellationToken = ct }, async (one, token) => await Apply(api, one, token));

    /// <summary>Waits; how long it took.</summary>
    public static async Task<TimeSpan> Until(Func<bool> reached, string what, CancellationToken ct)
    {
        var watch = Stopwatch.StartNew();
        while (!reached())
        {
            Assert.True(watch.Elapsed < Patience, $"After {Patience.TotalSeconds:0} s still not: {what}.");
            await Task.Delay(50, ct);
        }
        return watch.Elapsed;
    }

    /// <summary>Each was kept once, under a number of its own, and the bank was asked once for each.</summary>
    public static async Task Judge(Installation office, Api api, IReadOnlyCollection<Applicant> applicants, CancellationToken ct)
    {
        await Until(() => applicants.All(a => office.World.Starts(a.Number!) >= 1) && office.Unfinished(waitingOnly: true).Count == 0, "the bank was asked for every application", ct);
        Assert.Equal(applicants.Count, applicants.Select(a => a.Number).Distinct().Count());
        Assert.Equal(applicants.Count, office.Number("""SELECT COUNT(*) FROM "Cases" """));
        Assert.All(applicants, a => Assert.Equal((a.No, 1), (a.No, office.World.Starts(a.Number!))));
        Assert.All(office.World.Effects("C-SVC", "start"), e => Assert.Equal(1m, e["applied"].AsDecimal()));
        Assert.Equal((200, 0), await Incidents(api, ct));
        Assert.Empty(office.Unfinished());
        foreach (var a in applicants)
        {
            // Asked again it is answered as the first time.
            var (status, again) = await api.Post(a.User, "/api/v1/applications", a.Submission(), $"apply-{a.No}", ct);
            Assert.Equal((201, a.Number), (status, again["number"].AsText()));
        }
    }

    private static async Task<(int, int)> Incidents(Api api, CancellationToken ct)
    {
        var (status, found) = await api.Get("operator", "/api/v1/incidents", ct);
        return (status, found["items"].Items.Length);
    }
}
