using Workflows.Cases.Activities.Reading;
using Workflows.Engine.Activities;
using Workflows.Engine.Data;
using Workflows.Cases.Expressions;
using Workflows.Engine.Plans;
using Workflows.Engine.Turns;

namespace Workflows.Cases.Activities;

internal sealed record ForEachSpec(Feel Items, string As, string? In, bool Parallel, PlanNode? Body);

/// <summary>
/// <c>Case.ForEach</c>: its body once an item, one after the other or all at once. With <c>in</c> the loop value is the row of the list field:
/// reading shows the row as it is now, writing <c>line.state</c> changes it. <c>{as}No</c> is the row's number from 1.
/// </summary>
internal sealed class CaseForEach : CaseActivity<ForEachSpec>
{
    public override ActivityDescriptor Descriptor { get; } = new("Case.ForEach", "1件ずつ", "For each", "{items} の1件ずつ（{as}）に本体を行う", "案件の流れ", "repeat")
    {
        Inputs =
        [
            CaseInputs.Input("items", "String", "対象", InputPicker.Expression, required: true, description: "FEEL の一覧。"),
            CaseInputs.Input("as", "String", "1件の呼び名", InputPicker.Text, required: true, description: "本体の式から1件を指す名前（例: line）。"),
            CaseInputs.Input("in", "String", "一覧の項目", InputPicker.Fields, description: "1件がこの項目の行であるとき、その場所（例: lines）。行に書き込めます。"),
            CaseInputs.Input("parallel", "Boolean", "同時に進める", InputPicker.Checkbox, otherwise: Datum.False),
        ],
        ChildPorts = ["body"],
    };

    protected override ForEachSpec Read(SpecReader reader)
    {
        if (reader.Child("body") is null) reader.Missing("body");
        return new(reader.Feel("items"), reader.Text("as"), reader.OptionalText("in"), reader.Flag("parallel"), reader.Child("body"));
    }

    public override IEnumerable<Question> Execute(ActivityContext context)
    {
        var spec = Spec(context);
        var items = context.Eval(spec.Items);
        if (items.Kind is not (DatumKind.List or DatumKind.Null))
            throw context.Fault("ITEMS", $"「{context.Node.Source["items"].AsText()}」は一覧ではありません。 (The items are no list.)");
        var variables = Variables(context, spec, items.Items);
        if (variables.Count == 0 || spec.Body is null) { context.Complete(); return []; }
        if (!spec.Parallel)
        {
            context.Data = Datum.Object(("at", 0), ("items", Datum.List(variables)));
            Start(context, spec.Body, variables[0], 0);
            return [];
        }
        context.Data = Datum.Object(("left", variables.Count));
        for (var i = 0; i < variables.Count; i++) Start(context, spec.Body, variables[i], i);
        return [];
    }

    public override IEnumerable<Question> ChildEnded(ActivityContext context, ChildEnd child)
    {
        if (context.Own("items") is { Kind: DatumKind.List } items)
        {
            var next = (int)context.Own("at").AsLong()!.Value + 1;
            if (next >= items.Items.Length) { context.Complete(); return []; }
            context.SetOwn("at", next);
            Start(context, Spec(context).Body!, items[next], next);
            return [];
        }
        var left = context.Own("left").AsLong()!.Value - 1;
        context.SetOwn("left", left);
        if (left == 0) context.Complete();
        return [];
    }

    private static void Start(ActivityContext context, PlanNode body, Datum variables, int index) =>
        context.Schedule(body, Datum.Of((long)index), index + 1, variables);

    /// <summary>What each body's frame declares: the place of its row, or a copy of the item.</summary>
    private static List<Datum> Variables(ActivityContext context, ForEachSpec spec, IReadOnlyList<Datum> items)
    {
        var result = new List<Datum>(items.Count);
        if (spec.In is null)
        {
            for (var i = 0; i < items.Count; i++) result.Add(Datum.Object((spec.As, items[i]), (spec.As + "No", i + 1)));
            return result;
        }
        var list = FieldPaths.Place(context, spec.In);
        // Compared as FEEL gives them back: a date-time may come in another spelling.
        var rows = context.Eval(new Feel(spec.In)).Items;
        var taken = new bool[rows.Length];
        foreach (var item in items)
        {
            // Usually the items are the rows themselves, in their order; a filtered list is found again row by row.
            var row = result.Count < rows.Length && !taken[result.Count] && rows[result.Count].Equals(item) ? result.Count : -1;
            for (var i = 0; row < 0 && i < rows.Length; i++) if (!taken[i] && rows[i].Equals(item)) row = i;
            if (row < 0) throw context.Fault("ITEMS", $"対象の1件が「{spec.In}」の行にありません。 (An item is no row of '{spec.In}'.)");
            taken[row] = true;
            result.Add(FieldPaths.LoopVariable(spec.As, list, row));
        }
        return result;
    }
}
