using System.Text;
using Workflows.Engine.Data;

namespace Workflows.Engine.Tests.Data;

/// <summary>A value given as JSON is the same value whether anybody has looked into it or not.</summary>
public sealed class WrittenDatumTests
{
    private const string Json = """{"name":"鎌倉","sums":[1,2.50,{"a":null}],"empty":{},"flag":true}""";

    private static Datum Written(string json = Json) => Datum.Written(Encoding.UTF8.GetBytes(json));

    [Theory]
    [InlineData(Json)]
    [InlineData("""[{"a":[]},"\u002B",-0.10,null]""")]
    [InlineData("""{}""")]
    [InlineData("""[]""")]
    [InlineData("\"text\"")]
    [InlineData("12.50")]
    [InlineData("null")]
    [InlineData("false")]
    public void It_is_written_as_it_was_before_and_after_a_look(string json)
    {
        var value = Written(json);
        Assert.Equal(json, value.ToJson());
        Assert.Equal(Datum.Parse(json), value);
        Assert.Equal(json, value.ToJson());
        Assert.Equal(json, Encoding.UTF8.GetString(Datum.List(value)[0].ToUtf8()));
    }

    [Fact]
    public void It_is_read_like_any_other()
    {
        var value = Written();
        Assert.Equal(DatumKind.Object, value.Kind);
        Assert.Equal(("鎌倉", "2.50", true, false), (value["name"].AsText(), value["sums"][1].AsText(), value.Has("flag"), value.Has("none")));
        Assert.Equal(["name", "sums", "empty", "flag"], Written().Members.Select(m => m.Key));
        Assert.Equal(3, Written("[1,2,3]").Items.Length);
        Assert.True(Written().TryGet("empty", out var empty) && ReferenceEquals(empty, empty));
        Assert.Equal(Datum.Parse(Json).With("more", 1), Written().With("more", 1));
        Assert.Equal(Datum.Parse(Json).Without("flag"), Written().Without("flag"));
        Assert.Equal(Datum.Parse(Json).GetHashCode(), Written().GetHashCode());
        Assert.True(Written().Equals(Written()));
        Assert.Equal(Datum.Parse("[1,2]"), Written("[1]").Append(2));
    }

    [Fact]
    public void Who_wants_it_indented_gets_it_indented()
    {
        using var stream = new MemoryStream();
        using (var writer = new System.Text.Json.Utf8JsonWriter(stream, new() { Indented = true, NewLine = "\n" })) Written("""{"a":["b"]}""").WriteTo(writer);
        Assert.Equal("{\n  \"a\": [\n    \"b\"\n  ]\n}", Encoding.UTF8.GetString(stream.ToArray()));
    }

    [Fact]
    public void Many_threads_that_look_at_once_see_the_same()
    {
        for (var round = 0; round < 200; round++)
        {
            var value = Written();
            Parallel.For(0, 8, _ => Assert.Equal("鎌倉", value["name"].AsText()));
            Assert.Equal(Json, value.ToJson());
        }
    }

    [Fact]
    public void Json_is_written_while_json_is_written()
    {
        var outer = JsonBytes.Of(0, (_, writer) =>
        {
            writer.WriteStartObject();
            writer.WriteString("inner", Datum.Object(("a", 1)).ToJson());
            writer.WriteEndObject();
        });
        Assert.Equal("""{"a":1}""", Datum.Parse(outer)["inner"].AsText());
        Assert.Throws<InvalidOperationException>(() => JsonBytes.Of(0, (_, writer) => { writer.WriteStartObject(); throw new InvalidOperationException(); }));
        Assert.Equal("[1]", Datum.List(1).ToJson());
        // Larger than what is kept, and the next small one again.
        Assert.Equal(200_002, Datum.Of(new string('a', 200_000)).ToUtf8().Length);
        Assert.Equal("[2]", Datum.List(2).ToJson());
    }
}
