using Workflows.Cases.Notices;
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
    public async Task Buttons_go_as_quick_replies_that_come_back_as_postbacks()
    {
        var buttons = ReplyButton.Sent("case-1", Datum.Parse("""{"id":"n1","to":"u&1","buttons":[{"action":"absent","label":"欠席です"},{"action":"present","label":"今日は登校しましたので連絡は不要です。よろしく"}]}"""));
        Assert.Equal(CallOutcomeKind.Done, (await _world.Call("C-LINE", "push", Datum.Object(("to", "U1"), ("text", "本文"), ("buttons", buttons)))).Kind);
        // LINE refuses labels over 20 characters; what is said in the talk stays whole.
        var sent = Assert.Single(_world.Simulators.Calls(World.Tenant, "C-LINE")).Request["buttons"];
        Assert.Equal(["欠席です", "今日は登校しましたので連絡は不要です。よろしく"], sent.Items.Select(b => b["label"].AsText()));
        Assert.Equal(new ReplyButton("case-1", "n1", "u&1", 1), ReplyButton.Decode(sent[1]["data"].AsText()));
        Assert.Null(ReplyButton.Decode("action=buy&itemid=1"));
        Assert.Null(ReplyButton.Decode("wf1&a&b&c&-1"));
    }

    [Fact]
    public async Task A_user_who_cannot_be_reached_is_a_fault_of_the_business() =>
        Assert.Equal("undeliverable", (await _world.Call("C-LINE", "push", Datum.Object(("to", "X1"), ("text", "本文")))).Code);
}
