using Mediator;
using Workflows.Cases.Packages;
using Workflows.Cases.Ports;

namespace Workflows.Cases.Commands;

/// <summary>Staff of the municipality. Administrators of staff only, as with all of this file.</summary>
public sealed record ListStaff(Caller Caller, StaffFilter Filter, PageRequest Page) : IQuery<Result<Page<StaffView>>>, ICalled;

public sealed record GetStaff(Caller Caller, string Person) : IQuery<Result<StaffView>>, ICalled;

/// <summary>Every role that can be given, with how many hold it today: those of programmes in force and approved ones, and the platform's.</summary>
public sealed record ListRoles(Caller Caller) : IQuery<Result<IReadOnlyList<RoleOffer>>>, ICalled;

/// <param name="Role"><c>program/role</c>.</param>
/// <param name="Scope">For one facility, section … only, by its id as the programme writes it; null: everywhere.</param>
/// <param name="From">First day; today when null.</param>
/// <param name="Until">Last day; null: without end.</param>
/// <param name="DryRun">Says what would be; nothing is done.</param>
public sealed record GiveRole(Caller Caller, string CommandId, string Person, string Role, string? Scope, DateOnly? From, DateOnly? Until, string? Reason, bool DryRun = false) : ICommand<Result<HoldingView>>, IChange;

/// <param name="Holding">Its id.</param>
public sealed record TakeRole(Caller Caller, string CommandId, string Person, string Holding, string? Reason, bool DryRun = false) : ICommand<Result<HoldingView>>, IChange;

/// <param name="Kind">staff, operator, outside.</param>
/// <param name="Office">The office's name.</param>
/// <param name="Own">The reader: one's own roles are changed by another administrator.</param>
public sealed record StaffView(string Id, string Name, string Kind, string? Office, bool Own, IReadOnlyList<HoldingView> Holdings);

/// <param name="Program">The programme's title; null for the platform's roles.</param>
/// <param name="State">held, coming, over, taken.</param>
/// <param name="GivenBy">A name; null: by the municipality's file.</param>
public sealed record HoldingView(
    string Id, string Role, Label? Program, Label Label, string? Scope, string? ScopeName, DateOnly? From, DateOnly? Until, string State,
    string? GivenBy, DateTimeOffset GivenAt, string? TakenBy, DateTimeOffset? TakenAt);

/// <param name="Program">The programme's id.</param>
/// <param name="Kind">staff, outside: who can hold it.</param>
/// <param name="Holders">People who hold it today.</param>
public sealed record RoleOffer(string Role, string Program, Label ProgramLabel, Label Label, string Kind, int Holders);
