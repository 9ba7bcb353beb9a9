using Workflows.Decisions.Feel;

namespace Workflows.Decisions.Dmn;

/// <summary>Checks the expressions and cells of a model against the types of what they may use.</summary>
internal static class DmnTypeCheck
{
    public static IEnumerable<DmnMessage> Run(DmnModel model, IReadOnlyDictionary<string, FeelType>? hostNames, FeelFunctionRegistry? functions)
    {
        foreach (var e in model.Elements)
        {
            var (logic, parameters) = e switch
            {
                DmnDecision d => (d.Expression, []),
                DmnKnowledge { Logic: { Kind: "FEEL" } f } => (f.Body, f.Parameters),
                _ => (null, (IReadOnlyList<DmnVariable>)[]),
            };
            if (logic is null) continue;
            var fields = new Dictionary<string, FeelType>(hostNames ?? new Dictionary<string, FeelType>(), StringComparer.Ordinal);
            foreach (var r in model.Logic(e).Requirements)
                fields[r.Import ?? r.Name] = r.Import is null && r.Element is DmnInputData or DmnDecision ? r.Model.Types.Find(r.Element.Variable.TypeRef) ?? FeelType.Any : FeelType.Any;
            if (e is DmnKnowledge) fields[e.Variable.Name] = FeelType.Any;
            foreach (var p in parameters) fields[p.Name] = model.Types.Find(p.TypeRef) ?? FeelType.Any;
            foreach (var m in Logic(model, e, logic, fields, functions)) yield return m;
        }
    }

    private static IEnumerable<DmnMessage> Logic(DmnModel model, DmnElement e, DmnExpression logic, Dictionary<string, FeelType> fields, FeelFunctionRegistry? functions)
    {
        switch (logic)
        {
            case DmnLiteral l:
                foreach (var f in FeelChecker.Check(l.Text, fields, null, functions).Findings) yield return Message(e, l.Id, "", "", f);
                break;
            case DmnDecisionTable t:
                var types = new FeelType[t.Inputs.Count];
                for (var c = 0; c < types.Length; c++)
                {
                    types[c] = FeelType.Any;
                    if (t.Inputs[c].Expression is not { } x) continue;
                    var result = FeelChecker.Check(x.Text, fields, null, functions);
                    foreach (var f in result.Findings) yield return Message(e, x.Id, $"入力{c + 1}: ", $"input {c + 1}: ", f);
                    types[c] = x.TypeRef is null ? result.Type : model.Types.Find(x.TypeRef) ?? FeelType.Any;
                }
                for (var r = 0; r < t.Rules.Count; r++)
                {
                    for (var c = 0; c < types.Length; c++)
                    {
                        var cell = t.Rules[r].Inputs[c];
                        if (cell.Text.Trim() is "" or "-") continue;
                        foreach (var f in FeelChecker.CheckTests(cell.Text, types[c], fields, functions).Findings)
                            yield return Message(e, cell.Id, $"規則{r + 1}の入力{c + 1}: ", $"rule {r + 1}, input {c + 1}: ", f);
                    }
                    for (var c = 0; c < t.Outputs.Count; c++)
                    {
                        var cell = t.Rules[r].Outputs[c];
                        if (cell.Text.Trim() is "" or "-") continue;
                        foreach (var f in FeelChecker.Check(cell.Text, fields, model.Types.Find(t.Outputs[c].TypeRef), functions).Findings)
                            yield return Message(e, cell.Id, $"規則{r + 1}の出力{c + 1}: ", $"rule {r + 1}, output {c + 1}: ", f);
                    }
                }
                break;
        }
    }

    private static DmnMessage Message(DmnElement e, string part, string ja, string en, FeelDiagnostic f) =>
        new(DmnSeverity.Error, f.Code, ja + f.MessageJa, en + f.MessageEn, e.Id, e.Name, part, f.Source);
}
