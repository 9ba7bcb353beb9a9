using System.Text.Json;
using Workflows.Engine.Data;

namespace Workflows.Engine.Expressions;

/// <summary>The languages every installation has.</summary>
public static class BasicLanguages
{
    public static IReadOnlyList<IExpressionLanguage> All { get; } =
        [new LiteralLanguage(), new JsonLanguage("Object"), new JsonLanguage("Json"), new VariableLanguage(), new InputLanguage(), new JavaScriptLanguage(), new LiquidLanguage()];
}

internal sealed class Constant(Datum value) : IPreparedExpression
{
    public Datum Value => value;
    public Datum Evaluate(IExpressionScope scope) => value;
}

/// <summary>Literal: the value as it stands.</summary>
internal sealed class LiteralLanguage : IExpressionLanguage
{
    public string Type => "Literal";
    public IPreparedExpression Prepare(Datum value) => new Constant(value);
}

/// <summary>Object and Json: JSON, as text or raw.</summary>
internal sealed class JsonLanguage(string type) : IExpressionLanguage
{
    public string Type => type;

    public IPreparedExpression Prepare(Datum value)
    {
        if (value.Kind != DatumKind.Text) return new Constant(value);
        var text = value.AsText()!;
        if (string.IsNullOrWhiteSpace(text)) return new Constant(Datum.Null);
        try { return new Constant(Datum.Parse(text)); }
        catch (JsonException e) { throw new ExpressionException(Type, $"JSON として読めません: {e.Message}", e); }
    }
}

/// <summary>Variable: a variable by id or name; the value is the variable's object, also as JSON text.</summary>
internal sealed class VariableLanguage : IExpressionLanguage
{
    public string Type => "Variable";

    public IPreparedExpression Prepare(Datum value)
    {
        var (id, name) = Reference.Read(value);
        return new Read(id, name);
    }

    private sealed class Read(string? id, string? name) : IPreparedExpression
    {
        public Datum Evaluate(IExpressionScope scope) =>
            id is not null && scope.TryGetVariable(id, out var byId) ? byId
            : name is not null && scope.TryGetVariable(name, out var byName) ? byName
            : Datum.Null;
    }
}

/// <summary>Input: a workflow input by name.</summary>
internal sealed class InputLanguage : IExpressionLanguage
{
    public string Type => "Input";

    public IPreparedExpression Prepare(Datum value)
    {
        var (_, name) = Reference.Read(value);
        return new Read(name ?? "");
    }

    private sealed class Read(string name) : IPreparedExpression
    {
        public Datum Evaluate(IExpressionScope scope) => scope.Input[name];
    }
}

internal static class Reference
{
    public static (string? Id, string? Name) Read(Datum value)
    {
        if (value.Kind == DatumKind.Text)
        {
            var text = value.AsText()!;
            if (!text.TrimStart().StartsWith('{')) return (text, text);
            try { value = Datum.Parse(text); }
            catch (JsonException) { return (text, text); }
        }
        return (Plans.DefinitionReader.GetAny(value, "id").AsText(), Plans.DefinitionReader.GetAny(value, "name").AsText());
    }
}
