using Scriban;
using Scriban.Runtime;
using Scriban.Syntax;
using Workflows.Engine.Data;

namespace Workflows.Engine.Expressions;

/// <summary>Liquid, by Scriban's Liquid mode: loops, recursion and output counted.</summary>
internal sealed class LiquidLanguage : IExpressionLanguage
{
    public string Type => "Liquid";

    public IPreparedExpression Prepare(Datum value)
    {
        var template = Template.ParseLiquid(value.AsText() ?? "");
        if (template.HasErrors)
            throw new ExpressionException(Type, string.Join("; ", template.Messages.Select(m => $"{m.Span.Start.Line + 1}行{m.Span.Start.Column + 1}字: {m.Message}")));
        return new Prepared(template);
    }

    private sealed class Prepared(Template template) : IPreparedExpression
    {
        public Datum Evaluate(IExpressionScope scope)
        {
            var variables = new ScriptObject();
            foreach (var (name, value) in scope.Variables.Reverse()) variables[name] = ToScript(value);
            var root = new ScriptObject
            {
                ["Variables"] = variables,
                ["Input"] = ToScript(scope.Input),
                ["CorrelationId"] = scope.CorrelationId,
                ["WorkflowInstanceId"] = scope.Step.CaseId,
                ["WorkflowDefinitionId"] = scope.DefinitionId,
                ["WorkflowDefinitionVersion"] = scope.DefinitionVersion,
            };
            foreach (var (name, value) in scope.Fields.Members) root[name] = ToScript(value);
            foreach (var (name, value) in scope.Lookups.Members) root[name] = ToScript(value);
            var limits = scope.Step.Limits;
            var context = new LiquidTemplateContext
            {
                LoopLimit = limits.ExpressionStatements,
                RecursiveLimit = 64,
                LimitToString = 4 * 1024 * 1024,
                MemberFilter = _ => false,
                StrictVariables = false,
            };
            context.PushGlobal(root);
            try
            {
                var text = template.Render(context);
                if (text.Length >= 4 * 1024 * 1024) throw new ExpressionException("Liquid", "結果が長すぎます（上限 4,194,304 文字）。");
                return Datum.Of(text);
            }
            catch (ScriptRuntimeException e) { throw new ExpressionException("Liquid", e.OriginalMessage, e); }
        }

        private static object? ToScript(Datum value)
        {
            switch (value.Kind)
            {
                case DatumKind.Null: return null;
                case DatumKind.Boolean: return value.AsBoolean();
                case DatumKind.Number: return value.AsLong() is { } whole ? whole : value.AsDecimal() is { } number ? number : value.AsDouble();
                case DatumKind.Text: return value.AsText();
                case DatumKind.List:
                    var list = new ScriptArray();
                    foreach (var item in value.Items) list.Add(ToScript(item));
                    return list;
                default:
                    var result = new ScriptObject();
                    foreach (var (key, member) in value.Members) result[key] = ToScript(member);
                    return result;
            }
        }
    }
}
