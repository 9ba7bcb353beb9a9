using Workflows.Decisions.Feel;
using Workflows.Decisions.Functions.Registration;
using Workflows.Engine.Data;

namespace Workflows.Cases.Expressions;

/// <summary>The functions every package's FEEL may call besides the standard library (docs/feel-functions.md), and the calendars they find by name.</summary>
public static class CaseFunctions
{
    public static FeelFunctionRegistry Registry => JapaneseFunctions.Registry;

    /// <param name="defaultId">The calendar used where none is named.</param>
    /// <param name="own">The municipality's calendars by id.</param>
    internal static FeelScope WithCalendars(this FeelScope scope, string defaultId, Datum own) => scope.With(Calendars.Source(own, defaultId));
}
