using System.Globalization;
using Workflows.Decisions.Feel;
using Workflows.Engine.Data;
using Workflows.Engine.Expressions;

namespace Workflows.Cases.Expressions;

/// <summary>The engine's values and FEEL's, one into the other.</summary>
public static class FeelBridge
{
    /// <summary>The FEEL value; texts under keys typed as date, date-time or time become those, instants in Japan's time.</summary>
    /// <param name="key">The key the value stands under, where it has one.</param>
    public static object? ToFeel(Datum value, FieldTypes? types = null, string? key = null)
    {
        switch (value.Kind)
        {
            case DatumKind.Null: return null;
            case DatumKind.Boolean: return value.AsBoolean();
            case DatumKind.Number:
                return FeelNumber.TryParse(value.AsText()!)
                    ?? throw new ExpressionException(FeelLanguage.Name, $"数 {value.AsText()} は扱える範囲を超えています。 (The number is out of FEEL's range.)");
            case DatumKind.Text: return Text(value.AsText()!, key is null ? TemporalKind.None : types?.KindOf(key) ?? TemporalKind.None);
            case DatumKind.List:
                var items = new object?[value.Items.Length];
                for (var i = 0; i < items.Length; i++) items[i] = ToFeel(value.Items[i], types, key);
                return items;
            default:
                return new FeelContext(value.Members.Select(m => KeyValuePair.Create(m.Key, ToFeel(m.Value, types, m.Key))));
        }
    }

    /// <summary>The engine's value; dates, times and durations as ISO 8601 text.</summary>
    /// <exception cref="ExpressionException">A function or range, which is no data.</exception>
    public static Datum ToDatum(object? value) => value switch
    {
        null => Datum.Null,
        bool flag => Datum.Of(flag),
        string text => Datum.Of(text),
        FeelNumber number => Datum.Number(number.Exponent > 40 ? string.Create(CultureInfo.InvariantCulture, $"{number.Coefficient}E{number.Exponent}") : number.ToString()),
        FeelDateTime { Zone: not null } instant when instant.ToDateTimeOffset() is { } at => Datum.Of(at.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", CultureInfo.InvariantCulture)),
        FeelContext context => Datum.Object(context.Select(m => KeyValuePair.Create(m.Key, ToDatum(m.Value)))),
        IReadOnlyList<object?> list => Datum.List(list.Select(ToDatum)),
        FeelFunction or FeelRange => throw new ExpressionException(FeelLanguage.Name, $"式の結果が値ではありません（{FeelValues.KindOf(value)}）。 (The result is a {FeelValues.KindOf(value)}, not data.)"),
        _ => Datum.Of(FeelValues.ToText(value)),
    };

    private static object Text(string text, TemporalKind kind) => kind switch
    {
        TemporalKind.Date when DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) => FeelDate.From(date),
        // A legal date is Japan's: an instant stored in UTC must not fall on the day before.
        TemporalKind.Instant when HasOffset(text) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var at) => FeelDateTime.From(at.ToOffset(Japan.Offset)),
        TemporalKind.Time when FeelTime.TryParse(text.Length == 5 ? text + ":00" : text) is { } time => time,
        _ => text,
    };

    private static bool HasOffset(string text) =>
        text.Length > 16 && text[10] == 'T' && (text[^1] == 'Z' || (text.Length > 19 && text[^6] is '+' or '-' && text[^3] == ':'));
}
