using Workflows.Engine.Data;

namespace Workflows.Engine.Tests.Execution;

/// <summary>
/// Random definitions: nested sequences, ifs and flowcharts with forks, joins, loops, waits and faults; wide ones from Elsa's whole
/// catalogue.
/// </summary>
internal static class RandomDefinition
{
    /// <summary>Set by <see cref="Make"/> for the definition under way.</summary>
    [ThreadStatic] private static bool _wide;

    /// <summary>Workflows that wide ones run, dispatch and contain: one that waits, one that ends at once, one that fails now and then, one of which only one runs.</summary>
    public static IReadOnlyList<Datum> Library { get; } =
    [
        Child("kid", Define.Sequence("ks", Define.Event("ke", "e1"), Result("kr", "getInput('Item')"))),
        Child("quick", Define.Sequence("qs", Define.Line("ql"), Result("qr", "1"))),
        Child("frail", Define.Sequence("fs", Define.If("fi", "Math.random() < 0.5", Define.Fault("ff", "だめ")), Result("fr", "2"))),
        Child("alone", Define.Sequence("as", Define.Event("ae", "e2"))).With("options", Datum.Object(("activationStrategyType", "Elsa.Workflows.ActivationValidators.SingletonStrategy, Elsa.Workflows.Core"))),
    ];

    private static Datum Child(string id, Datum root) => Define.Workflow(root, id: id).With("name", id).With("inputs", Datum.List(Datum.Object(("name", "Item"), ("type", "Object")))).With("outputs", Datum.List(Datum.Object(("name", "Out"), ("type", "Object"))));
    private static Datum Result(string id, string script) => Datum.Object(("id", id), ("type", "Elsa.SetOutput"), ("outputName", Define.Input("Out")), ("outputValue", Define.Input(script, "JavaScript", "Object")));

    public static Datum Make(Random random, bool wide = false)
    {
        _wide = wide;
        var next = 0;
        var root = Container(random, 3, ref next);
        var options = random.Next(3) == 0 ? Datum.EmptyObject : Datum.Object(("incidentStrategyType", "ContinueWithIncidentsStrategy"));
        return Define.Workflow(root, Datum.List(Define.Number("n"), Define.Number("m")), options, mode: random.Next(2) == 0 ? "TokenBased" : "CounterBased");
    }

    private static Datum Container(Random random, int depth, ref int next)
    {
        switch (random.Next(9))
        {
            case 3: return Body("For", random, depth, ref next, ("start", Define.Input("1", type: "Int32")), ("end", Define.Input($"{random.Next(4)}", type: "Int32")));
            case 4: return Body("ForEach", random, depth, ref next, ("items", Define.Input("[1,\"二\",{\"三\":3}]", "Object", "Object")));
            case 5: return Body("ParallelForEach", random, depth, ref next, ("items", Define.Input("[1,2,3]", "Object", "Object")));
            case 6: return Body("While", random, depth, ref next, ("condition", Define.Input("Math.random() < 0.6", "JavaScript", "Boolean")));
            case 7:
                var branches = new Datum[random.Next(1, 4)];
                for (var i = 0; i < branches.Length; i++) branches[i] = Any(random, depth - 1, ref next);
                return random.Next(2) == 0
                    ? Datum.Object(("id", $"par{next++}"), ("type", "Elsa.Parallel"), ("activities", Datum.List(branches)))
                    : Datum.Object(("id", $"frk{next++}"), ("type", "Elsa.Fork"), ("joinMode", random.Next(2) == 0 ? "WaitAny" : "WaitAll"), ("branches", Datum.List(branches)));
            case 8:
                Datum Case(string script, Datum activity) => Datum.Object(("label", script), ("condition", Datum.Object(("type", "JavaScript"), ("value", script))), ("activity", activity));
                var (one, two) = (Any(random, depth - 1, ref next), Any(random, depth - 1, ref next));
                return Datum.Object(("id", $"sw{next++}"), ("type", "Elsa.Switch"), ("mode", Define.Input(random.Next(2) == 0 ? "MatchAny" : "MatchFirst")), ("cases", Datum.List(Case("getN() > 0", one), Case("getM() < 2", two))), ("default", Define.Line($"line{next++}")));
            case 0:
                var sequence = new Datum[random.Next(1, 5)];
                for (var i = 0; i < sequence.Length; i++) sequence[i] = Any(random, depth - 1, ref next);
                return Define.Sequence($"seq{next++}", sequence);
            case 1:
                return Define.If($"if{next++}", random.Next(2) == 0 ? "getN() % 2 == 0" : "getM() > 1", Any(random, depth - 1, ref next), random.Next(2) == 0 ? Any(random, depth - 1, ref next) : null);
            default:
                return Flow(random, depth, ref next);
        }
    }

    private static Datum Body(string type, Random random, int depth, ref int next, params (string Key, Datum? Value)[] inputs)
    {
        var body = Any(random, depth - 1, ref next);
        if (random.Next(4) == 0) body = Define.Sequence($"seq{next++}", body, Define.If($"if{next++}", "Math.random() < 0.3", Datum.Object(("id", $"brk{next++}"), ("type", "Elsa.Break"))), Define.Line($"line{next++}"));
        return Datum.Object([("id", $"{type.ToLowerInvariant()}{next++}"), ("type", $"Elsa.{type}"), .. inputs, ("body", body)]);
    }

    private static Datum Flow(Random random, int depth, ref int next)
    {
        var id = $"flow{next++}";
        var count = random.Next(2, 7);
        var nodes = new List<Datum>();
        for (var i = 0; i < count; i++)
            nodes.Add(random.Next(5) switch
            {
                0 => Define.Decision($"dec{next++}", "getN() > getM()"),
                1 => Define.Fork($"fork{next++}", "A", "B"),
                2 => Define.Join($"join{next++}", new[] { "WaitAny", "WaitAll", "WaitAllActive" }[random.Next(3)]),
                3 when _wide => Simple("FlowSwitch", ref next, ("cases", Datum.List(Datum.Object(("label", "A"), ("condition", Datum.Object(("type", "JavaScript"), ("value", "getN() > 1"))))))),
                _ => Any(random, depth - 1, ref next),
            });
        for (var i = 0; i < count; i++)
            if (random.Next(4) == 0) nodes[i] = nodes[i].With("customProperties", Datum.Object(("mergeMode", new[] { "Stream", "Merge", "Converge", "Cascade", "Race" }[random.Next(5)])));
        var connections = new List<string>();
        for (var i = 0; i < count; i++)
        {
            var type = nodes[i]["type"].AsText();
            string[] ports = type switch { "Elsa.FlowDecision" => ["True", "False"], "Elsa.FlowFork" => ["A", "B"], "Test.Ask" => ["Done", "Taken"], "Elsa.FlowSwitch" => ["A", "Default"], "Elsa.BulkDispatchWorkflows" => ["Completed", "Done"], "Elsa.FlowSendHttpRequest" => ["200", "Unmatched status code", "Failed to connect", "Done"], _ => ["Done"] };
            foreach (var port in ports)
            {
                if (i + 1 < count && random.Next(5) > 0) connections.Add($"{nodes[i]["id"].AsText()}:{port}>{nodes[random.Next(i + 1, count)]["id"].AsText()}");
                // A loop back through a wait, so that it ends with the walk.
                if (i > 0 && type == "Elsa.Event" && random.Next(4) == 0) connections.Add($"{nodes[i]["id"].AsText()}:{port}>{nodes[random.Next(0, i)]["id"].AsText()}");
            }
        }
        return Define.Flowchart(id, [.. nodes], [.. connections]);
    }

    private static Datum Simple(string type, ref int next, params (string Key, Datum? Value)[] inputs) =>
        Datum.Object([("id", $"{type.ToLowerInvariant()}{next++}"), ("type", $"Elsa.{type}"), .. inputs]);

    private static Datum Any(Random random, int depth, ref int next)
    {
        if (depth > 0 && random.Next(3) == 0) return Container(random, depth, ref next);
        if (_wide && random.Next(3) == 0) return Rare(random, depth, ref next);
        return random.Next(14) switch
        {
            8 => Simple("Correlate", ref next, ("correlationId", Define.Input("getCorrelationId() ? null : 'k' + getN()", "JavaScript"))),
            9 => Simple("SetName", ref next, ("value", Define.Input($"名前{random.Next(9)}"))),
            10 => Simple("PublishEvent", ref next, ("eventName", Define.Input($"e{random.Next(3)}")), ("payload", Define.Input("({n: getN(), id: newGuid()})", "JavaScript", "Object"))),
            11 => random.Next(2) == 0 ? Simple("RunTask", ref next, ("taskName", Define.Input("仕事"))) : Simple("Timer", ref next, ("interval", Define.Input("PT90M", type: "TimeSpan"))),
            12 => random.Next(3) > 0 ? Simple("SetOutput", ref next, ("outputName", Define.Input($"o{random.Next(2)}")), ("outputValue", Define.Input("getLastResult()", "JavaScript", "Object")))
                : Simple(random.Next(3) switch { 0 => "End", 1 => "Complete", _ => "Finish" }, ref next),
            13 => Simple("RunJavaScript", ref next, ("script", Define.Input("setN(getN() + Math.floor(Math.random() * 3)); ({ n: getN(), at: new Date().toISOString() })"))),
            0 => Define.Line($"line{next++}"),
            1 => Define.Set($"set{next++}", "n", "getN() + 1"),
            2 => Define.Set($"set{next++}", "m", "Math.floor(Math.random() * 4)"),
            3 => Define.Event($"event{next++}", $"e{random.Next(3)}"),
            4 => Define.Delay($"delay{next++}", "01:00:00"),
            5 => random.Next(4) == 0 ? Define.Fault($"fault{next++}", "だめ") : Define.Script($"line{next++}", "newGuid() + Date.now()"),
            6 => Datum.Object(("id", $"ask{next++}"), ("type", "Test.Ask"), ("key", Define.Input($"k{random.Next(3)}"))),
            _ => Define.Event($"event{next++}", $"e{random.Next(3)}"),
        };
    }

    private static string Kid(Random random) => Library[random.Next(Library.Count)]["definitionId"].AsText()!;

    /// <summary>What the narrow ones leave out.</summary>
    private static Datum Rare(Random random, int depth, ref int next)
    {
        switch (random.Next(13))
        {
            case 0: return Simple(random.Next(2) == 0 ? "DispatchWorkflow" : "ExecuteWorkflow", ref next, ("workflowDefinitionId", Define.Input(Kid(random))), ("waitForCompletion", Define.Input(random.Next(2) == 0 ? "true" : "false", type: "Boolean")), ("input", Define.Input("({Item: getN()})", "JavaScript", "ObjectDictionary")));
            case 1: return Simple("BulkDispatchWorkflows", ref next, ("workflowDefinitionId", Define.Input(Kid(random))), ("items", Define.Input("[1,2,3]", "Object", "Object")), ("childCompleted", Define.Line($"cc{next++}")), ("childFaulted", Define.Line($"cf{next++}")));
            case 2: return Datum.Object(("id", $"sub{next++}"), ("type", random.Next(2) == 0 ? "quick" : "kid"), ("item", Define.Input("getM()", "JavaScript", "Object")));
            case 3: return Simple("HttpEndpoint", ref next, ("path", Define.Input($"p{next}")), ("supportedMethods", Define.Input("[\"GET\",\"POST\"]", "Object", "String[]")));
            case 4: return Simple("WriteHttpResponse", ref next, ("content", Define.Input("({n: getN()})", "JavaScript", "Object")));
            case 5: return Simple("SendHttpRequest", ref next, ("url", Define.Input("http://a.example/")), ("expectedStatusCodes", Datum.List(Datum.Object(("statusCode", 200), ("activity", Define.Line($"ok{next++}"))))), ("failedToConnect", Define.Line($"no{next++}")));
            case 6: return Simple("FlowSendHttpRequest", ref next, ("url", Define.Input("http://a.example/")), ("expectedStatusCodes", Define.Input("[200]", "Object", "Int32[]")));
            case 7: return Simple("Cron", ref next, ("cronExpression", Define.Input("0 9 * * *")));
            case 8: return Simple("StartAt", ref next, ("dateTime", Define.Input("2026-04-02T09:00:00+09:00", type: "DateTimeOffset")));
            case 9: return random.Next(2) == 0 ? Simple("ReadLine", ref next) : Define.Event($"event{next++}", "e0");
            case 10:
                var inside = Any(random, depth - 1, ref next);
                return random.Next(2) == 0 ? Simple("FlowNode", ref next, ("body", inside)) : Simple("Workflow", ref next, ("root", inside));
            case 11: return Machine(random, depth, ref next);
            default:
                return random.Next(4) switch
                {
                    0 => Simple("RunCSharp", ref next),
                    1 => Datum.Object(("id", $"odd{next++}"), ("type", "Vendor.Odd")),
                    2 => Simple("WriteLine", ref next, ("text", Define.Input("{{ Variables.n }} {% if Variables.m > 1 %}大{% endif %}", "Liquid"))),
                    _ => Simple("WriteFileHttpResponse", ref next, ("content", Define.Input("中身", type: "Object"))),
                };
        }
    }

    private static Datum Machine(Random random, int depth, ref int next)
    {
        var id = next++;
        Datum Way(string from, string to, Datum trigger, string condition, Datum action) => Datum.Object(("name", $"{from}-{to}"), ("from", from), ("to", to), ("trigger", trigger), ("condition", Datum.Object(("type", "JavaScript"), ("value", condition))), ("action", action));
        var (entry, action) = (Any(random, depth - 1, ref next), Any(random, depth - 1, ref next));
        return Datum.Object(("id", $"machine{id}"), ("type", "Elsa.StateMachine"), ("initialState", "A"),
            ("states", Datum.List(Datum.Object(("name", "A"), ("entry", entry), ("exit", Define.Line($"line{next++}"))), Datum.Object(("name", "B")), Datum.Object(("name", "C")))),
            ("transitions", Datum.List(
                Way("A", "B", Define.Event($"event{next++}", "e0"), "getN() < 3", action),
                Way("A", "C", Define.Delay($"delay{next++}", "02:00:00"), "true", Datum.Null),
                Way("B", "A", Define.Event($"event{next++}", "e1"), "Math.random() < 0.7", Datum.Null))));
    }
}
