using Workflows.Engine.Data;

namespace Workflows.Cases.Ports;

/// <summary>
/// The control desk of the connectors' simulators: what a scenario, a demonstration page or a test does to the outside world.
/// Every method takes the municipality and the package's connector id. Times are the simulators' clock.
/// </summary>
public interface ISimulators
{
    /// <summary>What can be simulated, by kind.</summary>
    IReadOnlyList<SimulatorDescription> Kinds { get; }

    /// <summary>
    /// Something happens out there (<c>finish</c>: the citizen ends at the bank). What follows from it, such as a signed event, has reached us on return.
    /// An act named like a switch sets it: <c>brokenFooter {on: true}</c>.
    /// </summary>
    /// <param name="arguments">By name. <c>key</c> stands for the number of the case spoken of wherever the act needs one and it is not given.</param>
    /// <exception cref="SimulatorException">No such act, or it cannot happen; says what can.</exception>
    ValueTask<Datum> Act(string tenant, string connector, string act, Datum arguments, CancellationToken cancellationToken = default);

    /// <summary>Sets a switch: <c>slow</c> (milliseconds), <c>down</c>, <c>duplicate</c>, <c>outOfOrder</c>, <c>refused</c>, <c>wrong</c>, <c>unauthorized</c>, and the kind's own. False, null and 0 set it back.</summary>
    void Switch(string tenant, string connector, string name, Datum value);

    /// <summary>Gives the far side data, by the register or collection it mirrors (<c>R-LIAB</c>). A row of the same key is replaced; unknown collections are kept and ignored.</summary>
    void Seed(string tenant, string connector, string collection, IReadOnlyList<Datum> rows);

    /// <summary>The next calls of an operation fail.</summary>
    /// <param name="fault"><c>timeout</c> (no answer, no effect), <c>lost</c> (effect, but the answer is lost), <c>down</c> or an HTTP status (<c>503</c>), <c>unauthorized</c>, <c>wrong</c> (malformed answer); all else is the code of a business refusal.</param>
    /// <param name="times">How many calls; null: until <see cref="Reset"/>.</param>
    /// <param name="after">How many calls go well before.</param>
    void Fail(string tenant, string connector, string operation, string fault, int? times = null, int after = 0);

    /// <summary>Calls of the operation (after forced failures) are answered with this value instead of the simulator's own; null sets it back.</summary>
    void Answer(string tenant, string connector, string operation, Datum? value);

    /// <summary>Everything asked of the far side, oldest first. Attempts of one call share their <see cref="SimulatorCall.Key"/>.</summary>
    IReadOnlyList<SimulatorCall> Calls(string tenant, string connector);

    /// <summary>The far side pushes an event through the real hook front.</summary>
    /// <param name="eventId">Null: a new one.</param>
    /// <param name="signature">Whether it is signed as it should be.</param>
    /// <returns>The HTTP status the front answered.</returns>
    ValueTask<int> Push(string tenant, string connector, string name, Datum payload, string? eventId = null, EventSignature signature = EventSignature.Good, CancellationToken cancellationToken = default);

    /// <summary>Forgets everything (data, calls, switches), of one municipality or of all.</summary>
    void Reset(string? tenant = null);
}

/// <summary>How a pushed event is signed.</summary>
public enum EventSignature
{
    Good,
    /// <summary>With a key that is not ours.</summary>
    Wrong,
    /// <summary>The header of the signature is left out.</summary>
    Missing,
}

/// <param name="Acts">Name and what it does.</param>
/// <param name="Switches">Name and what it does.</param>
public sealed record SimulatorDescription(string Kind, string LabelJa, IReadOnlyList<KeyValuePair<string, string>> Acts, IReadOnlyList<KeyValuePair<string, string>> Switches);

/// <param name="Key">The idempotency key it carried, or null.</param>
/// <param name="Outcome"><c>done</c>, <c>repeated</c> (known key: first answer), else why not: <c>timeout</c>, <c>down</c>, a refusal's code.</param>
public sealed record SimulatorCall(int No, string Operation, Datum Request, string? Key, DateTimeOffset At, string Outcome);

/// <summary>Bilingual: what was wrong in a request to a simulator, and what would be right.</summary>
public sealed class SimulatorException(string ja, string en) : Exception($"{ja} ({en})")
{
    public string Ja { get; } = ja;
    public string En { get; } = en;
}

/// <summary>Opens an outside world in memory: no sockets, no files, a clock of the caller's.</summary>
public interface ISimulatedWorlds
{
    /// <param name="inbound">Where events and returns arrive; called inside <see cref="ISimulators.Act"/> and <see cref="ISimulators.Push"/>.</param>
    /// <param name="packages">Says each connector's kind. Every connector is simulated, whatever the municipality's file says.</param>
    /// <param name="kept">Where pushed events are kept first; null: in memory.</param>
    SimulatedWorld Open(TimeProvider clock, IInbound inbound, Packages.PackageSet packages, Func<IKeptStore>? kept = null);
}

/// <summary>The outside world of one scenario.</summary>
public sealed record SimulatedWorld(IConnectorPort Connectors, ISimulators Simulators, IReturnVerifier Returns);
