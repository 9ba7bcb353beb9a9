using Workflows.Engine.Data;
using static Workflows.Engine.Tests.Define;

namespace Workflows.Engine.Tests.Expressions;

/// <summary>Variables as Elsa's scripts know them: live objects, names made on the way, types kept.</summary>
public class ScriptVariablesTests
{
    private static Datum Js(string id, string script) => Datum.Object(("id", id), ("type", "Elsa.RunJavaScript"), ("script", Input(script)));
    private static Datum Variable(string name, string type, string? value = null, bool isArray = false) => Datum.Object(("id", name), ("name", name), ("typeName", type), ("isArray", isArray), ("value", value));

    private static string[] Lines(Datum variables, params Datum[] activities)
    {
        var bench = new Bench(Workflow(Sequence("q", activities), variables)).Start();
        Assert.Empty(bench.State.Incidents);
        return [.. bench.Lines];
    }

    [Fact]
    public void What_a_script_changes_inside_a_variable_is_kept()
    {
        var variables = Datum.List(Variable("list", "Object", "[1,2]"), Variable("o", "JSON", "{\"x\":1,\"deep\":{\"y\":[0]}}"));
        Assert.Equal(["3:5:7", "true"], Lines(variables,
            Js("a", "variables.list.push(3); variables.o.x = 5; getO().deep.y[0] = 7"),
            Script("b", "variables.list.length + ':' + getO().x + ':' + variables.o.deep.y[0]"),
            Js("c", "const mine = { x: 1 }; variables.o = mine; mine.x = 9; delete mine.nothing"),
            Script("d", "'' + (getO().x === 9 && getVariable('o').deep === undefined)")));
    }

    [Fact]
    public void A_script_that_fails_changes_nothing()
    {
        var bench = new Bench(Workflow(Sequence("q", Js("a", "variables.list.push(3); throw 'だめ'")), Datum.List(Variable("list", "Object", "[1,2]")))).Start();
        Assert.Single(bench.State.Incidents);
        Assert.Equal("[1,2]", bench.State.Frames.First().Variables!["list"].ToJson());
    }

    [Fact]
    public void A_name_nobody_declared_becomes_a_variable_of_the_nearest_container()
    {
        Assert.Equal(["bar", "bar", "bar", "2", "no"], Lines(Datum.EmptyList,
            Js("a", "setVariable('Foo', 'bar')"), Script("b", "getFoo()"), Script("c", "variables.Foo"),
            Datum.Object(("id", "l"), ("type", "Elsa.WriteLine"), ("text", Input("{{ Variables.Foo }}", "Liquid"))),
            Sequence("inner", Js("d", "variables.Inner = 2"), Script("e", "getInner()")),
            Script("f", "getVariable('Inner') === null ? 'no' : 'yes'")));
    }

    [Fact]
    public void A_variable_keeps_its_type_when_it_is_set()
    {
        Assert.Equal(["2", "8", "True", "[\"one\"]"], Lines(Datum.List(Variable("n", "Int32", "0"), Variable("s", "String"), Variable("l", "System.Collections.Generic.List`1[[System.String, System.Private.CoreLib]], System.Private.CoreLib", "[\"one\"]")),
            Js("a", "setN(10/4)"), Script("b", "getN()"), Js("c", "variables.n = '7'"), Script("d", "getN() + 1"), Js("e", "setS(true)"), Script("f", "getS()"), Script("g", "getL()")));
    }

    [Fact]
    public void Truth_is_written_as_the_peer_writes_it()
    {
        Assert.Equal(["True", "False", "is true"], Lines(Datum.EmptyList, Script("a", "1 < 2"), Script("b", "1 > 2"), Script("c", "'is ' + true")));
    }

    [Fact]
    public void The_peers_types_give_guids_spans_and_dates()
    {
        Assert.Equal(["36", "00:05:00", "1.06:00:00", "2026-06-10T00:00:00.000Z", "2026-06-09T15:00:00.000Z"], Lines(Datum.EmptyList,
            Script("a", "Guid.NewGuid().length"), Script("b", "TimeSpan.FromMinutes(5)"), Script("c", "TimeSpan.FromHours(30)"), Script("d", "DateTime.UtcNow.toISOString()"), Script("e", "DateTimeOffset.Today.toISOString()")));
    }
}
