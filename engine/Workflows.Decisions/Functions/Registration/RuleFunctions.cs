using Workflows.Decisions.Feel;
using Workflows.Decisions.Functions.Rules;

namespace Workflows.Decisions.Functions.Registration;

/// <summary>Rules held as data: evaluated, checked, and asked which answers are still missing.</summary>
internal static class RuleFunctions
{
    public static void AddTo(FeelFunctionRegistry r) => r
        .Def("式評価", ["規則:string", "文脈:context", "方言:string?"], "Any", Evaluate)
        .Def("未回答", ["規則:string", "文脈:context", "方言:string?"], "list<string>", a =>
            Values.Of(Rule(a, 2).Open(Truths(a)).Select(atom => atom.Text)))
        .Def("式検査", ["規則:string", "方言:string?"], "list", Check);

    private static object? Evaluate(FunctionArgs a)
    {
        if (!a.Has(2))
        {
            return FeelRule.Expression(a.Text(0), a.Context).Evaluate(FeelRule.Scope(a.Map(1), a.Context));
        }

        return Rule(a, 2).Truth(Truths(a));
    }

    private static object? Check(FunctionArgs a)
    {
        try
        {
            var rule = Rule(a, 1);
            FeelRule.CheckAtoms(rule, a.Context);
            return Array.Empty<object?>();
        }
        catch (RuleException fault)
        {
            return new object?[] { Values.Context(("位置", Values.Of(fault.Position)), ("誤り", fault.Japanese)) };
        }
    }

    private static RuleNode Rule(FunctionArgs a, int dialect) => a.Has(dialect)
        ? Dialect(a.Context, a.Text(dialect)).Read(a.Text(0))
        : FeelRule.Read(a.Text(0), a.Context);

    // Each atom is evaluated once a call, in a scope of the given context.
    private static Func<RuleAtom, bool?> Truths(FunctionArgs a)
    {
        var (context, known) = (a.Context, new SortedDictionary<string, bool?>(StringComparer.Ordinal));
        var scope = FeelRule.Scope(a.Map(1), context);
        return atom =>
        {
            if (!known.TryGetValue(atom.Feel, out var truth))
            {
                context.Step(10);
                known.Add(atom.Feel, truth = FeelRule.Expression(atom.Feel, context).Evaluate(scope) as bool?);
            }

            return truth;
        };
    }

    private static RuleDialect Dialect(FeelCallContext context, string name) => context.Service<IRuleDialectSource>()?.Find(name)
        ?? throw new FunctionException($"規則の方言「{name}」がありません。", $"There is no rule dialect named '{name}'.");
}
