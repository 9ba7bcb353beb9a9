using System.Runtime.CompilerServices;

namespace Workflows.Decisions.Feel;

/// <summary>Boxed booleans, made once.</summary>
internal static class FeelBool
{
    public static readonly object True = true;
    public static readonly object False = false;

    public static object Of(bool value) => value ? True : False;

    public static object? Of(bool? value) => value is { } v ? Of(v) : null;
}

/// <summary>What one evaluation shares: scope, counters, reasons.</summary>
internal sealed class FeelRun(FeelScope scope)
{
    private readonly FeelLimits limits = scope.Limits;
    private long steps;
    private int depth;

    public FeelScope Scope { get; } = scope;

    public FeelDiagnostics? Diagnostics { get; } = scope.Diagnostics;

    public FeelFunctionRegistry? Functions { get; } = scope.Functions;

    public FeelLimits Limits => limits;

    /// <summary>The call being made, for reasons that functions give.</summary>
    public Node? Call { get; set; }

    public void Step(long count = 1)
    {
        if ((steps += count) > limits.MaxSteps)
            throw new FeelLimitException($"計算が{limits.MaxSteps}回の上限を超えました", $"the evaluation exceeded {limits.MaxSteps} steps");
    }

    public void Enter()
    {
        Step();
        if (++depth > limits.MaxDepth || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw new FeelLimitException($"関数の呼び出しが{limits.MaxDepth}段の上限を超えました", $"function calls are nested more than {limits.MaxDepth} deep");
    }

    public void Leave() => depth--;

    public string Text(string value)
    {
        if (value.Length > limits.MaxTextLength)
            throw new FeelLimitException($"文字列が{limits.MaxTextLength}文字の上限を超えました", $"a string exceeded {limits.MaxTextLength} characters");
        return value;
    }
}

/// <summary>The local values of one activation of an expression or function body.</summary>
internal sealed class FeelFrame(FeelRun run, object?[] slots, FeelFrame? parent)
{
    public readonly FeelRun Run = run;
    public readonly object?[] Slots = slots;
    public readonly FeelFrame? Parent = parent;

    /// <summary>A copy that later turns of a loop do not change, for a function value to keep.</summary>
    public FeelFrame Capture() => new(Run, (object?[])Slots.Clone(), Parent);

    public object? Fail(Node node, string code, string ja, string en)
    {
        Run.Diagnostics?.Add(new FeelDiagnostic(code, ja, en, node.Start, node.End - node.Start, node.Source));
        return null;
    }
}
