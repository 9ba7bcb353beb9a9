namespace Workflows.Engine.Data;

/// <summary>
/// Japan Standard Time: the clock people and the law read. A fixed offset of nine hours, without the machine's zone data, so that
/// the same instant reads the same everywhere.
/// </summary>
public static class Japan
{
    public static readonly TimeSpan Offset = TimeSpan.FromHours(9);
    public static readonly TimeZoneInfo Zone = TimeZoneInfo.CreateCustomTimeZone("Asia/Tokyo", Offset, "JST", "JST");

    public static DateTimeOffset In(DateTimeOffset at) => at.ToOffset(Offset);
}
