using Workflows.Cases.Packages;
using Workflows.Cases.Ports;
using Workflows.Engine.Data;

namespace Workflows.Connectors.Tests;

public sealed class ConnectorNoticesTests
{
    private readonly World _world = new();

    private ValueTask<CallOutcome> Send(string channel, string to) => new ConnectorNotices(_world.Opened.Connectors, new Published(), new People()).Send(
        new(World.Tenant, World.Program, "case", channel, Datum.Object(("id", "n1"), ("notice", "N-01"), ("to", to), ("title", "題"), ("body", "本文")), "key", 1, _world.Clock.GetUtcNow()), CancellationToken.None);

    [Fact]
    public async Task A_notice_goes_by_its_channel_to_the_address_of_the_persons_record()
    {
        Assert.Equal(CallOutcomeKind.Done, (await Send("mail", "hanako")).Kind);
        var mail = _world.Simulators.Calls(World.Tenant, "C-MAIL").Single();
        Assert.Equal(("hanako@example.jp", "題", "本文", "N-01"), (mail.Request["to"].AsText(), mail.Request["subject"].AsText(), mail.Request["body"].AsText(), mail.Request["notice"].AsText()));
        Assert.Equal(CallOutcomeKind.Done, (await Send("line", "hanako")).Kind);
        Assert.Equal("U1", _world.Simulators.Calls(World.Tenant, "C-LINE").Single().Request["to"].AsText());
    }

    [Theory]
    [InlineData("portal", "hanako", CallOutcomeKind.Done, null)]
    [InlineData("mail", "direct@example.jp", CallOutcomeKind.Done, null)]
    [InlineData("mail", "nobody", CallOutcomeKind.Fatal, "NO_ADDRESS")]
    [InlineData("sms", "hanako", CallOutcomeKind.Fatal, "NO_ADDRESS")]
    [InlineData("post", "hanako", CallOutcomeKind.Fatal, "NO_ADDRESS")]
    [InlineData("fax", "hanako", CallOutcomeKind.Fatal, "NO_CARRIER")]
    public async Task What_cannot_be_carried_is_told(string channel, string to, CallOutcomeKind kind, string? code)
    {
        var outcome = await Send(channel, to);
        Assert.Equal((kind, code), (outcome.Kind, outcome.Code));
    }

    private sealed class Published : IPackages
    {
        public PackageSet Current => World.Packages;
    }

    private sealed class People : IPeople
    {
        public ValueTask<Person?> Find(string tenant, string id, CancellationToken ct) => ValueTask.FromResult(id == "hanako"
            ? new Person(id, "山田 花子", "citizen", null, [], Datum.Object(("email", "hanako@example.jp"), ("lineUserId", "U1"))) : null);

        public ValueTask<IReadOnlyList<Person>> HoldersOf(string tenant, string role, CancellationToken ct) => ValueTask.FromResult<IReadOnlyList<Person>>([]);
    }
}
