using Workflows.Decisions.Feel;
using Workflows.Decisions.Functions.Numbers;

namespace Workflows.Decisions.Functions.Registration;

/// <summary>Rounding, shares, tax, quantiles.</summary>
internal static class NumberFunctions
{
    public static void AddTo(FeelFunctionRegistry r) => r
        .Def("端数", ["値:number", "単位:number?", "方式:string?"], "number", a =>
            Values.Of(Rounding.To(a.Number(0), a.Has(1) ? a.Number(1) : 1, Rounding.Way(a.Text(2, "切捨て")))))
        .Def("比率", ["分子:number", "分母:number", "桁:number?"], "number", a => Values.Of(Rounding.Percent(a.Number(0), a.Number(1), a.Whole(2, 1))))
        .Def("按分", ["額:number", "重み:list<number>", "残りの行き先:string?"], "list<number>", Split)
        .Def("内税", ["額:number", "率:number"], "number", a => Values.Of(ConsumptionTax.Included(a.Number(0), a.Number(1))))
        .Def("税額", ["行:list", "方式:string?"], "list", Tax)
        .Def("分位", ["列:list<number>", "q:number"], "number", a => Values.Of(Quantiles.Of(Numbers(a, 0), a.Number(1))))
        .Def("切捨て桁", ["値:number", "桁:number"], "number", a => Values.Of(Rounding.Cut(a.Number(0), a.Whole(1))));

    private static object? Split(FunctionArgs a) =>
        Apportionment.Split(a.Number(0), Numbers(a, 1), Apportionment.To(a.Text(2, "末尾"))).Select(object? (s) => Values.Of(s)).ToArray();

    private static object? Tax(FunctionArgs a)
    {
        var lines = a.List(0).Select((row, i) => Line(Values.Map(row, $"{i + 1}行目"), $"{i + 1}行目")).ToArray();
        return ConsumptionTax.PerRate(lines, Rounding.Way(a.Text(1, "床")))
            .Select(object? (g) => Values.Context(
                ("区分", g.Category), ("率", Values.Of(g.Rate)), ("対価", Values.Of(g.Base)), ("税額", Values.Of(g.Tax))))
            .ToArray();
    }

    private static TaxLine Line(FeelContext row, string place) => new(
        Values.Entry(row, "区分", "category") is { } category ? Values.Text(category, $"{place}の区分") : "",
        Values.Number(Values.Entry(row, "率", "rate"), $"{place}の率"),
        Values.Number(Values.Entry(row, "額", "amount"), $"{place}の額"));

    private static decimal[] Numbers(FunctionArgs a, int index) => [.. a.List(index).Select((n, i) => Values.Number(n, $"{i + 1}番目の値"))];
}
