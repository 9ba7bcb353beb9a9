using Mediator;
using Workflows.Cases.Commands;
using Workflows.Cases.Commands.Handlers;
using Workflows.Cases.Expressions;
using Workflows.Cases.Kpis;
using Workflows.Cases.Packages;
using Workflows.Cases.Ports;
using Workflows.Engine.Data;
using Workflows.Engine.Turns;

namespace Workflows.Cases.Queries.Handlers;

/// <summary>KPIs, for the staff of a programme. They hold no personal data.</summary>
public sealed class KpiQueries(CaseDesk desk, IRegisterStore registers, ICaseReader reader, IRefsSource refs) :
    IQueryHandler<ListKpis, Result<IReadOnlyList<KpiView>>>, IQueryHandler<GetKpi, Result<KpiDetail>>
{
    private const int MostRows = 10_000;

    public async ValueTask<Result<IReadOnlyList<KpiView>>> Handle(ListKpis q, CancellationToken ct)
    {
        var allowed = Allowed(q.Caller, q.Program, q.Period);
        if (!allowed.Ok) return allowed.Problem!;
        var (package, period) = allowed.Value!;
        var calculator = await Calculator(q.Caller, package, ct);
        var views = new List<KpiView>();
        foreach (var kpi in package.Kpis.Where(k => MayRead(q.Caller, package, k))) views.Add(View(kpi, await calculator.Value(kpi, period, Datum.EmptyObject, ct), period));
        return views;
    }

    public async ValueTask<Result<KpiDetail>> Handle(GetKpi q, CancellationToken ct)
    {
        var allowed = Allowed(q.Caller, q.Program, q.Period);
        if (!allowed.Ok) return allowed.Problem!;
        var (package, period) = allowed.Value!;
        if (package.Kpis.Find(q.Kpi) is not { } kpi) return Problem.NotFound("この指標はありません。", "There is no such KPI.");
        if (!MayRead(q.Caller, package, kpi)) return Problem.Forbidden(package.Text(ProductTexts.Forbidden));
        var unknown = q.By.Members.Where(m => kpi.By.All(d => d.Key != m.Key)).Select(m => new FieldError(m.Key, kpi.By.Count == 0 ? "この指標は区分ごとに分けられません。" : $"この指標は「{m.Key}」では分けられません。使えるのは {string.Join("、", kpi.By.Select(d => d.Key))} です。")).ToList();
        if (unknown.Count > 0) return Problem.Invalid(unknown);

        var calculator = await Calculator(q.Caller, package, ct);
        var figure = View(kpi, await calculator.Value(kpi, period, q.By, ct), period);
        var months = new List<KpiPoint>();
        foreach (var month in (period ?? KpiPeriod.Parse(desk.Now.ToOffset(Japan.Offset).ToString("yyyy-MM", System.Globalization.CultureInfo.InvariantCulture))!).Months().Where(m => m.From <= DateOnly.FromDateTime(desk.Now.DateTime)))
            months.Add(new("month", month.Key, month.Key, await calculator.Value(kpi, month, q.By, ct)));
        var split = new List<KpiPoint>();
        foreach (var dimension in kpi.By.Where(d => q.By[d.Key].IsNull))
            foreach (var value in await calculator.Values(kpi, dimension, period, ct))
                split.Add(new(dimension.Key, dimension.Label.Ja, value, await calculator.Value(kpi, period, q.By.With(dimension.Key, value), ct)));
        var rows = await calculator.Rows(kpi, period, q.By, ct);
        return new KpiDetail(figure, months, split, [.. rows.Take(MostRows)]);
    }

    private Result<Asked> Allowed(Caller caller, string program, string? period)
    {
        if (caller.IsNobody) return Problem.NotSignedIn();
        if (caller.IsCitizen) return Problem.Forbidden();
        var found = desk.Program(caller, program);
        if (!found.Ok) return found.Problem!;
        var parsed = string.IsNullOrEmpty(period) ? null : KpiPeriod.Parse(period);
        if (parsed is null && !string.IsNullOrEmpty(period)) return Problem.Bad("BAD_PERIOD", "期間は 2026-06（月）か 2026（年度）のように指定してください。", "A period is a month such as 2026-06 or a fiscal year such as 2026.");
        return new Asked(found.Value.Package, parsed);
    }

    private async ValueTask<KpiCalculator> Calculator(Caller caller, ProgramPackage package, CancellationToken ct) =>
        new(package, caller.Tenant, new FeelNames(package.FieldTypes, desk.Now, (await refs.Refs(caller.Tenant, package.Id, ct))["settings"]), registers, reader);

    private static bool MayRead(Caller caller, ProgramPackage package, KpiSpec kpi) =>
        CaseDesk.HoldsAny(caller, package, kpi.Readers.Count > 0 ? kpi.Readers : [.. package.Roles.Where(r => r.Kind == "staff").Select(r => r.Id)]);

    private static KpiView View(KpiSpec kpi, Datum value, KpiPeriod? period) =>
        new(kpi.Id, kpi.Label.Ja, kpi.Unit, value, value.IsNull ? "" : value.Kind == DatumKind.Number ? $"{value.AsText()} {kpi.Unit}" : value.AsText() ?? value.ToJson(), period?.Key);

    private sealed record Asked(ProgramPackage Package, KpiPeriod? Period);
}
