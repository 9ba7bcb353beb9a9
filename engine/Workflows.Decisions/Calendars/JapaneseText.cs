namespace Workflows.Decisions.Calendars;

/// <summary>Japanese names of calendar things, without any culture.</summary>
internal static class JapaneseText
{
    public static string Weekday(DayOfWeek day) => "日月火水木金土"[(int)day].ToString();
}
