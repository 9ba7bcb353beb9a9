using System.Globalization;
using Workflows.Cases.Forms;
using Workflows.Engine.Data;

namespace Workflows.Cases.Queries.Handlers;

/// <summary>Values in words, as a person reads them.</summary>
public static class FieldTexts
{
    public static string Of(Datum value, FieldType type, IReadOnlyList<OptionSpec> options) => type switch
    {
        _ when value.IsNull => "",
        _ when SealedValues.IsSealed(value) => "（入力済み。記録には残りません）",
        FieldType.Yesno => value.AsBoolean() ? "はい" : "いいえ",
        FieldType.Consent => value.AsBoolean() ? "同意しました" : "同意していません",
        FieldType.Money => $"{Grouped(value)}円",
        FieldType.Date => Date(value.AsText()!),
        FieldType.Datetime => value.AsInstant() is { } at ? Moment(at) : value.AsText()!,
        FieldType.Postal when value.AsText() is { Length: 7 } code => $"{code[..3]}-{code[3..]}",
        FieldType.Choice or FieldType.Bank or FieldType.Branch => Option(value, options),
        FieldType.Multichoice => string.Join("、", value.Items.Select(i => Option(i, options))),
        FieldType.File or FieldType.Photo or FieldType.Signature => string.Join("、", value.Items.Select(f => f["name"].AsText())),
        FieldType.Daterange => $"{Date(value["from"].AsText() ?? "")}から{Date(value["to"].AsText() ?? "")}まで",
        FieldType.Timerange => Stretch(value),
        FieldType.Timeranges => string.Join("、", value.Items.Select(Stretch)),
        FieldType.Languages => string.Join("\n", value.Members.Select(m => $"{LanguageNames.Of(m.Key)}: {m.Value.AsText()}")),
        FieldType.Scale => options.FirstOrDefault(o => o.Value == value.AsText()) is { } point ? $"{point.Value}（{point.Label.Ja}）" : value.AsText()!,
        FieldType.Geometry => Shape(value),
        FieldType.Location when value.Kind == DatumKind.Object => $"{value["lat"].AsText()}, {value["lng"].AsText()}",
        _ => value.Kind switch
        {
            DatumKind.List => string.Join("、", value.Items.Select(i => Of(i, FieldType.Text, options))),
            DatumKind.Object => string.Join("、", value.Members.Where(m => !m.Value.IsNull).Select(m => $"{m.Key}: {Of(m.Value, FieldType.Text, options)}")),
            DatumKind.Boolean => value.AsBoolean() ? "はい" : "いいえ",
            _ => value.AsText()!,
        },
    };

    /// <summary>The answers of a matrix, an item a line, with their notes.</summary>
    public static string Matrix(Datum value, FieldSpec field) => string.Join("\n", field.Items.Where(i => value.Has(i.Key)).Select(i =>
        $"{i.Label.Ja}: {Option(value[i.Key], field.OptionsOf(i))}{(value[FieldShapes.NotesKey][i.Key].AsText() is { Length: > 0 } note ? $"（{note}）" : "")}"));

    private static string Stretch(Datum range) => $"{range["from"].AsText()}～{range["to"].AsText()}";

    private static string Shape(Datum value) => value["type"].AsText() switch
    {
        "Point" => $"{value["coordinates"][1].AsText()}, {value["coordinates"][0].AsText()}",
        "LineString" => $"線（{value["coordinates"].Items.Length}点）",
        _ => $"区域（{Math.Max(0, value["coordinates"][0].Items.Length - 1)}点）",
    };

    /// <summary>2026-06-30 as 2026年6月30日; anything else as it is.</summary>
    public static string Date(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? $"{date.Year}年{date.Month}月{date.Day}日" : text;

    /// <summary>A day to keep in mind, with its day of the week.</summary>
    public static string Date(DateOnly date) => $"{date.Year}年{date.Month}月{date.Day}日（{"日月火水木金土"[(int)date.DayOfWeek]}）";

    public static string Moment(DateTimeOffset at)
    {
        var local = at.ToOffset(Japan.Offset);
        return $"{local.Year}年{local.Month}月{local.Day}日 {local:HH:mm}";
    }

    private static string Option(Datum value, IReadOnlyList<OptionSpec> options) =>
        options.FirstOrDefault(o => o.Value == value.AsText())?.Label.Ja ?? value.AsText() ?? "";

    private static string Grouped(Datum value) => value.AsDecimal() is { } number ? number.ToString("#,0.##", CultureInfo.InvariantCulture) : value.AsText()!;
}
