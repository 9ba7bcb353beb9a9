using Mediator;
using Workflows.Cases.Trial;
using Workflows.Engine.Data;

namespace Workflows.Cases.Commands;

/// <summary>Begins to try a draft as it is now.</summary>
/// <param name="Now">What time it is there; now when absent.</param>
public sealed record StartTrial(Caller Caller, string Draft, DateTimeOffset? Now, Datum Settings) : ICommand<Result<Datum>>;

/// <param name="Act">docs/designer-api.md §6.</param>
public sealed record ActInTrial(Caller Caller, string Trial, Datum Act) : ICommand<Result<Datum>>;

/// <param name="To">Acts that stay.</param>
public sealed record RewindTrial(Caller Caller, string Trial, int To) : ICommand<Result<Datum>>;
public sealed record EndTrial(Caller Caller, string Trial) : ICommand<Result<Nothing>>;

/// <summary>Adds a session to the draft as a scenario.</summary>
/// <param name="Expect">status, fields, tasks, notices: what is so now and is to be expected.</param>
public sealed record SaveTrial(Caller Caller, string Trial, string Document, string Name, IReadOnlyList<string> Expect) : ICommand<Result<SavedTrial>>;
public sealed record SavedTrial(long Revision, string Text);

/// <summary>Runs a draft's scenarios in the background; answers with the run's id.</summary>
public sealed record RunDraftScenarios(Caller Caller, string Draft, IReadOnlyList<string>? Documents, IReadOnlyList<string>? Names) : ICommand<Result<string>>;

public sealed record GetTrial(Caller Caller, string Trial) : IQuery<Result<Datum>>;
public sealed record GetScenarioRun(Caller Caller, string Run) : IQuery<Result<ScenarioRunSet>>;
