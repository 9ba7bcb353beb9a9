using Workflows.Cases.Activities.Reading;
using Workflows.Cases.Packages;
using Workflows.Engine.Activities;
using Workflows.Engine.Data;
using Workflows.Engine.Plans;
using Workflows.Engine.State;
using Workflows.Engine.Turns;

namespace Workflows.Cases.Activities;

/// <summary>An activity of the case layer: plain JSON properties, read once into <typeparamref name="TSpec"/>.</summary>
internal abstract class CaseActivity<TSpec> : Activity where TSpec : class
{
    protected abstract TSpec Read(SpecReader reader);

    public sealed override object? Prepare(PlanNode node, PlanBuilder builder)
    {
        foreach (var (key, _) in node.Source.Members)
        {
            if (CaseProperties.Common.Contains(key, StringComparer.OrdinalIgnoreCase) || Descriptor.Inputs.Any(i => i.Name == key) || Descriptor.Ports.Any(p => p.Name == key)) continue;
            builder.Warning($"{node.Id}.{key}", "PROPERTY_UNKNOWN", $"「{key}」という項目は {Descriptor.LabelJa} にありません。", $"{Descriptor.Type} has no property '{key}'.");
        }
        return Read(new SpecReader(node, builder));
    }

    protected static TSpec Spec(ActivityContext context) =>
        context.Node.Prepared as TSpec ?? throw new InvalidOperationException($"Activity '{context.Node.Id}' was not prepared.");
}

/// <summary>What any activity may hold besides its inputs.</summary>
internal static class CaseProperties
{
    public static readonly IReadOnlyList<string> Common = ["id", "nodeId", "name", "type", "version", "customProperties", "metadata", "description", "variables"];
}

/// <summary>What activities of the case layer share.</summary>
internal static class CaseContext
{
    /// <summary>The package the case runs on; null for a loose definition.</summary>
    public static ProgramPackage? Package(this ActivityContext context) => context.Plan.Artefacts as ProgramPackage;

    /// <summary>A bookmark that stays when it is met.</summary>
    public static readonly Datum Keep = Datum.Object(("keep", true));

    /// <summary>Looks up a key of the frame's private data.</summary>
    public static Datum Own(this ActivityContext context, string key) => context.Data[key];

    public static void SetOwn(this ActivityContext context, string key, Datum value) => context.Data = context.Data.With(key, value);

    public static void ClearBookmarks(this ActivityContext context, Func<Bookmark, bool>? which = null)
    {
        foreach (var bookmark in context.Bookmarks.Where(which ?? (_ => true)).ToArray()) context.ClearBookmark(bookmark.Id);
    }

    /// <summary>Who acts, for whom the act counts: the person represented, else the actor.</summary>
    public static string Person(this Stimulus stimulus) => stimulus.OnBehalfOf is { Length: > 0 } other ? other : stimulus.Actor;

    /// <summary>The variable a body sees as <c>event</c>.</summary>
    public static Datum EventVariable(Datum payload) => Datum.Object(("event", payload));
}
