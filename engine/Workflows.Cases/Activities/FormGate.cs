using Workflows.Cases.Activities.Reading;
using Workflows.Cases.Forms;
using Workflows.Cases.Ports;
using Workflows.Engine.Activities;
using Workflows.Engine.Data;
using Workflows.Engine.Expressions;
using Workflows.Engine.Turns;

namespace Workflows.Cases.Activities;

/// <summary>What a judged form gave.</summary>
internal sealed class Judged
{
    /// <summary>Normalised values by key; a key given as empty is null.</summary>
    public Datum Values { get; set; } = Datum.EmptyObject;
    /// <summary>The same as case fields: the columns of a single row stand as plain fields too.</summary>
    public Datum CaseFields { get; set; } = Datum.EmptyObject;
}

/// <summary>Judges a form inside a step: an invalid one refuses the whole request with all findings.</summary>
internal static class FormGate
{
    /// <param name="open">For a correction the keys that may change; null: all.</param>
    public static IEnumerable<Question> Judge(ActivityContext context, string formId, Datum values, IReadOnlyList<string>? open, Judged judged)
    {
        if (context.Package() is not { } package || package.Forms.Find(formId) is not { } form)
            throw context.Fault("FORM", $"様式「{formId}」は定義されていません。 (There is no form '{formId}'.)");
        var judgement = new FormJudgement(new FormRequest(package, form, values, open is null ? FormMode.Submit : FormMode.Correction, context.NamesHere())
        {
            Existing = context.Fields,
            Opened = open,
        });
        foreach (var question in Guarded(context, judgement.Run(context.Reply))) yield return question;
        var verdict = judgement.Verdict;
        if (verdict.ToRefusal() is { } refusal) throw context.Refuse(refusal);
        foreach (var warning in verdict.Warnings)
            Timeline.Add(context, "warning", warning.Reason.Length == 0 ? warning.Message : $"{warning.Message}（理由: {warning.Reason}）", isPublic: true, Datum.Object(("code", warning.Code), ("field", warning.Field), ("reason", warning.Reason.Length == 0 ? Datum.Null : warning.Reason)));
        var emptied = values.Members.Where(m => !verdict.Values.Has(m.Key) && form.Field(m.Key) is { HoldsValue: true }).Select(m => KeyValuePair.Create(m.Key, Datum.Null)).ToArray();
        judged.Values = verdict.Values.Merge(Datum.Object(emptied));
        judged.CaseFields = verdict.CaseFields;
    }

    /// <summary>A failing expression of the definition refuses the request: it is neither the person's fault nor an incident of the case.</summary>
    public static IEnumerable<Question> Guarded(ActivityContext context, IEnumerable<Question> rules)
    {
        using var run = rules.GetEnumerator();
        while (true)
        {
            try { if (!run.MoveNext()) yield break; }
            catch (ExpressionException error)
            {
                throw context.Refuse(new Refusal(RefusalCodes.DefinitionError, $"手続の定義に誤りがあるため受け付けられません。担当課へお知らせください。（{error.Message}）"));
            }
            yield return run.Current;
        }
    }
}
