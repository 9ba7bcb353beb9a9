using Cronos;
using Workflows.Cases.Activities.Time;
using Workflows.Cases.Activities.Triggers;
using Workflows.Cases.Expressions;
using Workflows.Cases.Packages;
using Workflows.Cases.Ports;
using Workflows.Decisions.Calendars;
using Workflows.Decisions.Functions.Dates;
using Workflows.Engine.Data;
using Workflows.Engine.Turns;

namespace Workflows.Cases.Publishing;

/// <summary>
/// When the starts no person makes are due, and what they begin: by the clock (also one case per record of a register), on a record's date, on a
/// record's change. A start's row is <c>id</c>; the row of one record is <c>id#record</c>: written by the change itself, so that none is missed.
/// A row <c>~register#record</c> wakes the cases that wait for the register.
/// </summary>
public sealed class Schedules(Installation installation, IRegisterStore registers, ICaseReader cases, Retirements retirements) : IScheduleSource
{
    /// <summary>In front of a register's id: the row that wakes waiting cases.</summary>
    public const string WaitPrefix = "~";

    /// <summary>Days looked ahead for an open one; no calendar closes longer.</summary>
    private const int Horizon = 400;
    /// <summary>Records a firing or a publish looks at.</summary>
    private const int MostRecords = 100_000;
    /// <summary>Firings made up for after downtime where each counts.</summary>
    private const int MostMissed = 1_000;

    public async ValueTask<Firing> Fire(string tenant, string program, string startId, DateTimeOffset due, DateTimeOffset now, CancellationToken ct)
    {
        var (id, record) = startId.IndexOf('#', StringComparison.Ordinal) is var cut and > 0 ? (startId[..cut], startId[(cut + 1)..]) : (startId, null);
        if (installation.Current.Find(tenant, program)?.Package is not { } package) return Firing.Nothing;
        if (id.StartsWith(WaitPrefix, StringComparison.Ordinal)) return await Wake(tenant, package, id[WaitPrefix.Length..], ct).ConfigureAwait(false);
        if (package.Starts.Find(id) is not { } start) return Firing.Nothing;
        var names = await Names(tenant, package, now, ct).ConfigureAwait(false);
        var firing = start.Kind switch
        {
            StartKind.Schedule => await Timed(tenant, package, start, names, due, now, ct).ConfigureAwait(false),
            StartKind.Date or StartKind.Register or StartKind.Threshold when record is not null => await Record(tenant, package, start, names, record, now, ct).ConfigureAwait(false),
            StartKind.Date => await Sweep(tenant, package, start, names, now, ct).ConfigureAwait(false),
            _ => Firing.Nothing,
        };
        // The rows go on: applications may be taken again.
        return firing.Starts.Count > 0 && await retirements.Stops(tenant, package, start, ct).ConfigureAwait(false) ? firing with { Starts = [] } : firing;
    }

    /// <summary>A firing by the clock: one case, or one a record of the query.</summary>
    private async ValueTask<Firing> Timed(string tenant, ProgramPackage package, StartSpec start, FeelNames names, DateTimeOffset due, DateTimeOffset now, CancellationToken ct)
    {
        var moments = new List<DateTimeOffset> { due };
        if (start.Missed == "each")
            while (moments.Count < MostMissed && Next(package, start, moments[^1], installation.CalendarsOf(tenant)) is { } later && later <= now) moments.Add(later);
        var next = Next(package, start, start.Missed == "each" ? moments[^1] : now, installation.CalendarsOf(tenant));
        if (start.Missed == "skip" && Next(package, start, due, installation.CalendarsOf(tenant)) is { } following && following <= now) return new([], next);
        if (!await StartFilter.Holds(package, start, tenant, installation.SettingsOf(tenant, package.Id), Datum.EmptyObject, now, registers, ct).ConfigureAwait(false)) return new([], next);
        var starts = new List<ScheduledStart>();
        foreach (var moment in moments)
        {
            var seen = names.With("due", Datum.Of(moment.ToOffset(Japan.Offset)));
            var stamp = moment.UtcTicks.ToString(System.Globalization.CultureInfo.InvariantCulture);
            if (start.Each is not { } each) { starts.Add(Begin(package, start, seen, Datum.Object(("due", Datum.Of(moment.ToOffset(Japan.Offset)))), stamp, null)); continue; }
            foreach (var row in await registers.Find(tenant, package.Id, each.Register, Where(each.Where, seen), MostRecords, ct).ConfigureAwait(false))
            {
                var own = seen.With("record", row["fields"]);
                if (each.When is not null && !own.IsTrue(each.When)) continue;
                starts.Add(Begin(package, start, own, Datum.Object(("due", Datum.Of(moment.ToOffset(Japan.Offset))), ("record", row["fields"])), $"{stamp}:{row["id"].AsText()}", null));
            }
        }
        return new(starts, next);
    }

    /// <summary>One record was changed, or its date has come.</summary>
    private async ValueTask<Firing> Record(string tenant, ProgramPackage package, StartSpec start, FeelNames names, string recordId, DateTimeOffset now, CancellationToken ct)
    {
        var row = await registers.Get(tenant, package.Id, start.Register!, recordId, ct).ConfigureAwait(false);
        if (row is null || !Where(start.Where, names).Members.All(m => Matches(row["fields"][m.Key], m.Value))) return Firing.Nothing;
        var seen = names.With("record", row["fields"]);
        if (start.Kind == StartKind.Date)
        {
            if (Due(tenant, package, start, seen) is not { } due) return Firing.Nothing;
            if (due > now) return new([], due);
            if (due < now - start.Within) return Firing.Nothing;
            seen = seen.With("due", Datum.Of(due));
            if (!await Holds(tenant, package, start, seen, ct).ConfigureAwait(false)) return Firing.Nothing;
            return new([Begin(package, start, seen, Datum.Object(("due", Datum.Of(due)), ("record", row["fields"])), $"{recordId}:{due.UtcTicks}", $"{recordId}:{due.UtcTicks}")], null);
        }
        if (!await Holds(tenant, package, start, seen, ct).ConfigureAwait(false)) return Firing.Nothing;
        var revision = $"{recordId}:{row["revision"].AsText()}";
        return new([Begin(package, start, seen, Datum.Object(("record", row["fields"])), revision, start.Once is null ? revision : null)], null);
    }

    /// <summary>At a publish: every record gets its own row, those due already begin.</summary>
    private async ValueTask<Firing> Sweep(string tenant, ProgramPackage package, StartSpec start, FeelNames names, DateTimeOffset now, CancellationToken ct)
    {
        var rows = new List<(string, DateTimeOffset)>();
        foreach (var row in await registers.Find(tenant, package.Id, start.Register!, Where(start.Where, names), MostRecords, ct).ConfigureAwait(false))
            if (Due(tenant, package, start, names.With("record", row["fields"])) is { } due && due >= now - start.Within) rows.Add(($"{start.Id}#{row["id"].AsText()}", due));
        return new([], null) { Rows = rows };
    }

    private async ValueTask<Firing> Wake(string tenant, ProgramPackage package, string register, CancellationToken ct)
    {
        var waiting = await cases.FindWaiting(tenant, package.Id, RegisterWatch.Kind, register, null, ct).ConfigureAwait(false);
        return new([], null) { Told = [.. waiting.Select(c => (c, RegisterWatch.Kind, register))] };
    }

    private async ValueTask<bool> Holds(string tenant, ProgramPackage package, StartSpec start, FeelNames names, CancellationToken ct)
    {
        if (start.When is null) return true;
        var replies = new Dictionary<Question, Reply>(ReferenceEqualityComparer.Instance);
        var seen = names;
        foreach (var question in Lookups.Run(start.Lookups, names, q => replies[q], (name, value) => seen = seen.With(name, value)))
            replies[question] = await Asked.Answer(registers, tenant, package.Id, question, ct).ConfigureAwait(false);
        return seen.IsTrue(start.When);
    }

    /// <summary>When a record's date comes: moved by the offset, at the time of day.</summary>
    private DateTimeOffset? Due(string tenant, ProgramPackage package, StartSpec start, FeelNames names)
    {
        if (names.Evaluate(start.Date!) is not { IsNull: false } value || TimerSpec.Instant(value.AsText()!) is not { } at) return null;
        var offset = start.Offset?.Render(names);
        if (offset is { Length: > 0 })
        {
            if (!Activities.Time.Span.TryParse(offset, out var span)) return null;
            at = span.IsDays
                ? new DateTimeOffset(Deadlines.Compute(DateOnly.FromDateTime(at.ToOffset(Japan.Offset).DateTime), span.Legal!.Value, new DeadlineRule { Calendar = Calendars.Get(installation.CalendarsOf(tenant), start.Calendar ?? package.Calendar) }).Date
                    .ToDateTime(TimeOnly.FromDateTime(at.ToOffset(Japan.Offset).DateTime)), Japan.Offset)
                : at + span.Time;
        }
        return start.At is { } time ? new DateTimeOffset(DateOnly.FromDateTime(at.ToOffset(Japan.Offset).DateTime).ToDateTime(time), Japan.Offset) : at.ToOffset(Japan.Offset);
    }

    private static ScheduledStart Begin(ProgramPackage package, StartSpec start, FeelNames names, Datum payload, string stamp, string? once) =>
        new(new StartTarget(package.Id, start.Id, start.Workflow, start.Key?.Render(names), Once: start.Once?.Render(names) ?? once), payload.With("start", start.Id))
        {
            Stamp = stamp, Signal = start.Signal,
        };

    private static Datum Where(IReadOnlyList<NamedFeel> where, FeelNames names) => Datum.Object(where.Select(w => KeyValuePair.Create(w.Name, names.Evaluate(w.Value))));

    private static bool Matches(Datum actual, Datum expected) => expected.Kind == DatumKind.List ? expected.Items.Any(e => e.Equals(actual)) : expected.Equals(actual);

    private async ValueTask<FeelNames> Names(string tenant, ProgramPackage package, DateTimeOffset now, CancellationToken ct)
    {
        var refs = await installation.Refs(tenant, package.Id, ct).ConfigureAwait(false);
        return new(package.FieldTypes, now, refs["settings"], refs["calendars"]);
    }

    /// <summary>The first due instant after another; null when it never comes.</summary>
    public static DateTimeOffset? Next(ProgramPackage package, StartSpec start, DateTimeOffset after, Datum calendars)
    {
        var calendar = Calendars.Get(calendars, start.Calendar ?? package.Calendar);
        if (start.Cron is { } cron)
        {
            var cronDue = CronExpression.Parse(cron).GetNextOccurrence(after, Japan.Zone)?.ToOffset(Japan.Offset);
            for (var tried = 0; cronDue is { } at && tried < Horizon; tried++, cronDue = CronExpression.Parse(cron).GetNextOccurrence(at, Japan.Zone)?.ToOffset(Japan.Offset))
                if (Rolled(start, calendar, DateOnly.FromDateTime(at.DateTime), TimeOnly.FromDateTime(at.DateTime)) is { } rolled && rolled > after) return rolled;
            return null;
        }
        var day = DateOnly.FromDateTime(after.ToOffset(Japan.Offset).DateTime).AddDays(start.Roll == "next" ? -14 : 0);
        for (var i = 0; i <= Horizon; i++, day = day.AddDays(1))
            if (IsDay(start, calendar, day) && Rolled(start, calendar, day, start.At ?? TimeOnly.MinValue) is { } due && due > after) return due;
        return null;
    }

    private static bool IsDay(StartSpec start, BusinessCalendar calendar, DateOnly day)
    {
        if (start.Months.Count > 0 && !start.Months.Contains(day.Month)) return false;
        if (start.Day is { } n) return day.Day == Math.Min(n < 0 ? DateTime.DaysInMonth(day.Year, day.Month) + 1 + n : n, DateTime.DaysInMonth(day.Year, day.Month));
        if (start.BusinessDay is { } nth)
        {
            if (!calendar.IsBusinessDay(day)) return false;
            var first = new DateOnly(day.Year, day.Month, 1);
            return nth > 0 ? calendar.CountBusinessDays(first, day) == nth : calendar.CountBusinessDays(day, first.AddMonths(1).AddDays(-1)) == -nth;
        }
        return start.On != "businessDay" || calendar.IsBusinessDay(day);
    }

    /// <summary>A closed day moved as the start says; null: not on that day.</summary>
    private static DateTimeOffset? Rolled(StartSpec start, BusinessCalendar calendar, DateOnly day, TimeOnly at) => start.Roll switch
    {
        "next" => new(calendar.NextBusinessDay(day).ToDateTime(at), Japan.Offset),
        "previous" => new(calendar.PreviousBusinessDay(day).ToDateTime(at), Japan.Offset),
        "skip" when !calendar.IsBusinessDay(day) => null,
        _ => new DateTimeOffset(day.ToDateTime(at), Japan.Offset),
    };
}
