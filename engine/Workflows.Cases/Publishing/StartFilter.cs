using Workflows.Cases.Expressions;
using Workflows.Cases.Packages;
using Workflows.Cases.Ports;
using Workflows.Engine.Data;
using Workflows.Engine.Turns;

namespace Workflows.Cases.Publishing;

/// <summary>Whether what came (an event, a file, a due time) begins a case: its start's <c>filter</c> with its look-ups over committed records.</summary>
public static class StartFilter
{
    public static async ValueTask<bool> Holds(ProgramPackage package, StartSpec start, string tenant, Datum settings, Datum payload, DateTimeOffset now, IRegisterStore registers, CancellationToken ct)
    {
        if (start.Filter is not { } filter) return true;
        var names = new FeelNames(package.FieldTypes, now, settings).With(payload);
        names = start.Kind switch { StartKind.File => names.With("file", payload), StartKind.Event => names.With("event", payload), _ => names };
        var replies = new Dictionary<Question, Reply>(ReferenceEqualityComparer.Instance);
        foreach (var question in Lookups.Run(start.Lookups, names, q => replies[q], (name, value) => names = names.With(name, value)))
            replies[question] = await Asked.Answer(registers, tenant, package.Id, question, ct).ConfigureAwait(false);
        return names.IsTrue(filter);
    }
}
