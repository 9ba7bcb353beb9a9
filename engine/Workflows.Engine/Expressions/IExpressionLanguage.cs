using Workflows.Engine.Data;
using Workflows.Engine.Plans;
using Workflows.Engine.Turns;

namespace Workflows.Engine.Expressions;

/// <summary>An expression language by the name definitions use: Literal, JavaScript, Liquid, Feel …</summary>
public interface IExpressionLanguage
{
    string Type { get; }

    /// <summary>Reads the expression once, when the plan is made.</summary>
    /// <exception cref="ExpressionException">It cannot be read: place and reason.</exception>
    IPreparedExpression Prepare(Datum value);
}

/// <summary>An expression ready to be evaluated any number of times, on any thread.</summary>
public interface IPreparedExpression
{
    /// <exception cref="ExpressionException">It failed: what and why, for the incident.</exception>
    Datum Evaluate(IExpressionScope scope);
}

/// <summary>What an expression can see. It cannot see the database: declared look-ups are asked before and are plain values here.</summary>
public interface IExpressionScope
{
    StepContext Step { get; }
    /// <summary>The case's fields.</summary>
    Datum Fields { get; }
    /// <summary>The case's head (number, status, applicant …).</summary>
    Datum Head { get; }
    /// <summary>The workflow instance's input.</summary>
    Datum Input { get; }
    /// <summary>The inputs the workflow declares, also those it was not given.</summary>
    IReadOnlyList<ParameterSpec> DeclaredInputs { get; }
    /// <summary>Last outputs by activity id.</summary>
    Datum ActivityOutputs { get; }
    string DefinitionId { get; }
    int DefinitionVersion { get; }
    int InstanceNo { get; }
    string? CorrelationId { get; set; }
    string? InstanceName { get; set; }
    /// <summary>Variables by name, innermost scope first; false when there is none of that name.</summary>
    bool TryGetVariable(string name, out Datum value);
    /// <summary>Sets the variable; one nobody declared is made in the nearest container.</summary>
    void SetVariable(string name, Datum value);
    /// <summary>All visible variables: name and value, innermost first, each name once.</summary>
    IEnumerable<KeyValuePair<string, Datum>> Variables { get; }
    /// <summary>Values of the declared look-ups and of the activity's own (<c>as</c> → value).</summary>
    Datum Lookups { get; }
    /// <summary>Sets the workflow output of that name.</summary>
    void SetOutput(string name, Datum value);
    /// <summary>Outcomes a script has set for its activity.</summary>
    IList<string> ScriptOutcomes { get; }
    /// <summary>The next number of the step's own random sequence, from (seed, counter).</summary>
    ulong NextRandom();
    /// <summary>A GUID from the same sequence.</summary>
    Guid NextGuid();
    /// <summary>Name and id of the activities, for getOutputFrom.</summary>
    string? FindActivityId(string nameOrId);
    /// <summary>The activity's name; null when it has none.</summary>
    string? FindActivityName(string id);
}

/// <summary>An expression cannot be read or has failed.</summary>
public sealed class ExpressionException : Exception
{
    public ExpressionException(string language, string message, Exception? inner = null) : base(message, inner) => Language = language;
    public string Language { get; }
    /// <summary>Offset in the text, from 0; -1 unknown.</summary>
    public int Offset { get; init; } = -1;
}
