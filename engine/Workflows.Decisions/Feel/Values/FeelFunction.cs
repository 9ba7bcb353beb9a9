namespace Workflows.Decisions.Feel;

/// <summary>A function value: a builtin, a function the caller registered, a FEEL function literal, a knowledge model or a decision service.</summary>
public abstract class FeelFunction
{
    /// <summary>The name it is known by; empty for an anonymous function.</summary>
    public abstract string Name { get; }

    /// <summary>The parameter names of the first signature, in order.</summary>
    public abstract IReadOnlyList<string> Parameters { get; }

    /// <summary>Calls the function with positional arguments inside the evaluation that the context belongs to.</summary>
    public object? Invoke(FeelCallContext context, params object?[] arguments) => InvokeCore(context.Frame, arguments, null);

    /// <summary>The FEEL type of the function, for instance of and type checks.</summary>
    internal abstract FeelType Type { get; }

    /// <summary>Calls with positional arguments, or with named ones when names are given.</summary>
    internal abstract object? InvokeCore(FeelFrame frame, object?[] arguments, string[]? names);

    /// <summary>True when some signature takes so many positional arguments.</summary>
    internal virtual bool Accepts(int count) => Parameters.Count == count;

    /// <inheritdoc/>
    public override string ToString() => $"function({string.Join(", ", Parameters)})";
}
