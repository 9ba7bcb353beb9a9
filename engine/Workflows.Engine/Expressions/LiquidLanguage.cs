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
        template.Page!.Accept(new EmptyLoops());
        return new Prepared(template);
    }

    /// <summary>A loop over nothing at all takes its else, as one over an empty list does.</summary>
    private sealed class EmptyLoops : ScriptVisitor
    {
        public override void Visit(ScriptForStatement node)
        {
            if (node is { Else: not null, Iterator: { } iterator })
            {
                node.Iterator = null;
                node.Iterator = new ScriptBinaryExpression { Left = iterator, Operator = ScriptBinaryOperator.EmptyCoalescing, Right = new ScriptArrayInitializerExpression() };
            }
            base.Visit(node);
        }
    }

    private sealed class Prepared(Template template) : IPreparedExpression
    {
        private const int MaxDepth = 256;

        public Datum Evaluate(IExpressionScope scope)
        {
            var variables = new ScriptObject();
            foreach (var (name, value) in scope.Variables.Reverse()) variables[name] = ToScript(value);
            var root = new ScriptObject
            {
                ["Variables"] = variables,
                ["Input"] = ToScript(scope.Input),
                ["CorrelationId"] = scope.CorrelationId,
                ["WorkflowInstanceId"] = scope.InstanceNo > 1 ? $"{scope.Step.CaseId}/{scope.InstanceNo}" : scope.Step.CaseId,
                ["WorkflowDefinitionId"] = scope.DefinitionId,
                ["WorkflowDefinitionVersion"] = scope.DefinitionVersion,
            };
            foreach (var (name, value) in scope.Fields.Members) root[name] = ToScript(value);
            foreach (var (name, value) in scope.Lookups.Members) root[name] = ToScript(value);
            var limits = scope.Step.Limits;
            var context = new CountedContext(limits.ExpressionStatements)
            {
                LoopLimit = limits.ExpressionStatements,
                RecursiveLimit = 64,
                LimitToString = CountedContext.MaxLength,
                MemberFilter = _ => false,
                StrictVariables = false,
                RegexTimeOut = TimeSpan.FromSeconds(1),
                Now = scope.Step.Now,
            };
            context.PushGlobal(LiquidFilters.All);
            context.PushGlobal(root);
            try
            {
                var text = template.Render(context);
                if (text.Length >= CountedContext.MaxLength) throw new ExpressionException("Liquid", "結果が長すぎます（上限 4,194,304 文字）。");
                return Datum.Of(text);
            }
            catch (ScriptRuntimeException e) { throw new ExpressionException("Liquid", e.OriginalMessage, e); }
        }

        private static object? ToScript(Datum value, int depth = 0)
        {
            if (depth > MaxDepth) throw new ExpressionException("Liquid", $"値の入れ子が深すぎます（上限 {MaxDepth} 段）。");
            switch (value.Kind)
            {
                case DatumKind.Null: return null;
                case DatumKind.Boolean: return value.AsBoolean();
                case DatumKind.Number: return value.AsLong() is { } whole ? whole : value.AsDecimal() is { } number ? number : value.AsDouble();
                case DatumKind.Text: return value.AsText();
                case DatumKind.List:
                    var list = new ScriptArray();
                    foreach (var item in value.Items) list.Add(ToScript(item, depth + 1));
                    return list;
                default:
                    var result = new ScriptObject();
                    foreach (var (key, member) in value.Members) result[key] = ToScript(member, depth + 1);
                    return result;
            }
        }
    }
}

/// <summary>Counts what Scriban's own limits do not: loop rounds over nested loops, characters written into captures, lengths filters build.</summary>
internal sealed class CountedContext(int maxSteps) : LiquidTemplateContext
{
    public const int MaxLength = 4 * 1024 * 1024;

    private int _steps;
    private long _written;

    /// <summary>The step's time.</summary>
    public required DateTimeOffset Now { get; init; }

    protected override bool OnStepLoop(ScriptLoopStatementBase loop)
    {
        if (++_steps > maxSteps) throw new ScriptRuntimeException(loop.Span, $"繰り返しが多すぎます（上限 {maxSteps:N0} 回）。");
        return base.OnStepLoop(loop);
    }

    public override string ObjectToString(object? value, bool nested = false)
    {
        var text = base.ObjectToString(value!, nested) ?? "";
        if (!nested && (_written += text.Length) > 2L * MaxLength) throw new ScriptRuntimeException(CurrentSpan, $"書く文字が多すぎます（上限 {2 * MaxLength:N0} 文字）。");
        return text;
    }
}
