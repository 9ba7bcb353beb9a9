using Workflows.Cases.Ports;
using Workflows.Connectors.Tests.Compliance;
using Workflows.Engine.Data;

namespace Workflows.Connectors.Tests.LineMessaging;

public sealed class LineMessagingComplianceTests : ConnectorCompliance
{
    protected override string Kind => "line";
}

public sealed class LineMessagingTests
{
    private readonly World _world = new();

    [Fact]
    public async Task A_user_who_cannot_be_reached_is_a_fault_of_the_business() =>
        Assert.Equal("undeliverable", (await _world.Call("C-LINE", "push", Datum.Object(("to", "X1"), ("text", "本文")))).Code);
}
