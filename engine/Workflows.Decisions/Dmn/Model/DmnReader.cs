using System.Xml.Linq;
using Workflows.Decisions.Feel;

namespace Workflows.Decisions.Dmn;

/// <summary>A DMN file that cannot be read: what is wrong and at which element.</summary>
public sealed class DmnFormatException(string messageJa, string messageEn, Exception? inner = null) : Exception($"{messageJa} / {messageEn}", inner)
{
    /// <summary>What is wrong, in Japanese.</summary>
    public string MessageJa { get; } = messageJa;

    /// <summary>What is wrong, in English.</summary>
    public string MessageEn { get; } = messageEn;
}

/// <summary>Reads the elements of DMN 1.2 to 1.5 XML, whatever the version's namespace.</summary>
internal sealed class DmnReader(XElement root)
{
    private const int MaxNesting = 100;
    private int nesting;

    public IReadOnlyList<DmnImport> Imports() => Children(root, "import")
        .Select(e => new DmnImport(Id(e), e.Attribute("name")?.Value ?? "", Attribute(e, "namespace"), e.Attribute("importType")?.Value ?? "", e.Attribute("locationURI")?.Value)).ToArray();

    public IReadOnlyList<DmnItemDefinition> ItemDefinitions() => Children(root, "itemDefinition").Select(Item).ToArray();

    public IReadOnlyList<DmnInputData> InputData() => Children(root, "inputData")
        .Select(e => new DmnInputData(Id(e), Name(e), Variable(e)) { Description = Text(e, "description") }).ToArray();

    public IReadOnlyList<DmnDecision> Decisions() => Children(root, "decision")
        .Select(e => new DmnDecision(
            Id(e), Name(e), Variable(e), Expression(e),
            References(e, "informationRequirement", "requiredDecision"),
            References(e, "informationRequirement", "requiredInput"),
            References(e, "knowledgeRequirement", "requiredKnowledge"))
        {
            Description = Text(e, "description"), Question = Text(e, "question"), AllowedAnswers = Text(e, "allowedAnswers"),
        }).ToArray();

    public IReadOnlyList<DmnKnowledge> Knowledge() => Children(root, "businessKnowledgeModel")
        .Select(e => new DmnKnowledge(
            Id(e), Name(e), Variable(e), Child(e, "encapsulatedLogic") is { } logic ? Function(logic) : null,
            References(e, "knowledgeRequirement", "requiredKnowledge"))
        {
            Description = Text(e, "description"),
        }).ToArray();

    public IReadOnlyList<DmnService> Services() => Children(root, "decisionService")
        .Select(e => new DmnService(
            Id(e), Name(e), Variable(e), Hrefs(e, "outputDecision"), Hrefs(e, "encapsulatedDecision"), Hrefs(e, "inputDecision"), Hrefs(e, "inputData"))
        {
            Description = Text(e, "description"),
        }).ToArray();

    public static string Id(XElement e) => e.Attribute("id")?.Value ?? "";

    internal static IEnumerable<XElement> Children(XElement e, string name) =>
        e.Elements().Where(c => c.Name.LocalName == name && c.Name.Namespace == e.Name.Namespace);

    internal static XElement? Child(XElement e, string name) => Children(e, name).FirstOrDefault();

    private static string Name(XElement e) => FeelNames.Normalize(Attribute(e, "name"));

    private static string Attribute(XElement e, string name) => e.Attribute(name)?.Value
        ?? throw new DmnFormatException($"<{e.Name.LocalName}>（id「{Id(e)}」）に {name} がありません", $"<{e.Name.LocalName}> (id \"{Id(e)}\") has no {name}");

    private static string Text(XElement e, string name) => Child(e, name)?.Value ?? "";

    /// <summary>A typeRef is an attribute since DMN 1.1, an element in item definitions.</summary>
    private static string? TypeRef(XElement e) => e.Attribute("typeRef")?.Value.Trim() ?? Child(e, "typeRef")?.Value.Trim();

    private static DmnVariable Variable(XElement e)
    {
        var v = Child(e, "variable");
        return v is null
            ? new DmnVariable("", Name(e), null)
            : new DmnVariable(Id(v), FeelNames.Normalize(v.Attribute("name")?.Value ?? Attribute(e, "name")), TypeRef(v));
    }

    private static string[] References(XElement e, string requirement, string name) =>
        Children(e, requirement).SelectMany(r => Hrefs(r, name)).ToArray();

    private static string[] Hrefs(XElement e, string name) => Children(e, name).Select(r => Attribute(r, "href")).ToArray();

    private DmnItemDefinition Item(XElement e)
    {
        if (++nesting > MaxNesting) throw TooDeep(e);
        var function = Child(e, "functionItem");
        var item = new DmnItemDefinition(
            Id(e), Name(e), Child(e, "typeRef")?.Value.Trim(), e.Attribute("isCollection")?.Value.Trim() is "true" or "1",
            Tests(e, "allowedValues"), Tests(e, "typeConstraint"),
            Children(e, "itemComponent").Select(Item).ToArray(),
            function is null ? null : new DmnFunctionItem(
                Children(function, "parameters").Select(p => new DmnVariable(Id(p), Name(p), TypeRef(p))).ToArray(), function.Attribute("outputTypeRef")?.Value.Trim()));
        nesting--;
        return item;
    }

    private static string? Tests(XElement e, string name) => Child(e, name) is { } c && Child(c, "text")?.Value is { } text && text.Trim().Length > 0 ? text : null;

    private DmnExpression? Expression(XElement parent)
    {
        foreach (var e in parent.Elements())
        {
            if (e.Name.Namespace != parent.Name.Namespace) continue;
            if (One(e) is { } found) return found;
        }
        return null;
    }

    private DmnExpression? Inside(XElement e, string name) => Child(e, name) is { } c ? Expression(c) : null;

    private DmnExpression? One(XElement e)
    {
        if (++nesting > MaxNesting) throw TooDeep(e);
        var (id, type) = (Id(e), e.Attribute("typeRef")?.Value.Trim());
        DmnExpression? made = e.Name.LocalName switch
        {
            "literalExpression" => Literal(e),
            "context" => new DmnContext(id, type, Children(e, "contextEntry").Select(c => new DmnContextEntry(
                Id(c), Child(c, "variable") is { } v ? new DmnVariable(Id(v), Name(v), TypeRef(v)) : null, Expression(c))).ToArray()),
            "list" => new DmnList(id, type, e.Elements().Select(One).Where(x => x is not null).ToArray()),
            "relation" => new DmnRelation(
                id, type, Children(e, "column").Select(c => new DmnVariable(Id(c), Name(c), TypeRef(c))).ToArray(),
                Children(e, "row").Select(r => new DmnRelationRow(Id(r), r.Elements().Select(One).Where(x => x is not null).ToArray())).ToArray()),
            "functionDefinition" => Function(e),
            "invocation" => new DmnInvocation(id, type, Expression(e), Children(e, "binding").Select(Binding).ToArray()),
            "conditional" => new DmnConditional(id, type, Inside(e, "if"), Inside(e, "then"), Inside(e, "else")),
            "for" => new DmnIterator(id, type, "for", FeelNames.Normalize(Attribute(e, "iteratorVariable")), Inside(e, "in"), Inside(e, "return")),
            "every" or "some" => new DmnIterator(id, type, e.Name.LocalName, FeelNames.Normalize(Attribute(e, "iteratorVariable")), Inside(e, "in"), Inside(e, "satisfies")),
            "filter" => new DmnFilter(id, type, Inside(e, "in"), Inside(e, "match")),
            "decisionTable" => Table(e),
            _ => null,
        };
        nesting--;
        return made;
    }

    private static DmnLiteral Literal(XElement e) =>
        new(Id(e), e.Attribute("typeRef")?.Value.Trim(), Child(e, "text")?.Value ?? "", e.Attribute("expressionLanguage")?.Value);

    private DmnBinding Binding(XElement b) => Child(b, "parameter") is { } p
        ? new DmnBinding(new DmnVariable(Id(p), Name(p), TypeRef(p)), Expression(b))
        : throw new DmnFormatException("<binding> に <parameter> がありません", "<binding> has no <parameter>");

    private DmnFunction Function(XElement e) => new(
        Id(e), e.Attribute("typeRef")?.Value.Trim(), e.Attribute("kind")?.Value ?? "FEEL",
        Children(e, "formalParameter").Select(p => new DmnVariable(Id(p), Name(p), TypeRef(p))).ToArray(), Expression(e));

    private static DmnDecisionTable Table(XElement e)
    {
        var policy = e.Attribute("hitPolicy")?.Value ?? "UNIQUE";
        var aggregation = e.Attribute("aggregation")?.Value;
        var table = new DmnDecisionTable(
            Id(e), e.Attribute("typeRef")?.Value.Trim(),
            policy switch
            {
                "UNIQUE" => DmnHitPolicy.Unique,
                "ANY" => DmnHitPolicy.Any,
                "PRIORITY" => DmnHitPolicy.Priority,
                "FIRST" => DmnHitPolicy.First,
                "COLLECT" => DmnHitPolicy.Collect,
                "RULE ORDER" => DmnHitPolicy.RuleOrder,
                "OUTPUT ORDER" => DmnHitPolicy.OutputOrder,
                _ => throw new DmnFormatException($"決定表「{Id(e)}」のヒットポリシー「{policy}」はありません", $"decision table \"{Id(e)}\" has an unknown hit policy \"{policy}\""),
            },
            aggregation switch
            {
                null => DmnAggregation.None,
                "SUM" => DmnAggregation.Sum,
                "COUNT" => DmnAggregation.Count,
                "MIN" => DmnAggregation.Min,
                "MAX" => DmnAggregation.Max,
                _ => throw new DmnFormatException($"決定表「{Id(e)}」の集計「{aggregation}」はありません", $"decision table \"{Id(e)}\" has an unknown aggregation \"{aggregation}\""),
            },
            Children(e, "input").Select(i => new DmnInputClause(Id(i), i.Attribute("label")?.Value ?? "", Child(i, "inputExpression") is { } x ? Literal(x) : null, Tests(i, "inputValues"))).ToArray(),
            Children(e, "output").Select(o => new DmnOutputClause(
                Id(o), o.Attribute("name")?.Value is { } n ? FeelNames.Normalize(n) : null, o.Attribute("label")?.Value ?? "", TypeRef(o), Tests(o, "outputValues"),
                Child(o, "defaultOutputEntry") is { } d ? Literal(d) : null)).ToArray(),
            Children(e, "rule").Select(r => new DmnRule(
                Id(r), Text(r, "description"),
                Children(r, "inputEntry").Select(c => new DmnCell(Id(c), Text(c, "text"))).ToArray(),
                Children(r, "outputEntry").Select(c => new DmnCell(Id(c), Text(c, "text"))).ToArray(),
                Children(r, "annotationEntry").Select(a => Text(a, "text")).ToArray())).ToArray(),
            Children(e, "annotation").Select(a => a.Attribute("name")?.Value ?? "").ToArray());
        foreach (var (rule, number) in table.Rules.Select((r, i) => (r, i + 1)))
        {
            if (rule.Inputs.Count != table.Inputs.Count || rule.Outputs.Count != table.Outputs.Count)
                throw new DmnFormatException(
                    $"決定表「{table.Id}」の規則{number}は入力{rule.Inputs.Count}・出力{rule.Outputs.Count}個ですが、列は入力{table.Inputs.Count}・出力{table.Outputs.Count}個です",
                    $"rule {number} of decision table \"{table.Id}\" has {rule.Inputs.Count} inputs and {rule.Outputs.Count} outputs for {table.Inputs.Count} and {table.Outputs.Count} columns");
        }
        return table;
    }

    private static DmnFormatException TooDeep(XElement e) => new($"<{e.Name.LocalName}> の入れ子が深すぎます", $"<{e.Name.LocalName}> is nested too deeply");
}
