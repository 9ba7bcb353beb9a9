using Workflows.Cases.Packages;
using Workflows.Cases.Ports;
using Workflows.Engine.Activities;
using Workflows.Engine.Data;
using Workflows.Engine.Turns;

namespace Workflows.Cases.Activities.Tasks;

/// <summary>Checks on what a person sent with a task or action, and the record of it.</summary>
internal static class TaskForm
{
    /// <summary>The decision chosen, by key or label; null when the task has none.</summary>
    public static TaskDecision? Decide(ActivityContext context, IReadOnlyList<TaskDecision> decisions, Stimulus stimulus)
    {
        var given = stimulus.Data["outcome"].AsText();
        if (decisions.Count == 0) return null;
        if (string.IsNullOrEmpty(given)) throw Invalid(context, "outcome", $"結果を選んでください（{Choices(decisions)}）。");
        return decisions.FirstOrDefault(d => d.Key == given) ?? decisions.FirstOrDefault(d => d.Label == given)
            ?? throw Invalid(context, "outcome", $"結果「{given}」は選べません。{Choices(decisions)}から選んでください。");
    }

    /// <summary>Refuses a decision whose required fields are empty.</summary>
    public static void Require(ActivityContext context, TaskDecision? decision, Datum values, string? form, Stimulus stimulus)
    {
        var errors = new List<FieldError>();
        foreach (var key in decision?.Requires ?? [])
        {
            var value = key == "comment" && !values.Has(key) ? stimulus.Data["comment"] : values[key];
            if (IsEmpty(value)) errors.Add(new(key, TaskDesk.Text(context, "required").Replace("{label}", Label(context, form, key), StringComparison.Ordinal)));
        }
        if (errors.Count > 0) throw context.Refuse(new Refusal(RefusalCodes.Validation, errors[0].Message, errors[0].Field, errors));
    }

    /// <summary>A form as submitted, kept as it came.</summary>
    /// <param name="round">Of a correction: which answer it is.</param>
    public static void Submission(ActivityContext context, string form, Datum values, Stimulus stimulus, long? round = null) =>
        context.Emit(new ProjectionSet(Projections.Submissions, context.NewId("s"), Datum.Object(
            ("form", form), ("version", context.Package()?.Forms.Find(form)?.Version ?? 1), ("values", values), ("at", Datum.Of(context.Step.Now)),
            ("by", stimulus.Actor), ("onBehalfOf", stimulus.OnBehalfOf), ("channel", stimulus.Channel), ("differences", Differences(context.Fields, values)), ("round", round is { } no ? no : Datum.Null),
            ("before", round is null ? Datum.Null : Datum.Object(values.Members.Where(m => context.Fields.Has(m.Key) && !context.Fields[m.Key].Equals(m.Value)).Select(m => KeyValuePair.Create(m.Key, context.Fields[m.Key])))))));

    private static Datum Differences(Datum before, Datum values) =>
        Datum.List(values.Members.Where(m => before.Has(m.Key) && !before[m.Key].Equals(m.Value)).Select(m => Datum.Of(m.Key)));

    public static bool IsEmpty(Datum value) => value.Kind switch
    {
        DatumKind.Null => true,
        DatumKind.Text => string.IsNullOrWhiteSpace(value.AsText()),
        DatumKind.List => value.Items.Length == 0,
        _ => false,
    };

    public static Exception Invalid(ActivityContext context, string field, string message) =>
        context.Refuse(new Refusal(RefusalCodes.Validation, message, field, [new(field, message)]));

    private static string Choices(IReadOnlyList<TaskDecision> decisions) => string.Join("、", decisions.Select(d => d.Label));

    private static string Label(ActivityContext context, string? form, string key) =>
        context.Package()?.Forms.Find(form)?.Field(key)?.Label.Ja ?? context.Package()?.Fields.Find(key)?.Label.Ja ?? (key == "comment" ? "コメント" : key);
}
