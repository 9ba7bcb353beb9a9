using System.Collections.Concurrent;
using System.Xml;
using System.Xml.Linq;
using Workflows.Decisions.Feel;

namespace Workflows.Decisions.Dmn;

/// <summary>A DMN model: read once (1.2 to 1.5), evaluated any number of times from any thread, written as 1.5.</summary>
public sealed partial class DmnModel
{
    /// <summary>The namespaces of DMN models from 1.2 to 1.5.</summary>
    internal static readonly string[] ModelNamespaces =
    [
        "http://www.omg.org/spec/DMN/20180521/MODEL/", "https://www.omg.org/spec/DMN/20191111/MODEL/",
        "https://www.omg.org/spec/DMN/20211108/MODEL/", "https://www.omg.org/spec/DMN/20230324/MODEL/",
    ];

    private readonly XDocument document;
    private readonly Dictionary<string, DmnModel> imported = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DmnElement> byId = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DmnElement> byName = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<DmnElement, CompiledLogic> compiled = new(ReferenceEqualityComparer.Instance as IEqualityComparer<DmnElement>);

    private DmnModel(XDocument document, Func<string, DmnModel?>? imports)
    {
        this.document = document;
        var root = document.Root!;
        var reader = new DmnReader(root);
        Id = DmnReader.Id(root);
        Name = root.Attribute("name")?.Value ?? "";
        Namespace = root.Attribute("namespace")?.Value ?? "";
        Imports = reader.Imports();
        ItemDefinitions = reader.ItemDefinitions();
        InputData = reader.InputData();
        Decisions = reader.Decisions();
        BusinessKnowledgeModels = reader.Knowledge();
        DecisionServices = reader.Services();
        foreach (var import in Imports)
        {
            if (!ModelNamespaces.Contains(import.ImportType) && import.ImportType.Contains("/DMN/", StringComparison.Ordinal) is false) continue;
            if (imports?.Invoke(import.Namespace) is { } model) imported[import.Name] = model;
        }
        foreach (var e in Elements)
        {
            if (e.Id.Length > 0) byId.TryAdd(e.Id, e);
            byName.TryAdd(e.Name, e);
        }
        Types = new DmnTypes(this);
        MemberNames = CollectMembers();
    }

    /// <summary>The id of the definitions.</summary>
    public string Id { get; }

    /// <summary>The name of the model.</summary>
    public string Name { get; }

    /// <summary>The namespace by which other models import it.</summary>
    public string Namespace { get; }

    /// <summary>The models it imports.</summary>
    public IReadOnlyList<DmnImport> Imports { get; }

    /// <summary>Its named types.</summary>
    public IReadOnlyList<DmnItemDefinition> ItemDefinitions { get; }

    /// <summary>Its input data.</summary>
    public IReadOnlyList<DmnInputData> InputData { get; }

    /// <summary>Its decisions.</summary>
    public IReadOnlyList<DmnDecision> Decisions { get; }

    /// <summary>Its business knowledge models.</summary>
    public IReadOnlyList<DmnKnowledge> BusinessKnowledgeModels { get; }

    /// <summary>Its decision services.</summary>
    public IReadOnlyList<DmnService> DecisionServices { get; }

    /// <summary>All elements of the requirements graph.</summary>
    public IEnumerable<DmnElement> Elements => [.. InputData, .. Decisions, .. BusinessKnowledgeModels, .. DecisionServices];

    /// <summary>Imports that were not found.</summary>
    public IEnumerable<DmnImport> MissingImports => Imports.Where(i => !imported.ContainsKey(i.Name));

    internal DmnTypes Types { get; }

    internal IReadOnlyList<string> MemberNames { get; }

    internal IReadOnlyDictionary<string, DmnModel> Imported => imported;

    internal XDocument Document => document;

    /// <summary>Reads a model.</summary>
    /// <param name="xml">DMN XML, 1.2 to 1.5.</param>
    /// <param name="imports">Gives the model of an imported namespace; null when it has none.</param>
    /// <exception cref="DmnFormatException">The XML is broken or no DMN of a known version.</exception>
    public static DmnModel Read(Stream xml, Func<string, DmnModel?>? imports = null)
    {
        ArgumentNullException.ThrowIfNull(xml);
        using var reader = XmlReader.Create(xml, Settings);
        return Load(reader, imports);
    }

    /// <summary>Reads a model from XML text.</summary>
    /// <exception cref="DmnFormatException">The XML is broken or no DMN of a known version.</exception>
    public static DmnModel Read(string xml, Func<string, DmnModel?>? imports = null)
    {
        ArgumentNullException.ThrowIfNull(xml);
        using var text = new StringReader(xml);
        using var reader = XmlReader.Create(text, Settings);
        return Load(reader, imports);
    }

    /// <summary>The decision of a name or id; null when there is none.</summary>
    public DmnDecision? FindDecision(string nameOrId) => Find(nameOrId) as DmnDecision;

    /// <summary>The element of a name or id; null when there is none.</summary>
    public DmnElement? Find(string nameOrId) => byName.GetValueOrDefault(FeelNames.Normalize(nameOrId)) ?? byId.GetValueOrDefault(nameOrId);

    /// <summary>The element an href means, with the model it belongs to; the first part is the namespace, empty for this model.</summary>
    internal (DmnModel Model, DmnElement Element, string? Import)? Resolve(string href)
    {
        var hash = href.LastIndexOf('#');
        var (space, id) = hash < 0 ? ("", href) : (href[..hash], href[(hash + 1)..]);
        if (space.Length == 0 || space == Namespace)
            return byId.TryGetValue(id, out var own) ? (this, own, null) : null;
        foreach (var import in Imports)
            if (import.Namespace == space && imported.TryGetValue(import.Name, out var model) && model.byId.TryGetValue(id, out var other))
                return (model, other, FeelNames.Normalize(import.Name));
        return null;
    }

    /// <summary>This model or one it imports, directly or not, by namespace; null when there is none.</summary>
    public DmnModel? ByNamespace(string? space)
    {
        if (string.IsNullOrEmpty(space)) return null;
        var seen = new HashSet<DmnModel> { this };
        var queue = new Queue<DmnModel>(seen);
        while (queue.TryDequeue(out var model))
        {
            if (model.Namespace == space) return model;
            foreach (var next in model.imported.Values)
                if (seen.Add(next)) queue.Enqueue(next);
        }
        return null;
    }

    internal CompiledLogic Logic(DmnElement element) => compiled.GetOrAdd(element, e => DmnCompiler.Compile(this, e));

    private static readonly XmlReaderSettings Settings = new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = 200_000_000 };

    private static DmnModel Load(XmlReader reader, Func<string, DmnModel?>? imports)
    {
        XDocument document;
        try
        {
            document = XDocument.Load(reader, LoadOptions.PreserveWhitespace | LoadOptions.SetLineInfo);
        }
        catch (XmlException e)
        {
            throw new DmnFormatException($"XML として読めません（{e.LineNumber}行{e.LinePosition}文字目）: {e.Message}", $"not XML (line {e.LineNumber}, position {e.LinePosition}): {e.Message}", e);
        }
        if (document.Root is not { } root || root.Name.LocalName != "definitions" || !ModelNamespaces.Contains(root.Name.NamespaceName))
            throw new DmnFormatException("DMN 1.2〜1.5 の definitions ではありません", "not the definitions of DMN 1.2 to 1.5");
        return new DmnModel(document, imports);
    }

    private string[] CollectMembers()
    {
        var names = new List<string>();
        void Item(DmnItemDefinition item)
        {
            foreach (var c in item.Components)
            {
                names.Add(c.Name);
                Item(c);
            }
        }
        foreach (var item in ItemDefinitions) Item(item);
        foreach (var e in Elements) names.Add(e.Variable.Name);
        foreach (var x in document.Root!.Descendants())
        {
            if (x.Name.LocalName is "contextEntry" && DmnReader.Child(x, "variable")?.Attribute("name")?.Value is { } entry) names.Add(FeelNames.Normalize(entry));
            else if (x.Name.LocalName is "column" or "output" or "parameters" or "formalParameter" && x.Attribute("name")?.Value is { } name) names.Add(FeelNames.Normalize(name));
        }
        foreach (var model in imported.Values) names.AddRange(model.MemberNames);
        return names.Where(n => n.Length > 0 && FeelNames.ChunkEnd(n, 0) < n.Length).Distinct(StringComparer.Ordinal).ToArray();
    }
}
