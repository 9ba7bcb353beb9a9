namespace Workflows.Cases.Ports;

/// <summary>Who of a municipality holds which role, from which day to which. What was held is kept: nothing is deleted.</summary>
public interface IStaffRoles
{
    /// <summary>Staff, operators and people of outside bodies, by name.</summary>
    ValueTask<Page<StaffMember>> List(string tenant, StaffFilter filter, DateOnly today, PageRequest page, CancellationToken ct);

    /// <summary>One of them with all they hold and held, newest first; null when there is no such person in the municipality.</summary>
    ValueTask<StaffMember?> Find(string tenant, string person, CancellationToken ct);

    /// <summary>How many enabled people hold each role on the day (<c>program/role</c>, whatever its scope).</summary>
    ValueTask<IReadOnlyDictionary<string, int>> Counts(string tenant, DateOnly today, CancellationToken ct);

    /// <summary>Gives a role unless one of the same name is held in those days; one with the same id is there already.</summary>
    ValueTask<RoleChange> Give(string tenant, string person, RoleHolding holding, CancellationToken ct);

    /// <summary>Ends a holding. The last lasting holder of <paramref name="kept"/> keeps it.</summary>
    ValueTask<RoleChange> Take(string tenant, string person, string holding, string kept, DateOnly today, string by, DateTimeOffset at, CancellationToken ct);
}

/// <summary>What became of a change of roles.</summary>
public enum RoleChange { Done, Repeated, Held, Last, Unknown }

/// <param name="Text">In the name (spaces do not count) or the user id.</param>
/// <param name="Role"><c>program/role</c> held on the day, whatever its scope.</param>
public sealed record StaffFilter(string? Text = null, string? Role = null, string? Office = null);

/// <param name="Kind">staff, operator, outside.</param>
public sealed record StaffMember(string Id, string Name, string Kind, string? Office, bool Disabled, IReadOnlyList<RoleHolding> Holdings);

/// <summary>A role somebody holds or held.</summary>
/// <param name="Role"><c>program/role</c>, or <c>program/role@scope</c> for one facility, section … only.</param>
/// <param name="From">First day; null: since ever.</param>
/// <param name="Until">Last day; null: without end.</param>
/// <param name="GivenBy">A user id; null: by the municipality's file.</param>
public sealed record RoleHolding(string Id, string Role, DateOnly? From, DateOnly? Until, string? GivenBy, DateTimeOffset GivenAt, string? TakenBy = null, DateTimeOffset? TakenAt = null)
{
    public bool HeldOn(DateOnly day) => TakenAt is null && (From is null || From <= day) && (Until is null || Until >= day);

    /// <summary>Neither taken nor over.</summary>
    public bool OpenOn(DateOnly day) => TakenAt is null && (Until is null || Until >= day);

    /// <summary>Held on one day in common.</summary>
    public bool Meets(RoleHolding other) => (Until ?? DateOnly.MaxValue) >= (other.From ?? DateOnly.MinValue) && (other.Until ?? DateOnly.MaxValue) >= (From ?? DateOnly.MinValue);
}
