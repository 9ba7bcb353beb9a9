namespace Workflows.Cases.Packages;

/// <summary>The JSON Schemas of the definition files, served at <c>/schemas/{name}.json</c> so that editors complete and check.</summary>
public static class PackageSchemas
{
    /// <summary>The schema that is made from the activities' descriptors; the others are written by hand.</summary>
    public const string Workflow = "workflow";

    private static readonly Lazy<string> Made = new(WorkflowSchema.Write);

    public static IReadOnlyList<string> Names { get; } = ["connector", "decision", "fileLayout", "form", "municipality", "program", "register", Workflow];

    /// <summary>The schema's JSON text; null when there is none of that name.</summary>
    public static string? Find(string name)
    {
        if (!Names.Contains(name)) return null;
        if (name == Workflow) return Made.Value;
        using var stream = typeof(PackageSchemas).Assembly.GetManifestResourceStream($"Workflows.Cases.Packages.Schemas.{name}.json")
            ?? throw new InvalidOperationException($"The schema '{name}' is not embedded.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
