using Workflows.Engine.Data;

namespace Workflows.Engine.Turns;

/// <summary>
/// All a step may know besides plan, state and stimulus. Stored with the step, so that replay gives the same.
/// </summary>
/// <param name="Tenant">The municipality's code (5 digits).</param>
/// <param name="CaseId">The case's public id, for keys sent outside (idempotency, correlation).</param>
/// <param name="Now">The step's one instant, never before the case's last.</param>
/// <param name="Seed">From which all randomness and ids of the step are derived; unique per command.</param>
/// <param name="Refs">Immutable versions of what the municipality sets: <c>settings</c> (object), <c>calendars</c> …; stored by digest.</param>
public sealed record StepContext(string Tenant, string CaseId, DateTimeOffset Now, string Seed, Datum Refs)
{
    public StepLimits Limits { get; init; } = StepLimits.Default;

    public Datum ToDatum() => Datum.Object(("tenant", Tenant), ("caseId", CaseId), ("now", Datum.Of(Now)), ("seed", Seed), ("refs", Refs));

    public static StepContext From(Datum d) =>
        new(d["tenant"].AsText()!, d["caseId"].AsText()!, d["now"].AsInstant()!.Value, d["seed"].AsText()!, d["refs"]);
}

/// <summary>Counted limits of one step. They are the same wherever the step runs, so they may decide an outcome.</summary>
/// <param name="Activities">Activities executed in one step.</param>
/// <param name="Questions">Questions asked before the step commits and goes on by <see cref="StimulusKinds.Continue"/>.</param>
/// <param name="Depth">Nested containers.</param>
/// <param name="ExpressionStatements">Statements of one script.</param>
/// <param name="ValueLength">UTF-16 length of one expression's result as JSON.</param>
public sealed record StepLimits(int Activities, int Questions, int Depth, int ExpressionStatements, int ValueLength)
{
    public static readonly StepLimits Default = new(250_000, 1_000, 2_000, 100_000, 32 * 1024 * 1024);
}
