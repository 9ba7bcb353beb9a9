namespace Workflows.Decisions.Feel;

/// <summary>The bounds of one evaluation; crossing one raises FeelLimitException.</summary>
/// <param name="MaxSteps">Most loop turns, list items made and function calls.</param>
/// <param name="MaxDepth">Deepest nesting of function calls.</param>
/// <param name="MaxTextLength">Longest string made, in chars.</param>
public sealed record FeelLimits(long MaxSteps = 5_000_000, int MaxDepth = 200, int MaxTextLength = 4_000_000)
{
    /// <summary>The limits used when a scope sets none.</summary>
    public static FeelLimits Default { get; } = new();
}

/// <summary>An evaluation that would have run on beyond its limits.</summary>
public sealed class FeelLimitException(string messageJa, string messageEn) : Exception($"{messageJa} / {messageEn}")
{
    /// <summary>Which bound was crossed, in Japanese.</summary>
    public string MessageJa { get; } = messageJa;

    /// <summary>Which bound was crossed, in English.</summary>
    public string MessageEn { get; } = messageEn;
}

/// <summary>
/// Where an expression finds its names, and what else an evaluation may use: the time, limits, a collector of reasons,
/// further functions and services. Scopes nest; what one does not set is its parent's. Not changed by evaluation, so one
/// scope may serve many threads unless Diagnostics is set.
/// </summary>
public sealed class FeelScope
{
    private readonly Func<string, (bool Found, object? Value)>? lookup;
    private readonly FeelContext? values;
    private DateTimeOffset? now;
    private FeelLimits? limits;
    private FeelDiagnostics? diagnostics;
    private FeelFunctionRegistry? functions;
    private Dictionary<Type, object>? services;

    /// <summary>A scope without names.</summary>
    public FeelScope() => values = FeelContext.Empty;

    /// <summary>A scope of the names of a context.</summary>
    public FeelScope(FeelContext values, FeelScope? parent = null)
    {
        this.values = values;
        Parent = parent;
    }

    /// <summary>A scope of ordered names and values; .NET values are converted as FeelValues.From does.</summary>
    public FeelScope(IEnumerable<KeyValuePair<string, object?>> values, FeelScope? parent = null)
        : this(values as FeelContext ?? new FeelContext(values.Select(v => KeyValuePair.Create(v.Key, FeelValues.From(v.Value)))), parent)
    {
    }

    /// <summary>A scope that asks the caller for each name.</summary>
    public FeelScope(Func<string, (bool Found, object? Value)> lookup, FeelScope? parent = null)
    {
        this.lookup = lookup;
        Parent = parent;
    }

    /// <summary>The scope asked for what this one does not have.</summary>
    public FeelScope? Parent { get; }

    /// <summary>What now() and today() give; without it they give null with a reason.</summary>
    public DateTimeOffset? Now { get => now ?? Parent?.Now; init => now = value; }

    /// <summary>The bounds of the evaluation.</summary>
    public FeelLimits Limits { get => limits ?? Parent?.Limits ?? FeelLimits.Default; init => limits = value; }

    /// <summary>Collects why results are null; null when nobody asks.</summary>
    public FeelDiagnostics? Diagnostics { get => diagnostics ?? Parent?.Diagnostics; init => diagnostics = value; }

    /// <summary>Functions besides the standard library.</summary>
    public FeelFunctionRegistry? Functions { get => functions ?? Parent?.Functions; init => functions = value; }

    /// <summary>A scope within this one.</summary>
    public FeelScope Child(FeelContext inner) => new(inner, this);

    /// <summary>Gives functions a service under its type; returns this scope.</summary>
    public FeelScope With<T>(T service) where T : class
    {
        (services ??= [])[typeof(T)] = service;
        return this;
    }

    /// <summary>The service of a type; null when none was given.</summary>
    public T? Service<T>() where T : class =>
        services is not null && services.TryGetValue(typeof(T), out var s) ? (T)s : Parent?.Service<T>();

    /// <summary>Finds a name here or in a parent.</summary>
    public bool TryGet(string name, out object? value)
    {
        for (var scope = this; scope is not null; scope = scope.Parent)
        {
            if (scope.values is { } v)
            {
                if (v.TryGetValue(name, out value)) return true;
            }
            else
            {
                var (found, got) = scope.lookup!(name);
                value = got;
                if (found) return true;
            }
        }
        value = null;
        return false;
    }

    /// <summary>The names known here and in the parents, as far as they can be listed.</summary>
    public IEnumerable<string> Names
    {
        get
        {
            for (var scope = this; scope is not null; scope = scope.Parent)
                if (scope.values is { } v)
                    foreach (var n in v.Names) yield return n;
        }
    }
}
