using Workflows.Cases.Expressions;
using Workflows.Cases.Forms;
using Workflows.Engine.Data;
using Workflows.Engine.Turns;

namespace Workflows.Cases.Registers;

/// <summary>
/// A register's fields as a form, so that the judge of forms looks at what people and files bring. The members of an object stand as
/// fields of their own (<c>webEnabled.from</c>); a list with columns is a table; what has no columns is not filled in by hand.
/// </summary>
public static class RegisterForms
{
    public static IReadOnlyList<FieldSpec> Fields(RegisterSpec register) =>
        [.. register.Fields.SelectMany(f => f is { Type: "object", Columns.Count: > 0 } ? f.Columns.Select(c => Field(c, f.Key + ".", $"{f.Label.Ja}の")) : [Field(f, "", "")]).OfType<FieldSpec>()];

    /// <summary>Judges values by the kinds of their fields; those of the key and required ones must be there in a new record.</summary>
    /// <param name="values">Flat or nested; only what is given is looked at, unless the record is new.</param>
    /// <returns>Nested values, null where something was emptied; errors by flat key.</returns>
    public static (Datum Values, IReadOnlyList<FieldError> Errors) Judge(Packages.ProgramPackage package, RegisterSpec register, Datum values, bool isNew, DateTimeOffset now)
    {
        var flat = Flat(register, values);
        var fields = Fields(register).Where(f => isNew || flat.Has(f.Key))
            .Select(f => f with { Required = (isNew && IsNeeded(register, f.Key)) || (!isNew && register.Key.Contains(f.Key)) ? new Feel("true") : null }).ToList();
        var form = new FormSpec { Id = register.Id, Title = register.Label, Pages = [new("all", register.Label, null, fields)] };
        var verdict = FormJudge.Judge(new FormRequest(package, form, flat, FormMode.Staff, new FeelNames(package.FieldTypes, now, Datum.EmptyObject)),
            q => new Reply(q.No, Reply.Done, Datum.EmptyList));
        var judged = verdict.Values;
        foreach (var (key, _) in flat.Members)
            if (!judged.Has(key) && verdict.ErrorAt(key) is null) judged = judged.With(key, fields.Exists(f => f.Key == key) ? Datum.Null : flat[key]);
        return (Nested(register, judged), verdict.Errors);
    }

    /// <summary>Members of objects as fields of their own.</summary>
    public static Datum Flat(RegisterSpec register, Datum values)
    {
        var flat = Datum.EmptyObject;
        foreach (var (key, value) in values.Members)
        {
            if (register.Field(key) is { Type: "object", Columns.Count: > 0 } && value.Kind == DatumKind.Object)
                foreach (var (member, inner) in value.Members) flat = flat.With($"{key}.{member}", inner);
            else flat = flat.With(key, value);
        }
        return flat;
    }

    private static Datum Nested(RegisterSpec register, Datum flat)
    {
        var nested = Datum.EmptyObject;
        foreach (var (key, value) in flat.Members)
        {
            var dot = key.IndexOf('.', StringComparison.Ordinal);
            if (dot < 0) nested = nested.With(key, value);
            else nested = nested.With(key[..dot], (nested[key[..dot]].Kind == DatumKind.Object ? nested[key[..dot]] : Datum.EmptyObject).With(key[(dot + 1)..], value));
        }
        // An object none of whose members was filled in is not there.
        foreach (var field in register.Fields.Where(f => f is { Type: "object", Columns.Count: > 0 } && nested[f.Key] is { Kind: DatumKind.Object } whole && f.Columns.All(c => whole.Has(c.Key) && whole[c.Key].IsNull)))
            nested = nested.With(field.Key, Datum.Null);
        return nested;
    }

    private static bool IsNeeded(RegisterSpec register, string key) =>
        (register.Key.Contains(key) && (register.IdSeries is null || register.Key.Count > 1)) || register.Field(key) is { Required: true };

    /// <summary>Null for what nobody fills in by hand.</summary>
    private static FieldSpec? Field(RegisterFieldSpec field, string before, string named)
    {
        var type = field.Type switch
        {
            "boolean" => FieldType.Yesno,
            "list" => field.Columns.Count > 0 ? FieldType.Table : (FieldType?)null,
            "object" or "file" or "photo" or "signature" or "location" or "multichoice" => null,
            // A register field lists no options.
            "choice" => FieldType.Text,
            var name => Enum.Parse<FieldType>(name, ignoreCase: true),
        };
        return type is not { } kind ? null : new FieldSpec
        {
            Key = before + field.Key, Label = $"{named}{field.Label.Ja}", Type = kind, Privacy = field.Privacy, Normalize = kind == FieldType.Text ? "none" : null,
            Columns = [.. field.Columns.Select(c => Field(c, "", "")).OfType<FieldSpec>()],
        };
    }
}
