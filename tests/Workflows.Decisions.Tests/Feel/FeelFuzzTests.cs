using System.Text;
using Workflows.Decisions.Feel;

namespace Workflows.Decisions.Tests.Feel;

/// <summary>Random texts: none may do worse than a parse error or a limit, and what reads must survive its canonical form.</summary>
public sealed class FeelFuzzTests(ITestOutputHelper output)
{
    private static readonly FeelLimits Small = new(20_000, 40, 10_000);

    private static readonly string[] Tokens =
    [
        "1", "0", "-", "2.5", "1e3", "\"a\"", "\"\\d+\"", "true", "null", "x", "年齢", "Full Name", "?", "+", "*", "/", "**", "=", "!=", "<", "<=", ">", ">=",
        "and", "or", "not(", "(", ")", "[", "]", "{", "}", ",", ":", ".", "..", "if", "then", "else", "for", "i", "in", "return", "some", "every", "satisfies",
        "between", "instance of", "number", "list<number>", "function(a, b)", "function(", "@\"2026-01-31\"", "@\"P1D\"", "@\"10:00:00+09:00\"", "date(", "sum(",
        "substring(", "replace(", "matches(", "sort(", "count(", "list replace(", "string(", "item", "a", "b", "partial", "//x\n", "/* c */", " ", "\u3000", "🐎", "\uD800", "'", "“",
    ];

    private static readonly string[] Seedlings =
    [
        "if x > 1 and y < 2 then [1, 2, 3][item > 1] else {a: 1, b: a + 1}.b",
        "for i in 1..3, j in [1, 2] return i * j + partial[-1]",
        "some a in [1, 2], b in [3] satisfies a + b = 4",
        "sort([3, 1, 2], function(a, b) a < b)",
        "x in (1, [2..5), > 10) or x between 1 and 3",
        "date and time(\"2026-01-01T10:00:00@Asia/Tokyo\") + duration(\"PT1H\")",
        "[{a: 1, b: \"x\"}, {a: 2}][a > 1].b",
        "replace(\"abracadabra\", \"a(.)\", \"$1\")",
        "-2 ** 2 + (1 - 3) * 4 / 5 instance of number",
        "{f: function(n: number) if n < 1 then 0 else f(n - 1), r: f(10)}.r",
        "[1..10].end included and (< 5).end = 5",
        "list replace([1, 2], function(item, newItem) item = 2, 3)",
    ];

    [Fact]
    public void No_text_does_worse_than_an_error()
    {
        var (random, seed) = Seeds.New(output);
        for (var i = 0; i < 20_000; i++)
        {
            var text = random.Next(3) == 0 ? Soup(random) : Mutated(random);
            try
            {
                Try(text);
            }
            catch (Exception e)
            {
                Assert.Fail($"{e.GetType().Name} {e.Message} for «{text}», seed {seed}\n{e.StackTrace}");
            }
        }
    }

    [Fact]
    public void The_canonical_form_reads_back_to_the_same_form_and_value()
    {
        var (random, seed) = Seeds.New(output);
        var read = 0;
        for (var i = 0; i < 20_000; i++)
        {
            var text = Mutated(random);
            if (!FeelExpression.TryParse(text, out var e, out _)) continue;
            read++;
            var once = FeelFormatter.Format(e!);
            Assert.True(FeelExpression.TryParse(once, out var again, out var error), $"«{text}» → «{once}»: {error?.Message}, seed {seed}");
            var twice = FeelFormatter.Format(again!);
            Assert.True(once == twice, $"«{text}» → «{once}» → «{twice}», seed {seed}");
            Assert.True(Value(e!) == Value(again!), $"«{text}» → «{once}» differ: {Value(e!)} / {Value(again!)}, seed {seed}");
        }
        Assert.True(read > 1000, $"only {read} texts could be read");
    }

    [Theory]
    [InlineData("(")]
    [InlineData("[")]
    [InlineData("-")]
    [InlineData("{a:")]
    [InlineData("not(")]
    [InlineData("if ")]
    [InlineData("1+")]
    [InlineData("[1..")]
    [InlineData("x in (")]
    [InlineData("function(a) ")]
    [InlineData("for i in ")]
    [InlineData("(1..")]
    [InlineData("]1..")]
    [InlineData("x in [1..")]
    [InlineData("x between ")]
    [InlineData("(< ")]
    [InlineData("a[")]
    [InlineData("f(")]
    [InlineData("f(a: ")]
    [InlineData("1 instance of list<")]
    [InlineData("1 instance of context<a: ")]
    [InlineData("some x in ")]
    [InlineData("{\"a\": [")]
    [InlineData("function(a: list<")]
    public void Endless_nesting_is_refused_not_a_crash(string piece)
    {
        var text = string.Concat(Enumerable.Repeat(piece, 20_000));
        Assert.Throws<FeelParseException>(() => FeelExpression.Parse(text));
        Assert.Throws<FeelParseException>(() => FeelUnaryTests.Parse(text + "\u0001"));
    }

    [Fact]
    public void Nesting_and_chains_together_are_refused_not_a_crash()
    {
        var text = "a";
        for (var i = 0; i < 100; i++) text = $"({text})" + string.Concat(Enumerable.Repeat(" + a", 200));
        Assert.Throws<FeelParseException>(() => FeelExpression.Parse(text));
    }

    [Theory]
    [InlineData(" + a")]
    [InlineData(" or a")]
    [InlineData(".a")]
    [InlineData("[1]")]
    [InlineData(" instance of number")]
    [InlineData(" ** 2")]
    [InlineData(" = a")]
    [InlineData("(1)")]
    public void Chains_of_any_length_are_read_or_refused(string link)
    {
        for (var n = 10; n <= 5000; n *= 3)
        {
            if (!FeelExpression.TryParse("a" + string.Concat(Enumerable.Repeat(link, n)), out var e, out _)) continue;
            Value(e!);
            FeelFormatter.Format(e!);
        }
    }

    [Theory]
    [InlineData("(for i in 1..100000 return if i = 1 then 1 else [partial[-1]])[-1]")]
    [InlineData("(for i in 1..100000 return if i = 1 then 1 else {a: partial[-1]})[-1]")]
    public void A_value_nested_without_end_ends_in_a_limit_not_a_crash(string deep)
    {
        var scope = new FeelScope { Limits = new FeelLimits(50_000_000) };
        foreach (var use in new[] { "{0} = {0}", "list contains([{0}], {0})", "{0} instance of list<list<number>>", "flatten([{0}])", "string({0})", "distinct values([{0}, {0}])", "{{x: {0}, y: x}}.x = {0}" })
        {
            try
            {
                FeelExpression.Parse(string.Format(System.Globalization.CultureInfo.InvariantCulture, use, deep)).Evaluate(scope);
            }
            catch (FeelLimitException e)
            {
                Assert.NotEmpty(e.MessageJa);
            }
        }
    }

    [Theory]
    [InlineData("for i in 1..1000000000 return i")]
    [InlineData("for i in 1..100000, j in 1..100000 return 1")]
    [InlineData("{f: function(n) f(n + 1), r: f(0)}.r")]
    [InlineData("count(for i in 1..10000000 return 1)")]
    [InlineData("matches(\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!\", \"(a+)+$\")")]
    [InlineData("replace(\"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\", \"(x+x+)+y\", \"\")")]
    [InlineData("count(for i in 1..5000000 return {a: i, b: i})")]
    [InlineData("string join(for i in 1..20000 return \"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\", \"\")")]
    public void Endless_work_ends_in_a_limit(string text)
    {
        var e = Assert.Throws<FeelLimitException>(() => FeelExpression.Parse(text).Evaluate(new FeelScope { Limits = Small }));
        Assert.NotEmpty(e.MessageJa);
        Assert.NotEmpty(e.MessageEn);
    }

    private static void Try(string text)
    {
        if (FeelExpression.TryParse(text, out var e, out _)) Value(e!);
        try
        {
            FeelUnaryTests.Parse(text).Test(FeelNumber.One, Scope());
        }
        catch (Exception x) when (x is FeelParseException or FeelLimitException)
        {
            // Both are answers; anything else fails the test.
        }
        FeelChecker.Check(text, new Dictionary<string, FeelType> { ["x"] = FeelType.Number, ["年齢"] = FeelType.Number });
    }

    private static string Value(FeelExpression e)
    {
        try
        {
            return FeelValues.ToText(e.Evaluate(Scope()));
        }
        catch (FeelLimitException)
        {
            return "limit";
        }
    }

    private static FeelScope Scope() => new(new FeelContext(("x", FeelNumber.From(3)), ("y", FeelNumber.From(1)), ("年齢", FeelNumber.From(20)), ("Full Name", "A")))
    {
        Limits = Small, Diagnostics = new FeelDiagnostics(), Now = DateTimeOffset.UnixEpoch,
    };

    private static string Soup(Random random)
    {
        var text = new StringBuilder();
        for (var n = random.Next(1, 14); n > 0; n--)
        {
            text.Append(Tokens[random.Next(Tokens.Length)]);
            if (random.Next(3) > 0) text.Append(' ');
        }
        return text.ToString();
    }

    private static string Mutated(Random random)
    {
        var text = Seedlings[random.Next(Seedlings.Length)];
        for (var n = random.Next(4); n > 0; n--)
        {
            var at = random.Next(text.Length + 1);
            var length = Math.Min(random.Next(6), text.Length - at);
            text = random.Next(4) switch
            {
                0 => text.Remove(at, length),
                1 => text.Insert(at, Tokens[random.Next(Tokens.Length)] + " "),
                2 => text.Insert(at, text.Substring(at, length)),
                _ => text[..at] + Seedlings[random.Next(Seedlings.Length)] + text[at..],
            };
        }
        return text;
    }
}
