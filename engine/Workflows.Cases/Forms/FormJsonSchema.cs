using Workflows.Cases.Packages;
using Workflows.Engine.Data;

namespace Workflows.Cases.Forms;

/// <summary>
/// A form as JSON Schema (2020-12), for who fills it in by program: shapes, lengths, options and what is always required. Rules that look at
/// other fields or registers are not in it: the server judges.
/// </summary>
public static class FormJsonSchema
{
    public static Datum Of(FormSpec form, string id) => Datum.Object(
        ("$schema", "https://json-schema.org/draft/2020-12/schema"), ("$id", id), ("title", form.Title.Ja), ("type", "object"),
        ("properties", Reasons(form, Properties(form.Fields))), ("required", Required(form.Fields)), ("additionalProperties", form.Single is not null), ("x-version", form.Version));

    private static Datum Properties(IEnumerable<FieldSpec> fields) => Datum.Object(fields.Where(f => f.HoldsValue && f.Type != FieldType.Calculated).Select(f => KeyValuePair.Create(f.Key, Property(f))));

    /// <summary>Reasons for going on in spite of the form's warnings, by their code.</summary>
    private static Datum Reasons(FormSpec form, Datum properties)
    {
        var asked = form.Checks.Where(c => c is { IsWarning: true, Reason: not null }).Select(c => KeyValuePair.Create(c.Code, Typed("string").With("minLength", c.Reason!.Value))).ToList();
        return asked.Count == 0 ? properties : properties.With(FormWarning.ReasonsKey, Typed("object").With("properties", Datum.Object(asked)).With("additionalProperties", false));
    }

    private static Datum Required(IEnumerable<FieldSpec> fields) =>
        Datum.List(fields.Where(f => f.HoldsValue && f.Visible is null && f.Default is null && f.Prefill is null && f.Required?.Text == "true").Select(f => Datum.Of(f.Key)));

    private static Datum Property(FieldSpec field)
    {
        var schema = field.Type switch
        {
            FieldType.Number => Typed("number"),
            FieldType.Money => Typed("integer"),
            FieldType.Yesno or FieldType.Consent => Typed("boolean"),
            FieldType.Date => Typed("string").With("format", "date"),
            FieldType.Datetime => Typed("string").With("format", "date-time"),
            FieldType.Time => Typed("string").With("pattern", ClockTime),
            FieldType.Email => Typed("string").With("format", "email").With("maxLength", 254),
            FieldType.Multichoice => Typed("array").With("uniqueItems", true).With("items", Options(field, Typed("string"))),
            FieldType.File or FieldType.Photo => Files(field),
            FieldType.Location => Typed("object").With("required", Datum.List("lat", "lng")).With("properties", Datum.Object(("lat", Range("number", -90, 90)), ("lng", Range("number", -180, 180)))),
            FieldType.Signature => Datum.EmptyObject,
            FieldType.Table => Rows(field),
            FieldType.Scale => Range("integer", field.Points.Least, field.Points.Most),
            FieldType.Matrix => Matrix(field),
            FieldType.Daterange => Ends(Typed("string").With("format", "date")),
            FieldType.Timerange => Ends(Typed("string").With("pattern", ClockTime)),
            FieldType.Timeranges => Typed("array").With("items", Ends(Typed("string").With("pattern", ClockTime))),
            FieldType.Languages => Typed("object").With("properties", Datum.Object(field.Languages.Select(l => KeyValuePair.Create(l, Text(field).With("title", LanguageNames.Of(l)))))).With("required", Datum.List(field.Languages[0])).With("additionalProperties", false),
            FieldType.Geometry => Typed("object").With("required", Datum.List("type", "coordinates")).With("properties", Datum.Object(("type", Datum.Object(("enum", Datum.List(field.Shapes.Select(s => Datum.Of(s)))))), ("coordinates", Typed("array")))),
            FieldType.Mynumber => Typed("string").With("pattern", "^[0-9]{12}$"),
            _ => Text(field),
        };
        if (field.Type is FieldType.Choice or FieldType.Lookup) schema = Options(field, schema);
        schema = Bound(Bound(schema, "minimum", field.Min), "maximum", field.Max).With("title", field.Label.Ja);
        if (field.Help is { } help) schema = schema.With("description", help.Ja);
        if (field.ReadOnly?.Text == "true") schema = schema.With("readOnly", true);
        // Passed on, never kept: an answer never has it.
        return field.Transient ? schema.With("writeOnly", true) : schema;
    }

    private const string ClockTime = "^([01]?[0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?$";

    private static Datum Ends(Datum end) => Typed("object").With("properties", Datum.Object(("from", end), ("to", end))).With("required", Datum.List("from", "to")).With("additionalProperties", false);

    private static Datum Matrix(FieldSpec field)
    {
        var items = Datum.Object(field.Items.Select(i => KeyValuePair.Create(i.Key, Options(field.OptionsOf(i), Typed("string").With("title", i.Label.Ja)))));
        if (field.Notes) items = items.With(FieldShapes.NotesKey, Typed("object").With("additionalProperties", Typed("string")));
        return Typed("object").With("properties", items).With("additionalProperties", false);
    }

    private static Datum Text(FieldSpec field)
    {
        var schema = Typed("string");
        if (field.MinLength is { } least) schema = schema.With("minLength", least);
        if (field.MaxLength is { } most) schema = schema.With("maxLength", most);
        if (field.Pattern is { } pattern) schema = schema.With("pattern", $"^(?:{pattern})$");
        else if (field.Digits is { } digits) schema = schema.With("pattern", field.PadLeft ? $"^[0-9]{{1,{digits}}}$" : $"^[0-9]{{{digits}}}$");
        return schema;
    }

    private static Datum Rows(FieldSpec field)
    {
        var schema = Typed("array").With("items", Datum.Object(("type", "object"), ("properties", Properties(field.Columns)), ("required", Required(field.Columns)), ("additionalProperties", false)));
        if (field.MinRows is { } least) schema = schema.With("minItems", least);
        return field.MaxRows is { } most ? schema.With("maxItems", most) : schema;
    }

    private static Datum Files(FieldSpec field)
    {
        var schema = Typed("array").With("items", Datum.Object(("type", "object"), ("required", Datum.List("id")), ("properties", Datum.Object(("id", Typed("string").With("description", "POST /api/v1/files の答えの id"))))));
        if (field.Accept.Count > 0) schema = schema.With("x-accept", Datum.List(field.Accept.Select(a => Datum.Of(a))));
        if (field.MaxBytes is { } bytes) schema = schema.With("x-maxBytes", bytes);
        return field.MaxFiles is { } most ? schema.With("maxItems", most) : schema;
    }

    private static Datum Options(FieldSpec field, Datum schema) => Options(field.Options, schema);

    private static Datum Options(IReadOnlyList<OptionSpec> options, Datum schema) => options.Count == 0 ? schema
        : schema.With("oneOf", Datum.List(options.Select(o => Datum.Object(("const", o.Value), ("title", o.Label.Ja)))));

    /// <summary>A bound that is a number by itself; one that is computed is the server's to judge.</summary>
    private static Datum Bound(Datum schema, string name, Expressions.Feel? bound) =>
        schema["type"].AsText() is "number" or "integer" && bound is not null && decimal.TryParse(bound.Text, System.Globalization.CultureInfo.InvariantCulture, out var number) ? schema.With(name, Datum.Of(number)) : schema;

    private static Datum Range(string type, int least, int most) => Typed(type).With("minimum", least).With("maximum", most);
    private static Datum Typed(string type) => Datum.Object(("type", type));
}
