using Workflows.Cases.Forms;
using Workflows.Cases.Packages;
using Workflows.Cases.Privacy;
using Workflows.Engine.Data;

namespace Workflows.Cases.Tests.Privacy;

public sealed class Masks_and_readers
{
    [Theory]
    [InlineData("7654321", "last3", "****321")]
    [InlineData("321", "last3", "****")]
    [InlineData("7654321", "all", "****")]
    [InlineData("山田 花子", "initial", "山****")]
    [InlineData("𠮷田", "initial", "𠮷****")]
    [InlineData("山", "initial", "****")]
    [InlineData("2480000", "first3", "248****")]
    [InlineData("hanako@example.jp", "domain", "****@example.jp")]
    [InlineData("hanako", "domain", "****")]
    [InlineData("1980-04-01", "year", "1980-**-**")]
    [InlineData("7654321", "nothing known", "****")]
    [InlineData("", "last3", "")]
    public void A_mask_keeps_only_what_its_shape_says(string value, string shape, string masked) => Assert.Equal(masked, Mask.Apply(value, shape).AsText());

    [Fact]
    public void Numbers_lists_and_objects_are_masked_too()
    {
        Assert.Equal("****321", Mask.Apply(7654321, "last3").AsText());
        Assert.Equal("""["****321","****"]""", Mask.Apply(Datum.List("7654321", "1"), "last3").ToJson());
        Assert.Equal("****", Mask.Apply(Datum.Object(("no", "7654321")), "last3").AsText());
        Assert.True(Mask.Apply(Datum.Null, "last3").IsNull);
        Assert.Equal("****", Mask.Apply(true, "last3").AsText());
    }

    [Fact]
    public void No_mask_ever_shows_the_whole_value()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        for (var i = 0; i < 500; i++)
        {
            var value = new string(Enumerable.Range(0, random.Next(1, 12)).Select(_ => "0123456789あ漢@-"[random.Next(14)]).ToArray());
            foreach (var shape in (string[])["all", "last3", "last20", "first1", "initial", "domain", "year", "odd"])
                Assert.False(Mask.Apply(value, shape).AsText()!.Replace("****", "", StringComparison.Ordinal) == value, $"seed {seed}: {value} {shape}");
        }
    }

    private static readonly FieldReaders Readers = new(new ProgramPackage
    {
        Id = "p", Version = 1, Title = "p",
        Roles = new([new("citizen", "申請者", RoleSpec.Citizen, []), new("staff", "職員", RoleSpec.Staff, []), new("other", "ほかの課", RoleSpec.Staff, []), new("manager", "課長", RoleSpec.Staff, [])]),
        Privacy = new Dictionary<string, PrivacySpec>
        {
            ["accountNo"] = new(null, ["staff"], "last3", null, null) { Masked = ["citizen", "manager"] },
            ["email"] = new(null, ["citizen", "staff"], null, null, null),
            ["name"] = new(null, ["staff"], "initial", null, null),
        },
        Fields = new([new FieldSpec { Key = "lines", Label = "明細", Type = FieldType.Table, Columns = [new FieldSpec { Key = "income", Label = "所得", Type = FieldType.Money, Privacy = new(null, ["staff"], null, null, null) }] }]),
    });

    [Theory]
    [InlineData("accountNo", "staff", false, Sight.Full)]
    [InlineData("accountNo", "manager", false, Sight.Masked)]
    [InlineData("accountNo", "other", false, Sight.Hidden)]
    [InlineData("accountNo", "", true, Sight.Masked)]
    [InlineData("accountNo", "", false, Sight.Hidden)]
    [InlineData("email", "", true, Sight.Full)]
    [InlineData("email", "other", false, Sight.Hidden)]
    [InlineData("name", "other", false, Sight.Masked)]
    [InlineData("income", "other", false, Sight.Hidden)]
    [InlineData("anything", "", false, Sight.Full)]
    public void The_rules_decide_by_role_and_own_case(string key, string role, bool own, Sight sight) =>
        Assert.Equal(sight, Readers.SightOf(key, new Viewer(role.Length == 0 ? [] : [role], own)));

    [Fact]
    public void Whoever_has_taken_a_task_reads_what_its_role_reads() =>
        Assert.Equal(Sight.Full, Readers.SightOf("accountNo", new Viewer(["other"], TaskRole: "staff")));

    [Fact]
    public void A_view_applies_the_rules_at_every_depth()
    {
        var fields = Datum.Parse("""{"name": "山田", "accountNo": "7654321", "email": "a@b", "lines": [{"income": 100, "row": {"accountNo": "7654321", "code": "11"}}], "note": "x"}""");
        Assert.Equal("""{"name":"山****","lines":[{"row":{"code":"11"}}],"note":"x"}""", Readers.View(fields, new Viewer(["other"])).ToJson());
        Assert.Equal("""{"name":"山****","accountNo":"****321","email":"a@b","lines":[{"row":{"accountNo":"****321","code":"11"}}],"note":"x"}""", Readers.View(fields, new Viewer([], OwnCase: true)).ToJson());
        Assert.Equal(fields, Readers.View(fields, new Viewer(["staff"])));
    }
}
