using Mediator;
using Workflows.Cases.Commands;
using Workflows.Cases.Drafts;
using Workflows.Cases.Drafts.Documents;
using Workflows.Cases.Packages;
using Workflows.Cases.Ports;
using Workflows.Engine.Data;

namespace Workflows.Cases.Publishing;

/// <summary>A version's life: submitted, approved by a second person, in force from its 施行日, retired. What is in force is never changed.</summary>
public sealed class VersionHandlers(VersionDesk desk, DraftDesk drafts, IPackageDrafts store, IPackageVersions versions, VersionSource source, VersionKeeper keeper, DraftProblems problems, IScenarioGate scenarios) :
    ICommandHandler<SubmitDraft, Result<VersionView>>, ICommandHandler<ApproveVersion, Result<VersionView>>, ICommandHandler<ReturnVersion, Result<VersionView>>, ICommandHandler<RetireVersion, Result<VersionView>>
{
    public async ValueTask<Result<VersionView>> Handle(SubmitDraft c, CancellationToken ct)
    {
        if (Problem.UnlessDesigner(c.Caller) is { } refused) return refused;
        if (await drafts.Open(c.Caller.Tenant, c.Draft, ct) is not { } live) return DraftDesk.NoDraft();
        if (live.Row.State != PackageDraft.Open) return new Problem(409, "DRAFT_CLOSED", "この下書きは審査中または公開済みです。", "The draft is in review or published.");
        if (live.Row.Revision != c.Revision) return Changed(live.Row.Revision);
        if (c.EffectiveOn < desk.Today) return Problem.Invalid([new("effectiveOn", "施行日は今日以後の日にしてください。")]);
        var content = live.Content;
        var found = await problems.Of(c.Caller.Tenant, content, ct, c.EffectiveOn);
        if (found.Any(p => p.Severity == "error"))
            return new Problem(422, "PACKAGE_PROBLEMS", "直す所が残っているため、審査に出せません。", "The package has problems and cannot be submitted.") { More = new SortedDictionary<string, object>(StringComparer.Ordinal) { ["problems"] = found } };
        var red = await scenarios.Red(c.Caller.Tenant, c.Draft, c.Revision, content, ct);
        if (red.Count > 0)
            return new Problem(422, "SCENARIOS_RED", $"シナリオ {red.Count} 件が通らないため、審査に出せません。", $"{red.Count} scenarios fail.") { More = new SortedDictionary<string, object>(StringComparer.Ordinal) { ["scenarios"] = red } };
        // From here nobody changes the draft: a request that came meanwhile shows in its revision.
        if (!await drafts.Turn(live, PackageDraft.Open, PackageDraft.Review, ct)) return Changed(live.Row.Revision);
        if (await drafts.Open(c.Caller.Tenant, c.Draft, ct) is not { } frozen || frozen.Row.Revision != c.Revision)
        {
            await drafts.Turn(live, PackageDraft.Review, PackageDraft.Open, ct);
            return Changed(live.Row.Revision);
        }
        var editors = (await store.Editors(c.Caller.Tenant, c.Draft, ct)).Append(c.Caller.UserId).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        var least = (source.SharedOf(c.Caller.Tenant, content.Id)?.Package.Version ?? 0) + 1;
        var version = await versions.Add(c.Caller.Tenant, content.Id, least, no =>
        {
            var numbered = content.With(DraftContent.Program, content[DraftContent.Program].With("version", no));
            return new PackageVersion(c.Caller.Tenant, content.Id, no, PackageVersion.Review, c.EffectiveOn, Canonical.Hash(numbered.ToDatum().ToJson()), numbered, c.Draft, c.Note ?? "", editors, c.Caller.UserId, c.Caller.DisplayName, desk.Now);
        }, ct);
        return await desk.View(version, ct);
    }

    public async ValueTask<Result<VersionView>> Handle(ApproveVersion c, CancellationToken ct)
    {
        if (Problem.UnlessDesigner(c.Caller) is { } refused) return refused;
        if (await versions.Find(c.Caller.Tenant, c.Program, c.Version, ct) is not { } version) return None();
        if (version.State != PackageVersion.Review) return Problem.Conflict("審査中の版ではありません。");
        if (c.Caller.UserId == version.SubmittedBy || version.Editors.Contains(c.Caller.UserId, StringComparer.Ordinal))
            return new Problem(403, "FOUR_EYES", $"この版を作った人（{version.SubmittedByName} ほか）は承認できません。別の人が承認してください。", "Whoever made or submitted the version cannot approve it.");
        if (!await versions.Change(c.Caller.Tenant, c.Program, c.Version, PackageVersion.Review,
            v => v with { State = PackageVersion.Approved, ApprovedBy = c.Caller.UserId, ApprovedByName = c.Caller.DisplayName, ApprovedAt = desk.Now, Note = Noted(v.Note, c.Note) }, ct)) return Problem.Conflict("審査中の版ではありません。");
        if (await drafts.Open(c.Caller.Tenant, version.DraftId, ct) is { } live) await drafts.Turn(live, PackageDraft.Review, PackageDraft.Published, ct);
        await keeper.Refresh(ct);
        return await desk.View(version, ct);
    }

    public async ValueTask<Result<VersionView>> Handle(ReturnVersion c, CancellationToken ct)
    {
        if (Problem.UnlessDesigner(c.Caller) is { } refused) return refused;
        if (await versions.Find(c.Caller.Tenant, c.Program, c.Version, ct) is not { } version) return None();
        if (!await versions.Change(c.Caller.Tenant, c.Program, c.Version, PackageVersion.Review, v => v with { State = PackageVersion.Returned, Note = Noted(v.Note, c.Note) }, ct)) return Problem.Conflict("審査中の版ではありません。");
        if (await drafts.Open(c.Caller.Tenant, version.DraftId, ct) is { } live) await drafts.Turn(live, PackageDraft.Review, PackageDraft.Open, ct);
        return await desk.View(version, ct);
    }

    public async ValueTask<Result<VersionView>> Handle(RetireVersion c, CancellationToken ct)
    {
        if (Problem.UnlessDesigner(c.Caller) is { } refused) return refused;
        if (await versions.Find(c.Caller.Tenant, c.Program, c.Version, ct) is not { } version) return None();
        if (version.State == PackageVersion.Approved && version.EffectiveOn <= desk.Today && source.SharedOf(c.Caller.Tenant, c.Program) is null
            && !(await versions.List(c.Caller.Tenant, c.Program, ct)).Any(v => v.Version != c.Version && v.State == PackageVersion.Approved && v.EffectiveOn <= desk.Today))
            return new Problem(409, "LAST_VERSION", "有効な版はこれだけです。手続の受付を終えるには「受付の終了」を申し出て、別の人の承認を受けてください。", "This is the only version in force: end the programme's applications instead, with a second person's approval.");
        if (!await versions.Change(c.Caller.Tenant, c.Program, c.Version, PackageVersion.Approved, v => v with { State = PackageVersion.Retired, RetiredAt = desk.Now, Note = Noted(v.Note, c.Note) }, ct)) return Problem.Conflict("公開された版ではありません。");
        await keeper.Refresh(ct);
        return await desk.View(version, ct);
    }

    private static string Noted(string before, string? note) => string.IsNullOrWhiteSpace(note) ? before : before.Length == 0 ? note.Trim() : $"{before}\n{note.Trim()}";

    private static Problem Changed(long revision) =>
        new(409, "DRAFT_CHANGED", "その後に変更があります。最新の内容を確かめてから出してください。", "The draft has changed since; look at it and submit again.") { More = new SortedDictionary<string, object>(StringComparer.Ordinal) { ["revision"] = revision } };

    private static Problem None() => Problem.NotFound("この版は見つかりません。", "There is no such version.");
}
