namespace Workflows.Decisions.Feel;

/// <summary>The standard library of DMN 1.5 §10.3.4 by name.</summary>
public static class FeelLibrary
{
    private static readonly FeelFunctionRegistry Standard = Make();

    /// <summary>The names of all builtin functions.</summary>
    public static IReadOnlyList<string> Names => Standard.Names;

    internal static NameTable MultiWord { get; } = new(Standard.Names.Where(n => n.Contains(' ', StringComparison.Ordinal)));

    /// <summary>The builtin of a name; null when there is none.</summary>
    public static FeelFunction? Find(string name) => Standard.Find(name);

    /// <summary>The signatures of a builtin as text, for completion.</summary>
    public static IReadOnlyList<string> Describe(string name) => Standard.Describe(name);

    private static FeelFunctionRegistry Make()
    {
        var all = new FeelFunctionRegistry();
        ConversionFunctions.AddTo(all);
        NumberFunctions.AddTo(all);
        TextFunctions.AddTo(all);
        ListFunctions.AddTo(all);
        AggregateFunctions.AddTo(all);
        ContextFunctions.AddTo(all);
        DateFunctions.AddTo(all);
        RangeFunctions.AddTo(all);
        return all;
    }
}
