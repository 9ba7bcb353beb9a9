using System.Text;
using Workflows.Decisions.Feel.Syntax;

namespace Workflows.Decisions.Feel;

/// <summary>
/// Writes expressions in one canonical form: single blanks, only the parentheses that matter. Two texts that differ in
/// layout alone come out the same, so comparisons of versions show changes of meaning; reading the form back gives the same
/// expression.
/// </summary>
public static class FeelFormatter
{
    /// <summary>The canonical text of an expression; comments are left out.</summary>
    public static string Format(FeelExpression expression)
    {
        ArgumentNullException.ThrowIfNull(expression);
        var text = new StringBuilder();
        Write(text, expression.Syntax, Level.Loose);
        return text.ToString();
    }

    /// <summary>The canonical text of unary tests.</summary>
    public static string Format(FeelUnaryTests tests)
    {
        ArgumentNullException.ThrowIfNull(tests);
        if (tests.IsAny) return "-";
        var text = new StringBuilder();
        if (tests.Syntax.Negated) text.Append("not(");
        Tests(text, tests.Syntax.Tests, Level.Loose);
        if (tests.Syntax.Negated) text.Append(')');
        return text.ToString();
    }

    private enum Level { Loose, Or, And, Comparison, Sum, Product, Power, Unary, Instance, Postfix }

    private static Level LevelOf(Expr e) => e switch
    {
        IfExpr or ForExpr or QuantifiedExpr or FunctionExpr => Level.Loose,
        LogicExpr l => l.IsAnd ? Level.And : Level.Or,
        BetweenExpr or InExpr => Level.Comparison,
        BinaryExpr b => b.Operator switch
        {
            BinaryOperator.Add or BinaryOperator.Subtract => Level.Sum,
            BinaryOperator.Multiply or BinaryOperator.Divide => Level.Product,
            BinaryOperator.Power => Level.Power,
            _ => Level.Comparison,
        },
        NegateExpr => Level.Unary,
        InstanceOfExpr => Level.Instance,
        _ => Level.Postfix,
    };

    private static void Write(StringBuilder t, Expr e, Level least)
    {
        if (e is ParenthesizedExpr p)
        {
            Write(t, p.Inner, least);
            return;
        }
        var needed = LevelOf(e) < least;
        if (needed) t.Append('(');
        Bare(t, e);
        if (needed) t.Append(')');
    }

    private static void Bare(StringBuilder t, Expr e)
    {
        switch (e)
        {
            case LiteralExpr { Value: string s }: t.Append(FeelValues.Quote(s)); break;
            case LiteralExpr l: t.Append(l.Raw.StartsWith('.') ? "0" + l.Raw : l.Raw); break;
            case AtExpr a: t.Append('@').Append(FeelValues.Quote(a.Text)); break;
            case NameExpr n: t.Append(n.Name); break;
            case NegateExpr n:
                t.Append('-');
                Write(t, n.Operand, Level.Unary);
                break;
            case BinaryExpr b:
                var level = LevelOf(b);
                Write(t, b.Left, level);
                t.Append(' ').Append(FeelArithmetic.Symbol(b.Operator)).Append(' ');
                Write(t, b.Right, level + 1);
                break;
            case LogicExpr l:
                for (var i = 0; i < l.Operands.Count; i++)
                {
                    if (i > 0 && l.IsAnd) And(t, l.Operands[i], Level.Comparison);
                    else
                    {
                        if (i > 0) t.Append(" or ");
                        Write(t, l.Operands[i], l.IsAnd ? Level.Comparison : Level.And);
                    }
                }
                break;
            case BetweenExpr b:
                Write(t, b.Value, Level.Comparison);
                t.Append(" between ");
                Write(t, b.Low, Level.Sum);
                And(t, b.High, Level.Sum);
                break;
            case InExpr i:
                Write(t, i.Value, Level.Comparison);
                t.Append(" in ");
                if (i.Tests.Count > 1) t.Append('(');
                Tests(t, i.Tests, i.Tests.Count > 1 ? Level.Loose : Level.Sum);
                if (i.Tests.Count > 1) t.Append(')');
                break;
            case InstanceOfExpr i:
                Write(t, i.Value, Level.Instance);
                t.Append(" instance of ");
                Type(t, i.Type);
                break;
            case IfExpr i:
                t.Append("if ");
                Write(t, i.Condition, Level.Loose);
                t.Append(" then ");
                Write(t, i.Then, Level.Loose);
                t.Append(" else ");
                Write(t, i.Else, Level.Loose);
                break;
            case ForExpr f:
                Iterators(t, "for ", f.Iterators);
                t.Append(" return ");
                Write(t, f.Return, Level.Loose);
                break;
            case QuantifiedExpr q:
                Iterators(t, q.Every ? "every " : "some ", q.Iterators);
                t.Append(" satisfies ");
                Write(t, q.Condition, Level.Loose);
                break;
            case FilterExpr f:
                Write(t, f.Source, Level.Postfix);
                t.Append('[');
                Write(t, f.Condition, Level.Loose);
                t.Append(']');
                break;
            case PathExpr p:
                Write(t, p.Source, Level.Postfix);
                t.Append('.').Append(p.Name);
                break;
            case CallExpr c:
                Write(t, c.Function, Level.Postfix);
                t.Append('(');
                for (var i = 0; i < c.Arguments.Count; i++)
                {
                    if (i > 0) t.Append(", ");
                    if (c.Names is not null) t.Append(c.Names[i]).Append(": ");
                    Write(t, c.Arguments[i], Level.Loose);
                }
                t.Append(')');
                break;
            case FunctionExpr f:
                t.Append("function(");
                for (var i = 0; i < f.Parameters.Count; i++)
                {
                    if (i > 0) t.Append(", ");
                    t.Append(f.Parameters[i].Name);
                    if (f.Parameters[i].Type is not { } type) continue;
                    t.Append(": ");
                    Type(t, type);
                }
                t.Append(") ");
                if (f.External) t.Append("external ");
                Write(t, f.Body, Level.Loose);
                break;
            case ListExpr l:
                t.Append('[');
                for (var i = 0; i < l.Items.Count; i++)
                {
                    if (i > 0) t.Append(", ");
                    Write(t, l.Items[i], Level.Loose);
                }
                t.Append(']');
                break;
            case ContextExpr c:
                t.Append('{');
                for (var i = 0; i < c.Entries.Count; i++)
                {
                    if (i > 0) t.Append(", ");
                    var entry = c.Entries[i];
                    t.Append(FeelNames.IsPlain(entry.Name) ? entry.Name : FeelValues.Quote(entry.Name)).Append(": ");
                    Write(t, entry.Value, Level.Loose);
                }
                t.Append('}');
                break;
            case RangeExpr r: Range(t, r); break;
            case NotEqualTestExpr n:
                t.Append("(!= ");
                Write(t, n.Value, Level.Sum);
                t.Append(')');
                break;
            default: throw new InvalidOperationException($"No form for {e.GetType().Name}");
        }
    }

    /// <summary>The right side of "and", in parentheses where the words around it would make a name: date and time(…).</summary>
    private static void And(StringBuilder t, Expr e, Level least)
    {
        var right = new StringBuilder();
        Write(right, e, least);
        var (left, text) = (t.ToString(Math.Max(0, t.Length - 5), Math.Min(5, t.Length)), right.ToString());
        var name = (left.EndsWith("date", StringComparison.Ordinal) && text.StartsWith("time", StringComparison.Ordinal))
            || (left.EndsWith("years", StringComparison.Ordinal) && text.StartsWith("months duration", StringComparison.Ordinal));
        t.Append(" and ").Append(name ? $"({text})" : text);
    }

    private static void Range(StringBuilder t, RangeExpr r)
    {
        if (r.Low is null || r.High is null || ReferenceEquals(r.Low, r.High))
        {
            t.Append(r.Low is null ? (r.HighIncluded ? "(<= " : "(< ") : r.High is null ? (r.LowIncluded ? "(>= " : "(> ") : "(= ");
            Write(t, r.Low ?? r.High!, Level.Sum);
            t.Append(')');
            return;
        }
        t.Append(r.LowIncluded ? '[' : '(');
        Write(t, r.Low, Level.Sum);
        t.Append("..");
        Write(t, r.High, Level.Sum);
        t.Append(r.HighIncluded ? ']' : ')');
    }

    private static void Tests(StringBuilder t, IReadOnlyList<Test> tests, Level least)
    {
        for (var i = 0; i < tests.Count; i++)
        {
            if (i > 0) t.Append(", ");
            if (tests[i].Operator is { } op)
            {
                t.Append(FeelArithmetic.Symbol(op)).Append(' ');
                Write(t, tests[i].Value, Level.Sum);
            }
            else Write(t, tests[i].Value, least);
        }
    }

    private static void Iterators(StringBuilder t, string word, IReadOnlyList<Iterator> iterators)
    {
        t.Append(word);
        for (var i = 0; i < iterators.Count; i++)
        {
            if (i > 0) t.Append(", ");
            t.Append(iterators[i].Name).Append(" in ");
            Write(t, iterators[i].From, Level.Or);
            if (iterators[i].To is not { } to) continue;
            t.Append("..");
            Write(t, to, Level.Or);
        }
    }

    private static void Type(StringBuilder t, TypeExpr type)
    {
        t.Append(type.Name);
        if (type.Arguments.Count == 0 && type.Result is null) return;
        t.Append('<');
        for (var i = 0; i < type.Arguments.Count; i++)
        {
            if (i > 0) t.Append(", ");
            if (type.Fields is { } fields) t.Append(fields[i]).Append(": ");
            Type(t, type.Arguments[i]);
        }
        t.Append('>');
        if (type.Result is not { } result) return;
        t.Append(" -> ");
        Type(t, result);
    }
}
