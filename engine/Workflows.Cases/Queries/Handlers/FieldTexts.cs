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
        FieldType.Yesno => value.AsBoolean() ? "はい" : "いいえ",
        FieldType.Consent => value.AsBoolean() ? "同意しました" : "同意していません",
        FieldType.Money => $"{Grouped(value)}円",
        FieldType.Date => Date(value.AsText()!),
        FieldType.Datetime => value.AsInstant() is { } at ? Moment(at) : value.AsText()!,
        FieldType.Postal when value.AsText() is { Length: 7 } code => $"{code[..3]}-{code[3..]}",
        FieldType.Choice or FieldType.Bank or FieldType.Branch => Option(value, options),
        FieldType.Multichoice => string.Join("、", value.Items.Select(i => Option(i, options))),
        FieldType.File or FieldType.Photo or FieldType.Signature => string.Join("、", value.Items.Select(f => f["name"].AsText())),
        _ => value.Kind switch
        {
            DatumKind.List => string.Join("、", value.Items.Select(i => Of(i, FieldType.Text, options))),
            DatumKind.Object => string.Join("、", value.Members.Where(m => !m.Value.IsNull).Select(m => $"{m.Key}: {Of(m.Value, FieldType.Text, options)}")),
            DatumKind.Boolean => value.AsBoolean() ? "はい" : "いいえ",
            _ => value.AsText()!,
        },
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
