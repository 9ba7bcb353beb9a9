using Workflows.Decisions.Feel.Syntax;

namespace Workflows.Decisions.Feel;

/// <summary>Turns syntax into nodes: names become slots where they are local, free names are collected.</summary>
internal sealed class Compiler(string text, Func<string, FeelType?>? types)
{
    private readonly List<string> free = [];
    private readonly HashSet<string> seen = new(StringComparer.Ordinal);
    private Body body = new(null);
    private bool inputUsed;

    public IReadOnlyList<string> FreeNames => free;

    public int SlotCount => body.Count;

    /// <summary>A slot for a name that the caller fills: parameters, the input of a cell.</summary>
    public int Declare(string name)
    {
        var slot = body.Count++;
        body.Scopes.Push(new Scope { [name] = slot });
        return slot;
    }

    /// <summary>Compiles an expression that has a text of its own: one cell or box among others.</summary>
    public T Within<T>(string inner, Func<T> compile)
    {
        var outer = text;
        text = inner;
        var made = compile();
        text = outer;
        return made;
    }

    public Node Compile(Expr e)
    {
        var node = Make(e);
        node.Start = e.Start;
        node.End = e.End;
        node.Text = text;
        return node;
    }

    public CompiledTest[] Tests(IReadOnlyList<Test> tests)
    {
        var all = new CompiledTest[tests.Count];
        for (var i = 0; i < all.Length; i++)
        {
            inputUsed = false;
            var value = Compile(Unwrap(tests[i].Value));
            all[i] = new CompiledTest(tests[i].Operator, value, inputUsed);
        }
        return all;
    }

    private static Expr Unwrap(Expr e) => e is ParenthesizedExpr { Inner: RangeExpr or NotEqualTestExpr } p ? p.Inner : e;

    private Node[] All(IReadOnlyList<Expr> list) => list.Select(Compile).ToArray();

    private Node Make(Expr e)
    {
        switch (e)
        {
            case LiteralExpr l: return new ConstantNode(l.Value);
            case AtExpr a: return new ConstantNode(a.Value);
            case ParenthesizedExpr p: return Compile(p.Inner);
            case NameExpr n: return Name(n.Name, body, 0);
            case NegateExpr { Operand: LiteralExpr { Value: FeelNumber n } }: return new ConstantNode(n.Negate());
            case NegateExpr n: return new NegateNode(Compile(n.Operand));
            case BinaryExpr { Operator: BinaryOperator.Equal or BinaryOperator.NotEqual } b:
                return new EqualNode(Compile(b.Left), Compile(b.Right), b.Operator == BinaryOperator.NotEqual);
            case BinaryExpr { Operator: BinaryOperator.Less or BinaryOperator.LessOrEqual or BinaryOperator.Greater or BinaryOperator.GreaterOrEqual } b:
                return new CompareNode(b.Operator, Compile(b.Left), Compile(b.Right));
            case BinaryExpr b: return new ArithmeticNode(b.Operator, Compile(b.Left), Compile(b.Right));
            case LogicExpr l: return new LogicNode(l.IsAnd, All(l.Operands));
            case BetweenExpr b: return new BetweenNode(Compile(b.Value), Compile(b.Low), Compile(b.High));
            case InExpr i: return new InNode(Compile(i.Value), InTests(i.Tests));
            case InstanceOfExpr i: return new InstanceOfNode(Compile(i.Value), Type(i.Type), i.Type.Name);
            case IfExpr i: return new IfNode(Compile(i.Condition), Compile(i.Then), Compile(i.Else));
            case ListExpr l: return new ListNode(All(l.Items));
            case RangeExpr r: return Range(r);
            case NotEqualTestExpr n: return new NotEqualTestNode(Compile(n.Value));
            case ContextExpr c: return Context(c);
            case PathExpr p: return new PathNode(Compile(p.Source), p.Name);
            case FilterExpr f: return Filter(f);
            case ForExpr f: return For(f);
            case QuantifiedExpr q: return Quantified(q);
            case FunctionExpr f: return Function(f);
            case CallExpr c when Folded(c) is { } value: return new ConstantNode(value);
            case CallExpr c: return new CallNode(Compile(c.Function), All(c.Arguments), c.Names?.ToArray());
            default: throw new InvalidOperationException($"No node for {e.GetType().Name}");
        }
    }

    /// <summary>date("2026-04-01") and its like over a literal: a constant, unless the name means something else here.</summary>
    private object? Folded(CallExpr c)
    {
        if (c is not { Function: NameExpr { Name: "date" or "time" or "date and time" or "duration" } name, Names: null, Arguments: [LiteralExpr { Value: string literal }] } || Visible(name.Name)) return null;
        return name.Name switch
        {
            "date" => FeelDate.TryParse(literal),
            "time" => FeelTime.TryParse(literal),
            "duration" => FeelDuration.TryParse(literal),
            _ => FeelDateTime.TryParse(literal),
        };
    }

    private CompiledTest[] InTests(IReadOnlyList<Test> tests)
    {
        var outer = inputUsed;
        var all = new CompiledTest[tests.Count];
        for (var i = 0; i < all.Length; i++) all[i] = new CompiledTest(tests[i].Operator, Compile(Unwrap(tests[i].Value)), false);
        inputUsed |= outer;
        return all;
    }

    private RangeNode Range(RangeExpr r)
    {
        var low = r.Low is null ? null : Compile(r.Low);
        var high = r.High is null ? null : ReferenceEquals(r.High, r.Low) ? low : Compile(r.High);
        return new RangeNode(low, r.LowIncluded, high, r.HighIncluded);
    }

    private Node Name(string name, Body from, int depth)
    {
        if (name == "?") inputUsed = true;
        foreach (var scope in from.Scopes)
        {
            if (scope.TryGetValue(name, out var slot)) return depth == 0 ? new LocalNode(slot) : new OuterLocalNode(depth, slot);
            if (scope.FilterSlot is { } filter)
            {
                Node item = depth == 0 ? new LocalNode(filter) : new OuterLocalNode(depth, filter);
                return new FilterNameNode(item, name, Located(Outside(name, from, scope, depth)));
            }
        }
        if (from.Parent is { } parent) return Name(name, parent, depth + 1);
        if (seen.Add(name)) free.Add(name);
        return new NameNode(name);
    }

    /// <summary>What the name means outside the filter whose scope is given.</summary>
    private Node Outside(string name, Body from, Scope inner, int depth)
    {
        var hidden = new Stack<Scope>();
        try
        {
            while (true)
            {
                var scope = from.Scopes.Pop();
                hidden.Push(scope);
                if (ReferenceEquals(scope, inner)) break;
            }
            return Name(name, from, depth);
        }
        finally
        {
            while (hidden.Count > 0) from.Scopes.Push(hidden.Pop());
        }
    }

    private Node Located(Node node)
    {
        node.Text = text;
        return node;
    }

    private ContextNode Context(ContextExpr c)
    {
        var scope = new Scope();
        body.Scopes.Push(scope);
        var names = new string[c.Entries.Count];
        var slots = new int[names.Length];
        var values = new Node[names.Length];
        var duplicate = false;
        for (var i = 0; i < names.Length; i++)
        {
            names[i] = c.Entries[i].Name;
            slots[i] = body.Count++;
            var recursive = c.Entries[i].Value is FunctionExpr && !Visible(names[i]);
            if (recursive) duplicate |= !scope.TryAdd(names[i], slots[i]);
            values[i] = Compile(c.Entries[i].Value);
            if (!recursive) duplicate |= !scope.TryAdd(names[i], slots[i]);
        }
        body.Scopes.Pop();
        return new ContextNode(names, slots, values, duplicate);
    }

    private bool Visible(string name)
    {
        for (var b = body; b is not null; b = b.Parent)
            if (b.Scopes.Any(s => s.ContainsKey(name))) return true;
        return false;
    }

    private FilterNode Filter(FilterExpr f)
    {
        var source = Compile(f.Source);
        var slot = body.Count++;
        body.Scopes.Push(new Scope { FilterSlot = slot });
        var condition = Compile(f.Condition);
        body.Scopes.Pop();
        return new FilterNode(source, slot, condition);
    }

    /// <summary>A boxed filter: source and condition were compiled apart.</summary>
    public FilterNode Filter(Node source, Func<Node> condition)
    {
        var slot = body.Count++;
        body.Scopes.Push(new Scope { FilterSlot = slot });
        var c = condition();
        body.Scopes.Pop();
        return new FilterNode(source, slot, c);
    }

    private IterationSource[] Iterators(IReadOnlyList<Iterator> iterators, Scope scope)
    {
        var all = new IterationSource[iterators.Count];
        for (var i = 0; i < all.Length; i++)
        {
            var from = Compile(iterators[i].From);
            var to = iterators[i].To is { } t ? Compile(t) : null;
            var slot = body.Count++;
            all[i] = new IterationSource(slot, from, to);
            scope[iterators[i].Name] = slot;
        }
        return all;
    }

    private ForNode For(ForExpr f)
    {
        var scope = new Scope();
        body.Scopes.Push(scope);
        var iterators = Iterators(f.Iterators, scope);
        var partial = body.Count++;
        scope.TryAdd("partial", partial);
        var result = Compile(f.Return);
        body.Scopes.Pop();
        return new ForNode(iterators, partial, result);
    }

    private QuantifiedNode Quantified(QuantifiedExpr q)
    {
        var scope = new Scope();
        body.Scopes.Push(scope);
        var iterators = Iterators(q.Iterators, scope);
        var condition = Compile(q.Condition);
        body.Scopes.Pop();
        return new QuantifiedNode(q.Every, iterators, condition);
    }

    /// <summary>A boxed loop: one iterator whose source was compiled apart.</summary>
    public Node Loop(string kind, string variable, Node source, Func<Node> inner)
    {
        var scope = new Scope();
        body.Scopes.Push(scope);
        var slot = body.Count++;
        scope[variable] = slot;
        var partial = body.Count++;
        if (kind == "for") scope.TryAdd("partial", partial);
        var result = inner();
        body.Scopes.Pop();
        IterationSource[] iterators = [new IterationSource(slot, source, null)];
        return kind == "for" ? new ForNode(iterators, partial, result) : new QuantifiedNode(kind == "every", iterators, result);
    }

    private Node Function(FunctionExpr f)
    {
        var unknown = f.Parameters.FirstOrDefault(p => p.Type is not null && Type(p.Type) is null);
        if (f.External)
            return new ExternalNode(f.Parameters.Select(p => p.Name).ToArray());
        if (unknown is not null)
            return new UnsupportedNode("type", $"引数「{unknown.Name}」の型「{unknown.Type!.Name}」がありません", $"there is no type \"{unknown.Type.Name}\" for parameter \"{unknown.Name}\"");
        return Function(
            f.Parameters.Select(p => p.Name).ToArray(),
            f.Parameters.Select(p => p.Type is null ? null : Type(p.Type)).ToArray(),
            () => Compile(f.Body));
    }

    /// <summary>A function value whose body is compiled in a frame of its own.</summary>
    public FunctionNode Function(string[] names, FeelType?[] parameterTypes, Func<Node> compileBody, string name = "")
    {
        var outer = body;
        body = new Body(outer) { Count = names.Length };
        var scope = new Scope();
        for (var i = 0; i < names.Length; i++) scope[names[i]] = i;
        body.Scopes.Push(scope);
        var code = compileBody();
        var slots = body.Count;
        body = outer;
        return new FunctionNode(names, parameterTypes, slots, code) { Name = name };
    }

    /// <summary>Local names, one after another, each seeing those before: a boxed context.</summary>
    public T Block<T>(Func<Func<string, int>, T> build)
    {
        var scope = new Scope();
        body.Scopes.Push(scope);
        var result = build(name => scope[name] = body.Count++);
        body.Scopes.Pop();
        return result;
    }

    public FeelType? Type(TypeExpr t)
    {
        switch (t.Name)
        {
            case "list": return t.Arguments.Count == 0 ? FeelType.List(FeelType.Any) : Type(t.Arguments[0]) is { } e ? FeelType.List(e) : null;
            case "range": return t.Arguments.Count == 0 ? FeelType.Range(FeelType.Any) : Type(t.Arguments[0]) is { } r ? FeelType.Range(r) : null;
            case "context" when t.Fields is { } fields:
                var record = new (string, FeelType)[fields.Count];
                for (var i = 0; i < record.Length; i++)
                {
                    if (Type(t.Arguments[i]) is not { } field) return null;
                    record[i] = (fields[i], field);
                }
                return FeelType.Record(record);
            case "function" when t.Result is { } result:
                var parameters = t.Arguments.Select(Type).ToArray();
                return Type(result) is { } resultType && parameters.All(p => p is not null) ? new FeelType.FunctionType(parameters!, resultType) : null;
            default: return types?.Invoke(t.Name) ?? FeelType.Builtin(t.Name);
        }
    }

    private sealed class Scope : Dictionary<string, int>
    {
        public Scope() : base(StringComparer.Ordinal)
        {
        }

        public int? FilterSlot { get; init; }
    }

    private sealed class Body(Body? parent)
    {
        public Body? Parent => parent;

        public int Count { get; set; }

        public Stack<Scope> Scopes { get; } = new();
    }
}

/// <summary>A function of another language: it is known, but calling it gives null with the reason.</summary>
internal sealed class ExternalNode(string[] names) : Node
{
    public override object? Eval(FeelFrame f) => new Refused(names);

    internal sealed class Refused(string[] names) : FeelFunction
    {
        public override string Name => "external";

        public override IReadOnlyList<string> Parameters => names;

        internal override FeelType Type => new FeelType.FunctionType(names.Select(_ => FeelType.Any).ToArray(), FeelType.Any);

        internal override object? InvokeCore(FeelFrame frame, object?[] arguments, string[]? argumentNames) =>
            FunctionArguments.Fail(frame, "external", "外部関数（Java・PMML）は実行しません", "external functions (Java, PMML) are not run");
    }
}
