using Workflows.Engine.Data;
using static Workflows.Engine.Tests.Define;

namespace Workflows.Engine.Tests.Expressions;

public class LiquidFilterTests
{
    [Theory]
    [InlineData("{{ 4 | at_least: 5 }}{{ 6 | at_most: 5 }}", "55")]
    [InlineData("{{ 'Hello World' | truncate: 8 }}|{{ 'Hello' | truncate: 8 }}|{{ 'Hello World' | truncate: 6, '' }}", "Hello...|Hello|Hello ")]
    [InlineData("{{ 'one two three' | truncatewords: 2 }}|{{ 'one two three' | truncatewords: 3 }}", "one two...|one two three")]
    [InlineData("{{ 'a b&c' | url_encode }}|{{ 'a%20b+c' | url_decode }}", "a+b%26c|a b c")]
    [InlineData("{{ Variables.o.text | newline_to_br }}", "a<br />\nb")]
    [InlineData("{{ Variables.o.items | where: 'k', 'a' | map: 'n' | join: ',' }}", "1,3")]
    [InlineData("{{ Variables.o.items | where: 'on' | map: 'n' | join: ',' }}", "3")]
    [InlineData("{{ Variables.o.items | sum: 'n' }}|{{ Variables.o.items | map: 'n' | sum }}", "6|6")]
    [InlineData("{{ '2024-03-05T10:20:30Z' | date: '%Y-%m-%d %H:%M:%S %z' }}", "2024-03-05 10:20:30 +0000")]
    [InlineData("{{ '2024-03-05 21:05' | date: '%a %A %b %B %-d %e %j %y %I%p %l %-m %F %T %D %s %Z' }}", "Tue Tuesday Mar March 5  5 065 24 09PM  9 3 2024-03-05 21:05:00 03/05/24 1709640300 +09:00")]
    [InlineData("{{ 0 | date: '%Y' }}|{{ 'now' | date: '%F %R' }}|{{ 'not a date' | date: '%Y' }}|{{ nil | date: '%Y' }}", "1970|2026-06-10 09:00|not a date|")]
    [InlineData("{% for x in Variables.missing %}x{% else %}empty{% endfor %}|{% for x in Variables.o.none %}x{% else %}empty{% endfor %}|{% for x in Variables.o.items %}x{% else %}empty{% endfor %}", "empty|empty|xxx")]
    public void Filters_do_what_liquid_says(string template, string expected)
    {
        var value = "{\"text\":\"a\\nb\",\"none\":[],\"items\":[{\"n\":1,\"k\":\"a\"},{\"n\":2,\"k\":\"b\",\"on\":false},{\"n\":3,\"k\":\"a\",\"on\":true}]}";
        var bench = new Bench(Workflow(Datum.Object(("id", "l"), ("type", "Elsa.WriteLine"), ("text", Input(template, "Liquid"))), Datum.List(Datum.Object(("id", "o"), ("name", "o"), ("typeName", "JSON"), ("value", value))))).Start();
        Assert.Equal([], bench.State.Incidents.Select(i => i.Message));
        Assert.Equal([expected], bench.Lines);
    }
}
