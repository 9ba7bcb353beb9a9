namespace Workflows.Decisions.Dmn;

/// <summary>A boxed expression (DMN 1.5 §10.2).</summary>
/// <param name="Id">The id, for messages, comments and comparison.</param>
/// <param name="TypeRef">The declared type; null for any.</param>
public abstract record DmnExpression(string Id, string? TypeRef);

/// <summary>FEEL text.</summary>
public sealed record DmnLiteral(string Id, string? TypeRef, string Text, string? ExpressionLanguage = null) : DmnExpression(Id, TypeRef);

/// <summary>Entries one after another, each seeing those before; an entry without a name is the result.</summary>
public sealed record DmnContext(string Id, string? TypeRef, IReadOnlyList<DmnContextEntry> Entries) : DmnExpression(Id, TypeRef);

/// <summary>One entry of a context.</summary>
public sealed record DmnContextEntry(string Id, DmnVariable? Variable, DmnExpression? Value);

/// <summary>A list of expressions.</summary>
public sealed record DmnList(string Id, string? TypeRef, IReadOnlyList<DmnExpression?> Items) : DmnExpression(Id, TypeRef);

/// <summary>Rows of expressions under named columns: a list of contexts.</summary>
public sealed record DmnRelation(string Id, string? TypeRef, IReadOnlyList<DmnVariable> Columns, IReadOnlyList<DmnRelationRow> Rows) : DmnExpression(Id, TypeRef);

/// <summary>One row of a relation.</summary>
public sealed record DmnRelationRow(string Id, IReadOnlyList<DmnExpression?> Cells);

/// <summary>A function of parameters; Kind is FEEL, Java or PMML.</summary>
public sealed record DmnFunction(string Id, string? TypeRef, string Kind, IReadOnlyList<DmnVariable> Parameters, DmnExpression? Body) : DmnExpression(Id, TypeRef);

/// <summary>A call of a function by named bindings.</summary>
public sealed record DmnInvocation(string Id, string? TypeRef, DmnExpression? Function, IReadOnlyList<DmnBinding> Bindings) : DmnExpression(Id, TypeRef);

/// <summary>One argument of an invocation.</summary>
public sealed record DmnBinding(DmnVariable Parameter, DmnExpression? Value);

/// <summary>If, then, else.</summary>
public sealed record DmnConditional(string Id, string? TypeRef, DmnExpression? If, DmnExpression? Then, DmnExpression? Else) : DmnExpression(Id, TypeRef);

/// <summary>A loop; Kind is for, every or some.</summary>
public sealed record DmnIterator(string Id, string? TypeRef, string Kind, string Variable, DmnExpression? In, DmnExpression? Body) : DmnExpression(Id, TypeRef);

/// <summary>The items of a list that match.</summary>
public sealed record DmnFilter(string Id, string? TypeRef, DmnExpression? In, DmnExpression? Match) : DmnExpression(Id, TypeRef);

/// <summary>How the hits of a decision table make its result (DMN 1.5 §8.2.8).</summary>
public enum DmnHitPolicy
{
    /// <summary>At most one rule may match.</summary>
    Unique,

    /// <summary>All matching rules must agree.</summary>
    Any,

    /// <summary>The best output in the order of the output values.</summary>
    Priority,

    /// <summary>The first matching rule.</summary>
    First,

    /// <summary>All outputs, or their sum, smallest, largest or count.</summary>
    Collect,

    /// <summary>All outputs in the order of the rules.</summary>
    RuleOrder,

    /// <summary>All outputs in the order of the output values.</summary>
    OutputOrder,
}

/// <summary>What Collect makes of the hits.</summary>
public enum DmnAggregation
{
    /// <summary>The list itself.</summary>
    None,

    /// <summary>The sum.</summary>
    Sum,

    /// <summary>The number of hits.</summary>
    Count,

    /// <summary>The smallest.</summary>
    Min,

    /// <summary>The largest.</summary>
    Max,
}

/// <summary>A decision table.</summary>
public sealed record DmnDecisionTable(
    string Id,
    string? TypeRef,
    DmnHitPolicy HitPolicy,
    DmnAggregation Aggregation,
    IReadOnlyList<DmnInputClause> Inputs,
    IReadOnlyList<DmnOutputClause> Outputs,
    IReadOnlyList<DmnRule> Rules,
    IReadOnlyList<string> Annotations) : DmnExpression(Id, TypeRef);

/// <summary>An input column.</summary>
public sealed record DmnInputClause(string Id, string Label, DmnLiteral? Expression, string? InputValues);

/// <summary>An output column.</summary>
public sealed record DmnOutputClause(string Id, string? Name, string Label, string? TypeRef, string? OutputValues, DmnLiteral? Default);

/// <summary>A rule: its tests, its outputs, its notes.</summary>
public sealed record DmnRule(string Id, string Description, IReadOnlyList<DmnCell> Inputs, IReadOnlyList<DmnCell> Outputs, IReadOnlyList<string> Annotations);

/// <summary>A cell with the id that diffs and comments hold on to.</summary>
public sealed record DmnCell(string Id, string Text);
