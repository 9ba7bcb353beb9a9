using Workflows.Decisions.Tck;

namespace Workflows.Decisions.Tests.Tck;

public sealed class TckTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("compliance-level-2", 1.0)]
    [InlineData("compliance-level-3", 0.97)]
    public void The_cases_of_the_compatibility_kit_pass(string level, double share)
    {
        var folder = Conformance.Folder("dmn-tck");
        Assert.SkipWhen(folder is null, "The conformance data (../shared/conformance/dmn-tck, or WORKFLOWS_SHARED) is missing.");
        using var report = new StringWriter();
        var (passed, total) = TckRunner.Run(Path.Combine(folder!, level), report);
        output.WriteLine(report.ToString());
        Assert.True(total > 0, "no cases were found");
        Assert.True(passed >= share * total, report.ToString());
    }
}
