using Workflows.Decisions.Calendars;
using Workflows.Decisions.Feel;
using Workflows.Decisions.Functions;
using Workflows.Decisions.Functions.Registration;
using Workflows.Decisions.Functions.Rules;

namespace Workflows.Decisions.Tests.Functions.Registration;

/// <summary>Evaluates FEEL with the product's functions, calendars, keys and answers of the tests.</summary>
internal static class FeelCall
{
    private static readonly BusinessCalendar Awake = BusinessCalendars.EveryDay with
    {
        Id = "配信", Hours = [new OfficeHours(new TimeOnly(8, 0), new TimeOnly(21, 0))],
    };

    public static object? Value(string text, out IReadOnlyList<FeelDiagnostic> reasons, FeelContext? names = null)
    {
        var diagnostics = new FeelDiagnostics();
        var scope = new FeelScope(names ?? FeelContext.Empty) { Functions = JapaneseFunctions.Registry, Diagnostics = diagnostics }
            .With<ICalendarSource>(new CalendarSource([Awake]))
            .With<IKeySource>(new TextKeys(new Dictionary<string, string> { ["hakone"] = "hakone-test-key", ["demo"] = "demo-secret" }))
            .With<IRuleDialectSource>(new Dialects())
            .With<ILookupAnswers>(new LookupAnswers(new Dictionary<string, object?>
            {
                ["設定(\"bookingHorizonDays\")"] = FeelNumber.From(90),
                ["件数(\"booking\", {状態: \"有効\"})"] = FeelNumber.From(7),
            }));
        var result = FeelExpression.Parse(text, new FeelParseOptions { Functions = JapaneseFunctions.Registry }).Evaluate(scope);
        reasons = diagnostics.Items;
        return result;
    }

    public static object? Value(string text, FeelContext? names = null) => Value(text, out _, names);

    private sealed class Dialects : IRuleDialectSource
    {
        public RuleDialect? Find(string name) => name == "手帳" ? Rules.WelfareCatalogue.Dialect : null;
    }
}
