using System.Diagnostics;
using System.Globalization;
using System.Text;
using Mediator;
using Microsoft.Extensions.DependencyInjection;
using Workflows.Cases.Commands;
using Workflows.Cases.Ports;
using Workflows.Engine.Data;

namespace Workflows.Server.Tests;

/// <summary>
/// What a year of a middle-sized city weighs: figures over ten thousand cases, ten thousand rows of a CSV file tried and taken in, ten thousand cases disposed of.
/// Measures, asserts no time; run by name only: <c>Workflows.Server.Tests -explicit only -class "*Ten_thousand"</c>. Results: docs/benchmarks.md.
/// </summary>
public sealed class Ten_thousand(SmallCity city, ITestOutputHelper output) : IClassFixture<SmallCity>
{
    private static readonly int Count = int.TryParse(Environment.GetEnvironmentVariable("WORKFLOWS_COUNT"), CultureInfo.InvariantCulture, out var count) ? count : 10_000;
    private LiveServer Live => city.Live;

    [Fact(Explicit = true)]
    public async Task Figures_a_file_and_a_disposal()
    {
        var services = Live.App.Services;
        var mediator = services.GetRequiredService<IMediator>();

        var words = new string('字', 120);
        await Time("cases applied for, eight at once", async () => await Parallel.ForAsync(0, Count, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (i, ct) =>
        {
            var done = await mediator.Send(new SubmitForm(SmallCity.Staff, $"c{i}", "many", "apply", Datum.Object(("topic", i % 3 == 0 ? "仕事" : "住まい"), ("name", $"氏名{i}"), ("text", words))), ct);
            Assert.True(done.Ok, done.Problem?.Ja);
        }));
        using var desk = await Live.Browser().SignIn("many-staff");
        for (var i = 0; i < 2; i++)
        {
            await Time("page of all figures (4)", async () => { await desk.Go("/14204/kpis"); Assert.Equal(200, desk.Status); });
            await Time("page of one figure of a year, by month and channel", async () => { await desk.Go("/14204/kpis/many/K-TOPIC?period=2027"); Assert.Equal(200, desk.Status); });
            await Time("floor: the facts read once", async () =>
            {
                var (cursor, rows) = ((string?)null, 0);
                do
                {
                    var page = await services.GetRequiredService<ICaseReader>().ListFacts("14204", "many", new PageRequest(5_000, cursor), default);
                    (cursor, rows) = (page.Next, rows + page.Items.Count);
                }
                while (cursor is not null);
                Assert.True(rows >= Count);
            });
        }

        var csv = new StringBuilder("番号,氏名,カナ,生年月日,地区,金額\r\n");
        for (var i = 0; i < Count; i++) csv.Append(CultureInfo.InvariantCulture, $"C{i:D6},氏名{i},ヤマダ,1980-04-01,地区{i % 50},{i}\r\n");
        var content = Convert.ToBase64String(Encoding.UTF8.GetBytes(csv.ToString()));
        foreach (var (what, dry) in new[] { ("CSV tried, all new", true), ("CSV taken in, all new", false), ("CSV tried, all there", true) })
            await Time(what, async () =>
            {
                var done = await mediator.Send(new ImportRegister(SmallCity.Staff, Guid.NewGuid().ToString("N"), "many", "R", content, dry, "年次の取込"));
                Assert.True(done.Ok, done.Problem?.Ja + string.Join(' ', done.Problem?.Errors.Select(e => e.Message) ?? []));
            });
        var registers = services.GetRequiredService<IRegisterStore>();
        await Time("floor: as many records changed in one transaction, nothing read or judged", async () =>
            Assert.All(await registers.ChangeAll("14204", "many", "R", "add", [.. Enumerable.Range(0, Count).Select(i => Datum.Object(("values", Datum.Object(("code", $"F{i}"), ("name", $"氏名{i}"), ("area", $"地区{i % 50}"), ("amount", i)))))], true, "x", DateTimeOffset.UtcNow, null, default), r => Assert.Equal(Workflows.Engine.Turns.Reply.Done, r.Outcome)));
        await Time("page of the register", async () => { await desk.Go("/14204/registers/many/R"); Assert.Equal(200, desk.Status); });
        await Time("page of the register, one area", async () => { await desk.Go("/14204/registers/many/R?area=" + Uri.EscapeDataString("地区7")); Assert.Equal(200, desk.Status); });

        var job = services.GetServices<IOperationalJob>().Single(j => j.Id == "retention");
        await Time("retention, nothing due", async () => output.WriteLine(await job.Run(default)));
        await Live.Later(TimeSpan.FromDays(4));
        await Time("retention, all due", async () => output.WriteLine(await job.Run(default)));
        await Time("page of all figures after it", async () => { await desk.SignIn("many-staff"); await desk.Go("/14204/kpis"); Assert.Equal(200, desk.Status); });
    }

    private async Task Time(string what, Func<Task> act)
    {
        var watch = Stopwatch.StartNew();
        await act();
        var line = string.Create(CultureInfo.InvariantCulture, $"{Count,6} {watch.Elapsed.TotalMilliseconds,9:0} ms  {what}");
        output.WriteLine(line);
        Console.Error.WriteLine(line);
    }
}
