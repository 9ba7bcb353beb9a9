using Workflows.Engine.Data;

namespace Workflows.Engine.Tests;

/// <summary>Short ways to write definitions in tests.</summary>
internal static class Define
{
    public static Datum Workflow(Datum root, Datum? variables = null, Datum? options = null, string id = "test", string? mode = null) => Datum.Object(
        ("id", $"{id}-v1"), ("definitionId", id), ("name", id), ("version", 1), ("variables", variables ?? Datum.EmptyList), ("options", options ?? Datum.EmptyObject),
        ("customProperties", mode is null ? Datum.EmptyObject : Datum.Object(("Flowchart:ExecutionMode", mode))), ("root", root));

    public static Datum Input(string value, string language = "Literal", string type = "String") =>
        Datum.Object(("typeName", type), ("expression", Datum.Object(("type", language), ("value", value))));

    public static Datum Line(string id, string? text = null) => Datum.Object(("id", id), ("type", "Elsa.WriteLine"), ("text", Input(text ?? id)));
    public static Datum Script(string id, string script) => Datum.Object(("id", id), ("type", "Elsa.WriteLine"), ("text", Input(script, "JavaScript")));
    public static Datum Event(string id, string name) => Datum.Object(("id", id), ("type", "Elsa.Event"), ("eventName", Input(name)));
    public static Datum Delay(string id, string span) => Datum.Object(("id", id), ("type", "Elsa.Delay"), ("timeSpan", Input(span, type: "TimeSpan")));
    public static Datum Fault(string id, string message) => Datum.Object(("id", id), ("type", "Elsa.Fault"), ("message", Input(message)), ("code", Input("E1")));
    public static Datum Decision(string id, string script) => Datum.Object(("id", id), ("type", "Elsa.FlowDecision"), ("condition", Input(script, "JavaScript", "Boolean")));
    public static Datum Set(string id, string variable, string script) => Datum.Object(("id", id), ("type", "Elsa.SetVariable"), ("variable", Datum.Object(("id", variable), ("name", variable), ("typeName", "Int32"))), ("value", Input(script, "JavaScript", "Object")));
    public static Datum Number(string name, string value = "0") => Datum.Object(("id", name), ("name", name), ("typeName", "Int32"), ("value", value));
    public static Datum Sequence(string id, params Datum[] activities) => Datum.Object(("id", id), ("type", "Elsa.Sequence"), ("activities", Datum.List(activities)));
    public static Datum If(string id, string script, Datum? then, Datum? otherwise = null) => Datum.Object(("id", id), ("type", "Elsa.If"), ("condition", Input(script, "JavaScript", "Boolean")), ("then", then ?? Datum.Null), ("else", otherwise ?? Datum.Null));
    public static Datum Fork(string id, params string[] branches) => Datum.Object(("id", id), ("type", "Elsa.FlowFork"), ("branches", Input(Datum.List(branches.Select(Datum.Of)).ToJson(), "Object", "String[]")));
    public static Datum Merge(Datum activity, string mode) => activity.With("customProperties", Datum.Object(("mergeMode", mode)));
    public static Datum Join(string id, string mode) => Datum.Object(("id", id), ("type", "Elsa.FlowJoin"), ("mode", Input(mode)));

    /// <param name="connections"><c>"a>b"</c>, or <c>"a:Port>b"</c>.</param>
    public static Datum Flowchart(string id, Datum[] activities, params string[] connections) => Datum.Object(
        ("id", id), ("type", "Elsa.Flowchart"), ("activities", Datum.List(activities)),
        ("connections", Datum.List(connections.Select(c =>
        {
            var ends = c.Split('>');
            var from = ends[0].Split(':');
            return Datum.Object(("source", Datum.Object(("activity", from[0]), ("port", from.Length > 1 ? from[1] : "Done"))), ("target", Datum.Object(("activity", ends[1]), ("port", "In"))));
        }))));
}
