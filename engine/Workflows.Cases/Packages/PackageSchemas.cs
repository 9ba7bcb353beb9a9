namespace Workflows.Cases.Packages;

/// <summary>The JSON Schemas of the definition files, served at <c>/schemas/{name}.json</c> so that editors complete and check.</summary>
public static class PackageSchemas
{
    public static IReadOnlyList<string> Names { get; } = ["connector", "decision", "fileLayout", "form", "municipality", "program", "register"];

    /// <summary>The schema's JSON text; null when there is none of that name.</summary>
    public static string? Find(string name)
    {
        if (!Names.Contains(name)) return null;
        using var stream = typeof(PackageSchemas).Assembly.GetManifestResourceStream($"Workflows.Cases.Packages.Schemas.{name}.json")
            ?? throw new InvalidOperationException($"The schema '{name}' is not embedded.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
