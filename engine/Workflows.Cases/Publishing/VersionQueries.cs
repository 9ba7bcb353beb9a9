using Mediator;
using Workflows.Cases.Commands;
using Workflows.Cases.Drafts;
using Workflows.Cases.Packages;
using Workflows.Cases.Ports;

namespace Workflows.Cases.Publishing;

/// <summary>Programmes and their versions, for policy staff.</summary>
public sealed class VersionQueries(VersionDesk desk, VersionSource source, IPackages packages, IPackageDrafts drafts, DraftDesk live, Retirements retirements) :
    IQueryHandler<ListPrograms, Result<IReadOnlyList<ProgramView>>>, IQueryHandler<GetProgram, Result<ProgramDetail>>, IQueryHandler<GetVersion, Result<VersionDetail>>,
    IQueryHandler<ListFamilies, Result<IReadOnlyList<FamilyView>>>, IQueryHandler<ListShared, Result<IReadOnlyList<SharedView>>>, IQueryHandler<CompareVersions, Result<ComparisonView>>
{
    public async ValueTask<Result<IReadOnlyList<ProgramView>>> Handle(ListPrograms q, CancellationToken ct) =>
        Problem.UnlessDesigner(q.Caller) is { } refused ? refused : new Result<IReadOnlyList<ProgramView>>(await desk.Programs(q.Caller.Tenant, ct), null);

    public async ValueTask<Result<ProgramDetail>> Handle(GetProgram q, CancellationToken ct)
    {
        if (Problem.UnlessDesigner(q.Caller) is { } refused) return refused;
        if ((await desk.Programs(q.Caller.Tenant, ct)).FirstOrDefault(p => p.Id == q.Program) is not { } program) return Problem.NotFound("この手続は見つかりません。", "There is no such programme.");
        return new ProgramDetail(program, await desk.Versions(q.Caller.Tenant, q.Program, ct), [.. (await drafts.List(q.Caller.Tenant, q.Program, ct)).Select(d => DraftViews.Summary(d, []))], await retirements.Of(q.Caller.Tenant, q.Program, ct));
    }

    public async ValueTask<Result<VersionDetail>> Handle(GetVersion q, CancellationToken ct)
    {
        if (Problem.UnlessDesigner(q.Caller) is { } refused) return refused;
        if (await source.Find(q.Caller.Tenant, q.Program, q.Version, ct) is not { } found || (await desk.Versions(q.Caller.Tenant, q.Program, ct)).FirstOrDefault(v => v.Version == q.Version) is not { } view)
            return Problem.NotFound("この版は見つかりません。", "There is no such version.");
        return new VersionDetail(view, found.Content);
    }

    public ValueTask<Result<IReadOnlyList<FamilyView>>> Handle(ListFamilies q, CancellationToken ct)
    {
        if (Problem.UnlessDesigner(q.Caller) is { } refused) return new(refused);
        var families = packages.Current.Packages.Where(p => !packages.Current.IsOwn(p)).GroupBy(p => VersionDesk.FamilyOf(p, p.Id))
            .Select(g => new FamilyView(g.Key, g.Key, [.. g.Select(p => new FamilyProgram(p.Id, p.Title, p.Version, "folder"))]));
        return new(new Result<IReadOnlyList<FamilyView>>([.. families.OrderBy(f => f.Family, StringComparer.Ordinal)], null));
    }

    public ValueTask<Result<IReadOnlyList<SharedView>>> Handle(ListShared q, CancellationToken ct)
    {
        if (Problem.UnlessDesigner(q.Caller) is { } refused) return new(refused);
        var set = packages.Current;
        var found = set.Municipalities.Where(m => m.Code != q.Caller.Tenant).SelectMany(m => set.ProgramsOf(m).Select(p => new SharedView(new(m.Code, m.Name), p.Id, m.Program(p.Id)?.Title ?? p.Title, p.Version, null)));
        return new(new Result<IReadOnlyList<SharedView>>([.. found], null));
    }

    public async ValueTask<Result<ComparisonView>> Handle(CompareVersions q, CancellationToken ct)
    {
        if (Problem.UnlessDesigner(q.Caller) is { } refused) return refused;
        if (await Content(q, q.From, ct) is not { } from || await Content(q, q.To, ct) is not { } to) return Problem.NotFound("比べる版が見つかりません。", "There is no such version to compare.");
        var running = int.TryParse(q.From, out var no) ? (await desk.Running(q.Caller.Tenant, q.Program, ct)).GetValueOrDefault(no) : 0;
        return PackageComparison.Of(from, to, running);
    }

    private async ValueTask<Drafts.Documents.DraftContent?> Content(CompareVersions q, string which, CancellationToken ct) =>
        which.StartsWith("draft:", StringComparison.Ordinal) ? (await live.Open(q.Caller.Tenant, which["draft:".Length..], ct))?.Content
        : int.TryParse(which, out var version) ? (await source.Find(q.Caller.Tenant, q.Program, version, ct))?.Content : null;
}
