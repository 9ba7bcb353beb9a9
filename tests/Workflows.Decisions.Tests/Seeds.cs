using System.Globalization;

namespace Workflows.Decisions.Tests;

/// <summary>Random sources of property tests: the seed is printed, and WORKFLOWS_SEED repeats a run.</summary>
internal static class Seeds
{
    public static (Random Random, int Seed) New(ITestOutputHelper output)
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("WORKFLOWS_SEED"), NumberStyles.Integer, CultureInfo.InvariantCulture, out var given)
            ? given
            : Random.Shared.Next();
        output.WriteLine($"seed {seed} (repeat with WORKFLOWS_SEED={seed})");
        return (new Random(seed), seed);
    }
}
