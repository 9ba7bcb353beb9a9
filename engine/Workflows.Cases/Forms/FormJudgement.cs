using Workflows.Cases.Expressions;
using Workflows.Cases.Packages;
using Workflows.Engine.Data;
using Workflows.Engine.Turns;

namespace Workflows.Cases.Forms;

/// <summary>
/// Judges a form once. Pure: what only shared data can answer (look-ups, options of registers) is yielded as questions, so the same
/// judgement runs inside a step and on a page. Order: values are read · decisions fill in and lock · visibility · then field by field
/// required, shape, range, options, rules · at last the form's checks.
/// </summary>
public sealed partial class FormJudgement
{
    private readonly FormRequest _request;
    private readonly FormSpec _form;
    private readonly FormLevel _top;
    private readonly Dictionary<Question, Reply> _known = [];
    /// <summary>Keys the form does not have.</summary>
    private readonly List<FieldError> _misplaced = [];
    /// <summary>What the form's checks said.</summary>
    private readonly List<FieldError> _refused = [];
    private readonly List<FormWarning> _warnings = [];
    private FeelNames _names;
    private Func<Question, Reply> _replies = static _ => throw new InvalidOperationException();
    private string _code = "VALIDATION";
    private bool _plainSingle;
    private FormVerdict? _verdict;

    public FormJudgement(FormRequest request)
    {
        _request = request;
        _form = request.Form;
        _names = request.Names;
        _top = new("", [.. request.Form.Fields]);
    }

    /// <exception cref="InvalidOperationException"><see cref="Run"/> has not ended.</exception>
    public FormVerdict Verdict => _verdict ?? throw new InvalidOperationException("The form has not been judged.");

    private bool IsDraft => _request.Mode == FormMode.Draft;

    /// <summary>Yields what must be known; when it ends, <see cref="Verdict"/> is there.</summary>
    /// <param name="replies">The reply to a question already yielded.</param>
    /// <exception cref="Engine.Expressions.ExpressionException">An expression of the form crosses its limits, or a decision is wrong.</exception>
    public IEnumerable<Question> Run(Func<Question, Reply> replies)
    {
        _replies = replies;
        Fill();
        var late = new List<LookupSpec>();
        foreach (var lookup in _form.Lookups)
            if (DependsOnFields(lookup, late)) late.Add(lookup);
            else foreach (var question in LookUp(lookup)) yield return question;
        Prefill();
        foreach (var derive in _form.Derive)
            foreach (var question in Derive(derive)) yield return question;
        foreach (var lookup in late)
            foreach (var question in LookUp(lookup)) yield return question;
        Prefill();
        Arrange(_top);
        foreach (var question in Check(_top)) yield return question;
        foreach (var question in CheckForm()) yield return question;
        _verdict = Conclude();
    }

    /// <summary>Asks once what is asked twice.</summary>
    private IEnumerable<Question> Ask(Question question, Action<Reply> then)
    {
        if (!_known.TryGetValue(question, out var reply))
        {
            yield return question;
            _known[question] = reply = _replies(question);
        }
        then(reply);
    }

    private bool DependsOnFields(LookupSpec lookup, List<LookupSpec> late) =>
        lookup.Where.SelectMany(w => w.Value.Names).Any(name => _top.Find(name) is not null || SingleTable?.Column(name) is not null || late.Any(l => l.As == name));

    private IEnumerable<Question> LookUp(LookupSpec lookup) =>
        Ask(Lookups.Ask(lookup, Names(_top)), reply => _names = _names.With(lookup.As, Lookups.Value(lookup, reply)));

    private FieldSpec? SingleTable => _form.Single is { } key ? _form.Field(key) : null;

    /// <summary>What expressions of a level see. In a row the row's fields stand by key, the form's by <c>form.key</c>.</summary>
    private FeelNames Names(FormLevel level)
    {
        if (level != _top) return _names.WithFeel("form", () => _top.SeenAsFeel(_names.Types)).With(level.Seen());
        var seen = _top.Seen();
        return SingleTable is { } table && _top.Rows(table.Key) is [var only] ? _names.With(only.Seen()).With(seen) : _names.With(seen);
    }

    private FormVerdict Conclude()
    {
        var errors = new List<FieldError>(_misplaced);
        Gather(_top, errors);
        errors.AddRange(_refused);
        var correction = _request.Mode == FormMode.Correction;
        var values = _top.Kept(path => correction && IsOpen(path));
        var fields = values;
        if (SingleTable is { } table && values[table.Key].Items is [var only])
            fields = values.Merge(Datum.Object(only.Members.Where(m => table.Column(m.Key) is not null)));
        return new(values, fields, errors, [.. _top.States()]) { Code = _code, Warnings = _warnings };
    }

    private void Gather(FormLevel level, List<FieldError> errors)
    {
        foreach (var field in level.Fields)
        {
            if (level.Error(field.Key) is { } message) errors.Add(new(Shown(level, field.Key), message));
            foreach (var row in level.Rows(field.Key)) Gather(row, errors);
        }
    }

    /// <summary>Where a finding is shown: a single row given as plain keys hears of itself by plain keys.</summary>
    private string Shown(FormLevel level, string key) => _plainSingle && level.Table == SingleTable && level.Table is not null ? key : level.Path(key);

    private bool IsOpen(string path)
    {
        if (_request.Mode != FormMode.Correction || _request.Opened is not { } opened) return true;
        var key = path[(path.LastIndexOf('.') + 1)..];
        var bracket = path.IndexOf('[', StringComparison.Ordinal);
        return opened.Contains(path) || opened.Contains(key) || (bracket > 0 && opened.Contains(path[..bracket]));
    }
}
