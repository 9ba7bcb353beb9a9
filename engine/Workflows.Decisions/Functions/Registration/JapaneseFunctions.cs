using Workflows.Decisions.Feel;

namespace Workflows.Decisions.Functions.Registration;

/// <summary>
/// The functions of the product beside FEEL's own (docs/feel-functions.md). A function that cannot work with what it was given
/// yields null and says why in the diagnostics of the evaluation; nothing is thrown out of an expression.
/// </summary>
public static class JapaneseFunctions
{
    /// <summary>All of them, to be put into <see cref="FeelScope.Functions"/>. Safe to share.</summary>
    public static FeelFunctionRegistry Registry { get; } = AddTo(new FeelFunctionRegistry());

    /// <summary>Adds all functions to a registry and returns it.</summary>
    public static FeelFunctionRegistry AddTo(FeelFunctionRegistry registry)
    {
        CalendarFunctions.AddTo(registry);
        DateFunctions.AddTo(registry);
        TextFunctions.AddTo(registry);
        BankFunctions.AddTo(registry);
        CheckFunctions.AddTo(registry);
        NumberFunctions.AddTo(registry);
        ListFunctions.AddTo(registry);
        SphereFunctions.AddTo(registry);
        PlaneFunctions.AddTo(registry);
        GraphFunctions.AddTo(registry);
        RuleFunctions.AddTo(registry);
        LookupFunctions.AddTo(registry);
        return registry;
    }

    /// <summary>Adds one function; the errors of the logic become null with a reason.</summary>
    internal static FeelFunctionRegistry Def(
        this FeelFunctionRegistry registry, string name, string[] parameters, string result, Func<FunctionArgs, object?> body) =>
        registry.Add(
            name,
            parameters,
            (context, values) =>
            {
                try
                {
                    return body(new FunctionArgs(context, values));
                }
                catch (FunctionException fault)
                {
                    return context.Fail(fault.Japanese, fault.English);
                }
                catch (InvalidOperationException fault) when (fault.InnerException is FunctionException inside)
                {
                    // A sort hands on what its comparison threw.
                    return context.Fail(inside.Japanese, inside.English);
                }
                catch (Exception fault) when (fault is OverflowException or ArgumentOutOfRangeException)
                {
                    return context.Fail("結果が扱える範囲を超えました。", "The result is out of range.");
                }
            },
            result);
}
