using Workflows.Cases.Scenarios.Reading;
using Workflows.Engine.Data;

namespace Workflows.Acceptance.Runner;

public class Comparing_values
{
    [Theory]
    [InlineData("\"照合中\"", "照合中")]
    [InlineData("\"0001\"", "\"0001\"")]
    [InlineData("\"1234567890\"", "1234567890")]
    [InlineData("8", "8")]
    [InlineData("8", "8.0")]
    [InlineData("41.2", "\"41.2\"")]
    [InlineData("\"―\"", "—")]
    [InlineData("null", "null")]
    [InlineData("true", "true")]
    [InlineData("\"2026-06-11T00:00:00+09:00\"", "2026-06-11")]
    [InlineData("{\"a\":1,\"b\":2}", "{ b: 2 }")]
    [InlineData("[\"x\",\"y\"]", "[\"x\", \"y\"]")]
    public void Takes_equal_ones(string actual, string cell) => Assert.True(Values.Same(Datum.Parse(actual), cell));

    [Theory]
    [InlineData("\"照合中\"", "登録済")]
    [InlineData("\"001\"", "1")]
    [InlineData("\"1\"", "\"001\"")]
    [InlineData("null", "\"x\"")]
    [InlineData("\"x\"", "null")]
    [InlineData("false", "true")]
    [InlineData("[\"x\"]", "[\"x\", \"y\"]")]
    [InlineData("{\"a\":1}", "{ b: 2 }")]
    public void Tells_different_ones_apart(string actual, string cell) => Assert.False(Values.Same(Datum.Parse(actual), cell));
}
