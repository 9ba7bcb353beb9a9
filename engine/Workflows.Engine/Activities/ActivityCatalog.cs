using System.Diagnostics.CodeAnalysis;

namespace Workflows.Engine.Activities;

/// <summary>The activity types an installation knows, by type name.</summary>
public sealed class ActivityCatalog
{
    private readonly SortedDictionary<string, Activity> _byType = new(StringComparer.Ordinal);

    public ActivityCatalog(IEnumerable<Activity> activities)
    {
        foreach (var activity in activities)
            if (!_byType.TryAdd(activity.Descriptor.Type, activity))
                throw new ArgumentException($"Activity type '{activity.Descriptor.Type}' is registered twice.", nameof(activities));
    }

    public IReadOnlyCollection<Activity> All => _byType.Values;

    public bool TryFind(string type, [NotNullWhen(true)] out Activity? activity) => _byType.TryGetValue(type, out activity);
}
