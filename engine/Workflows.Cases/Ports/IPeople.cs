using Workflows.Engine.Data;

namespace Workflows.Cases.Ports;

/// <summary>Who is behind an id: names to show, roles to assign to, what a person's record says for prefilling.</summary>
public interface IPeople
{
    ValueTask<Person?> Find(string tenant, string id, CancellationToken ct);
    /// <summary>Enabled staff of the municipality holding <c>program/role</c>, by name.</summary>
    ValueTask<IReadOnlyList<Person>> HoldersOf(string tenant, string role, CancellationToken ct);
}

/// <param name="Kind">citizen, staff, outside, system.</param>
/// <param name="Roles"><c>program/role</c>.</param>
/// <param name="Attributes">name, kana, birthDate, address …</param>
public sealed record Person(string Id, string Name, string Kind, string? Office, IReadOnlyList<string> Roles, Datum Attributes);
