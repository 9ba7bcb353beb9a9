using Workflows.Cases.Expressions;
using Workflows.Cases.Packages;
using Workflows.Engine.Data;
using Workflows.Engine.Turns;

namespace Workflows.Cases.Forms;

public enum FormMode
{
    /// <summary>A person submits: everything is judged.</summary>
    Submit,
    /// <summary>Half filled in: nothing is missing yet, but what is there is judged, filled in and locked; choices come with all their options.</summary>
    Draft,
    /// <summary>補正: only the opened fields can change and are judged.</summary>
    Correction,
    /// <summary>Staff enter it for somebody (窓口, 書面): judged as <see cref="Submit"/>.</summary>
    Staff,
}

/// <summary>A form to be judged.</summary>
/// <param name="Values">As given: JSON values, or the texts of an HTML form.</param>
/// <param name="Names">What rules see besides the form's own fields: settings, today, head; a task's form also the case's fields.</param>
public sealed record FormRequest(ProgramPackage Package, FormSpec Form, Datum Values, FormMode Mode, FeelNames Names)
{
    /// <summary>The values the case has already: kept for fields that are not given, read-only or not opened.</summary>
    public Datum Existing { get; init; } = Datum.EmptyObject;
    /// <summary>For a correction: keys (<c>noticeNo</c>), tables (<c>lines</c>) or places (<c>lines[2].noticeNo</c>) that may change; null opens all.</summary>
    public IReadOnlyCollection<string>? Opened { get; init; }
}

/// <summary>What came of it.</summary>
/// <param name="Values">Normalised values by field key, in the order of the form, without headings, hidden and empty fields.</param>
/// <param name="CaseFields"><see cref="Values"/> as they go into the case: with one row in the form's <c>single</c> table its columns stand as plain fields too.</param>
/// <param name="Errors">In the order of the form, at most one a field; errors of the whole form have an empty field.</param>
/// <param name="Fields">Every field as it stands, for pages.</param>
public sealed record FormVerdict(Datum Values, Datum CaseFields, IReadOnlyList<FieldError> Errors, IReadOnlyList<FieldState> Fields)
{
    public bool IsValid => Errors.Count == 0;

    /// <summary>The message at a place, or null.</summary>
    public string? ErrorAt(string path) => Errors.FirstOrDefault(e => e.Field == path)?.Message;

    /// <summary>The state at a place, rows included; null when there is none.</summary>
    public FieldState? At(string path) => All(Fields).FirstOrDefault(f => f.Path == path);

    /// <summary>A refusal with all errors, or null when valid.</summary>
    /// <param name="code">The code of a check that refused, or VALIDATION.</param>
    public Refusal? ToRefusal() => IsValid ? null : new(Code, Errors[0].Message, Errors[0].Field.Length == 0 ? null : Errors[0].Field, Errors);

    /// <summary>What the form's checks warn of; found only once nothing else is wrong.</summary>
    public IReadOnlyList<FormWarning> Warnings { get; init; } = [];

    /// <summary>The code of the check that refused; VALIDATION otherwise.</summary>
    public string Code { get; init; } = "VALIDATION";

    private static IEnumerable<FieldState> All(IEnumerable<FieldState> fields) => fields.SelectMany(f => All(f.Rows.SelectMany(r => r)).Prepend(f));
}

/// <summary>What may be wrong and does not refuse.</summary>
/// <param name="Least">Characters the reason for going on must have; null: none is asked for.</param>
/// <param name="Reason">As given.</param>
public sealed record FormWarning(string Code, string? Field, string Message, int? Least, string Reason)
{
    /// <summary>The member of a form's values that holds reasons: <c>{ code: text }</c>. No field can have this key.</summary>
    public const string ReasonsKey = "_reasons";

    /// <summary>Where an error about a reason is shown.</summary>
    public static string Place(string code) => $"{ReasonsKey}.{code}";
}

/// <summary>A field as it stands after judging.</summary>
/// <param name="Path">The key, or <c>lines[1].noticeNo</c> inside a table (rows from 1).</param>
/// <param name="Locked">Filled in by a decision or prefilled for good, read-only, or not opened: shown, not asked.</param>
/// <param name="Source">Where a filled-in value comes from.</param>
/// <param name="Rows">A table's rows.</param>
/// <param name="Template">A table's columns as an empty row has them.</param>
public sealed record FieldState(
    FieldSpec Spec, string Path, bool Visible, bool Required, bool Locked, Label? Source, Datum Value, string? Error,
    IReadOnlyList<ResolvedOption> Options, IReadOnlyList<IReadOnlyList<FieldState>> Rows, IReadOnlyList<FieldState> Template);

/// <param name="Disabled">Shown, but cannot be chosen.</param>
public sealed record ResolvedOption(string Value, string Label, bool Disabled);
