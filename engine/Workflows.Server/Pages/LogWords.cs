using Workflows.Cases.Ports;

namespace Workflows.Server.Pages;

/// <summary>Reads entries of the access log for people: names for ids of people, numbers for ids of cases.</summary>
internal sealed class LogWords(IPeople people, ICaseReader cases)
{
    public async Task<IReadOnlyDictionary<string, string>> Names(string tenant, IEnumerable<AccessEntry> entries, CancellationToken ct)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var id in entries.Select(e => e.Actor).Where(a => a.Length > 0).Distinct(StringComparer.Ordinal))
            if (await people.Find(tenant, id, ct) is { } person) names[id] = person.Name;
        return names;
    }

    public async Task<IReadOnlyDictionary<string, string>> Numbers(string tenant, IEnumerable<AccessEntry> entries, CancellationToken ct)
    {
        var numbers = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var id in entries.Select(e => e.CaseId).OfType<string>().Distinct(StringComparer.Ordinal))
            if (await cases.FindCase(tenant, id, ct) is { Number: { } number }) numbers[id] = number;
        return numbers;
    }

    /// <summary>The case's id where a number was typed; what is no case's stays as it is and finds nothing.</summary>
    public async Task<string?> IdOf(string tenant, string? idOrNumber, CancellationToken ct) =>
        idOrNumber is null ? null : (await cases.FindCase(tenant, idOrNumber, ct))?.Id ?? idOrNumber;
}
