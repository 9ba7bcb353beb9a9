using Workflows.Cases.Expressions;
using Workflows.Cases.Packages;
using Workflows.Cases.Privacy;
using Workflows.Engine.Data;

namespace Workflows.Cases.Tests.Privacy;

public sealed class Readers_on_conditions
{
    private static readonly ProgramPackage Package = new()
    {
        Id = "p", Version = 1, Title = "p",
        Roles = new([new("citizen", "申請者", RoleSpec.Citizen, []), new("staff", "職員", RoleSpec.Staff, []), new("member", "委員", RoleSpec.Staff, [])]),
    };

    private static readonly Datum Case = Datum.Parse("""{"facility":"f1","opensOn":"2026-06-10","amount":5,"lines":[{"shop":"a"},{"shop":"b"}]}""");

    private static Viewer Staff(string now = "2026-06-01T09:00:00+09:00", bool task = false, bool own = false, params string[] steps) => new(["staff"], own)
    {
        Facts = new CaseFacts(
            new FeelNames(FieldTypes.None, DateTimeOffset.Parse(now, System.Globalization.CultureInfo.InvariantCulture), Datum.EmptyObject).With(Case).With("reader", Datum.Parse("""{"office":"f1","offices":["f2","f1"],"none":null}""")),
            Case, steps.ToHashSet(StringComparer.Ordinal), task, "審査中", "W1", new HashSet<LookupSpec>()),
    };

    private static ReaderSpec Where(string field, string feel) => new("staff") { Where = [new(field, new Feel(feel))] };

    [Fact]
    public void A_scope_compares_a_field_with_the_reader()
    {
        Assert.True(Staff().Is(Package, Where("facility", "reader.office")));
        Assert.True(Staff().Is(Package, Where("facility", "reader.offices")));
        Assert.True(Staff().Is(Package, Where("shop", "\"b\"")));
        Assert.True(Staff().Is(Package, Where("amount", "5")));
        Assert.False(Staff().Is(Package, Where("facility", "\"f3\"")));
        Assert.False(Staff().Is(Package, Where("facility", "reader.none")));
        Assert.False(Staff().Is(Package, Where("nowhere", "reader.none")));
    }

    [Fact]
    public void A_period_begins_with_its_day_and_ends_with_it()
    {
        var sealedUntil = new ReaderSpec("staff") { From = new("opensOn") };
        Assert.False(Staff("2026-06-09T23:59:59+09:00").Is(Package, sealedUntil));
        Assert.True(Staff("2026-06-10T00:00:00+09:00").Is(Package, sealedUntil));
        var until = new ReaderSpec("staff") { Until = new("opensOn") };
        Assert.True(Staff("2026-06-10T23:59:59+09:00").Is(Package, until));
        Assert.False(Staff("2026-06-11T00:00:00+09:00").Is(Package, until));
        Assert.False(Staff().Is(Package, new ReaderSpec("staff") { From = new("nothing") }));
        Assert.True(Staff().Is(Package, new ReaderSpec("staff") { Until = new("nothing") }));
    }

    [Fact]
    public void Steps_states_tasks_and_ones_own_all_count()
    {
        Assert.True(Staff(steps: "review").Is(Package, new ReaderSpec("staff") { Steps = ["review"] }));
        Assert.False(Staff(steps: "other").Is(Package, new ReaderSpec("staff") { Steps = ["review"] }));
        Assert.True(Staff().Is(Package, new ReaderSpec("staff") { States = ["審査中"], Workflows = ["W1"] }));
        Assert.False(Staff().Is(Package, new ReaderSpec("staff") { States = ["終了"] }));
        Assert.False(Staff().Is(Package, new ReaderSpec("staff") { Task = true }));
        Assert.True(Staff(task: true).Is(Package, new ReaderSpec("staff") { Task = true }));
        Assert.False(Staff().Is(Package, new ReaderSpec("staff") { Own = true }));
        Assert.True(Staff(own: true).Is(Package, new ReaderSpec("staff") { Own = true, When = new("amount > 4") }));
        Assert.False(Staff(own: true).Is(Package, new ReaderSpec("staff") { Own = true, When = new("amount > 5") }));
        Assert.False(Staff().Is(Package, new ReaderSpec("member")));
    }

    [Fact]
    public void Without_a_case_only_plain_readers_count()
    {
        var nowhere = new Viewer(["staff"]);
        Assert.True(nowhere.Is(Package, new ReaderSpec("staff")));
        Assert.False(nowhere.Is(Package, Where("facility", "reader.office")));
    }

    [Theory]
    [InlineData("神奈川県鎌倉市御成町18-10", "town", "神奈川県鎌倉市****")]
    [InlineData("京都府京都市中京区1", "town", "京都府京都市****")]
    [InlineData("東京都千代田区1-1", "town", "東京都千代田区****")]
    [InlineData("千葉県市川市八幡1", "town", "千葉県市川市****")]
    [InlineData("葉山町堀内2135", "town", "葉山町****")]
    [InlineData("どこか", "town", "****")]
    [InlineData("1980-04-01", "month", "1980-04-**")]
    [InlineData("1234567", "tail2", "*****67")]
    [InlineData("12", "tail2", "****")]
    [InlineData("山田", "text:＊＊＊", "＊＊＊")]
    public void Masks_have_several_shapes(string value, string shape, string shown)
    {
        Assert.True(Mask.IsKnown(shape));
        Assert.Equal(shown, Mask.Apply(value, shape).AsText());
    }

    [Fact]
    public void Protection_goes_before_grants_and_grants_before_rules()
    {
        var package = Package with
        {
            Privacy = new Dictionary<string, PrivacySpec> { ["address"] = new(null, ["member"], null, null, null), ["phone"] = new(null, ["member"], null, null, null) },
            Protection = new ProtectionSpec("R", [], null, new Dictionary<string, IReadOnlyList<NamedFeel>>(), ["address"], ["member"], "保護"),
        };
        var grant = new Grant("g", "user", "u", ["address"], [], [], new Dictionary<string, string> { ["phone"] = "last3" }, null, null, default, null, false, null, null);
        var rules = new FieldReaders(package);
        Assert.Equal(Sight.Hidden, rules.Of("address", new Viewer(["staff"])).Sight);
        Assert.Equal(Sight.Full, rules.Of("address", new Viewer(["staff"]) { Grants = [grant] }).Sight);
        Assert.Equal("****321", rules.Of("phone", new Viewer(["staff"]) { Grants = [grant] }).Show("7654321")!.AsText());
        Assert.Equal("保護", rules.Of("address", new Viewer(["staff"]) { Grants = [grant], Protected = true }).Show("鎌倉")!.AsText());
        Assert.Equal(Sight.Full, rules.Of("address", new Viewer(["member"]) { Protected = true }).Sight);
        Assert.Equal(Sight.Hidden, rules.Of("anything", new Viewer([]) { Grants = [grant], ByGrantOnly = true }).Sight);
    }
}
