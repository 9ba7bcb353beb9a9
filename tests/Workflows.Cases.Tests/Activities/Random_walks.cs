using Workflows.Cases.Packages;
using Workflows.Cases.Ports;
using Workflows.Engine.Data;
using Workflows.Engine.Turns;

namespace Workflows.Cases.Tests.Activities;

/// <summary>Whatever happens to an application in whatever order: no step fails, every step replays, and what is shown agrees with what waits.</summary>
public sealed class Random_walks
{
    private const int Walks = 20;
    private const int Steps = 30;

    [Fact]
    public void Any_order_of_happenings_keeps_the_account_transfer_case_sound()
    {
        var seed = Environment.TickCount;
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        for (var walk = 0; walk < Walks; walk++)
        {
            var random = new Random(seed + walk);
            var lines = random.Next(1, 4);
            var bench = Account_transfer.Begin(lines);
            var answered = new HashSet<string>();
            var told = new List<string>();
            for (var step = 0; step < Steps && !bench.IsOver; step++)
            {
                told.Add(Happen(bench, random, answered));
                try { Check(bench); }
                catch (Exception e) { throw new InvalidOperationException($"seed {seed}, walk {walk}: {string.Join(" · ", told)}: {e.Message}", e); }
            }
        }
    }

    private static string Happen(CaseBench bench, Random random, HashSet<string> answered)
    {
        string Pick(params string[] from) => from[random.Next(from.Length)];
        switch (random.Next(8))
        {
            case 0: var code = Pick("00", "10", "90", "99"); bench.Event("return", $$"""{"code": "{{code}}"}"""); return $"return {code}";
            case 1: var action = random.Next(6) == 0 ? "withdraw" : "retry"; bench.Action(action, action == "retry" ? """{"bankCode": "0001", "branchCode": "123", "accountType": "1", "accountNo": "7654321"}""" : "{}"); return action;
            case 2: var row = Account_transfer.Row(Pick("00", "11")); bench.Signal("row", row); return "row";
            case 3: bench.Signal("dailyFile", """{"date": "2026-06-11", "rows": []}"""); return "dailyFile";
            case 4 or 5:
                var open = bench.Outbox.Where(o => o.ReplyTo is not null && bench.State.Bookmarks.Any(b => b.Bookmark.Id == o.ReplyTo) && answered.Add(o.ReplyTo)).FirstOrDefault();
                if (open is null) return "-";
                var outcome = Pick("Done", "Done", "Done", "Failed");
                bench.Answer(outcome, open.Body["operation"].AsText() == "findLiability" ? Pick(Account_transfer.Liability, """{"found": false}""") : "{}", open);
                return $"answer {open.Body["operation"].AsText()} {outcome}";
            case 6:
                if (bench.OpenTasks.Count == 0) return "-";
                var task = bench.OpenTasks[random.Next(bench.OpenTasks.Count)];
                var correction = task["kind"].AsText() == "correction";
                var payload = correction ? """{"values": {"payerBirth": "1981-01-01"}}""" : $$$"""{"outcome": "{{{Pick("登録", "差戻し", "無効")}}}", "values": {"reason": "理由"}}""";
                bench.Send("task", Pick("claim", "complete", "complete"), Datum.Parse(payload).With("actorRoles", Datum.List("collectionStaff")), task["id"].AsText(), correction ? "hanako" : "staff1", task["activityId"].AsText(), task["scopePath"].AsText());
                return $"task {task["task"].AsText()}";
            default: var days = random.Next(1, 12); bench.Advance(TimeSpan.FromDays(days)); return $"{days} days";
        }
    }

    private static void Check(CaseBench bench)
    {
        var waits = bench.State.Bookmarks.Where(b => b.Bookmark.Kind == StimulusKinds.Task && b.Frame.Status != Engine.State.FrameStatus.Faulted).Select(b => b.Bookmark.Id).ToHashSet();
        Assert.Equal(bench.OpenTasks.Select(t => t["id"].AsText()!).Order(), waits.Order());
        Assert.NotNull(bench.Package.States.Find(bench.Status));
        foreach (var line in bench.Fields["lines"].Items) Assert.NotNull(bench.Package.States.Find(line["state"].AsText()));
        if (bench.Fields["lines"].Items is [var only]) Assert.Equal(only["state"], bench.Fields["state"]);
        if (bench.IsOver) Assert.Empty(bench.State.Bookmarks);
        Assert.Equal(bench.Status, bench.Rows(Projections.Header)[0]["status"].AsText());
        // One valid mandate a liability, whatever came twice.
        Assert.True(bench.Shared.Rows("R-MAND").Count(m => m["status"].AsText() == "有効" && m["subject"].AsText() == "11") <= 1);
    }
}
