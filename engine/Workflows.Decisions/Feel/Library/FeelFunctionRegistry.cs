namespace Workflows.Decisions.Feel;

/// <summary>What a registered function may use while it runs.</summary>
public sealed class FeelCallContext
{
    internal FeelCallContext(FeelFrame frame, string function)
    {
        Frame = frame;
        Function = function;
    }

    internal FeelFrame Frame { get; }

    /// <summary>The name of the function being called.</summary>
    public string Function { get; }

    /// <summary>The scope of the evaluation.</summary>
    public FeelScope Scope => Frame.Run.Scope;

    /// <summary>Collects reasons; null when nobody asks.</summary>
    public FeelDiagnostics? Diagnostics => Frame.Run.Diagnostics;

    /// <summary>The time of the evaluation, when the caller gave one.</summary>
    public DateTimeOffset? Now => Frame.Run.Scope.Now;

    /// <summary>A service the caller put into the scope: calendars, registers, keys.</summary>
    public T? Service<T>() where T : class => Frame.Run.Scope.Service<T>();

    /// <summary>Gives null as the function's result and tells why.</summary>
    public object? Fail(string messageJa, string messageEn) =>
        FunctionArguments.Fail(Frame, "function", $"{Function}: {messageJa}", $"{Function}: {messageEn}");

    /// <summary>Counts work against the limits of the evaluation; to be called in loops.</summary>
    public void Step(long count = 1) => Frame.Run.Step(count);
}

/// <summary>
/// Functions beside the standard library. Not changed once evaluations use it.
/// </summary>
public sealed class FeelFunctionRegistry
{
    private readonly Dictionary<string, FeelFunction> functions = new(StringComparer.Ordinal);
    private readonly List<string> names = [];

    /// <summary>The names in the order they were added.</summary>
    public IReadOnlyList<string> Names => names;

    /// <summary>
    /// Adds a function. A parameter is written name[:type][?] — the type a FEEL type (number, string, date, list&lt;number&gt;…)
    /// or several joined by | ; "?" marks an optional one (null when left out), which must stand last. Arguments of a wrong
    /// type give null with a reason before the body runs, and so does null for a typed parameter unless it is optional;
    /// parameters without a type take anything, null included. Adding a name twice adds an overload, tried in order.
    /// </summary>
    public FeelFunctionRegistry Add(string name, string[] parameterNames, Func<FeelCallContext, object?[], object?> body, string resultType = "Any")
    {
        ArgumentNullException.ThrowIfNull(parameterNames);
        ArgumentNullException.ThrowIfNull(body);
        name = FeelNames.Normalize(name);
        var signature = Signature.Read(parameterNames, resultType);
        if (functions.TryGetValue(name, out var existing)) ((NativeFunction)existing).Overload(signature, body);
        else
        {
            functions[name] = new NativeFunction(name, signature, body);
            names.Add(name);
        }
        return this;
    }

    /// <summary>Adds all functions of another registry; a name both have keeps the one here.</summary>
    public FeelFunctionRegistry AddAll(FeelFunctionRegistry other)
    {
        foreach (var n in other.names)
            if (functions.TryAdd(n, other.functions[n])) names.Add(n);
        return this;
    }

    /// <summary>The function of a name; null when there is none.</summary>
    public FeelFunction? Find(string name) => functions.GetValueOrDefault(name);

    /// <summary>The signatures of a function as text, for completion: 「期限(起算日, 日数, 暦?)」.</summary>
    public IReadOnlyList<string> Describe(string name) => functions.TryGetValue(name, out var f) ? ((NativeFunction)f).Describe() : [];
}
