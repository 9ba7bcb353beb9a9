using System.Text.RegularExpressions;
using Workflows.Decisions.Functions.Text;

namespace Workflows.Decisions.Calendars;

/// <summary>A date in 和暦: 令和8年6月16日. Formats and reads the forms used on Japanese papers.</summary>
/// <param name="Date">The same day by the Gregorian calendar.</param>
public readonly partial record struct WarekiDate(DateOnly Date)
{
    /// <summary>The era of the day.</summary>
    public JapaneseEra Era => JapaneseEra.Of(Date);

    /// <summary>The year within the era.</summary>
    public int Year => Era.YearOf(Date.Year);

    /// <summary>令和8年6月16日; the first year is 元年.</summary>
    public override string ToString() => $"{Era.Name}{Era.YearText(Date.Year)}年{Date.Month}月{Date.Day}日";

    /// <summary>R8.6.16.</summary>
    public string ToShort() => $"{Era.Letter}{Year}.{Date.Month}.{Date.Day}";

    /// <summary>R8.</summary>
    public string ToYearLetter() => $"{Era.Letter}{Year}";

    /// <summary>令和8年; the first year is 元年.</summary>
    public string ToYear() => $"{Era.Name}{Era.YearText(Date.Year)}年";

    /// <summary>
    /// Reads 令和8年6月16日, 令和元年5月1日, R8.6.16, R08/06/16, R8-6-16 and 2026年6月16日, 2026-06-16; full-width letters and digits are folded.
    /// A date outside its era (平成31年5月1日) is refused with the right one named.
    /// </summary>
    public static bool TryParse(string? text, out WarekiDate value, out string? error)
    {
        value = default;
        var match = Pattern().Match(UnicodeText.Nfkc(text ?? "").Trim());
        if (!match.Success)
        {
            error = $"日付「{text}」を読み取れません。「令和8年6月16日」「R8.6.16」「2026-06-16」のように入力してください。";
            return false;
        }

        var eraText = match.Groups["era"].Value;
        var era = JapaneseEra.All.FirstOrDefault(e => e.Name == eraText || (eraText.Length == 1 && e.Letter == char.ToUpperInvariant(eraText[0])));
        var number = match.Groups["y"].Value == "元" ? 1 : int.Parse(match.Groups["y"].Value);
        var year = era is null ? number : era.Start.Year + number - 1;
        var (month, day) = (int.Parse(match.Groups["m"].Value), int.Parse(match.Groups["d"].Value));
        if (number < 1 || year is < 1 or > 9999 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month))
        {
            error = $"日付「{text}」は暦にありません。年月日を確かめてください。";
            return false;
        }

        var date = new DateOnly(year, month, day);
        if (era is not null && (date.Year < 1873 || JapaneseEra.Of(date) != era))
        {
            error = date.Year < 1873
                ? $"日付「{text}」は扱えません。明治6年以後の日付を入力してください。"
                : $"日付「{text}」は{era.Name}の期間にありません（{new WarekiDate(date)}）。元号を確かめてください。";
            return false;
        }

        value = new WarekiDate(date);
        error = null;
        return true;
    }

    [GeneratedRegex(@"^(?<era>明治|大正|昭和|平成|令和|[MTSHRmtshr])?\s?(?<y>元|[0-9]{1,4})(年|[./-])\s?(?<m>[0-9]{1,2})(月|[./-])\s?(?<d>[0-9]{1,2})日?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Pattern();
}
