using System.Text;
using Workflows.Decisions.Calendars;
using Workflows.Decisions.Feel;
using Workflows.Decisions.Functions.Rules;

namespace Workflows.Decisions.Functions;

/// <summary>Calendars by name, as they stand for this step; given to the scope with <c>With&lt;ICalendarSource&gt;</c>.</summary>
public interface ICalendarSource
{
    /// <summary>The id used when a function names no calendar.</summary>
    string DefaultId { get; }

    /// <summary>The calendar of that id, or null.</summary>
    BusinessCalendar? Find(string id);
}

/// <summary>The built-in calendars and further ones; a further one of the same id wins.</summary>
/// <param name="calendars">Calendars of the municipality: facilities, schools, offices, newer versions.</param>
/// <param name="defaultId">Used when a function names none.</param>
public sealed class CalendarSource(IReadOnlyList<BusinessCalendar> calendars, string defaultId = BusinessCalendars.DefaultId) : ICalendarSource
{
    /// <summary>Only the built-in calendars.</summary>
    public static CalendarSource BuiltIn { get; } = new([]);

    /// <inheritdoc />
    public string DefaultId { get; } = defaultId;

    /// <inheritdoc />
    public BusinessCalendar? Find(string id) => calendars.LastOrDefault(c => c.Id == id) ?? BusinessCalendars.Find(id);
}

/// <summary>Secret keys by name. Results never show a key; a step that signs stores only the signature.</summary>
public interface IKeySource
{
    /// <summary>The bytes of the key, or null.</summary>
    byte[]? Find(string name);
}

/// <summary>Keys given as texts (UTF-8), for tests and scenarios.</summary>
public sealed class TextKeys(IReadOnlyDictionary<string, string> keys) : IKeySource
{
    /// <inheritdoc />
    public byte[]? Find(string name) => keys.TryGetValue(name, out var key) ? Encoding.UTF8.GetBytes(key) : null;
}

/// <summary>Rule dialects by name (規則の方言).</summary>
public interface IRuleDialectSource
{
    /// <summary>The dialect, or null.</summary>
    RuleDialect? Find(string name);
}

/// <summary>A question about shared data that was put before the evaluation: 台帳("park", {種別: "街区"}).</summary>
/// <param name="Function">台帳, 件数, 担当件数, 設定 or 価格.</param>
/// <param name="Arguments">Its arguments as FEEL values.</param>
public sealed record LookupQuestion(string Function, IReadOnlyList<object?> Arguments)
{
    /// <summary>The same text for the same question, by which answers are kept on the tape.</summary>
    public string Key => $"{Function}({string.Join(", ", Arguments.Select(FeelValues.ToLiteral))})";
}

/// <summary>
/// The answers to look-ups, gathered before evaluation; a function only reads them. A question without answer is an error:
/// its arguments were not known in time.
/// </summary>
public interface ILookupAnswers
{
    /// <summary>The answer as a FEEL value, when the question was asked.</summary>
    bool TryGet(LookupQuestion question, out object? answer);
}

/// <summary>Answers kept by <see cref="LookupQuestion.Key"/>.</summary>
public sealed class LookupAnswers(IReadOnlyDictionary<string, object?> answers) : ILookupAnswers
{
    /// <inheritdoc />
    public bool TryGet(LookupQuestion question, out object? answer) => answers.TryGetValue(question.Key, out answer);
}
