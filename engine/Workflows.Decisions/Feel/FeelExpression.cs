using Workflows.Decisions.Feel.Syntax;

namespace Workflows.Decisions.Feel;

/// <summary>A FEEL expression, read and compiled once, evaluated any number of times and from any thread.</summary>
public sealed class FeelExpression
{
    private readonly Node node;
    private readonly int slots;

    private FeelExpression(string text, Expr syntax, Node node, int slots, IReadOnlyList<string> freeNames)
    {
        Text = text;
        Syntax = syntax;
        this.node = node;
        this.slots = slots;
        FreeNames = freeNames;
    }

    /// <summary>The text it was read from.</summary>
    public string Text { get; }

    /// <summary>The names it takes from the scope, builtin functions among them left out, in order of first use.</summary>
    public IReadOnlyList<string> FreeNames { get; }

    internal Expr Syntax { get; }

    /// <summary>Reads an expression.</summary>
    /// <exception cref="FeelParseException">The text is no FEEL expression; it says where and what was expected.</exception>
    public static FeelExpression Parse(string text, FeelParseOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        options ??= new FeelParseOptions();
        var syntax = new FeelParser(text, options).ParseExpression();
        var compiler = new Compiler(text, options.Types);
        var node = compiler.Compile(syntax);
        return new FeelExpression(text, syntax, node, compiler.SlotCount, Inputs(compiler.FreeNames, options));
    }

    /// <summary>Reads an expression, or gives the error instead of raising it.</summary>
    public static bool TryParse(string text, out FeelExpression? expression, out FeelParseException? error, FeelParseOptions? options = null)
    {
        try
        {
            expression = Parse(text, options);
            error = null;
            return true;
        }
        catch (FeelParseException e)
        {
            expression = null;
            error = e;
            return false;
        }
    }

    /// <summary>The value in a scope; null also when it is undefined, the scope's Diagnostics then say why.</summary>
    /// <exception cref="FeelLimitException">The evaluation crossed the scope's limits.</exception>
    public object? Evaluate(FeelScope scope)
    {
        ArgumentNullException.ThrowIfNull(scope);
        return node.Eval(new FeelFrame(new FeelRun(scope), slots == 0 ? [] : new object?[slots], null));
    }

    /// <summary>Reads and evaluates at once.</summary>
    public static object? Evaluate(string text, FeelScope? scope = null) => Parse(text).Evaluate(scope ?? new FeelScope());

    /// <inheritdoc/>
    public override string ToString() => Text;

    internal static string[] Inputs(IReadOnlyList<string> free, FeelParseOptions options) =>
        free.Where(n => FeelLibrary.Find(n) is null && options.Functions?.Find(n) is null).ToArray();
}

/// <summary>The tests of a decision table cell or of allowed values: >= 18, "A", "B", [1..5], not(…), -.</summary>
public sealed class FeelUnaryTests
{
    private readonly CompiledTest[] tests;
    private readonly int slots;

    private FeelUnaryTests(string text, TestsExpr syntax, CompiledTest[] tests, int slots, IReadOnlyList<string> freeNames)
    {
        Text = text;
        Syntax = syntax;
        this.tests = tests;
        this.slots = slots;
        FreeNames = freeNames;
    }

    /// <summary>The text it was read from.</summary>
    public string Text { get; }

    /// <summary>True when every input passes (-).</summary>
    public bool IsAny => tests.Length == 0 && !Syntax.Negated;

    /// <summary>The names it takes from the scope.</summary>
    public IReadOnlyList<string> FreeNames { get; }

    internal TestsExpr Syntax { get; }

    /// <summary>Reads unary tests.</summary>
    /// <exception cref="FeelParseException">The text is no unary tests.</exception>
    public static FeelUnaryTests Parse(string text, FeelParseOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        options ??= new FeelParseOptions();
        var syntax = new FeelParser(text, options).ParseUnaryTests();
        var compiler = new Compiler(text, options.Types);
        compiler.Declare("?");
        var tests = compiler.Tests(syntax.Tests);
        return new FeelUnaryTests(text, syntax, tests, compiler.SlotCount, FeelExpression.Inputs(compiler.FreeNames, options));
    }

    /// <summary>True when the input passes, false when not, null when it cannot be told.</summary>
    public bool? Test(object? input, FeelScope scope)
    {
        ArgumentNullException.ThrowIfNull(scope);
        return Test(input, new FeelRun(scope));
    }

    internal bool? Test(object? input, FeelRun run)
    {
        if (tests.Length == 0) return !Syntax.Negated;
        var locals = new object?[slots];
        locals[0] = input;
        var frame = new FeelFrame(run, locals, null);
        bool? result = false;
        foreach (var test in tests)
        {
            var r = test.Run(input, frame, true);
            if (r == true) { result = true; break; }
            if (r is null) result = null;
        }
        return Syntax.Negated ? !result : result;
    }

    /// <inheritdoc/>
    public override string ToString() => Text;
}
