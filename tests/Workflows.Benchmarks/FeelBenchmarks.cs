using BenchmarkDotNet.Attributes;
using Workflows.Decisions.Dmn;
using Workflows.Decisions.Feel;

namespace Workflows.Benchmarks;

/// <summary>A condition of three comparisons, beside the same condition in C# over the same kind of values. To reach: within 10 times.</summary>
[MemoryDiagnoser]
public class ConditionBenchmarks
{
    private readonly FeelExpression _condition = FeelExpression.Parse("age >= 18 and income < 5000000 and city = \"鎌倉市\"");
    private FeelScope _scope = null!;
    private Dictionary<string, object?> _values = null!;

    [GlobalSetup]
    public void Setup()
    {
        _values = new(StringComparer.Ordinal) { ["age"] = FeelNumber.Parse("42"), ["income"] = FeelNumber.Parse("3200000"), ["city"] = "鎌倉市" };
        _scope = new FeelScope(_values);
    }

    [Benchmark(Baseline = true)]
    public bool ByHand() =>
        _values["age"] is FeelNumber age && age.CompareTo(Eighteen) >= 0
        && _values["income"] is FeelNumber income && income.CompareTo(Limit) < 0
        && string.Equals(_values["city"] as string, "鎌倉市", StringComparison.Ordinal);

    [Benchmark]
    public object? Feel() => _condition.Evaluate(_scope);

    private static readonly FeelNumber Eighteen = FeelNumber.Parse("18");
    private static readonly FeelNumber Limit = FeelNumber.Parse("5000000");
}

/// <summary>A table of 1 000 rules and 6 columns, beside a loop over the same rules in C#. To reach: within 20 times.</summary>
[MemoryDiagnoser]
public class TableBenchmarks
{
    private const int Rules = 1_000;
    private DmnModel _model = null!;
    private FeelContext _inputs = null!;
    private (string Code, int From, int To, string Kind, int Age, int Rank, bool Flag, string Result)[] _rules = null!;
    private static readonly string[] Kinds = ["A", "B", "C", "D"];

    [GlobalSetup]
    public void Setup()
    {
        _rules = [.. Enumerable.Range(0, Rules).Select(i => ($"c{i / 4}", i % 7, i % 7 + 50, Kinds[i % 4], i % 60, i % 5, i % 2 == 0, $"r{i}"))];
        var rows = string.Concat(_rules.Select((r, i) => $"""
            <rule id="r{i}"><inputEntry id="i{i}a"><text>"{r.Code}"</text></inputEntry><inputEntry id="i{i}b"><text>[{r.From}..{r.To}]</text></inputEntry><inputEntry id="i{i}c"><text>"{r.Kind}"</text></inputEntry><inputEntry id="i{i}d"><text>&gt;= {r.Age}</text></inputEntry><inputEntry id="i{i}e"><text>&gt; {r.Rank}</text></inputEntry><inputEntry id="i{i}f"><text>{(r.Flag ? "true" : "false")}</text></inputEntry><outputEntry id="o{i}"><text>"{r.Result}"</text></outputEntry></rule>
            """));
        string Input(string name, string type) => $"""<input id="in-{name}"><inputExpression typeRef="{type}"><text>{name}</text></inputExpression></input>""";
        string Data(string name, string type) => $"""<inputData id="{name}" name="{name}"><variable name="{name}" typeRef="{type}"/></inputData>""";
        string Requires(string name) => $"""<informationRequirement><requiredInput href="#{name}"/></informationRequirement>""";
        string[] names = ["code", "amount", "kind", "age", "rank", "flag"];
        string[] types = ["string", "number", "string", "number", "number", "boolean"];
        _model = DmnModel.Read($"""
            <definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" id="d" name="d" namespace="urn:b">
            {string.Concat(names.Zip(types, Data))}
            <decision id="T" name="T"><variable name="T" typeRef="string"/>{string.Concat(names.Select(Requires))}
            <decisionTable id="t" hitPolicy="FIRST">{string.Concat(names.Zip(types, Input))}<output id="out"/>{rows}</decisionTable></decision>
            </definitions>
            """);
        // The last rule but a few hits: a loop must look at nearly all.
        var hit = _rules[Rules - 8];
        _inputs = new FeelContext(("code", hit.Code), ("amount", FeelNumber.Parse($"{hit.From + 1}")), ("kind", hit.Kind), ("age", FeelNumber.Parse("70")), ("rank", FeelNumber.Parse("9")), ("flag", hit.Flag));
        if ((string?)_model.Evaluate("T", _inputs).Value != ByHand()) throw new InvalidOperationException("The table and the loop differ.");
    }

    [Benchmark(Baseline = true)]
    public string? ByHand()
    {
        var code = (string?)_inputs["code"]; var amount = (FeelNumber)_inputs["amount"]!; var kind = (string?)_inputs["kind"];
        var age = (FeelNumber)_inputs["age"]!; var rank = (FeelNumber)_inputs["rank"]!; var flag = (bool)_inputs["flag"]!;
        int a = (int)amount.ToDecimal()!.Value, g = (int)age.ToDecimal()!.Value, k = (int)rank.ToDecimal()!.Value;
        foreach (var r in _rules)
            if (string.Equals(r.Code, code, StringComparison.Ordinal) && a >= r.From && a <= r.To && r.Kind == kind && g >= r.Age && k > r.Rank && r.Flag == flag) return r.Result;
        return null;
    }

    [Benchmark]
    public object? Table() => _model.Evaluate("T", _inputs).Value;
}
