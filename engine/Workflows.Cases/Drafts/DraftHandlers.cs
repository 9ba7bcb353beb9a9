using Mediator;
using Workflows.Cases.Commands;
using Workflows.Cases.Drafts.Documents;
using Workflows.Cases.Drafts.Editing;
using Workflows.Cases.Ports;
using Workflows.Engine.Data;
using Workflows.Engine.Definitions;
using Workflows.Engine.Plans;

namespace Workflows.Cases.Drafts;

/// <summary>Working on drafts: <see cref="Caller.DesignerRole"/> or operators of the municipality.</summary>
public sealed class DraftHandlers(DraftDesk desk, IPackageDrafts store, DraftProblems problems, Packages.PlanFactory plans) :
    ICommandHandler<EditDraft, Result<EditView>>, ICommandHandler<DeleteDraftPackage, Result<Nothing>>, ICommandHandler<TellPresence, Result<IReadOnlyList<PresenceView>>>,
    ICommandHandler<PutElsa, Result<EditView>>, IQueryHandler<ListPackageDrafts, Result<IReadOnlyList<PackageDraftSummary>>>, IQueryHandler<GetPackageDraft, Result<PackageDraftView>>,
    IQueryHandler<GetDraftFeed, Result<DraftFeed>>, IQueryHandler<GetDraftProblems, Result<ProblemsView>>, IQueryHandler<ExportDraft, Result<ExportedFile>>, IQueryHandler<GetElsa, Result<ExportedFile>>
{
    private const int MaxOperations = 500;
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(25);

    public async ValueTask<Result<EditView>> Handle(EditDraft c, CancellationToken ct)
    {
        if (Problem.UnlessDesigner(c.Caller) is { } refused) return refused;
        if (c.Client.Length is 0 or > 64 || c.Id.Length is 0 or > 64) return Problem.Invalid([new("client", "client と id は 1〜64 文字です。")]);
        if (c.Operations.Kind != DatumKind.List || c.Operations.Items.Length is 0 or > MaxOperations) return Problem.Invalid([new("operations", $"operations は 1〜{MaxOperations} 件の一覧です。")]);
        var operations = new List<DraftOperation>();
        foreach (var item in c.Operations.Items)
        {
            try { operations.Add(DraftOperation.Read(item)); }
            catch (FormatException e) { return Wrong($"operations[{operations.Count}]", e.Message); }
        }
        return await Apply(c.Caller, c.Draft, c.Client, c.Id, c.Seen, operations, ct);
    }

    public async ValueTask<Result<Nothing>> Handle(DeleteDraftPackage c, CancellationToken ct)
    {
        if (Problem.UnlessDesigner(c.Caller) is { } refused) return refused;
        if (await desk.Open(c.Caller.Tenant, c.Draft, ct) is not { } live) return DraftDesk.NoDraft();
        if (live.Row.State == PackageDraft.Review) return Problem.Conflict("審査中の下書きは消せません。先に差し戻してください。");
        await store.Delete(c.Caller.Tenant, c.Draft, ct);
        desk.Forget(c.Caller.Tenant, c.Draft);
        return new Nothing();
    }

    public async ValueTask<Result<IReadOnlyList<PresenceView>>> Handle(TellPresence c, CancellationToken ct)
    {
        if (Problem.UnlessDesigner(c.Caller) is { } refused) return refused;
        if (c.Client.Length is 0 or > 64) return Problem.Invalid([new("client", "client は 1〜64 文字です。")]);
        if (await desk.Open(c.Caller.Tenant, c.Draft, ct) is not { } live) return DraftDesk.NoDraft();
        if (c.Leaves) live.Leave(c.Client);
        var people = c.Leaves ? live.People(desk.Now) : live.See(c.Client, c.Caller.UserId, c.Caller.DisplayName, c.Document, c.Path, desk.Now);
        return new Result<IReadOnlyList<PresenceView>>([.. people.Select(DraftViews.Of)], null);
    }

    public async ValueTask<Result<EditView>> Handle(PutElsa c, CancellationToken ct)
    {
        if (Problem.UnlessDesigner(c.Caller) is { } refused) return refused;
        if (await desk.Open(c.Caller.Tenant, c.Draft, ct) is not { } live) return DraftDesk.NoDraft();
        ElsaFile file;
        Datum layout;
        try { (file, layout) = new ElsaFile(c.Definition.With("definitionId", c.Workflow)).Normalize(plans.Catalog).SplitLayout(plans.Catalog); }
        catch (DefinitionException e) { return new Problem(422, "DEFINITION_INVALID", e.MessageJa, e.Message); }
        var (path, positions) = ($"workflows/{c.Workflow}.json", $"workflows/{c.Workflow}.layout.json");
        if (!DraftContent.IsPath(path)) return Wrong("workflow", $"「{c.Workflow}」という識別子は使えません。");
        var operations = new List<DraftOperation>();
        foreach (var old in new[] { path, positions }.Where(live.Content.Documents.ContainsKey)) operations.Add(new(DraftOp.Delete, old, ""));
        operations.Add(new(DraftOp.Create, path, "", file.Definition));
        if (layout["activities"].Members.Count > 0) operations.Add(new(DraftOp.Create, positions, "", layout));
        return await Apply(c.Caller, c.Draft, "import", Guid.NewGuid().ToString("N"), live.Row.Revision, operations, ct);
    }

    public async ValueTask<Result<IReadOnlyList<PackageDraftSummary>>> Handle(ListPackageDrafts q, CancellationToken ct)
    {
        if (Problem.UnlessDesigner(q.Caller) is { } refused) return refused;
        return new Result<IReadOnlyList<PackageDraftSummary>>([.. (await store.List(q.Caller.Tenant, q.Program, ct)).Select(d => DraftViews.Summary(d, []))], null);
    }

    public async ValueTask<Result<PackageDraftView>> Handle(GetPackageDraft q, CancellationToken ct)
    {
        if (Problem.UnlessDesigner(q.Caller) is { } refused) return refused;
        if (await desk.Open(q.Caller.Tenant, q.Draft, ct) is not { } live) return DraftDesk.NoDraft();
        var (row, content) = (live.Row, live.Content);
        var s = DraftViews.Summary(row, live.People(desk.Now));
        return new PackageDraftView(s.Id, s.Program, s.Title, s.State, s.Revision, s.BaseVersion, s.CreatedBy, s.CreatedAt, s.ChangedBy, s.ChangedAt, s.People,
            content.ToDatum(), await Comments(live, ct), LocalSettings.NoLonger(content));
    }

    public async ValueTask<Result<DraftFeed>> Handle(GetDraftFeed q, CancellationToken ct)
    {
        if (Problem.UnlessDesigner(q.Caller) is { } refused) return refused;
        if (await desk.Open(q.Caller.Tenant, q.Draft, ct) is not { } live) return DraftDesk.NoDraft();
        var wait = q.Wait < TimeSpan.Zero ? TimeSpan.Zero : q.Wait < MaxWait ? q.Wait : MaxWait;
        return await Feed(live, await desk.Wait(live, q.After, q.Talk ?? live.Talk, q.State ?? live.Row.State, wait, ct), ct);
    }

    public async ValueTask<Result<ProblemsView>> Handle(GetDraftProblems q, CancellationToken ct)
    {
        if (Problem.UnlessDesigner(q.Caller) is { } refused) return refused;
        if (await desk.Open(q.Caller.Tenant, q.Draft, ct) is not { } live) return DraftDesk.NoDraft();
        var (revision, content) = (live.Row.Revision, live.Content);
        return new ProblemsView(revision, await problems.Of(q.Caller.Tenant, content, ct));
    }

    public async ValueTask<Result<ExportedFile>> Handle(ExportDraft q, CancellationToken ct)
    {
        if (Problem.UnlessDesigner(q.Caller) is { } refused) return refused;
        if (await desk.Open(q.Caller.Tenant, q.Draft, ct) is not { } live) return DraftDesk.NoDraft();
        return new ExportedFile($"{live.Row.Program}.zip", "application/zip", live.Content.ToZip());
    }

    public async ValueTask<Result<ExportedFile>> Handle(GetElsa q, CancellationToken ct)
    {
        if (Problem.UnlessDesigner(q.Caller) is { } refused) return refused;
        if (await desk.Open(q.Caller.Tenant, q.Draft, ct) is not { } live) return DraftDesk.NoDraft();
        if (!live.Content.Documents.TryGetValue($"workflows/{q.Workflow}.json", out var definition)) return Problem.NotFound("このワークフローは見つかりません。", "There is no such workflow.");
        try { return new ExportedFile($"{q.Workflow}.json", "application/json", new ElsaFile(definition).MergeLayout(live.Content[$"workflows/{q.Workflow}.layout.json"], plans.Catalog).Write()); }
        catch (DefinitionException e) { return new Problem(422, "DEFINITION_INVALID", e.MessageJa, e.Message); }
    }

    private async ValueTask<Result<EditView>> Apply(Caller caller, string draft, string client, string id, long seen, IReadOnlyList<DraftOperation> operations, CancellationToken ct)
    {
        Result<EditOutcome> edited;
        try { edited = await desk.Edit(caller, draft, client, id, seen, operations, ct); }
        catch (DraftOperationException e) { return Wrong($"operations[{e.Index}].{e.Member}", e.Ja); }
        if (edited.Problem is { } problem) return problem;
        var outcome = edited.Value!;
        if (await desk.Open(caller.Tenant, draft, ct) is not { } live) return DraftDesk.NoDraft();
        return new EditView(outcome.Revision, DraftOperation.ListOf(outcome.Inverse), [.. outcome.Conflicts.Select(DraftViews.Of)], await Feed(live, outcome.Missed, ct));
    }

    private async ValueTask<DraftFeed> Feed(LiveDraft live, IReadOnlyList<DraftRequest> requests, CancellationToken ct) =>
        new(live.Row.Revision, live.Row.State, [.. requests.Select(DraftViews.Of)], [.. live.People(desk.Now).Select(DraftViews.Of)], await Comments(live, ct), live.Talk);

    private async ValueTask<IReadOnlyList<CommentView>> Comments(LiveDraft live, CancellationToken ct) => [.. (await store.Comments(live.Row.Tenant, live.Row.Id, ct)).Select(DraftViews.Of)];

    private static Problem Wrong(string field, string ja) => new(422, "OPERATION", "変更を取り込めません。", "The operations cannot be applied.", [new Engine.Turns.FieldError(field, ja)]);
}
