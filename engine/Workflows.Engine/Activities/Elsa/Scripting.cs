using Workflows.Engine.Data;
using Workflows.Engine.Expressions;
using Workflows.Engine.Plans;
using Workflows.Engine.Turns;

namespace Workflows.Engine.Activities.Elsa;

/// <summary>Elsa.RunJavaScript: a script, its result and the outcomes it sets.</summary>
internal sealed class RunJavaScript : PlainActivity
{
    public override ActivityDescriptor Descriptor { get; } = new("Elsa.RunJavaScript", "スクリプト", "Run JavaScript", "スクリプトを実行する", "データ", "code")
    {
        Inputs = [new("script", "String", "スクリプト", InputPicker.MultilineText), new("possibleOutcomes", "String[]", "結果の候補", InputPicker.List)],
        Outputs = [new("result", "Object", "結果")],
        OutcomesFrom = "possibleOutcomes",
    };

    public override object? Prepare(PlanNode node, PlanBuilder builder)
    {
        // A literal script is prepared once; one made by an expression is prepared when it is known.
        var raw = node.Inputs.TryGetValue("script", out var binding) && binding.ExpressionType == "Literal"
            ? DefinitionReader.GetAny(DefinitionReader.GetAny(binding.Raw, "expression"), "value") : Datum.Null;
        return raw.IsNull ? null : builder.Prepare("JavaScript", raw, node.Id);
    }

    protected override void Run(ActivityContext context)
    {
        var script = context.Node.Prepared as IPreparedExpression ?? new JavaScriptLanguage().Prepare(context.Input("script"));
        var scope = context.Scope();
        var result = script.Evaluate(scope);
        context.SetOutput("result", result);
        context.Complete(scope.ScriptOutcomes.Count > 0 ? [.. scope.ScriptOutcomes] : ["Done"]);
    }
}

/// <summary>What does not run here: kept, flagged at validation, an incident when reached.</summary>
internal sealed class RefusedScript(string type, string label, string fix = "JavaScript または FEEL で書き直してください。", string why = "安全のため") : Activity
{
    public override ActivityDescriptor Descriptor { get; } = new(type, label, label, "実行できない処理です", "その他", "ban") { Outputs = [new("result", "Object", "結果")] };

    public override object? Prepare(PlanNode node, PlanBuilder builder)
    {
        builder.Warning(node.LocalId, "ACTIVITY_REFUSED", $"「{Descriptor.LabelJa}」は{why}実行できません。実行がここに来るとインシデントになります。", $"{type} is not executed here; reaching it raises an incident.", fix);
        return null;
    }

    public override IEnumerable<Question> Execute(ActivityContext context) => throw context.Fault("ACTIVITY_REFUSED", $"「{Descriptor.LabelJa}」は{why}実行できません。");
}
