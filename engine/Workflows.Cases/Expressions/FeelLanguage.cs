using Workflows.Engine.Data;
using Workflows.Engine.Expressions;

namespace Workflows.Cases.Expressions;

/// <summary>FEEL as a language of the engine's expressions (<c>{"type": "Feel"}</c> and the activities' FEEL properties).</summary>
/// <param name="types">Which keys are dates in the package the plan is made of.</param>
public sealed class FeelLanguage(FieldTypes types) : IExpressionLanguage
{
    public const string Name = "Feel";

    public string Type => Name;

    public IPreparedExpression Prepare(Datum value)
    {
        var feel = new Feel(value.AsText() ?? "null");
        if (feel.Problem is { } problem) throw new ExpressionException(Name, $"{problem.Ja}（式: {feel.Text}） ({problem.En})");
        return new Prepared(feel, types);
    }

    private sealed class Prepared(Feel feel, FieldTypes types) : IPreparedExpression
    {
        public Datum Evaluate(IExpressionScope scope) => FeelNames.From(scope, types).Evaluate(feel);
    }
}
