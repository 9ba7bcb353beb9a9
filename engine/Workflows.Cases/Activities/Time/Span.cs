using System.Globalization;
using System.Text.RegularExpressions;
using Workflows.Decisions.Functions;
using Workflows.Decisions.Functions.Dates;
using Workflows.Decisions.Functions.Text;

namespace Workflows.Cases.Activities.Time;

/// <summary>A period in any unit a deadline may have: a legal <see cref="Period"/> in days or office hours, or plain time to the millisecond.</summary>
/// <param name="Legal">Days, weeks, months, years, business days or office time; null for plain time.</param>
internal readonly partial record struct Span(Period? Legal, TimeSpan Time)
{
    public bool IsDays => Legal is { Unit: PeriodUnit.Days or PeriodUnit.Weeks or PeriodUnit.Months or PeriodUnit.Years or PeriodUnit.BusinessDays };
    public bool IsOffice => Legal is { Unit: PeriodUnit.BusinessMinutes };

    public static bool TryParse(string text, out Span span)
    {
        span = default;
        var folded = UnicodeText.Nfkc(text).Trim();
        if (Short().Match(folded) is { Success: true } plain && decimal.TryParse(plain.Groups[1].Value, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var amount))
        {
            var unit = plain.Groups[2].Value switch
            {
                "ミリ秒" or "ms" => TimeSpan.TicksPerMillisecond, "秒" => TimeSpan.TicksPerSecond, "分" => TimeSpan.TicksPerMinute, _ => TimeSpan.TicksPerHour,
            };
            if (Math.Abs(amount * unit) > TimeSpan.MaxValue.Ticks / 4) return false;
            span = new(null, TimeSpan.FromTicks((long)(amount * unit)));
            return true;
        }
        if (folded.StartsWith("PT", StringComparison.Ordinal) && IsoDuration.TryParse(folded, out var iso))
        {
            span = new(null, iso.Time);
            return true;
        }
        try { span = new(Period.Parse(folded), default); }
        catch (FunctionException) { return false; }
        if (span.Legal is { Unit: PeriodUnit.Minutes or PeriodUnit.Hours } time)
            span = new(null, time.Unit == PeriodUnit.Hours ? TimeSpan.FromHours(time.Amount) : TimeSpan.FromMinutes(time.Amount));
        return true;
    }

    [GeneratedRegex(@"^(-?[0-9]+(?:\.[0-9]+)?)(ミリ秒|ms|秒|分|時間)$")]
    private static partial Regex Short();
}
