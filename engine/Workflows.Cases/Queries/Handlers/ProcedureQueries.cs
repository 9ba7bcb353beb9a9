using Mediator;
using Workflows.Cases.Commands;
using Workflows.Cases.Commands.Handlers;
using Workflows.Cases.Packages;
using Workflows.Cases.Publishing;
using Workflows.Engine.Data;

namespace Workflows.Cases.Queries.Handlers;

/// <summary>What can be started here, for everyone to read.</summary>
public sealed class ProcedureQueries(CaseDesk desk, FormSheets sheets, Retirements retirements) :
    IQueryHandler<ListProcedures, Result<IReadOnlyList<ProcedureSummary>>>, IQueryHandler<GetProcedure, Result<ProcedureView>>
{
    public async ValueTask<Result<IReadOnlyList<ProcedureSummary>>> Handle(ListProcedures q, CancellationToken ct)
    {
        if (!desk.Packages.TryFindMunicipality(q.Caller.Tenant, out var municipality))
            return Problem.NotFound("この自治体はありません。", "There is no such municipality.");
        var ends = await retirements.Ends(q.Caller.Tenant, ct);
        var words = (q.Text ?? "").Split([' ', '　'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var found = desk.Packages.ProgramsOf(municipality)
            .SelectMany(p => p.Starts.Where(s => s.Kind == StartKind.Form).Select(s => Summary(q.Caller, p, s, ends.TryGetValue(p.Id, out var end) ? end : null)))
            .Where(p => !p.Closed)
            // Staff entry forms are no business of the portal's visitors.
            .Where(p => p.Open || q.Caller.IsNobody || q.Caller.IsCitizen)
            .Where(p => ForCitizens(q.Caller.Tenant, p) || p.Open)
            .Where(p => q.LifeEvent is null || p.LifeEvents.Contains(q.LifeEvent, StringComparer.Ordinal))
            .Where(p => words.All(w => Haystack(p).Contains(w, StringComparison.OrdinalIgnoreCase)))
            .ToList();
        return found;
    }

    public async ValueTask<Result<ProcedureView>> Handle(GetProcedure q, CancellationToken ct)
    {
        var found = desk.Program(q.Caller, q.Program);
        if (!found.Ok) return found.Problem!;
        var package = found.Value.Package;
        if (FormHandlers.FindStart(package, q.Start) is not { Form: { } formId } start || package.Forms.Find(formId) is not { } form)
            return Problem.NotFound("この手続は見つかりません。", "There is no such procedure.");
        var sheet = await sheets.Judge(new SheetRequest(q.Caller, package, form, Datum.EmptyObject, start) { Live = true }, ct);
        return new ProcedureView(
            Summary(q.Caller, package, start, await retirements.EndOf(q.Caller.Tenant, package.Id, ct)), package.Version, [.. package.Portal.Needs.Select(n => n.Ja)], package.LegalBasis,
            [.. start.By.Select(r => package.Roles.Find(r)?.Label ?? r)], sheet);
    }

    private ProcedureSummary Summary(Caller caller, ProgramPackage package, StartSpec start, DateOnly? end)
    {
        var portal = package.Portal;
        var title = package.Starts.Count(s => s.Kind == StartKind.Form) == 1 ? package.Title : start.Label.Ja.Length > 0 ? start.Label : package.Title;
        return new ProcedureSummary(package.Id, start.Id, title, package.Summary ?? Label.Empty, portal.LifeEvents, portal.Keywords, portal.Fee?.Ja, portal.Duration?.Ja, portal.Decider?.Ja,
            CaseDesk.HoldsAny(caller, package, start.By)) { ClosesOn = start.GoesOn ? null : end, Closed = !start.GoesOn && retirements.IsOver(end) };
    }

    private bool ForCitizens(string tenant, ProcedureSummary p) =>
        desk.Packages.PackageOf(tenant, p.Program) is { } package && package.Starts.Find(p.Start) is { } start && start.By.Any(r => package.Roles.Find(r)?.Kind == RoleSpec.Citizen);

    private static string Haystack(ProcedureSummary p) => string.Join(' ', [p.Title.Ja, p.Title.En ?? "", p.Title.Easy ?? "", p.Summary.Ja, p.Summary.En ?? "", p.Summary.Easy ?? "", .. p.Keywords, .. p.LifeEvents]);
}
