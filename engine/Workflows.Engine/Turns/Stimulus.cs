using Workflows.Engine.Data;

namespace Workflows.Engine.Turns;

/// <summary>The kinds of stimulus. Everything that happens to a case is one of these.</summary>
public static class StimulusKinds
{
    /// <summary>Creates the case and starts its root workflow. Payload: the workflow's input; for a form <c>{form, values}</c>.</summary>
    public const string Start = "start";
    /// <summary>A named outside event (<c>Elsa.Event</c>, <c>Case.Wait</c>, a connector's hook). Reaches every wait of that name whose key matches.</summary>
    public const string Event = "event";
    /// <summary>A case action a person takes (取下げ, 再申込 …), named as in program.json.</summary>
    public const string Action = "action";
    /// <summary>Work on one task: <see cref="Stimulus.Name"/> is claim, unclaim, assign, complete, draft.</summary>
    public const string Task = "task";
    /// <summary>A timer came due. Carries <see cref="Stimulus.Due"/>.</summary>
    public const string Timer = "timer";
    /// <summary>A connector's answer to an outbox message. Payload: <c>{outcome, value, error}</c>.</summary>
    public const string Answer = "answer";
    /// <summary>A signal from another case.</summary>
    public const string Signal = "signal";
    /// <summary>Work around the case beside its flow (note, message, task for a colleague, hold …); read by the case layer. <see cref="Stimulus.Name"/> is the operation.</summary>
    public const string Desk = "desk";
    /// <summary>The step stopped at a bound and goes on.</summary>
    public const string Continue = "continue";
    /// <summary>An operator retries the incident named by <see cref="Stimulus.ActivityId"/> and <see cref="Stimulus.ScopePath"/>.</summary>
    public const string Retry = "retry";
    /// <summary>An operator skips the faulted activity with the outcome in payload <c>{outcome}</c>.</summary>
    public const string Skip = "skip";
    /// <summary>An operator cancels the whole instance.</summary>
    public const string Cancel = "cancel";
    /// <summary>Three attempts hit a wall-clock or memory limit: the incident enters by this stimulus.</summary>
    public const string Aborted = "aborted";
    /// <summary>Places or corrects a case by hand (operator or scenario). Payload: <c>{fields, state, …}</c>, read by the case layer; <c>variables</c>, a list of <c>{id, value, activityId?, scopePath?}</c>, by the engine.</summary>
    public const string Alter = "alter";
    /// <summary>The case moves to another plan, which runs this step. Payload <c>{from, to, map, types}</c>: plan ids, the map, the activities' types before.</summary>
    public const string Migrate = "migrate";
    /// <summary>The last move is taken back; refused once anything else has happened. Payload <c>{to}</c>: the plan moved from, which runs this step.</summary>
    public const string UndoMigration = "undo-migration";
}

/// <summary>
/// Something that happened, in the definition's language: by activity id, scope path and name, never only by a bookmark id,
/// so that it can be told again to another version of the definition. Stored in history from the first row.
/// </summary>
/// <param name="Id">The command's id; the same id is applied once.</param>
/// <param name="Kind">One of <see cref="StimulusKinds"/>.</param>
/// <param name="At">Receipt time at the server.</param>
/// <param name="Actor">Who did it: a user's id, <c>system</c>, or a connector's id.</param>
/// <param name="OnBehalfOf">For whom, when the actor acts for another (代理).</param>
/// <param name="Channel">web, counter, paper, api, connector, timer, scenario.</param>
/// <param name="ActivityId">The activity addressed, or null to reach every wait of that kind and name.</param>
/// <param name="ScopePath">The place of the addressed activity among iterations; null for any.</param>
/// <param name="Name">Event, action or operation name.</param>
/// <param name="Key">Correlation key to match against the waits' keys; null matches waits without a key and, for events, all.</param>
/// <param name="Due">For timers: when it was due. <c>At</c> is when it was served.</param>
public sealed record Stimulus(
    string Id,
    string Kind,
    DateTimeOffset At,
    string Actor,
    string? OnBehalfOf = null,
    string Channel = "api",
    string? ActivityId = null,
    string? ScopePath = null,
    string? Name = null,
    string? Key = null,
    DateTimeOffset? Due = null,
    Datum? Payload = null)
{
    public Datum Data => Payload ?? Datum.Null;

    public Datum ToDatum() => Datum.Object(
        ("id", Id), ("kind", Kind), ("at", Datum.Of(At)), ("actor", Actor), ("onBehalfOf", OnBehalfOf), ("channel", Channel),
        ("activityId", ActivityId), ("scopePath", ScopePath), ("name", Name), ("key", Key),
        ("due", Due is { } due ? Datum.Of(due) : Datum.Null), ("payload", Data));

    public static Stimulus From(Datum d) => new(
        d["id"].AsText()!, d["kind"].AsText()!, d["at"].AsInstant()!.Value, d["actor"].AsText()!, d["onBehalfOf"].AsText(),
        d["channel"].AsText() ?? "api", d["activityId"].AsText(), d["scopePath"].AsText(), d["name"].AsText(), d["key"].AsText(),
        d["due"].AsInstant(), d["payload"]);
}
