using Workflows.Decisions.Feel.Syntax;

namespace Workflows.Decisions.Feel;

/// <summary>Goes through the parts of an expression.</summary>
internal static class SyntaxWalk
{
    /// <summary>The direct parts of an expression.</summary>
    public static IEnumerable<Expr> Children(Expr e) => e switch
    {
        ParenthesizedExpr p => [p.Inner],
        NegateExpr n => [n.Operand],
        BinaryExpr b => [b.Left, b.Right],
        LogicExpr l => l.Operands,
        BetweenExpr b => [b.Value, b.Low, b.High],
        InExpr i => [i.Value, .. i.Tests.Select(t => t.Value)],
        InstanceOfExpr i => [i.Value],
        IfExpr i => [i.Condition, i.Then, i.Else],
        ForExpr f => [.. f.Iterators.Select(i => i.From), .. f.Iterators.Select(i => i.To).OfType<Expr>(), f.Return],
        QuantifiedExpr q => [.. q.Iterators.Select(i => i.From), q.Condition],
        FilterExpr f => [f.Source, f.Condition],
        PathExpr p => [p.Source],
        CallExpr c => [c.Function, .. c.Arguments],
        FunctionExpr f => [f.Body],
        ListExpr l => l.Items,
        ContextExpr c => c.Entries.Select(x => x.Value),
        RangeExpr r => new[] { r.Low, r.High }.OfType<Expr>(),
        NotEqualTestExpr n => [n.Value],
        _ => [],
    };

    /// <summary>The constants written anywhere in an expression.</summary>
    public static IEnumerable<object> Constants(Expr e)
    {
        switch (e)
        {
            case LiteralExpr { Value: { } v }:
                yield return v;
                yield break;
            case AtExpr a:
                yield return a.Value;
                yield break;
            case NegateExpr { Operand: LiteralExpr { Value: FeelNumber n } }:
                yield return n.Negate();
                yield break;
            case CallExpr { Function: NameExpr { Name: "date" or "time" or "date and time" or "duration" } name, Arguments: [LiteralExpr { Value: string s }] }:
                object? made = name.Name switch { "date" => FeelDate.TryParse(s), "time" => FeelTime.TryParse(s), "duration" => FeelDuration.TryParse(s), _ => FeelDateTime.TryParse(s) };
                if (made is not null) yield return made;
                yield break;
        }
        foreach (var child in Children(e))
            foreach (var c in Constants(child)) yield return c;
    }
}
