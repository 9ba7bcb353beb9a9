using Workflows.Cases.Forms;
using Workflows.Cases.Queries;

namespace Workflows.Server.Pages;

/// <summary>How a kind of field is typed in a browser.</summary>
internal static class FieldKinds
{
    public static FieldType Of(string type) => Enum.TryParse<FieldType>(type, ignoreCase: true, out var kind) ? kind : FieldType.Text;

    public static string InputType(string type) => type switch
    {
        // Dates are typed as people write them, 和暦 too: a browser's own control knows neither.
        "time" => "time",
        "secret" or "mynumber" => "password",
        "datetime" => "datetime-local",
        "email" => "email",
        "phone" => "tel",
        _ => "text",
    };

    public static string? InputMode(SheetField field) => field.Type switch
    {
        "number" or "money" or "postal" or "account" or "bank" or "branch" or "corporate" or "mynumber" => "numeric",
        _ => null,
    };

    /// <summary>How to write what is typed freely, where the field's own help does not say it.</summary>
    public static string? Hint(SheetField field, PageContext c) => field.Type switch
    {
        "date" or "daterange" => c.T("例：令和7年4月1日、R7.4.1、2025-04-01", "e.g. 2025-04-01 or R7.4.1"),
        "richtext" => c.T("空行で段落、行頭の「- 」で箇条書き、**強調**、[言葉](https://…) でリンクになります。", "Blank line: paragraph; - : list; **strong**; [words](https://…): link."),
        "geometry" => c.T("緯度と経度を1行に1点ずつ入力します（例：35.3192,139.5467）。区域は最初の点に戻ります。", "Latitude and longitude, one point a line (35.3192,139.5467)."),
        "location" => c.T("緯度と経度を入力します（例：35.3192,139.5467）。", "Latitude and longitude (35.3192,139.5467)."),
        "scan" => c.T("読取機でも入力できます。", "A hand scanner works, too."),
        "timeranges" => c.T("使わない行は空けておきます。", "Leave unused lines empty."),
        _ => null,
    };

    /// <summary>The same date by the other calendar, shown beside what was typed.</summary>
    public static string? OtherCalendar(SheetField field) => field.Type == "date" && field.Errors.Count == 0
        && DateOnly.TryParseExact(field.Value.AsText(), "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.None, out var date) && date.Year >= 1873
        ? new Workflows.Decisions.Calendars.WarekiDate(date).ToString() : null;

    public static string? AutoComplete(string type) => type switch { "email" => "email", "phone" => "tel", "postal" => "postal-code", _ => "off" };
}
