using Workflows.Decisions.Feel;
using Workflows.Engine.Expressions;

namespace Workflows.Cases.Expressions;

/// <summary>A FEEL expression as a package holds it, read when first asked for. Equal by text.</summary>
public sealed class Feel : IEquatable<Feel>
{
    private static readonly FeelParseOptions Options = new() { Functions = CaseFunctions.Registry };

    private readonly Lazy<(FeelExpression? Expression, FeelParseException? Error)> _read;

    public Feel(string text)
    {
        Text = text;
        _read = new(() => FeelExpression.TryParse(text, out var expression, out var error, Options) ? (expression, null) : (null, error));
    }

    public string Text { get; }

    /// <exception cref="ExpressionException">The text is no FEEL.</exception>
    public FeelExpression Expression => _read.Value.Expression
        ?? throw new ExpressionException(FeelLanguage.Name, $"式を読めません: {_read.Value.Error!.Message}（式: {Text}）") { Offset = _read.Value.Error.Offset };

    /// <summary>Why it cannot be read; null when it can.</summary>
    public (string Ja, string En)? Problem =>
        _read.Value.Error is { } error ? ($"{error.Line}行{error.Column}文字目: {error.MessageJa}", $"line {error.Line}, column {error.Column}: {error.MessageEn}") : null;

    /// <summary>Names it takes from its surroundings; empty when it cannot be read.</summary>
    public IReadOnlyList<string> Names => _read.Value.Expression?.FreeNames ?? [];

    public bool Equals(Feel? other) => other is not null && other.Text == Text;
    public override bool Equals(object? obj) => Equals(obj as Feel);
    public override int GetHashCode() => string.GetHashCode(Text, StringComparison.Ordinal);
    public override string ToString() => Text;
}
