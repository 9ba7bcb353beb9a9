using Workflows.Decisions.Feel;

namespace Workflows.Decisions.Dmn;

/// <summary>A name that logic may use: the element behind it, the model it lives in, and the import it is seen through.</summary>
internal sealed record Requirement(string Name, DmnModel Model, DmnElement Element, string? Import);

/// <summary>The logic of an element, ready to run.</summary>
internal sealed record CompiledLogic(Node? Node, int Slots, IReadOnlyList<Requirement> Requirements, FeelType Type, IReadOnlyList<DmnMessage> Errors);

/// <summary>Turns boxed expressions into nodes. What cannot be read becomes a node that says so, so that the rest still runs.</summary>
internal sealed class DmnCompiler
{
    private readonly DmnModel model;
    private readonly DmnElement element;
    private readonly Compiler compiler;
    private readonly List<string> names = [];
    private readonly List<DmnMessage> errors = [];
    private FeelParseOptions? options;

    private DmnCompiler(DmnModel model, DmnElement element, IEnumerable<string> names)
    {
        this.model = model;
        this.element = element;
        this.names.AddRange(names);
        compiler = new Compiler("", model.Types.Find);
    }

    public static CompiledLogic Compile(DmnModel model, DmnElement element)
    {
        var hrefs = element switch
        {
            DmnDecision d => [.. d.RequiredInputs, .. d.RequiredDecisions, .. d.RequiredKnowledge],
            DmnKnowledge k => k.RequiredKnowledge,
            _ => (IReadOnlyList<string>)[],
        };
        var requirements = new List<Requirement>();
        var missing = new List<string>();
        foreach (var href in hrefs)
        {
            if (model.Resolve(href) is { } found) requirements.Add(new Requirement(found.Element.Variable.Name, found.Model, found.Element, found.Import is { Length: > 0 } i ? i : null));
            else missing.Add(href);
        }
        var c = new DmnCompiler(model, element, requirements.Select(r => r.Import ?? r.Name).Distinct(StringComparer.Ordinal));
        foreach (var href in missing) c.Error("reference", $"必要な要素「{href}」が見つかりません", $"the required element \"{href}\" was not found", element.Id);
        var type = c.TypeOf(element.Variable.TypeRef, element.Variable.Id);
        var node = element switch
        {
            DmnDecision { Expression: { } e } => c.Typed(c.Make(e), type, $"決定「{element.Name}」", $"decision \"{element.Name}\""),
            DmnKnowledge { Logic: { } f } => c.Knowledge(f, type),
            _ => null,
        };
        return new CompiledLogic(node, c.compiler.SlotCount, requirements, type, c.errors);
    }

    private Node Knowledge(DmnFunction f, FeelType type)
    {
        // The variable's type is the function's type, or, as older models write it, the type of the result.
        var signature = (type as ItemType)?.Signature ?? type as FeelType.FunctionType;
        var result = signature?.Result ?? type;
        return Function(f, result, signature?.Parameters);
    }

    private Node Make(DmnExpression? e)
    {
        if (e is null) return Unsupported("empty", "式がありません", "there is no expression", element.Id);
        var node = e switch
        {
            DmnLiteral l => Literal(l),
            DmnContext c => Context(c),
            DmnList l => new ListNode(l.Items.Select(Make).ToArray()),
            DmnRelation r => Relation(r),
            DmnFunction f => Function(f, FeelType.Any, null),
            DmnInvocation i => new CallNode(Make(i.Function), i.Bindings.Select(b => Make(b.Value)).ToArray(), i.Bindings.Select(b => b.Parameter.Name).ToArray()),
            DmnConditional c => new IfNode(Make(c.If), Make(c.Then), Make(c.Else)),
            DmnIterator i => Iterator(i),
            DmnFilter f => Filter(f),
            DmnDecisionTable t => new TableCompiler(this, t).Make(),
            _ => throw new InvalidOperationException($"No node for {e.GetType().Name}"),
        };
        if (node.Text.Length == 0 && e is DmnLiteral literal) node.Text = literal.Text;
        return e is DmnFunction ? node : Typed(node, TypeOf(e.TypeRef, e.Id), "式", "the expression");
    }

    internal Node Literal(DmnLiteral l)
    {
        if (l.ExpressionLanguage is { Length: > 0 } language && !language.Contains("feel", StringComparison.OrdinalIgnoreCase))
            return Unsupported("language", $"式の言語「{language}」は使えません（FEEL だけです）", $"the expression language \"{language}\" is not supported, only FEEL", l.Id);
        if (string.IsNullOrWhiteSpace(l.Text)) return Unsupported("empty", "式がありません", "the expression is empty", l.Id);
        return Parsed(l.Text, l.Id) ?? Unsupported("parse", $"式「{CoerceNode.Short(l.Text)}」が読めません", $"the expression \"{CoerceNode.Short(l.Text)}\" cannot be read", l.Id, false);
    }

    /// <summary>The node of a text; null (with the error noted) when it cannot be read.</summary>
    internal Node? Parsed(string text, string id, string whereJa = "", string whereEn = "")
    {
        try
        {
            var syntax = new FeelParser(text, Options()).ParseExpression();
            return compiler.Within(text, () => compiler.Compile(syntax));
        }
        catch (FeelParseException e)
        {
            Error("parse", $"{whereJa}{e.Line}行{e.Column}文字目: {e.MessageJa}", $"{whereEn}line {e.Line}, column {e.Column}: {e.MessageEn}", id);
            return null;
        }
    }

    /// <summary>The tests of a cell over the input in the given slot; null (with the error noted) when they cannot be read.</summary>
    internal CellTests? ParsedTests(string text, string id, string whereJa, string whereEn)
    {
        try
        {
            var syntax = new FeelParser(text, Options()).ParseUnaryTests();
            return compiler.Within(text, () => new CellTests(text, syntax, compiler.Tests(syntax.Tests)));
        }
        catch (FeelParseException e)
        {
            Error("parse", $"{whereJa}{e.Line}行{e.Column}文字目: {e.MessageJa}", $"{whereEn}line {e.Line}, column {e.Column}: {e.MessageEn}", id);
            return null;
        }
    }

    internal string ElementId => element.Id;

    internal string ElementName => element.Name;

    internal T InputSlot<T>(Func<int, T> build) => compiler.Block(declare => build(declare("?")));

    internal FeelType TypeOf(string? reference, string id)
    {
        if (model.Types.Find(reference) is { } type) return type;
        Error("type", $"型「{reference}」がありません", $"there is no type \"{reference}\"", id);
        return FeelType.Any;
    }

    internal Node Typed(Node node, FeelType type, string whatJa, string whatEn) =>
        type == FeelType.Any ? node : new CoerceNode(node, type, whatJa, whatEn) { Start = node.Start, End = node.End, Text = node.Text };

    internal UnsupportedNode Unsupported(string code, string ja, string en, string id, bool note = true)
    {
        if (note) Error(code, ja, en, id);
        return new UnsupportedNode(code, ja, en);
    }

    internal void Error(string code, string ja, string en, string id) => errors.Add(new DmnMessage(DmnSeverity.Error, code, ja, en, element.Id, element.Name, id));

    private FeelParseOptions Options() => options ??= new FeelParseOptions { Names = names.ToArray(), Members = model.MemberNames, Types = model.Types.Find };

    private T With<T>(IEnumerable<string> inner, Func<T> build)
    {
        var before = names.Count;
        names.AddRange(inner);
        options = null;
        var made = build();
        names.RemoveRange(before, names.Count - before);
        options = null;
        return made;
    }

    private Node Context(DmnContext c) => With([], () => compiler.Block<Node>(declare =>
    {
        var entryNames = new List<string>();
        var slots = new List<int>();
        var values = new List<Node>();
        Node? result = null;
        foreach (var entry in c.Entries)
        {
            var value = Make(entry.Value);
            if (entry.Variable is not { } v)
            {
                result = value;
                continue;
            }
            values.Add(Typed(value, TypeOf(v.TypeRef, v.Id), $"項目「{v.Name}」", $"entry \"{v.Name}\""));
            entryNames.Add(v.Name);
            slots.Add(declare(v.Name));
            names.Add(v.Name);
            options = null;
        }
        var context = new ContextNode([.. entryNames], [.. slots], [.. values], entryNames.Distinct(StringComparer.Ordinal).Count() != entryNames.Count);
        return result is null ? context : new ContextResultNode(context, result);
    }));

    private ListNode Relation(DmnRelation r) => new(r.Rows.Select(row => compiler.Block<Node>(declare =>
    {
        var columns = r.Columns.Take(row.Cells.Count).ToArray();
        return new ContextNode(
            columns.Select(c => c.Name).ToArray(),
            columns.Select(c => declare($"\u0001{c.Name}")).ToArray(),
            columns.Select((c, i) => Typed(Make(row.Cells[i]), TypeOf(c.TypeRef, c.Id), $"列「{c.Name}」", $"column \"{c.Name}\"")).ToArray(),
            false);
    })).ToArray());

    private Node Function(DmnFunction f, FeelType result, IReadOnlyList<FeelType>? parameterTypes)
    {
        var parameters = f.Parameters.Select(p => p.Name).ToArray();
        if (!f.Kind.Equals("FEEL", StringComparison.OrdinalIgnoreCase)) return new ExternalNode(parameters);
        var types = f.Parameters.Select((p, i) => p.TypeRef is null && parameterTypes is not null && i < parameterTypes.Count ? parameterTypes[i] : TypeOf(p.TypeRef, p.Id)).ToArray();
        return compiler.Function(
            parameters, types.Select(t => t == FeelType.Any ? null : t).ToArray(),
            () => With(parameters, () => Typed(Typed(Make(f.Body), TypeOf(f.TypeRef, f.Id), "関数の結果", "the function's result"), result, "関数の結果", "the function's result")),
            element is DmnKnowledge ? element.Name : "");
    }

    private Node Iterator(DmnIterator i)
    {
        var source = Make(i.In);
        string[] inner = i.Kind == "for" ? [i.Variable, "partial"] : [i.Variable];
        return compiler.Loop(i.Kind, i.Variable, source, () => With(inner, () => Make(i.Body)));
    }

    private FilterNode Filter(DmnFilter f)
    {
        var source = Make(f.In);
        return compiler.Filter(source, () => With(["item"], () => Make(f.Match)));
    }
}

/// <summary>A context whose unnamed entry is the value; the named ones only prepare it.</summary>
internal sealed class ContextResultNode(Node entries, Node result) : Node
{
    public override object? Eval(FeelFrame f)
    {
        entries.Eval(f);
        return result.Eval(f);
    }
}

/// <summary>The compiled tests of one cell.</summary>
internal sealed record CellTests(string Text, Feel.Syntax.TestsExpr Syntax, CompiledTest[] Tests)
{
    public bool IsAny => Tests.Length == 0 && !Syntax.Negated;

    public bool? Run(object? input, FeelFrame f)
    {
        if (Tests.Length == 0) return !Syntax.Negated;
        bool? result = false;
        foreach (var test in Tests)
        {
            var r = test.Run(input, f, true);
            if (r == true)
            {
                result = true;
                break;
            }
            if (r is null) result = null;
        }
        return Syntax.Negated ? !result : result;
    }
}
