using Workflows.Cases.Expressions;
using Workflows.Cases.Packages;
using Workflows.Decisions.Feel;
using Workflows.Engine.Data;
using Workflows.Engine.Turns;

namespace Workflows.Cases.Forms;

/// <summary>Field by field: required, shape, range, options, rules; then the form's checks.</summary>
public sealed partial class FormJudgement
{
    /// <summary>Options a page offers of a register.</summary>
    private const int MostOptions = 500;

    private IEnumerable<Question> Check(FormLevel level, bool template = false)
    {
        foreach (var field in level.Fields)
        {
            if (!field.HoldsValue || level.IsHidden(field.Key)) continue;
            foreach (var question in FindOptions(level, field)) yield return question;
            if (level.Templates.TryGetValue(field.Key, out var empty))
                foreach (var question in Check(empty, template: true)) yield return question;
            if (template || !IsChecked(level, field)) continue;
            if (field.Type == FieldType.Table)
            {
                CheckRows(level, field);
                foreach (var row in level.Rows(field.Key))
                    foreach (var question in Check(row)) yield return question;
            }
            if (!level.IsSound(field.Key)) continue;
            if (IsEmpty(level, field))
            {
                if (!IsDraft && level.Required.Contains(field.Key)) level.Fail(field.Key, FormMessages.Required(field));
                continue;
            }
            // What went to the vault was judged before it went.
            if (SealedValues.IsSealed(level[field.Key])) continue;
            if (CheckValue(level, field) is { } message) { level.Fail(field.Key, message); continue; }
            foreach (var question in CheckChoice(level, field)) yield return question;
            foreach (var rule in field.Rules)
            {
                if (!level.IsSound(field.Key)) break;
                foreach (var question in CheckRule(level, field, rule)) yield return question;
            }
        }
    }

    /// <summary>In a correction what was not opened is not judged again; rows are, when one of their columns is open.</summary>
    private bool IsChecked(FormLevel level, FieldSpec field) =>
        IsOpen(level.Path(field.Key)) || field.Type == FieldType.Table || !level.IsSound(field.Key);

    private static bool IsEmpty(FormLevel level, FieldSpec field) => field.Type switch
    {
        FieldType.Table => level.Rows(field.Key).Count == 0,
        FieldType.Consent => !level[field.Key].AsBoolean(),
        _ => level[field.Key].IsNull,
    };

    private void CheckRows(FormLevel level, FieldSpec field)
    {
        var count = level.Rows(field.Key).Count;
        if (!IsDraft && field.MinRows is { } least && count < least)
            level.Fail(field.Key, count == 0 ? FormMessages.Required(field) : FormMessages.TooFewRows(field, least));
        if (count > field.MaxRows) level.Fail(field.Key, FormMessages.TooManyRows(field, field.MaxRows.Value));
    }

    private string? CheckValue(FormLevel level, FieldSpec field)
    {
        var value = level[field.Key];
        switch (field.Type)
        {
            case FieldType.File or FieldType.Photo: return FieldReader.CheckFiles(field, value);
            case FieldType.Matrix: return FieldShapes.CheckMatrix(field, value, !IsDraft && level.Required.Contains(field.Key));
            case FieldType.Daterange or FieldType.Timerange or FieldType.Timeranges when FieldShapes.CheckRanges(field, value) is { } turned: return turned;
            case FieldType.Languages: return FieldShapes.CheckLanguages(field, value);
            case FieldType.Geometry: return FieldShapes.CheckGeometry(field, value);
            case FieldType.Scale: return field.Points is var (first, last) && value.AsDecimal() is { } point && (point < first || point > last || point != decimal.Truncate(point)) ? FormMessages.Step(field, first, last) : null;
        }
        if (value.Kind == DatumKind.Text && field.Type is not (FieldType.Date or FieldType.Datetime or FieldType.Time or FieldType.Calculated)
            && FieldReader.CheckText(field, value.AsText()!) is { } message) return message;
        if (field.Min is null && field.Max is null) return null;
        var names = Names(level);
        var typed = FeelBridge.ToFeel(value, _names.Types, field.Key);
        // A stretch of dates lies within the bounds with both its ends.
        var (low, high) = field.Type == FieldType.Daterange ? (End(value["from"]), End(value["to"])) : (typed, typed);
        if (field.Min is { } min && names.Value(min) is { } least && FeelValues.Compare(low, least) is null or < 0) return FormMessages.Least(field, FeelValues.ToText(least));
        if (field.Max is { } max && names.Value(max) is { } most && FeelValues.Compare(high, most) is null or > 0) return FormMessages.Most(field, FeelValues.ToText(most));
        return null;

        static object? End(Datum date) => FeelDate.TryParse(date.AsText());
    }

    private IEnumerable<Question> FindOptions(FormLevel level, FieldSpec field)
    {
        if (field.Options.Count > 0) level.Options[field.Key] = [.. field.Options.Select(o => new ResolvedOption(o.Value, o.Label.Ja, false))];
        // Somebody must see them: a page, or a choice of several that is judged as a whole.
        if (field.OptionsFrom is not { } from || (!IsDraft && field.Type != FieldType.Multichoice)) yield break;
        if (Where(level, from) is not { } where) { level.Options[field.Key] = []; yield break; }
        foreach (var question in Ask(new FindRecords(from.Register, where, MostOptions), reply =>
            level.Options[field.Key] = [.. reply.Value.Items.Select(r => Option(level, from, r["fields"]))])) yield return question;
    }

    private IEnumerable<Question> CheckChoice(FormLevel level, FieldSpec field)
    {
        // The options of a matrix belong to its items, those of a scale only name its points.
        if (field.Type is FieldType.Matrix or FieldType.Scale) yield break;
        if (field.Type is not (FieldType.Choice or FieldType.Multichoice or FieldType.Lookup) && field.OptionsFrom is null && field.Options.Count == 0) yield break;
        var chosen = level[field.Key].Kind == DatumKind.List ? level[field.Key].Items : [level[field.Key]];
        if (level.Options.TryGetValue(field.Key, out var offered))
        {
            if (chosen.Any(c => !offered.Any(o => o.Value == c.AsText() && !o.Disabled))) level.Fail(field.Key, FormMessages.NotInOptions(field));
            yield break;
        }
        if (field.OptionsFrom is not { } from) yield break;
        if (Where(level, from) is not { } where) { level.Fail(field.Key, FormMessages.NotInOptions(field)); yield break; }
        foreach (var question in Ask(new FindRecords(from.Register, where.With(from.Value, level[field.Key]), 1), reply =>
        {
            if (reply.Value.Items.Length == 0 || Option(level, from, reply.Value[0]["fields"]).Disabled) level.Fail(field.Key, FormMessages.NotInOptions(field));
        })) yield return question;
    }

    /// <summary>Null while something the options depend on is not known.</summary>
    private Datum? Where(FormLevel level, OptionsFromSpec from)
    {
        var where = Datum.EmptyObject;
        foreach (var (name, feel) in from.Where)
        {
            var value = Names(level).Evaluate(feel);
            if (value.IsNull) return null;
            where = where.With(name, value);
        }
        return where;
    }

    private ResolvedOption Option(FormLevel level, OptionsFromSpec from, Datum record)
    {
        var names = Names(level).With(record);
        return new(record[from.Value].AsText() ?? "", names.TextOf(from.Label), from.DisabledWhen is { } disabled && names.IsTrue(disabled));
    }

    private IEnumerable<Question> CheckRule(FormLevel level, FieldSpec field, RuleSpec rule)
    {
        // What leans on a field that is wrong itself would only say so twice.
        if (rule.Valid.Names.Concat(rule.Lookups.SelectMany(l => l.Where).SelectMany(w => w.Value.Names)).Any(name => name != field.Key && !Home(level, name).IsSound(name))) yield break;
        var value = field.Type == FieldType.Table ? level.Seen()[field.Key] : level[field.Key];
        var names = Names(level).WithFeel("value", FeelBridge.ToFeel(value, _names.Types, field.Key));
        foreach (var lookup in rule.Lookups)
            foreach (var question in Ask(Lookups.Ask(lookup, names), reply => names = names.With(lookup.As, Lookups.Value(lookup, reply)))) yield return question;
        if (!names.IsTrue(rule.Valid)) level.Fail(field.Key, rule.Message.Render(names));
    }

    /// <summary>The form's checks run once the fields are in order; not for drafts.</summary>
    private IEnumerable<Question> CheckForm()
    {
        var found = new List<FieldError>();
        Gather(_top, found);
        if (IsDraft || found.Count > 0 || _misplaced.Count > 0) yield break;
        foreach (var check in _form.Checks)
        {
            var names = Names(_top);
            foreach (var lookup in check.Lookups)
                foreach (var question in Ask(Lookups.Ask(lookup, names), reply => names = names.With(lookup.As, Lookups.Value(lookup, reply)))) yield return question;
            if (!names.IsTrue(check.When)) continue;
            var message = check.Message.Render(names);
            if (check.IsWarning) { Warn(check, message); continue; }
            _refused.Add(new(check.Field ?? "", message));
            _code = check.Code;
            yield break;
        }
    }

    /// <summary>A warning stands beside the form; where it wants a reason, none is an error at the reason's own place.</summary>
    private void Warn(CheckSpec check, string message)
    {
        var reason = _request.Values[FormWarning.ReasonsKey][check.Code].AsText()?.Trim() ?? "";
        _warnings.Add(new(check.Code, check.Field, message, check.Reason, reason));
        if (check.Reason is { } least && new System.Globalization.StringInfo(reason).LengthInTextElements < least) _refused.Add(new(FormWarning.Place(check.Code), FormMessages.Comment(message, least)));
    }
}
