using System.Reflection;
using Mediator;
using Workflows.Cases.Commands;
using Workflows.Cases.Notices;
using Workflows.Cases.Ports;
using Workflows.Engine.Data;

namespace Workflows.Cases.Tests.Notices;

/// <summary>A notice's button that comes back by a channel's event is the receiver's own act.</summary>
public sealed class Buttons_pressed_outside
{
    [Fact]
    public async Task The_receiver_takes_the_buttons_action_with_its_values()
    {
        var (result, taken) = await Press(new ReplyButton("case-1", "n1", "hanako", 0), "U-hanako");
        Assert.Equal(InboundResultKind.Accepted, result.Kind);
        Assert.Equal(("hanako", "event-1", "case-1", "absent"), (taken!.Caller.UserId, taken.CommandId, taken.Case, taken.Action));
        Assert.Equal("熱", taken.Values["reason"].AsText());
        Assert.Equal("line", taken.Caller.Channel);
    }

    [Theory]
    [InlineData("n1", "hanako", 0, "U-somebody-else")]
    [InlineData("n1", "jiro", 0, "U-hanako")]
    [InlineData("n2", "hanako", 0, "U-hanako")]
    [InlineData("n1", "hanako", 7, "U-hanako")]
    public async Task Nobody_else_and_no_other_button_does_anything(string notice, string receiver, int no, string line)
    {
        var (result, taken) = await Press(new ReplyButton("case-1", notice, receiver, no), line);
        Assert.Equal(InboundResultKind.Refused, result.Kind);
        Assert.Null(taken);
    }

    private static async Task<(InboundResult, TakeAction?)> Press(ReplyButton button, string line)
    {
        TakeAction? taken = null;
        var sender = Stand<ISender>((_, args) => { taken = (TakeAction)args[0]!; return new ValueTask<Result<Receipt>>(new Receipt("case-1", "N-1", "欠席", 2, false)); });
        var notices = Datum.Parse("""{"to":"hanako","buttons":[{"action":"absent","label":"欠席です","values":{"reason":"熱"}}]}""");
        var reader = Stand<ICaseReader>((_, _) => new ValueTask<IReadOnlyList<ProjectionRow>>([new ProjectionRow("case-1", Projections.Notices, "n1", 1, notices)]));
        var people = Stand<IPeople>((_, args) => new ValueTask<Person?>(new Person((string)args[1]!, "山田 花子", "citizen", null, [], Datum.Object(("lineUserId", $"U-{args[1]}")))));
        var payload = Datum.Object(("source", Datum.Object(("userId", line))), ("postback", Datum.Object(("data", button.Encode()))));
        var result = await new CommandInbound(sender, reader, people).Accept(new InboundEvent("14204", "p", "C-LINE", "postback", "event-1", line, payload, DateTimeOffset.UnixEpoch, ""), default);
        return (result, taken);
    }

    private static T Stand<T>(Func<MethodInfo, object?[], object?> answer) where T : class
    {
        var stand = DispatchProxy.Create<T, Answering>();
        ((Answering)(object)stand).Answer = answer;
        return stand;
    }

    /// <summary>Stands for a port with one answer.</summary>
    public class Answering : DispatchProxy
    {
        internal Func<MethodInfo, object?[], object?> Answer { get; set; } = (_, _) => throw new NotSupportedException();
        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => Answer(targetMethod!, args!);
    }
}
