using System.Xml.Linq;
using Workflows.Decisions.Dmn;
using Workflows.Engine.Data;

namespace Workflows.Cases.Drafts.Documents;

/// <summary>
/// decisions/*.dmn as JSON people can edit by element: tables by rule and cell, literals as text; what has another form stays XML text.
/// Ids are kept; the shape is in docs/designer-api.md §3.
/// </summary>
internal static class DecisionDocument
{
    private static readonly XNamespace Dmn = "https://www.omg.org/spec/DMN/20230324/MODEL/";
    private static readonly string[] Logic = ["decisionTable", "literalExpression"];
    private static readonly string[] OwnParts = ["description", "variable", "informationRequirement"];

    /// <exception cref="DmnFormatException">The text is no DMN.</exception>
    public static Datum Read(string xml)
    {
        var root = XDocument.Parse(DmnModel.Read(xml).Write()).Root!;
        return Datum.Object(
            ("id", Id(root)), ("name", Name(root)), ("namespace", root.Attribute("namespace")?.Value), ("description", Text(root, "description")),
            ("inputs", Datum.List(root.Elements(Dmn + "inputData").Select(i => Clean(
                ("id", Id(i)), ("name", Name(i)), ("label", i.Attribute("label")?.Value), ("type", i.Element(Dmn + "variable")?.Attribute("typeRef")?.Value))))),
            ("decisions", Datum.List(root.Elements(Dmn + "decision").Select(Decision))),
            ("rest", Datum.List(root.Elements().Where(e => !(e.Name.Namespace == Dmn && e.Name.LocalName is "description" or "inputData" or "decision")).Select(e => Datum.Of(Xml(e))))));
    }

    /// <exception cref="FormatException">XML text in it cannot be read.</exception>
    public static string Write(Datum document)
    {
        var root = new XElement(Dmn + "definitions", Attribute("id", document["id"].AsText() ?? "definitions"), Attribute("name", document["name"].AsText() ?? ""),
            Attribute("namespace", document["namespace"].AsText() ?? $"urn:workflows:decision:{document["name"].AsText()}"), Attribute("expressionLanguage", "https://www.omg.org/spec/DMN/20230324/FEEL/"),
            TextOf("description", document["description"]));
        foreach (var input in document["inputs"].Items)
            root.Add(new XElement(Dmn + "inputData", Attribute("id", input["id"]), Attribute("name", input["name"]), Attribute("label", input["label"]),
                new XElement(Dmn + "variable", Attribute("id", $"{input["id"].AsText()}_v"), Attribute("name", input["name"]), Attribute("typeRef", input["type"]))));
        foreach (var decision in document["decisions"].Items) root.Add(Decision(decision));
        foreach (var rest in document["rest"].Items) root.Add(Parse(rest));
        return Pretty(root);
    }

    private static Datum Decision(XElement e)
    {
        var logic = e.Elements().FirstOrDefault(c => c.Name.Namespace == Dmn && !OwnParts.Contains(c.Name.LocalName) && c.Name.LocalName is not ("question" or "allowedAnswers" or "extensionElements"));
        return Clean(
            ("id", Id(e)), ("name", Name(e)), ("description", Text(e, "description")), ("type", e.Element(Dmn + "variable")?.Attribute("typeRef")?.Value),
            ("requires", Datum.List(e.Elements(Dmn + "informationRequirement").Select(r => Datum.Of(r.Elements().FirstOrDefault()?.Attribute("href")?.Value.TrimStart('#'))))),
            ("table", logic?.Name.LocalName == "decisionTable" ? Table(logic) : null),
            ("literal", logic?.Name.LocalName == "literalExpression" ? Clean(("id", Id(logic)), ("text", Text(logic, "text") ?? ""), ("type", logic.Attribute("typeRef")?.Value)) : null),
            ("xml", logic is not null && !Logic.Contains(logic.Name.LocalName) ? Xml(logic) : null),
            ("more", e.Elements().Where(c => c != logic && !OwnParts.Contains(c.Name.LocalName)).Select(c => Datum.Of(Xml(c))).ToArray() is { Length: > 0 } more ? Datum.List(more) : null));
    }

    private static XElement Decision(Datum d)
    {
        var id = d["id"].AsText() ?? "";
        var e = new XElement(Dmn + "decision", Attribute("id", id), Attribute("name", d["name"]), TextOf("description", d["description"]),
            new XElement(Dmn + "variable", Attribute("id", $"{id}_v"), Attribute("name", d["name"]), Attribute("typeRef", d["type"])));
        var no = 0;
        foreach (var need in d["requires"].Items)
            e.Add(new XElement(Dmn + "informationRequirement", Attribute("id", $"{id}_r{++no}"), new XElement(Dmn + "requiredInput", Attribute("href", $"#{need.AsText()}"))));
        foreach (var more in d["more"].Items) e.Add(Parse(more));
        if (d["table"].Kind == DatumKind.Object) e.Add(Table(d["table"]));
        else if (d["literal"].Kind == DatumKind.Object)
            e.Add(new XElement(Dmn + "literalExpression", Attribute("id", d["literal"]["id"]), Attribute("typeRef", d["literal"]["type"]), new XElement(Dmn + "text", d["literal"]["text"].AsText() ?? "")));
        else if (d["xml"].Kind == DatumKind.Text) e.Add(Parse(d["xml"]));
        return e;
    }

    private static Datum Table(XElement t)
    {
        var inputs = t.Elements(Dmn + "input").ToList();
        var outputs = t.Elements(Dmn + "output").ToList();
        return Clean(
            ("id", Id(t)), ("hitPolicy", t.Attribute("hitPolicy")?.Value ?? "UNIQUE"), ("aggregation", t.Attribute("aggregation")?.Value),
            ("inputs", Datum.List(inputs.Select(i => Clean(("id", Id(i)), ("label", i.Attribute("label")?.Value), ("expression", Text(i.Element(Dmn + "inputExpression"), "text") ?? ""),
                ("type", i.Element(Dmn + "inputExpression")?.Attribute("typeRef")?.Value), ("values", Text(i.Element(Dmn + "inputValues"), "text")))))),
            ("outputs", Datum.List(outputs.Select(o => Clean(("id", Id(o)), ("name", o.Attribute("name")?.Value), ("label", o.Attribute("label")?.Value), ("type", o.Attribute("typeRef")?.Value),
                ("values", Text(o.Element(Dmn + "outputValues"), "text")), ("default", Text(o.Element(Dmn + "defaultOutputEntry"), "text")))))),
            ("rules", Datum.List(t.Elements(Dmn + "rule").Select(r => Clean(("id", Id(r)), ("note", Text(r, "description") ?? Text(r.Element(Dmn + "annotationEntry"), "text")),
                ("when", Cells(inputs, r.Elements(Dmn + "inputEntry"), skip: "-")), ("then", Cells(outputs, r.Elements(Dmn + "outputEntry"), skip: null)))))));
    }

    private static Datum Cells(List<XElement> columns, IEnumerable<XElement> cells, string? skip) =>
        Datum.Object(columns.Zip(cells, (c, cell) => KeyValuePair.Create(Id(c), Text(cell, "text") ?? "")).Where(p => p.Value != skip).Select(p => KeyValuePair.Create(p.Key, Datum.Of(p.Value))));

    private static XElement Table(Datum t)
    {
        var table = new XElement(Dmn + "decisionTable", Attribute("id", t["id"]), Attribute("hitPolicy", t["hitPolicy"].IsNull ? "UNIQUE" : t["hitPolicy"]), Attribute("aggregation", t["aggregation"]));
        foreach (var i in t["inputs"].Items)
            table.Add(new XElement(Dmn + "input", Attribute("id", i["id"]), Attribute("label", i["label"]),
                new XElement(Dmn + "inputExpression", Attribute("id", $"{i["id"].AsText()}_x"), Attribute("typeRef", i["type"]), new XElement(Dmn + "text", i["expression"].AsText() ?? "")),
                Values("inputValues", i, "values")));
        foreach (var o in t["outputs"].Items)
            table.Add(new XElement(Dmn + "output", Attribute("id", o["id"]), Attribute("label", o["label"]), Attribute("name", o["name"]), Attribute("typeRef", o["type"]),
                Values("outputValues", o, "values"), Values("defaultOutputEntry", o, "default")));
        foreach (var r in t["rules"].Items)
        {
            var rule = new XElement(Dmn + "rule", Attribute("id", r["id"]), TextOf("description", r["note"]));
            foreach (var i in t["inputs"].Items) rule.Add(Cell("inputEntry", r["id"], i["id"], r["when"], "-"));
            foreach (var o in t["outputs"].Items) rule.Add(Cell("outputEntry", r["id"], o["id"], r["then"], ""));
            table.Add(rule);
        }
        return table;
    }

    private static XElement Cell(string name, Datum rule, Datum column, Datum cells, string absent) =>
        new(Dmn + name, Attribute("id", $"{rule.AsText()}_{column.AsText()}"), new XElement(Dmn + "text", cells[column.AsText() ?? ""].AsText() is { Length: > 0 } text ? text : absent));

    private static XElement? Values(string name, Datum column, string key) =>
        column[key].AsText() is { Length: > 0 } text ? new XElement(Dmn + name, Attribute("id", $"{column["id"].AsText()}_{key}"), new XElement(Dmn + "text", text)) : null;

    private static XElement? TextOf(string name, Datum text) => text.AsText() is { Length: > 0 } given ? new XElement(Dmn + name, given) : null;
    private static XAttribute? Attribute(string name, Datum value) => value.AsText() is { Length: > 0 } text ? new XAttribute(name, text) : null;
    private static string Id(XElement e) => e.Attribute("id")?.Value ?? "";
    private static string Name(XElement e) => e.Attribute("name")?.Value ?? "";
    private static string? Text(XElement? e, string name) => e?.Element(Dmn + name)?.Value;
    private static string Xml(XElement e) => e.ToString(SaveOptions.DisableFormatting);
    private static Datum Clean(params ReadOnlySpan<(string Key, Datum? Value)> members) => Datum.Object(Datum.Object(members).Members.Where(m => !m.Value.IsNull));

    private static XElement Parse(Datum xml)
    {
        try { return XElement.Parse(xml.AsText() ?? ""); }
        catch (System.Xml.XmlException e) { throw new FormatException($"決定の XML を読めません: {e.Message} (The decision's XML cannot be read.)", e); }
    }

    private static string Pretty(XElement root)
    {
        var settings = new System.Xml.XmlWriterSettings { Indent = true, OmitXmlDeclaration = true, NewLineChars = "\n" };
        var text = new System.Text.StringBuilder();
        using (var writer = System.Xml.XmlWriter.Create(text, settings)) root.WriteTo(writer);
        return $"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{text}\n";
    }
}
