namespace Workflows.Decisions.Dmn;

/// <summary>A name with a type: a variable, parameter or column.</summary>
public sealed record DmnVariable(string Id, string Name, string? TypeRef);

/// <summary>An element of the requirements graph.</summary>
/// <param name="Id">The id, unique in the model.</param>
/// <param name="Name">The name people see.</param>
/// <param name="Variable">The name and type under which expressions know its value.</param>
public abstract record DmnElement(string Id, string Name, DmnVariable Variable)
{
    /// <summary>The description, empty when there is none.</summary>
    public string Description { get; init; } = "";
}

/// <summary>Data from outside.</summary>
public sealed record DmnInputData(string Id, string Name, DmnVariable Variable) : DmnElement(Id, Name, Variable);

/// <summary>A decision with what it requires; Expression is null when it has no logic.</summary>
public sealed record DmnDecision(
    string Id,
    string Name,
    DmnVariable Variable,
    DmnExpression? Expression,
    IReadOnlyList<string> RequiredDecisions,
    IReadOnlyList<string> RequiredInputs,
    IReadOnlyList<string> RequiredKnowledge) : DmnElement(Id, Name, Variable)
{
    /// <summary>The question the decision answers, in the modeller's words.</summary>
    public string Question { get; init; } = "";

    /// <summary>The allowed answers, in the modeller's words.</summary>
    public string AllowedAnswers { get; init; } = "";
}

/// <summary>A business knowledge model: a function expressions may call.</summary>
public sealed record DmnKnowledge(string Id, string Name, DmnVariable Variable, DmnFunction? Logic, IReadOnlyList<string> RequiredKnowledge)
    : DmnElement(Id, Name, Variable);

/// <summary>A decision service: decisions offered as a function of their inputs.</summary>
public sealed record DmnService(
    string Id,
    string Name,
    DmnVariable Variable,
    IReadOnlyList<string> OutputDecisions,
    IReadOnlyList<string> EncapsulatedDecisions,
    IReadOnlyList<string> InputDecisions,
    IReadOnlyList<string> InputData) : DmnElement(Id, Name, Variable);

/// <summary>A named type.</summary>
/// <param name="Name">The name.</param>
/// <param name="TypeRef">The base type; null for a structure or function.</param>
/// <param name="IsCollection">True for a list of the type.</param>
/// <param name="AllowedValues">Unary tests an element must pass; null without.</param>
/// <param name="TypeConstraint">Unary tests the whole value must pass (DMN 1.5); null without.</param>
/// <param name="Components">The fields of a structure.</param>
/// <param name="Function">Parameters and result of a function type.</param>
public sealed record DmnItemDefinition(
    string Id,
    string Name,
    string? TypeRef,
    bool IsCollection,
    string? AllowedValues,
    string? TypeConstraint,
    IReadOnlyList<DmnItemDefinition> Components,
    DmnFunctionItem? Function);

/// <summary>The parameters and result of a function type.</summary>
public sealed record DmnFunctionItem(IReadOnlyList<DmnVariable> Parameters, string? OutputTypeRef);

/// <summary>Another model whose elements are known here under a name.</summary>
public sealed record DmnImport(string Id, string Name, string Namespace, string ImportType, string? LocationUri);
