using Workflows.Cases.Expressions;
using Workflows.Engine.Data;

namespace Workflows.Cases.Tests.Expressions;

public sealed class Field_paths
{
    private static readonly Datum Fields = Datum.Parse("""{"bank":{"url":"u"},"lines":[{"state":"a"},{"state":"b"}]}""");

    [Theory]
    [InlineData("bank.url", "\"u\"")]
    [InlineData("lines[2].state", "\"b\"")]
    [InlineData("lines.state", "[\"a\",\"b\"]")]
    [InlineData("lines[3].state", "null")]
    [InlineData("nothing.at.all", "null")]
    public void Reading_gives_what_is_there_or_null(string path, string json) => Assert.Equal(json, FieldPath.Parse(path).Read(Fields).ToJson());

    [Theory]
    [InlineData("bank.code", """{"bank":{"url":"u","code":1},"lines":[{"state":"a"},{"state":"b"}]}""")]
    [InlineData("lines[1].state", """{"bank":{"url":"u"},"lines":[{"state":1},{"state":"b"}]}""")]
    [InlineData("lines[3].state", """{"bank":{"url":"u"},"lines":[{"state":"a"},{"state":"b"},{"state":1}]}""")]
    [InlineData("new.deep", """{"bank":{"url":"u"},"lines":[{"state":"a"},{"state":"b"}],"new":{"deep":1}}""")]
    public void Writing_makes_what_is_missing_on_the_way(string path, string json) => Assert.Equal(json, FieldPath.Parse(path).Write(Fields, 1).ToJson());

    [Theory]
    [InlineData("bank.url.deeper")]
    [InlineData("lines.state")]
    [InlineData("lines[9].state")]
    public void Writing_where_nothing_can_be_is_refused(string path) =>
        Assert.Throws<InvalidOperationException>(() => FieldPath.Parse(path).Write(Fields, 1));

    [Theory]
    [InlineData("")]
    [InlineData("a..b")]
    [InlineData("a.")]
    [InlineData("[1]")]
    [InlineData("a[0]")]
    [InlineData("a[x]")]
    [InlineData("a[1]b")]
    public void What_is_no_path_is_refused(string path) => Assert.Throws<FormatException>(() => FieldPath.Parse(path));

    [Fact]
    public void The_first_name_and_the_rest_can_be_told_apart()
    {
        var path = FieldPath.Parse("line.state");

        Assert.Equal("line", path.First);
        Assert.Equal("a", path.Rest!.Read(Datum.Object(("state", "a"))).AsText());
        Assert.Null(FieldPath.Parse("line").Rest);
    }
}
