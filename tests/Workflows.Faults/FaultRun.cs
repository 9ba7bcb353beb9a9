using Workflows.Engine.Data;

namespace Workflows.Faults;

/// <summary>Two days in the life of an office whose server keeps dying.</summary>
internal sealed class FaultRun : IAsyncDisposable
{
    private const int Hands = 8;

    private readonly List<Applicant> _applicants;
    private readonly Installation _office;
    private readonly OutsideWorld _world;
    private readonly ServerProcess _server;
    private readonly Api _api;
    private readonly Killer _killer;
    private readonly CancellationToken _ct;
    private readonly int _kills;

    private FaultRun(List<Applicant> applicants, Installation office, Killer killer, int kills, CancellationToken ct) =>
        (_applicants, _office, _world, _server, _api, _killer, _kills, _ct) = (applicants, office, office.World, office.Server, office.Api, killer, kills, ct);

    public string ServerLog => _server.Log;
    public string Report =>
        $"{_applicants.Count} applications; {_killer.Report}; {_api.Repeats} requests of ours repeated; {_world.Repeats("C-SVC")} + {_world.Repeats("C-TAX")} + {_world.Repeats("C-MAIL")} calls repeated to bank, tax system, mail";

    public static async Task<FaultRun> Begin(Database database, int seed, int applications, int kills, CancellationToken ct)
    {
        var applicants = Enumerable.Range(1, applications).Select(n => new Applicant(n, StoryOf(n, applications))).ToList();
        var office = await Installation.Begin(database, applicants, ct);
        return new(applicants, office, new Killer(office.Server, new Random(seed), kills, () => office.Api.Answers), kills, ct);
    }

    /// <summary>Half apply on the first day, half on the next; each night the bank writes its file.</summary>
    public async Task Live()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(_ct);
        var killing = _killer.Run(stop.Token);
        try
        {
            var half = _applicants.Count / 2;
            await Day(_applicants[..half], 0, killing);
            await Day(_applicants[half..], _kills / 2, killing);
            await killing;
            // The last life: what the last kill left lying must move on by itself.
            foreach (var applicant in _applicants) await AtRightEnd(applicant);
            // A case is registered before the tax system has been told of it.
            await Until(() => Task.FromResult(_office.Unfinished(waitingOnly: true).Count == 0));
        }
        finally
        {
            await stop.CancelAsync();
        }
    }

    /// <summary>Nothing lost, nothing doubled, nothing left lying.</summary>
    public async Task Judge()
    {
        foreach (var applicant in _applicants)
        {
            Assert.Equal((applicant.No, applicant.RightEnd), (applicant.No, await Status(applicant)));
            Assert.Equal((applicant.No, applicant.Story == Story.TriesAgain ? 2 : 1), (applicant.No, _world.Starts(applicant.Number!)));
        }
        Assert.Equal(_applicants.Count, _applicants.Select(a => a.Number).Distinct().Count());

        foreach (var (connector, operation) in new[] { ("C-SVC", "start"), ("C-TAX", "upsertMandate"), ("C-MAIL", "send") })
            Assert.All(_world.Effects(connector, operation), e => Assert.Equal((e["key"].AsText(), 1m), (e["key"].AsText(), e["applied"].AsDecimal())));

        // By what they are about, not by their keys: one mandate a registered liability, none for who withdrew.
        var mandates = _world.Calls("C-TAX").Where(c => c is { Operation: "upsertMandate", Outcome: "done" or "lost" }).Select(c => c.Request["payerKey"].AsText()).ToList();
        Assert.Equal(_applicants.Where(a => a.Story != Story.Withdraws).Select(a => a.PayerKey).Order(StringComparer.Ordinal), mandates.Order(StringComparer.Ordinal));
        Assert.Equal(_world.Effects("C-TAX", "upsertMandate").Count, mandates.Count);

        var (status, incidents) = await _api.Get("operator", "/api/v1/incidents", _ct);
        Assert.Equal((200, 0), (status, incidents["items"].Items.Length));
        Assert.Equal(_kills, _server.Kills);
        // Otherwise no kill met a call under way and the run has shown nothing.
        if (_kills >= 20) Assert.True(_world.Repeats("C-SVC") + _world.Repeats("C-TAX") + _world.Repeats("C-MAIL") > 0, "No call was ever repeated.");
        Assert.Empty(_office.Unfinished());
    }

    /// <summary>Who is not where they should be, for the report of a failure.</summary>
    public async Task<string> Unfinished()
    {
        var lines = new List<string>();
        foreach (var applicant in _applicants)
        {
            if (applicant.CaseId is null) { lines.Add($"{applicant.No} {applicant.Story}: never accepted"); continue; }
            var (_, view) = await _api.Get(applicant.User, $"/api/v1/applications/{applicant.CaseId}", CancellationToken.None);
            if (view["case"]["status"].AsText() != applicant.RightEnd) lines.Add($"{applicant.No} {applicant.Story} {applicant.Number}: {view["case"]["status"]}");
        }
        var (_, incidents) = await _api.Get("operator", "/api/v1/incidents", CancellationToken.None);
        var calls = new[] { "C-SVC", "C-TAX" }.SelectMany(c => _world.Calls(c).TakeLast(12).Select(call => $"{c} {call.Operation} {call.Key} {call.At:MM-dd HH:mm:ss} {call.Outcome}"));
        return $"{_server.Kills} kills\n{string.Join('\n', lines.Take(40))}\n{string.Join('\n', calls)}\n{incidents.ToJson()}\n{string.Join('\n', _office.Unfinished().Take(20))}";
    }

    public ValueTask DisposeAsync() => _office.DisposeAsync();

    private async Task Day(List<Applicant> applicants, int killsBefore, Task killing)
    {
        // Spread over the day's kills, so that each finds work under way; four are left for the night.
        var spread = Math.Max(1, (_kills / 2) - 4);
        await Parallel.ForEachAsync(applicants.Index(), new ParallelOptions { MaxDegreeOfParallelism = Hands, CancellationToken = _ct }, async (one, ct) =>
        {
            while (_server.Kills < killsBefore + (one.Index * spread / applicants.Count) && !killing.IsCompleted) await Task.Delay(50, ct);
            await Apply(one.Item);
        });
        await _office.Clock.ToNextFile(_ct);
        await Parallel.ForEachAsync(applicants, new ParallelOptions { MaxDegreeOfParallelism = 2, CancellationToken = _ct }, async (applicant, _) => await AtRightEnd(applicant));
    }

    private async Task Apply(Applicant a)
    {
        var (status, receipt) = await _api.Post(a.User, "/api/v1/applications", a.Submission(), $"apply-{a.No}", _ct);
        Assert.True(status == 201, $"{a.No}: {status} {receipt.ToJson()}");
        (a.CaseId, a.Number) = (receipt["caseId"].AsText(), receipt["number"].AsText());
        await Until(() => Task.FromResult(_world.Starts(a.Number!) == 1));
        switch (a.Story)
        {
            case Story.ComesBack:
                await _world.Finish(a.Number!, "00", true, _ct);
                break;
            case Story.NeverComesBack:
                await _world.Finish(a.Number!, "00", false, _ct);
                break;
            case Story.TriesAgain:
                await _world.Finish(a.Number!, null, true, _ct);
                await Until(async () => await Status(a) == "金融機関不可");
                await Act(a, "retry", a.SecondTry());
                await Until(() => Task.FromResult(_world.Starts(a.Number!) == 2));
                await _world.Finish(a.Number!, null, true, _ct);
                break;
            default:
                await Act(a, "withdraw", Datum.Object(("values", Datum.EmptyObject)));
                break;
        }
    }

    private async Task Act(Applicant a, string action, Datum body)
    {
        var (status, answer) = await _api.Post(a.User, $"/api/v1/applications/{a.CaseId}/actions/{action}", body, $"{action}-{a.No}", _ct);
        Assert.True(status == 200, $"{a.No} {action}: {status} {answer.ToJson()}");
    }

    private Task AtRightEnd(Applicant a) => Until(async () => await Status(a) == a.RightEnd);

    private async Task<string?> Status(Applicant a)
    {
        var (status, view) = await _api.Get(a.User, $"/api/v1/applications/{a.CaseId}", _ct);
        Assert.True(status == 200, $"{a.No} {a.CaseId}: {status} {view.ToJson()}");
        return view["case"]["status"].AsText();
    }

    private async Task Until(Func<Task<bool>> reached)
    {
        while (!await reached())
        {
            _ct.ThrowIfCancellationRequested();
            await Task.Delay(100, _ct);
        }
    }

    /// <summary>Two each day are refused first, every tenth withdraws, every fourth never comes back.</summary>
    private static Story StoryOf(int no, int all) =>
        no is 1 or 2 || no - (all / 2) is 1 or 2 ? Story.TriesAgain : no % 10 == 0 ? Story.Withdraws : no % 4 == 3 ? Story.NeverComesBack : Story.ComesBack;
}
