using Workflows.Engine.Activities;
using Workflows.Engine.Data;
using Workflows.Engine.Expressions;

namespace Workflows.Engine.Plans;

/// <summary>What an activity type may use while its nodes are prepared: expression languages and the list of problems.</summary>
public sealed class PlanBuilder
{
    private readonly IReadOnlyDictionary<string, IExpressionLanguage> _languages;
    private readonly List<PlanProblem> _problems = [];

    public PlanBuilder(ActivityCatalog catalog, IEnumerable<IExpressionLanguage> languages)
    {
        Catalog = catalog;
        _languages = languages.ToDictionary(l => l.Type, StringComparer.OrdinalIgnoreCase);
    }

    public ActivityCatalog Catalog { get; }
    public IReadOnlyList<PlanProblem> Problems => _problems;
    /// <summary>The workflow being compiled, for places.</summary>
    public string Place { get; internal set; } = "";

    public void Report(PlanProblem problem) => _problems.Add(problem);

    public void Error(string place, string code, string messageJa, string messageEn, string? fixJa = null) =>
        Report(new("error", code, Where(place), messageJa, messageEn, fixJa));

    public void Warning(string place, string code, string messageJa, string messageEn, string? fixJa = null) =>
        Report(new("warning", code, Where(place), messageJa, messageEn, fixJa));

    public bool HasLanguage(string type) => _languages.ContainsKey(type);

    /// <summary>Prepares an expression; an unreadable one is a problem at <paramref name="place"/> and gives an expression that faults when evaluated.</summary>
    public IPreparedExpression Prepare(string language, Datum value, string place)
    {
        if (!_languages.TryGetValue(language, out var found))
        {
            Warning(place, "EXPRESSION_LANGUAGE_UNKNOWN", $"式の言語「{language}」は使えません。", $"The expression language '{language}' is not available.");
            return new Unusable(language, $"The expression language '{language}' is not available.");
        }
        try { return found.Prepare(value); }
        catch (ExpressionException e)
        {
            Error(place, "EXPRESSION_INVALID", $"式を読めません: {e.Message}", $"The expression cannot be read: {e.Message}");
            return new Unusable(language, e.Message);
        }
    }

    public IPreparedExpression Feel(string text, string place) => Prepare("Feel", Datum.Of(text), place);

    private string Where(string place) => place.Length == 0 ? Place : Place.Length == 0 ? place : $"{Place}#{place}";

    private sealed class Unusable(string language, string message) : IPreparedExpression
    {
        public Datum Evaluate(IExpressionScope scope) => throw new ExpressionException(language, message);
    }
}
