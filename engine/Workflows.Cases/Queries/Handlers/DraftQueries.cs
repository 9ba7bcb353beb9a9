using Mediator;
using Workflows.Cases.Commands;
using Workflows.Cases.Commands.Handlers;
using Workflows.Cases.Packages;
using Workflows.Cases.Ports;

namespace Workflows.Cases.Queries.Handlers;

/// <summary>The caller's own drafts.</summary>
public sealed class DraftQueries(CaseDesk desk, IDraftStore drafts) : IQueryHandler<GetDraft, Result<DraftView>>, IQueryHandler<MyDrafts, Result<IReadOnlyList<DraftView>>>
{
    public async ValueTask<Result<DraftView>> Handle(GetDraft q, CancellationToken ct)
    {
        if (q.Caller.IsNobody) return Problem.NotSignedIn();
        var draft = await drafts.Find(q.Caller.Tenant, q.Caller.UserId, q.Draft, desk.Now, ct);
        if (draft is null || Package(draft) is not { } package)
            return Problem.NoFormDraft();
        return View(draft, package);
    }

    public async ValueTask<Result<IReadOnlyList<DraftView>>> Handle(MyDrafts q, CancellationToken ct)
    {
        if (q.Caller.IsNobody) return Problem.NotSignedIn();
        var found = await drafts.List(q.Caller.Tenant, q.Caller.UserId, desk.Now, ct);
        return new(found.Select(d => Package(d) is { } package ? View(d, package) : null).OfType<DraftView>().ToList(), null);
    }

    internal static DraftView View(Draft draft, ProgramPackage package)
    {
        var start = draft.Scope[(draft.Scope.IndexOf('/', StringComparison.Ordinal) + 1)..];
        var form = package.Starts.Find(start)?.Form is { } id ? package.Forms.Find(id) : null;
        return new DraftView(draft.Id, package.Id, start, form?.Title.Ja ?? package.Title.Ja, draft.SavedAt, draft.Until, draft.Values);
    }

    private ProgramPackage? Package(Draft draft) =>
        draft.Scope.StartsWith("task/", StringComparison.Ordinal) ? null : desk.Packages.Packages.Find(draft.Scope.Split('/')[0]);
}
