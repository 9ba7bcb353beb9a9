using Workflows.Connectors.Schemas;
using Workflows.Engine.Data;

namespace Workflows.Connectors.Tests.Schemas;

public sealed class SchemaCheckTests
{
    private static readonly Datum Schema = Datum.Parse("""
        { "type": "object", "required": ["id", "lines"], "additionalProperties": false, "properties": {
            "id": { "type": "string", "pattern": "^[0-9]{4}$" }, "count": { "type": ["integer", "null"], "minimum": 1, "maximum": 9 }, "kind": { "enum": ["a", "b"] },
            "lines": { "type": "array", "minItems": 1, "items": { "anyOf": [ { "type": "string", "minLength": 2, "maxLength": 3 }, { "type": "object", "required": ["code"] } ] } } } }
        """);

    [Theory]
    [InlineData("""{"id":"0001","lines":["11"]}""", null)]
    [InlineData("""{"id":"0001","lines":[{"code":1}],"count":null,"kind":"b"}""", null)]
    [InlineData("""{"lines":["11"]}""", "$.id")]
    [InlineData("""{"id":"001","lines":["11"]}""", "$.id")]
    [InlineData("""{"id":1,"lines":["11"]}""", "$.id")]
    [InlineData("""{"id":"0001","lines":[]}""", "$.lines")]
    [InlineData("""{"id":"0001","lines":["1"]}""", "$.lines[0]")]
    [InlineData("""{"id":"0001","lines":["1234"]}""", "$.lines[0]")]
    [InlineData("""{"id":"0001","lines":["11",{}]}""", "$.lines[1]")]
    [InlineData("""{"id":"0001","lines":["11"],"count":1.5}""", "$.count")]
    [InlineData("""{"id":"0001","lines":["11"],"count":0}""", "$.count")]
    [InlineData("""{"id":"0001","lines":["11"],"count":10}""", "$.count")]
    [InlineData("""{"id":"0001","lines":["11"],"kind":"c"}""", "$.kind")]
    [InlineData("""{"id":"0001","lines":["11"],"more":1}""", "$.more")]
    [InlineData("[]", "$")]
    public void The_first_finding_names_its_place(string value, string? place)
    {
        var problem = SchemaCheck.FirstProblem(Schema, Datum.Parse(value));
        if (place is null) Assert.Null(problem);
        else Assert.StartsWith(place + ":", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_keyword_it_would_silently_ignore_is_found() =>
        Assert.Equal(["oneOf", "format"], SchemaCheck.UnknownKeywords(Datum.Parse("""{"oneOf":[],"properties":{"a":{"items":{"format":"date"}}}}""")));
}
