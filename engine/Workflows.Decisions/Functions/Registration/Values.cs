using System.Numerics;
using Workflows.Decisions.Feel;

namespace Workflows.Decisions.Functions.Registration;

/// <summary>FEEL values as .NET values and back. <c>place</c> says where the value stands, for the error.</summary>
internal static class Values
{
    public static string Text(object? value, string place) => value switch
    {
        string text => text,
        FeelNumber or FeelDate => FeelValues.ToText(value),
        _ => throw Wrong(place, "文字列", value),
    };

    public static decimal Number(object? value, string place) => value switch
    {
        FeelNumber number => number.ToDecimal() ?? throw TooBig(place, number),
        _ => throw Wrong(place, "数値", value),
    };

    public static int Whole(object? value, string place)
    {
        var number = Number(value, place);
        return number == decimal.Truncate(number) && Math.Abs(number) <= int.MaxValue ? (int)number : throw Wrong(place, "整数", value);
    }

    public static DateOnly Day(object? value, string place) => value switch
    {
        FeelDate date => date.ToDateOnly() ?? throw Wrong(place, "西暦1〜9999年の日付", value),
        FeelDateTime => DateOnly.FromDateTime(LocalMoment.Of(value, place).Local),
        string text when FeelDate.TryParse(text)?.ToDateOnly() is { } date => date,
        _ => throw Wrong(place, "日付", value),
    };

    public static IReadOnlyList<object?> List(object? value, string place) => value switch
    {
        IReadOnlyList<object?> list => list,
        null => throw Wrong(place, "列", value),
        _ => [value],
    };

    public static FeelContext Map(object? value, string place) => value as FeelContext ?? throw Wrong(place, "文脈（名前と値の組）", value);

    /// <summary>The first of several spellings of an entry that is there; null when none is.</summary>
    public static object? Entry(FeelContext map, params string[] names)
    {
        foreach (var name in names)
        {
            if (map.TryGetValue(name, out var value) && value is not null)
            {
                return value;
            }
        }

        return null;
    }

    public static FeelNumber Of(decimal value) => FeelNumber.From(value);

    public static FeelNumber Of(int value) => FeelNumber.From(value);

    public static object? Of(decimal? value) => value is { } number ? Of(number) : null;

    public static FeelDate Of(DateOnly value) => FeelDate.From(value);

    public static FeelDaysTime Of(TimeSpan value) => FeelDaysTime.From(value);

    public static object?[] Of(IEnumerable<string> values) => [.. values];

    public static FeelContext Context(params (string Name, object? Value)[] entries) => new(entries);

    public static FunctionException Wrong(string place, string wanted, object? value)
    {
        var shown = value is null ? "null" : FeelValues.ToText(value);
        return new FunctionException(
            $"{place}には{wanted}が必要です（{shown}）。", $"{place}: {wanted} is needed, not {shown} ({FeelValues.KindOf(value)}).");
    }

    private static FunctionException TooBig(string place, FeelNumber number) => new(
        $"{place}の数（{number}）は大きすぎるか桁が多すぎます。", $"{place}: the number {number} does not fit 28 digits.");
}

/// <summary>A moment on the Japanese clock (+09:00). A value without zone is taken as Japanese time and gives results without zone.</summary>
internal readonly record struct LocalMoment(DateTime Local, FeelZone? Zone)
{
    private const int JapanSeconds = 9 * 3600;
    private static readonly DateTime Epoch = new(1970, 1, 1);

    public static LocalMoment Of(object? value, string place)
    {
        switch (value)
        {
            case FeelDate date when date.ToDateOnly() is { } day:
                return new LocalMoment(day.ToDateTime(TimeOnly.MinValue), null);
            case FeelDateTime moment when moment.Date.Year is >= 1 and <= 9999:
                var shift = moment.OffsetSeconds is { } offset ? JapanSeconds - offset : 0;
                var ticks = (long)(moment.LocalNanos / 100) + ((long)shift * TimeSpan.TicksPerSecond);
                return new LocalMoment(Epoch.AddTicks(ticks), moment.Zone is null ? null : Japan(moment.Zone));
            case string text when FeelDateTime.TryParse(text) is { } parsed:
                return Of(parsed, place);
            default:
                throw Values.Wrong(place, "日時", value);
        }
    }

    public FeelDateTime At(DateTime local) => FeelDateTime.From(
        FeelDate.From(DateOnly.FromDateTime(local)),
        FeelTime.Create(local.Hour, local.Minute, local.Second, (long)(BigInteger)(local.TimeOfDay.Ticks % TimeSpan.TicksPerSecond * 100), Zone)!);

    private static FeelZone Japan(FeelZone zone) => zone.Id == "Asia/Tokyo" ? zone : FeelZone.OfOffset(JapanSeconds)!;
}
