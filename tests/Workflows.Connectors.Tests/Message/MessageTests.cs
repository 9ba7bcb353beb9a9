using Workflows.Cases.Ports;
using Workflows.Connectors.Tests.Compliance;
using Workflows.Engine.Data;

namespace Workflows.Connectors.Tests.Message;

public sealed class MessageComplianceTests : ConnectorCompliance
{
    protected override string Kind => "message";
}

public sealed class MessageTests
{
    private readonly World _world = new();

    [Fact]
    public async Task An_address_that_cannot_exist_is_undeliverable()
    {
        var outcome = await _world.Call("C-MAIL", "send", Datum.Object(("to", "nobody@example.invalid"), ("body", "本文")));
        Assert.Equal((CallOutcomeKind.BusinessFault, "undeliverable"), (outcome.Kind, outcome.Code));
    }
}
