using System.Globalization;
using Workflows.Cases.Activities.Reading;
using Workflows.Cases.Expressions;
using Workflows.Engine.Activities;
using Workflows.Engine.Data;

namespace Workflows.Cases.Activities.Time;

/// <summary>
/// When a timer fires: <c>after</c> an ISO 8601 duration (or FEEL giving one), <c>at</c> a date (its first moment) or date-time that FEEL gives,
/// or once <c>businessDays</c> 営業日 are over (the first moment of the next day, so the last day counts whole).
/// </summary>
internal sealed record TimerSpec(IsoDuration? After, Feel? AfterFeel, Feel? At, Feel? BusinessDays, string? Calendar)
{
    /// <summary>The date of <see cref="At"/> is looked at again after each step.</summary>
    public bool Moves { get; init; }

    public static TimerSpec? Read(Datum source, SpecReader reader, string property)
    {
        var at = reader.OptionalFeel(source["at"], $"{property}.at");
        var businessDays = reader.OptionalFeel(source["businessDays"], $"{property}.businessDays");
        IsoDuration? after = source["after"].AsText() is { } text && IsoDuration.TryParse(text, out var duration) ? duration : null;
        var afterFeel = after is null ? reader.OptionalFeel(source["after"], $"{property}.after") : null;
        if (after is null && afterFeel is null && at is null && businessDays is null) { reader.Missing($"{property}.after"); return null; }
        return new(after, afterFeel, at, businessDays, source["calendar"].AsText()) { Moves = at is not null && source["moves"].AsBoolean() };
    }

    /// <summary>The instant; null when FEEL gives nothing (no clock is started).</summary>
    public DateTimeOffset? Due(ActivityContext context)
    {
        var from = Jst.Base(context);
        if (After is { } duration) return duration.After(from);
        if (AfterFeel is not null)
        {
            var value = context.Eval(AfterFeel);
            if (value.IsNull) return null;
            return IsoDuration.TryParse(value.AsText()!, out var counted) ? counted.After(from)
                : throw context.Fault("TIMER_TIME", $"「{value.AsText()}」は期間ではありません。P14D のように書いてください。 (Not an ISO 8601 duration.)");
        }
        if (BusinessDays is not null)
            return DueSpec.Count(context, BusinessDays) is { } days ? Jst.StartOf(Jst.Calendar(context, Calendar).AddBusinessDays(Jst.DateOf(from), days).AddDays(1)) : null;
        var moment = context.Eval(At!);
        if (moment.IsNull) return null;
        return Instant(moment.AsText()!) ?? throw context.Fault("TIMER_TIME", $"タイマーの時刻「{moment.AsText()}」は日付でも日時でもありません。 (Neither a date nor a date-time.)");
    }

    // A date is its first moment; a date-time without an offset is meant in Japan's time.
    internal static DateTimeOffset? Instant(string text)
    {
        var zone = text.IndexOf('@', StringComparison.Ordinal);
        if (zone > 0) text = text[zone..] == "@Asia/Tokyo" ? text[..zone] : "";
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)) return Jst.StartOf(date);
        if (!DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var moment)) return null;
        if (moment.Kind == DateTimeKind.Unspecified) return new DateTimeOffset(moment, Japan.Offset);
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var instant) ? instant : null;
    }
}
