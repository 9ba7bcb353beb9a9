using Workflows.Decisions.Calendars;
using Workflows.Decisions.Feel;

namespace Workflows.Decisions.Functions.Registration;

/// <summary>The arguments of one call, read as the types the logic works with; reading never guesses, it names what is wrong.</summary>
internal readonly struct FunctionArgs(FeelCallContext context, object?[] values)
{
    public FeelCallContext Context => context;

    public object? this[int index] => values[index];

    /// <summary>The arguments without the missing ones at the end.</summary>
    public object?[] Given => values[..(Array.FindLastIndex(values, v => v is not null) + 1)];

    public bool Has(int index) => values[index] is not null;

    public string Text(int index) => Values.Text(values[index], Place(index));

    public string Text(int index, string whenMissing) => values[index] is null ? whenMissing : Text(index);

    public decimal Number(int index) => Values.Number(values[index], Place(index));

    public int Whole(int index) => Values.Whole(values[index], Place(index));

    public int Whole(int index, int whenMissing) => values[index] is null ? whenMissing : Whole(index);

    public bool Truth(int index, bool whenMissing) => values[index] is null ? whenMissing : (bool)values[index]!;

    public DateOnly Day(int index) => Values.Day(values[index], Place(index));

    public LocalMoment Moment(int index) => LocalMoment.Of(values[index], Place(index));

    public IReadOnlyList<object?> List(int index)
    {
        var list = Values.List(values[index], Place(index));
        context.Step(list.Count);
        return list;
    }

    public FeelContext Map(int index) => Values.Map(values[index], Place(index));

    public FeelContext MapOrEmpty(int index) => values[index] is null ? FeelContext.Empty : Map(index);

    public BusinessCalendar Calendar(int index) => CalendarOf(values[index] as string);

    public BusinessCalendar CalendarOf(string? id)
    {
        var source = context.Service<ICalendarSource>() ?? CalendarSource.BuiltIn;
        return source.Find(id ?? source.DefaultId) ?? BusinessCalendars.Get(id ?? source.DefaultId);
    }

    private static string Place(int index) => $"{index + 1}番目の引数";
}
