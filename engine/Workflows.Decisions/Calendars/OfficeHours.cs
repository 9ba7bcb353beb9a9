namespace Workflows.Decisions.Calendars;

/// <summary>A stretch of 業務時間 of a day, half-open: from <paramref name="Start"/> up to but not including <paramref name="End"/>.</summary>
/// <param name="Start">First moment of service.</param>
/// <param name="End">First moment after service; later than <paramref name="Start"/>.</param>
/// <param name="Weekdays">The weekdays it holds for; empty = every open day.</param>
public sealed record OfficeHours(TimeOnly Start, TimeOnly End, params DayOfWeek[] Weekdays)
{
    /// <summary>Whether it holds on that weekday.</summary>
    public bool AppliesOn(DayOfWeek day) => Weekdays.Length == 0 || Array.IndexOf(Weekdays, day) >= 0;

    /// <inheritdoc />
    public override string ToString() =>
        $"{string.Concat(Weekdays.Select(JapaneseText.Weekday))}{Start:HH:mm}-{End:HH:mm}";
}
