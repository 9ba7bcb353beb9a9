using Workflows.Cases.Packages;
using Workflows.Engine.Activities;
using Workflows.Engine.Data;
using Workflows.Engine.Turns;

namespace Workflows.Cases.Activities.Policy;

/// <summary>
/// Placing or correcting a case by hand: <c>{ fields, state, number, applicant, channel, submittedAt, start, reason }</c>, each optional.
/// The state tables move by themselves (<see cref="CaseStates"/>): to <c>state</c>, or each to what <c>fields</c> wrote into its own field.
/// A case that never began begins here.
/// </summary>
internal sealed class AlterRules(ProgramPackage package)
{
    private readonly StartRules _starts = new(package);

    public IEnumerable<Question> Run(ActivityContext context)
    {
        var change = context.Stimulus.Data;
        if (!context.Head.Has("program"))
        {
            var workflow = context.Plan.Root.DefinitionId;
            var start = _starts.Find(context.Stimulus, workflow) ?? package.Starts.FirstOrDefault(s => s.Workflow == workflow);
            context.Head = _starts.Head(context, start).With("single", package.Forms.Find(start?.Form)?.Single);
            if (change["number"].IsNull && start?.Number is { } series)
                foreach (var question in _starts.Number(context, series)) yield return question;
        }
        foreach (var key in (ReadOnlySpan<string>)["number", "applicant", "onBehalfOf", "channel", "submittedAt"])
            if (change.TryGet(key, out var value) && !value.IsNull) context.Head = context.Head.With(key, value);
        if (change["fields"] is { Kind: DatumKind.Object } fields) Merge(context, fields);
        if (change["state"].AsText() is { Length: > 0 } state && package.States.Find(state) is { } known && package.Status is null)
            StateWriter.SetStatus(context, known.Id);
        Timeline.Add(context, "altered", "手作業で置き換えられました。", isPublic: false, Datum.Object(
            ("reason", change["reason"]), ("state", change["state"]), ("fields", Datum.List(change["fields"].Members.Select(m => Datum.Of(m.Key))))));
    }

    /// <summary>Plain keys of the single table's columns make its one row, when no rows are given.</summary>
    private void Merge(ActivityContext context, Datum fields)
    {
        if (context.Head["single"].AsText() is { } single && !fields.Has(single) && context.Fields[single].Items.Length == 0
            && package.Forms.FirstOrDefault(f => f.Single == single)?.Field(single) is { } table)
        {
            var row = Datum.Object(fields.Members.Where(m => table.Column(m.Key) is not null || m.Key == "state"));
            if (row.Members.Count > 0) fields = fields.With(single, Datum.List(row));
        }
        FieldPaths.Merge(context, fields);
    }
}
