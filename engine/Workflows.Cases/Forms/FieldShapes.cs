using System.Globalization;
using Workflows.Cases.Expressions;
using Workflows.Decisions.Functions.Text;
using Workflows.Engine.Data;

namespace Workflows.Cases.Forms;

/// <summary>Reads and checks the values that have parts: matrix, ranges, text in several languages, geometry.</summary>
internal static class FieldShapes
{
    /// <summary>Notes beside a matrix's answers.</summary>
    public const string NotesKey = "notes";
    private const int MostPoints = 10_000;

    /// <summary>Answers by item; an empty one is left out. What is no item or option stays for the check to name.</summary>
    public static (Datum, string?) Matrix(FieldSpec field, Datum raw)
    {
        if (raw.Kind != DatumKind.Object) return (raw, FormMessages.Shape(field));
        var read = Datum.EmptyObject;
        foreach (var (key, value) in raw.Members)
        {
            if (key == NotesKey && field.Notes)
            {
                if (value.Kind is not (DatumKind.Object or DatumKind.Null)) return (raw, FormMessages.Shape(field));
                var notes = Datum.Object(value.Members.Where(m => Written(m.Value)).Select(m => KeyValuePair.Create(m.Key, Datum.Of(m.Value.AsText()!.Trim()))));
                if (notes.Members.Count > 0) read = read.With(NotesKey, notes);
            }
            else if (value.Kind is DatumKind.Object or DatumKind.List) return (raw, FormMessages.Shape(field));
            else if (Written(value)) read = read.With(key, value.AsText()!.Trim());
        }
        return (read.Members.Count == 0 ? Datum.Null : read, null);
    }

    public static string? CheckMatrix(FieldSpec field, Datum value, bool whole)
    {
        foreach (var (key, answer) in value.Members)
        {
            if (key == NotesKey && field.Notes)
            {
                foreach (var (noted, note) in answer.Members)
                    if (field.Items.All(i => i.Key != noted)) return FormMessages.UnknownItem(field, noted);
                    else if (field.MaxLength is { } most && note.AsText()!.Length > most) return FormMessages.TooLong(field, most);
                continue;
            }
            if (field.Items.FirstOrDefault(i => i.Key == key) is not { } item) return FormMessages.UnknownItem(field, key);
            if (field.OptionsOf(item).All(o => o.Value != answer.AsText())) return FormMessages.ItemOption(field, item);
        }
        return whole && field.Items.FirstOrDefault(i => !value.Has(i.Key)) is { } missing ? FormMessages.ItemMissing(field, missing) : null;
    }

    /// <summary>A stretch of two dates or times, each read as a field of that kind.</summary>
    public static (Datum, string?) Range(FieldSpec field, Datum raw)
    {
        if (raw.Kind != DatumKind.Object || raw.Members.Any(m => m.Key is not ("from" or "to"))) return (raw, FormMessages.Shape(field));
        var end = field with { Type = field.Type == FieldType.Daterange ? FieldType.Date : FieldType.Time };
        var (from, wrong) = FieldReader.Read(end, raw["from"]);
        var (to, wrongToo) = FieldReader.Read(end, raw["to"]);
        if ((wrong ?? wrongToo) is { } error) return (raw, error);
        if (from.IsNull && to.IsNull) return (Datum.Null, null);
        return (Datum.Object(("from", from), ("to", to)), null);
    }

    public static (Datum, string?) Ranges(FieldSpec field, Datum raw)
    {
        var read = new List<Datum>();
        foreach (var one in raw.Kind == DatumKind.List ? raw.Items.AsEnumerable() : [raw])
        {
            var (range, error) = Range(field, one);
            if (error is not null) return (raw, error);
            if (!range.IsNull) read.Add(range);
        }
        return (read.Count == 0 ? Datum.Null : Datum.List(read.OrderBy(r => r["from"].AsText(), StringComparer.Ordinal)), null);
    }

    /// <summary>Both ends, the first not after the second; times of several stretches do not overlap (one may begin where another ends).</summary>
    public static string? CheckRanges(FieldSpec field, Datum value)
    {
        string? before = null;
        foreach (var range in value.Kind == DatumKind.List ? value.Items.AsEnumerable() : [value])
        {
            if (range["from"].AsText() is not { } from || range["to"].AsText() is not { } to) return FormMessages.BothEnds(field);
            var order = string.CompareOrdinal(from, to);
            if (order > 0 || (order == 0 && field.Type != FieldType.Daterange)) return FormMessages.EndsTurned(field);
            if (before is not null && string.CompareOrdinal(from, before) < 0) return FormMessages.Overlap(field);
            before = to;
        }
        return value.Kind == DatumKind.List && value.Items.Length > field.MaxRows ? FormMessages.TooManyRows(field, field.MaxRows.Value) : null;
    }

    public static (Datum, string?) Languages(FieldSpec field, Datum raw)
    {
        if (raw.Kind == DatumKind.Text) raw = Datum.Object((field.Languages[0], raw));
        if (raw.Kind != DatumKind.Object || raw.Members.Any(m => m.Value.Kind is DatumKind.Object or DatumKind.List)) return (raw, FormMessages.Shape(field));
        var read = Datum.Object(raw.Members.Where(m => Written(m.Value)).Select(m => KeyValuePair.Create(m.Key, Datum.Of(m.Value.AsText()!.ReplaceLineEndings("\n").Trim()))));
        return (read.Members.Count == 0 ? Datum.Null : read, null);
    }

    public static string? CheckLanguages(FieldSpec field, Datum value)
    {
        foreach (var (language, text) in value.Members)
        {
            if (!field.Languages.Contains(language)) return FormMessages.UnknownLanguage(field, language);
            if (FieldReader.CheckText(field, text.AsText()!) is { } error) return error;
        }
        return value.Has(field.Languages[0]) ? null : FormMessages.FirstLanguage(field);
    }

    /// <summary>GeoJSON geometry: the kind is a permitted one, longitudes before latitudes, rings closed.</summary>
    public static string? CheckGeometry(FieldSpec field, Datum value)
    {
        var kind = value["type"].AsText() ?? "";
        if (!field.Shapes.Contains(kind)) return FormMessages.Shape(field);
        var lines = kind switch
        {
            "Point" => [Datum.List(value["coordinates"])],
            "LineString" => [value["coordinates"]],
            _ => value["coordinates"].Items.ToArray(),
        };
        if (lines.Length == 0 || lines.Sum(l => l.Items.Length) > MostPoints) return FormMessages.Shape(field);
        foreach (var line in lines)
        {
            if (line.Kind != DatumKind.List || line.Items.Any(p => p.Items is not [var lng, var lat] || lng.AsDecimal() is not (>= -180 and <= 180) || lat.AsDecimal() is not (>= -90 and <= 90))) return FormMessages.Shape(field);
            if (kind == "LineString" && line.Items.Length < 2) return FormMessages.TooFewPoints(field, 2);
            if (kind == "Polygon" && (line.Items.Length < 4 || !line.Items[0].Equals(line.Items[^1]))) return FormMessages.TooFewPoints(field, 3);
        }
        return null;
    }

    /// <summary>GeoJSON as it is, or points typed as <c>緯度,経度</c>, one a line: one is a point, more a line, a closed one an area.</summary>
    public static (Datum, string?) Geometry(FieldSpec field, Datum raw)
    {
        if (raw.Kind == DatumKind.Object) return (raw, null);
        if (raw.Kind != DatumKind.Text) return (raw, FormMessages.Shape(field));
        var points = new List<Datum>();
        foreach (var line in UnicodeText.Nfkc(raw.AsText()!).Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Split(',', StringSplitOptions.TrimEntries) is not [var lat, var lng] || Degrees(lat) is not { } north || Degrees(lng) is not { } east) return (raw, FormMessages.Points(field));
            points.Add(Datum.List(Datum.Of(east), Datum.Of(north)));
        }
        if (points.Count == 0) return (Datum.Null, null);
        var closed = points.Count >= 4 && points[0].Equals(points[^1]);
        var (kind, coordinates) = points.Count == 1 ? ("Point", points[0]) : closed || !field.Shapes.Contains("LineString")
            ? ("Polygon", Datum.List(Datum.List(closed ? points : points.Append(points[0])))) : ("LineString", Datum.List(points));
        return (Datum.Object(("type", kind), ("coordinates", coordinates)), null);
    }

    /// <summary>One point typed as <c>緯度,経度</c>, as a place.</summary>
    public static (Datum, string?) Place(FieldSpec field, Datum raw) =>
        UnicodeText.Nfkc(raw.AsText()!).Split([',', '、'], StringSplitOptions.TrimEntries) is [var lat, var lng] && Degrees(lat) is { } north and >= -90 and <= 90 && Degrees(lng) is { } east and >= -180 and <= 180
            ? (Datum.Object(("lat", Datum.Of(north)), ("lng", Datum.Of(east))), null) : (raw, FormMessages.Place(field));

    /// <summary>A rule as data: FEEL that can be read, otherwise where it cannot.</summary>
    public static string? CheckRule(FieldSpec field, string text) => new Feel(text).Problem is { } problem ? FormMessages.RuleText(field, problem.Ja) : null;

    private static decimal? Degrees(string text) => decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var degrees) ? degrees : null;

    private static bool Written(Datum value) => value.AsText() is { } text && text.Trim().Length > 0;
}
