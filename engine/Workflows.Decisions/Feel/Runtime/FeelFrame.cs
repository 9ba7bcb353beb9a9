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

/// <summary>Counts the work of one evaluation, however many scopes it runs through.</summary>
internal sealed class FeelMeter(FeelLimits limits)
{
    private long steps;
    private int depth;

    public FeelLimits Limits => limits;

    public void Step(long count)
    {
        if ((steps += count) > limits.MaxSteps)
            throw new FeelLimitException($"計算が{limits.MaxSteps}回の上限を超えました", $"the evaluation exceeded {limits.MaxSteps} steps");
    }

    public void Enter()
    {
        Step(1);
        if (++depth > limits.MaxDepth || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw new FeelLimitException($"関数の呼び出しが{limits.MaxDepth}段の上限を超えました", $"function calls are nested more than {limits.MaxDepth} deep");
    }

    public void Leave() => depth--;
}

/// <summary>What the parts of one evaluation under one scope share: names, counters, reasons.</summary>
internal sealed class FeelRun(FeelScope scope, FeelMeter? meter = null)
{
    private readonly FeelMeter meter = meter ?? new FeelMeter(scope.Limits);
    private readonly FeelDiagnostics? diagnostics = scope.Diagnostics;

    public FeelScope Scope { get; } = scope;

    /// <summary>The collector while it still takes reasons.</summary>
    public FeelDiagnostics? Diagnostics => diagnostics is { IsFull: false } ? diagnostics : null;

    public FeelFunctionRegistry? Functions { get; } = scope.Functions;

    public FeelMeter Meter => meter;

    public FeelLimits Limits => meter.Limits;

    /// <summary>The call being made, for reasons that functions give.</summary>
    public Node? Call { get; set; }

    /// <summary>Takes down the hits of decision tables; null when nobody asks.</summary>
    public Dmn.DmnTrace? Trace { get; init; }

    public void Step(long count = 1) => meter.Step(count);

    public void Enter() => meter.Enter();

    public void Leave() => meter.Leave();

    public string Text(string value)
    {
        if (value.Length > Limits.MaxTextLength)
            throw new FeelLimitException($"文字列が{Limits.MaxTextLength}文字の上限を超えました", $"a string exceeded {Limits.MaxTextLength} characters");
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
