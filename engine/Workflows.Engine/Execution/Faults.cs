using Workflows.Engine.Data;
using Workflows.Engine.Expressions;
using Workflows.Engine.Turns;

namespace Workflows.Engine.Execution;

/// <summary>An activity failed with a code and a sentence.</summary>
internal sealed class FaultException(string code, string message, Datum detail) : Exception(message)
{
    public string Code { get; } = code;
    public Datum Detail { get; } = detail;

    public static (string Code, string Message, Datum Detail) Describe(Exception error) => error switch
    {
        FaultException fault => (fault.Code, fault.Message, fault.Detail),
        ExpressionException expression => ("EXPRESSION_FAILED", $"式（{expression.Language}）を計算できません: {expression.Message}", Datum.Object(("language", expression.Language), ("offset", expression.Offset))),
        _ => ("ACTIVITY_FAILED", error.Message, Datum.Object(("exception", error.GetType().Name))),
    };
}

internal sealed class RefusalException(Refusal refusal) : Exception(refusal.Message)
{
    public Refusal Refusal { get; } = refusal;
}
