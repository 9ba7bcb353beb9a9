namespace Workflows.Decisions.Feel;

/// <summary>Why some part of an expression gave null.</summary>
/// <param name="Code">A stable word for the kind of reason.</param>
/// <param name="MessageJa">The reason in Japanese.</param>
/// <param name="MessageEn">The reason in English.</param>
/// <param name="Offset">Where the part begins in the expression's text.</param>
/// <param name="Length">How long the part is.</param>
/// <param name="Source">The part as written; empty when it has no text.</param>
public sealed record FeelDiagnostic(string Code, string MessageJa, string MessageEn, int Offset, int Length, string Source = "");

/// <summary>Collects the reasons of one evaluation, the first hundred of them.</summary>
public sealed class FeelDiagnostics
{
    private const int Most = 100;
    private readonly List<FeelDiagnostic> items = [];

    /// <summary>The reasons in the order they arose.</summary>
    public IReadOnlyList<FeelDiagnostic> Items => items;

    /// <summary>True when no more reasons are kept.</summary>
    public bool IsFull => items.Count >= Most;

    /// <summary>Adds a reason.</summary>
    public void Add(FeelDiagnostic item)
    {
        if (items.Count < Most) items.Add(item);
    }
}
