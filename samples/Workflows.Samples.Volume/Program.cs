using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Workflows.Cases.Ports;
using Workflows.Samples.Volume;
using Workflows.Storage;

var server = args.FirstOrDefault(a => a.StartsWith("postgresql=", StringComparison.Ordinal))?["postgresql=".Length..];
var file = args.FirstOrDefault(a => a.StartsWith("sqlite=", StringComparison.Ordinal))?["sqlite=".Length..];
if (args is not ["fill" or "measure", ..] || (server is null && file is null))
{
    Console.Error.WriteLine("fill|measure sqlite=FILE|postgresql=CONNECTION [CASES] [TASKS] [only=WORDS]");
    return 2;
}
var numbers = args.Where(a => int.TryParse(a, CultureInfo.InvariantCulture, out _)).Select(a => int.Parse(a, CultureInfo.InvariantCulture)).ToList();
var services = new ServiceCollection();
services.AddSingleton<IPlanSource>(new NoPlans());
services.AddWorkflowsStorage(o =>
{
    (o.Path, o.RunNode) = (file ?? Path.Combine(Path.GetTempPath(), "workflows-volume.db"), false);
    // An index over a million rows takes its time.
    if (server is not null) (o.Provider, o.ConnectionString) = ("PostgreSql", $"{server};Command Timeout=0");
});
await using var provider = services.BuildServiceProvider();
if (args[0] == "fill") await new Fill(provider).Run(numbers.ElementAtOrDefault(0) is > 0 and var cases ? cases : 1_000_000, numbers.ElementAtOrDefault(1) is > 0 and var tasks ? tasks : 300_000);
else await new Measure(provider).Run(args.FirstOrDefault(a => a.StartsWith("only=", StringComparison.Ordinal))?["only=".Length..]);
return 0;

/// <summary>Nothing is run here.</summary>
internal sealed class NoPlans : IPlanSource
{
    public ValueTask<Workflows.Engine.Plans.Plan> Get(string planId, CancellationToken ct) => throw new NotSupportedException();
    public ValueTask<Workflows.Engine.Plans.Plan?> Current(string tenant, string program, string workflow, CancellationToken ct) => ValueTask.FromResult<Workflows.Engine.Plans.Plan?>(null);
}
