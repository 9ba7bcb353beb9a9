using Workflows.Cases.Packages;
using Workflows.Cases.Ports;
using Workflows.Connectors.Inbound;
using Workflows.Engine.Data;

namespace Workflows.Connectors.Tests;

public sealed class PreferredChannelTests
{
    private readonly World _world = new();
    private readonly MemoryKept _kept = new();
    private Datum _attributes = Datum.Object(("email", "hanako@example.jp"), ("lineUserId", "U1"), ("phone", "09000000000"));

    private ValueTask<CallOutcome> Send(string channels, string more = "{}") => new ConnectorNotices(_world.Opened.Connectors, new Published(), new People(() => _attributes), _kept).Send(
        new(World.Tenant, World.Program, "case", "preferred", Datum.Object(("id", "n1"), ("notice", "N-01"), ("to", "hanako"), ("title", "題"), ("body", "本文"), ("channels", Datum.Parse(channels))).Merge(Datum.Parse(more)), "key", 1, _world.Clock.GetUtcNow()), CancellationToken.None);

    private ValueTask Prefer(string preferences) => _kept.Set(World.Tenant, KeptSpaces.Preferences, "hanako", Datum.Parse(preferences), _world.Clock.GetUtcNow(), null, default);
    private IReadOnlyList<SimulatorCall> Mail => _world.Simulators.Calls(World.Tenant, "C-MAIL");
    private IReadOnlyList<SimulatorCall> Line => _world.Simulators.Calls(World.Tenant, "C-LINE");

    [Fact]
    public async Task The_persons_order_goes_before_the_notices()
    {
        Assert.Equal("mail", (await Send("""["portal","mail","line"]""")).Value["channels"][0].AsText());
        await Prefer("""{"channels":["line","mail"]}""");
        Assert.Equal("line", (await Send("""["portal","mail","line"]""")).Value["channels"][0].AsText());
        Assert.Single(Mail);
        // A way the notice does not allow is never taken.
        Assert.Equal("sms", (await Send("""["sms"]""")).Value["channels"][0].AsText());
    }

    [Fact]
    public async Task What_does_not_reach_goes_on_to_the_next_and_important_goes_by_all()
    {
        _attributes = _attributes.With("email", "gone@example.invalid");
        var outcome = await Send("""["mail","line"]""");
        Assert.Equal("line", outcome.Value["channels"][0].AsText());
        Assert.Contains("mail", outcome.Value["tried"][0].AsText(), StringComparison.Ordinal);
        _attributes = _attributes.With("email", "hanako@example.jp");
        Assert.Equal(["mail", "line"], (await Send("""["mail","line"]""", """{"important":true}""")).Value["channels"].Items.Select(c => c.AsText()));
    }

    [Fact]
    public async Task Nobody_reached_is_told_and_a_system_that_is_down_is_tried_again()
    {
        _attributes = Datum.EmptyObject;
        Assert.Equal((CallOutcomeKind.Fatal, "UNDELIVERED"), ((await Send("""["mail","line"]""")) is var none ? (none.Kind, none.Code) : default));
        Assert.Equal(CallOutcomeKind.Done, (await Send("""["portal"]""")).Kind);
        _attributes = Datum.Object(("email", "hanako@example.jp"));
        _world.Simulators.Switch(World.Tenant, "C-MAIL", "down", true);
        Assert.Equal(CallOutcomeKind.Retry, (await Send("""["mail","line"]""")).Kind);
    }

    [Fact]
    public async Task Language_channel_and_length_choose_the_text()
    {
        const string Texts = """{"texts":[{"language":"en","channel":null,"title":"T","body":"English"},{"language":null,"channel":"sms","title":"題","body":"短い"},{"language":"en","channel":"sms","title":"T","body":"Short"}]}""";
        await Prefer("""{"channels":[],"language":"en"}""");
        await Send("""["mail"]""", Texts);
        await Send("""["sms"]""", Texts);
        Assert.Equal(["English", "Short"], Mail.Select(m => m.Request["body"].AsText()));
        await Prefer("""{"channels":[],"language":"easy"}""");
        await Send("""["line"]""", $$"""{"body":"{{new string('あ', 5_001)}}"}""");
        Assert.Contains("「題」の お知らせが あります", Line[0].Request["text"].AsText(), StringComparison.Ordinal);
        _world.Simulators.Reset();
        await Send("""["mail"]""", """{"neutral":true}""");
        Assert.DoesNotContain("本文", Mail[0].Request["body"].AsText(), StringComparison.Ordinal);
        Assert.Equal("お知らせが あります", Mail[0].Request["subject"].AsText());
    }

    [Theory]
    [InlineData("en", "You may see: ")]
    [InlineData("easy", "を 見ることが できます")]
    [InlineData("ja", "の内容をご覧いただけます")]
    public async Task The_products_own_mails_come_in_the_persons_language(string language, string subject)
    {
        await Prefer($$"""{"channels":[],"language":"{{language}}"}""");
        var notices = new ConnectorNotices(_world.Opened.Connectors, new Published(), new People(() => _attributes), _kept);
        var outcome = await Cases.Links.GrantLinkDesk.Mail.Send(notices, World.Tenant, World.Packages.Packages.Get(World.Program), "case", "hanako", "key", 1, _world.Clock.GetUtcNow(), null, null, default,
            ("link", new Label("https://city.example/x")), ("until", Cases.Notices.OwnMail.Moment(new(2027, 6, 1, 9, 0, 0, TimeSpan.FromHours(9)))));
        Assert.Equal(CallOutcomeKind.Done, outcome.Kind);
        var mail = Assert.Single(Mail).Request;
        Assert.Contains(subject, mail["subject"].AsText(), StringComparison.Ordinal);
        Assert.Contains("https://city.example/x", mail["body"].AsText(), StringComparison.Ordinal);
        Assert.Contains(language == "en" ? "1 Jun 2027 09:00" : "2027年6月1日 09:00", mail["body"].AsText(), StringComparison.Ordinal);
    }

    private sealed class Published : IPackages
    {
        public PackageSet Current => World.Packages;
    }

    private sealed class People(Func<Datum> attributes) : IPeople
    {
        public ValueTask<Person?> Find(string tenant, string id, CancellationToken ct) => ValueTask.FromResult<Person?>(new Person(id, "山田 花子", "citizen", null, [], attributes()));
        public ValueTask<IReadOnlyList<Person>> HoldersOf(string tenant, string role, CancellationToken ct) => ValueTask.FromResult<IReadOnlyList<Person>>([]);
    }
}
