namespace Workflows.Cases.Ports;

/// <summary>
/// What an outbox message (<see cref="Engine.Turns.OutboxAdd"/>) of each kind holds, and how its answer comes back: a stimulus of kind <c>answer</c>
/// whose key is the message's <c>ReplyTo</c> and whose payload always carries <c>key</c>, the message's own key.
/// Policy: <c>{ retry: [seconds or "HH:mm" …], attemptTimeout: seconds, giveUpAfter: seconds }</c>; after the list its last figure repeats until giving up.
/// Further members: <c>notBefore</c> an instant it waits for; <c>window</c> <c>{from, to, calendar}</c> when it may leave; <c>line</c> messages of one line go one after another; <c>once</c> never sent a second time
/// without an inquiry; <c>tell</c> <c>{after, to}</c> a wait that hears when so many attempts have failed; <c>undoes</c> skipped when the message of that key never left; <c>cache</c> seconds.
/// An <c>OutboxAdd</c> with the key of a message that was given up starts that message over with the same idempotency key.
/// </summary>
public static class OutboxBodies
{
    /// <summary>
    /// A connector operation. Target: connector id. Body: <c>{ operation, request, instance }</c>.
    /// Answer payload: <c>{ key, outcome, value, code, message }</c>, outcome <c>Done</c>, a business fault's code, or <c>Failed</c> (given up, fatal or unknown; unknown carries <c>unknown: true</c>).
    /// </summary>
    public const string Call = "call";

    /// <summary>A notice to a person. Target: channel (portal, mail, line, sms, push, post), or <c>preferred</c>: the carrier chooses. Body: <c>{ id, notice, to, title, body, channels, neutral, important, texts: [{ language, channel, title, body }], buttons }</c>.
    /// Answer where somebody waits: Done with <c>{ channels }</c>, or Failed (<c>UNDELIVERED</c>).</summary>
    public const string Notify = "notify";

    /// <summary>
    /// A signal to another case of the municipality. Target: its number or id. Body: <c>{ signal, key, payload, id }</c>; <c>id</c> is the stimulus's id,
    /// so the same signal is applied once. First in, first out per sender and target. Answer payload: <c>{ key, outcome, message }</c>, outcome one of the constants below.
    /// </summary>
    public const string Signal = "signal";

    /// <summary>A start of the same programme begins a case. Target: the start's id. Body: <c>{ start, event }</c>. No answer; the same key begins it once.</summary>
    public const string Begin = "begin";

    /// <summary>A stimulus put by while the case was on hold is told to it again. Target: the case. Body: the stimulus. First in, first out.</summary>
    public const string Again = "again";

    /// <summary>The receiver heard it (also when it had been applied before).</summary>
    public const string Applied = "Applied";
    /// <summary>There is no such case.</summary>
    public const string NotFound = "NotFound";
    /// <summary>The case exists; nothing in it waits for the signal.</summary>
    public const string Unheard = "Unheard";
    /// <summary>The case refused it (a check).</summary>
    public const string Refused = "Refused";

    public const string Done = "Done";
    public const string Failed = "Failed";
    /// <summary>Not an end: attempts fail, the message is still tried.</summary>
    public const string Trying = "Trying";
}
