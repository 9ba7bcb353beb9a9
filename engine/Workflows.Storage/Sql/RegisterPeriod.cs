using System.Globalization;
using Workflows.Cases.Registers;
using Workflows.Engine.Data;

namespace Workflows.Storage.Sql;

/// <summary>A record's period on one scale: dates as whole days, date-times and numbers half open.</summary>
/// <param name="To">The first point that is outside; null: open.</param>
internal sealed record RegisterPeriod(decimal From, decimal? To, string Type)
{
    private const string Day = "date";

    /// <summary>Null when it has no beginning.</summary>
    public static RegisterPeriod? Of(RegisterSpec spec, PeriodFields fields, Datum record)
    {
        var type = spec.Field(fields.From)?.Type ?? Day;
        if (Point(record[fields.From], type) is not { } from) return null;
        var to = Point(record[fields.To], type);
        return new(from, type == Day ? to + 1 : to, type);
    }

    /// <summary>A date, date-time or number as a number; null for what is none.</summary>
    public static decimal? Point(Datum value, string type) => type switch
    {
        Day => DateOnly.TryParseExact((value.AsText() ?? "") is { Length: >= 10 } text ? text[..10] : "", "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day.DayNumber : null,
        "datetime" => value.AsInstant() is { } instant ? instant.UtcTicks : null,
        _ => value.AsDecimal(),
    };

    public bool Holds(decimal point) => From <= point && (To is null || point < To);
    public bool Overlaps(RegisterPeriod other) => (To is null || other.From < To) && (other.To is null || From < other.To);
    public bool BeginsBefore(RegisterPeriod other) => From < other.From;
    public bool EndsNoSoonerThan(RegisterPeriod other) => To is null || (other.To is { } end && To >= end);

    /// <summary>The last day before it, or its own beginning, as the field holds it.</summary>
    public Datum EndBefore() => Type switch
    {
        Day => Datum.Of(DateOnly.FromDayNumber((int)From - 1).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
        "datetime" => Datum.Of(new DateTimeOffset((long)From, TimeSpan.Zero).ToOffset(TimeSpan.FromHours(9))),
        _ => Datum.Of(From),
    };
}
