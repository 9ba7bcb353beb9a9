namespace Workflows.Faults;

/// <summary>More comes than can be written: what does not fit in the queue is refused with 503 and when to come again, and nothing is lost.</summary>
public sealed class BackPressureTests(ITestOutputHelper output)
{
    [Fact]
    public async Task A_full_queue_answers_503_with_Retry_After_and_everybody_is_served_in_the_end()
    {
        var ct = TestContext.Current.CancellationToken;
        var applicants = Hands.Applicants(40);
        await using var office = await Installation.Begin(Database.Sqlite, applicants, ct, settings: new Dictionary<string, string> { ["Storage__QueueLength"] = "1" });
        Task going;
        using (var other = office.Open())
        {
            // Another process holds the file, so that the writer stands still and the queue fills.
            using var hold = other.CreateCommand();
            hold.CommandText = "BEGIN IMMEDIATE";
            hold.ExecuteNonQuery();
            going = Hands.ApplyAll(office.Api, applicants, applicants.Count, ct);
            await Hands.Until(() => office.Api.PutOff.GetValueOrDefault(503) >= 10, "the queue is full", ct);
            hold.CommandText = "ROLLBACK";
            hold.ExecuteNonQuery();
        }
        await going;
        output.WriteLine($"Put off: {string.Join(", ", office.Api.PutOff.Select(p => $"{p.Value} × {p.Key}"))}.");
        Assert.Equal([503], office.Api.PutOff.Keys);
        Assert.Equal(0, office.Api.Unadvised);
        await Hands.Judge(office, office.Api, applicants, ct);
    }
}
