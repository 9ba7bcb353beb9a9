using Workflows.Decisions.Feel;
using Workflows.Decisions.Feel.Syntax;
using Workflows.Decisions.Functions.Rules;

namespace Workflows.Decisions.Functions.Registration;

/// <summary>Rules written in FEEL: and, or and not(…) make the tree, everything below is an atom.</summary>
internal static class FeelRule
{
    public static RuleNode Read(string text, FeelCallContext context) => Node(Expression(text, context).Syntax, text);

    public static FeelExpression Expression(string text, FeelCallContext context) =>
        FeelExpression.TryParse(text, out var expression, out var error, new FeelParseOptions { Functions = context.Scope.Functions })
            ? expression!
            : throw new RuleException(error!.Offset + 1, error.MessageJa, error.MessageEn);

    /// <summary>Proves that the FEEL behind every atom can be read.</summary>
    public static void CheckAtoms(RuleNode rule, FeelCallContext context)
    {
        foreach (var atom in rule.Open(_ => null))
        {
            try
            {
                Expression(atom.Feel, context);
            }
            catch (RuleException fault)
            {
                throw new RuleException(
                    atom.Position, $"「{atom.Text}」の意味（{atom.Feel}）を読み取れません。{fault.Japanese}", $"'{atom.Text}' means {atom.Feel}, which cannot be read.");
            }
        }
    }

    /// <summary>
    /// A scope of the given names only: of the surroundings it keeps clock, functions and the services of this library, with half the limits,
    /// so that rules that evaluate rules come to an end.
    /// </summary>
    public static FeelScope Scope(FeelContext names, FeelCallContext context)
    {
        var outer = context.Scope;
        var limits = outer.Limits;
        var scope = new FeelScope(names)
        {
            Now = outer.Now,
            Functions = outer.Functions,
            Diagnostics = outer.Diagnostics,
            Limits = limits with { MaxSteps = limits.MaxSteps / 2, MaxDepth = limits.MaxDepth / 2 },
        };
        Pass<ICalendarSource>();
        Pass<IKeySource>();
        Pass<IRuleDialectSource>();
        Pass<ILookupAnswers>();
        return scope;

        void Pass<T>()
            where T : class
        {
            if (outer.Service<T>() is { } service)
            {
                scope.With(service);
            }
        }
    }

    private static RuleNode Node(Expr expression, string text) => expression switch
    {
        ParenthesizedExpr group => Node(group.Inner, text),
        LogicExpr logic => new RuleLogic(logic.IsAnd, [.. logic.Operands.Select(o => Node(o, text))]),
        CallExpr { Function: NameExpr { Name: "not" }, Arguments: [var negated] } => new RuleNot(Node(negated, text)),
        _ => Atom(text[expression.Start..expression.End], expression.Start + 1),
    };

    private static RuleAtom Atom(string text, int position) => new(text.Trim(), text, position);
}
