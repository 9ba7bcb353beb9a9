namespace Workflows.Cases.Expressions;

/// <summary>A text with <c>{feel}</c> holes, as a package holds it. <c>{{</c> and <c>}}</c> are braces. Equal by text.</summary>
public sealed record TextTemplate(string Text)
{
    public override string ToString() => Text;
}
