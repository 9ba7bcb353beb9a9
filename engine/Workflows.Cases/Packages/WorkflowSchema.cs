using Workflows.Cases.Activities;
using Workflows.Engine.Activities;
using Workflows.Engine.Activities.Elsa;
using Workflows.Engine.Data;

namespace Workflows.Cases.Packages;

/// <summary>
/// The JSON Schema of workflows/*.json, made from the activities' descriptors: a new activity or input is in it by itself. Elsa's own activities
/// may hold whatever Elsa writes; those of the case layer hold what they read and nothing else.
/// </summary>
internal static class WorkflowSchema
{
    private const string ActivityRef = "#/$defs/activity";
    private static readonly Datum Anything = Datum.EmptyObject;
    private static readonly Datum TextType = Datum.Object(("type", "string"));
    private static readonly Datum Child = Datum.Object(("$ref", ActivityRef));

    public static string Write()
    {
        var known = ElsaActivities.All.Concat(CaseActivities.All).Select(a => a.Descriptor).OrderBy(d => d.Type, StringComparer.Ordinal).ToList();
        var activity = Datum.Object(
            ("type", "object"), ("required", Texts("id", "type")),
            ("properties", Datum.Object(("id", TextType), ("type", Datum.Object(("enum", Datum.List(known.Select(d => Datum.Of(d.Type)))), ("title", "アクティビティの種類"))), ("name", TextType), ("version", Datum.Object(("type", "integer"))))),
            ("allOf", Datum.List(known.Select(d => Datum.Object(
                ("if", Datum.Object(("required", Texts("type")), ("properties", Datum.Object(("type", Datum.Object(("const", d.Type))))))), ("then", Datum.Object(("$ref", $"#/$defs/{d.Type}"))))))));
        var list = Datum.Object(("type", "array"));
        return Datum.Object(
            ("$schema", "https://json-schema.org/draft/2020-12/schema"), ("$id", "/schemas/workflow.json"), ("title", "ワークフロー（Elsa 3）"), ("type", "object"), ("required", Texts("definitionId", "root")),
            ("properties", Datum.Object(
                ("$schema", TextType), ("id", TextType), ("definitionId", Datum.Object(("type", "string"), ("title", "ワークフローの識別子"))), ("name", TextType), ("description", Datum.Object(("type", Texts("string", "null")))),
                ("version", Datum.Object(("type", "integer"))), ("toolVersion", Datum.Object(("type", Texts("string", "null")))), ("variables", list), ("inputs", list), ("outputs", list), ("outcomes", list),
                ("customProperties", Datum.Object(("type", "object"))), ("isLatest", Datum.Object(("type", "boolean"))), ("isPublished", Datum.Object(("type", "boolean"))), ("options", Datum.Object(("type", "object"))), ("root", Child))),
            ("$defs", Datum.Object(known.Select(d => KeyValuePair.Create(d.Type, Of(d))).Prepend(KeyValuePair.Create("activity", activity))))).ToJson();
    }

    private static Datum Of(ActivityDescriptor d)
    {
        var properties = Datum.Object(d.Inputs.Select(i => KeyValuePair.Create(i.Name, Named(i))));
        foreach (var port in d.Ports)
            properties = properties.With(port.Name, port switch
            {
                { IsList: false } => Child,
                { Within: null } => Datum.Object(("type", "array"), ("items", Child)),
                { Within: { } within } => Members(properties[port.Name], within),
            });
        var schema = Datum.Object(("title", d.LabelJa), ("description", d.SentenceJa), ("required", Datum.List(d.Inputs.Where(i => i.Required).Select(i => Datum.Of(i.Name)))));
        return IsOurs(d)
            ? schema.With("properties", Datum.Object(CaseProperties.Common.Select(n => KeyValuePair.Create(n, Anything))).Merge(properties)).With("additionalProperties", false)
            : schema.With("properties", properties);
    }

    private static bool IsOurs(ActivityDescriptor d) => d.Type.StartsWith("Case.", StringComparison.Ordinal);

    /// <summary>A list whose members may hold an activity at <paramref name="port"/>, beside what is known of them already.</summary>
    private static Datum Members(Datum known, string port)
    {
        var items = known["items"].Kind == DatumKind.Object ? known["items"] : Datum.Object(("type", "object"), ("properties", Datum.EmptyObject));
        return Datum.Object(("type", "array")).Merge(known.Kind == DatumKind.Object ? known : Datum.EmptyObject).With("items", items.With("properties", items["properties"].With(port, Child)));
    }

    private static Datum Named(InputDescriptor input)
    {
        var schema = Type(input).With("title", input.LabelJa);
        return input.DescriptionJa is { } description ? schema.With("description", description) : schema;
    }

    /// <summary>An expression may be any value meant literally; one text stands for a list of one.</summary>
    private static Datum Type(InputDescriptor input) => input switch
    {
        { Wrapped: true } => Anything,
        { Picker: InputPicker.Expression or InputPicker.Condition or InputPicker.Json } => Anything,
        { Picker: InputPicker.Choice, Options.Count: > 0 } => Datum.Object(("enum", Datum.List(input.Options.Select(o => Datum.Of(o.Value))))),
        { TypeName: "Boolean" } => Datum.Object(("type", "boolean")),
        { TypeName: "Int32" or "Int64" or "Number" } => Datum.Object(("type", "number")),
        { TypeName: "String[]" } or { TypeName: "Object", Picker: InputPicker.List } => Datum.Object(("type", Texts("string", "array"))),
        { TypeName: "Object[]", Items.Count: > 0 } => Datum.Object(("type", "array"), ("items", Datum.Object(
            ("type", "object"), ("required", Datum.List(input.Items.Where(i => i.Required).Select(i => Datum.Of(i.Name)))), ("properties", Datum.Object(input.Items.Select(i => KeyValuePair.Create(i.Name, Named(i)))))))),
        { TypeName: "Object[]" } => Datum.Object(("type", "array")),
        { TypeName: "Object", Picker: InputPicker.Mapping or InputPicker.Deadline } => Datum.Object(("type", "object")),
        { TypeName: "Object" } => Datum.Object(("type", Texts("object", "string"))),
        { Picker: InputPicker.Deadline } => Datum.Object(("type", Texts("string", "number"))),
        _ => TextType,
    };

    private static Datum Texts(params string[] texts) => Datum.List(texts.Select(t => Datum.Of(t)));
}
