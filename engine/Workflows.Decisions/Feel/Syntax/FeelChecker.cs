using Workflows.Decisions.Feel.Syntax;

namespace Workflows.Decisions.Feel;

/// <summary>What a check found: the type of the whole, and everything that cannot be right, with its place.</summary>
/// <param name="Type">The type of the expression as far as it can be told.</param>
/// <param name="Findings">Unknown names, wrong kinds, wrong arguments; a parse error alone when the text cannot be read.</param>
public sealed record FeelCheckResult(FeelType Type, IReadOnlyList<FeelDiagnostic> Findings)
{
    /// <summary>True when nothing was found.</summary>
    public bool IsOk => Findings.Count == 0;
}

/// <summary>Checks expressions against known fields before anything runs: names, types, arguments. Only what is surely wrong is reported.</summary>
public static class FeelChecker
{
    /// <summary>Checks an expression.</summary>
    /// <param name="text">The expression.</param>
    /// <param name="fields">The names in scope with their types.</param>
    /// <param name="expected">The type the value must have; null for any.</param>
    /// <param name="functions">Functions besides the standard library.</param>
    public static FeelCheckResult Check(string text, IReadOnlyDictionary<string, FeelType> fields, FeelType? expected = null, FeelFunctionRegistry? functions = null)
    {
        var options = Options(fields, functions);
        try
        {
            var syntax = new FeelParser(text, options).ParseExpression();
            var walk = new CheckWalk(text, fields, functions);
            var type = walk.TypeOf(syntax);
            if (expected is not null && expected != FeelType.Any && CheckWalk.Clash(type, expected))
                walk.Report(syntax, "type", $"結果は{Words.TypeJa(expected)}でなければなりませんが、{Words.TypeJa(type)}です", $"the result must be {expected.Name} but is {type.Name}");
            return new FeelCheckResult(type, walk.Findings);
        }
        catch (FeelParseException e)
        {
            return new FeelCheckResult(FeelType.Any, [new FeelDiagnostic("parse", e.MessageJa, e.MessageEn, e.Offset, 0)]);
        }
    }

    /// <summary>Checks the tests of a cell against the type of its input.</summary>
    public static FeelCheckResult CheckTests(string text, FeelType input, IReadOnlyDictionary<string, FeelType> fields, FeelFunctionRegistry? functions = null)
    {
        try
        {
            var syntax = new FeelParser(text, Options(fields, functions)).ParseUnaryTests();
            var walk = new CheckWalk(text, fields, functions);
            walk.Tests(syntax.Tests, input);
            return new FeelCheckResult(FeelType.Boolean, walk.Findings);
        }
        catch (FeelParseException e)
        {
            return new FeelCheckResult(FeelType.Any, [new FeelDiagnostic("parse", e.MessageJa, e.MessageEn, e.Offset, 0)]);
        }
    }

    private static FeelParseOptions Options(IReadOnlyDictionary<string, FeelType> fields, FeelFunctionRegistry? functions)
    {
        var members = new List<string>();
        var seen = new HashSet<FeelType>();
        foreach (var type in fields.Values) Members(type, members, seen, 0);
        return new FeelParseOptions { Names = fields.Keys, Members = members, Functions = functions };
    }

    private static void Members(FeelType type, List<string> into, HashSet<FeelType> seen, int depth)
    {
        // A type may mention itself, by as many ways as it has fields.
        type = CheckWalk.Shape(type);
        if (depth > 50 || !seen.Add(type)) return;
        switch (type)
        {
            case FeelType.RecordType r:
                foreach (var (name, field) in r.Fields)
                {
                    into.Add(name);
                    Members(field, into, seen, depth + 1);
                }
                break;
            case FeelType.ListType l: Members(l.Element, into, seen, depth + 1); break;
        }
    }
}

/// <summary>Walks an expression with what is known of the types; Any means nothing is known and nothing is reported.</summary>
internal sealed class CheckWalk(string text, IReadOnlyDictionary<string, FeelType> fields, FeelFunctionRegistry? functions)
{
    private readonly List<FeelDiagnostic> findings = [];
    private readonly Stack<Dictionary<string, FeelType>> locals = new();
    private int openScopes;

    public IReadOnlyList<FeelDiagnostic> Findings => findings;

    /// <summary>True when no value can belong to both types (null aside).</summary>
    public static bool Clash(FeelType a, FeelType b) => Clash(a, b, 0);

    private static bool Clash(FeelType a, FeelType b, int depth)
    {
        // Lists within lists without end say nothing more.
        if (depth > 20) return false;
        (a, b) = (Shape(a), Shape(b));
        if (a == FeelType.Any || b == FeelType.Any || a == FeelType.Null || b == FeelType.Null) return false;
        if (a is FeelType.ListType la)
            return b is FeelType.ListType lb ? Clash(la.Element, lb.Element, depth + 1) : Clash(la.Element, b, depth + 1);
        if (b is FeelType.ListType only) return Clash(a, only.Element, depth + 1);
        if (a is FeelType.RecordType || a == FeelType.Context) return !(b is FeelType.RecordType || b == FeelType.Context);
        if (a is FeelType.FunctionType || a == FeelType.Function) return !(b is FeelType.FunctionType || b == FeelType.Function);
        if (a is FeelType.RangeType ra) return b is not FeelType.RangeType rb || Clash(ra.Element, rb.Element, depth + 1);
        return a.Name != b.Name && !(a == FeelType.Date && b == FeelType.DateTime);
    }

    public static FeelType Shape(FeelType type)
    {
        for (var i = 0; type is Dmn.ItemType item && i < 50; i++) type = item.Base;
        return type;
    }

    public void Report(Expr e, string code, string ja, string en) =>
        findings.Add(new FeelDiagnostic(code, ja, en, e.Start, e.End - e.Start, text[Math.Min(e.Start, text.Length)..Math.Min(Math.Max(e.Start, e.End), text.Length)].Trim()));

    public void Tests(IReadOnlyList<Test> tests, FeelType input)
    {
        locals.Push(new Dictionary<string, FeelType>(StringComparer.Ordinal) { ["?"] = input });
        foreach (var test in tests)
        {
            var type = TypeOf(test.Value);
            if (Mentions(test.Value)) Expect(test.Value, type, FeelType.Boolean, "「?」を使う条件", "a test with \"?\"");
            else
            {
                var value = Shape(type) is FeelType.RangeType r ? r.Element : type;
                if (value != FeelType.Boolean && Clash(value, input))
                    Report(test.Value, "type", $"{Words.TypeJa(input)}の入力を{Words.TypeJa(type)}と比べています", $"an input of type {input.Name} is compared with {type.Name}");
            }
        }
        locals.Pop();
    }

    public FeelType TypeOf(Expr e)
    {
        switch (e)
        {
            case LiteralExpr l: return FeelType.Of(l.Value);
            case AtExpr a: return FeelType.Of(a.Value);
            case ParenthesizedExpr p: return TypeOf(p.Inner);
            case NameExpr n: return Name(n);
            case NegateExpr n: return TypeOf(n.Operand);
            case BinaryExpr b: return Binary(b);
            case LogicExpr l:
                foreach (var operand in l.Operands) Expect(operand, TypeOf(operand), FeelType.Boolean, l.IsAnd ? "and" : "or", l.IsAnd ? "\"and\"" : "\"or\"");
                return FeelType.Boolean;
            case BetweenExpr b:
                var between = TypeOf(b.Value);
                Comparable(b.Low, between, TypeOf(b.Low));
                Comparable(b.High, between, TypeOf(b.High));
                return FeelType.Boolean;
            case InExpr i:
                var input = TypeOf(i.Value);
                foreach (var test in i.Tests)
                {
                    var type = Shape(TypeOf(test.Value));
                    var value = type is FeelType.RangeType r ? r.Element : type is FeelType.ListType list ? Shape(list.Element) is FeelType.RangeType inner ? inner.Element : list.Element : type;
                    Comparable(test.Value, input, value);
                }
                return FeelType.Boolean;
            case InstanceOfExpr i:
                TypeOf(i.Value);
                return FeelType.Boolean;
            case IfExpr i:
                Expect(i.Condition, TypeOf(i.Condition), FeelType.Boolean, "if の条件", "the condition of \"if\"");
                return FeelType.Common([TypeOf(i.Then), TypeOf(i.Else)]);
            case ListExpr l: return FeelType.List(FeelType.Common(l.Items.Select(TypeOf).ToArray()));
            case RangeExpr r:
                var (low, high) = (r.Low is null ? FeelType.Null : TypeOf(r.Low), r.High is null ? FeelType.Null : TypeOf(r.High));
                if (Clash(low, high)) Report(e, "type", $"範囲の端の{Words.TypeJa(low)}と{Words.TypeJa(high)}は比べられません", $"the ends of the range, {low.Name} and {high.Name}, have no order");
                return FeelType.Range(FeelType.Common([low, high]));
            case NotEqualTestExpr n: return TypeOf(n.Value);
            case ContextExpr c: return Context(c);
            case PathExpr p: return Path(p);
            case FilterExpr f: return Filter(f);
            case ForExpr f: return Loop(f.Iterators, true, () => FeelType.List(TypeOf(f.Return)));
            case QuantifiedExpr q:
                return Loop(q.Iterators, false, () =>
                {
                    Expect(q.Condition, TypeOf(q.Condition), FeelType.Boolean, "satisfies の条件", "the condition of \"satisfies\"");
                    return FeelType.Boolean;
                });
            case FunctionExpr f:
                locals.Push(f.Parameters.GroupBy(p => p.Name, StringComparer.Ordinal).ToDictionary(g => g.Key, _ => FeelType.Any, StringComparer.Ordinal));
                var result = f.External ? FeelType.Any : TypeOf(f.Body);
                locals.Pop();
                return new FeelType.FunctionType(f.Parameters.Select(_ => FeelType.Any).ToArray(), result);
            case CallExpr c: return Call(c);
            default: return FeelType.Any;
        }
    }

    private void Expect(Expr e, FeelType type, FeelType wanted, string whatJa, string whatEn)
    {
        if (Clash(type, wanted) || (Shape(type) is FeelType.ListType && wanted == FeelType.Boolean))
            Report(e, "type", $"{whatJa}には{Words.TypeJa(wanted)}が必要ですが、{Words.TypeJa(type)}です", $"{whatEn} needs {wanted.Name} but is {type.Name}");
    }

    private void Comparable(Expr at, FeelType a, FeelType b)
    {
        if (Clash(a, b)) Report(at, "type", $"{Words.TypeJa(a)}と{Words.TypeJa(b)}は比べられません", $"{a.Name} and {b.Name} cannot be compared");
    }

    private FeelType Name(NameExpr n)
    {
        foreach (var scope in locals)
            if (scope.TryGetValue(n.Name, out var local)) return local;
        if (fields.TryGetValue(n.Name, out var type)) return type;
        if (functions?.Find(n.Name) is { } f) return f.Type;
        if (FeelLibrary.Find(n.Name) is { } builtin) return builtin.Type;
        // Inside a filter over items of unknown shape any name may be an entry of the item.
        if (openScopes > 0) return FeelType.Any;
        var near = FeelNames.Nearest(n.Name, locals.SelectMany(l => l.Keys).Concat(fields.Keys));
        Report(n, "name", $"「{n.Name}」という項目はありません{(near is null ? "" : $"。「{near}」の間違いではありませんか")}", $"there is no name \"{n.Name}\"{(near is null ? "" : $"; did you mean \"{near}\"?")}");
        return FeelType.Any;
    }

    private FeelType Binary(BinaryExpr b)
    {
        var (left, right) = (Shape(TypeOf(b.Left)), Shape(TypeOf(b.Right)));
        switch (b.Operator)
        {
            case BinaryOperator.Equal or BinaryOperator.NotEqual:
                if (Clash(left, right) || left is FeelType.ListType != right is FeelType.ListType && left != FeelType.Any && right != FeelType.Any && left != FeelType.Null && right != FeelType.Null)
                    Report(b, "type", $"{Words.TypeJa(left)}と{Words.TypeJa(right)}は比べられません", $"{left.Name} and {right.Name} cannot be compared");
                return FeelType.Boolean;
            case BinaryOperator.Less or BinaryOperator.LessOrEqual or BinaryOperator.Greater or BinaryOperator.GreaterOrEqual:
                Comparable(b, left, right);
                return FeelType.Boolean;
            default:
                if (left == FeelType.Any || right == FeelType.Any) return left == FeelType.Text || right == FeelType.Text ? FeelType.Text : FeelType.Any;
                if (CheckArithmetic.Result(b.Operator, left, right) is { } result) return result;
                var sign = FeelArithmetic.Symbol(b.Operator);
                Report(b, "type", $"{Words.TypeJa(left)} {sign} {Words.TypeJa(right)} は計算できません", $"{left.Name} {sign} {right.Name} has no result");
                return FeelType.Any;
        }
    }

    private FeelType Context(ContextExpr c)
    {
        var scope = new Dictionary<string, FeelType>(StringComparer.Ordinal);
        locals.Push(scope);
        foreach (var entry in c.Entries)
        {
            if (scope.ContainsKey(entry.Name)) Report(entry.Value, "context", $"項目「{entry.Name}」が二度あります", $"the entry \"{entry.Name}\" is used twice");
            scope[entry.Name] = TypeOf(entry.Value);
        }
        locals.Pop();
        return FeelType.Record(scope.Select(s => (s.Key, s.Value)).ToArray());
    }

    private FeelType Path(PathExpr p)
    {
        var source = Shape(TypeOf(p.Source));
        if (source is FeelType.ListType list) return FeelType.List(Member(p, Shape(list.Element)));
        return Member(p, source);
    }

    private FeelType Member(PathExpr p, FeelType source)
    {
        if (source is FeelType.RecordType r)
        {
            foreach (var (name, type) in r.Fields)
                if (name == p.Name) return type;
            var near = FeelNames.Nearest(p.Name, r.Fields.Select(f => f.Name));
            Report(p, "member", $"項目「{p.Name}」はありません{(near is null ? $"（あるのは {string.Join("、", r.Fields.Take(8).Select(f => f.Name))}）" : $"。「{near}」の間違いではありませんか")}", $"there is no entry \"{p.Name}\"{(near is null ? "" : $"; did you mean \"{near}\"?")}");
            return FeelType.Any;
        }
        if (source == FeelType.Any || source == FeelType.Context || source == FeelType.Null) return FeelType.Any;
        if (source is FeelType.RangeType range && p.Name is "start" or "end") return ((FeelType.RangeType)source).Element;
        if (CheckArithmetic.Property(source, p.Name) is { } property) return property;
        Report(p, "member", $"{Words.TypeJa(source)}に「{p.Name}」という項目はありません", $"{source.Name} has no member \"{p.Name}\"");
        return FeelType.Any;
    }

    private FeelType Filter(FilterExpr f)
    {
        var source = Shape(TypeOf(f.Source));
        var element = Shape(source is FeelType.ListType list ? list.Element : source);
        var scope = new Dictionary<string, FeelType>(StringComparer.Ordinal) { ["item"] = element };
        if (element is FeelType.RecordType r)
            foreach (var (name, type) in r.Fields) scope[name] = type;
        else openScopes++;
        locals.Push(scope);
        var condition = Shape(TypeOf(f.Condition));
        locals.Pop();
        if (element is not FeelType.RecordType) openScopes--;
        if (condition == FeelType.Number) return element;
        if (condition != FeelType.Any && condition != FeelType.Boolean && condition != FeelType.Null)
            Report(f.Condition, "type", $"絞り込みの条件は真偽値か順番（数）ですが、{Words.TypeJa(condition)}です", $"a filter needs a boolean or an index, not {condition.Name}");
        return condition == FeelType.Boolean ? FeelType.List(element) : FeelType.Any;
    }

    private FeelType Loop(IReadOnlyList<Iterator> iterators, bool partial, Func<FeelType> body)
    {
        var scope = new Dictionary<string, FeelType>(StringComparer.Ordinal);
        if (partial) scope["partial"] = FeelType.List(FeelType.Any);
        locals.Push(scope);
        foreach (var i in iterators)
        {
            var from = Shape(TypeOf(i.From));
            if (i.To is { } to) TypeOf(to);
            scope[i.Name] = from switch { FeelType.ListType l => l.Element, FeelType.RangeType r => r.Element, _ => from };
        }
        var type = body();
        locals.Pop();
        return type;
    }

    private FeelType Call(CallExpr c)
    {
        var arguments = c.Arguments.Select(TypeOf).ToArray();
        if (c.Function is not NameExpr n)
        {
            var callee = Shape(TypeOf(c.Function));
            if (Clash(callee, FeelType.Function)) Report(c, "function", $"{Words.TypeJa(callee)}は呼び出せません", $"{callee.Name} cannot be called");
            return callee is FeelType.FunctionType own ? own.Result : FeelType.Any;
        }
        foreach (var scope in locals)
            if (scope.TryGetValue(n.Name, out var local)) return local is FeelType.FunctionType l ? l.Result : FeelType.Any;
        if (fields.TryGetValue(n.Name, out var field))
        {
            var shape = Shape(field);
            if (shape is FeelType.FunctionType known) return known.Result;
            if (shape == FeelType.Any || shape == FeelType.Function) return FeelType.Any;
        }
        if ((functions?.Find(n.Name) ?? FeelLibrary.Find(n.Name)) is not NativeFunction function)
        {
            if (openScopes > 0) return FeelType.Any;
            var near = FeelNames.Nearest(n.Name, (functions?.Names ?? []).Concat(FeelLibrary.Names));
            Report(c, "function", $"関数「{n.Name}」はありません{(near is null ? "" : $"。「{near}」の間違いではありませんか")}", $"there is no function \"{n.Name}\"{(near is null ? "" : $"; did you mean \"{near}\"?")}");
            return FeelType.Any;
        }
        return CheckArithmetic.Call(this, c, function, arguments);
    }

    private static bool Mentions(Expr e) => e switch
    {
        NameExpr n => n.Name == "?",
        ParenthesizedExpr p => Mentions(p.Inner),
        NegateExpr n => Mentions(n.Operand),
        BinaryExpr b => Mentions(b.Left) || Mentions(b.Right),
        LogicExpr l => l.Operands.Any(Mentions),
        BetweenExpr b => Mentions(b.Value) || Mentions(b.Low) || Mentions(b.High),
        InExpr i => Mentions(i.Value) || i.Tests.Any(t => Mentions(t.Value)),
        InstanceOfExpr i => Mentions(i.Value),
        IfExpr i => Mentions(i.Condition) || Mentions(i.Then) || Mentions(i.Else),
        FilterExpr f => Mentions(f.Source) || Mentions(f.Condition),
        PathExpr p => Mentions(p.Source),
        CallExpr c => Mentions(c.Function) || c.Arguments.Any(Mentions),
        ListExpr l => l.Items.Any(Mentions),
        ForExpr f => Mentions(f.Return) || f.Iterators.Any(i => Mentions(i.From)),
        QuantifiedExpr q => Mentions(q.Condition) || q.Iterators.Any(i => Mentions(i.From)),
        _ => false,
    };
}
