namespace Workflows.Cases.Expressions;

/// <summary>A FEEL expression as a package holds it. Equal by text.</summary>
public sealed record Feel(string Text)
{
    public override string ToString() => Text;
}
