using System.Xml.Linq;
using Workflows.Decisions.Feel;

namespace Workflows.Decisions.Dmn;

/// <summary>Makes a DMN 1.5 model of one decision table: from a spreadsheet, a form or a test.</summary>
public sealed class DmnTableBuilder
{
    private static readonly XNamespace Dmn = "https://www.omg.org/spec/DMN/20230324/MODEL/";
    private readonly string name;
    private readonly List<(string Id, string Label, string Expression, string? Type, string? Values)> inputs = [];
    private readonly List<(string Id, string Name, string? Type, string? Values, string? Default)> outputs = [];
    private readonly List<(string Id, string[] Inputs, string[] Outputs, string? Note)> rules = [];

    /// <summary>A table for the decision of a name.</summary>
    public DmnTableBuilder(string decisionName) => name = decisionName;

    /// <summary>The hit policy; Unique unless set.</summary>
    public DmnHitPolicy HitPolicy { get; set; }

    /// <summary>What Collect makes of the hits.</summary>
    public DmnAggregation Aggregation { get; set; }

    /// <summary>Adds an input column; the expression's names become input data of the model.</summary>
    public DmnTableBuilder Input(string expression, string? type = null, string? label = null, string? values = null, string? id = null)
    {
        inputs.Add((id ?? $"input{inputs.Count + 1}", label ?? expression, expression, type, values));
        return this;
    }

    /// <summary>Adds an output column.</summary>
    public DmnTableBuilder Output(string outputName, string? type = null, string? values = null, string? byDefault = null, string? id = null)
    {
        outputs.Add((id ?? $"output{outputs.Count + 1}", outputName, type, values, byDefault));
        return this;
    }

    /// <summary>Adds a rule: the tests of the input columns, then the outputs, all as FEEL text.</summary>
    public DmnTableBuilder Rule(string[] tests, string[] results, string? note = null, string? id = null)
    {
        if (tests.Length != inputs.Count || results.Length != outputs.Count)
            throw new ArgumentException($"規則{rules.Count + 1}は入力{tests.Length}・出力{results.Length}個ですが、列は入力{inputs.Count}・出力{outputs.Count}個です / rule {rules.Count + 1} has {tests.Length} tests and {results.Length} outputs for {inputs.Count} and {outputs.Count} columns", nameof(tests));
        rules.Add((id ?? $"rule{rules.Count + 1}", tests, results, note));
        return this;
    }

    /// <summary>The model as XML text.</summary>
    /// <exception cref="FeelParseException">An input expression cannot be read.</exception>
    public string ToXml()
    {
        var free = new List<(string Name, string? Type)>();
        foreach (var i in inputs)
        {
            var e = FeelExpression.Parse(i.Expression);
            foreach (var n in e.FreeNames)
                if (free.All(f => f.Name != n)) free.Add((n, e.FreeNames.Count == 1 && n == FeelNames.Normalize(i.Expression) ? i.Type : null));
        }
        XElement Text(string element, string id, string text) => new(Dmn + element, new XAttribute("id", id), new XElement(Dmn + "text", text));
        var table = new XElement(Dmn + "decisionTable", new XAttribute("id", "table1"), new XAttribute("hitPolicy", Policy()));
        if (Aggregation != DmnAggregation.None) table.SetAttributeValue("aggregation", Aggregation.ToString().ToUpperInvariant());
        foreach (var i in inputs)
        {
            var expression = Text("inputExpression", i.Id + "_expression", i.Expression);
            if (i.Type is not null) expression.SetAttributeValue("typeRef", i.Type);
            table.Add(new XElement(Dmn + "input", new XAttribute("id", i.Id), new XAttribute("label", i.Label), expression, i.Values is null ? null : Text("inputValues", i.Id + "_values", i.Values)));
        }
        foreach (var o in outputs)
        {
            var column = new XElement(Dmn + "output", new XAttribute("id", o.Id), new XAttribute("name", o.Name));
            if (o.Type is not null) column.SetAttributeValue("typeRef", o.Type);
            if (o.Values is not null) column.Add(Text("outputValues", o.Id + "_values", o.Values));
            if (o.Default is not null) column.Add(Text("defaultOutputEntry", o.Id + "_default", o.Default));
            table.Add(column);
        }
        table.Add(new XElement(Dmn + "annotation", new XAttribute("name", "備考")));
        foreach (var r in rules)
        {
            table.Add(new XElement(
                Dmn + "rule", new XAttribute("id", r.Id),
                r.Inputs.Select((t, k) => Text("inputEntry", $"{r.Id}_{inputs[k].Id}", t)),
                r.Outputs.Select((t, k) => Text("outputEntry", $"{r.Id}_{outputs[k].Id}", t)),
                new XElement(Dmn + "annotationEntry", new XElement(Dmn + "text", r.Note ?? ""))));
        }
        var decision = new XElement(Dmn + "decision", new XAttribute("id", "decision1"), new XAttribute("name", name), new XElement(Dmn + "variable", new XAttribute("id", "variable1"), new XAttribute("name", name)));
        for (var k = 0; k < free.Count; k++)
            decision.Add(new XElement(Dmn + "informationRequirement", new XAttribute("id", $"requirement{k + 1}"), new XElement(Dmn + "requiredInput", new XAttribute("href", $"#data{k + 1}"))));
        decision.Add(table);
        var root = new XElement(Dmn + "definitions", new XAttribute("id", "definitions1"), new XAttribute("name", name), new XAttribute("namespace", "urn:workflows:decision:" + Uri.EscapeDataString(name)));
        for (var k = 0; k < free.Count; k++)
        {
            var variable = new XElement(Dmn + "variable", new XAttribute("id", $"data{k + 1}_variable"), new XAttribute("name", free[k].Name));
            if (free[k].Type is { } type) variable.SetAttributeValue("typeRef", type);
            root.Add(new XElement(Dmn + "inputData", new XAttribute("id", $"data{k + 1}"), new XAttribute("name", free[k].Name), variable));
        }
        root.Add(decision);
        return DmnModel.Write(new XDocument(root));
    }

    /// <summary>The model, ready to evaluate.</summary>
    public DmnModel Build() => DmnModel.Read(ToXml());

    private string Policy() => HitPolicy switch
    {
        DmnHitPolicy.RuleOrder => "RULE ORDER",
        DmnHitPolicy.OutputOrder => "OUTPUT ORDER",
        var p => p.ToString().ToUpperInvariant(),
    };
}
