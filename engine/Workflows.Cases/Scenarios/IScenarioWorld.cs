using Mediator;
using Workflows.Cases.Packages;
using Workflows.Cases.Ports;
using Workflows.Engine.Data;

namespace Workflows.Cases.Scenarios;

/// <summary>Opens a world for a scenario: the real engine on an empty copy of the real storage, with simulated connectors. Worlds share nothing.</summary>
public interface IScenarioWorldFactory
{
    /// <summary>The packages and municipalities that are tested.</summary>
    PackageSet Packages { get; }

    ValueTask<IScenarioWorld> Open(CancellationToken cancellationToken);
}

/// <summary>
/// Everything a scenario can do and see. Commands and queries are those that pages and API send; what has no command (clock, settings, persons)
/// stands here. The host implements it, since only the host may know all parts.
/// </summary>
public interface IScenarioWorld : IAsyncDisposable
{
    DateTimeOffset Now { get; }
    /// <summary>Sets the clock; nothing is served by it. The clock never goes back once a case exists.</summary>
    void SetNow(DateTimeOffset now);

    ISender Sender { get; }
    ICaseExecutor Executor { get; }
    IEnginePump Pump { get; }
    ICaseReader Reader { get; }
    IRegisterStore Registers { get; }
    INumberStore Numbers { get; }
    IAccessLog AccessLog { get; }
    ISimulators Simulators { get; }

    /// <summary>The programme runs in the municipality from now on: registers are seeded, scheduled starts count from the clock.</summary>
    ValueTask Publish(string tenant, string program, CancellationToken ct);

    /// <summary>A setting of the municipality, for this world only.</summary>
    ValueTask Set(string tenant, string program, string key, Datum value, CancellationToken ct);

    /// <summary>A day of a calendar, for this world only.</summary>
    ValueTask SetDay(string tenant, string calendar, DateOnly day, bool open, CancellationToken ct);

    /// <summary>A person known to the municipality, in place of one of the same id.</summary>
    ValueTask Declare(string tenant, Person person, CancellationToken ct);

    /// <summary>A decision with its declared look-ups from registers, settings and calendars.</summary>
    ValueTask<Datum> Decide(string tenant, string program, string decision, Datum inputs, CancellationToken ct);

    /// <summary>A KPI as of now; null when there is nothing to compute it from.</summary>
    /// <param name="period">A month or a fiscal year; null: as of now.</param>
    /// <param name="by">Values of its dimensions by key.</param>
    ValueTask<Datum> Kpi(string tenant, string program, string kpi, string? period, Datum by, CancellationToken ct);

    /// <summary>A job of the night or of the minute, by its id or name.</summary>
    ValueTask RunJob(string job, CancellationToken ct);

    /// <summary>Seals what is new and proves histories and access log; what was found altered.</summary>
    ValueTask<IReadOnlyList<string>> VerifyAudit(CancellationToken ct);

    /// <summary>From now on people have to show who they are by one-time codes; until then that counts as done.</summary>
    void AskWhoPeopleAre();

    /// <summary>Everything kept in memory is thrown away and read from storage again.</summary>
    ValueTask Restart(CancellationToken ct);

    /// <summary>One bit of a kept file becomes the other, past the product, as by somebody with the database in hand; twice sets it back.</summary>
    ValueTask AlterFile(string tenant, string file, CancellationToken ct);

    /// <summary>A request to the product's own front door, pages and API, as it would come over the network.</summary>
    ValueTask<DoorAnswer> Visit(DoorRequest request, CancellationToken ct);

    /// <summary>Where a text stands in anything stored: database files, journals, logs. Empty: nowhere.</summary>
    ValueTask<IReadOnlyList<string>> FindStored(string text, CancellationToken ct);
}

/// <param name="Path">With its query.</param>
/// <param name="Visitor">Signed in for pages, by a key of their own for the API; null: nobody, without either.</param>
/// <param name="Connectors">Connectors of the programme whose events and files the visitor's key may bring; empty for people.</param>
/// <param name="Json">The body; null: none.</param>
/// <param name="Key">The Idempotency-Key; null: none.</param>
public sealed record DoorRequest(string Tenant, string Method, string Path, Person? Visitor, IReadOnlyList<string> Connectors, string? Json, string? Key);

/// <param name="Location">Where it sends on to, or null.</param>
public sealed record DoorAnswer(int Status, string? ContentType, string Text, string? Location);
