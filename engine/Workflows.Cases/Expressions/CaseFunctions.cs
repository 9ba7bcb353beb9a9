using Workflows.Decisions.Feel;

namespace Workflows.Cases.Expressions;

/// <summary>The functions every package's FEEL may call besides the standard library, and the calendars they find by name.</summary>
public static class CaseFunctions
{
    public static FeelFunctionRegistry Registry { get; } = new();

    internal static FeelScope WithCalendars(this FeelScope scope) => scope;
}
