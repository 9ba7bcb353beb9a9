using System.Text;
using System.Text.Json;
using Workflows.Engine.Data;
using Workflows.Engine.State;
using Workflows.Engine.Turns;

namespace Workflows.Engine.Tests.State;

public sealed class StateCodecTests
{
    /// <summary>Waits for an event and a timer at once, with a variable, inputs, outputs and an incident.</summary>
    private static Bench Waiting()
    {
        var bench = new Bench("""
            {"id":"v1","definitionId":"d","version":1,"options":{"incidentStrategyType":"Elsa.Workflows.IncidentStrategies.ContinueWithIncidentsStrategy, Elsa.Workflows.Core"},
             "root":{"id":"fork","type":"Elsa.Parallel","variables":[{"id":"x","name":"x","typeName":"String","value":"甲"}],"activities":[
               {"id":"event","type":"Elsa.Event","eventName":{"typeName":"String","expression":{"type":"Literal","value":"go"}}},
               {"id":"delay","type":"Elsa.Delay","timeSpan":{"typeName":"TimeSpan","expression":{"type":"Literal","value":"01:00:00"}}},
               {"id":"bad","type":"Elsa.Fault","message":{"typeName":"String","expression":{"type":"Literal","value":"だめ"}}}]}}
            """);
        return bench.Start(Datum.Object(("who", "乙"), ("many", Datum.List(1, 2, 3))));
    }

    private static (int, ReadOnlyMemory<byte>) Part(string json, int no = 0) => (no, Encoding.UTF8.GetBytes(json));

    private static string Text(CaseState state) => Encoding.UTF8.GetString(state.Parts[0].Bytes.Span);

    [Fact]
    public void The_next_step_writes_the_same_bytes_whether_the_state_was_never_stored_or_read_or_looked_into()
    {
        var live = Waiting();
        Assert.NotEmpty(live.State.Incidents);
        Assert.Equal(2, live.State.Bookmarks.Count());
        var (read, seen) = (Bench.Reload(live.State), Bench.Reload(live.State));
        Assert.Equal("乙", seen.Instances[0].Input["who"].AsText());
        foreach (var frame in seen.Frames) _ = (frame.Data.Members, frame.Variables?.Members, frame.Tag.Members);
        var after = new[] { live.State, read, seen }.Select(state => Interpreter.Begin(live.Plan, state, new Stimulus("s2", StimulusKinds.Event, live.Now, "test", Name: "go"),
            new StepContext("14204", "case-1", live.Now, "s2", Datum.EmptyObject)).Settled!.State).ToList();
        Assert.Single(after[0].Bookmarks);
        Assert.Single(after.Select(Text).Distinct());
        Assert.NotEqual(Text(live.State), Text(after[0]));
    }

    [Fact]
    public void Every_kind_of_part_is_read_back()
    {
        var (was, read) = (Waiting().State, Bench.Reload(Waiting().State));
        Assert.Equal(was.LastNow, read.LastNow);
        Assert.Equal(was.Bookmarks.Select(b => b.Bookmark), read.Bookmarks.Select(b => b.Bookmark));
        Assert.Equal(was.Incidents, read.Incidents);
        Assert.Equal(was.Instances, read.Instances);
        Assert.Equal(was.Fields, read.Fields);
        Assert.Equal(was.Frames.Select(f => (f.Id, f.Parent, f.NodeId, f.ScopePath, f.Status, f.Children, f.Waits, f.Data, f.Variables, f.Tag)),
            read.Frames.Select(f => (f.Id, f.Parent, f.NodeId, f.ScopePath, f.Status, f.Children, f.Waits, f.Data, f.Variables, f.Tag)));
        Assert.Equal(was.Hash, read.Hash);
    }

    [Fact]
    public void A_member_nobody_knows_is_passed_over()
    {
        var text = Text(Waiting().State).Replace("\"nextFrame\"", "\"later\":{\"a\":[1,{}]},\"nextFrame\"", StringComparison.Ordinal);
        var read = StateCodec.Read([Part(text)]);
        Assert.Equal(2, read.Bookmarks.Count());
    }

    [Theory]
    [InlineData("\"format\":1", "\"format\":2")]
    [InlineData("\"epoch\":", "\"epoch\":9")]
    public void A_newer_format_is_left_alone(string was, string now)
    {
        var error = Assert.Throws<NotSupportedException>(() => StateCodec.Read([Part(Text(Waiting().State).Replace(was, now, StringComparison.Ordinal))]));
        Assert.Contains("newer", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"frames":[]}""")]
    [InlineData("""{"format":1,"epoch":1,"lastNow":"2026-06-10T09:00:00.0000000\u002B09:00","frames":[{"p":0}]}""")]
    [InlineData("""{"format":1,"epoch":1,"lastNow":"2026-06-10T09:00:00.0000000\u002B09:00","frames":{}}""")]
    [InlineData("""{"format":1,"epoch":1,"lastNow":"2026-06-10T09:00:00.0000000\u002B09:00","fields":{"a":},"frames":[]}""")]
    [InlineData("""{"format":1,"epoch":1,"lastNow":"2026-06-10T09:00:00.0000000\u002B09:00","instances":[{"no":1}],"frames":[]}""")]
    public void What_is_no_state_is_refused(string json) => Assert.ThrowsAny<JsonException>(() => StateCodec.Read([Part(json)]));

    [Fact]
    public void A_state_cut_short_anywhere_is_refused()
    {
        var text = Text(Waiting().State);
        for (var length = 0; length < text.Length; length += 7) Assert.ThrowsAny<JsonException>(() => StateCodec.Read([Part(text[..length])]));
    }
}
