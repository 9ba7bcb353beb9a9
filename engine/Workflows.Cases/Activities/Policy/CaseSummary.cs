using Workflows.Cases.Forms;
using Workflows.Cases.Packages;
using Workflows.Cases.Ports;
using Workflows.Engine.Activities;
using Workflows.Engine.Data;
using Workflows.Engine.State;
using Workflows.Engine.Turns;

namespace Workflows.Cases.Activities.Policy;

/// <summary>What lists show of a case: its header, and a sort row for each searchable field that changed in the step.</summary>
internal sealed class CaseSummary(ProgramPackage package)
{
    private const string FieldsNote = "fieldsBefore";

    private readonly IReadOnlyList<(string Key, string? Table, string Type)> _searchable = Searchable(package);

    /// <summary>Keeps the fields as they were when the step began, to tell what changed.</summary>
    public static void Remember(ActivityContext context) => context.StepNotes = context.StepNotes.With(FieldsNote, context.Fields);

    public static Datum FieldsBefore(ActivityContext context) => context.StepNotes[FieldsNote];

    /// <summary>Nothing runs any more, or the case was closed with a result.</summary>
    public static bool IsOver(ActivityContext context) =>
        (context.Instances.Count > 0 && context.Instances.All(i => i.Status == InstanceStatus.Finished && i.SubStatus != InstanceSubStatus.Faulted))
        || (!context.Head["closedAt"].IsNull && !context.Head["result"].IsNull);

    public void Write(ActivityContext context)
    {
        var status = context.Head["status"].AsText();
        var state = package.States.Find(status);
        var lifecycle = IsOver(context) ? "ended" : state?.Lifecycle ?? "active";
        if (lifecycle == "ended" && context.Head["closedAt"].IsNull) context.Head = context.Head.With("closedAt", Datum.Of(context.Step.Now));
        else if (lifecycle != "ended" && !context.Head["closedAt"].IsNull) context.Head = context.Head.With("closedAt", Datum.Null);
        var head = context.Head;
        context.Emit(new ProjectionSet(Projections.Header, "", Datum.Object(
            ("number", head["number"]), ("program", head["program"]), ("programVersion", head["programVersion"]), ("workflow", head["workflow"]), ("start", head["start"]),
            ("status", status), ("statusLabel", state?.Label.Ja ?? status), ("publicStatus", state?.Public.Ja ?? status), ("lifecycle", lifecycle),
            ("applicant", head["applicant"]), ("title", Title(head)), ("submittedAt", head["submittedAt"]), ("updatedAt", Datum.Of(context.Step.Now)),
            ("closedAt", head["closedAt"]), ("result", head["result"]), ("channel", head["channel"]))));
        Sort(context);
    }

    private string Title(Datum head) => package.Starts.Find(head["start"].AsText())?.Label.Ja is { Length: > 0 } label ? label : package.Title.Ja;

    private void Sort(ActivityContext context)
    {
        var before = context.StepNotes[FieldsNote];
        foreach (var (key, table, type) in _searchable)
        {
            var value = ValueOf(context.Fields, key, table);
            if (value.Equals(ValueOf(before, key, table))) continue;
            context.Emit(new ProjectionSet(Projections.Sort, key, value.IsNull ? null : Datum.Object(("value", value), ("type", type))));
        }
    }

    /// <summary>A plain field; of a table's column the values of all rows.</summary>
    private static Datum ValueOf(Datum fields, string key, string? table)
    {
        if (table is null || !fields[key].IsNull) return fields[key];
        var values = fields[table].Items.Select(row => row[key]).Where(v => !v.IsNull).ToArray();
        return values.Length switch { 0 => Datum.Null, 1 => values[0], _ => Datum.List(values) };
    }

    private static List<(string, string?, string)> Searchable(ProgramPackage package)
    {
        var result = new List<(string Key, string? Table, string Type)>();
        void Add(FieldSpec field, string? table)
        {
            if (field.Searchable && result.All(r => r.Key != field.Key)) result.Add((field.Key, table, field.Type.ToString().ToLowerInvariant()));
        }
        foreach (var field in package.Fields.Concat(package.Forms.SelectMany(f => f.Fields)))
        {
            Add(field, null);
            foreach (var column in field.Columns) Add(column, field.Key);
        }
        return result;
    }
}
