using Workflows.Decisions.Feel.Syntax;

namespace Workflows.Decisions.Feel;

/// <summary>Recursive descent over the grammar of DMN 1.5 §10.3.1.2, with the names in scope at hand. Expressions and operators.</summary>
internal sealed partial class FeelParser
{
    /// <summary>Deepest nesting and longest chain read, so that no text can exhaust the stack of the reader or the evaluator.</summary>
    private const int MaxNesting = 120, MaxChain = 250, MaxDepth = 300;

    private readonly string text;
    private readonly NameTable known;
    private readonly NameTable members;
    private readonly NameTable written = new();
    private readonly Stack<NameTable> locals = new();
    private int pos;
    private int nesting;

    public FeelParser(string text, FeelParseOptions options)
    {
        this.text = text;
        if (text.Length > options.MaxLength)
            throw Error(options.MaxLength, $"式が長すぎます（{options.MaxLength}文字まで）", $"the expression is too long (at most {options.MaxLength} characters)");
        known = options.NameTable;
        members = options.MemberTable;
    }

    public Expr ParseExpression()
    {
        Skip();
        if (pos >= text.Length) throw Error(pos, "式がありません", "an expression is expected");
        var e = Expression();
        ExpectEnd();
        Shallow([e]);
        return e;
    }

    /// <summary>Refuses a tree so deep — by nesting and chains together — that walking it could exhaust a stack.</summary>
    private void Shallow(IEnumerable<Expr> roots)
    {
        var open = new Stack<(Expr Expr, int Depth)>(roots.Select(r => (r, 1)));
        while (open.TryPop(out var at))
        {
            if (at.Depth > MaxDepth) throw Error(at.Expr.Start, $"式の入れ子と連なりが深すぎます（{MaxDepth}段まで）", $"the expression is too deep (at most {MaxDepth} levels)");
            foreach (var child in SyntaxWalk.Children(at.Expr)) open.Push((child, at.Depth + 1));
        }
    }

    public TestsExpr ParseUnaryTests()
    {
        Skip();
        var start = pos;
        locals.Push(new NameTable(["?"]));
        if (pos >= text.Length) return new TestsExpr(false, []) { Start = 0, End = text.Length };
        if (text[pos] == '-' && IsEndAfter(pos + 1)) return new TestsExpr(false, []) { Start = start, End = start + 1 };
        var negated = false;
        IReadOnlyList<Test> tests;
        var save = pos;
        if (PeekWord() == "not" && known.Match(text, pos, "not", out _) is null)
        {
            pos += 3;
            Skip();
            if (Accept('('))
            {
                tests = Tests();
                if (Accept(')') && AtEnd()) negated = true;
                else { pos = save; tests = Tests(); }
            }
            else { pos = save; tests = Tests(); }
        }
        else tests = Tests();
        ExpectEnd();
        Shallow(tests.Select(t => t.Value));
        return new TestsExpr(negated, tests) { Start = start, End = pos };
    }

    private List<Test> Tests()
    {
        var list = new List<Test> { OneTest() };
        while (Accept(',')) list.Add(OneTest());
        return list;
    }

    private Test OneTest()
    {
        Skip();
        if (TestOperator() is { } op) return new Test(op, Additive());
        return new Test(null, Expression());
    }

    private BinaryOperator? TestOperator()
    {
        Skip();
        if (AcceptSymbol("<=")) return BinaryOperator.LessOrEqual;
        if (AcceptSymbol(">=")) return BinaryOperator.GreaterOrEqual;
        if (AcceptSymbol("!=")) return BinaryOperator.NotEqual;
        if (AcceptSymbol("<")) return BinaryOperator.Less;
        if (AcceptSymbol(">")) return BinaryOperator.Greater;
        if (AcceptSymbol("=")) return BinaryOperator.Equal;
        return null;
    }

    private Expr Expression() => Disjunction();

    /// <summary>Counts a level of nesting. Called where every way deeper passes: primaries, signs and types.</summary>
    private void Deeper()
    {
        if (++nesting > MaxNesting || !System.Runtime.CompilerServices.RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw Error(pos, $"入れ子が深すぎます（{MaxNesting}段まで）", $"nested too deeply (at most {MaxNesting} levels)");
    }

    private Expr Disjunction() => Logic(false, "or");

    private Expr Logic(bool isAnd, string word)
    {
        var start = Here();
        var first = isAnd ? Comparison() : Logic(true, "and");
        List<Expr>? all = null;
        while (AcceptWord(word))
        {
            all ??= [first];
            all.Add(isAnd ? Comparison() : Logic(true, "and"));
        }
        return all is null ? first : new LogicExpr(isAnd, all) { Start = start, End = pos };
    }

    private Expr Comparison()
    {
        var start = Here();
        var left = Additive();
        for (var chain = 0; ; chain++)
        {
            if (chain > MaxChain) throw TooLong();
            Skip();
            if (ComparisonOperator() is { } op)
            {
                left = new BinaryExpr(op, left, Additive()) { Start = start, End = pos };
            }
            else if (AcceptWord("between"))
            {
                var low = Additive();
                if (!AcceptWord("and")) throw Expected("and", "between の下限の次に and");
                left = new BetweenExpr(left, low, Additive()) { Start = start, End = pos };
            }
            else if (AcceptWord("in"))
            {
                left = InTests(start, left);
            }
            else return left;
        }
    }

    private BinaryOperator? ComparisonOperator() => TestOperator();

    private InExpr InTests(int start, Expr value)
    {
        Skip();
        if (TestOperator() is { } op)
            return new InExpr(value, [new Test(op, Additive())], false) { Start = start, End = pos };
        if (pos < text.Length && text[pos] == '(')
        {
            var save = pos++;
            var operators = TestOperator() is not null;
            pos = save;
            // An open range begins like a list of tests; it is one when two dots follow its first end.
            if (!operators && Try(() => Additive()) is { } whole and not ParenthesizedExpr)
                return new InExpr(value, [new Test(null, whole)], false) { Start = start, End = pos };
            pos = save + 1;
            var tests = Tests();
            Expect(')');
            return new InExpr(value, tests, true) { Start = start, End = pos };
        }
        return new InExpr(value, [new Test(null, Additive())], false) { Start = start, End = pos };
    }

    private Expr Additive()
    {
        var start = Here();
        var left = Multiplicative();
        for (var chain = 0; ; chain++)
        {
            if (chain > MaxChain) throw TooLong();
            Skip();
            if (Accept('+')) left = new BinaryExpr(BinaryOperator.Add, left, Multiplicative()) { Start = start, End = pos };
            else if (Accept('-')) left = new BinaryExpr(BinaryOperator.Subtract, left, Multiplicative()) { Start = start, End = pos };
            else return left;
        }
    }

    private Expr Multiplicative()
    {
        var start = Here();
        var left = Power();
        for (var chain = 0; ; chain++)
        {
            if (chain > MaxChain) throw TooLong();
            Skip();
            if (pos + 1 < text.Length && text[pos] == '*' && text[pos + 1] == '*') return left;
            if (Accept('*')) left = new BinaryExpr(BinaryOperator.Multiply, left, Power()) { Start = start, End = pos };
            else if (Accept('/')) left = new BinaryExpr(BinaryOperator.Divide, left, Power()) { Start = start, End = pos };
            else return left;
        }
    }

    private Expr Power()
    {
        var start = Here();
        var left = Unary();
        for (var chain = 0; ; chain++)
        {
            if (chain > MaxChain) throw TooLong();
            if (!AcceptSymbol("**")) return left;
            left = new BinaryExpr(BinaryOperator.Power, left, Unary()) { Start = start, End = pos };
        }
    }

    private Expr Unary()
    {
        var start = Here();
        if (!Accept('-')) return InstanceOf();
        Deeper();
        var operand = Unary();
        nesting--;
        return new NegateExpr(operand) { Start = start, End = pos };
    }

    private Expr InstanceOf()
    {
        var start = Here();
        var value = Postfix();
        for (var chain = 0; AcceptWord("instance"); chain++)
        {
            if (chain > MaxChain) throw TooLong();
            if (!AcceptWord("of")) throw Expected("of", "instance の次に of");
            value = new InstanceOfExpr(value, Type()) { Start = start, End = pos };
        }
        return value;
    }

    private Expr Postfix()
    {
        var start = Here();
        var e = Primary();
        for (var chain = 0; ; chain++)
        {
            if (chain > MaxChain) throw TooLong();
            Skip();
            if (pos >= text.Length) return e;
            var c = text[pos];
            if (c == '.' && !(pos + 1 < text.Length && text[pos + 1] == '.'))
            {
                pos++;
                Skip();
                e = new PathExpr(e, MemberName()) { Start = start, End = pos };
            }
            else if (c == '[')
            {
                if (Filter(start, e) is not { } filtered) return e;
                e = filtered;
            }
            else if (c == '(')
            {
                e = Call(start, e);
            }
            else return e;
        }
    }

    /// <summary>A filter, or null when the bracket closes an open range instead: [1..10[.</summary>
    private FilterExpr? Filter(int start, Expr source)
    {
        var save = pos;
        if (rangeEnds == 0)
        {
            pos++;
            return FilterRest(start, source);
        }
        var found = Try(() =>
        {
            pos++;
            var f = FilterRest(start, source);
            Skip();
            return pos < text.Length && text[pos] is ']' or ')' or '[' or '.' or '(' or '*' or '/' or '+' or '-' ? f : null;
        });
        if (found is null) pos = save;
        return found;
    }

    private FilterExpr FilterRest(int start, Expr source)
    {
        var ends = rangeEnds;
        rangeEnds = 0;
        locals.Push(new NameTable(["item"]));
        try
        {
            var condition = Expression();
            Expect(']');
            return new FilterExpr(source, condition) { Start = start, End = pos };
        }
        finally
        {
            locals.Pop();
            rangeEnds = ends;
        }
    }

    private CallExpr Call(int start, Expr function)
    {
        Expect('(');
        var ends = rangeEnds;
        rangeEnds = 0;
        var arguments = new List<Expr>();
        List<string>? names = null;
        Skip();
        if (!Accept(')'))
        {
            do
            {
                Skip();
                var name = ArgumentName();
                if (name is not null)
                {
                    if (names is null && arguments.Count > 0) throw Error(pos, "名前付きの引数と順番の引数は混ぜられません", "named and positional arguments cannot be mixed");
                    (names ??= []).Add(name);
                }
                else if (names is not null) throw Error(pos, $"引数の名前がありません（{names[0]}: のように書きます）", "an argument name is expected, as in the arguments before");
                arguments.Add(Expression());
            }
            while (Accept(','));
            if (!Accept(')')) throw Expected(")", "引数の区切り「,」または閉じ括弧「)」", "\",\" or \")\"");
        }
        rangeEnds = ends;
        return new CallExpr(function, arguments, names) { Start = start, End = pos };
    }

    private T? Try<T>(Func<T?> parse) where T : class
    {
        var (save, level, depth, ends) = (pos, nesting, locals.Count, rangeEnds);
        if (++attempts > 5000) throw Error(pos, "式が複雑すぎます", "the expression is too complex");
        try
        {
            if (parse() is { } found) return found;
        }
        catch (FeelParseException)
        {
            // Not this reading of the text; the caller takes the other one and reports its own error.
        }
        (pos, nesting, rangeEnds) = (save, level, ends);
        while (locals.Count > depth) locals.Pop();
        return null;
    }

    private int rangeEnds;
    private int attempts;
}
