using Workflows.Engine.Data;

namespace Workflows.Cases.Activities;

/// <summary>Retry schedules where a definition names none: seconds between attempts, then giving up.</summary>
internal static class Policies
{
    public static readonly IReadOnlyList<long> Retry = [10, 60, 300, 900, 3600];
    public const long AttemptTimeout = 30;
    /// <summary>A day: an outage over night does not lose a call.</summary>
    public const long GiveUpAfter = 86_400;

    public static readonly Datum Notify = Of(Retry, AttemptTimeout, 3 * GiveUpAfter);
    public static readonly Datum Signal = Of([1, 5, 30, 300], AttemptTimeout, 7 * GiveUpAfter);

    /// <summary>A printer that is busy is soon free; after a day it is an incident.</summary>
    public static readonly Datum Document = Of([2, 10, 60, 300, 900], 60, GiveUpAfter);

    /// <summary>All in seconds.</summary>
    public static Datum Of(IReadOnlyList<long> retry, long attemptTimeout, long giveUpAfter) =>
        Datum.Object(("retry", Datum.List(retry.Select(Datum.Of))), ("attemptTimeout", attemptTimeout), ("giveUpAfter", giveUpAfter));
}
