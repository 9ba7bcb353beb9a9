using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace Workflows.Decisions.Dmn;

public sealed partial class DmnModel
{
    private const string Current = "https://www.omg.org/spec/DMN/20230324/MODEL/";

    /// <summary>Namespaces of older versions and what DMN 1.5 calls them.</summary>
    private static readonly Dictionary<string, string> Renamed = new(StringComparer.Ordinal)
    {
        ["http://www.omg.org/spec/DMN/20180521/MODEL/"] = Current,
        ["https://www.omg.org/spec/DMN/20191111/MODEL/"] = Current,
        ["https://www.omg.org/spec/DMN/20211108/MODEL/"] = Current,
        ["http://www.omg.org/spec/DMN/20180521/DMNDI/"] = "https://www.omg.org/spec/DMN/20230324/DMNDI/",
        ["https://www.omg.org/spec/DMN/20191111/DMNDI/"] = "https://www.omg.org/spec/DMN/20230324/DMNDI/",
        ["https://www.omg.org/spec/DMN/20211108/DMNDI/"] = "https://www.omg.org/spec/DMN/20230324/DMNDI/",
        ["http://www.omg.org/spec/DMN/20180521/FEEL/"] = "https://www.omg.org/spec/DMN/20230324/FEEL/",
        ["https://www.omg.org/spec/DMN/20191111/FEEL/"] = "https://www.omg.org/spec/DMN/20230324/FEEL/",
        ["https://www.omg.org/spec/DMN/20211108/FEEL/"] = "https://www.omg.org/spec/DMN/20230324/FEEL/",
    };

    /// <summary>What must have an id for diffs, comments and coverage to hold on to.</summary>
    private static readonly HashSet<string> Identified = new(StringComparer.Ordinal)
    {
        "definitions", "decision", "inputData", "businessKnowledgeModel", "decisionService", "decisionTable", "input", "output", "rule", "inputEntry",
        "outputEntry", "literalExpression", "context", "contextEntry", "list", "relation", "column", "row", "invocation", "functionDefinition",
        "encapsulatedLogic", "formalParameter", "conditional", "for", "every", "some", "filter", "itemDefinition", "itemComponent", "inputExpression",
    };

    /// <summary>
    /// The model as DMN 1.5 XML. Everything read is kept: ids, layout, diagrams, extensions, annotations. An element without
    /// an id gets one made of its place, so that writing the same model twice gives the same text.
    /// </summary>
    public string Write() => Write(document);

    /// <summary>DMN 1.5 XML of a tree that was edited.</summary>
    /// <exception cref="DmnFormatException">The tree is no DMN.</exception>
    public static string Write(XDocument edited)
    {
        ArgumentNullException.ThrowIfNull(edited);
        if (edited.Root is not { } source || source.Name.LocalName != "definitions")
            throw new DmnFormatException("DMN の definitions ではありません", "not the definitions of DMN");
        var copy = new XDocument(edited);
        // White space around the root says nothing and would grow with every writing.
        foreach (var space in copy.Nodes().OfType<XText>().ToArray()) space.Remove();
        var root = copy.Root!;
        var model = root.Name.NamespaceName;
        Upgrade(root);
        GiveIds(root, XName.Get("definitions", Renamed.GetValueOrDefault(model, model)).Namespace);
        var text = new StringBuilder();
        using (var writer = XmlWriter.Create(text, new XmlWriterSettings { OmitXmlDeclaration = true, NewLineHandling = NewLineHandling.None }))
            copy.Save(writer);
        return $"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{text}";
    }

    /// <summary>The XML tree of the model, a copy to be edited and read again.</summary>
    public XDocument ToXml() => new(document);

    private static void Upgrade(XElement root)
    {
        foreach (var e in root.DescendantsAndSelf())
        {
            if (Renamed.TryGetValue(e.Name.NamespaceName, out var space)) e.Name = XName.Get(e.Name.LocalName, space);
            foreach (var a in e.Attributes().ToArray())
            {
                if (a.IsNamespaceDeclaration || a.Name.LocalName is "importType" or "expressionLanguage" or "typeLanguage")
                {
                    if (Renamed.TryGetValue(a.Value, out var value)) a.Value = value;
                }
            }
        }
    }

    private static void GiveIds(XElement root, XNamespace space)
    {
        var used = root.DescendantsAndSelf().Select(e => e.Attribute("id")?.Value).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var stack = new Stack<(XElement Element, string Path)>();
        stack.Push((root, ""));
        while (stack.Count > 0)
        {
            var (e, path) = stack.Pop();
            if (e.Name.Namespace == space && Identified.Contains(e.Name.LocalName) && string.IsNullOrEmpty(e.Attribute("id")?.Value))
            {
                var id = path.Length == 0 ? "_definitions" : path;
                for (var n = 2; !used.Add(id); n++) id = string.Create(CultureInfo.InvariantCulture, $"{path}_{n}");
                e.SetAttributeValue("id", id);
            }
            var own = e.Attribute("id")?.Value ?? path;
            var counts = new Dictionary<string, int>(StringComparer.Ordinal);
            foreach (var child in e.Elements())
            {
                var n = counts[child.Name.LocalName] = counts.GetValueOrDefault(child.Name.LocalName) + 1;
                stack.Push((child, string.Create(CultureInfo.InvariantCulture, $"{(own.StartsWith('_') ? own : "_" + own)}_{child.Name.LocalName}{n}")));
            }
        }
    }
}
