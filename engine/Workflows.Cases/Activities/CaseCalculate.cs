using Workflows.Cases.Activities.Reading;
using Workflows.Cases.Expressions;
using Workflows.Cases.Packages;
using Workflows.Engine.Activities;
using Workflows.Engine.Turns;

namespace Workflows.Cases.Activities;

internal sealed record CalculateSpec(IReadOnlyList<(string Field, Feel To)> Set, IReadOnlyList<LookupSpec> Lookups);

/// <summary><c>Case.Calculate</c>: sets fields by FEEL, one after the other; a later line sees what an earlier one set.</summary>
internal sealed class CaseCalculate : CaseActivity<CalculateSpec>
{
    public override ActivityDescriptor Descriptor { get; } = new("Case.Calculate", "計算", "Calculate", "項目を計算する（{set}）", "決める", "calculate")
    {
        Inputs =
        [
            CaseInputs.Input("set", "Object[]", "項目と式", InputPicker.List, required: true, description: "field（項目の場所）と to（式）。上から順に計算します。"),
            CaseInputs.Lookups,
        ],
        Asks = ["find", "aggregate"],
    };

    protected override CalculateSpec Read(SpecReader reader)
    {
        var set = new List<(string, Feel)>();
        foreach (var item in reader.Source["set"].Items)
        {
            var place = $"set[{set.Count}]";
            var field = reader.NestedText(item, "field", place);
            if (field.Length > 0 && FieldPath.TryParse(field) is null) reader.Invalid($"{place}.field", $"「{field}」は項目の場所として読めません。", $"'{field}' is no field path.");
            if (!item.Has("to")) reader.Missing($"{place}.to");
            set.Add((field, reader.OptionalFeel(item["to"], $"{place}.to") ?? new Feel("null")));
        }
        return new(set, reader.Lookups("lookups"));
    }

    public override IEnumerable<Question> Execute(ActivityContext context)
    {
        var spec = Spec(context);
        var names = new Names();
        foreach (var question in context.Ask(spec.Lookups, names)) yield return question;
        foreach (var (field, to) in spec.Set) FieldPaths.Write(context, field, context.Eval(to, names.Value));
        context.Complete();
    }
}
