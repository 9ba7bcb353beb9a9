namespace Workflows.Decisions.Feel.Syntax;

/// <summary>An expression as it was written; Start and End are offsets into the text.</summary>
internal abstract record Expr
{
    public int Start { get; init; }

    public int End { get; init; }
}

internal enum BinaryOperator { Add, Subtract, Multiply, Divide, Power, Equal, NotEqual, Less, LessOrEqual, Greater, GreaterOrEqual }

internal sealed record LiteralExpr(object? Value, string Raw) : Expr;

internal sealed record AtExpr(string Text, object Value) : Expr;

internal sealed record NameExpr(string Name) : Expr;

internal sealed record NegateExpr(Expr Operand) : Expr;

internal sealed record BinaryExpr(BinaryOperator Operator, Expr Left, Expr Right) : Expr;

internal sealed record LogicExpr(bool IsAnd, IReadOnlyList<Expr> Operands) : Expr;

internal sealed record BetweenExpr(Expr Value, Expr Low, Expr High) : Expr;

internal sealed record InExpr(Expr Value, IReadOnlyList<Test> Tests, bool Parenthesized) : Expr;

internal sealed record InstanceOfExpr(Expr Value, TypeExpr Type) : Expr;

internal sealed record IfExpr(Expr Condition, Expr Then, Expr Else) : Expr;

internal sealed record Iterator(string Name, Expr From, Expr? To);

internal sealed record ForExpr(IReadOnlyList<Iterator> Iterators, Expr Return) : Expr;

internal sealed record QuantifiedExpr(bool Every, IReadOnlyList<Iterator> Iterators, Expr Condition) : Expr;

internal sealed record FilterExpr(Expr Source, Expr Condition) : Expr;

internal sealed record PathExpr(Expr Source, string Name) : Expr;

internal sealed record CallExpr(Expr Function, IReadOnlyList<Expr> Arguments, IReadOnlyList<string>? Names) : Expr;

internal sealed record Parameter(string Name, TypeExpr? Type);

internal sealed record FunctionExpr(IReadOnlyList<Parameter> Parameters, Expr Body, bool External) : Expr;

internal sealed record ListExpr(IReadOnlyList<Expr> Items) : Expr;

internal sealed record ContextEntry(string Name, bool Quoted, Expr Value);

internal sealed record ContextExpr(IReadOnlyList<ContextEntry> Entries) : Expr;

/// <summary>A range; a missing end is unbounded, written with an operator: (&lt; 10).</summary>
internal sealed record RangeExpr(Expr? Low, bool LowIncluded, Expr? High, bool HighIncluded) : Expr;

/// <summary>(!= 10), which is a test but no range.</summary>
internal sealed record NotEqualTestExpr(Expr Value) : Expr;

internal sealed record ParenthesizedExpr(Expr Inner) : Expr;

/// <summary>One alternative of a unary test: an operator with its end, or a bare expression when Operator is null.</summary>
internal sealed record Test(BinaryOperator? Operator, Expr Value);

/// <summary>The unary tests of a cell; no alternatives means that anything passes (-).</summary>
internal sealed record TestsExpr(bool Negated, IReadOnlyList<Test> Tests) : Expr;

internal sealed record TypeExpr(string Name, IReadOnlyList<TypeExpr> Arguments, IReadOnlyList<string>? Fields = null, TypeExpr? Result = null)
{
    public int Start { get; init; }

    public int End { get; init; }
}
