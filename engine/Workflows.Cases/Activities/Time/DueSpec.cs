using Workflows.Cases.Activities.Reading;
using Workflows.Cases.Expressions;
using Workflows.Decisions.Functions.Dates;
using Workflows.Engine.Activities;
using Workflows.Engine.Data;

namespace Workflows.Cases.Activities.Time;

/// <summary>A deadline in whole days: the first day is not counted (民法140条), it ends at 23:59:59 of the last.</summary>
/// <param name="BusinessDays">営業日 of the calendar; or else <paramref name="Days"/>, or else <paramref name="Months"/> by the calendar (民法143条). Numbers or FEEL.</param>
internal sealed record DueSpec(Feel? BusinessDays, Feel? Days, Feel? Months, string? Calendar)
{
    public static DueSpec? Read(Datum source, SpecReader reader, string property)
    {
        if (source.Kind != DatumKind.Object) return null;
        var spec = new DueSpec(reader.OptionalFeel(source["businessDays"], $"{property}.businessDays"), reader.OptionalFeel(source["days"], $"{property}.days"), reader.OptionalFeel(source["months"], $"{property}.months"), source["calendar"].AsText());
        if (spec.BusinessDays is null && spec.Days is null && spec.Months is null) { reader.Missing($"{property}.days"); return null; }
        return spec;
    }

    /// <summary>The last day; null when FEEL gives no number (no deadline).</summary>
    public DateOnly? Date(ActivityContext context)
    {
        var from = Jst.DateOf(Jst.Base(context));
        if (BusinessDays is not null) return Count(context, BusinessDays) is { } open ? Jst.Calendar(context, Calendar).AddBusinessDays(from, open) : null;
        if (Days is not null) return Count(context, Days) is { } days ? from.AddDays(days) : null;
        return Count(context, Months!) is { } months ? Deadlines.Compute(from, new Period(months, PeriodUnit.Months), new DeadlineRule()).Date : null;
    }

    internal static int? Count(ActivityContext context, Feel feel)
    {
        var value = context.Eval(feel);
        if (value.IsNull) return null;
        return value.AsLong() is { } days and > -100_000 and < 100_000 ? (int)days
            : throw context.Fault("DUE_DAYS", $"日数「{value.AsText()}」は整数ではありません（式: {feel.Text}）。 (The number of days is no whole number.)");
    }
}
