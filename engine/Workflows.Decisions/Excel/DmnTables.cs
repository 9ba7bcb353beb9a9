using System.Xml.Linq;
using Workflows.Decisions.Calendars;
using Workflows.Decisions.Dmn;
using Workflows.Decisions.Functions;

namespace Workflows.Decisions.Excel;

/// <summary>The way of decision tables between DMN models and workbooks.</summary>
public static class DmnTables
{
    /// <summary>The decision tables of a model in its order, to be written as a workbook. Decisions without a table are left out.</summary>
    public static IReadOnlyList<ExcelDecision> Of(DmnModel model, DateOnly? validFrom = null, DateOnly? validTo = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        return [.. model.Decisions.Where(d => d.Expression is DmnDecisionTable).Select(d => new ExcelDecision(d.Name, validFrom, validTo, (DmnDecisionTable)d.Expression!))];
    }

    /// <summary>The versions of each decision of a workbook by name, in the order of first appearance.</summary>
    /// <exception cref="FunctionException">Two versions of a decision overlap in time.</exception>
    public static IReadOnlyList<DatedVersions<DmnDecisionTable>> Versions(IReadOnlyList<ExcelDecision> decisions) =>
        [.. decisions.GroupBy(d => d.Name, StringComparer.Ordinal).Select(g => new DatedVersions<DmnDecisionTable>(
            g.Key, g.Select(d => new DatedVersion<DmnDecisionTable>(d.ValidFrom, d.ValidTo, d.Table))))];

    /// <summary>
    /// A DMN file with the table of one decision replaced; all else stays as it is, and so do the clauses and rules that did not change
    /// (with their extensions and whitespace).
    /// </summary>
    /// <param name="xml">DMN XML, 1.2 to 1.5.</param>
    /// <param name="decision">Name or id of a decision.</param>
    /// <param name="table">Its new table.</param>
    /// <exception cref="FunctionException">There is no such decision, or its logic is something else than a table.</exception>
    /// <exception cref="DmnFormatException">The XML is no DMN.</exception>
    public static string Replace(string xml, string decision, DmnDecisionTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        var model = DmnModel.Read(xml);
        if (model.FindDecision(decision) is not { Expression: DmnDecisionTable old } found)
        {
            throw new FunctionException(
                $"モデル「{model.Name}」に決定表の決定「{decision}」がありません。", $"The model {model.Name} has no decision '{decision}' with a decision table.");
        }

        var document = XDocument.Parse(xml, LoadOptions.PreserveWhitespace);
        var element = document.Root!.Elements().First(e => e.Name.LocalName == "decision"
            && (found.Id.Length > 0 ? e.Attribute("id")?.Value == found.Id : e.Attribute("name")?.Value == decision));
        var place = element.Elements().First(e => e.Name.LocalName == "decisionTable");
        place.ReplaceWith(new TableXml(place, old).Build(table));
        return document.Declaration + document.ToString(SaveOptions.DisableFormatting);
    }
}

/// <summary>Builds the XML of a table, taking over the old elements that say the same.</summary>
internal sealed class TableXml(XElement place, DmnDecisionTable old)
{
    private static readonly string[] Rebuilt = ["input", "output", "annotation", "rule"];
    private readonly XNamespace ns = place.Name.Namespace;

    public XElement Build(DmnDecisionTable table)
    {
        var element = new XElement(place.Name, place.Attributes().Where(a => a.Name.LocalName is not ("id" or "hitPolicy" or "aggregation" or "typeRef")));
        Attribute(element, "id", table.Id);
        Attribute(element, "hitPolicy", Policy(table.HitPolicy));
        Attribute(element, "aggregation", table.Aggregation == DmnAggregation.None ? null : table.Aggregation.ToString().ToUpperInvariant());
        Attribute(element, "typeRef", table.TypeRef);
        Line(element, place.Elements().Where(e => !Rebuilt.Contains(e.Name.LocalName)).Select(e => new XElement(e)));
        Line(element, table.Inputs.Select(i => Same(Input(i), old.Inputs.Select(Input), "input")));
        Line(element, table.Outputs.Select(o => Same(Output(o), old.Outputs.Select(Output), "output")));
        Line(element, table.Annotations.Select(a => new XElement(ns + "annotation", new XAttribute("name", a))));
        Line(element, table.Rules.Select(r => Same(Rule(r), old.Rules.Select(Rule), "rule")));
        element.Add(Indent(0));
        return element;
    }

    // The element as it stands in the file when it means the same as the one just built.
    private XElement Same(XElement built, IEnumerable<XElement> before, string name)
    {
        var at = before.TakeWhile(b => !XNode.DeepEquals(b, built)).Count();
        var there = place.Elements(ns + name).ElementAtOrDefault(at);
        return there is null ? XElement.Parse(built.ToString(), LoadOptions.PreserveWhitespace) : new XElement(there);
    }

    private void Line(XElement element, IEnumerable<XElement> children)
    {
        foreach (var child in children)
        {
            element.Add(Indent(1), child);
        }
    }

    private XText Indent(int deeper)
    {
        var before = place.PreviousNode is XText text && text.Value.LastIndexOf('\n') is var at and >= 0 ? text.Value[at..] : "\n";
        return new XText(before + new string(' ', 2 * deeper));
    }

    private XElement Input(DmnInputClause input)
    {
        var element = new XElement(ns + "input");
        Attribute(element, "id", input.Id);
        Attribute(element, "label", input.Label);
        element.Add(Literal("inputExpression", input.Expression), Tests("inputValues", input.InputValues));
        return element;
    }

    private XElement Output(DmnOutputClause output)
    {
        var element = new XElement(ns + "output");
        Attribute(element, "id", output.Id);
        element.Add(output.Name is null ? null : new XAttribute("name", output.Name));
        Attribute(element, "label", output.Label);
        Attribute(element, "typeRef", output.TypeRef);
        element.Add(Tests("outputValues", output.OutputValues), Literal("defaultOutputEntry", output.Default));
        return element;
    }

    private XElement Rule(DmnRule rule)
    {
        var element = new XElement(ns + "rule");
        Attribute(element, "id", rule.Id);
        element.Add(
            rule.Description.Length > 0 ? new XElement(ns + "description", rule.Description) : null,
            rule.Inputs.Select(c => Cell("inputEntry", c)), rule.Outputs.Select(c => Cell("outputEntry", c)),
            rule.Annotations.Select(a => new XElement(ns + "annotationEntry", new XElement(ns + "text", a))));
        return element;
    }

    private XElement Cell(string name, DmnCell cell)
    {
        var element = new XElement(ns + name);
        Attribute(element, "id", cell.Id);
        element.Add(new XElement(ns + "text", cell.Text));
        return element;
    }

    private XElement? Literal(string name, DmnLiteral? literal)
    {
        if (literal is null)
        {
            return null;
        }

        var element = new XElement(ns + name);
        Attribute(element, "id", literal.Id);
        Attribute(element, "typeRef", literal.TypeRef);
        Attribute(element, "expressionLanguage", literal.ExpressionLanguage);
        element.Add(new XElement(ns + "text", literal.Text));
        return element;
    }

    private XElement? Tests(string name, string? text) => text is null ? null : new XElement(ns + name, new XElement(ns + "text", text));

    private static void Attribute(XElement element, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            element.Add(new XAttribute(name, value));
        }
    }

    private static string Policy(DmnHitPolicy policy) => policy switch
    {
        DmnHitPolicy.RuleOrder => "RULE ORDER",
        DmnHitPolicy.OutputOrder => "OUTPUT ORDER",
        _ => policy.ToString().ToUpperInvariant(),
    };
}
