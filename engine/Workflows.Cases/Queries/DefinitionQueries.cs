using Mediator;
using Workflows.Cases.Commands;
using Workflows.Cases.Ports;
using Workflows.Engine.Data;

namespace Workflows.Cases.Queries;

/// <summary>The newest version of each loose definition.</summary>
public sealed record ListDefinitions(Caller Caller) : IQuery<Result<IReadOnlyList<DefinitionView>>>;

public sealed record ListDefinitionVersions(Caller Caller, string DefinitionId) : IQuery<Result<IReadOnlyList<DefinitionView>>>;

/// <summary>A definition as Elsa's JSON, with its place in the version list.</summary>
public sealed record GetDefinition(Caller Caller, string DefinitionId, int? Version) : IQuery<Result<DefinitionFile>>;

public sealed record DefinitionFile(DefinitionView View, Datum Content);

/// <summary>A case of a loose definition as Elsa shows an instance: status, outputs, incidents. Values of other programmes are not shown here.</summary>
public sealed record GetInstance(Caller Caller, string Id) : IQuery<Result<Datum>>;

/// <summary>Plans with running cases.</summary>
public sealed record ListPlans(Caller Caller) : IQuery<Result<IReadOnlyList<PlanUse>>>;

/// <summary>Which activity of one plan is which of another, as far as it can be told.</summary>
public sealed record ProposeMigration(Caller Caller, string From, string To) : IQuery<Result<Datum>>;

/// <summary>The dry run: for each case where it stands, where it will stand, what is in the way.</summary>
/// <param name="After">The last case of the page before.</param>
public sealed record CheckMigration(Caller Caller, string From, string To, Datum? Map, string? After, int Take) : IQuery<Result<IReadOnlyList<MigrationCheck>>>;

public sealed record MigrationCheck(string Case, string? Number, bool Possible, IReadOnlyList<Engine.Migration.MovePlace> Places, IReadOnlyList<Engine.Migration.MoveFinding> Findings);
