using Mediator;
using Workflows.Cases.Commands;
using Workflows.Cases.Drafts.Documents;
using Workflows.Cases.Drafts.Editing;
using Workflows.Cases.Packages;
using Workflows.Cases.Ports;
using Workflows.Cases.Publishing;
using Workflows.Engine.Data;

namespace Workflows.Cases.Drafts;

/// <summary>Where drafts come from: nothing, a shared programme, a version, another municipality, a zip; and a newer shared version taken over.</summary>
public sealed class BeginHandlers(DraftDesk desk, IPackageDrafts store, VersionSource versions, IPackages packages) :
    ICommandHandler<BeginPackageDraft, Result<PackageDraftBegun>>, ICommandHandler<ImportDraft, Result<PackageDraftBegun>>, ICommandHandler<UpgradeDraft, Result<UpgradeView>>
{
    public async ValueTask<Result<PackageDraftBegun>> Handle(BeginPackageDraft c, CancellationToken ct)
    {
        if (Problem.UnlessDesigner(c.Caller) is { } refused) return refused;
        var tenant = c.Caller.Tenant;
        switch (c.From)
        {
            case "blank":
                if (WrongId(c.Program) is { } wrong) return wrong;
                if (await Taken(tenant, c.Program!, ct)) return new Problem(409, "PROGRAM_EXISTS", $"手続「{c.Program}」はもうあります。", "The programme is there already.", [new("program", "別の識別子にしてください。")]);
                return await Begin(c.Caller, BlankPackage.Make(c.Program!, c.Title ?? c.Program!), null, [], ct);
            case "version":
                if (c.Program is null || await versions.Find(tenant, c.Program, c.Version, ct) is not { } own) return NoVersion();
                return await Begin(c.Caller, own.Content, own.Version, [], ct);
            case "family":
                if (c.Source is null || packages.Current.Packages.Find(c.Source) is not { } shared) return Problem.NotFound("この共有の手続は見つかりません。", "There is no such shared programme.");
                return await Copy(c, VersionSource.ContentOf(shared), LocalSettings.Of(OwnPart(tenant, c.Program ?? shared.Id)), [], ct);
            case "copy":
                if (c.Source is null || c.Municipality is null || !packages.Current.TryFindMunicipality(c.Municipality, out var other) || await versions.Find(other.Code, c.Source, c.Version, ct, published: true) is not { } theirs) return NoVersion();
                var left = LocalSettings.Left(theirs.Content, theirs.Content[DraftContent.Municipality]["settings"]);
                return await Copy(c, theirs.Content, LocalSettings.Of(OwnPart(tenant, c.Program ?? theirs.Content.Id)), left, ct);
            default:
                return Problem.Invalid([new("from", "from は blank、family、version、copy のいずれかです。")]);
        }
    }

    public async ValueTask<Result<PackageDraftBegun>> Handle(ImportDraft c, CancellationToken ct)
    {
        if (Problem.UnlessDesigner(c.Caller) is { } refused) return refused;
        DraftContent content;
        IReadOnlyList<PackageProblem> problems;
        try { (content, problems) = DraftContent.FromZip(c.Zip); }
        catch (InvalidDataException e) { return new Problem(422, "ZIP", "zip を読めません。", "The archive cannot be read.", [new("zip", e.Message)]); }
        if (problems.Any(p => p.IsError)) return new Problem(422, "ZIP", "読めないファイルがあります。", "Some files cannot be read.", [.. problems.Where(p => p.IsError).Select(p => new Engine.Turns.FieldError(p.File, p.MessageJa))]);
        if (c.Program is not null) content = content.With(DraftContent.Program, content[DraftContent.Program].With("id", c.Program));
        if (WrongId(content.Id) is { } wrong) return wrong;
        return await Begin(c.Caller, content.With(DraftContent.Municipality, LocalSettings.Of(OwnPart(c.Caller.Tenant, content.Id))), null, [], ct);
    }

    public async ValueTask<Result<UpgradeView>> Handle(UpgradeDraft c, CancellationToken ct)
    {
        if (Problem.UnlessDesigner(c.Caller) is { } refused) return refused;
        if (await desk.Open(c.Caller.Tenant, c.Draft, ct) is not { } live) return DraftDesk.NoDraft();
        if (packages.Current.Packages.Find(c.Source) is not { } shared || (c.Version is { } wanted && wanted != shared.Version)) return Problem.NotFound("この共有の手続は見つかりません。", "There is no such shared programme.");
        var (before, next) = (live.Content, VersionSource.ContentOf(shared));
        next = next.With(DraftContent.Program, next[DraftContent.Program].With("id", before.Id));
        var operations = new List<DraftOperation>();
        // Their scenarios and ours stand side by side under their own names; all else of the package is theirs.
        foreach (var (path, document) in before.Documents.Where(d => d.Key is not (DraftContent.Municipality or DraftContent.Program)))
            if (next[path].IsNull) { if (!path.StartsWith("scenarios/", StringComparison.Ordinal)) operations.Add(new(DraftOp.Delete, path, "")); }
            else if (!next[path].Equals(document)) { operations.Add(new(DraftOp.Delete, path, "")); operations.Add(new(DraftOp.Create, path, "", next[path])); }
        foreach (var (path, document) in next.Documents.Where(d => before[d.Key].IsNull)) operations.Add(new(DraftOp.Create, path, "", document));
        foreach (var (key, value) in next[DraftContent.Program].Members.Where(m => !before[DraftContent.Program][m.Key].Equals(m.Value)))
            if (key != "id") operations.Add(new(DraftOp.Set, DraftContent.Program, "/" + DraftPath.Escape(key), value));
        foreach (var (key, _) in before[DraftContent.Program].Members.Where(m => !next[DraftContent.Program].Has(m.Key))) operations.Add(new(DraftOp.Unset, DraftContent.Program, "/" + DraftPath.Escape(key)));
        var revision = live.Row.Revision;
        if (operations.Count > 0)
        {
            var edited = await desk.Edit(c.Caller, c.Draft, "upgrade", Guid.NewGuid().ToString("N"), revision, operations, ct);
            if (edited.Problem is { } problem) return problem;
            if (edited.Value!.Conflicts.Count > 0) return Problem.Conflict("ほかの人が編集しています。もう一度お試しください。");
            revision = edited.Value.Revision;
        }
        return new UpgradeView(revision, LocalSettings.NoLonger(live.Content), LocalSettings.Fresh(before, live.Content));
    }

    private ValueTask<Result<PackageDraftBegun>> Copy(BeginPackageDraft c, DraftContent content, Datum own, IReadOnlyList<LeftSetting> left, CancellationToken ct)
    {
        if (c.Program is not null)
        {
            if (WrongId(c.Program) is { } wrong) return new(wrong);
            content = content.With(DraftContent.Program, content[DraftContent.Program].With("id", c.Program));
        }
        if (c.Title is { } title) content = content.With(DraftContent.Program, content[DraftContent.Program].With("title", title.Ja));
        return Begin(c.Caller, content.With(DraftContent.Municipality, own), null, left, ct);
    }

    private async ValueTask<Result<PackageDraftBegun>> Begin(Caller caller, DraftContent content, int? baseVersion, IReadOnlyList<LeftSetting> left, CancellationToken ct)
    {
        var now = desk.Now;
        if (content[DraftContent.Municipality].IsNull) content = content.With(DraftContent.Municipality, LocalSettings.Of(OwnPart(caller.Tenant, content.Id)));
        var draft = new PackageDraft(Guid.CreateVersion7(now).ToString("N"), caller.Tenant, content.Id, DraftDesk.TitleOf(content), PackageDraft.Open, 0, baseVersion, caller.UserId, caller.DisplayName, now, caller.UserId, now, content, 0);
        await store.Create(draft, ct);
        return new PackageDraftBegun(DraftViews.Summary(draft, []), left);
    }

    private MunicipalityProgramSpec? OwnPart(string tenant, string program) => packages.Current.TryFindMunicipality(tenant, out var m) ? m.Planned.FirstOrDefault(p => p.Id == program) ?? m.Program(program) : null;

    private async ValueTask<bool> Taken(string tenant, string program, CancellationToken ct) =>
        packages.Current.Packages.Find(program) is not null || (await store.List(tenant, program, ct)).Count > 0 || await versions.Find(tenant, program, null, ct) is not null;

    private static Problem? WrongId(string? id) => id is not null && System.Text.RegularExpressions.Regex.IsMatch(id, "^[a-z][a-z0-9-]{1,59}$") ? null
        : Problem.Invalid([new("program", "識別子は英小文字で始まる、英小文字・数字・- の 2〜60 文字です。")]);

    private static Problem NoVersion() => Problem.NotFound("この版は見つかりません。", "There is no such version.");
}
