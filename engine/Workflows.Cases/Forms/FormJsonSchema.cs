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
        ("properties", Properties(form.Fields)), ("required", Required(form.Fields)), ("additionalProperties", form.Single is not null), ("x-version", form.Version));

    private static Datum Properties(IEnumerable<FieldSpec> fields) => Datum.Object(fields.Where(f => f.HoldsValue && f.Type != FieldType.Calculated).Select(f => KeyValuePair.Create(f.Key, Property(f))));

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
            FieldType.Time => Typed("string").With("pattern", "^([01]?[0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?$"),
            FieldType.Email => Typed("string").With("format", "email").With("maxLength", 254),
            FieldType.Multichoice => Typed("array").With("uniqueItems", true).With("items", Options(field, Typed("string"))),
            FieldType.File or FieldType.Photo => Files(field),
            FieldType.Location => Typed("object").With("required", Datum.List("lat", "lng")).With("properties", Datum.Object(("lat", Range("number", -90, 90)), ("lng", Range("number", -180, 180)))),
            FieldType.Signature => Datum.EmptyObject,
            FieldType.Table => Rows(field),
            _ => Text(field),
        };
        if (field.Type is FieldType.Choice or FieldType.Lookup) schema = Options(field, schema);
        schema = Bound(Bound(schema, "minimum", field.Min), "maximum", field.Max).With("title", field.Label.Ja);
        if (field.Help is { } help) schema = schema.With("description", help.Ja);
        if (field.ReadOnly?.Text == "true") schema = schema.With("readOnly", true);
        // Passed on, never kept: an answer never has it.
        return field.Transient ? schema.With("writeOnly", true) : schema;
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

    private static Datum Options(FieldSpec field, Datum schema) => field.Options.Count == 0 ? schema
        : schema.With("oneOf", Datum.List(field.Options.Select(o => Datum.Object(("const", o.Value), ("title", o.Label.Ja)))));

    /// <summary>A bound that is a number by itself; one that is computed is the server's to judge.</summary>
    private static Datum Bound(Datum schema, string name, Expressions.Feel? bound) =>
        schema["type"].AsText() is "number" or "integer" && bound is not null && decimal.TryParse(bound.Text, System.Globalization.CultureInfo.InvariantCulture, out var number) ? schema.With(name, Datum.Of(number)) : schema;

    private static Datum Range(string type, int least, int most) => Typed(type).With("minimum", least).With("maximum", most);
    private static Datum Typed(string type) => Datum.Object(("type", type));
}
