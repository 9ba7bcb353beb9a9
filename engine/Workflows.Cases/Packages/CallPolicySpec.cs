using System.Globalization;
using Workflows.Cases.Activities;
using Workflows.Cases.Activities.Time;
using Workflows.Decisions.Calendars;
using Workflows.Engine.Data;

namespace Workflows.Cases.Packages;

/// <summary>
/// How an operation is carried: a retry schedule, three figures of time, an opening window, a cache. Written at the operation in
/// <c>program.json</c> and at <c>Case.Call</c>; what the activity says goes before. Members are null where nothing is said.
/// </summary>
/// <param name="Retry">Waits after each failed attempt: whole seconds, or <c>HH:mm</c> for the next such time in Japan (nightly). Empty: no second attempt.</param>
/// <param name="Timeout">Of one attempt, seconds.</param>
/// <param name="GiveUpAfter">The retry window from the first sending, seconds.</param>
/// <param name="Cache">For how many seconds an answer to the same request is given again without asking.</param>
/// <param name="Window">When messages may leave.</param>
public sealed record CallPolicySpec(IReadOnlyList<Datum>? Retry, long? Timeout, long? GiveUpAfter, long? Cache, Datum? Window)
{
    public static readonly CallPolicySpec None = new(null, null, null, null, null);

    /// <param name="invalid">Told each finding: property, Japanese, English.</param>
    internal static CallPolicySpec Read(Datum source, Action<string, string, string> invalid) => new(
        RetryOf(source["retry"], invalid), Seconds(source, "timeout", invalid), Seconds(source, "giveUpAfter", invalid), Seconds(source, "cache", invalid), WindowOf(source["window"], invalid));

    /// <summary>This where it says something, else <paramref name="other"/>.</summary>
    public CallPolicySpec Over(CallPolicySpec other) => new(Retry ?? other.Retry, Timeout ?? other.Timeout, GiveUpAfter ?? other.GiveUpAfter, Cache ?? other.Cache, Window ?? other.Window);

    /// <summary>The outbox message's policy (<see cref="Ports.OutboxBodies"/>).</summary>
    internal Datum ToPolicy()
    {
        var retry = Retry is null ? Datum.List(Policies.Retry.Select(Datum.Of)) : Datum.List(Retry);
        // A schedule that names a time of day is meant for days: without a window of its own it lasts a week.
        var window = GiveUpAfter ?? (Retry?.Any(r => r.Kind == DatumKind.Text) == true ? 7 * Policies.GiveUpAfter : Policies.GiveUpAfter);
        var policy = Datum.Object(("retry", retry), ("attemptTimeout", Timeout ?? Policies.AttemptTimeout), ("giveUpAfter", window));
        if (Cache is { } cache) policy = policy.With("cache", cache);
        return Window is { } opening ? policy.With("window", opening) : policy;
    }

    private static IReadOnlyList<Datum>? RetryOf(Datum value, Action<string, string, string> invalid)
    {
        if (value.IsNull) return null;
        if (value.AsText() == "none" && value.Kind == DatumKind.Text) return [];
        if (value.AsText() == "nightly" && value.Kind == DatumKind.Text) return [Nightly];
        var result = new List<Datum>();
        foreach (var item in value.Items)
        {
            if (item.Kind == DatumKind.Number && item.AsLong() is >= 0 and var seconds) result.Add(seconds);
            else if (item.Kind == DatumKind.Text && item.AsText() == "nightly") result.Add(Nightly);
            else if (item.Kind == DatumKind.Text && IsTime(item.AsText()!)) result.Add(item);
            else if (item.Kind == DatumKind.Text && IsoDuration.TryParse(item.AsText()!, out var duration)) result.Add(duration.Seconds);
            else invalid("retry", $"再試行の間隔「{item.AsText()}」を読めません。秒数（60）、期間（PT15M）、時刻（02:00）、nightly の一覧で書いてください。", $"'{item.AsText()}' is no wait: seconds, a duration, HH:mm or nightly.");
        }
        if (value.Kind != DatumKind.List) invalid("retry", "再試行の間隔は一覧か none か nightly で書いてください。", "The retry schedule is a list, none, or nightly.");
        return result;
    }

    private static readonly Datum Nightly = "02:00";

    private static long? Seconds(Datum source, string name, Action<string, string, string> invalid)
    {
        var value = source[name];
        if (value.IsNull) return null;
        if (value.AsText() is { } text && IsoDuration.TryParse(text, out var duration) && duration.Seconds > 0) return duration.Seconds;
        invalid(name, $"「{value.AsText()}」は期間ではありません。PT30S（30秒）、P1D（1日）のように書いてください。", $"'{value.AsText()}' is no ISO 8601 duration such as PT30S or P1D.");
        return null;
    }

    private static Datum? WindowOf(Datum value, Action<string, string, string> invalid)
    {
        if (value.IsNull) return null;
        var (from, to, calendar) = (value["from"].AsText() ?? "", value["to"].AsText() ?? "", value["calendar"].AsText());
        if (!IsTime(from) || !IsTime(to) || string.CompareOrdinal(from, to) >= 0)
            invalid("window", "受付時間は from と to を 08:30、17:15 のように書いてください（from が先）。", "A window has from and to as HH:mm, from before to.");
        if (calendar is not null && BusinessCalendars.Find(calendar) is null)
            invalid("window", $"暦「{calendar}」がありません。", $"There is no calendar '{calendar}'.");
        return value;
    }

    private static bool IsTime(string text) => text.Length == 5 && TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);
}
