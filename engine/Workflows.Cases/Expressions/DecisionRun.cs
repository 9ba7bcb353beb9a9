using Workflows.Cases.Packages;
using Workflows.Decisions.Dmn;
using Workflows.Decisions.Feel;
using Workflows.Decisions.Functions;
using Workflows.Engine.Data;
using Workflows.Engine.Expressions;
using Workflows.Engine.Turns;

namespace Workflows.Cases.Expressions;

/// <summary>What a decision gave.</summary>
/// <param name="Value">The value as the model gives it.</param>
/// <param name="Outputs">The outputs by name; a table's single output stands under its column's name.</param>
/// <param name="Hits">The tables asked on the way: <c>[{table, decision, rules, inputs}]</c>, to be kept with the case.</param>
public sealed record DecisionResult(Datum Value, Datum Outputs, Datum Hits);

/// <summary>One evaluation of a package's decision: its look-ups are asked first, then the model is evaluated. Pure.</summary>
/// <param name="inputs">By the names of the specification; what is left out is taken from the name it has in common with <paramref name="names"/>, else null.</param>
/// <param name="names">Where time and settings come from.</param>
public sealed class DecisionRun(ProgramPackage package, DecisionSpec decision, Datum inputs, FeelNames names)
{
    private DecisionResult? _result;

    /// <summary>The day whose rules decide; null: the decision's own 基準日.</summary>
    public DateOnly? Basis { get; init; }

    /// <exception cref="InvalidOperationException"><see cref="Run"/> has not ended.</exception>
    public DecisionResult Result => _result ?? throw new InvalidOperationException("The decision has not been run.");

    /// <summary>Yields the questions of the declared look-ups, then evaluates.</summary>
    /// <param name="replies">The reply to a question already yielded.</param>
    /// <exception cref="ExpressionException">The model is wrong, or the inputs are not what it takes.</exception>
    public IEnumerable<Question> Run(Func<Question, Reply> replies)
    {
        var given = new List<KeyValuePair<string, object?>>();
        var seen = names;
        void Give(string name, object? value)
        {
            given.Add(new(name, value));
            seen = seen.WithFeel(name, value);
        }

        var settings = names.Evaluate(SettingsName);
        foreach (var (inside, key) in decision.Settings) Give(inside, FeelBridge.ToFeel(settings[key], package.FieldTypes, key));
        var types = FieldTypes.Of(decision);
        foreach (var input in decision.Inputs)
            Give(input.Name, inputs.Has(input.Name) ? FeelBridge.ToFeel(inputs[input.Name], Types(input.Name), input.Name) : names.Scope.TryGet(input.Name, out var own) ? own : null);
        foreach (var (name, value) in inputs.Members.Where(m => decision.Inputs.All(i => i.Name != m.Key))) Give(name, FeelBridge.ToFeel(value, package.FieldTypes, name));
        foreach (var question in Lookups.Run(decision.Lookups, seen, replies, (name, value) => Give(name, FeelBridge.ToFeel(value, package.FieldTypes, name)))) yield return question;
        _result = Evaluate(given, seen);

        FieldTypes Types(string name) => types.KindOf(name) == TemporalKind.None ? package.FieldTypes : types;
    }

    private static readonly Feel SettingsName = new("settings");

    private DecisionResult Evaluate(List<KeyValuePair<string, object?>> given, FeelNames seen)
    {
        var valid = Valid(seen);
        var model = valid.Model;
        var context = new FeelContext(given);
        foreach (var data in model.InputData)
            if (!context.ContainsKey(data.Name)) context = context.With(data.Name, seen.Scope.TryGet(data.Name, out var value) ? value : null);
        var scope = new FeelScope(FeelContext.Empty, seen.Scope).With<ICalendarSource>(new DefaultCalendar(seen.Scope.Service<ICalendarSource>() ?? CalendarSource.BuiltIn, decision.Calendar ?? package.Calendar));
        var result = model.Evaluate(decision.Id, context, scope);
        // Rules that contradict each other are the table's mistake, not an answer.
        if (result.Messages.FirstOrDefault(m => m.Severity == DmnSeverity.Error || m.Code is "overlap" or "conflict") is { } error)
            throw new ExpressionException(FeelLanguage.Name, $"決定「{decision.Id}」: {error.MessageJa}{Where(error)} (Decision '{decision.Id}': {error.MessageEn})");
        var raw = FeelBridge.ToDatum(result.Value);
        return new(raw, Named(model, raw), Datum.List(result.Hits.Select(Hit)));
    }

    /// <summary>The table of the time the 基準日 lies in.</summary>
    private DecisionSpec Valid(FeelNames seen)
    {
        if (decision.Periods.Count == 0) return decision;
        var text = Basis is { } basis ? basis.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture) : seen.Evaluate(decision.BasisDate ?? Today).AsText();
        if (text is null || !DateOnly.TryParse(text.AsSpan(0, Math.Min(10, text.Length)), System.Globalization.CultureInfo.InvariantCulture, out var day))
            throw new ExpressionException(FeelLanguage.Name, $"決定「{decision.Id}」の基準日が日付になりません（{text ?? "null"}）。 (Decision '{decision.Id}': the basis date is no date.)");
        return decision.Periods.FirstOrDefault(p => p.Holds(day))?.Table
            ?? throw new ExpressionException(FeelLanguage.Name, $"決定「{decision.Id}」には {day:yyyy-MM-dd} に効力のある表がありません。 (Decision '{decision.Id}' has no table valid on {day:yyyy-MM-dd}.)");
    }

    private static readonly Feel Today = new("today");

    private static string Where(DmnMessage message) => message.PartId.Length > 0 ? $"（{message.PartId}）" : "";

    private Datum Named(DmnModel model, Datum value)
    {
        if (value.Kind == DatumKind.Object) return value;
        var logic = model.FindDecision(decision.Id)?.Expression;
        var name = logic is DmnDecisionTable { Outputs: [{ } only] } && only.Name is { Length: > 0 } column ? column : decision.Id;
        return Datum.Object((name, value));
    }

    private static Datum Hit(DmnHit hit) => Datum.Object(
        ("table", hit.TableId), ("decision", hit.ElementName),
        ("rules", Datum.List(hit.RuleIds.Select(r => Datum.Of(r)))), ("inputs", FeelBridge.ToDatum(hit.Inputs)));
}

/// <summary>The same calendars with another default.</summary>
file sealed class DefaultCalendar(ICalendarSource all, string defaultId) : ICalendarSource
{
    public string DefaultId => defaultId;
    public Decisions.Calendars.BusinessCalendar? Find(string id) => all.Find(id);
}
