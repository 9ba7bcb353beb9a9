using System.Collections.Concurrent;
using Workflows.Cases.Ports;

namespace Workflows.Server.Scenarios;

/// <summary>The people a scenario speaks of.</summary>
internal sealed class WorldPeople : IPeople
{
    private readonly ConcurrentDictionary<(string Tenant, string Id), Person> _people = new();

    public void Declare(string tenant, Person person) => _people[(tenant, person.Id)] = person;

    public ValueTask<Person?> Find(string tenant, string id, CancellationToken ct) => new(_people.GetValueOrDefault((tenant, id)));

    public ValueTask<IReadOnlyList<Person>> HoldersOf(string tenant, string role, CancellationToken ct) =>
        new((IReadOnlyList<Person>)[.. _people.Where(p => p.Key.Tenant == tenant && p.Value.Roles.Contains(role)).Select(p => p.Value).OrderBy(p => p.Name, StringComparer.Ordinal)]);
}
