using Workflows.Cases.Activities;
using Workflows.Cases.Activities.Policy;
using Workflows.Cases.Packages;
using Workflows.Engine.Activities;
using Workflows.Engine.Activities.Elsa;

namespace Workflows.Acceptance;

public class The_definitions
{
    [Fact]
    public void Load_without_a_problem() => Assert.Empty(Definitions.Packages.Problems.Select(p => p.ToString()));

    [Fact]
    public void Make_plans_without_an_error()
    {
        var problems = new PackageValidator(new PlanFactory(new ActivityCatalog([.. ElsaActivities.All, .. CaseActivities.All]), p => new ProgramPolicy(p))).Validate(Definitions.Packages);
        foreach (var warning in problems) TestContext.Current.TestOutputHelper!.WriteLine(warning.ToString());
        Assert.DoesNotContain(problems, p => p.IsError);
    }

    [Theory]
    [InlineData("鎌倉市", "14204", "920001")]
    [InlineData("逗子市", "14208", "920002")]
    public void Give_each_municipality_its_settings(string name, string code, string company)
    {
        Assert.True(Definitions.Packages.TryFindMunicipality(name, out var municipality));
        Assert.Equal(code, municipality.Code);
        Assert.Equal(company, municipality.Program("account-transfer")!.Settings["companyCode"].AsText());
    }

    [Fact]
    public void Keep_the_specifications_identifiers()
    {
        var package = Definitions.Packages.Packages.Get("AT");
        Assert.All(["D1", "D2", "D3", "D4", "D5", "D7", "D8"], id => Assert.NotNull(package.Decisions.Find(id)));
        Assert.All(["R-SUBJ", "R-LIAB", "R-MAND", "R-BANK", "R-FILE", "R-STAT"], id => Assert.NotNull(package.Registers.Find(id)));
        Assert.All(["N-01", "N-02", "N-03", "N-04", "N-05", "N-06"], id => Assert.NotNull(package.Notices.Find(id)));
        Assert.All(["citizen", "collectionStaff", "subjectStaff", "manager", "bank", "svcProvider", "auditor"], id => Assert.NotNull(package.Roles.Find(id)));
        Assert.All(["retry", "withdraw", "revealAccount"], id => Assert.NotNull(package.Actions.Find(id)));
        Assert.All(["C-SVC", "C-BANK", "C-TAX"], id => Assert.NotNull(package.Connectors.Find(id)));
    }
}
