using Workflows.Cases.Expressions;
using Workflows.Cases.Packages;
using Workflows.Engine.Data;

namespace Workflows.Cases.Publishing;

/// <summary>The key of a start that no person makes: the same key starts no second case while the first lives.</summary>
public static class StartKeys
{
    /// <param name="payload">What came: seen as <c>file</c> or <c>event</c>, its members by name.</param>
    /// <returns>Null when the start has no key.</returns>
    public static string? Of(ProgramPackage package, StartSpec start, Datum settings, Datum payload, DateTimeOffset now)
    {
        if (start.Key is null) return null;
        var names = new FeelNames(package.FieldTypes, now, settings).With(payload);
        names = start.Kind switch { StartKind.File => names.With("file", payload), StartKind.Event => names.With("event", payload), _ => names };
        return start.Key.Render(names);
    }
}
