namespace Workflows.Faults;

/// <summary>
/// The promise the product lives by: whatever moment the server dies at, no application is lost, stuck or done twice.
/// Real process, real database, real HTTP both ways; SIGKILL at random moments. Repeat a run with WORKFLOWS_FAULTS_SEED.
/// </summary>
public sealed class KilledServerTests(ITestOutputHelper output)
{
    private static readonly bool Long = Environment.GetEnvironmentVariable("WORKFLOWS_TESTS") == "long";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(Setting("WORKFLOWS_FAULTS_SECONDS", Long ? 2_700 : 900));

    [Theory]
    [InlineData(Database.Sqlite, 80, 8)]
    [InlineData(Database.PostgreSql, 40, 4)]
    public async Task Every_application_reaches_its_right_end_and_bank_and_tax_system_see_each_effect_once_although_the_server_is_killed_again_and_again(Database database, int applications, int kills)
    {
        var seed = Setting("WORKFLOWS_FAULTS_SEED", Random.Shared.Next());
        output.WriteLine($"WORKFLOWS_FAULTS_SEED={seed}");
        using var limit = new CancellationTokenSource(Limit);
        await using var run = await FaultRun.Begin(database, seed, Setting("WORKFLOWS_FAULTS_APPLICATIONS", Long ? 200 : applications), Setting("WORKFLOWS_FAULTS_KILLS", Long ? 60 : kills), limit.Token);
        try { await run.Live(); }
        catch (Exception e) when (e is OperationCanceledException or TimeoutException)
        {
            Assert.Fail($"Not finished after {Limit.TotalSeconds:0} s; seed {seed}.\n{await run.Unfinished()}\n{run.ServerLog}");
        }
        output.WriteLine(run.Report);
        await run.Judge();
    }

    private static int Setting(string name, int otherwise) => int.TryParse(Environment.GetEnvironmentVariable(name), out var value) ? value : otherwise;
}
